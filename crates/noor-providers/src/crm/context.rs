//! What the dialogue is told of a customer who was here before.

use serde::{Deserialize, Serialize};

use super::{Contact, Deal};

/// How much of each kind is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bounds {
    /// Deals that are open.
    pub open_deals: usize,
    /// Deals in which the customer bought.
    pub purchases: usize,
}

impl Default for Bounds {
    /// What fits into a prompt.
    fn default() -> Self {
        Self { open_deals: 3, purchases: 3 }
    }
}

/// What is known of a customer.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CustomerContext {
    /// The contact.
    pub contact: Contact,
    /// The segments a person put the customer in.
    pub segments: Vec<String>,
    /// Deals that are open, newest change first.
    pub open_deals: Vec<Deal>,
    /// Deals in which the customer bought, newest change first. One that is paid but not delivered
    /// is among both.
    pub purchases: Vec<Deal>,
    /// Whether there is more than was wanted.
    pub more: bool,
}

impl CustomerContext {
    /// Sorts `deals`, which stand newest change first; `more` if they are not all there are.
    pub(crate) fn new(contact: Contact, deals: &[Deal], bounds: Bounds, more: bool) -> Self {
        let bought = |deal: &&Deal| deal.stage.is_some_and(super::StageKind::is_bought);
        let open = |deal: &&Deal| deal.stage.is_none_or(|stage| !stage.is_closed());
        let of = |kind: &dyn Fn(&&Deal) -> bool, most: usize| {
            let all = deals.iter().filter(kind).count();
            let kept: Vec<Deal> = deals.iter().filter(kind).take(most).cloned().collect();
            (kept, all > most)
        };
        let (open_deals, more_open) = of(&open, bounds.open_deals);
        let (purchases, more_bought) = of(&bought, bounds.purchases);
        let segments = contact.segments();
        let more = more || more_open || more_bought;
        Self { contact, segments, open_deals, purchases, more }
    }
}
