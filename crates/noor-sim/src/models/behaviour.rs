//! The things a model can do with a request, good and bad. It plays one; it answers nobody.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::lies;
use super::request::ChatRequest;
use super::schema;
use crate::chance::Chance;

/// What a model does with a request. As JSON: `{"kind":"say","text":"…"}`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Behaviour {
    /// A polite sentence without any figure, or the emptiest value that fits the schema.
    #[default]
    Harmless,
    /// Exactly this text.
    Say {
        /// The text.
        text: String,
    },
    /// This value as JSON text.
    Json {
        /// The value.
        value: Value,
    },
    /// Calls these tools.
    CallTools {
        /// The calls in order.
        calls: Vec<ToolCall>,
    },
    /// Whatever is to be written is full of invented prices, counts, dates and links, and whatever is
    /// to be read is read as something else.
    Lying,
    /// Says what stands between two marks of the prompt, with a lie in it: beside what is true, or
    /// instead of a part of it. What is to be read is read as with `lying`.
    Twisting {
        /// What stands before it.
        from: String,
        /// What stands behind it.
        to: String,
    },
    /// Repeats the last words of the user.
    Echo,
    /// Thinks for a while first.
    Slow {
        /// Milliseconds.
        ms: u64,
        /// What it does then.
        #[serde(default)]
        then: Box<Behaviour>,
    },
    /// Breaks off in the middle with finish reason `length`.
    Truncated,
    /// Empty content, otherwise in order.
    Empty,
    /// Status 200 with `choices: null` and no error.
    NullChoices,
    /// Status 200 with an error in the body.
    ErrorIn200 {
        /// The numeric code in the body.
        code: u16,
    },
    /// Status 200 with a part of the answer and an error beside it.
    ErrorInChoice {
        /// The numeric code in the choice.
        code: u16,
    },
    /// An error status. With other models to fall back to, the next one is asked.
    Status {
        /// The HTTP status.
        code: u16,
        /// Seconds for the header `Retry-After`.
        #[serde(default)]
        retry_after: Option<u64>,
        /// `metadata.error_type`; from the status when absent.
        #[serde(default)]
        error_type: Option<String>,
    },
    /// The harmless answer as JSON in a Markdown fence, with words around it.
    FencedJson,
    /// The harmless answer as JSON with commas too many.
    TrailingComma,
    /// Declines.
    Refusal,
    /// Only thoughts, no content.
    ThinkingOnly,
    /// Calls a tool that nobody offered.
    UnknownTool,
    /// Half of the body (or of the stream), then the connection breaks.
    CutOff,
    /// Never answers.
    Hang,
    /// Something of the above, by the seed.
    Random,
}

/// A call of a tool.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ToolCall {
    /// The tool's name.
    pub name: String,
    /// The arguments; sent as JSON text, a string goes out as it is.
    #[serde(default)]
    pub arguments: Value,
}

impl Behaviour {
    /// The content is `text`.
    pub fn say(text: impl Into<String>) -> Self {
        Self::Say { text: text.into() }
    }

    /// An error of status `code`.
    pub fn status(code: u16) -> Self {
        Self::Status { code, retry_after: None, error_type: None }
    }

    /// `then` after a while.
    pub fn slow(by: Duration, then: Self) -> Self {
        let ms = u64::try_from(by.as_millis()).unwrap_or(u64::MAX);
        Self::Slow { ms, then: Box::new(then) }
    }
}

/// A behaviour carried out: what is to be put on the wire, and when.
#[derive(Debug)]
pub(super) struct Scene {
    pub(super) after: Duration,
    pub(super) act: Act,
}

/// The forms an outcome can take.
#[derive(Debug)]
pub(super) enum Act {
    /// An ordinary answer.
    Reply(Reply),
    /// The same, but half of it arrives.
    CutOff(Reply),
    /// An error status.
    Fail { code: u16, retry_after: Option<u64>, error_type: String },
    /// Status 200 and this strange body.
    Odd(Value),
    /// Nothing, for longer than anybody waits.
    Hang,
}

