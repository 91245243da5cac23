//! Messengers: how a message leaves, and how what a gateway posts becomes events.
//!
//! A gateway's file translates; it never decides whether to answer, never touches the store, and
//! never sends anything it was not handed.

pub mod wazzup;

use async_trait::async_trait;
use noor_core::message::{ChannelReport, InboundEvent, Outgoing};
use serde::Serialize;

use crate::error::ProviderError;

/// A gateway to a messenger.
#[async_trait]
pub trait Messenger: Send + Sync + std::fmt::Debug {
    /// The gateway's name, as it stands in settings and in the store (`wazzup`).
    fn name(&self) -> &'static str;

    /// Hands over one message under our key ([`Outgoing::id`]).
    ///
    /// # Errors
    ///
    /// [`ProviderError::Unavailable`]: it was not taken, try again with the same key.
    /// [`ProviderError::Unconfirmed`]: it may have been taken; repeat only within
    /// [`Capabilities::repeat_guard`] of the first attempt, afterwards wait for an echo.
    /// [`ProviderError::Refused`]: it will never be taken; [`Self::meaning`] of its code says what
    /// would help.
    async fn send(&self, message: &Outgoing) -> Result<Accepted, ProviderError>;

    /// What is possible on `channel`.
    fn capabilities(&self, channel: &str) -> Capabilities;

    /// The state of every line of the account; also refreshes what [`Self::capabilities`] knows.
    ///
    /// # Errors
    ///
    /// [`ProviderError::Unavailable`] or [`ProviderError::Refused`]; a reading is never uncertain.
    async fn channels(&self) -> Result<Vec<ChannelReport>, ProviderError>;

    /// What an error code of this gateway means for the shop: the code of a
    /// [`ProviderError::Refused`], or of a status report that came later.
    fn meaning(&self, code: &str) -> Refusal;
}

/// What became of a message that was handed over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Accepted {
    /// The gateway took it and gave it this id.
    As(String),
    /// The gateway had already taken it under our key and does not say its id: an echo or a status
    /// will bind it.
    Before,
}

/// What a messenger can do on one line. Callers ask; they never guess by the vendor's name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Capabilities {
    /// Longest text of one message, in characters.
    pub max_text: usize,
    /// Whether a picture can carry words.
    pub captions: bool,
    /// Most buttons of one message; 0 where there are none.
    pub buttons: usize,
    /// Whether free text is only allowed within 24 hours of the customer's last message.
    pub window_24h: bool,
    /// How long after the first attempt a repeat under the same key is surely recognised and not
    /// sent twice. Zero: never.
    pub repeat_guard: std::time::Duration,
}

/// Why a message did not get through, sorted by what would help.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Refusal {
    /// The customer wrote too long ago: only an approved template may go.
    WindowClosed,
    /// The text is too long: split it and send the parts as new messages.
    TooLong,
    /// The text, the file or its link is not accepted: something of ours must change.
    Content,
    /// Nobody can be reached at this address, or not by us first.
    Recipient,
    /// The line cannot send (blocked, unpaid, gone): stop using it and tell a person.
    Line,
    /// The messenger takes us for a spammer: stop sending on the line and tell a person.
    Spam,
    /// Our key or our settings are wrong: tell a person.
    Settings,
    /// It may pass: one new attempt is worth it.
    Passing,
    /// Nothing more is known.
    Other,
}

/// What one delivery of a gateway contained, already in Noor's words.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Delivery {
    /// Its events in the order they stood in.
    pub events: Vec<InboundEvent>,
}

/// A body that is not JSON, or nested deeper than any gateway nests.
///
/// Keep the raw bytes, answer as if all was well (a repeat would be no better), and count it.
#[derive(Debug, thiserror::Error)]
#[error("the body is not readable JSON")]
pub struct NotJson(#[from] serde_json::Error);
