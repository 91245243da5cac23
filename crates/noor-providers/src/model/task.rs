//! What Noor asks of a language model, in Noor's own words: to read, and to write.

use async_trait::async_trait;
use noor_core::language::Language;
use noor_core::suggestion::Suggestion;
use noor_core::understanding::Understanding;
use serde::Serialize;

use super::error::ChatError;
use super::reply::Usage;

/// What a model may know of what happened before, masked like everything it gets.
#[derive(Debug, Clone, Copy, Default)]
pub struct Memory<'a> {
    /// What the conversation has come to, in a few lines.
    pub summary: &'a str,
    /// The last messages before the new ones, oldest first.
    pub history: &'a [Said],
}

/// A message that was written before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Said {
    /// Who wrote it.
    pub by: Speaker,
    /// Its words.
    pub text: String,
}

/// Who writes in a conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Speaker {
    /// The customer.
    Customer,
    /// Noor.
    Noor,
    /// A person of the shop.
    Manager,
}

/// A message to read. All texts are masked: no phone, e-mail or address is in them.
#[derive(Clone, Copy)]
pub struct ReadTask<'a> {
    /// The customer's new words.
    pub customer: &'a str,
    /// What happened before.
    pub memory: Memory<'a>,
    /// What the rules read in them.
    pub rules: &'a Understanding,
    /// Tells one conversation from another, for the vendor's caches. Not the customer's name.
    pub session: &'a str,
}

/// An answer to write. All texts are masked.
#[derive(Clone, Copy)]
pub struct WriteTask<'a> {
    /// The language to write in.
    pub language: Language,
    /// The stage of the sale, whose rules the prompt takes in.
    pub stage: &'a str,
    /// What happened before.
    pub memory: Memory<'a>,
    /// The customer's new words.
    pub customer: &'a str,
    /// What may be said: the facts, each with the name of its slot.
    pub facts: &'a str,
    /// The plain answer, slots and all. Whatever happens, this one can be sent.
    pub plain: &'a str,
    /// The text that was refused and why, when this is the one repair.
    pub refused: Option<(&'a str, &'a str)>,
    /// As for [`ReadTask::session`].
    pub session: &'a str,
}

/// One call to a vendor, for the journal. It is there whether or not the answer was of use.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CallRecord {
    /// `fast`, `main` or [`crate::speech::ROLE`].
    pub role: &'static str,
    /// The model, as the vendor names it.
    pub model: String,
    /// `ok`, or the kind of failure.
    pub outcome: String,
    /// What it took.
    pub usage: Usage,
    /// How long, in milliseconds.
    pub elapsed_ms: u64,
}

impl CallRecord {
    /// Whether the vendor answered.
    pub fn was_answered(&self) -> bool {
        self.outcome == "ok"
    }
}

/// The outcome of a task and what was paid for it.
#[derive(Debug, Clone, PartialEq)]
pub struct Outcome<T> {
    /// The answer, or why there is none.
    pub result: Result<T, ChatError>,
    /// The call, if a vendor was asked.
    pub call: Option<CallRecord>,
}

/// A language model.
#[async_trait]
pub trait Model: Send + Sync + std::fmt::Debug {
    /// Its name in the journal.
    fn name(&self) -> &str;

    /// Whether it makes anything of [`Memory`]; if none does, nobody has to recall it.
    fn remembers(&self) -> bool {
        true
    }

    /// Reads a message. What comes back is a suggestion: the caller holds it against the text.
    async fn read(&self, task: ReadTask<'_>) -> Outcome<Suggestion>;

    /// Writes an answer with slots. What comes back is a draft: the caller checks every claim.
    async fn write(&self, task: WriteTask<'_>) -> Outcome<String>;
}

/// The model that is built in: it reads by rules and writes by templates, so it answers when no
/// other does, and it is the last of every chain.
#[derive(Debug, Clone, Copy, Default)]
pub struct Rules;

#[async_trait]
impl Model for Rules {
    fn name(&self) -> &'static str {
        "rules"
    }

    fn remembers(&self) -> bool {
        false
    }

    async fn read(&self, _: ReadTask<'_>) -> Outcome<Suggestion> {
        // The rules have read the message already; they have nothing to add to themselves.
        Outcome { result: Ok(Suggestion::default()), call: None }
    }

    async fn write(&self, task: WriteTask<'_>) -> Outcome<String> {
        Outcome { result: Ok(task.plain.to_owned()), call: None }
    }
}
