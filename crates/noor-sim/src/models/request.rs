//! A chat request as the vendor's front door reads it: refuses what the real one refuses.

use std::collections::HashSet;

use serde_json::{Map, Value};

/// A request that passed the front door.
#[derive(Debug)]
pub(super) struct ChatRequest {
    pub(super) models: Vec<String>,
    pub(super) stream: bool,
    pub(super) zdr: bool,
    pub(super) max_tokens: u64,
    body: Map<String, Value>,
}

/// Why a request is not accepted: `error_type` and words.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Unacceptable {
    pub(super) error_type: &'static str,
    pub(super) message: String,
}

fn invalid(message: impl Into<String>) -> Unacceptable {
    Unacceptable { error_type: "invalid_request", message: message.into() }
}

fn invalid_prompt(message: impl Into<String>) -> Unacceptable {
    Unacceptable { error_type: "invalid_prompt", message: message.into() }
}

impl ChatRequest {
    /// Reads and checks `body`.
    pub(super) fn check(body: Map<String, Value>) -> Result<Self, Unacceptable> {
        let models = models(&body)?;
        let max_tokens = ["max_completion_tokens", "max_tokens"]
            .iter()
            .find_map(|name| body.get(*name).filter(|value| !value.is_null()))
            .ok_or_else(|| invalid("max_tokens or max_completion_tokens is needed"))?
            .as_u64()
            .filter(|tokens| *tokens > 0)
            .ok_or_else(|| invalid("max_tokens must be a positive integer"))?;
        check_sampling(&body)?;
        check_threading(body.get("messages"))?;
        check_tools(body.get("tools"))?;
        check_format(body.get("response_format"))?;
        let stream = body.get("stream").and_then(Value::as_bool).unwrap_or(false);
        let provider = body.get("provider");
        let zdr = provider.and_then(|provider| provider.get("zdr")) == Some(&Value::Bool(true));
        Ok(Self { models, stream, zdr, max_tokens, body })
    }

    /// The schema the answer must fit, if one was given.
    pub(super) fn schema(&self) -> Option<&Value> {
        let schema = self.body.get("response_format")?.get("json_schema")?;
        schema.get("schema")
    }

    /// Everything the user says, in one text.
    pub(super) fn user_texts(&self) -> String {
        let messages = self.body.get("messages").and_then(Value::as_array).into_iter().flatten();
        let users = messages.filter(|it| it.get("role") == Some(&Value::from("user")));
        users.filter_map(|it| it.get("content")?.as_str()).collect::<Vec<_>>().join("\n")
    }

    /// The last words of the user.
    pub(super) fn last_user_text(&self) -> String {
        let messages = self.body.get("messages").and_then(Value::as_array);
        let mut users = messages.into_iter().flatten().rev();
        let last = users.find(|message| message.get("role") == Some(&Value::from("user")));
        match last.and_then(|message| message.get("content")) {
            Some(Value::String(text)) => text.clone(),
            Some(Value::Array(parts)) => {
                let texts = parts.iter().filter_map(|part| part.get("text")?.as_str());
                texts.collect::<Vec<_>>().join("\n")
            }
            Some(Value::Null | Value::Bool(_) | Value::Number(_) | Value::Object(_)) | None => {
                String::new()
            }
        }
    }

    /// Whether the user writes Arabic.
    pub(super) fn is_arabic(&self) -> bool {
        self.last_user_text().chars().any(|letter| ('\u{0620}'..='\u{064a}').contains(&letter))
    }

    /// What the prompt costs: a token for each four characters.
    pub(super) fn prompt_tokens(&self) -> u64 {
        let messages = self.body.get("messages").map_or_else(String::new, Value::to_string);
        super::answer::tokens(&messages)
    }

    /// The body as it came.
    pub(super) fn into_body(self) -> Value {
        Value::Object(self.body)
    }
}

/// `model` and then `models`, without repeats.
fn models(body: &Map<String, Value>) -> Result<Vec<String>, Unacceptable> {
    let first = body.get("model").filter(|value| !value.is_null());
    let rest = body.get("models").filter(|value| !value.is_null());
    let rest = match rest {
        None => &[],
        Some(Value::Array(rest)) => rest.as_slice(),
        Some(_) => return Err(invalid("models must be a list")),
    };
    let mut seen = HashSet::new();
    let mut models = Vec::new();
    for model in first.into_iter().chain(rest) {
        let name = model.as_str().ok_or_else(|| invalid("a model's name must be a string"))?;
        if seen.insert(name) {
            models.push(name.to_owned());
        }
    }
    if models.is_empty() { Err(invalid("No models provided")) } else { Ok(models) }
}

fn check_sampling(body: &Map<String, Value>) -> Result<(), Unacceptable> {
    let temperature = body.get("temperature").filter(|value| !value.is_null());
    if temperature.is_some_and(|value| value.as_f64().is_none_or(|t| !(0.0..=2.0).contains(&t))) {
        return Err(invalid("temperature must lie between 0 and 2"));
    }
    if body.get("stop").and_then(Value::as_array).is_some_and(|stops| stops.len() > 4) {
        return Err(invalid("at most 4 stop sequences"));
    }
    let session = body.get("session_id").and_then(Value::as_str).unwrap_or_default();
    if session.chars().nth(256).is_some() {
        return Err(invalid("session_id is longer than 256 characters"));
    }
    let metadata = body.get("metadata").and_then(Value::as_object);
    if metadata.is_some_and(|pairs| pairs.len() > 16) {
        return Err(invalid("at most 16 pairs of metadata"));
    }
    Ok(())
}

