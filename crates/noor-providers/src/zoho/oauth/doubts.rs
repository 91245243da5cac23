//! Dead token or missing scope? Zoho says the same of both, and only a fresh token tells: where it is
//! refused as well, more tokens do not help.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use chrono::{DateTime, TimeDelta, Utc};

use super::Token;

/// So long nobody asks for a token because of a scope that is missing.
const NO_SCOPE: TimeDelta = TimeDelta::minutes(10);

/// What is doubtful about the areas of the API.
#[derive(Debug, Default)]
pub(super) struct Doubts(Mutex<HashMap<&'static str, Doubt>>);

#[derive(Debug)]
enum Doubt {
    /// This token stands in for a refused one and was not accepted yet.
    StandsIn(Token),
    /// A fresh token was refused as well, and until then nobody looks again.
    NoScope { until: DateTime<Utc> },
}

impl Doubts {
    /// Whether another token would be of no use for `area`, which refused `rejected`.
    pub(super) fn hopeless(
        &self,
        rejected: &Token,
        area: &'static str,
        now: DateTime<Utc>,
    ) -> bool {
        let mut doubts = self.areas();
        match doubts.get(area) {
            Some(Doubt::NoScope { until }) => *until > now,
            Some(Doubt::StandsIn(token)) if token.is(rejected) => {
                doubts.insert(area, Doubt::NoScope { until: now + NO_SCOPE });
                true
            }
            Some(Doubt::StandsIn(_)) | None => false,
        }
    }

    /// `token` was given in place of one that `area` refused.
    pub(super) fn stands_in(&self, token: Token, area: &'static str) {
        self.areas().insert(area, Doubt::StandsIn(token));
    }

    /// `area` accepted a token. One scope may be missing where others are there, so only the doubt
    /// about a token is over.
    pub(super) fn accepted(&self, area: &'static str) {
        let mut doubts = self.areas();
        if let Some(Doubt::StandsIn(_)) = doubts.get(area) {
            doubts.remove(area);
        }
    }

    /// Somebody says that it is mended.
    pub(super) fn clear(&self) {
        self.areas().clear();
    }

    fn areas(&self) -> MutexGuard<'_, HashMap<&'static str, Doubt>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
