//! The traits of the products somebody looks for, from tagged words and typed numbers.

mod figures;
mod traits;

use std::ops::Range as Places;

use rust_decimal::Decimal;

use crate::numbers::{Figure, FigureKind, Pays, Term};
use crate::reading::batch::{add_later, coordinate, merge_repeated, spread};
use crate::reading::cues::Cue;
use crate::reading::refusal::excludes;
use crate::reading::tags::{Item, Tagged};
use crate::reading::things::{self, Role, Stretch, bare_family, roles, stretches};
use crate::reading::vocabulary::Vocabulary;
use crate::understanding::{Extreme, Guess, Wish};
use crate::words::{Gap, Kind};

/// A wish as it is being read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Sought {
    pub(super) wish: Wish,
    /// What its price was said to pay.
    pub(super) pays: Option<Pays>,
    /// The number of it that was taken for what is likeliest.
    pub(super) guess: Option<Guess>,
    /// Whether a comma or a new line stands before it.
    pub(super) apart: bool,
    /// Whether an "and" stands before it.
    pub(super) joined: bool,
    /// Whether its message adds it to what was said ("or white", "and a desk").
    pub(super) adds: bool,
    /// Kinds named by a bare trait; they need a family.
    loose_kinds: Vec<(String, String)>,
    loose_kinds_not: Vec<(String, String)>,
}

/// A word nobody understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Leftover {
    /// The word, folded.
    pub(super) text: String,
    /// Where it stands among the words of its message.
    pub(super) at: usize,
    /// The wish it stands with.
    pub(super) owner: usize,
}

/// The wishes of a message, and what was left over.
#[derive(Debug, Default)]
pub(super) struct Wished {
    pub(super) sought: Vec<Sought>,
    /// Whether the first of them replaces what was said in messages before.
    pub(super) corrects: bool,
    /// Words nobody understood, in order.
    pub(super) leftover: Vec<Leftover>,
    /// Whether something was excluded that a wish cannot exclude.
    pub(super) lost: bool,
    /// For each figure, whether a wish has taken it.
    pub(super) placed: Vec<bool>,
}

/// A message as the wishes are read from it.
pub(super) struct Message<'m> {
    pub(super) text: &'m Tagged<'m>,
    pub(super) figures: &'m [Figure],
    /// For each word, whether it belongs to a code or to a topic.
    pub(super) taken: &'m [bool],
    /// For each figure, whether something else than a wish has use for it.
    pub(super) used: &'m [bool],
}

/// Most corrections that one message is read with; nobody changes their mind more often.
const CORRECTIONS: usize = 8;
/// Most wishes of one message.
const WISHES: usize = 64;

/// Reads the wishes. What stands behind "sorry, I mean" overrules what stands before it.
pub(super) fn wished(message: &Message<'_>, vocabulary: &Vocabulary) -> Wished {
    let items = &message.text.items;
    let mut found = Wished { placed: vec![false; message.figures.len()], ..Wished::default() };
    let correction = |item: &Item<'_>| item.says(Cue::Correction);
    let mut start = 0;
    for corrections in 0.. {
        if start >= items.len() {
            break;
        }
        let more = corrections < CORRECTIONS;
        let next = items.iter().skip(start + 1).position(correction).filter(|_| more);
        let end = next.map_or(items.len(), |next| start + 1 + next);
        let corrects = items.get(start).is_some_and(correction);
        let later = found.read(message, start..end, vocabulary);
        if found.sought.is_empty() {
            found.corrects |= corrects;
            found.sought = later;
        } else {
            add_later(&mut found.sought, later, corrects);
        }
        start = end;
    }
    found
}

/// What the phrases of `range` alone name, and the words among them that nobody understood.
pub(super) fn named(
    message: &Message<'_>,
    range: Places<usize>,
    vocabulary: &Vocabulary,
) -> (Vec<Sought>, Vec<Leftover>) {
    let mut found = Wished { placed: vec![false; message.figures.len()], ..Wished::default() };
    let sought = found.read(message, range, vocabulary);
    (sought, found.leftover)
}

