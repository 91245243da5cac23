//! Changes that no word announces: the lines of an order, "5 of those", "12 not 10".

use std::ops::Range as Places;

use super::clause::{Read, meant};
use super::target::{Part, figures_in, parts};
use super::{Said, line, sentences};
use crate::numbers::Term;
use crate::reading::cues::Cue;
use crate::reading::tags::Item;
use crate::understanding::{How, LineChange, Target};
use crate::words::Gap;

/// What of a message is a question, or a story about an earlier order.
pub(super) struct Questions {
    /// For each phrase, whether it stands in one: what it names is not ordered by it.
    asked: Vec<bool>,
    /// Whether pieces of some code are wanted, so that the codes beside it are lines as well.
    list: bool,
}

impl Questions {
    pub(super) fn read(said: &Said<'_>) -> Self {
        let mut questions = Self { asked: vec![false; said.text.items.len()], list: false };
        let sentences = sentences(said.text);
        // "Price?" on a line of its own asks about every line.
        let all = sentences.iter().any(|sentence| asks_about_all(said, sentence));
        for sentence in sentences {
            let items = said.text.items.get(sentence.clone()).unwrap_or_default();
            let asks = all || items.iter().any(|item| asks(item) || tells(item));
            let from = match () {
                () if asks => sentence.start,
                () if ends_with_question_mark(said, &sentence) => last_clause(said, &sentence),
                () => sentence.end,
            };
            let asked = questions.asked.get_mut(from..sentence.end);
            asked.into_iter().flatten().for_each(|it| *it = true);
        }
        questions.list = said
            .codes
            .written
            .iter()
            .any(|code| code.mention.quantity.is_some() && !questions.are_asked(code.start));
        questions
    }

    fn are_asked(&self, place: usize) -> bool {
        self.asked.get(place).copied().unwrap_or(false)
    }
}

fn asks(item: &Item<'_>) -> bool {
    [Cue::Ask, Cue::Price, Cue::Stock].into_iter().any(|cue| item.says(cue))
}

/// Whether a phrase speaks of what was ordered before, or of several only to compare them.
fn tells(item: &Item<'_>) -> bool {
    const STORIES: [Cue; 8] = [
        Cue::OrderStatus,
        Cue::Complaint,
        Cue::Return,
        Cue::Invoice,
        Cue::Paid,
        Cue::LastTime,
        Cue::Compare,
        Cue::Picture,
    ];
    STORIES.into_iter().any(|cue| item.says(cue))
}

/// Whether a sentence asks a price or for stock, and names nothing itself that it asks about.
fn asks_about_all(said: &Said<'_>, sentence: &Places<usize>) -> bool {
    let items = said.text.items.get(sentence.clone()).unwrap_or_default();
    let asks = items.iter().any(|item| item.says(Cue::Price) || item.says(Cue::Stock));
    let written = &said.codes.written;
    let first = written.partition_point(|code| code.start < sentence.start);
    let names_code = written.get(first).is_some_and(|code| code.start < sentence.end);
    let total = items
        .iter()
        .any(|item| item.is(Term::Total) || item.says(Cue::Cart) || item.says(Cue::WithVat));
    let own = items.iter().any(|item| item.features().next().is_some());
    asks && !names_code && !total && !own
}

fn ends_with_question_mark(said: &Said<'_>, sentence: &Places<usize>) -> bool {
    let last = sentence.end.checked_sub(1).and_then(|last| said.text.items.get(last));
    let end = last.and_then(|item| said.text.words.get(item.at + item.length - 1));
    let next = said.text.items.get(sentence.end).and_then(|item| said.text.first_word(item));
    let until = next.map_or(said.raw.len(), |word| word.start);
    end.and_then(|word| said.raw.get(word.end..until))
        .is_some_and(|between| between.contains(['?', '؟']))
}

/// Where the last clause of a sentence begins.
fn last_clause(said: &Said<'_>, sentence: &Places<usize>) -> usize {
    let comma = |place: &usize| said.text.items.get(*place).is_some_and(|it| it.gap >= Gap::Comma);
    (sentence.start..sentence.end).rev().find(comma).unwrap_or(sentence.start)
}

/// Whether a number stands in `range` that pieces could be counted by.
pub(super) fn counts(said: &Said<'_>, range: &Places<usize>) -> bool {
    figures_in(said, range)
        .any(|at| said.figures.get(at).is_some_and(|figure| super::verb::counts(&figure.kind)))
}

