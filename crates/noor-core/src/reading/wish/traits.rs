//! What a phrase says of the thing it stands with: its kind, colours, materials, or that they are
//! unwanted.

use super::{Message, Sought, note};
use crate::lexicon::Feature;
use crate::reading::tags::{Item, Tagged};
use crate::reading::things::{Role, bare_family};
use crate::reading::vocabulary::Vocabulary;
use crate::understanding::Wish;
use crate::words::Kind;

/// Whether a number stands before a phrase: "4 drawers" is more than having some.
fn is_counted(text: &Tagged<'_>, place: usize) -> bool {
    let before = place.checked_sub(1).and_then(|before| text.items.get(before));
    before.is_some_and(|item| {
        let digits = text.first_word(item).is_some_and(|word| word.kind == Kind::Digits);
        digits || item.number().is_some()
    })
}

impl Sought {
    /// Notes what a phrase says about a product; `false` if a wish cannot hold it.
    pub(super) fn feature(
        &mut self,
        message: &Message<'_>,
        place: usize,
        role: Role,
        unwanted: bool,
        vocabulary: &Vocabulary,
    ) -> bool {
        let text = message.text;
        let Some(item) = text.items.get(place) else { return true };
        let mut held = true;
        let is_detail = |family: &String| vocabulary.lexicon.is_detail(family);
        // "With wheels": a part of the thing that the search knows.
        let is_part = matches!(role, Role::Detail | Role::Purpose);
        if is_part && !is_counted(text, place) && self.has(item, unwanted) {
            return true;
        }
        match role {
            Role::Detail | Role::Purpose if unwanted => return false,
            // "A cover for a sofa" is no other cover, but a lamp for a desk is a lamp.
            Role::Purpose if !self.wish.families.iter().all(is_detail) => return true,
            // "Next to the sofa" is no name of anything.
            Role::Purpose if self.wish.families.is_empty() => return true,
            Role::Detail | Role::Purpose => {
                self.note_words(text, item);
                return true;
            }
            Role::Thing | Role::Other => {}
        }
        for feature in item.features() {
            match feature {
                Feature::Colour(colour) if unwanted => note(&mut self.wish.colours_not, colour),
                Feature::Colour(colour) => note(&mut self.wish.colours, colour),
                Feature::Material(material) if unwanted => {
                    note(&mut self.wish.materials_not, material);
                }
                Feature::Material(material) => note(&mut self.wish.materials, material),
                // "Storage" by itself is a thing and not what one has.
                Feature::Has(feature) if self.wish.families.contains(feature) => {}
                Feature::Has(_) => {
                    self.has(item, unwanted);
                }
                Feature::Family { .. } if unwanted => held &= !bare_family(text, place),
                Feature::Family { family, .. } => note(&mut self.wish.families, family),
                Feature::Kind { family, kind, named: true } => {
                    note(&mut self.wish.families, family);
                    if unwanted {
                        note(&mut self.wish.subtypes_not, kind);
                        self.exclude_words(text, item, vocabulary);
                    } else {
                        note(&mut self.wish.subtypes, kind);
                    }
                }
                Feature::Kind { family, kind, named: false } => {
                    let loose =
                        if unwanted { &mut self.loose_kinds_not } else { &mut self.loose_kinds };
                    loose.push((family.clone(), kind.clone()));
                }
            }
        }
        held
    }

    /// Notes the kind that a word nobody knows by itself says beside the name of the family: "a chair,
    /// not swivel"; `false` if it says none.
    pub(super) fn kind_by_word(
        &mut self,
        text: &Tagged<'_>,
        place: usize,
        unwanted: bool,
        vocabulary: &Vocabulary,
    ) -> bool {
        let item = text.items.get(place);
        let Some(word) = item.and_then(|item| text.first_word(item)) else { return false };
        let spelled = matches!(word.kind, Kind::Latin | Kind::Arabic);
        let families = self.wish.families.iter().filter(|_| spelled);
        let kinds: Vec<String> = families
            .filter_map(|family| vocabulary.lexicon.kind_beside(family, &word.text))
            .collect();
        let noted = if unwanted { &mut self.wish.subtypes_not } else { &mut self.wish.subtypes };
        for kind in &kinds {
            note(noted, kind);
        }
        !kinds.is_empty()
    }

    /// Notes what a phrase says the thing has or has not; `false` if it says nothing of that.
    fn has(&mut self, item: &Item<'_>, unwanted: bool) -> bool {
        let features = if unwanted { &mut self.wish.features_not } else { &mut self.wish.features };
        let mut says = false;
        for feature in item.features() {
            if let Feature::Has(feature) = feature {
                note(features, feature);
                says = true;
            }
        }
        says
    }

    /// "No mesh chairs": what the words of a kind say by themselves is excluded too.
    fn exclude_words(&mut self, text: &Tagged<'_>, item: &Item<'_>, vocabulary: &Vocabulary) {
        for word in text.words.get(item.at..item.at + item.length).unwrap_or_default() {
            for feature in vocabulary.features_of(word) {
                match feature {
                    Feature::Colour(colour) => note(&mut self.wish.colours_not, colour),
                    Feature::Material(material) => note(&mut self.wish.materials_not, material),
                    Feature::Family { .. } | Feature::Kind { .. } | Feature::Has(_) => {}
                }
            }
        }
    }

    fn note_words(&mut self, text: &Tagged<'_>, item: &Item<'_>) {
        for word in text.words.get(item.at..item.at + item.length).unwrap_or_default() {
            note(&mut self.wish.words, &word.text);
        }
    }

    /// A bare trait counts for the families named; with none, for every family that knows it.
    pub(super) fn finish(&mut self, vocabulary: &Vocabulary) {
        let named: Vec<String> = self.wish.families.clone();
        let counts = |family: &String| named.is_empty() || named.contains(family);
        for (family, kind) in std::mem::take(&mut self.loose_kinds) {
            if counts(&family) {
                note(&mut self.wish.subtypes, &kind);
            }
        }
        for (family, kind) in std::mem::take(&mut self.loose_kinds_not) {
            if counts(&family) {
                note(&mut self.wish.subtypes_not, &kind);
            }
        }
        // "The cheapest one" points at what was shown.
        if named.is_empty() {
            self.wish.first = None;
        }
        let real = |family: &String| !vocabulary.lexicon.is_detail(family);
        if self.wish.families.iter().any(real) {
            self.wish.families.retain(real);
            let families = &self.wish.families;
            let of_them =
                |kind: &String| families.iter().any(|it| vocabulary.lexicon.has_kind(it, kind));
            self.wish.subtypes.retain(of_them);
        }
        if self.wish.price_min.is_some_and(|min| self.wish.price_max.is_some_and(|max| min > max)) {
            std::mem::swap(&mut self.wish.price_min, &mut self.wish.price_max);
        }
        self.settle_kinds(vocabulary);
    }

    /// "Office chair" takes in several kinds, unless one of them is named as well or excluded.
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
        // A "3 seater sofa bed" is a sofa bed first.
        let seats =
            |kind: &String| families.iter().any(|it| vocabulary.lexicon.is_by_seats(it, kind));
        if !self.wish.subtypes.iter().all(seats) {
            self.wish.subtypes.retain(|kind| !seats(kind));
        }
        let Wish { subtypes, subtypes_not, .. } = &mut self.wish;
        subtypes.retain(|kind| !subtypes_not.contains(kind));
    }
}