impl Wished {
    /// Reads the wishes of the phrases in `range`.
    fn read(
        &mut self,
        message: &Message<'_>,
        range: Places<usize>,
        vocabulary: &Vocabulary,
    ) -> Vec<Sought> {
        let Message { text, figures, taken, used } = *message;
        let excluded = excluded(text, range.clone());
        let mut roles = roles(text, range.clone(), &excluded, &vocabulary.lexicon);
        for (role, item) in roles.iter_mut().zip(&text.items) {
            if taken.get(item.at).copied().unwrap_or(false) {
                *role = Role::Other;
            }
        }
        let stretches = stretches(text, range.clone(), &roles, &excluded, figures);
        let mut sought: Vec<Sought> = stretches
            .iter()
            .map(|&Stretch { apart, joined, .. }| Sought { apart, joined, ..Sought::default() })
            .collect();
        let counted = counted(text, figures);
        let mut unknown = Vec::new();
        for place in range.clone() {
            let Some(item) = text.items.get(place) else { break };
            let number = counted.get(place).copied().unwrap_or(false);
            if taken.get(item.at).copied().unwrap_or(false)
                || number && item.features().next().is_none()
            {
                continue;
            }
            let number = owner(&stretches, place);
            let Some(one) = sought.get_mut(number) else { continue };
            let unwanted = excluded.get(place).copied().unwrap_or(false);
            let role = roles.get(place).copied().unwrap_or(Role::Other);
            if item.features().next().is_some() {
                self.lost |= !one.feature(message, place, role, unwanted, vocabulary);
            } else if let Some(extreme) = extreme(text, place, vocabulary) {
                one.wish.first = Some(extreme);
            } else if item.meanings.is_empty() || unwanted {
                unknown.push((place, unwanted, number));
            }
        }
        for (place, unwanted, number) in unknown {
            let one = sought.get_mut(number);
            let is_kind =
                one.is_some_and(|one| one.kind_by_word(text, place, unwanted, vocabulary));
            if !is_kind && text.items.get(place).is_some_and(|item| item.meanings.is_empty()) {
                self.unknown(text, place, unwanted, number);
            }
        }
        for (at, figure) in figures.iter().enumerate() {
            let inside = range.contains(&figure.start) && !used.get(at).copied().unwrap_or(false);
            let Some(one) = sought.get_mut(owner(&stretches, figure.start)).filter(|_| inside)
            else {
                continue;
            };
            if let Some(placed) = self.placed.get_mut(at) {
                *placed = one.measure(figure, counts_a_detail(text, figure, &roles), vocabulary);
            }
        }
        for one in &mut sought {
            one.finish(vocabulary);
        }
        coordinate(text, &roles, &stretches, &mut sought);
        spread(message, range.clone(), &roles, &mut sought);
        sought.retain(|one| !one.wish.is_empty());
        self.lost |= sought.len() > WISHES;
        sought.truncate(WISHES);
        if let Some(first) = sought.first_mut() {
            first.adds = text.items.get(range.start).is_some_and(|item| {
                item.says(Cue::Or) || item.is(Term::And) || item.particle == Some('و')
            });
        }
        merge_repeated(sought)
    }

    /// Notes a word nobody knows, unless it is somebody's name.
    fn unknown(&mut self, text: &Tagged<'_>, place: usize, unwanted: bool, owner: usize) {
        let Some(item) = text.items.get(place) else { return };
        let named = belongs_to_a_name(text, place);
        let Some(word) = text.words.get(item.at) else { return };
        if named {
            return;
        }
        let readable = matches!(word.kind, Kind::Latin | Kind::Arabic | Kind::Foreign);
        if unwanted && readable {
            self.lost = true;
        } else if readable && word.text.chars().take(2).count() == 2 && self.leftover.len() < 64 {
            let short: String = word.text.chars().take(40).collect();
            if self.leftover.iter().all(|known| known.text != short) {
                self.leftover.push(Leftover { text: short, at: item.at, owner });
            }
        }
    }
}

/// Whether a word nobody knows stands behind "my name is", with nothing but such words and what
/// joins them in between: "I'm Ahmed from Emaar".
fn belongs_to_a_name(text: &Tagged<'_>, place: usize) -> bool {
    const LONGEST: usize = 6;
    for place in (place.saturating_sub(LONGEST)..=place).rev() {
        let before = place.checked_sub(1).and_then(|before| text.items.get(before));
        let Some((item, before)) = text.items.get(place).zip(before) else { return false };
        if !item.gap.continues() {
            return false;
        }
        if before.says(Cue::Name) {
            return true;
        }
        let joins = before.is(Term::From) || before.says(Cue::Filler);
        if !joins && !before.meanings.is_empty() {
            return false;
        }
    }
    false
}

/// For each phrase, whether it is excluded: what stands behind a "not", up to a comma, a "but", a
/// "with", or the thing that has the excluded trait.
fn excluded(text: &Tagged<'_>, range: Places<usize>) -> Vec<bool> {
    let mut excluded = vec![false; text.items.len()];
    let mut not = false;
    let mut ever = false;
    let mut traits = false;
    for place in range {
        let Some(item) = text.items.get(place) else { break };
        if item.gap >= Gap::Comma {
            not = false;
        }
        if excludes(text, place, ever) {
            (not, ever, traits) = (true, true, false);
            continue;
        }
        if item.says(Cue::But) || item.says(Cue::With) || item.says(Cue::Find) {
            not = false;
        }
        let thing = things::family(item).is_some();
        if not && thing && traits {
            not = false;
        }
        traits |= not && item.features().next().is_some();
        // «ما ابغى كرسي اسود» wants chairs, and none of them black.
        let wanted = thing && bare_family(text, place) && trait_follows(text, place);
        if let Some(known) = excluded.get_mut(place) {
            *known = not && !wanted;
        }
    }
    excluded
}

