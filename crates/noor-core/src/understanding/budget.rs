//! What a customer can spend.

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::money::Currency;

/// A budget as it was said. One for all and one for each piece are two things and may both stand.
///
/// Nothing is taken off for VAT, neither here nor in the limits of the wishes beside it: whoever
/// compares with prices without VAT looks at [`Budget::incl_vat`].
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Budget {
    /// What everything together may cost.
    pub total: Option<Decimal>,
    /// What one piece may cost.
    pub per_item: Option<Decimal>,
    /// The currency that was named; `None` means that of the catalogue.
    pub currency: Option<Currency>,
    /// Whether VAT is in it, where that was said.
    pub incl_vat: Option<bool>,
}

/// People of one kind whom an office is for: "6 employees, 2 managers".
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Headcount {
    /// The role's key, the same in `content/intents.toml` and `content/bundles.toml`.
    pub role: String,
    /// How many of them.
    pub people: u32,
}

impl Budget {
    /// Whether no limit was named.
    pub fn is_empty(&self) -> bool {
        self.total.is_none() && self.per_item.is_none()
    }

    /// This one with what `later` says instead.
    #[must_use]
    pub fn with(self, later: Self) -> Self {
        Self {
            total: later.total.or(self.total),
            per_item: later.per_item.or(self.per_item),
            currency: later.currency.or(self.currency),
            incl_vat: later.incl_vat.or(self.incl_vat),
        }
    }
}
