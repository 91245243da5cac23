//! What becomes of a quotation.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{Draft, Missing, Quote};

/// What became of a quotation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum Standing {
    /// It can be accepted while it is valid.
    Open,
    /// The customer took it.
    Accepted {
        /// When.
        at: DateTime<Utc>,
        /// Which of its variants, counted from 0.
        variant: usize,
    },
    /// A later revision stands in its place.
    Revised {
        /// Its number.
        by: u32,
    },
    /// It was taken back, by the customer or the shop.
    Cancelled {
        /// When.
        at: DateTime<Utc>,
    },
}

/// Why a quotation cannot be accepted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CannotAccept {
    /// It was already: the same yes again changes nothing.
    Already {
        /// Which variant was taken.
        variant: usize,
    },
    /// Another revision stands: that one may be meant.
    Revised {
        /// Its number.
        by: u32,
    },
    /// It was taken back.
    Cancelled,
    /// Its time is over: make it out anew, at the prices of today.
    Expired,
    /// It has several variants, and which is meant was not said: ask.
    WhichVariant,
    /// It has no such variant.
    NoVariant,
    /// The shop offers it at other prices now: send this as a new revision, and say what changed.
    Changed(Box<Draft>),
    /// The shop cannot offer it any more: say which lines, and offer others.
    NotOffered(Missing),
}

impl Quote {
    /// The variant that is accepted. `today` is the same made out anew, with the prices and the
    /// products of this moment; how much is in stock makes no difference to it.
    ///
    /// # Errors
    ///
    /// See [`CannotAccept`]; what was decided before comes before what could be decided now.
    pub fn accept(
        &self,
        variant: Option<usize>,
        today: Result<Draft, Missing>,
        now: DateTime<Utc>,
    ) -> Result<usize, CannotAccept> {
        match self.standing {
            Standing::Open => {}
            Standing::Accepted { variant, .. } => return Err(CannotAccept::Already { variant }),
            Standing::Revised { by } => return Err(CannotAccept::Revised { by }),
            Standing::Cancelled { .. } => return Err(CannotAccept::Cancelled),
        }
        if now >= self.valid_until {
            return Err(CannotAccept::Expired);
        }
        let chosen = match (variant, self.draft.variants.as_slice()) {
            (None, [_]) => 0,
            (None, _) => return Err(CannotAccept::WhichVariant),
            (Some(chosen), variants) if chosen < variants.len() => chosen,
            (Some(_), _) => return Err(CannotAccept::NoVariant),
        };
        match today {
            Ok(today) if self.draft.offers_the_same_as(&today) => Ok(chosen),
            Ok(today) => Err(CannotAccept::Changed(Box::new(today))),
            Err(missing) => Err(CannotAccept::NotOffered(missing)),
        }
    }
}
