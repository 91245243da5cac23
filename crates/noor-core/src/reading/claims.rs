//! Which words and figures of a message are spoken for, so that nothing is read twice.
//!
//! Codes, areas and the shop's articles come first, then changes of the order and people; what is
//! left is for the wishes.

use super::changes::Changes;
use super::headcounts::Headcounts;
use super::seen::Seen;
use crate::knowledge::Topic;
use crate::numbers::{Figure, FigureKind};
use crate::understanding::{How, LineChange, Target};

/// The words and figures that are no longer to be read.
pub(super) struct Claims {
    /// For each word, whether it belongs to a code, an area, an article or what a change reads.
    pub(super) words: Vec<bool>,
    /// For each figure, whether something else than a wish has use for it.
    pub(super) figures: Vec<bool>,
    /// For each figure, whether the customer takes it back, or it counts rows of the answer.
    pub(super) refused: Vec<bool>,
}

impl Claims {
    /// What codes, areas and articles read, and the figures that are `refused`.
    pub(super) fn of(seen: &Seen<'_>, topics: &[Topic], refused: Vec<bool>) -> Self {
        let mut words = seen.codes.with_colours.clone();
        for &at in topics.iter().flat_map(|topic| &topic.words) {
            if let Some(taken) = words.get_mut(at) {
                *taken = true;
            }
        }
        mark(&mut words, &seen.told.areas);
        let mut figures = used_by_codes(seen);
        mark(&mut figures, &refused);
        Self { words, figures, refused }
    }

    /// Adds what changes of the order and people read.
    pub(super) fn add(&mut self, seen: &Seen<'_>, changes: &Changes, people: &Headcounts) {
        mark(&mut self.words, &changes.gone);
        mark(&mut self.words, &people.words);
        mark(&mut self.figures, &changes.counted);
        mark(&mut self.figures, &people.figures);
        for (used, figure) in self.figures.iter_mut().zip(&seen.figures) {
            *used |= stands_in(seen, figure, &changes.gone);
        }
    }

    /// For each figure, whether it can be no amount that somebody has to spend.
    pub(super) fn no_amounts(&self, changes: &Changes) -> Vec<bool> {
        let mut no_amounts = self.refused.clone();
        mark(&mut no_amounts, &changes.counted);
        no_amounts
    }

    /// For each figure, whether it says nothing of a thing that is looked for: what is spoken for,
    /// and the number of a correction ("make it 14, and a table").
    pub(super) fn measure_nothing(&self, figures: &[Figure], changes: &Changes) -> Vec<bool> {
        let corrected = |number: u32| {
            let of_it =
                |line: &LineChange| line.target == Target::Meant && line.quantity == Some(number);
            changes.lines.iter().any(|line| line.how == How::Set && of_it(line))
        };
        let claimed = self.figures.iter().zip(&changes.read);
        let figures = figures.iter().zip(claimed);
        let measures_nothing = figures.map(|(figure, (used, read))| match figure.kind {
            FigureKind::Bare(number) => *used || *read && corrected(number),
            _ => *used,
        });
        measures_nothing.collect()
    }
}

/// For each figure, whether it is a part of a code or says how many of one are wanted.
fn used_by_codes(seen: &Seen<'_>) -> Vec<bool> {
    let used = |(place, figure): (usize, &Figure)| {
        seen.codes.quantities.contains(&place) || stands_in(seen, figure, &seen.codes.words)
    };
    seen.figures.iter().enumerate().map(used).collect()
}

/// Whether a figure begins among the words that are marked.
fn stands_in(seen: &Seen<'_>, figure: &Figure, words: &[bool]) -> bool {
    let first = seen.text.items.get(figure.start);
    first.and_then(|item| words.get(item.at)).copied().unwrap_or(false)
}

fn mark(marks: &mut [bool], more: &[bool]) {
    for (marked, more) in marks.iter_mut().zip(more) {
        *marked |= more;
    }
}
