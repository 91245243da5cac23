//! Which of the products that were shown a message points at.

use crate::dialogue::narrow::names_a_thing;
use crate::dialogue::sought;
use crate::dialogue::state::State;
use crate::understanding::{How, Intent, Reference, Target, Understanding, Wish};

/// The shown products that changes of the order point at.
pub(super) fn pointed_by_changes(state: &State, said: &Understanding) -> Vec<String> {
    let targets = said.changes.iter().flat_map(|change| {
        let out = match &change.how {
            How::Swap { out, .. } => Some(out),
            How::Take | How::Set | How::Add | How::Remove => None,
        };
        std::iter::once(&change.target).chain(out)
    });
    let shown = |target: &Target| match target {
        Target::Shown(reference) => pointed_by(state, Some(*reference)),
        Target::Meant | Target::Kind(_) | Target::Each | Target::Everything => {
            state.listed.iter().chain(&state.shown).cloned().collect()
        }
        Target::Code(_) => Vec::new(),
    };
    targets.flat_map(shown).collect()
}

/// The shown products that the customer asks about, in the order they were shown.
pub(super) fn pointed_at(state: &State, said: &Understanding, named: &[Wish]) -> Vec<String> {
    if goes_beyond(said) || !said.changes.is_empty() || said.has(&Intent::Accept) {
        // "Those, but cheaper" looks for others, and "go ahead with the second" takes an offer.
        return Vec::new();
    }
    if asks_of_the_order(state, said) && matches!(said.reference, None | Some(Reference::Last)) {
        return Vec::new();
    }
    if said.has(&Intent::Compare) && named.is_empty() {
        return if state.listed.is_empty() { state.shown.clone() } else { state.listed.clone() };
    }
    match said.reference {
        // "The second one and a desk" wants both, "the second one in grey" another one.
        Some(Reference::Ordinal(_) | Reference::End) if named.iter().all(names_a_thing) => {
            meant(state, said)
        }
        // "A better price if I take all this" asks nothing about each of them.
        Some(Reference::Last) if said.has(&Intent::AskDiscount) && !asks_about_it(said) => {
            Vec::new()
        }
        Some(Reference::Last) if named.is_empty() => meant(state, said),
        // Which one is cheapest is decided with today's prices, so all are looked up.
        Some(
            Reference::Cheapest | Reference::Dearest | Reference::Smallest | Reference::Largest,
        ) if named.is_empty() && !begins_at_an_end(state) => meant(state, said),
        // "I need 100" counts what was shown, unless there is such a code.
        None if asks_about_it(said)
            && named.is_empty()
            && (said.codes.is_empty()
                || said.quantity.is_some() && said.codes.iter().all(|code| !code.explicit)) =>
        {
            meant(state, said)
        }
        Some(_) | None => Vec::new(),
    }
}

/// Whether a message asks what it all comes to: of the order, once there is one.
fn asks_of_the_order(state: &State, said: &Understanding) -> bool {
    let asks = said.has(&Intent::AskWithVat) || said.has(&Intent::AskCart);
    asks && !state.cart.is_empty() && said.quantity.is_none()
}

/// Whether a message asks about what is before the customer's eyes.
fn asks_about_it(said: &Understanding) -> bool {
    said.quantity.is_some()
        || said.intents.iter().any(|intent| {
            matches!(
                intent,
                Intent::AskPrice
                    | Intent::AskWithVat
                    | Intent::AskStock
                    | Intent::AskPicture
                    | Intent::AskProperty { .. }
                    | Intent::Compare
                    | Intent::AskAdvice
                    | Intent::AskInCurrency { .. }
            )
        })
}

/// The shown products that a message means.
pub(in crate::dialogue) fn meant(state: &State, said: &Understanding) -> Vec<String> {
    pointed_by(state, said.reference)
}

/// The shown products that a reference names; all of them without one.
pub(in crate::dialogue) fn pointed_by(state: &State, reference: Option<Reference>) -> Vec<String> {
    match reference {
        Some(Reference::Ordinal(place)) => {
            let meant = at_place(state, place);
            // There is no such place: what there is, is shown again.
            if meant.is_empty() { state.listed.clone() } else { meant }
        }
        Some(Reference::End) => state.listed.last().cloned().into_iter().collect(),
        // One of a list was looked at, and the list is compared.
        Some(
            Reference::Cheapest | Reference::Dearest | Reference::Smallest | Reference::Largest,
        ) if state.shown.iter().all(|sku| state.listed.contains(sku)) => state.listed.clone(),
        Some(
            Reference::Last
            | Reference::Cheapest
            | Reference::Dearest
            | Reference::Smallest
            | Reference::Largest,
        )
        | None => state.shown.clone(),
    }
}

/// The products at a place of the last list. Where there were several lists, each has a second one,
/// and only the customer knows which of them is meant.
fn at_place(state: &State, place: u32) -> Vec<String> {
    let index = usize::try_from(place).unwrap_or(usize::MAX).wrapping_sub(1);
    let mut meant: Vec<String> = state.listed.get(index).cloned().into_iter().collect();
    let mut first = 0;
    for length in &state.lists {
        let there = state.listed.get(first + index).filter(|_| index < *length);
        meant.extend(there.filter(|sku| !meant.contains(*sku)).cloned());
        first += length;
    }
    meant
}

/// Whether what is in view is one end of the range, so that "the dearest" means the other end of it
/// and none of the few that were shown.
pub(in crate::dialogue) fn begins_at_an_end(state: &State) -> bool {
    let mut viewed = sought::in_view(state).into_iter().filter_map(|place| state.wishes.get(place));
    viewed.any(|sought| sought.wish.first.is_some())
}

/// Whether a message asks for others than those that were shown.
pub(super) fn goes_beyond(said: &Understanding) -> bool {
    said.has(&Intent::AskMore) || said.change.is_some()
}
