//! The traits of the product somebody looks for, from tagged words and typed numbers.

use rust_decimal::Decimal;

use crate::lexicon::Feature;
use crate::numbers::{Figure, FigureKind, Pays, Side, Term};
use crate::reading::cues::Cue;
use crate::reading::tags::{Item, Tagged};
use crate::reading::vocabulary::Vocabulary;
use crate::understanding::{Range, Wish};
use crate::words::{Gap, Kind};

/// The wish of a message, and what was left over.
#[derive(Debug, Default)]
pub(super) struct Wished {
    pub(super) wish: Wish,
    /// Words nobody understood, folded, in order.
    pub(super) leftover: Vec<String>,
    /// Whether something was excluded that a wish cannot exclude.
    pub(super) lost: bool,
    /// Kinds named by a bare trait; they need a family.
    loose_kinds: Vec<(String, String)>,
}

/// Reads the wish. `taken` says which words belong to codes or to a topic.
pub(super) fn wished(
    text: &Tagged<'_>,
    figures: &[Figure],
    taken: &[bool],
    vocabulary: &Vocabulary,
) -> Wished {
    let mut found = Wished::default();
    let mut counted = vec![false; text.items.len()];
    for figure in figures {
        found.measure(&figure.kind);
        if !matches!(figure.kind, FigureKind::Bare(_)) {
            counted[figure.start.min(figure.end)..figure.end].fill(true);
        }
    }
    let mut negated = false;
    let mut detail = false;
    for (place, item) in text.items.iter().enumerate() {
        if item.gap >= Gap::Comma {
            negated = false;
            detail = false;
        }
        let is_taken = taken.get(item.at).copied().unwrap_or(false);
        if is_taken
            || counted.get(place).copied().unwrap_or(false) && item.features().next().is_none()
        {
            continue;
        }
        if item.says(Cue::Not) {
            negated = true;
        } else if item.says(Cue::With) {
            detail = true;
        } else if item.features().next().is_some() {
            let detail = std::mem::take(&mut detail);
            found.feature(text, item, negated, detail, vocabulary);
        } else if item.meanings.is_empty() {
            found.unknown(text, item, negated);
        } else if item.says(Cue::Find) {
            negated = false;
        }
    }
    found.finish(vocabulary);
    found
}

impl Wished {
    fn measure(&mut self, kind: &FigureKind) {
        match kind {
            FigureKind::Price(price) => {
                let wish = &mut self.wish;
                wish.price_currency = price.currency.or(wish.price_currency);
                if price.pays == Pays::All {
                    wish.budget_total = price.max;
                } else {
                    wish.price_min = price.min.or(wish.price_min);
                    wish.price_max = price.max.or(wish.price_max);
                }
            }
            FigureKind::Size(side, range) => self.measure_side(*side, *range),
            FigureKind::Footprint(sides) => {
                for (side, range) in sides {
                    self.measure_side(*side, *range);
                }
            }
            FigureKind::People(people) => self.wish.people = Some(*people),
            FigureKind::Pieces(_)
            | FigureKind::Place(_)
            | FigureKind::LineNumber
            | FigureKind::Other
            | FigureKind::Bare(_) => {}
        }
    }

    /// A second size of the same side narrows the first ("over 100 and under 140 cm").
    fn measure_side(&mut self, side: Side, range: Range) {
        let sizes = &mut self.wish.size;
        let known = match side {
            Side::Width => &mut sizes.width,
            Side::Depth => &mut sizes.depth,
            Side::Height => &mut sizes.height,
        };
        *known = Some(match *known {
            Some(old) if range.near.is_none() && old.near.is_none() => {
                Range { min: range.min.or(old.min), max: range.max.or(old.max), near: None }
            }
            Some(_) | None => range,
        });
    }

    fn feature(
        &mut self,
        text: &Tagged<'_>,
        item: &Item<'_>,
        negated: bool,
        detail: bool,
        vocabulary: &Vocabulary,
    ) {
        for feature in item.features() {
            match feature {
                Feature::Colour(colour) if negated => note(&mut self.wish.colours_not, colour),
                Feature::Colour(colour) => note(&mut self.wish.colours, colour),
                Feature::Material(material) if negated => {
                    note(&mut self.wish.materials_not, material);
                }
                Feature::Material(material) => note(&mut self.wish.materials, material),
                Feature::Family { .. } | Feature::Kind { .. } if negated => self.lost = true,
                Feature::Family { family, .. } => {
                    self.family(text, item, family, detail, vocabulary);
                }
                Feature::Kind { family, kind, named: true } => {
                    if self.family(text, item, family, detail, vocabulary) {
                        note(&mut self.wish.subtypes, kind);
                    }
                }
                Feature::Kind { family, kind, named: false } => {
                    self.loose_kinds.push((family.clone(), kind.clone()));
                }
            }
        }
    }

