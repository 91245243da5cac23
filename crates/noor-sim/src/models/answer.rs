//! The JSON and the event stream of an answer.

use axum::Json;
use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use futures::stream;
use serde_json::{Value, json};

use super::behaviour::{Finish, Reply, ToolCall, error_type_of};

/// US dollars a token of the prompt, and of the answer.
const PRICES: (f64, f64) = (0.000_000_15, 0.000_000_6);
/// Bytes of each piece of a stream: small enough to cut Arabic letters in two.
const PIECE: usize = 7;

/// What all forms of one answer have in common.
#[derive(Debug)]
pub(super) struct Frame {
    pub(super) id: String,
    pub(super) model: String,
    pub(super) created: i64,
    pub(super) prompt_tokens: u64,
    /// Ids for tool calls, one each.
    pub(super) call_ids: Vec<String>,
}

/// Tokens of `text`: one for each four characters, rounded up.
pub(super) fn tokens(text: &str) -> u64 {
    (text.chars().count() as u64).div_ceil(4)
}

/// Tokens of everything in `reply`.
pub(super) fn reply_tokens(reply: &Reply) -> u64 {
    let words = [&reply.content, &reply.reasoning, &reply.refusal];
    let words: u64 = words.into_iter().flatten().map(|text| tokens(text)).sum();
    let calls: u64 = reply.tool_calls.iter().map(|call| 8 + tokens(&arguments(call))).sum();
    words + calls
}

/// What an answer costs in US dollars.
#[expect(clippy::cast_precision_loss, reason = "token counts are far below 2^52")]
pub(super) fn cost(prompt_tokens: u64, completion_tokens: u64) -> f64 {
    prompt_tokens as f64 * PRICES.0 + completion_tokens as f64 * PRICES.1
}

/// Cuts `reply` to `max_tokens`, as a server does.
pub(super) fn within_limit(mut reply: Reply, max_tokens: u64) -> Reply {
    if let Some(content) = &reply.content
        && tokens(content) > max_tokens
    {
        let most = usize::try_from(max_tokens.saturating_mul(4)).unwrap_or(usize::MAX);
        reply.content = Some(content.chars().take(most).collect());
        reply.finish = Finish::Length;
    }
    reply
}

/// The body of an answer in one piece.
pub(super) fn whole(frame: &Frame, reply: &Reply) -> Value {
    let calls: Vec<Value> = reply
        .tool_calls
        .iter()
        .zip(&frame.call_ids)
        .map(|(call, id)| {
            let function = json!({ "name": call.name, "arguments": arguments(call) });
            json!({ "id": id, "type": "function", "function": function })
        })
        .collect();
    let mut message = json!({
        "role": "assistant",
        "content": reply.content,
        "refusal": reply.refusal,
        "reasoning": reply.reasoning,
    });
    if !calls.is_empty() {
        message["tool_calls"] = json!(calls);
    }
    let mut choice = json!({
        "index": 0,
        "finish_reason": reply.finish.wire(),
        "native_finish_reason": reply.finish.wire(),
        "logprobs": null,
        "message": message,
    });
    if let Some(code) = reply.error {
        choice["error"] = error(code, error_type_of(code), "Provider returned error");
    }
    json!({
        "id": frame.id,
        "object": "chat.completion",
        "created": frame.created,
        "model": frame.model,
        "provider": "Simulator",
        "system_fingerprint": null,
        "choices": [choice],
        "usage": usage(frame.prompt_tokens, reply_tokens(reply)),
    })
}

/// `usage` with the cost in it.
pub(super) fn usage(prompt: u64, completion: u64) -> Value {
    json!({
        "prompt_tokens": prompt,
        "completion_tokens": completion,
        "total_tokens": prompt + completion,
        "cost": cost(prompt, completion),
        "is_byok": false,
        "prompt_tokens_details": { "cached_tokens": 0, "cache_write_tokens": 0, "audio_tokens": 0 },
        "completion_tokens_details": { "reasoning_tokens": 0 },
        "cost_details": { "upstream_inference_cost": null },
    })
}

