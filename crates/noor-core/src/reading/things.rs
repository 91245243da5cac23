//! Which things a message names, and which of its words belong to which of them.
//!
//! Customers order several kinds of things in one breath: "a black chair and a white desk". A trait
//! belongs to the thing it stands with: English puts it before or behind, Arabic behind.

use std::ops::Range;

use crate::lexicon::{Feature, Lexicon};
use crate::numbers::{Figure, FigureKind, Term};
use crate::reading::cues::Cue;
use crate::reading::tags::{Item, Tagged};
use crate::words::{Gap, Kind};

/// The part a phrase plays in a wish.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// It names something that is sought.
    Thing,
    /// It names a part of the thing before it.
    Detail,
    /// It names what the thing before it is for ("a lamp for the desk"), or where it is to stand
    /// ("next to the sofa").
    Purpose,
    /// It says something else about a product, or nothing.
    Other,
}

/// Consecutive phrases that are about one wish.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Stretch {
    /// Its first phrase.
    pub(super) start: usize,
    /// Whether a comma or a new line stands between it and the one before.
    pub(super) apart: bool,
    /// Whether an "and" does.
    pub(super) joined: bool,
}

/// The roles of the phrases in `range`. `excluded` says which of them are not wanted.
pub(super) fn roles(
    text: &Tagged<'_>,
    range: Range<usize>,
    excluded: &[bool],
    lexicon: &Lexicon,
) -> Vec<Role> {
    let mut roles = vec![Role::Other; text.items.len()];
    let mut behind_with = false;
    let mut behind_for = false;
    let mut thing_before = false;
    let mut joined = false;
    let mut beside_it = false;
    for place in range.clone() {
        let Some(item) = text.items.get(place) else { break };
        if item.gap >= Gap::Comma {
            (behind_with, behind_for, thing_before, joined) = (false, false, false, false);
        }
        // What stands between "next to" and its thing says no more than whose it is.
        let passed = [Cue::Determiner, Cue::Definite, Cue::Oneself, Cue::Filler];
        let says_one = passed.into_iter().any(|cue| item.says(cue));
        let goes_on = item.gap < Gap::Comma && (family(item).is_some() || says_one);
        beside_it &= goes_on;
        behind_with |= item.says(Cue::With) || item.particle == Some('ب');
        joined |= item.is(Term::And) || item.particle == Some('و');
        if let Some(family) = family(item) {
            let detail = lexicon.is_detail(family);
            let other = |other: Option<usize>| {
                let item = other.filter(|it| range.contains(it)).and_then(|it| text.items.get(it));
                item.and_then(self::family).is_some_and(|it| it != family)
            };
            let beside = stands_beside(text, place) && other(place.checked_sub(1))
                || stands_beside(text, place + 1)
                    && !stands_for(text, place + 1)
                    && other(Some(place + 1));
            let part = behind_with && lexicon.is_part_behind_with(family);
            let purpose = beside_it || thing_before && (behind_for || item.particle == Some('ل'));
            let of_it = detail && (beside || thing_before && !joined);
            let role = match () {
                () if purpose => Role::Purpose,
                () if part || of_it => Role::Detail,
                () => Role::Thing,
            };
            let wanted = !excluded.get(place).copied().unwrap_or(false);
            if let Some(known) = roles.get_mut(place) {
                *known = role;
            }
            thing_before |= wanted && role == Role::Thing;
            (behind_for, joined, beside_it) = (false, false, false);
        } else if item.says(Cue::Beside) {
            beside_it = true;
        } else if item.is(Term::For) {
            behind_for = true;
        } else if item.is(Term::And) || item.number().is_some() {
            behind_for = false;
        }
    }
    roles
}

/// The stretches of `range`, one for each thing, in order; one if nothing or one thing is named.
///
/// Things with "or" between them, or with nothing between them ("wardrobe cabinet"), share one.
pub(super) fn stretches(
    text: &Tagged<'_>,
    range: Range<usize>,
    roles: &[Role],
    excluded: &[bool],
    figures: &[Figure],
) -> Vec<Stretch> {
    let wanted = |place: &usize| {
        roles.get(*place) == Some(&Role::Thing)
            && !(excluded.get(*place).copied().unwrap_or(false) && bare_family(text, *place))
    };
    let things: Vec<usize> = range.clone().filter(wanted).collect();
    let mut stretches = vec![Stretch { start: range.start, apart: false, joined: false }];
    let traits_first = things.first().is_some_and(|first| {
        let before = text.items.get(range.start..*first).unwrap_or_default();
        before.iter().any(|item| item.features().next().is_some())
    });
    for pair in things.windows(2) {
        let &[before, thing] = pair else { continue };
        let between = Between::read(text, before, thing);
        if between.alternative {
            continue;
        }
        let start = between.boundary(text, figures, before, thing, traits_first);
        let joined = between.joint.is_some_and(|joint| between.clause.is_none_or(|it| it <= joint));
        stretches.push(Stretch { start, apart: between.clause.is_some(), joined });
    }
    stretches
}