    /// Notes a family, or, where it is only a detail of the thing wished for, its words. Says
    /// whether the family was noted.
    fn family(
        &mut self,
        text: &Tagged<'_>,
        item: &Item<'_>,
        family: &str,
        detail: bool,
        vocabulary: &Vocabulary,
    ) -> bool {
        let of_another = self.wish.families.iter().any(|known| known != family);
        if vocabulary.lexicon.is_detail(family) && (of_another || detail) {
            for at in item.at..item.at + item.length {
                if let Some(word) = text.words.get(at) {
                    note(&mut self.wish.words, &word.text);
                }
            }
            return false;
        }
        note(&mut self.wish.families, family);
        true
    }

    fn unknown(&mut self, text: &Tagged<'_>, item: &Item<'_>, negated: bool) {
        let Some(word) = text.words.get(item.at) else { return };
        let readable = matches!(word.kind, Kind::Latin | Kind::Arabic | Kind::Foreign);
        if negated && readable {
            self.lost = true;
        } else if readable && word.text.chars().take(2).count() == 2 && self.leftover.len() < 64 {
            let short: String = word.text.chars().take(40).collect();
            note(&mut self.leftover, &short);
        }
    }

    /// A bare trait counts for the families named; with none, for every family that knows it.
    fn finish(&mut self, vocabulary: &Vocabulary) {
        let named: Vec<String> = self.wish.families.clone();
        for (family, kind) in std::mem::take(&mut self.loose_kinds) {
            if named.is_empty() || named.contains(&family) {
                note(&mut self.wish.subtypes, &kind);
            }
        }
        let real = |family: &String| !vocabulary.lexicon.is_detail(family);
        if self.wish.families.iter().any(real) {
            self.wish.families.retain(real);
        }
        if self.wish.price_min.is_some_and(|min| self.wish.price_max.is_some_and(|max| min > max)) {
            std::mem::swap(&mut self.wish.price_min, &mut self.wish.price_max);
        }
        self.settle_kinds(vocabulary);
    }

    /// "Office chair" takes in several kinds, unless one of them is named as well.
    fn settle_kinds(&mut self, vocabulary: &Vocabulary) {
        let families = self.wish.families.clone();
        let taken_in = |kind: &String| -> Vec<String> {
            let within = families.iter().map(|family| vocabulary.lexicon.taken_in_by(family, kind));
            within.flatten().cloned().collect()
        };
        let (general, precise): (Vec<String>, Vec<String>) =
            std::mem::take(&mut self.wish.subtypes)
                .into_iter()
                .partition(|kind| !taken_in(kind).is_empty());
        self.wish.subtypes = precise;
        if self.wish.subtypes.is_empty() {
            for kind in &general {
                note(&mut self.wish.subtypes, kind);
                for kind in taken_in(kind) {
                    note(&mut self.wish.subtypes, &kind);
                }
            }
        }
    }
}

/// A budget for several pieces limits the price of one.
pub(super) fn share_budget(wish: &mut Wish, figures: &[Figure], quantity: Option<u32>) {
    let pays = |pays: Pays| {
        figures
            .iter()
            .any(|figure| matches!(&figure.kind, FigureKind::Price(price) if price.pays == pays))
    };
    let Some(pieces) = quantity.filter(|pieces| *pieces > 1) else {
        wish.price_max = wish.price_max.or(wish.budget_total);
        return;
    };
    if wish.budget_total.is_none() && pays(Pays::Budget) && !pays(Pays::Each) {
        wish.budget_total = wish.price_max;
    }
    if let Some(total) = wish.budget_total {
        wish.price_max = Some((total / Decimal::from(pieces)).round_dp(2).normalize());
    }
}

/// Whether a message limits its wish to what is there now.
pub(super) fn wants_stock(text: &Tagged<'_>) -> bool {
    text.items.iter().any(|item| item.says(Cue::Stock) && !item.is(Term::CodeMark))
}

fn note(list: &mut Vec<String>, key: &str) {
    if !list.iter().any(|known| known == key) {
        list.push(key.to_owned());
    }
}