/// The answer as server-sent events.
pub(super) fn events(frame: &Frame, reply: &Reply) -> String {
    let chunk = |choices: Value| {
        json!({
            "id": frame.id,
            "object": "chat.completion.chunk",
            "created": frame.created,
            "model": frame.model,
            "provider": "Simulator",
            "choices": choices,
        })
    };
    let delta =
        |delta: Value| chunk(json!([{ "index": 0, "delta": delta, "finish_reason": null }]));
    let mut text = String::from(": OPENROUTER PROCESSING\n\n");
    let mut send = |event: Value| {
        text.push_str("data: ");
        text.push_str(&event.to_string());
        text.push_str("\n\n");
    };
    send(delta(json!({ "role": "assistant", "content": "" })));
    for (field, words) in [("reasoning", &reply.reasoning), ("content", &reply.content)] {
        for piece in pieces(words.as_deref().unwrap_or_default(), 12) {
            send(delta(json!({ field: piece })));
        }
    }
    for (index, (call, id)) in reply.tool_calls.iter().zip(&frame.call_ids).enumerate() {
        let function = json!({ "name": call.name, "arguments": "" });
        let first = json!({ "index": index, "id": id, "type": "function", "function": function });
        send(delta(json!({ "tool_calls": [first] })));
        for piece in pieces(&arguments(call), 5) {
            let more = json!({ "index": index, "function": { "arguments": piece } });
            send(delta(json!({ "tool_calls": [more] })));
        }
    }
    let finish = reply.finish.wire();
    let mut last = chunk(json!([{ "index": 0, "delta": {}, "finish_reason": finish }]));
    if let Some(code) = reply.error {
        // The stream ends with the error; there is no usage and no `[DONE]`.
        last["error"] = error(code, error_type_of(code), "Provider returned error");
        send(last);
        return text;
    }
    send(last);
    let mut bill = chunk(json!([]));
    bill["usage"] = usage(frame.prompt_tokens, reply_tokens(reply));
    send(bill);
    text.push_str("data: [DONE]\n\n");
    text
}

/// An event stream in small pieces; `whole: false` breaks the connection half-way.
pub(super) fn stream(events: String, whole: bool) -> Response {
    let mut bytes = Bytes::from(events);
    if !whole {
        bytes.truncate(bytes.len() / 2);
    }
    let mut pieces: Vec<std::io::Result<Bytes>> = Vec::with_capacity(bytes.len() / PIECE + 2);
    while !bytes.is_empty() {
        pieces.push(Ok(bytes.split_to(PIECE.min(bytes.len()))));
    }
    if !whole {
        pieces.push(Err(std::io::ErrorKind::ConnectionAborted.into()));
    }
    let kind = [(header::CONTENT_TYPE, HeaderValue::from_static("text/event-stream"))];
    (kind, Body::from_stream(stream::iter(pieces))).into_response()
}

/// Half of a JSON body under a header that announces all of it.
pub(super) fn cut_off(body: &Value) -> Response {
    let bytes = Bytes::from(body.to_string());
    let mut headers = HeaderMap::new();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    headers.insert(header::CONTENT_LENGTH, HeaderValue::from(bytes.len()));
    let half = bytes.slice(..bytes.len() / 2);
    let broken = std::io::Error::from(std::io::ErrorKind::ConnectionAborted);
    (headers, Body::from_stream(stream::iter([Ok(half), Err(broken)]))).into_response()
}

/// An error status in the vendor's first envelope.
pub(super) fn failure(code: u16, error_type: &str, message: &str) -> Response {
    let status = StatusCode::from_u16(code).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let body = json!({ "error": error(code, error_type, message), "user_id": "user_simulator" });
    (status, Json(body)).into_response()
}

fn error(code: u16, error_type: &str, message: &str) -> Value {
    json!({ "code": code, "message": message, "metadata": { "error_type": error_type } })
}

/// The arguments as the JSON text that goes over the wire.
fn arguments(call: &ToolCall) -> String {
    match &call.arguments {
        Value::String(text) => text.clone(),
        Value::Null => "{}".to_owned(),
        other @ (Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_)) => {
            other.to_string()
        }
    }
}

/// `text` in pieces of `length` characters.
fn pieces(text: &str, length: usize) -> Vec<String> {
    let letters: Vec<char> = text.chars().collect();
    letters.chunks(length).map(|piece| piece.iter().collect()).collect()
}
