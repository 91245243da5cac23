//! What a word for a change says together with what stands beside it.

mod exchange;
mod set;

use std::ops::Range as Places;

use super::lines::of_each;
use super::target::{Part, Parts, figures_in, parts};
use super::verb::{Do, Verb, asks, definite};
use super::{Said, line};
use crate::numbers::{FigureKind, Term};
use crate::reading::cues::Cue;
use crate::reading::tags::Item;
use crate::understanding::{How, LineChange, Reference, Target};
use crate::words::{Gap, Kind};
use exchange::{instead, other_version, swapped};
use set::{corrected, set};

/// What was read of one clause.
#[derive(Debug, Default)]
pub(super) struct Read {
    pub(super) lines: Vec<LineChange>,
    /// The phrases of what goes out.
    pub(super) gone: Vec<Places<usize>>,
    /// The figures that say how many more or less.
    pub(super) counted: Vec<usize>,
    /// The figures that say how many of what a line names.
    pub(super) figures: Vec<usize>,
    /// Whether what stands before the verb was read with it.
    pub(super) takes_before: bool,
}

/// How far before a verb its clause is looked for.
const REACH: usize = 12;

/// Where the clause begins that a place stands in.
pub(super) fn start(said: &Said<'_>, place: usize) -> usize {
    let mut at = place;
    while at > 0 && place - at < REACH {
        if said.text.items.get(at).is_none_or(|item| item.gap >= Gap::Comma) {
            break;
        }
        at -= 1;
    }
    at
}

/// The phrases behind a verb that belong to it.
pub(super) fn behind(said: &Said<'_>, verb: &Verb, sentence: &Places<usize>) -> Places<usize> {
    let mut end = verb.end;
    while end < sentence.end {
        let Some(item) = said.text.items.get(end) else { break };
        let goes_on = item.gap < Gap::Comma || goes_on(said, verb, end);
        if !goes_on || ends(said, verb, item) {
            break;
        }
        end += 1;
    }
    verb.end..end
}

/// Whether a phrase begins something else.
fn ends(said: &Said<'_>, verb: &Verb, item: &Item<'_>) -> bool {
    let says = |cues: &[Cue]| cues.iter().any(|cue| item.says(*cue));
    let topic = said.taken.get(item.at).copied().unwrap_or(false)
        && !said.codes.words.get(item.at).copied().unwrap_or(false);
    let wants = says(&[Cue::Find]) && !says(&[Cue::Set]);
    let corrects = says(&[Cue::Correction]);
    let change = says(&[Cue::Clear, Cue::InsteadOf])
        || says(&[Cue::Add, Cue::Remove]) && !says(&[Cue::More, Cue::Not, Cue::Filler, Cue::With])
        || says(&[Cue::Swap, Cue::Take]) && !says(&[Cue::Set]);
    let asked = asks(item) || says(&[Cue::Picture, Cue::Quotation, Cue::But]) && !says(&[Cue::Set]);
    match verb.what {
        Do::Correct => topic || asked || change,
        Do::Take | Do::Want | Do::Set => topic || asked || change || corrects,
        Do::InsteadOf => topic || asked,
        // "Remove the desks, only the chairs."
        Do::Remove if item.says(Cue::But) && item.gap >= Gap::Comma => true,
        Do::Add | Do::Remove | Do::Clear | Do::Swap => {
            topic || asked || change || corrects || wants
        }
    }
}

/// Whether a clause goes on behind a comma with another thing.
fn goes_on(said: &Said<'_>, verb: &Verb, place: usize) -> bool {
    let mut at = place;
    while at < place + 2
        && said.text.items.get(at).is_some_and(|item| item.is(Term::And) || item.says(Cue::Filler))
        && !definite(said, at)
    {
        at += 1;
    }
    let Some(item) = said.text.items.get(at) else { return false };
    let code = said.codes.written.partition_point(|code| code.start < at);
    let code = said.codes.written.get(code).is_some_and(|code| code.start == at);
    let figure = said.figures.partition_point(|figure| figure.start < at);
    let number = said.figures.get(figure).is_some_and(|figure| figure.start == at);
    let thing = item.features().next().is_some() || definite(said, at);
    match verb.what {
        Do::Take | Do::Want => code || number,
        Do::Correct => code || number || thing || item.says(Cue::Not) || item.says(Cue::Find),
        Do::Set => code || number || item.says(Cue::Not),
        Do::Add | Do::Remove | Do::Swap => code || number || thing,
        // "Instead of the black one, the grey one."
        Do::InsteadOf => code || thing || item.says(Cue::Find),
        Do::Clear => false,
    }
}

