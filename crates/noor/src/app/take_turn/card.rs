//! What a person needs to take over, at one look: who, what they said, what they want, what is left.

use noor_core::dialogue::state::State;
use noor_core::understanding::{Buyer, Detail};
use noor_store::conversations::{BatchMessage, Lease};
use serde_json::{Value, json};

use super::Worded;
use crate::context::Context;

/// Characters of the last words of a batch that a card holds.
const WORDS: usize = 2_000;

/// The card of a turn, from the state after it.
pub(super) fn card(context: &Context, lease: &Lease, worded: &Worded, state: &State) -> Value {
    let messages = &worded.journal.messages;
    let files: Vec<Value> = messages.iter().filter_map(file).collect();
    let cart: Vec<Value> = state
        .cart
        .lines()
        .iter()
        .map(|line| json!({ "sku": line.sku, "quantity": line.quantity }))
        .collect();
    let details = &state.details;
    let company = details.company.as_ref().map(|buyer| match buyer {
        Buyer::Company(name) => name.as_str(),
        Buyer::Individual => "individual",
    });
    let missing: Vec<&str> = state.missing(&context.policy).into_iter().map(name_of).collect();
    json!({
        "customer": lease.contact_name,
        "phone": masked(&lease.address.chat),
        "name": details.name,
        "company": company,
        "email": details.email,
        "address": details.address.as_ref().or(details.area.as_ref()),
        "language": worded.journal.voice.language,
        "stage": state.stage(&context.policy).word(),
        "last_messages": last_words(messages),
        "files": files,
        "cart": cart,
        "budget": (!state.budget.is_empty()).then_some(state.budget),
        "people": state.people,
        "quotation": { "consent": state.consent.word(), "missing": missing },
        "shown": worded.journal.before.shown,
        "wishes": worded.journal.before.wishes.iter().map(|it| &it.wish).collect::<Vec<_>>(),
        "answer": worded.text,
    })
}

fn name_of(detail: Detail) -> &'static str {
    match detail {
        Detail::Name => "name",
        Detail::Company => "company",
        Detail::Email => "email",
        Detail::Phone => "phone",
        Detail::Address => "address",
    }
}

/// The last words of the batch; if they are long, their end, which holds what was wanted last.
fn last_words(messages: &[BatchMessage]) -> Vec<String> {
    let mut left = WORDS;
    let mut words: Vec<String> = Vec::new();
    for said in messages.iter().rev().map(BatchMessage::words).filter(|it| !it.trim().is_empty()) {
        let length = said.chars().count();
        words.push(said.chars().skip(length.saturating_sub(left)).collect());
        left = left.saturating_sub(length);
        if left == 0 {
            break;
        }
    }
    words.reverse();
    words
}

fn file(message: &BatchMessage) -> Option<Value> {
    let attachment = message.attachment.as_ref()?;
    Some(json!({ "kind": message.kind, "name": attachment.name, "message": message.id }))
}

/// A number with its middle hidden: `+97150•••0001`.
pub(crate) fn masked(chat: &str) -> String {
    let digits: Vec<char> = chat.chars().collect();
    let hidden = digits.len().saturating_sub(9).clamp(3, 6);
    let from = digits.len().saturating_sub(hidden + 4);
    digits
        .iter()
        .enumerate()
        .map(|(at, digit)| if (from..from + hidden).contains(&at) { '•' } else { *digit })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_known_again_and_not_told() {
        assert_eq!(masked("971500000001"), "97150•••0001");
        assert_eq!(masked("12"), "••");
        assert_eq!(masked(""), "");
    }
}