/// Every tool call has exactly one answer before anybody else speaks.
fn check_threading(messages: Option<&Value>) -> Result<(), Unacceptable> {
    let messages = messages
        .and_then(Value::as_array)
        .filter(|messages| !messages.is_empty())
        .ok_or_else(|| invalid_prompt("messages must be a list with something in it"))?;
    let mut open: HashSet<&str> = HashSet::new();
    for message in messages {
        let role = message.get("role").and_then(Value::as_str).unwrap_or_default();
        match role {
            "tool" => {
                let id = message.get("tool_call_id").and_then(Value::as_str).unwrap_or_default();
                if !open.remove(id) {
                    let why = format!("tool message for the unknown or answered call {id:?}");
                    return Err(invalid_prompt(why));
                }
            }
            "system" | "developer" | "user" | "assistant" => {
                if !open.is_empty() {
                    return Err(invalid_prompt("a tool call was left without its tool message"));
                }
                if role != "assistant" && message.get("content").is_none_or(Value::is_null) {
                    return Err(invalid_prompt(format!("a {role} message without content")));
                }
                open.extend(tool_call_ids(message)?);
            }
            other => return Err(invalid_prompt(format!("the role {other:?} is unknown"))),
        }
    }
    if open.is_empty() {
        Ok(())
    } else {
        Err(invalid_prompt("a tool call was left without its tool message"))
    }
}

fn tool_call_ids(message: &Value) -> Result<Vec<&str>, Unacceptable> {
    let calls = message.get("tool_calls").and_then(Value::as_array);
    let ids = calls.into_iter().flatten().map(|call| {
        let id = call.get("id").and_then(Value::as_str).filter(|id| !id.is_empty());
        let arguments = call.pointer("/function/arguments");
        match (id, arguments) {
            (Some(id), Some(Value::String(_))) => Ok(id),
            (None, _) => Err(invalid_prompt("a tool call without id")),
            (Some(_), _) => Err(invalid_prompt("arguments of a tool call must be a JSON string")),
        }
    });
    ids.collect()
}

fn check_tools(tools: Option<&Value>) -> Result<(), Unacceptable> {
    let tools = tools.and_then(Value::as_array);
    for tool in tools.into_iter().flatten() {
        check_name(tool.pointer("/function/name"), "tool")?;
        if tool.pointer("/function/strict") == Some(&Value::Bool(true)) {
            check_strict(tool.pointer("/function/parameters"))?;
        }
    }
    Ok(())
}

fn check_format(format: Option<&Value>) -> Result<(), Unacceptable> {
    let Some(format) = format.filter(|value| !value.is_null()) else { return Ok(()) };
    match format.get("type").and_then(Value::as_str).unwrap_or_default() {
        "text" | "json_object" => Ok(()),
        "json_schema" => {
            check_name(format.pointer("/json_schema/name"), "schema")?;
            let schema = format.pointer("/json_schema/schema");
            if format.pointer("/json_schema/strict") == Some(&Value::Bool(true)) {
                check_strict(schema)?;
            }
            schema.map(|_| ()).ok_or_else(|| invalid("json_schema.schema is missing"))
        }
        other => Err(invalid(format!("the response format {other:?} is unknown"))),
    }
}

fn check_name(name: Option<&Value>, of: &str) -> Result<(), Unacceptable> {
    let name = name.and_then(Value::as_str).unwrap_or_default();
    let allowed = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '_' | '-');
    if (1..=64).contains(&name.len()) && name.chars().all(allowed) {
        Ok(())
    } else {
        Err(invalid(format!("the {of} name {name:?} does not fit [A-Za-z0-9_-]{{1,64}}")))
    }
}

/// Strict mode: every object is closed and requires all of its properties.
fn check_strict(schema: Option<&Value>) -> Result<(), Unacceptable> {
    let mut open: Vec<&Value> = schema.into_iter().collect();
    while let Some(schema) = open.pop() {
        if let Some(properties) = schema.get("properties").and_then(Value::as_object) {
            if schema.get("additionalProperties") != Some(&Value::Bool(false)) {
                return Err(invalid("strict schema: additionalProperties must be false"));
            }
            let required: HashSet<&str> = schema
                .get("required")
                .and_then(Value::as_array)
                .into_iter()
                .flatten()
                .filter_map(Value::as_str)
                .collect();
            if let Some(name) = properties.keys().find(|name| !required.contains(name.as_str())) {
                return Err(invalid(format!("strict schema: {name:?} must be required")));
            }
            open.extend(properties.values());
        }
        open.extend(schema.get("items"));
        for family in ["anyOf", "oneOf", "allOf"] {
            open.extend(schema.get(family).and_then(Value::as_array).into_iter().flatten());
        }
        for family in ["$defs", "definitions"] {
            let named = schema.get(family).and_then(Value::as_object);
            open.extend(named.into_iter().flat_map(Map::values));
        }
    }
    Ok(())
}