/// Reads a clause; `None` where it changes nothing.
pub(super) fn read(
    said: &Said<'_>,
    verb: &Verb,
    before: Places<usize>,
    behind: Places<usize>,
) -> Option<Read> {
    let exchanged = said.text.next_in_clause(behind.end).is_some_and(|it| it.says(Cue::InsteadOf));
    if exchanged && !matches!(verb.what, Do::Swap | Do::InsteadOf) {
        return None;
    }
    // "Make it 15% off" asks for a price.
    let haggles = said.text.next_in_clause(behind.end).is_some_and(|it| it.says(Cue::Discount));
    if haggles && matches!(verb.what, Do::Set | Do::Correct) {
        return None;
    }
    match verb.what {
        Do::Take => taken(said, verb, &behind, &parts(said, behind.clone())),
        Do::Want => wanted(said, &behind, &parts(said, behind.clone())),
        Do::Add if counts_words(said, &behind) => None,
        Do::Add => added(said, verb, parts(said, behind)),
        Do::Remove => removed(said, verb, before, behind),
        Do::Clear => Some(Read {
            lines: vec![line(How::Remove, Target::Everything, None)],
            ..Read::default()
        }),
        Do::Swap => swapped(said, behind),
        Do::InsteadOf => instead(said, before, behind),
        Do::Set => set(said, before, behind),
        Do::Correct if behind.is_empty() => other_version(said, before),
        Do::Correct => {
            corrected(&parts(said, behind.clone())).or_else(|| other_version(said, behind))
        }
    }
}

impl Read {
    /// Notes the number that a correction names as the wrong one.
    pub(super) fn replacing(mut self, was: Option<u32>) -> Self {
        if let [line] = self.lines.as_mut_slice()
            && line.how == How::Set
        {
            line.was = line.was.or(was);
        }
        self
    }

    /// The same change of several parts.
    pub(super) fn of<'p>(how: &How, parts: impl IntoIterator<Item = &'p Part>) -> Self {
        let mut read = Self::default();
        for part in parts {
            read.lines.push(line(how.clone(), part.target.clone(), part.quantity));
            read.figures.extend(part.figure);
        }
        read
    }
}

fn taken(said: &Said<'_>, verb: &Verb, behind: &Places<usize>, parts: &Parts) -> Option<Read> {
    // "I'll take care of it" takes nothing.
    let vague = |part: &Part| part.target == Target::Shown(Reference::Last);
    if parts.list.iter().any(|part| !(parts.unknown && vague(part))) {
        let mut read = Read::of(&How::Take, &parts.list);
        let each = of_each(said, behind);
        for line in &mut read.lines {
            line.quantity = line.quantity.or(each);
        }
        if takes_it_beside(said, verb, behind) {
            read.lines.insert(0, line(How::Take, Target::Shown(Reference::Last), None));
        }
        return Some(read);
    }
    // "I'll take:" leads to the lines below, and "book a visit" books no furniture.
    let ends = said.text.next_in_clause(behind.end).is_none();
    let all = ends && !parts.unknown && said.codes.written.is_empty();
    let line = line(How::Take, Target::Meant, None);
    all.then(|| Read { lines: vec![line], ..Read::default() })
}

/// «باخذها مع ٨ كراسي»: the verb itself says "it", and other things stand beside it.
fn takes_it_beside(said: &Said<'_>, verb: &Verb, behind: &Places<usize>) -> bool {
    let items = |places: Places<usize>| said.text.items.get(places).unwrap_or_default();
    let says_it = items(verb.start..verb.end).iter().any(|item| item.says(Cue::Those));
    let beside = items(behind.clone()).first().is_some_and(|first| {
        first.says(Cue::With) || first.is(Term::And) || first.particle == Some('و')
    });
    says_it && beside
}

/// "I want this", "give me 5 of those and 2 lamps": what is pointed at is taken, with so many of other
/// things beside it; the rest is a wish.
fn wanted(said: &Said<'_>, behind: &Places<usize>, parts: &Parts) -> Option<Read> {
    // "I want the first and the third", "2 of each".
    let exact = |part: &Part| match part.target {
        Target::Shown(Reference::Ordinal(_)) => parts.list.len() > 1,
        Target::Each => part.quantity.is_some(),
        Target::Shown(_)
        | Target::Code(_)
        | Target::Kind(_)
        | Target::Meant
        | Target::Everything => false,
    };
    if !parts.unknown && !parts.list.is_empty() && parts.list.iter().all(exact) {
        return Some(Read::of(&How::Take, &parts.list));
    }
    let [part, beside @ ..] = parts.list.as_slice() else { return None };
    let Target::Shown(reference) = part.target else { return None };
    if beside.iter().any(|other| other.quantity.is_none()) {
        return None;
    }
    let end = if beside.is_empty() { behind.end } else { part.places.end };
    let items = said.text.items.get(behind.start..end).unwrap_or_default();
    let points = |item: &Item<'_>| {
        item.cues().any(|cue| {
            matches!(
                cue,
                Cue::Those
                    | Cue::End
                    | Cue::Ordinal(_)
                    | Cue::Cheapest
                    | Cue::Dearest
                    | Cue::Smallest
                    | Cue::Largest
                    | Cue::Want
            )
        }) || item.is(Term::Label)
    };
    let first = items.iter().position(points)?;
    let direct = items.iter().take(first).all(|item| {
        item.says(Cue::Filler)
            || item.says(Cue::Definite)
            || item.terms().next().is_some()
            || item.number().is_some()
            || part.figure.is_some()
    });
    // "I want to know more *about* this."
    let about = first.checked_sub(1).and_then(|before| items.get(before));
    let direct =
        direct && (part.quantity.is_some() || about.is_none_or(|item| !item.says(Cue::Filler)));
    let behind = items.iter().skip(first + 1).filter(|item| !points(item)).count();
    let only = part.quantity.is_some() || behind <= 1 + usize::from(reference != Reference::Last);
    let clear = direct && only && !parts.unknown && !items.iter().any(|item| item.says(Cue::More));
    clear.then(|| Read::of(&How::Take, &parts.list))
}

