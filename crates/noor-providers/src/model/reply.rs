//! What a model's answer means.
//!
//! Owns the reading of answers in every shape servers have been seen to give. Never takes a
//! sentence that was cut, declined or only thought for an answer.

use std::str::FromStr;
use std::time::Duration;

use rust_decimal::Decimal;
use serde_json::Value;

use super::error::{ChatError, ChatFailure, classify};
use super::{events, repair};

/// An answer.
///
/// Its `Debug` shows sizes, not words.
#[derive(Clone, PartialEq)]
pub struct ChatReply {
    /// The words, or with a schema the JSON as text.
    pub text: String,
    /// The JSON, when a schema was asked for; its form is mended, its values are the model's own
    /// and still have to be checked.
    pub json: Option<Value>,
    /// How it ended.
    pub finish: Finish,
    /// The model that answered, which may be a fallback.
    pub model: String,
    /// What it cost, failed attempts before it included.
    pub usage: Usage,
    /// How long it took, failed attempts and pauses included.
    pub elapsed: Duration,
    /// How many requests it took.
    pub attempts: u32,
}

/// How an answer ended. One that was declined is a [`ChatError`] instead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Finish {
    /// The model had said all it wanted to.
    Complete,
    /// The limit on tokens cut it off: never show the last sentence to a customer.
    Truncated,
    /// Some reason of the server's own.
    Other(String),
}

/// Tokens and money.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Usage {
    /// Tokens of the question.
    pub tokens_in: u64,
    /// Tokens of the answer, thinking included.
    pub tokens_out: u64,
    /// Those of the question that came from a cache.
    pub tokens_cached: u64,
    /// The charge in US dollars, where the server tells it.
    pub cost_usd: Option<Decimal>,
}

impl Usage {
    /// From the `usage` of a transcription, which counts tokens under names of its own, or seconds.
    pub(crate) fn of_transcription(usage: &Value) -> Self {
        let count = |value: Option<&Value>| value.and_then(Value::as_u64).unwrap_or_default();
        Self {
            tokens_in: count(usage.get("input_tokens")),
            tokens_out: count(usage.get("output_tokens")),
            tokens_cached: 0,
            cost_usd: usage.get("cost").and_then(amount),
        }
    }
}

impl std::ops::AddAssign for Usage {
    fn add_assign(&mut self, other: Self) {
        self.tokens_in = self.tokens_in.saturating_add(other.tokens_in);
        self.tokens_out = self.tokens_out.saturating_add(other.tokens_out);
        self.tokens_cached = self.tokens_cached.saturating_add(other.tokens_cached);
        self.cost_usd = match (self.cost_usd, other.cost_usd) {
            (Some(ours), Some(theirs)) => Some(ours.saturating_add(theirs)),
            (ours, theirs) => ours.or(theirs),
        };
    }
}

impl std::fmt::Debug for ChatReply {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ChatReply")
            .field("text_bytes", &self.text.len())
            .field("json", &self.json.is_some())
            .field("finish", &self.finish)
            .field("model", &self.model)
            .field("usage", &self.usage)
            .field("elapsed", &self.elapsed)
            .field("attempts", &self.attempts)
            .finish()
    }
}

