//! The trace of a turn as checks read it: the published format of `noor chat --json`, and no more.
//!
//! What the product does not fill yet is empty here, and the checks work once it does.

use chrono::{DateTime, Utc};
use serde::Deserialize;
use serde_json::Value;

/// One turn.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Turn {
    /// What the customer got.
    pub(super) replies: Vec<Reply>,
    /// The slots that the replies ask for.
    pub(super) asks: Vec<String>,
    /// The tools that ran.
    pub(super) tools: Vec<Tool>,
    /// What is remembered after it.
    pub(super) state: Value,
    /// Requests for a person, after it.
    pub(super) handoff: Handoff,
    /// What was done outside.
    pub(super) effects: Vec<Effect>,
    /// Calls to models.
    pub(super) model_calls: Vec<ModelCall>,
    /// How long it took.
    pub(super) ms: Elapsed,
    /// What the runner knows beside the trace.
    #[serde(skip)]
    pub(super) happened: Happened,
}

/// What happened in a turn before Noor did anything.
#[derive(Debug, Clone, Default)]
pub(super) struct Happened {
    /// Who did it.
    pub(super) by: By,
    /// Their words, one entry a message.
    pub(super) words: Vec<String>,
    /// Whether a file came with them.
    pub(super) with_file: bool,
    /// When the customer had last written, by the virtual clock.
    pub(super) last_customer_at: Option<DateTime<Utc>>,
    /// Messages of managers that are kept in the conversation by now.
    pub(super) manager_messages: usize,
    /// Texts that were given to a model's vendor.
    pub(super) sent_to_models: Vec<String>,
    /// Why it did not end as it should.
    pub(super) problem: Option<String>,
}

/// Who made a turn happen.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum By {
    /// The customer wrote.
    #[default]
    Customer,
    /// A person of the shop wrote.
    Manager,
    /// Time passed.
    Clock,
}

/// A text that the customer got, with what came along.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Reply {
    /// The words.
    pub(super) text: String,
    /// Their language, as Noor sees it.
    pub(super) lang: Option<String>,
    /// The products they name, as Noor sees it.
    pub(super) skus: Vec<String>,
    /// Pictures.
    pub(super) media: Vec<Media>,
    /// Documents.
    pub(super) documents: Vec<Document>,
    /// `freeform` or `template`.
    pub(super) mode: String,
    /// What kind of follow-up it is, if it is one.
    pub(super) kind: Option<String>,
    /// When it was sent.
    pub(super) at: Option<DateTime<Utc>>,
}

/// A picture.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Media {
    /// Of which product.
    pub(super) sku: String,
}

/// A document.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Document {
    /// `quotation`, …
    pub(super) kind: Option<String>,
    /// Its file name.
    pub(super) name: String,
    /// Its number.
    pub(super) number: Option<String>,
}

/// A call of a tool.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Tool {
    /// Its name.
    pub(super) name: String,
    /// What it was asked.
    pub(super) args: Value,
    /// What it found.
    pub(super) result: Value,
    /// How long it took.
    pub(super) ms: u64,
}

/// Requests for a person.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Handoff {
    /// Whether one is open.
    pub(super) open: bool,
    /// The last one's reason.
    pub(super) reason: Option<String>,
    /// All reasons, oldest first.
    pub(super) reasons: Vec<String>,
    /// How often Noor was stopped.
    pub(super) stopped: u64,
    /// How many there were.
    pub(super) count: u64,
    /// How often people were told.
    pub(super) alerts_delivered: u64,
    /// What they were told.
    pub(super) card: Value,
}

/// Something done outside.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Effect {
    /// `sale_order`, `deal`, …
    pub(super) kind: String,
    /// Its key.
    pub(super) key: String,
    /// `done`, `failed`, …
    pub(super) outcome: String,
}

/// A call to a model.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct ModelCall {
    /// `fast` or `main`.
    pub(super) role: String,
    /// Its name.
    pub(super) model: String,
    /// How long it took.
    pub(super) ms: u64,
}

/// How long a turn took, in milliseconds.
#[derive(Debug, Clone, Copy, Default, Deserialize)]
#[serde(default)]
pub(super) struct Elapsed {
    /// From the claim until the gateway had the last message.
    pub(super) total: u64,
    /// Of that, in models.
    pub(super) model: u64,
}

impl Turn {
    /// The texts of the replies.
    pub(super) fn texts(&self) -> impl Iterator<Item = &str> {
        self.replies.iter().map(|reply| reply.text.as_str()).filter(|text| !text.is_empty())
    }

    /// All texts of the turn as one.
    pub(super) fn text(&self) -> String {
        self.texts().collect::<Vec<_>>().join("\n\n")
    }
}