fn added(said: &Said<'_>, verb: &Verb, mut parts: Parts) -> Option<Read> {
    if let Some((figure, pieces)) = number_of(said, verb) {
        match parts.list.as_mut_slice() {
            [] if !parts.unknown => parts.list.push(Part {
                target: Target::Meant,
                quantity: Some(pieces),
                figure: Some(figure),
                places: verb.start..verb.end,
            }),
            [first, ..] if first.quantity.is_none() => {
                (first.quantity, first.figure) = (Some(pieces), Some(figure));
            }
            _ => return None,
        }
    }
    let counted = relative(&parts);
    let unclear = |part: &Part| matches!(part.target, Target::Meant) && parts.unknown;
    let clear = parts.list.iter().any(|part| !unclear(part));
    clear.then(|| Read { counted, ..Read::of(&How::Add, &parts.list) })
}

/// "2 more *questions*": a word that names no product is counted.
fn counts_words(said: &Said<'_>, behind: &Places<usize>) -> bool {
    let first = said.text.items.get(behind.start).filter(|_| !behind.is_empty());
    let word = first.filter(|item| item.says(Cue::Filler)).and_then(|it| said.text.first_word(it));
    word.is_some_and(|word| word.kind == Kind::Latin && word.text != word.stem)
}

/// The figures of parts whose number counts on top of what is there.
fn relative(parts: &Parts) -> Vec<usize> {
    let named = |part: &&Part| !matches!(part.target, Target::Kind(_));
    parts.list.iter().filter(named).filter_map(|part| part.figure).collect()
}

/// The number that a verb stands behind: "*2* more".
fn number_of(said: &Said<'_>, verb: &Verb) -> Option<(usize, u32)> {
    if verb.end == verb.start + 1 {
        return None;
    }
    figures_in(said, &(verb.start..verb.end)).find_map(|at| match said.figures.get(at)?.kind {
        FigureKind::Pieces(pieces) | FigureKind::Bare(pieces) => Some((at, pieces)),
        _ => None,
    })
}

fn removed(
    said: &Said<'_>,
    verb: &Verb,
    before: Places<usize>,
    behind: Places<usize>,
) -> Option<Read> {
    let number = number_of(said, verb);
    let mut found = parts(said, behind.clone());
    let mut takes_before = false;
    if let Some((figure, pieces)) = number {
        match found.list.as_mut_slice() {
            [] if !found.unknown => found.list.push(Part {
                target: Target::Meant,
                quantity: Some(pieces),
                figure: Some(figure),
                places: verb.start..verb.end,
            }),
            [first, ..] if first.quantity.is_none() => {
                (first.quantity, first.figure) = (Some(pieces), Some(figure));
            }
            _ => return None,
        }
    } else if !names_something(&found) && !found.unknown {
        // "The desk, please remove it."
        let named = parts(said, before.clone());
        if names_something(&named) && !named.unknown {
            (found, takes_before) = (named, true);
        }
    }
    let list: Vec<Part> = found.list.iter().map(meant).collect();
    let some = list.iter().any(|part| part.target != Target::Meant || !found.unknown);
    let gone = if takes_before { vec![before, behind] } else { vec![behind] };
    some.then(|| Read {
        counted: list.iter().filter_map(|part| part.figure).collect(),
        gone,
        takes_before,
        ..Read::of(&How::Remove, &list)
    })
}

fn names_something(parts: &Parts) -> bool {
    parts.list.iter().any(|part| match part.target {
        Target::Code(_) | Target::Kind(_) | Target::Each | Target::Everything => true,
        Target::Shown(reference) => reference != Reference::Last,
        Target::Meant => part.quantity.is_some(),
    })
}

/// "It", said of what an order has already, is whatever is meant.
pub(super) fn meant(part: &Part) -> Part {
    let target = match &part.target {
        Target::Shown(Reference::Last) => Target::Meant,
        other => other.clone(),
    };
    Part { target, ..part.clone() }
}

/// The pieces that a figure may count.
pub(super) fn pieces_of(said: &Said<'_>, figure: usize) -> Option<u32> {
    match said.figures.get(figure)?.kind {
        FigureKind::Pieces(number) | FigureKind::Bare(number) | FigureKind::People(number) => {
            Some(number)
        }
        _ => None,
    }
}

fn counted(said: &Said<'_>, figure: usize) -> bool {
    said.figures.get(figure).is_some_and(|figure| super::verb::counts(&figure.kind))
}
