//! What is to happen with the order: taken, corrected, added to, taken out of, exchanged.
//!
//! A change begins at a word for it ("add", «شيل») or is a line of an order ("5 x CH 190"), and it
//! reaches no further than its sentence. A question is no change. A wish ("I need 5 chairs") is no
//! change either; what a change takes in by its kind ("add a lamp") is a wish as well, so that it
//! can be looked for where it was not shown, and what goes out is none.

mod clause;
mod lines;
mod target;
mod verb;

use std::ops::Range as Places;

use super::codes::Codes;
use super::cues::Cue;
use super::tags::Tagged;
use super::vocabulary::Vocabulary;
use crate::numbers::Figure;
use crate::understanding::{How, LineChange, Target};
use crate::words::Gap;
use clause::Read;
use lines::Questions;
use verb::{Do, Verb};

/// A message as changes are read from it.
pub(super) struct Said<'m> {
    /// As written.
    pub(super) raw: &'m str,
    pub(super) text: &'m Tagged<'m>,
    pub(super) figures: &'m [Figure],
    pub(super) codes: &'m Codes,
    /// For each word, whether it belongs to a code or a topic.
    pub(super) taken: &'m [bool],
    /// For each figure, whether the customer takes it back.
    pub(super) refused: &'m [bool],
    pub(super) vocabulary: &'m Vocabulary,
}

/// The changes of a message, and what nothing else may read.
#[derive(Debug, Default)]
pub(super) struct Changes {
    /// In the order of the text.
    pub(super) lines: Vec<LineChange>,
    /// For each word, whether it names what goes out.
    pub(super) gone: Vec<bool>,
    /// For each figure, whether it says how many more or less, and not how many.
    pub(super) counted: Vec<bool>,
    /// For each figure, whether a change says what it counts.
    pub(super) read: Vec<bool>,
}

/// Most clauses of a message that are read for changes; an order by codes may be of any length.
const CLAUSES: usize = 32;

/// Reads the changes.
pub(super) fn changes(said: &Said<'_>) -> Changes {
    let mut found = Changes {
        lines: Vec::new(),
        gone: vec![false; said.text.words.len()],
        counted: vec![false; said.figures.len()],
        read: vec![false; said.figures.len()],
    };
    let mut clauses = 0;
    let questions = Questions::read(said);
    for sentence in sentences(said.text) {
        let mut from = sentence.start;
        let mut at = sentence.start;
        while at < sentence.end {
            let verb = if clauses < CLAUSES { verb::at(said, &sentence, at) } else { None };
            let Some(verb) = verb else {
                at += 1;
                continue;
            };
            clauses += 1;
            let behind = clause::behind(said, &verb, &sentence);
            let before = from.max(clause::start(said, at))..verb.start;
            let end = behind.end.max(at + 1);
            match clause::read(said, &verb, before.clone(), behind) {
                Some(mut read) => {
                    let kept = kept(said, &verb, end..sentence.end);
                    let end = kept.as_ref().map_or(end, |kept| kept.end);
                    read.gone.extend(kept);
                    let unsaid = if read.takes_before { before.start } else { verb.start };
                    found.unsaid(said, from..unsaid, &questions, &mut clauses);
                    found.note(said, read.replacing(taken_back(said, &(before.start..end))));
                    (from, at) = (end, end);
                }
                None => at += 1,
            }
        }
        found.unsaid(said, from..sentence.end, &questions, &mut clauses);
    }
    found
}

impl Changes {
    /// Reads what no word for a change stands with.
    fn unsaid(
        &mut self,
        said: &Said<'_>,
        range: Places<usize>,
        questions: &Questions,
        clauses: &mut usize,
    ) {
        if range.is_empty() {
            return;
        }
        let ordered = lines::ordered(said, &range, questions);
        if !ordered.is_empty() {
            self.lines.extend(ordered);
        } else if *clauses < CLAUSES
            && (lines::counts(said, &range) || lines::names_places(said, &range))
        {
            *clauses += 1;
            if let Some(read) = lines::read(said, &range, questions) {
                self.note(said, read.replacing(taken_back(said, &range)));
            }
        }
    }

    fn note(&mut self, said: &Said<'_>, read: Read) {
        for place in read.gone.into_iter().flatten() {
            let Some(item) = said.text.items.get(place) else { continue };
            let words = self.gone.get_mut(item.at..item.at + item.length);
            words.into_iter().flatten().for_each(|gone| *gone = true);
        }
        for figure in read.counted {
            if let Some(counted) = self.counted.get_mut(figure) {
                *counted = true;
            }
        }
        for figure in read.figures {
            if let Some(known) = self.read.get_mut(figure) {
                *known = true;
            }
        }
        self.lines.extend(read.lines);
    }
}

/// "Remove the desks, *only the chairs*": what stays behind something that goes is no wish.
fn kept(said: &Said<'_>, verb: &Verb, rest: Places<usize>) -> Option<Places<usize>> {
    let items = said.text.items.get(rest.clone()).unwrap_or_default();
    let only = items.first().is_some_and(|first| first.says(Cue::But) && first.gap >= Gap::Comma);
    let counts = target::figures_in(said, &rest).next().is_some();
    let known = rest.clone().any(|place| verb::definite(said, place));
    let begins = |place: usize| {
        let wants = said.text.items.get(place).is_some_and(|item| item.says(Cue::Find));
        wants || verb::at(said, &rest, place).is_some()
    };
    let something_else = rest.clone().any(begins) || !target::codes(said, &rest).is_empty();
    let keeps = only && known && !counts && !something_else;
    (verb.what == Do::Remove && keeps).then_some(rest)
}

/// The number of `range` that is taken back: "12, not *10*", «بدل *١٠* خلها ١٢».
fn taken_back(said: &Said<'_>, range: &Places<usize>) -> Option<u32> {
    let refused = |at: &usize| {
        let before = said.figures.get(*at).and_then(|figure| figure.start.checked_sub(1));
        let instead = before.and_then(|before| said.text.items.get(before));
        said.refused.get(*at).copied().unwrap_or(false)
            || instead.is_some_and(|item| item.says(Cue::InsteadOf))
    };
    let at = target::figures_in(said, range).find(refused)?;
    clause::pieces_of(said, at)
}

/// The sentences and lines of a message.
fn sentences(text: &Tagged<'_>) -> Vec<Places<usize>> {
    let mut sentences = Vec::new();
    let mut start = 0;
    for (place, item) in text.items.iter().enumerate().skip(1) {
        if item.gap >= Gap::Stop {
            sentences.push(start..place);
            start = place;
        }
    }
    if start < text.items.len() {
        sentences.push(start..text.items.len());
    }
    sentences
}

/// A line of an order.
fn line(how: How, target: Target, quantity: Option<u32>) -> LineChange {
    LineChange { how, target, quantity, was: None }
}
