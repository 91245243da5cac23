//! A model behind a chat server, asked with the shop's prompts.

use std::collections::BTreeMap;
use std::time::Duration;

use async_trait::async_trait;
use noor_core::suggestion::Suggestion;
use serde_json::Value;

use super::chat::ChatClient;
use super::error::{ChatError, ChatFailure};
use super::reply::{ChatReply, Finish, Usage};
use super::request::{ChatRequest, Role, Schema};
use super::schema::{Offered, reading};
use super::task::{CallRecord, Memory, Model, Outcome, ReadTask, Speaker, WriteTask};

/// The shop's prompts, ready to use: the shop's facts are filled in already.
#[derive(Debug, Clone)]
pub struct Prompts {
    /// For reading. The stable part; what changes comes after it, so that vendors can cache it.
    pub read: String,
    /// For writing, likewise.
    pub write: String,
    /// Further rules by stage of the sale.
    pub stages: BTreeMap<String, String>,
}

/// Which models to ask, and within which limits.
#[derive(Debug, Clone)]
pub struct Limits {
    /// Reads; fallbacks after it.
    pub fast: Vec<String>,
    /// Writes; fallbacks after it.
    pub main: Vec<String>,
    /// Most tokens of an answer.
    pub max_tokens: u32,
    /// Longest time for reading, all attempts together.
    pub fast_deadline: Duration,
    /// Longest time for writing, all attempts together.
    pub main_deadline: Duration,
    /// Whether only servers may be used that keep nothing.
    pub zero_data_retention: bool,
}

/// A vendor's models with the shop's prompts.
#[derive(Debug, Clone)]
pub struct Prompted {
    client: ChatClient,
    prompts: Prompts,
    schema: Value,
    limits: Limits,
}

impl Prompted {
    /// Models behind `client`.
    pub fn new(client: ChatClient, prompts: Prompts, offered: &Offered, limits: Limits) -> Self {
        Self { client, prompts, schema: reading(offered), limits }
    }

    async fn ask(&self, role: &'static str, request: ChatRequest) -> Outcome<ChatReply> {
        let first = request.models.first().cloned().unwrap_or_default();
        let result = self.client.complete(&request).await;
        let ms = |elapsed: Duration| u64::try_from(elapsed.as_millis()).unwrap_or(u64::MAX);
        let call = match &result {
            Ok(reply) => CallRecord {
                role,
                model: reply.model.clone(),
                outcome: "ok".to_owned(),
                usage: reply.usage,
                elapsed_ms: ms(reply.elapsed),
            },
            Err(error) => CallRecord {
                role,
                model: error.model.clone().map_or(first, String::from),
                outcome: error.code.to_string(),
                usage: error.usage,
                elapsed_ms: ms(error.elapsed),
            },
        };
        Outcome { result, call: Some(call) }
    }
}

#[async_trait]
impl Model for Prompted {
    fn name(&self) -> &str {
        self.limits.main.first().map_or("model", String::as_str)
    }

    async fn read(&self, task: ReadTask<'_>) -> Outcome<Suggestion> {
        let messages = vec![(Role::User, reading_brief(&task))];
        let request = ChatRequest {
            models: self.limits.fast.clone(),
            system: self.prompts.read.clone(),
            messages,
            schema: Some(Schema { name: "reading".to_owned(), schema: self.schema.clone() }),
            max_tokens: self.limits.max_tokens,
            temperature: Some(0.0),
            deadline: self.limits.fast_deadline,
            session: Some(task.session.to_owned()),
            zero_data_retention: self.limits.zero_data_retention,
        };
        let Outcome { result, call } = self.ask("fast", request).await;
        let result = result.and_then(|reply| {
            let value = reply.json.unwrap_or(Value::Null);
            serde_json::from_value(value)
                .map_err(|_| unusable(ChatFailure::Malformed, "not_a_reading"))
        });
        Outcome { result, call }
    }

    async fn write(&self, task: WriteTask<'_>) -> Outcome<String> {
        let mut messages = vec![(Role::User, writing_brief(&task))];
        if let Some((refused, why)) = task.refused {
            messages.push((Role::Assistant, refused.to_owned()));
            messages
                .push((Role::User, format!("This text cannot be sent:\n{why}\nWrite it again.")));
        }
        let stage = self.prompts.stages.get(task.stage).map_or("", String::as_str);
        let request = ChatRequest {
            models: self.limits.main.clone(),
            system: format!("{}\n\n{stage}", self.prompts.write).trim().to_owned(),
            messages,
            schema: None,
            max_tokens: self.limits.max_tokens,
            temperature: Some(0.4),
            deadline: self.limits.main_deadline,
            session: Some(task.session.to_owned()),
            zero_data_retention: self.limits.zero_data_retention,
        };
        let Outcome { result, call } = self.ask("main", request).await;
        let result = result.and_then(|reply| match reply.finish {
            Finish::Complete | Finish::Other(_) => Ok(reply.text),
            Finish::Truncated => Err(unusable(ChatFailure::Truncated, "cut_short")),
        });
        Outcome { result, call }
    }
}

/// The changing part of the reading prompt. The customer's words come last, marked as words. The
/// message it answers is enough: what came of those before is in the summary.
fn reading_brief(task: &ReadTask<'_>) -> String {
    let history = task.memory.history.last().map(std::slice::from_ref).unwrap_or_default();
    let recalled = recalled(Memory { history, ..task.memory });
    format!("{recalled}The last message:\n{}", marked(task.customer))
}

/// The changing part of the writing prompt. The customer's words come last and are marked as
/// words: nothing in them is an instruction.
fn writing_brief(task: &WriteTask<'_>) -> String {
    let language = match task.language {
        noor_core::language::Language::English => "English",
        noor_core::language::Language::Arabic => "Arabic (Gulf)",
    };
    format!(
        "{}Language of the reply: {language}\n\nFacts:\n{}\n\nPlain reply:\n{}\n\n\
         The customer wrote:\n{}",
        recalled(task.memory),
        task.facts,
        task.plain,
        marked(task.customer)
    )
}

/// What happened before, in the same message as everything else: not every server takes turns that do
/// not alternate, and nobody can mistake what was said for an instruction of ours.
fn recalled(memory: Memory<'_>) -> String {
    let mut recalled = String::new();
    if !memory.summary.is_empty() {
        let summary = marked(memory.summary.trim_end());
        recalled.extend(["What is known:\n", &summary, "\n\n"]);
    }
    if !memory.history.is_empty() {
        let lines: Vec<String> = memory
            .history
            .iter()
            .map(|said| {
                let who = match said.by {
                    Speaker::Customer => "Customer",
                    Speaker::Noor => "You",
                    Speaker::Manager => "Colleague",
                };
                format!("{who}: {}", said.text)
            })
            .collect();
        recalled.extend(["Said before:\n", &marked(&lines.join("\n")), "\n\n"]);
    }
    recalled
}

/// Words between marks that they cannot end themselves.
fn marked(words: &str) -> String {
    format!("<<<\n{}\n>>>", words.replace(">>>", "> >"))
}

fn unusable(failure: ChatFailure, code: &str) -> ChatError {
    ChatError {
        failure,
        code: code.into(),
        model: None,
        usage: Usage::default(),
        elapsed: Duration::ZERO,
    }
}