/// Reads the phrases of `range`, in which no word for a change and no code stands.
pub(super) fn read(said: &Said<'_>, range: &Places<usize>, questions: &Questions) -> Option<Read> {
    if range.clone().any(|place| questions.are_asked(place)) {
        return None;
    }
    taken_back(said, range).or_else(|| pointed_at(said, range))
}

/// Whether several of what was shown are named by their places and nothing else is said: "the first
/// and the third".
pub(super) fn names_places(said: &Said<'_>, range: &Places<usize>) -> bool {
    let items = said.text.items.get(range.clone()).unwrap_or_default();
    let place = |item: &&Item<'_>| item.cues().any(|cue| matches!(cue, Cue::Ordinal(_) | Cue::End));
    let idle = |item: &Item<'_>| {
        let says = |cues: &[Cue]| cues.iter().any(|cue| item.says(*cue));
        item.is(Term::And) || says(&[Cue::Filler, Cue::Definite, Cue::Agree, Cue::Find, Cue::All])
    };
    items.iter().filter(place).count() > 1
        && !items.iter().any(asks)
        && items.iter().all(|item| place(&item) || idle(item))
}

/// The lines of an order: codes with pieces, and the codes without any that stand among them.
pub(super) fn ordered(
    said: &Said<'_>,
    range: &Places<usize>,
    questions: &Questions,
) -> Vec<LineChange> {
    if !questions.list {
        return Vec::new();
    }
    let mut lines = super::target::codes(said, range);
    lines.extend(pointed_beside(said, range));
    lines.sort_by_key(|part| part.places.start);
    let each = of_each(said, range);
    for part in &mut lines {
        part.quantity = part.quantity.or(each);
    }
    lines
        .into_iter()
        .filter(|part| !questions.are_asked(part.places.start))
        .map(|part| line(How::Take, part.target, part.quantity))
        .collect()
}

/// The pieces that are wanted of every line: "KX 210 and RD 100, 2 each".
pub(super) fn of_each(said: &Said<'_>, range: &Places<usize>) -> Option<u32> {
    let mut numbers = figures_in(said, range).filter_map(|at| {
        let figure = said.figures.get(at)?;
        super::verb::counts(&figure.kind)
            .then_some((figure.each, super::clause::pieces_of(said, at)))
    });
    match (numbers.next(), numbers.next()) {
        (Some((true, pieces)), None) => pieces,
        _ => None,
    }
}

/// "2 of them" among the codes of an order.
fn pointed_beside(said: &Said<'_>, range: &Places<usize>) -> Vec<Part> {
    let items = said.text.items.get(range.clone()).unwrap_or_default();
    let points = |item: &Item<'_>| {
        item.cues().any(|cue| matches!(cue, Cue::Those | Cue::End | Cue::Ordinal(_)))
    };
    if !items.iter().any(points) {
        return Vec::new();
    }
    let pointed = |part: &Part| part.quantity.is_some() && matches!(part.target, Target::Shown(_));
    parts(said, range.clone()).list.into_iter().filter(pointed).collect()
}

/// "12 not 10", «لا ٨ بس»: a number beside one that is taken back, or behind a "no".
fn taken_back(said: &Said<'_>, range: &Places<usize>) -> Option<Read> {
    let refused = figures_in(said, range).any(|at| said.refused.get(at).copied().unwrap_or(false));
    let items = said.text.items.get(range.clone()).unwrap_or_default();
    let declined = items.iter().position(|item| item.says(Cue::Decline));
    let wants = items.iter().any(|item| item.says(Cue::Find));
    let from = match declined {
        _ if refused => range.start,
        Some(at) if !wants => range.start + at + 1,
        _ => return None,
    };
    let parts = parts(said, from..range.end);
    let mut counted = parts.list.iter().filter(|part| part.quantity.is_some());
    let (Some(part), None) = (counted.next(), counted.next()) else { return None };
    (!parts.unknown).then(|| Read::of(&How::Set, [&meant(part)]))
}

/// "5 of those", "2 of the second": pieces of what was shown.
fn pointed_at(said: &Said<'_>, range: &Places<usize>) -> Option<Read> {
    let mut parts = parts(said, range.clone());
    let each = of_each(said, range);
    for part in &mut parts.list {
        part.quantity = part.quantity.or(each);
    }
    let several = names_places(said, range);
    let pointed = |part: &&Part| {
        (part.quantity.is_some() || several)
            && matches!(part.target, Target::Shown(_) | Target::Each)
    };
    let whole =
        !parts.list.is_empty() && !parts.unknown && parts.list.iter().all(|it| pointed(&it));
    whole.then(|| Read::of(&How::Take, &parts.list))
}
