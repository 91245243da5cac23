//! What a message says of the quotation that stands: that it is taken, or not wanted any more.

use crate::dialogue::answer::Ask;
use crate::dialogue::numbered::Numbered;
use crate::dialogue::state::{Open, State};
use crate::understanding::{How, Intent, Reference, Target, Understanding};

/// Most words of a yes that is nothing else.
const PLAIN: usize = 6;

/// A message as a word about a quotation.
///
/// Only a yes to "shall we go ahead with it?", or a word that takes an offer by itself, takes one; a yes
/// to anything else does not.
pub(super) fn of_the_quotation(
    state: &State,
    open: Option<&Open>,
    named: &[Numbered],
    words: &[String],
    said: &mut Understanding,
) {
    if !stands(state, named) {
        return yields(said);
    }
    let asked = open.map(|open| &open.ask);
    let shall_we = matches!(asked, Some(Ask::Acceptance | Ask::Variant));
    if shall_we || said.has(&Intent::PlaceOrder) || said.has(&Intent::Accept) {
        takes_it_as_it_is(said);
    }
    if said.has(&Intent::PlaceOrder) && names_no_goods(said) {
        said.intents.retain(|it| *it != Intent::PlaceOrder);
        accept(said);
    }
    let it = matches!(said.reference, None | Some(Reference::Last));
    let takes = said.has(&Intent::Order) && it && names_no_goods(said);
    let plain = words.len() <= PLAIN && says_nothing_else(said);
    let says_yes = shall_we && said.has(&Intent::Agree) && plain;
    if takes || says_yes {
        said.intents.retain(|it| !matches!(it, Intent::Order | Intent::Agree));
        accept(said);
    }
    if matches!(asked, Some(Ask::Variant)) && chooses(said) && says_nothing_else(said) {
        said.intents.retain(|it| *it != Intent::Order);
        accept(said);
    }
    if takes_back(said) {
        yields(said);
    }
    if said.has(&Intent::Accept) {
        said.intents.retain(|it| *it != Intent::Agree);
    }
    if shall_we && drops_it(said) {
        said.changes.clear();
        said.intents.retain(|it| *it != Intent::Decline);
        said.intents.push(Intent::RefuseQuotation);
    }
}

/// "Sure, go ahead" answers what was asked, also where that was something else.
pub(super) fn of_another_question(
    state: &State,
    open: &Open,
    named: &[Numbered],
    said: &mut Understanding,
) {
    let elsewhere = match open.ask {
        Ask::Acceptance | Ask::Variant | Ask::Else | Ask::Details(_) | Ask::SameDetails(_) => false,
        Ask::Family
        | Ask::Item
        | Ask::Items
        | Ask::Version
        | Ask::Plan
        | Ask::Referent
        | Ask::Fit
        | Ask::SameOrder
        | Ask::Quantity
        | Ask::Lines
        | Ask::Headcount
        | Ask::UseCase
        | Ask::Quotation
        | Ask::TakeOut
        | Ask::NextContact
        | Ask::Words => named.is_empty(),
    };
    if elsewhere && said.has(&Intent::Agree) || !stands(state, named) {
        yields(said);
    }
}

/// Whether there is a quotation to speak of.
fn stands(state: &State, named: &[Numbered]) -> bool {
    state.quoted.is_some() || state.accepted.is_some() || !named.is_empty()
}

/// "I'll take it" and "we take the second" take what was offered, and change no order.
fn takes_it_as_it_is(said: &mut Understanding) {
    let [change] = said.changes.as_slice() else { return };
    if change.how != How::Take || change.quantity.is_some() {
        return;
    }
    match change.target {
        Target::Meant | Target::Everything | Target::Shown(Reference::Last) => {}
        Target::Shown(reference) => said.reference = Some(reference),
        Target::Code(_) | Target::Kind(_) | Target::Each => return,
    }
    said.changes.clear();
    if !said.has(&Intent::Order) {
        said.intents.push(Intent::Order);
    }
}

/// Without an offer to take it is a yes like any other.
fn yields(said: &mut Understanding) {
    if said.has(&Intent::Accept) {
        said.intents.retain(|it| *it != Intent::Accept);
        let agrees = said.has(&Intent::Agree) || takes_back(said);
        if !agrees {
            said.intents.push(Intent::Agree);
        }
    }
}

fn accept(said: &mut Understanding) {
    if !said.has(&Intent::Accept) && !takes_back(said) {
        said.intents.push(Intent::Accept);
    }
}

/// Whether a yes is none: "ok, but I want 5 % less".
fn takes_back(said: &Understanding) -> bool {
    said.intents.iter().any(|intent| {
        matches!(
            intent,
            Intent::Postpone
                | Intent::Decline
                | Intent::AskDiscount
                | Intent::AskCustom
                | Intent::DeferQuotation
                | Intent::RefuseQuotation
                | Intent::Instruct
        )
    })
}

/// Whether a message names no goods, so that only what was offered can be meant.
fn names_no_goods(said: &Understanding) -> bool {
    said.wishes.is_empty()
        && said.codes.iter().all(|code| !code.explicit)
        && said.changes.is_empty()
        && said.quantity.is_none()
        && said.change.is_none()
        && said.headcounts.is_empty()
}

fn says_nothing_else(said: &Understanding) -> bool {
    let courtesy = |intent: &Intent| {
        matches!(
            intent,
            Intent::Agree
                | Intent::Accept
                | Intent::PlaceOrder
                | Intent::Order
                | Intent::Thank
                | Intent::SayGoodbye
                | Intent::Introduce
                | Intent::Greet { .. }
        )
    };
    said.intents.iter().all(courtesy)
        && said.wishes.is_empty()
        && said.codes.iter().all(|code| !code.explicit)
        && said.changes.is_empty()
        && said.quantity.is_none()
        && said.change.is_none()
}

/// Whether a message names one of several by its place.
fn chooses(said: &Understanding) -> bool {
    matches!(said.reference, Some(Reference::Ordinal(_) | Reference::End))
}

/// "I don't want it any more", said of what was just offered as a whole.
fn drops_it(said: &Understanding) -> bool {
    let of_it = |target: &Target| matches!(target, Target::Meant | Target::Shown(Reference::Last));
    match said.changes.as_slice() {
        [change] => change.how == How::Remove && change.quantity.is_none() && of_it(&change.target),
        _ => false,
    }
}
