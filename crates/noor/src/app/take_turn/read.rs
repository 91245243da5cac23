//! Understanding a batch: the rules first, a model only for what they leave open.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::ops::Range;

use anyhow::Result;
use noor_core::dialogue::context::{Heard, nothing_but_a_code};
use noor_core::dialogue::state::State;
use noor_core::language::Language;
use noor_core::message::MessageKind;
use noor_core::normalise::{fold, tokens};
use noor_core::reading::{Before, read, telling_words};
use noor_core::reply::figures::Digits;
use noor_core::suggestion::{Ground, fill};
use noor_core::understanding::CodeMention;
use noor_providers::model::{CallRecord, ReadTask};
use noor_store::conversations::{BatchMessage, Lease};

use super::memory::Memory;
use super::time::{Attempts, Time};
use crate::app::search::codes;
use crate::context::Context;

/// Most codes that are looked for in a text.
const MOST_CODES: usize = 32;
/// Longest text of a batch that is read. What a customer types by hand is a hundred times shorter;
/// what is longer is kept whole in the store all the same.
const READ: usize = 8_000;

/// The words of a batch, up to [`READ`] characters of them all.
pub(super) fn texts(lease: &Lease) -> Vec<String> {
    let mut left = READ;
    let mut texts = Vec::new();
    for message in &lease.batch {
        let text: String = message.words().chars().take(left).collect();
        left -= text.chars().count();
        if !text.trim().is_empty() {
            texts.push(text);
        }
    }
    texts
}

/// Hears a batch. Where no model helps, the rules' reading stands.
///
/// # Errors
///
/// When the catalogue cannot be asked which codes are the shop's.
pub(super) async fn heard(
    context: &Context,
    lease: &Lease,
    before: &State,
    memory: &mut Memory,
    time: Time,
) -> Result<(Heard, Vec<CallRecord>)> {
    let texts = texts(lease);
    let words: Vec<&str> = texts.iter().map(String::as_str).collect();
    let now = context.clock.now();
    let codes = codes::of_shop(context, &words).await?;
    let asked = before.asked(&context.policy, now);
    let before = Before { language: lease.language, asked: &asked, codes: &codes };
    let rules = read(&words, before, &context.content.vocabulary);
    let has_words = words.iter().any(|text| text.chars().any(char::is_alphanumeric));
    let mut heard = Heard {
        understanding: rules,
        unreadable: unreadable(&lease.batch),
        has_words,
        perhaps_code: words.last().and_then(|text| nothing_but_a_code(text)),
        digits: None,
        now,
        words: fingerprint(&words),
        tokens: tokens_of(&words),
        articles: articles(context, &words),
        with_file: lease.batch.iter().any(|message| is_file(message.kind)),
    };
    let mut calls = Vec::new();
    if !heard.understanding.complete && has_words {
        let text = words.join("\n");
        memory.heard(&heard.understanding.details);
        let masked = memory.mask.hide(&text, &codes_in(&text, &heard.understanding.codes));
        let session = lease.conversation.to_string();
        let mut attempts = Attempts::new(time);
        for model in &context.models {
            let Some(left) = attempts.begin() else { break };
            let task = ReadTask {
                customer: &masked,
                memory: memory.told(),
                rules: &heard.understanding,
                session: &session,
            };
            let outcome = tokio::time::timeout(left, model.read(task)).await;
            attempts.end();
            let Ok(outcome) = outcome else { break };
            calls.extend(outcome.call);
            if let Ok(suggestion) = outcome.result {
                let (known, vocabulary) = (&context.content.known, &context.content.vocabulary);
                let ground = Ground::new(&text, known, vocabulary);
                let suggestion = suggestion.restored(&memory.mask);
                heard.understanding = fill(heard.understanding, &suggestion, &ground);
                break;
            }
        }
    }
    heard.digits = match heard.understanding.language {
        Language::Arabic => Digits::of(&words.join("\n")),
        Language::English => None,
    };
    Ok((heard, calls))
}

/// Where the codes of a message stand: an article code is no phone number, however long. Only what
/// is written like a code counts; "Villa 12" is part of an address.
pub(super) fn codes_in(text: &str, codes: &[CodeMention]) -> Vec<Range<usize>> {
    let mut places: Vec<Range<usize>> = codes
        .iter()
        .filter(|code| code.explicit && !code.text.is_empty())
        .take(MOST_CODES)
        .filter_map(|code| {
            let start = text.find(&code.text)?;
            Some(start..start + code.text.len())
        })
        .collect();
    places.sort_by_key(|place| (place.start, std::cmp::Reverse(place.end)));
    places.dedup_by(|next, before| next.start < before.end);
    places
}

/// The articles that have most of what a batch says, best first.
fn articles(context: &Context, words: &[&str]) -> Vec<String> {
    let shop = &context.content;
    let telling = telling_words(&words.join("\n"), &shop.vocabulary);
    let near = shop.knowledge_index.near(&telling, 1);
    near.into_iter().map(|near| near.article).collect()
}

/// The words of a batch, folded; as many as a question has.
pub(super) fn tokens_of(words: &[&str]) -> Vec<String> {
    const MOST: usize = 60;
    words.iter().flat_map(|text| tokens(text)).take(MOST).collect()
}

/// A fingerprint of what was written, however it is spaced or capitalised.
pub(super) fn fingerprint(words: &[&str]) -> u64 {
    let mut hasher = DefaultHasher::new();
    for text in words {
        fold(text).split_whitespace().for_each(|word| word.hash(&mut hasher));
    }
    hasher.finish()
}

fn is_file(kind: MessageKind) -> bool {
    match kind {
        MessageKind::Image | MessageKind::Document => true,
        MessageKind::Text
        | MessageKind::Voice
        | MessageKind::Video
        | MessageKind::Sticker
        | MessageKind::Location
        | MessageKind::Contact
        | MessageKind::MissedCall
        | MessageKind::Unsupported => false,
    }
}

/// The kinds of messages that came without words, each once.
fn unreadable(batch: &[BatchMessage]) -> Vec<MessageKind> {
    let mut kinds = Vec::new();
    for message in batch {
        let silent = message.kind != MessageKind::Text && message.words().trim().is_empty();
        if silent && !kinds.contains(&message.kind) {
            kinds.push(message.kind);
        }
    }
    kinds
}
