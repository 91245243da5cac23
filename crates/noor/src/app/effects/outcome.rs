//! What came of trying an effect.

use std::time::Duration;

use serde_json::Value;

use super::journal::{Halt, Wait};

/// What came of trying an effect.
#[derive(Debug)]
pub(super) enum Outcome {
    /// It is done.
    Done {
        /// What the other side said.
        outcome: Value,
        /// What a person should know of it all the same.
        remark: Option<String>,
    },
    /// It goes on later.
    Later {
        /// How much later at the least.
        wait: Wait,
        /// What stood in the way.
        reason: String,
    },
    /// It will never be done: a person has to see to it.
    Failed {
        /// Why.
        reason: String,
    },
}

impl Outcome {
    pub(super) fn done(outcome: Value) -> Self {
        Self::Done { outcome, remark: None }
    }

    pub(super) fn later(wait: Wait, reason: String) -> Self {
        Self::Later { wait, reason }
    }

    pub(super) fn failed(reason: String) -> Self {
        Self::Failed { reason }
    }

    /// The word it is counted under.
    pub(super) fn word(&self) -> &'static str {
        match self {
            Self::Done { .. } => "done",
            Self::Later { .. } => "later",
            Self::Failed { .. } => "failed",
        }
    }

    /// What is to become of an effect whose own store could not be read: it is tried again.
    pub(super) fn unreadable(error: &dyn std::error::Error) -> Self {
        Self::later(Wait::For(Duration::ZERO), format!("the store could not be read: {error}"))
    }
}

/// What the other side said and the caller has no better answer to, is for a person.
impl<E: std::fmt::Display> From<Halt<E>> for Outcome {
    fn from(halt: Halt<E>) -> Self {
        match halt {
            Halt::Later { wait, reason } => Self::Later { wait, reason },
            Halt::Said(error) => Self::failed(error.to_string()),
        }
    }
}