/// What stands between two things.
#[derive(Debug, Default)]
struct Between {
    /// They are alternatives, or one compound.
    alternative: bool,
    /// The last phrase that a comma, a sentence or a line begins.
    clause: Option<usize>,
    /// The last "and" or "with".
    joint: Option<usize>,
}

impl Between {
    fn read(text: &Tagged<'_>, before: usize, thing: usize) -> Self {
        let mut between = Self::default();
        let mut or = false;
        for place in before + 1..=thing {
            let Some(item) = text.items.get(place) else { break };
            if item.gap >= Gap::Comma {
                between.clause = Some(place);
                or = false;
            }
            let with_and = item.particle == Some('و');
            if item.is(Term::And) || item.says(Cue::With) || with_and {
                between.joint = Some(place);
                or = false;
            }
            or |= item.says(Cue::Or);
        }
        let slash = thing == before + 1
            && text.items.get(thing).is_some_and(|item| item.gap <= Gap::Joined);
        let compound = thing == before + 1
            && between.clause.is_none()
            && between.joint.is_none()
            && !plural(text, before);
        between.alternative = or || slash || compound;
        between
    }

    /// The first phrase that belongs to the second thing.
    fn boundary(
        &self,
        text: &Tagged<'_>,
        figures: &[Figure],
        before: usize,
        thing: usize,
        traits_first: bool,
    ) -> usize {
        let number = number_before(text, figures, before, thing);
        if arabic(text, thing) {
            return number.unwrap_or(thing);
        }
        number
            .or_else(|| phrase_start(text, before, thing))
            .or(self.clause)
            .or(self.joint)
            .unwrap_or(if traits_first { before + 1 } else { thing })
    }
}

/// The number of pieces that stands before a thing, perhaps with traits in between.
fn number_before(
    text: &Tagged<'_>,
    figures: &[Figure],
    before: usize,
    thing: usize,
) -> Option<usize> {
    let next = figures.partition_point(|figure| figure.end <= thing);
    let figure = figures.get(next.checked_sub(1)?)?;
    let counts = matches!(figure.kind, FigureKind::Pieces(_)) && figure.start < figure.end;
    if !counts || figure.start <= before {
        return None;
    }
    let leads_on = (figure.end..=thing).all(|place| {
        text.items.get(place).is_some_and(|item| {
            item.gap < Gap::Dash && !item.is(Term::And) && item.particle != Some('و')
        })
    });
    leads_on.then_some(figure.start)
}

/// Where "a black and white desk" begins: at its "a", if only traits stand in between.
fn phrase_start(text: &Tagged<'_>, before: usize, thing: usize) -> Option<usize> {
    for place in (before + 1..thing).rev() {
        let item = text.items.get(place)?;
        if item.says(Cue::Determiner) {
            return Some(place);
        }
        let trait_there = item.features().next().is_some() || item.says(Cue::Setting);
        let between_traits = item.is(Term::And) && place + 1 < thing;
        let unbroken = text.items.get(place + 1).is_some_and(|next| next.gap < Gap::Comma);
        if !(unbroken && (trait_there || between_traits)) {
            return None;
        }
    }
    None
}

/// The family that a phrase names, alone or with a kind of it.
pub(super) fn family<'t>(item: &'t Item<'_>) -> Option<&'t str> {
    item.features().find_map(|feature| match feature {
        Feature::Family { family, .. } | Feature::Kind { family, named: true, .. } => {
            Some(family.as_str())
        }
        Feature::Kind { named: false, .. }
        | Feature::Colour(_)
        | Feature::Material(_)
        | Feature::Has(_) => None,
    })
}

/// Whether a phrase names nothing but a family, so that excluding it leaves nothing.
pub(super) fn bare_family(text: &Tagged<'_>, place: usize) -> bool {
    let kind = |feature: &Feature| matches!(feature, Feature::Kind { named: true, .. });
    text.items.get(place).is_some_and(|item| !item.features().any(kind))
}

/// Whether the phrase at a place follows the one before with nothing between them.
fn stands_beside(text: &Tagged<'_>, place: usize) -> bool {
    text.items.get(place).is_some_and(|item| item.gap.continues() && item.particle != Some('و'))
}

/// Whether the phrase at a place is what something is for: the chairs of «عجلات لكراسي المكتب».
fn stands_for(text: &Tagged<'_>, place: usize) -> bool {
    text.items.get(place).is_some_and(|item| item.particle == Some('ل'))
}

fn arabic(text: &Tagged<'_>, place: usize) -> bool {
    let word = text.items.get(place).and_then(|item| text.first_word(item));
    word.is_some_and(|word| word.kind == Kind::Arabic)
}

/// Whether an English phrase is written in the plural.
fn plural(text: &Tagged<'_>, place: usize) -> bool {
    let last = text.items.get(place).and_then(|item| text.words.get(item.at + item.length - 1));
    last.is_some_and(|word| word.kind == Kind::Latin && word.text != word.stem)
}
