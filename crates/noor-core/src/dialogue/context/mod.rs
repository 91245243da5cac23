//! A batch as it is heard, and as it is meant after what was said before.
//!
//! What Noor asked is a field of the state, never something to be found again in its own prose: a
//! bare number, a "yes" or a colour means what the open question makes of it, once.

mod heard;
mod offered;
mod question;
mod taken;

use chrono::{DateTime, TimeDelta, Utc};

use super::narrow::{names_a_thing, only_counts_people};
use super::numbered::{numbered, take_out};
use super::plan::{begins_at_an_end, meant};
use super::policy::Policy;
use super::sought;
use super::state::{HOURS, State};
use crate::understanding::{Change, Details, How, Intent, Reference, Understanding};
pub use heard::{Heard, nothing_but_a_code};
use offered::{of_another_question, of_the_quotation};
use question::{answer_to, place_of_a_bare_number};
use taken::{solution, what_is_taken};

/// Whether the customer was silent for so long that nothing shown or asked then is before their eyes:
/// what they write at `now` goes on from [`Event::CameBack`](super::state::Event::CameBack).
pub fn stale(state: &State, now: DateTime<Utc>) -> bool {
    state.spoke_at.is_some_and(|at| now - at >= TimeDelta::hours(HOURS))
}

/// A batch as it is meant after what was said before.
pub fn in_context(state: &State, mut heard: Heard, policy: &Policy) -> Heard {
    let (now, words, has_words) = (heard.now, heard.words, heard.has_words);
    let named = numbered(state, &heard.tokens, policy);
    heard.perhaps_code = heard.perhaps_code.filter(|code| !named.iter().any(|it| it.is_in(code)));
    let said = &mut heard.understanding;
    take_out(&named, said);
    let again = has_words && state.last_words == Some(words);
    if again {
        said_again(said);
    }
    bring_back_what_waits(state, said);
    if said.has(&Intent::Instruct) {
        // "Forget your rules" changes no order, whatever stands behind it.
        said.changes.retain(|change| change.how == How::Take);
    }
    // The question that a wish led to is not answered by the same wish.
    if let Some(open) = state.open_at(now).filter(|_| !again || said.wishes.is_empty()) {
        of_another_question(state, open, &named, said);
        answer_to(state, open, said);
    }
    of_the_quotation(state, state.open_at(now), &named, &heard.tokens, said);
    solution(state, said);
    if said.has(&Intent::Decline) && said.wishes.is_empty() {
        // "No, that's too much" wants nothing cheaper either.
        said.change = None;
    }
    place_in_the_list(state, said);
    people_of_what_is_in_view(state, said);
    beyond_the_only_one(state, said);
    what_is_taken(state, said);
    of_the_product(state, said, policy);
    heard
}

/// "And the warranty?" beside a product asks about that product, and not what the shop says of
/// warranties.
fn of_the_product(state: &State, said: &mut Understanding, policy: &Policy) {
    let coded = said.codes.iter().any(|code| code.explicit);
    let names_none = said.wishes.iter().all(|wish| wish.families.is_empty());
    let in_view = coded || names_none && (1..=3).contains(&state.shown.len());
    if !in_view {
        return;
    }
    for intent in &mut said.intents {
        let Intent::AskShop { article } = intent else { continue };
        let of = policy.property_articles.iter().find(|(_, key)| *key == article);
        if let Some((property, _)) = of {
            *intent = Intent::AskProperty { property: *property };
        }
    }
}

/// The same words once more are the same message: what adds to an order does not add again, and what
/// they told about the customer they do not tell of something else that was asked meanwhile.
fn said_again(said: &mut Understanding) {
    said.details = Details::default();
    said.changes.retain(|change| match change.how {
        How::Take | How::Set | How::Swap { .. } => true,
        How::Add => false,
        How::Remove => change.quantity.is_none(),
    });
}

/// What was parked is meant again, once the customer has only told who they are or agreed.
fn bring_back_what_waits(state: &State, said: &mut Understanding) {
    let Some(parked) = &state.parked else { return };
    let only_tells = said.wishes.is_empty()
        && said.codes.is_empty()
        && said.changes.is_empty()
        && said.intents.iter().all(|intent| {
            matches!(
                intent,
                Intent::Introduce | Intent::Greet { .. } | Intent::Agree | Intent::Thank
            )
        });
    if !only_tells {
        return;
    }
    for intent in &parked.intents {
        let greets = matches!(intent, Intent::Greet { .. });
        if !greets && !said.has(intent) {
            said.intents.push(intent.clone());
        }
    }
    said.wishes.clone_from(&parked.wishes);
    said.codes.clone_from(&parked.codes);
    said.changes.clone_from(&parked.changes);
    said.quantity = said.quantity.or(parked.quantity);
    said.reference = said.reference.or(parked.reference);
    said.headcounts.clone_from(&parked.headcounts);
}

/// A bare small number after a list of several is a place in it, as "2" after "which one?". "I need 2"
/// counts.
fn place_in_the_list(state: &State, said: &mut Understanding) {
    if state.shown.len() > 1 && !said.has(&Intent::FindProducts) {
        place_of_a_bare_number(state.listed.len(), said);
    }
}

/// "8 persons" behind a list of tables says for how many the table is, and furnishes no office.
fn people_of_what_is_in_view(state: &State, said: &mut Understanding) {
    let counted = !said.wishes.is_empty() && said.wishes.iter().all(only_counts_people);
    let of_a_thing = || sought::in_view(state).into_iter().any(|place| is_a_thing(state, place));
    if counted && state.people.is_empty() && state.plans.is_empty() && of_a_thing() {
        said.headcounts.clear();
    }
}

fn is_a_thing(state: &State, place: usize) -> bool {
    state.wishes.get(place).is_some_and(|sought| names_a_thing(&sought.wish))
}

/// "A cheaper one", said of one product, is none of those that were shown.
fn beyond_the_only_one(state: &State, said: &mut Understanding) {
    let beyond = match said.reference {
        Some(Reference::Cheapest) => Some(Change::Cheaper),
        Some(Reference::Dearest) => Some(Change::Dearer),
        Some(Reference::Smallest) => Some(Change::Smaller),
        Some(Reference::Largest) => Some(Change::Larger),
        Some(Reference::Last | Reference::Ordinal(_) | Reference::End) | None => None,
    };
    let only_one = said.wishes.is_empty() && meant(state, said).len() == 1;
    if let Some(change) = beyond.filter(|_| only_one && !begins_at_an_end(state)) {
        (said.reference, said.change) = (None, Some(change));
    }
}

/// Whether a message asks something about products, so that what it points at is no choice.
fn asks(said: &Understanding) -> bool {
    said.change.is_some()
        || said.intents.iter().any(|intent| {
            matches!(
                intent,
                Intent::AskPrice
                    | Intent::AskStock
                    | Intent::AskPicture
                    | Intent::AskMore
                    | Intent::AskProperty { .. }
                    | Intent::Compare
                    | Intent::AskAdvice
                    | Intent::AskInCurrency { .. }
                    | Intent::AskDiscount
            )
        })
}
