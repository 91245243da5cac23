//! What is asked of a model, and how it is put on the wire.
//!
//! Owns the request body. Never leaves out the limit on tokens, nor the privacy wishes.

use std::time::Duration;

use serde_json::{Map, Value, json};

use super::chat::Dialect;

/// One question to a model.
///
/// Its `Debug` shows sizes, not words.
#[derive(Clone)]
pub struct ChatRequest {
    /// The model to ask first, then those to fall back on. At least one.
    pub models: Vec<String>,
    /// The standing instructions; the part that stays the same from turn to turn comes first.
    pub system: String,
    /// The conversation, oldest first.
    pub messages: Vec<(Role, String)>,
    /// The shape the answer must have; `None` asks for prose.
    pub schema: Option<Schema>,
    /// The most tokens the answer may take. Thinking counts too.
    pub max_tokens: u32,
    /// From 0 (always the likeliest word) to 2; `None` leaves it to the model.
    pub temperature: Option<f64>,
    /// How long all attempts together may take.
    pub deadline: Duration,
    /// The conversation, so that the same server and its cache are used again.
    pub session: Option<String>,
    /// Whether only servers that keep and learn nothing may be used (OpenRouter only). When none
    /// is left the request fails; it is never repeated without.
    pub zero_data_retention: bool,
}

/// Who said something in a conversation with a model.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// The customer, or whoever asks.
    User,
    /// The model.
    Assistant,
}

/// The shape an answer must have.
#[derive(Debug, Clone, PartialEq)]
pub struct Schema {
    /// A name for it, letters and digits.
    pub name: String,
    /// The JSON schema: every property required, no others allowed.
    pub schema: Value,
}

impl ChatRequest {
    /// The body for asking `models`, of which there is at least one.
    pub(super) fn body(&self, models: &[String], dialect: Dialect) -> Value {
        /// Some servers refuse less.
        const LEAST_TOKENS: u32 = 16;

        let mut body = Map::new();
        body.insert("model".to_owned(), json!(models.first()));
        body.insert("messages".to_owned(), self.messages());
        body.insert("max_tokens".to_owned(), json!(self.max_tokens.max(LEAST_TOKENS)));
        body.insert("stream".to_owned(), json!(false));
        if let Some(temperature) = self.temperature {
            body.insert("temperature".to_owned(), json!(temperature));
        }
        if let Some(schema) = &self.schema {
            body.insert("response_format".to_owned(), schema.format());
        }
        match dialect {
            Dialect::OpenAi => {}
            Dialect::OpenRouter => {
                if let Some(fallbacks @ [_, ..]) = models.get(1..) {
                    body.insert("models".to_owned(), json!(fallbacks));
                }
                if let Some(session) = &self.session {
                    let session: String = session.chars().take(256).collect();
                    body.insert("session_id".to_owned(), json!(session));
                }
                if self.zero_data_retention {
                    let only = json!({
                        "zdr": true, "data_collection": "deny", "require_parameters": true,
                    });
                    body.insert("provider".to_owned(), only);
                } else if self.schema.is_some() {
                    body.insert("provider".to_owned(), json!({"require_parameters": true}));
                }
            }
        }
        Value::Object(body)
    }

    fn messages(&self) -> Value {
        let system =
            (!self.system.is_empty()).then(|| json!({"role": "system", "content": self.system}));
        let said = self.messages.iter().map(|(role, text)| {
            let role = match role {
                Role::User => "user",
                Role::Assistant => "assistant",
            };
            json!({"role": role, "content": text})
        });
        system.into_iter().chain(said).collect()
    }
}

impl Schema {
    fn format(&self) -> Value {
        let name: String = self
            .name
            .chars()
            .map(|c| if c.is_ascii_alphanumeric() || c == '-' { c } else { '_' })
            .take(64)
            .collect();
        json!({
            "type": "json_schema",
            "json_schema": {"name": name, "strict": true, "schema": self.schema},
        })
    }
}

impl std::fmt::Debug for ChatRequest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ChatRequest")
            .field("models", &self.models)
            .field("system_bytes", &self.system.len())
            .field("messages", &self.messages.len())
            .field("schema", &self.schema.as_ref().map(|schema| &schema.name))
            .field("max_tokens", &self.max_tokens)
            .field("deadline", &self.deadline)
            .field("zero_data_retention", &self.zero_data_retention)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request() -> ChatRequest {
        ChatRequest {
            models: vec!["a/main".to_owned(), "b/spare".to_owned()],
            system: "Sell chairs.".to_owned(),
            messages: vec![
                (Role::User, "hi".to_owned()),
                (Role::Assistant, "hello".to_owned()),
                (Role::User, "a chair?".to_owned()),
            ],
            schema: Some(Schema {
                name: "the facts!".to_owned(),
                schema: json!({"type": "object"}),
            }),
            max_tokens: 4,
            temperature: Some(0.2),
            deadline: Duration::from_secs(1),
            session: Some("s-1".to_owned()),
            zero_data_retention: true,
        }
    }

    #[test]
    fn openrouter_gets_fallbacks_session_and_privacy() {
        let request = request();
        assert_eq!(
            request.body(&request.models, Dialect::OpenRouter),
            json!({
                "model": "a/main", "models": ["b/spare"],
                "messages": [
                    {"role": "system", "content": "Sell chairs."},
                    {"role": "user", "content": "hi"},
                    {"role": "assistant", "content": "hello"},
                    {"role": "user", "content": "a chair?"},
                ],
                "max_tokens": 16, "stream": false, "temperature": 0.2,
                "response_format": {"type": "json_schema", "json_schema":
                    {"name": "the_facts_", "strict": true, "schema": {"type": "object"}}},
                "session_id": "s-1",
                "provider": {"zdr": true, "data_collection": "deny", "require_parameters": true},
            })
        );
    }

    #[test]
    fn other_servers_get_nothing_they_do_not_know() {
        let request = request();
        let body = request.body(&request.models, Dialect::OpenAi);
        for unknown in ["models", "provider", "session_id"] {
            assert_eq!(body.get(unknown), None, "{unknown}");
        }
        assert_eq!(body["max_tokens"], 16);
    }

    #[test]
    fn debugging_shows_no_words() {
        let shown = format!("{:?}", request());
        assert!(!shown.contains("chair"), "{shown}");
    }
}