/// Reads the answer to one request. Times and attempts are left at zero for the caller to fill.
pub(super) fn read(
    status: u16,
    body: &[u8],
    wait: Option<Duration>,
    structured: bool,
) -> Result<ChatReply, ChatError> {
    let body: Value =
        serde_json::from_slice(body).ok().or_else(|| events::whole(body)).unwrap_or(Value::Null);
    // Some proxies wrap the whole answer once more.
    let body = if body["choices"].is_null() && body["provider"]["choices"].is_array() {
        &body["provider"]
    } else {
        &body
    };
    let usage = usage(&body["usage"]);
    let model = body["model"].as_str().map(str::to_owned);
    let fail = |failure: ChatFailure, code: &str| ChatError {
        failure,
        code: code.into(),
        model: model.clone().map(Into::into),
        usage,
        elapsed: Duration::ZERO,
    };
    let fail_with = |error: &Value| {
        let (failure, code) = classify(status, error, wait);
        Err(fail(failure, &code))
    };

    if !body["error"].is_null() {
        return fail_with(&body["error"]);
    }
    if !(200..300).contains(&status) {
        // Other servers leave out the envelope and put its fields at the top.
        return fail_with(body);
    }
    let choice = &body["choices"][0];
    if choice.is_null() {
        return Err(fail(ChatFailure::Unavailable, "no_choices"));
    }
    let finish = choice["finish_reason"].as_str().unwrap_or_default().to_ascii_lowercase();
    if !choice["error"].is_null() || finish == "error" {
        return fail_with(&choice["error"]);
    }
    let declined = choice["message"]["refusal"].as_str().is_some_and(|words| !words.is_empty());
    if declined || finish == "content_filter" {
        return Err(fail(ChatFailure::ContentPolicy, if declined { "refusal" } else { &finish }));
    }
    let finish = match finish.as_str() {
        "" | "stop" => Finish::Complete,
        "length" => Finish::Truncated,
        _ => Finish::Other(finish),
    };
    let words = content(&choice["message"]["content"]);
    let text = without_thinking(&words).trim();
    if structured && finish == Finish::Truncated {
        return Err(fail(ChatFailure::Truncated, "length"));
    }
    if text.is_empty() {
        let code = if finish == Finish::Truncated { "only_thinking" } else { "no_text" };
        return Err(fail(ChatFailure::Empty, code));
    }
    let json = structured.then(|| repair::json(text));
    let (text, json) = match json {
        None => (text.to_owned(), None),
        Some(Some(json)) => (json.to_string(), Some(json)),
        Some(None) => return Err(fail(ChatFailure::Malformed, "not_json")),
    };
    Ok(ChatReply {
        text,
        json,
        finish,
        model: model.unwrap_or_default(),
        usage,
        elapsed: Duration::ZERO,
        attempts: 0,
    })
}

/// Words as one string, or as a list of parts.
fn content(content: &Value) -> String {
    match content {
        Value::String(words) => words.clone(),
        Value::Array(parts) => parts
            .iter()
            .filter_map(|part| part.as_str().or_else(|| part["text"].as_str()))
            .collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Object(_) => String::new(),
    }
}

/// Small servers leave a model's thinking in front of its answer, some of them without its beginning.
fn without_thinking(words: &str) -> &str {
    match words.rsplit_once("</think>") {
        Some((_, answer)) => answer,
        None => words.split_once("<think>").map_or(words, |(answer, _)| answer),
    }
}

fn usage(usage: &Value) -> Usage {
    let count = |value: &Value| value.as_u64().unwrap_or_default();
    Usage {
        tokens_in: count(&usage["prompt_tokens"]),
        tokens_out: count(&usage["completion_tokens"]),
        tokens_cached: count(&usage["prompt_tokens_details"]["cached_tokens"]),
        cost_usd: amount(&usage["cost"]),
    }
}

