//! Things are told in the order in which they are remembered: "the second" has to be the second.

use std::collections::HashSet;

use super::{Case, Objection};
use crate::reply::evidence::Slot;

/// Names and blocks that come earlier than in the plain draft.
pub(super) fn objections(case: &Case<'_>) -> Vec<Objection> {
    let told = first_told(case.draft.slots());
    let plain = first_told(case.rules.plain.slots());
    let known: HashSet<Slot> = plain.iter().copied().collect();
    let told = told.into_iter().filter(|slot| known.contains(slot));
    let astray = told.zip(plain).find(|(told, plain)| told != plain);
    astray.map(|(told, _)| Objection::Order(told.to_string())).into_iter().collect()
}

/// The names and blocks, each where it stands first.
fn first_told(slots: impl Iterator<Item = Slot>) -> Vec<Slot> {
    let mut seen = HashSet::new();
    slots.filter(|slot| is_listed(*slot) && seen.insert(*slot)).collect()
}

fn is_listed(slot: Slot) -> bool {
    match slot {
        Slot::Name(_) | Slot::Block(_) => true,
        Slot::Sku(_)
        | Slot::Price(_)
        | Slot::Stock(_)
        | Slot::Size(_)
        | Slot::About(_)
        | Slot::Quantity(_)
        | Slot::Total(_)
        | Slot::Cover(_)
        | Slot::Quoted(_) => false,
    }
}
