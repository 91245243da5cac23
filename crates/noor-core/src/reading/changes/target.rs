//! What a change is about: codes, things, what was shown, and how many of each.

use std::ops::Range as Places;

use super::Said;
use super::verb::{counts, definite};
use crate::numbers::{FigureKind, Term};
use crate::reading::cues::Cue;
use crate::reading::tags::Item;
use crate::reading::things::family;
use crate::reading::wish::{Message, named, note};
use crate::understanding::{Reference, Target, Wish};
use crate::words::{Gap, Kind};

/// One thing that a change is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Part {
    pub(super) target: Target,
    pub(super) quantity: Option<u32>,
    /// The figure that says how many.
    pub(super) figure: Option<usize>,
    /// Its phrases.
    pub(super) places: Places<usize>,
}

/// What a stretch names, and whether words are left that nobody understands.
#[derive(Debug, Default)]
pub(super) struct Parts {
    pub(super) list: Vec<Part>,
    pub(super) unknown: bool,
}

/// Most things that one clause names without codes.
const THINGS: usize = 12;

/// What the phrases of `range` name, in their order.
pub(super) fn parts(said: &Said<'_>, range: Places<usize>) -> Parts {
    let mut parts = Parts::default();
    for (number, places) in chunks(said, range).into_iter().enumerate() {
        let mut codes = codes(said, &places);
        if let [only] = codes.as_mut_slice()
            && only.quantity.is_none()
        {
            (only.figure, only.quantity) = pieces(said, &places).unzip();
        }
        if !codes.is_empty() {
            parts.list.extend(codes);
        } else if number < THINGS {
            parts.add(said, places);
        }
    }
    parts
}

impl Parts {
    fn add(&mut self, said: &Said<'_>, places: Places<usize>) {
        let counted = pieces(said, &places);
        let (figure, quantity) = counted.unzip();
        let part = |target| Part { target, quantity, figure, places: places.clone() };
        let (wish, unknown) = kind(said, &places, figure);
        let thing = !wish.families.is_empty();
        let last = match pointed(said, &places, thing) {
            Some(Reference::Last) => true,
            Some(exact) => return self.list.push(part(Target::Shown(exact))),
            None => false,
        };
        let described = [&wish.colours, &wish.materials, &wish.subtypes];
        let kind = thing || described.iter().any(|list| !list.is_empty());
        if last && (!kind || thing && described.iter().all(|list| list.is_empty())) {
            self.list.push(part(Target::Shown(Reference::Last)));
            self.unknown |= unknown;
        } else if kind || !wish.words.is_empty() {
            self.list.push(part(Target::Kind(Box::new(wish))));
        } else if says_all(said, &places) {
            self.list.push(part(Target::Everything));
        } else if quantity.is_some() && says_each(said, &places) {
            self.unknown |= unknown;
            if self.list.is_empty() {
                return self.list.push(part(Target::Each));
            }
            // "KX 210 and RD 100, 2 of each."
            for known in self.list.iter_mut().filter(|known| known.quantity.is_none()) {
                (known.quantity, known.figure) = (quantity, figure);
            }
        } else if quantity.is_some() {
            self.unknown |= unknown;
            match self.list.last_mut() {
                // "The black one, 6 pieces."
                Some(known) if known.quantity.is_none() => {
                    (known.quantity, known.figure) = (quantity, figure);
                }
                Some(_) | None => self.list.push(part(Target::Meant)),
            }
        } else {
            self.unknown |= unknown;
        }
    }
}

/// The codes in `places`.
pub(super) fn codes(said: &Said<'_>, places: &Places<usize>) -> Vec<Part> {
    let written = &said.codes.written;
    let first = written.partition_point(|code| code.start < places.start);
    let within = written.iter().skip(first).take_while(|code| code.start < places.end);
    within
        .map(|code| Part {
            target: Target::Code(code.mention.clone()),
            quantity: code.mention.quantity,
            figure: None,
            places: code.start..code.end,
        })
        .collect()
}

/// The first number of pieces in `places` that no code has and that is not taken back, with its
/// figure.
fn pieces(said: &Said<'_>, places: &Places<usize>) -> Option<(usize, u32)> {
    figures_in(said, places).find_map(|at| {
        let figure = said.figures.get(at)?;
        let (FigureKind::Pieces(number) | FigureKind::Bare(number)) = figure.kind else {
            return None;
        };
        (counts(&figure.kind) && is_free(said, at)).then_some((at, number))
    })
}

/// The places of the figures in `places`.
pub(super) fn figures_in(said: &Said<'_>, places: &Places<usize>) -> impl Iterator<Item = usize> {
    let first = said.figures.partition_point(|figure| figure.start < places.start);
    let last = said.figures.partition_point(|figure| figure.start < places.end);
    first..last
}

/// Whether a figure is not taken back and belongs to no code.
pub(super) fn is_free(said: &Said<'_>, figure: usize) -> bool {
    let refused = said.refused.get(figure).copied().unwrap_or(false);
    !refused && !said.codes.quantities.contains(&figure)
}

