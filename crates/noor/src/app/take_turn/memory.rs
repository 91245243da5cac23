//! What is remembered for a turn: of the person, of the conversation, and for the models that help.
//!
//! Everything a model is told goes through the one [`Memory::mask`] of the turn, so that a slot means
//! the same in the history, the summary and the customer's new words.

use anyhow::{Context as _, Result};
use chrono::{DateTime, Utc};
use noor_core::dialogue::context::stale;
use noor_core::dialogue::profile::Profile;
use noor_core::dialogue::state::{Event, State};
use noor_core::dialogue::summary::summary_of;
use noor_core::language::Language;
use noor_core::privacy::Mask;
use noor_core::understanding::Details;
use noor_providers::model::{self, Said, Speaker};
use noor_store::conversations::{self, Earlier, Lease};

use crate::context::Context;

/// Messages before the new ones that a model is told.
const MESSAGES: i64 = 5;
/// Characters of each that a model is told. What matters of a long list is in the summary.
const LENGTH: usize = 240;
/// Characters of each that are read: what is to be hidden is found in whole words, before any are cut.
const READ: i32 = 4_000;

/// What a conversation remembers at the start of a turn: its own state, what the customer told on
/// another line, and, after a long silence, without what is no longer before their eyes.
pub(super) fn state(lease: &Lease, now: DateTime<Utc>) -> State {
    let state: State = serde_json::from_value(lease.state.clone()).unwrap_or_default();
    let told = profile(lease).tells(&state);
    let came_back = stale(&state, now).then_some(Event::CameBack);
    told.iter().chain(&came_back).fold(state, State::after)
}

/// What is known of the customer beyond the conversation.
pub(super) fn profile(lease: &Lease) -> Profile {
    serde_json::from_value(lease.profile.clone()).unwrap_or_default()
}

/// The language of the last answer; in a new conversation that of another line.
pub(super) fn language(lease: &Lease, before: &State) -> Language {
    let elsewhere = profile(lease).language.filter(|_| before.turns == 0);
    elsewhere.unwrap_or(lease.language)
}

/// What models may know of what happened before a turn.
pub(super) struct Memory {
    /// Hides phones, e-mails and addresses in everything that models get.
    pub(super) mask: Mask,
    summary: String,
    history: Vec<Said>,
}

impl Memory {
    /// Recalls what happened before. Nothing is looked up where no model makes anything of it.
    ///
    /// # Errors
    ///
    /// When the database cannot be asked.
    pub(super) async fn recall(context: &Context, lease: &Lease, before: &State) -> Result<Self> {
        let mut mask = Mask::default();
        mask.know(&before.details);
        mask.know(&before.forgotten);
        if !context.models.iter().any(|model| model.remembers()) {
            return Ok(Self { mask, summary: String::new(), history: Vec::new() });
        }
        let first = lease.batch.iter().map(|message| message.id).min();
        let first = first.unwrap_or(lease.batch_to);
        let (db, id) = (&context.db, lease.conversation);
        let earlier = conversations::history(db, id, first, MESSAGES, READ);
        let earlier = earlier.await.context("recall what was said")?;
        let summary = mask.hide(&summary_of(before, &profile(lease)), &[]);
        let history = earlier.iter().map(|line| said(line, &mut mask)).collect();
        Ok(Self { mask, summary, history })
    }

    /// Notes what the rules heard of the person in the new words, before models get to see them.
    pub(super) fn heard(&mut self, details: &Details) {
        self.mask.know(details);
    }

    /// As models are told it.
    pub(super) fn told(&self) -> model::Memory<'_> {
        model::Memory { summary: &self.summary, history: &self.history }
    }

    /// The messages that models were told, for the journal.
    pub(super) fn into_history(self) -> Vec<Said> {
        self.history
    }
}

fn said(line: &Earlier, mask: &mut Mask) -> Said {
    let by = match line.author.as_str() {
        "customer" => Speaker::Customer,
        "manager" => Speaker::Manager,
        _noor => Speaker::Noor,
    };
    let text = mask.hide(&line.text, &[]).chars().take(LENGTH).collect();
    Said { by, text }
}
