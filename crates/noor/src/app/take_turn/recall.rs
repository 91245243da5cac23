//! What would be remembered of messages that were answered before Noor was there.

use anyhow::{Context as _, Result};
use chrono::{DateTime, Utc};
use noor_core::dialogue::conclude::conclude;
use noor_core::dialogue::context::{Heard, in_context, nothing_but_a_code};
use noor_core::dialogue::plan::plan;
use noor_core::dialogue::state::State;
use noor_core::language::Language;
use noor_core::reading::{Before, read};
use noor_core::understanding::Understanding;

use super::look_up;
use super::read::{fingerprint, tokens_of};
use crate::app::search::codes;
use crate::context::Context;

/// The state after a message, had Noor answered it with the rules; nothing is written or sent. Also
/// gives what was understood.
///
/// # Errors
///
/// When the catalogue cannot be asked.
pub(crate) async fn recall(
    context: &Context,
    state: State,
    language: Language,
    text: &str,
    at: DateTime<Utc>,
) -> Result<(State, Understanding)> {
    let codes = codes::of_shop(context, &[text]).await?;
    let asked = state.asked(&context.policy, at);
    let before = Before { language, asked: &asked, codes: &codes };
    let understanding = read(&[text], before, &context.content.vocabulary);
    let heard = Heard {
        understanding: understanding.clone(),
        unreadable: Vec::new(),
        has_words: true,
        perhaps_code: nothing_but_a_code(text),
        digits: None,
        now: at,
        words: fingerprint(&[text]),
        tokens: tokens_of(&[text]),
        articles: Vec::new(),
        with_file: false,
    };
    let heard = in_context(&state, heard, &context.policy);
    let lookups = plan(&state, &heard, &context.policy);
    let found = Box::pin(look_up::run(context, None, &lookups)).await;
    let findings = found.context("look things up")?;
    let answer = conclude(&state, &heard, &findings, &context.policy);
    Ok((answer.events.iter().fold(state, State::after), understanding))
}
