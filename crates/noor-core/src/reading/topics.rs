//! The shop's articles that a message asks for, and not only brushes by.

use super::budgets;
use super::cues::Cue;
use super::seen::Seen;
use super::sentences::Sentences;
use super::tags::Tagged;
use super::things;
use crate::knowledge::Topic;
use crate::understanding::Budget;
use crate::words::Kind;

/// The articles asked for, in the order of the text. `budget` is what the customer can spend: whether
/// VAT is in it asks nothing.
pub(super) fn asked(seen: &Seen<'_>, budget: Budget) -> Vec<Topic> {
    let Seen { text, sentences, told, vocabulary, .. } = seen;
    let idle = idle_words(text);
    let is_idle = |at: usize| idle.get(at).copied().unwrap_or(true);
    let mut topics = vocabulary.topics.asked(&text.words, is_idle);
    topics.retain(|topic| {
        let of_budget = budget.incl_vat.is_some() && budgets::only_vat(text, &topic.words);
        let of_address = told.details.address.is_some() && leads_to(text, sentences, &topic.words);
        !of_budget
            && !of_address
            && !asks_for_goods(text, &topic.words, is_idle)
            && !asks_nothing(text, sentences, &topic.words)
    });
    topics
}

/// Whether a topic's words only say what an address is for: "deliver to Villa 3, …".
fn leads_to(text: &Tagged<'_>, sentences: &Sentences, words: &[usize]) -> bool {
    words.iter().all(|at| {
        let place = text.items.partition_point(|item| item.at <= *at).checked_sub(1);
        let spot = place.and_then(|place| sentences.spot(text, place));
        spot.is_some_and(|spot| !spot.sentence.asks() && spot.sentence.says(Cue::Deliver))
    })
}

/// Whether a topic's words ask nothing of the shop: it is to be done without ("we don't need
/// assembly"), or its words belong to a phrase of another meaning ("sample pictures", "half on
/// delivery").
fn asks_nothing(text: &Tagged<'_>, sentences: &Sentences, words: &[usize]) -> bool {
    let Some(first) = words.first() else { return false };
    let place = text.items.partition_point(|item| item.at + item.length <= *first);
    let Some((spot, item)) = sentences.spot(text, place).zip(text.items.get(place)) else {
        return false;
    };
    let within = words.iter().all(|at| (item.at..item.at + item.length).contains(at));
    let elsewhere = within
        && item.length > 1
        && item.cues().any(|cue| match cue {
            Cue::Chatter | Cue::Picture | Cue::Postpone => words.len() == 1,
            Cue::Discount => true,
            _ => false,
        });
    elsewhere || !spot.sentence.asks() && spot.refused()
}

/// Whether the words of a topic are only those of asking, and a thing is named: "what desks do you
/// have" is a question about desks and not about the shop.
fn asks_for_goods(text: &Tagged<'_>, words: &[usize], is_idle: impl Fn(usize) -> bool) -> bool {
    words.iter().all(|at| is_idle(*at))
        && text.items.iter().any(|item| things::family(item).is_some())
}

/// Words that say nothing by themselves: greetings, fillers, signs.
pub(super) fn idle_words(text: &Tagged<'_>) -> Vec<bool> {
    let mut idle = vec![false; text.words.len()];
    for item in &text.items {
        let says_nothing = item.cues().any(|cue| {
            matches!(
                cue,
                Cue::Greet
                    | Cue::Salam
                    | Cue::Thank
                    | Cue::Filler
                    | Cue::Agree
                    | Cue::Decline
                    | Cue::Discount
                    | Cue::Complaint
                    | Cue::Find
                    | Cue::Price
            )
        }) || text.first_word(item).is_some_and(|word| word.kind == Kind::Sign);
        if says_nothing {
            idle[item.at..item.at + item.length].fill(true);
        }
    }
    idle
}
