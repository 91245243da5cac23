//! What is taken into the order without being named there: "I'll take it", "the second one".

use super::asks;
use crate::dialogue::sought::Sought;
use crate::dialogue::state::State;
use crate::sku;
use crate::understanding::{CodeMention, How, Intent, LineChange, Target, Understanding};

/// "I'll take it" takes what is named or pointed at, else what was calculated or shown last.
pub(super) fn what_is_taken(state: &State, said: &mut Understanding) {
    let quoted = said.has(&Intent::AskQuotation);
    let orders = said.has(&Intent::Order) || said.has(&Intent::PlaceOrder) || quoted;
    if !orders || !said.changes.is_empty() || said.wishes.iter().any(|it| !it.families.is_empty()) {
        return;
    }
    let mut codes: Vec<CodeMention> = said.codes.iter().filter(|it| it.explicit).cloned().collect();
    if codes.is_empty() {
        // `LP 8` looks like no code and may be one, if pieces stand with it.
        let counted = said.codes.iter().filter(|it| it.quantity.is_some());
        codes.extend(counted.max_by_key(|it| it.key.chars().count()).cloned());
    }
    if !codes.is_empty() {
        let lines = codes.into_iter().map(|code| {
            let quantity = code.quantity.or(said.quantity);
            taken(Target::Code(code), quantity)
        });
        said.changes = lines.collect();
    } else if let Some(reference) = said.reference {
        let quantity = said.quantity.take();
        said.changes.push(taken(Target::Shown(reference), quantity));
    } else if said.has(&Intent::Order) || state.cart.is_empty() && something_is_meant(state, said) {
        let quantity = said.quantity.take();
        said.changes.push(taken(Target::Meant, quantity));
    }
}

/// One of the solutions offered last, chosen by its place: nothing else can be done with it.
pub(super) fn solution(state: &State, said: &mut Understanding) {
    // "Option 2" of a quotation takes that.
    let chosen = !state.plans.is_empty() && said.reference.is_some() && !said.has(&Intent::Accept);
    if chosen && said.wishes.is_empty() && !asks(said) && said.changes.is_empty() {
        said.changes.push(taken(Target::Meant, None));
    }
}

/// Whether there is something that a quotation or an order without a name can be about.
fn something_is_meant(state: &State, said: &Understanding) -> bool {
    !state.proposed.is_empty()
        || state.plans.len() == 1
        || state.shown.len() == 1
            && (said.quantity.is_some() || wanted_of(state, &state.shown).is_some())
}

/// The pieces that are wanted of products that were shown.
pub(super) fn wanted_of(state: &State, skus: &[String]) -> Option<u32> {
    let shown = |wish: &&Sought| skus.iter().any(|sku| wish.saw(sku));
    state.wishes.iter().rev().find(shown)?.wish.pieces
}

/// Takes what was chosen: it is no mere yes then, and its code is one that was written.
pub(super) fn take(said: &mut Understanding, target: Target, quantity: Option<u32>) {
    if let Target::Code(code) = &target
        && !said.codes.contains(code)
    {
        said.codes.push(code.clone());
    }
    said.intents.retain(|intent| *intent != Intent::Agree);
    said.changes.push(taken(target, quantity));
}

/// A line that comes into the order.
pub(super) fn taken(target: Target, quantity: Option<u32>) -> LineChange {
    LineChange { how: How::Take, target, quantity, was: None }
}

/// A product of the catalogue as what is meant.
pub(super) fn code(sku: &str) -> Target {
    let key = sku::key(sku);
    Target::Code(CodeMention { text: sku.to_owned(), key, quantity: None, explicit: true, spot: 0 })
}
