//! The conversation as an expectation sees it.

use std::ops::Range;

use super::super::ground::Ground;
use super::super::seen::{Reply, Turn};

/// A conversation, and the turns an expectation is about.
#[derive(Debug, Clone)]
pub(in crate::cli::eval) struct Scene<'a> {
    turns: &'a [Turn],
    focus: Range<usize>,
    /// What replies are compared with.
    pub(super) ground: &'a Ground,
}

/// What is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::cli::eval) struct Failure {
    /// In which turn, if it is one turn's fault.
    pub(in crate::cli::eval) at: Option<usize>,
    /// In a few words.
    pub(in crate::cli::eval) why: String,
}

/// Nothing is wrong, or this.
pub(in crate::cli::eval) type Verdict = Result<(), Failure>;

impl<'a> Scene<'a> {
    /// A scene with these turns in focus.
    pub(super) fn of(turns: &'a [Turn], focus: Range<usize>, ground: &'a Ground) -> Self {
        Self { turns, focus, ground }
    }

    pub(super) fn focus(&self) -> Range<usize> {
        self.focus.clone()
    }

    pub(super) fn refocused(&self, focus: Range<usize>) -> Self {
        Self { focus, ..self.clone() }
    }

    /// The turns in focus with their numbers.
    pub(super) fn turns(&self) -> impl Iterator<Item = (usize, &'a Turn)> {
        let (from, all) = (self.focus.start, self.turns);
        (from..).zip(all.get(self.focus()).unwrap_or_default())
    }

    /// The turn with a number.
    pub(super) fn turn(&self, number: usize) -> Option<&'a Turn> {
        self.turns.get(number)
    }

    /// The turns up to a number, that one included.
    pub(super) fn until(&self, number: usize) -> &'a [Turn] {
        self.turns.get(..=number).unwrap_or_default()
    }

    /// Positive checks: holds if one of the turns satisfies it. `why` is told if none does.
    pub(super) fn somewhere(&self, why: &str, holds: impl Fn(&Turn) -> bool) -> Verdict {
        if self.turns().any(|(_, turn)| holds(turn)) {
            return Ok(());
        }
        // Where the replies are that might have done it.
        let last = self.turns().filter(|(_, turn)| turn.texts().next().is_some()).last();
        Err(Failure { at: last.map(|(number, _)| number), why: why.to_owned() })
    }

    /// Negative checks: has to hold in each of the turns.
    pub(super) fn everywhere(&self, test: impl Fn(&Turn) -> Result<(), String>) -> Verdict {
        self.each(|_, turn| test(turn))
    }

    /// As [`Self::everywhere`], for tests that need the turn's number.
    pub(super) fn each(&self, test: impl Fn(usize, &Turn) -> Result<(), String>) -> Verdict {
        self.turns().try_for_each(|(number, turn)| {
            test(number, turn).map_err(|why| Failure { at: Some(number), why })
        })
    }

    /// Checks of every reply.
    pub(super) fn each_reply(&self, test: impl Fn(&Reply) -> Result<(), String>) -> Verdict {
        self.everywhere(|turn| {
            turn.replies.iter().filter(|reply| !reply.text.is_empty()).try_for_each(&test)
        })
    }

    /// Checks of how things stand after the last of the turns.
    pub(super) fn in_the_end(&self, test: impl Fn(&Turn) -> Result<(), String>) -> Verdict {
        match self.turns().last() {
            Some((number, turn)) => test(turn).map_err(|why| Failure { at: Some(number), why }),
            None => Err(Failure { at: None, why: "the turn did not happen".to_owned() }),
        }
    }
}

/// `Ok` if it holds, else why not.
pub(super) fn holds(condition: bool, why: impl FnOnce() -> String) -> Result<(), String> {
    if condition { Ok(()) } else { Err(why()) }
}