/// Whether what stands right behind an Arabic phrase says something of the thing it names.
fn trait_follows(text: &Tagged<'_>, place: usize) -> bool {
    let item = text.items.get(place).and_then(|item| text.first_word(item));
    let arabic = item.is_some_and(|word| word.kind == Kind::Arabic);
    let next = text.items.get(place + 1).filter(|next| next.gap.continues());
    arabic
        && next.is_some_and(|next| {
            next.particle.is_none()
                && next.features().next().is_some()
                && things::family(next).is_none()
        })
}

/// For each phrase, whether a figure that has a type explains it.
fn counted(text: &Tagged<'_>, figures: &[Figure]) -> Vec<bool> {
    let mut counted = vec![false; text.items.len()];
    for figure in figures {
        if !matches!(figure.kind, FigureKind::Bare(_) | FigureKind::Fraction(_)) {
            let places = figure.start.min(figure.end)..figure.end;
            counted.get_mut(places).into_iter().flatten().for_each(|it| *it = true);
        }
    }
    counted
}

/// Whether a figure counts a part of the thing ("with 4 drawers").
fn counts_a_detail(text: &Tagged<'_>, figure: &Figure, roles: &[Role]) -> bool {
    let behind = (figure.end..figure.end + 3)
        .take_while(|place| text.items.get(*place).is_some_and(|item| item.gap.continues()))
        .find_map(|place| roles.get(place).filter(|role| **role != Role::Other));
    behind == Some(&Role::Detail)
}

/// The stretch that a phrase belongs to.
pub(super) fn owner(stretches: &[Stretch], place: usize) -> usize {
    stretches.partition_point(|stretch| stretch.start <= place).saturating_sub(1)
}

/// Which end of the range a phrase asks for: a superlative, or in Arabic a comparative before its
/// thing («أرخص مكتب»).
pub(super) fn extreme(text: &Tagged<'_>, place: usize, vocabulary: &Vocabulary) -> Option<Extreme> {
    let item = text.items.get(place)?;
    let next = text.next_in_clause(place + 1);
    let before_thing = next.is_some_and(|next| things::family(next).is_some());
    let english = text
        .first_word(item)
        .is_some_and(|word| word.kind == Kind::Latin && !vocabulary.is_arabizi(word));
    let superlatives = [
        (Cue::Cheapest, Extreme::Cheapest),
        (Cue::Dearest, Extreme::Dearest),
        (Cue::Smallest, Extreme::Smallest),
        (Cue::Largest, Extreme::Largest),
    ];
    let comparatives = [
        (Cue::Cheaper, Extreme::Cheapest),
        (Cue::Dearer, Extreme::Dearest),
        (Cue::Smaller, Extreme::Smallest),
        (Cue::Larger, Extreme::Largest),
    ];
    let before_thing = comparatives.into_iter().filter(|_| before_thing && !english);
    superlatives.into_iter().chain(before_thing).find_map(|(cue, it)| item.says(cue).then_some(it))
}

impl Sought {
    /// Whether a thing was named, and not only traits of one.
    pub(super) fn names_thing(&self) -> bool {
        !self.wish.families.is_empty()
    }

    /// The wish as others see it: a budget for several pieces limits the price of one.
    pub(super) fn settled(mut self, pieces: Option<u32>) -> Wish {
        let wish = &mut self.wish;
        let Some(pieces) = pieces.filter(|pieces| *pieces > 1) else {
            wish.price_max = wish.price_max.or(wish.budget_total);
            return self.wish;
        };
        if wish.budget_total.is_none() && self.pays == Some(Pays::Budget) {
            wish.budget_total = wish.price_max;
        }
        if let Some(total) = wish.budget_total {
            wish.price_max = Some((total / Decimal::from(pieces)).round_dp(2).normalize());
        }
        self.wish
    }
}

/// Whether a message limits its wish to what is there now.
pub(super) fn wants_stock(text: &Tagged<'_>) -> bool {
    text.items.iter().any(|item| item.says(Cue::Stock) && !item.is(Term::CodeMark))
}

/// Adds a key that is not there yet.
pub(super) fn note(list: &mut Vec<String>, key: &str) {
    if !list.iter().any(|known| known == key) {
        list.push(key.to_owned());
    }
}
