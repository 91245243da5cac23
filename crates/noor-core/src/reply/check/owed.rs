//! What the plain draft tells the customer, a model's draft has to tell too.

use std::collections::{BTreeSet, HashSet};

use super::{Case, Objection};
use crate::reply::evidence::Slot;

/// The values of the plain draft that are missing.
pub(super) fn objections(case: &Case<'_>) -> Vec<Objection> {
    let given: HashSet<Slot> = case.draft.slots().collect();
    let owed: BTreeSet<Slot> = case.rules.plain.slots().filter(|slot| is_owed(*slot)).collect();
    let missing = owed.into_iter().filter(|slot| !given.contains(slot));
    missing.map(|slot| Objection::Missing(slot.to_string())).collect()
}

/// What things are, what they cost and whether they are there.
fn is_owed(slot: Slot) -> bool {
    match slot {
        Slot::Name(_)
        | Slot::Price(_)
        | Slot::Stock(_)
        | Slot::Quantity(_)
        | Slot::Total(_)
        | Slot::Cover(_)
        | Slot::Block(_) => true,
        Slot::Sku(_) | Slot::Size(_) | Slot::About(_) | Slot::Quoted(_) => false,
    }
}
