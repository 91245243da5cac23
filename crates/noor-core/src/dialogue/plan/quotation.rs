//! Whether a turn may be about a quotation.

use super::Lookup;
use crate::dialogue::answer::Ask;
use crate::dialogue::context::Heard;
use crate::dialogue::numbered::numbered;
use crate::dialogue::policy::Policy;
use crate::dialogue::state::{Consent, State};
use crate::understanding::{Intent, Understanding};

/// What has to be known of quotations: where one was named, where the one that stands may change or be
/// taken, and where one can be made out.
pub(super) fn about_a_quotation(state: &State, heard: &Heard, policy: &Policy) -> Option<Lookup> {
    let said = &heard.understanding;
    let mut numbers: Vec<String> =
        numbered(state, &heard.tokens, policy).into_iter().map(|it| it.number).collect();
    let stands = state.quoted.as_ref().map(|quoted| &quoted.number).or(state.accepted.as_ref());
    let concerned = stands.is_some() && concerns_what_stands(said)
        || can_be_made_out(state, heard, policy)
        || takes_out(state, heard);
    if numbers.is_empty() && !concerned {
        return None;
    }
    if let Some(number) = stands.filter(|number| !numbers.contains(number)) {
        numbers.push(number.clone());
    }
    Some(Lookup::GetQuotation { numbers })
}

/// Whether a message may change, take or drop what was offered.
fn concerns_what_stands(said: &Understanding) -> bool {
    !said.changes.is_empty()
        || !said.details.is_empty()
        || said.intents.iter().any(|intent| {
            matches!(
                intent,
                Intent::Accept
                    | Intent::PlaceOrder
                    | Intent::AskQuotation
                    | Intent::RefuseQuotation
                    | Intent::Introduce
            )
        })
}

/// Whether all that a quotation needs is known after a message that has to do with one.
fn can_be_made_out(state: &State, heard: &Heard, policy: &Policy) -> bool {
    let said = &heard.understanding;
    let open = state.open_at(heard.now).map(|open| &open.ask);
    let holds = matches!(open, Some(Ask::SameDetails(_))) && said.has(&Intent::Agree);
    let asks = said.has(&Intent::AskQuotation);
    let wanted = asks || state.consent == Consent::Granted;
    let concerns = asks || holds || !said.changes.is_empty() || !said.details.is_empty();
    let details = state.details.with(&said.details);
    let told = policy.quotation_needs.iter().all(|detail| details.has(*detail));
    let has_lines = state.has_lines() || !said.changes.is_empty() || varies(state, said);
    wanted && concerns && told && has_lines
}

/// Whether a quotation is wanted of all the solutions that were offered: of none in particular.
pub(in crate::dialogue) fn varies(state: &State, said: &Understanding) -> bool {
    said.has(&Intent::AskQuotation)
        && state.cart.is_empty()
        && state.plans.len() > 1
        && said.changes.is_empty()
        && said.wishes.is_empty()
        && said.codes.iter().all(|code| !code.explicit)
        && said.reference.is_none()
}

/// Whether a message has what is not offered any more taken out of the order, or replaced.
fn takes_out(state: &State, heard: &Heard) -> bool {
    let open = state.open_at(heard.now).map(|open| &open.ask);
    let said = &heard.understanding;
    matches!(open, Some(Ask::TakeOut)) && (said.has(&Intent::Agree) || !said.changes.is_empty())
}
