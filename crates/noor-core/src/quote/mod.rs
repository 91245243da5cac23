//! A quotation: what is offered to whom, for how much and until when.
//!
//! Owns what makes a quotation complete and what may become of it. A quotation never changes: another
//! cart, price or name is another revision of it. It must never hold a line without a price.

mod draft;
mod line;
mod standing;

#[cfg(test)]
mod tests;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

pub use self::draft::{Draft, Missing, Terms, draft};
pub use self::line::{Availability, Flaw, QuoteLine};
pub use self::standing::{CannotAccept, Standing};
use crate::ids::QuoteId;
use crate::language::Language;
use crate::pricing::Totals;
use crate::understanding::Buyer;

/// A quotation as it was made out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quote {
    /// This revision.
    pub id: QuoteId,
    /// What people call it, the same for all revisions: `NR-1042`.
    pub number: String,
    /// From 1.
    pub revision: u32,
    /// What is offered, and to whom.
    pub draft: Draft,
    /// When it was made out.
    pub made_at: DateTime<Utc>,
    /// Until when it can be accepted, that moment excluded.
    pub valid_until: DateTime<Utc>,
    /// What became of it.
    pub standing: Standing,
}

/// What one revision is called where its number must stand alone, as in the reference of an order: the
/// number, from the second revision on with that of the revision (`NR-1042-2`).
pub fn reference(number: &str, revision: u32) -> String {
    match revision {
        0 | 1 => number.to_owned(),
        revision => format!("{number}-{revision}"),
    }
}

/// To whom something is offered. Only what was told for this quotation: what a profile or a CRM knows
/// may be proposed to the customer, and stands here once they said so.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recipient {
    /// How to address them.
    pub name: String,
    /// A company, or themselves.
    pub buyer: Buyer,
    /// Their e-mail address.
    pub email: String,
    /// Where to deliver, with all that was said of it.
    pub address: String,
    /// The language they are written to.
    pub language: Language,
}

/// Lines that are bought together. A quotation has one variant, or several to choose from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Variant {
    /// The lines, in the order the customer reads them; at least one.
    pub lines: Vec<QuoteLine>,
    /// What they come to.
    pub totals: Totals,
}