/// What an ordinary answer says.
#[derive(Debug, Default)]
pub(super) struct Reply {
    pub(super) content: Option<String>,
    pub(super) reasoning: Option<String>,
    pub(super) refusal: Option<String>,
    pub(super) tool_calls: Vec<ToolCall>,
    pub(super) finish: Finish,
    pub(super) error: Option<u16>,
}

/// Why a model stopped.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Finish {
    /// It was done.
    #[default]
    Stop,
    /// It reached its limit.
    Length,
    /// It wants tools.
    ToolCalls,
    /// It was stopped by a filter.
    ContentFilter,
    /// Something broke.
    Error,
}

impl Finish {
    pub(super) fn wire(self) -> &'static str {
        match self {
            Self::Stop => "stop",
            Self::Length => "length",
            Self::ToolCalls => "tool_calls",
            Self::ContentFilter => "content_filter",
            Self::Error => "error",
        }
    }
}

impl Reply {
    fn text(content: impl Into<String>) -> Self {
        Self { content: Some(content.into()), ..Self::default() }
    }

    fn tools(calls: Vec<ToolCall>) -> Self {
        Self { tool_calls: calls, finish: Finish::ToolCalls, ..Self::default() }
    }
}

/// Carries out `behaviour` for `request`.
pub(super) fn play(behaviour: Behaviour, request: &ChatRequest, chance: &Chance) -> Scene {
    let mut after = Duration::ZERO;
    let mut behaviour = behaviour;
    let act = loop {
        behaviour = match behaviour {
            Behaviour::Slow { ms, then } => {
                after += Duration::from_millis(ms);
                *then
            }
            Behaviour::Random => any(chance),
            Behaviour::Harmless => break Act::Reply(Reply::text(harmless(request))),
            Behaviour::Say { text } => break Act::Reply(Reply::text(text)),
            Behaviour::Json { value } => break Act::Reply(Reply::text(value.to_string())),
            Behaviour::CallTools { calls } => break Act::Reply(Reply::tools(calls)),
            Behaviour::Lying => break Act::Reply(Reply::text(lying(request, chance))),
            Behaviour::Twisting { from, to } => {
                break Act::Reply(Reply::text(twisting(request, chance, &from, &to)));
            }
            Behaviour::Echo => break Act::Reply(Reply::text(request.last_user_text())),
            Behaviour::Truncated => break Act::Reply(truncated(request)),
            Behaviour::Empty => break Act::Reply(Reply::text("")),
            Behaviour::NullChoices => break Act::Odd(json!({ "choices": null })),
            Behaviour::ErrorIn200 { code } => {
                let error = json!({ "code": code, "message": "Provider returned error" });
                break Act::Odd(json!({ "id": null, "choices": null, "error": error }));
            }
            Behaviour::ErrorInChoice { code } => {
                let partial = Reply::text(half(&harmless(request)));
                break Act::Reply(Reply { error: Some(code), finish: Finish::Error, ..partial });
            }
            Behaviour::Status { code, retry_after, error_type } => {
                let error_type = error_type.unwrap_or_else(|| error_type_of(code).to_owned());
                break Act::Fail { code, retry_after, error_type };
            }
            Behaviour::FencedJson => {
                let json = harmless_json(request);
                let text = format!("Here is the result:\n```json\n{json:#}\n```\nAnything else?");
                break Act::Reply(Reply::text(text));
            }
            Behaviour::TrailingComma => {
                break Act::Reply(Reply::text(with_trailing_comma(&harmless_json(request))));
            }
            Behaviour::Refusal => {
                let refusal = "I'm sorry, but I can't help with that.".to_owned();
                break Act::Reply(Reply {
                    refusal: Some(refusal),
                    finish: Finish::ContentFilter,
                    ..Reply::default()
                });
            }
            Behaviour::ThinkingOnly => {
                let thoughts = "The user wants something. Let me think about it.".to_owned();
                break Act::Reply(Reply {
                    reasoning: Some(thoughts),
                    finish: Finish::Length,
                    ..Reply::default()
                });
            }
            Behaviour::UnknownTool => {
                let name = "open_the_safe".to_owned();
                break Act::Reply(Reply::tools(vec![ToolCall { name, arguments: json!({}) }]));
            }
            Behaviour::CutOff => break Act::CutOff(Reply::text(harmless(request))),
            Behaviour::Hang => break Act::Hang,
        };
    };
    Scene { after, act }
}