fn amount(value: &Value) -> Option<Decimal> {
    let digits = match value {
        Value::Number(number) => number.to_string(),
        Value::String(digits) => digits.clone(),
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => return None,
    };
    Decimal::from_str(&digits).or_else(|_| Decimal::from_scientific(&digits)).ok()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn answer(body: &Value, structured: bool) -> Result<ChatReply, ChatError> {
        read(200, body.to_string().as_bytes(), None, structured)
    }

    fn said(content: &Value, finish: &Value) -> Value {
        json!({"model": "a/b", "choices": [{"finish_reason": finish, "message": {"role": "assistant", "content": content}}],
            "usage": {"prompt_tokens": 10, "completion_tokens": 2, "cost": 9.5e-5,
                "prompt_tokens_details": {"cached_tokens": 4}}})
    }

    #[test]
    fn an_answer_is_read_with_its_cost() {
        let reply = answer(&said(&json!(" Hello. "), &json!("stop")), false).unwrap();
        assert_eq!(reply.text, "Hello.");
        assert_eq!(reply.finish, Finish::Complete);
        assert_eq!(reply.model, "a/b");
        let cost_usd = Some(Decimal::new(95, 6));
        let expected = Usage { tokens_in: 10, tokens_out: 2, tokens_cached: 4, cost_usd };
        assert_eq!(reply.usage, expected);
    }

    #[test]
    fn words_come_in_many_wrappings() {
        let table = [
            (json!([{"type": "text", "text": "Hel"}, {"type": "text", "text": "lo"}]), "Hello"),
            (json!("<think>chairs, chairs</think>\nHello"), "Hello"),
            (json!("They want chairs.</think>\n\nHello"), "Hello"),
            (json!("Hello\n<think>was that right?"), "Hello"),
            (json!("مرحبا"), "مرحبا"),
        ];
        for (content, expected) in table {
            let reply = answer(&said(&content, &Value::Null), false).unwrap();
            assert_eq!(reply.text, expected, "{content}");
        }
        let nested = json!({"id": "x", "provider": said(&json!("Hello"), &json!("stop"))});
        assert_eq!(answer(&nested, false).unwrap().text, "Hello");
    }

    #[test]
    fn prose_that_was_cut_says_so() {
        let reply = answer(&said(&json!("The chair costs"), &json!("length")), false).unwrap();
        assert_eq!(reply.finish, Finish::Truncated);
    }

    #[test]
    fn no_answer_is_an_error_that_still_counts_its_cost() {
        let mut refused = said(&json!("no"), &json!("stop"));
        refused["choices"][0]["message"]["refusal"] = json!("I would rather not.");
        let mut thinking = said(&Value::Null, &json!("length"));
        thinking["choices"][0]["message"]["reasoning"] = json!("hm");
        let mut broke = said(&json!("partial"), &json!("error"));
        broke["choices"][0]["error"] = json!({"code": 502, "message": "gone"});
        let mut both = said(&json!("x"), &json!("stop"));
        both["error"] = json!({"code": "server_error", "message": "x"});
        let mut null = said(&json!("x"), &json!("stop"));
        null["choices"] = Value::Null;
        let table = [
            (refused, false, ChatFailure::ContentPolicy),
            (said(&json!("so"), &json!("content_filter")), false, ChatFailure::ContentPolicy),
            (said(&json!("  \n"), &json!("stop")), false, ChatFailure::Empty),
            (said(&json!("<think>only"), &json!("stop")), false, ChatFailure::Empty),
            (thinking, false, ChatFailure::Empty),
            (broke, false, ChatFailure::Unavailable),
            (both, false, ChatFailure::Server),
            (null, false, ChatFailure::Unavailable),
            (said(&json!("{\"a\":1"), &json!("length")), true, ChatFailure::Truncated),
            (said(&json!("{\"a\":1}"), &json!("length")), true, ChatFailure::Truncated),
            (said(&json!("I cannot"), &json!("stop")), true, ChatFailure::Malformed),
        ];
        for (body, structured, expected) in table {
            let error = answer(&body, structured).unwrap_err();
            assert_eq!(error.failure, expected, "{body}");
            assert_eq!(error.usage.tokens_in, 10, "{body}");
        }
        for body in
            [&b"{\"choices\":null}"[..], b"<html>", b"", b"null", b"[]", b"{\"choices\":[]}"]
        {
            let error = read(200, body, None, false).unwrap_err();
            assert_eq!(error.failure, ChatFailure::Unavailable);
        }
    }

    #[test]
    fn fenced_json_is_accepted_when_it_is_whole() {
        let body = said(&json!("```json\n{\"a\":[1,],}\n```"), &json!("stop"));
        assert_eq!(answer(&body, true).unwrap().json, Some(json!({"a": [1]})));
    }
}