/// The kind of thing that `places` name, and whether a word is left that nobody understands.
///
/// A word nobody knows may be a product's name where it stands with a thing or behind an article.
fn kind(said: &Said<'_>, places: &Places<usize>, pieces: Option<usize>) -> (Wish, bool) {
    let used: Vec<bool> =
        (0..said.figures.len()).map(|at| Some(at) == pieces || !is_free(said, at)).collect();
    let message =
        Message { text: said.text, figures: said.figures, taken: said.taken, used: &used };
    let (sought, leftover) = named(&message, places.clone(), said.vocabulary);
    let mut wish = sought.into_iter().next().map(|one| one.wish).unwrap_or_default();
    wish.pieces = None;
    let article = places.clone().any(|place| {
        let unknown =
            |place: usize| said.text.items.get(place).is_some_and(|item| item.meanings.is_empty());
        let behind = said.text.items.get(place).is_some_and(|item| item.says(Cue::Definite));
        unknown(if behind { place + 1 } else { place }) && definite(said, place)
    });
    let few = leftover.len() <= 2;
    if few && (article || !wish.families.is_empty()) {
        for word in &leftover {
            note(&mut wish.words, &word.text);
        }
        return (wish, false);
    }
    (wish, !leftover.is_empty())
}

/// What `places` point at in what was shown. What stands behind "to" or "from" is where something
/// goes ("add to that").
fn pointed(said: &Said<'_>, places: &Places<usize>, thing: bool) -> Option<Reference> {
    let items = said.text.items.get(places.clone()).unwrap_or_default();
    let exact = items.iter().flat_map(Item::cues).find_map(|cue| match cue {
        Cue::Ordinal(place) => Some(Reference::Ordinal(place)),
        Cue::End => Some(Reference::End),
        Cue::Cheapest if !thing => Some(Reference::Cheapest),
        Cue::Dearest if !thing => Some(Reference::Dearest),
        Cue::Smallest if !thing => Some(Reference::Smallest),
        Cue::Largest if !thing => Some(Reference::Largest),
        _ => None,
    });
    let place = || {
        figures_in(said, places).find_map(|at| match said.figures.get(at)?.kind {
            FigureKind::Place(place) => Some(Reference::Ordinal(place)),
            _ => None,
        })
    };
    let last = || {
        let before = |at: usize| places.start.checked_add(at)?.checked_sub(1);
        let destination = |at: usize| {
            let before = before(at).and_then(|before| said.text.items.get(before));
            before.is_some_and(|item| item.is(Term::To) || item.is(Term::From))
        };
        let mut items = items.iter().enumerate();
        let last = items.any(|(at, item)| item.says(Cue::Those) && !destination(at));
        last.then_some(Reference::Last)
    };
    exact.or_else(place).or_else(last)
}

/// "2 of each", «حبتين من كل واحد».
fn says_each(said: &Said<'_>, places: &Places<usize>) -> bool {
    let items = said.text.items.get(places.clone()).unwrap_or_default();
    items.iter().any(|item| item.says(Cue::Each))
}

fn says_all(said: &Said<'_>, places: &Places<usize>) -> bool {
    let items = said.text.items.get(places.clone()).unwrap_or_default();
    items.iter().any(|item| item.says(Cue::All))
}

/// Whether a thing begins at a place that is more than a part of another.
fn begins_a_thing(said: &Said<'_>, place: usize) -> bool {
    let named = |place: usize| said.text.items.get(place).and_then(family);
    let article = said.text.items.get(place).is_some_and(|item| item.says(Cue::Determiner));
    let thing = named(place).or_else(|| named(place + 1).filter(|_| article));
    thing.is_some_and(|family| !said.vocabulary.lexicon.is_detail(family))
}

/// `range` cut where another thing begins: at a comma, at an "and" behind something whole or before
/// something with an article or a number of its own, or where what is only pointed at or counted goes
/// with another thing ("it with 8 chairs", "2 and a pedestal").
fn chunks(said: &Said<'_>, range: Places<usize>) -> Vec<Places<usize>> {
    let mut chunks = Vec::new();
    let mut start = range.start;
    let (mut whole, mut only_points, mut counted) = (false, false, false);
    let mut code = said.codes.written.partition_point(|code| code.end <= range.start);
    for place in range.clone() {
        let Some(item) = said.text.items.get(place) else { break };
        let and = item.is(Term::And) || item.particle == Some('و');
        let number_at = |place: usize| {
            let figure = said.figures.partition_point(|figure| figure.start < place);
            said.figures.get(figure).is_some_and(|it| it.start == place)
        };
        let next = if item.is(Term::And) { place + 1 } else { place };
        // The figure of "and 2" begins with the "and".
        let anew = || number_at(next) || number_at(place) || definite(said, next);
        let with = item.says(Cue::With);
        let other =
            || counted && !whole && begins_a_thing(said, place + usize::from(with || next > place));
        let cut = item.gap >= Gap::Comma
            || and && (whole || anew() || other())
            || with && (only_points && number_at(place + 1) || other());
        if cut && place > start {
            chunks.push(start..place);
            (start, whole, only_points, counted) = (place, false, false, false);
        }
        counted |= number_at(place);
        let in_code = said.codes.written.get(code).is_some_and(|code| code.start <= place);
        if in_code && said.codes.written.get(code).is_some_and(|code| code.end <= place + 1) {
            code += 1;
        }
        let pointing = item.cues().any(|cue| matches!(cue, Cue::Ordinal(_) | Cue::Those));
        let named = said
            .text
            .first_word(item)
            .is_some_and(|word| item.meanings.is_empty() && word.kind != Kind::Digits);
        only_points = pointing || only_points && family(item).is_none();
        whole |= family(item).is_some() || in_code || pointing || named;
    }
    if start < range.end {
        chunks.push(start..range.end);
    }
    chunks
}