/// `metadata.error_type` as the vendor's table has it.
pub(super) fn error_type_of(code: u16) -> &'static str {
    match code {
        400 => "invalid_request",
        401 => "authentication",
        402 => "payment_required",
        403 => "permission_denied",
        404 => "not_found",
        408 | 504 | 524 => "timeout",
        413 => "payload_too_large",
        422 => "unprocessable",
        429 => "rate_limit_exceeded",
        500 => "server",
        502 => "provider_unavailable",
        503 | 529 => "provider_overloaded",
        _unlisted => "unmapped",
    }
}

fn any(chance: &Chance) -> Behaviour {
    let code = *chance.pick(&[400, 402, 429, 500, 502, 503, 524, 529]);
    let choices = [
        Behaviour::Harmless,
        Behaviour::Lying,
        Behaviour::Lying,
        Behaviour::Echo,
        Behaviour::Truncated,
        Behaviour::Empty,
        Behaviour::NullChoices,
        Behaviour::ErrorIn200 { code },
        Behaviour::ErrorInChoice { code },
        Behaviour::status(code),
        Behaviour::FencedJson,
        Behaviour::TrailingComma,
        Behaviour::Refusal,
        Behaviour::ThinkingOnly,
        Behaviour::UnknownTool,
        Behaviour::CutOff,
        Behaviour::slow(Duration::from_millis(150), Behaviour::Harmless),
    ];
    chance.pick(&choices).clone()
}

fn polite(request: &ChatRequest) -> &'static str {
    if request.is_arabic() {
        "أهلاً بك، يسعدني مساعدتك. ماذا تحتاج لمكتبك؟"
    } else {
        "Happy to help. What do you need for your office?"
    }
}

fn harmless(request: &ChatRequest) -> String {
    match request.schema() {
        Some(schema) => schema::fill(schema, &|| polite(request).to_owned()).to_string(),
        None => polite(request).to_owned(),
    }
}

fn harmless_json(request: &ChatRequest) -> Value {
    match request.schema() {
        Some(schema) => schema::fill(schema, &|| polite(request).to_owned()),
        None => json!({ "reply": polite(request) }),
    }
}

fn lying(request: &ChatRequest, chance: &Chance) -> String {
    let lie = || lies::tell(chance, request.is_arabic());
    match request.schema() {
        Some(schema) => schema::misread(schema, chance, &lie).to_string(),
        None => lie(),
    }
}

fn twisting(request: &ChatRequest, chance: &Chance, from: &str, to: &str) -> String {
    let text = request.user_texts();
    let told = text.split_once(from).and_then(|(_, rest)| rest.split_once(to));
    match told {
        Some((told, _)) => lies::twist(chance, told.trim()),
        None => lying(request, chance),
    }
}

fn truncated(request: &ChatRequest) -> Reply {
    Reply { finish: Finish::Length, ..Reply::text(half(&harmless(request))) }
}

/// The first half of `text`, and never all of it.
fn half(text: &str) -> String {
    text.chars().take(text.chars().count() / 2).collect()
}

/// The JSON text of `value` with a comma before the last bracket.
fn with_trailing_comma(value: &Value) -> String {
    let text = value.to_string();
    let is_empty = value.as_object().is_some_and(serde_json::Map::is_empty);
    match text.strip_suffix(['}', ']']) {
        Some(inside) if !is_empty => {
            let bracket = text.chars().next_back().unwrap_or('}');
            format!("{inside},{bracket}")
        }
        Some(_) | None => text,
    }
}
