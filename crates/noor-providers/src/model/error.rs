//! Why a model gave no usable answer, sorted by what helps.
//!
//! Owns the table from a server's error to a [`ChatFailure`]. Keeps the server's codes and never
//! its sentences, because those may quote the customer.

use std::time::Duration;

use serde_json::Value;

use super::reply::Usage;

/// A question that was not answered.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[error("the model did not answer: {failure} ({code})")]
pub struct ChatError {
    /// What kind of failure the last attempt ended in.
    pub failure: ChatFailure,
    /// The server's own code for it (`http_503` if it gave none), or ours; a word without the
    /// customer's text.
    pub code: Box<str>,
    /// The model that failed, if the answer named it.
    pub model: Option<Box<str>>,
    /// What all attempts together cost nevertheless.
    pub usage: Usage,
    /// How long all attempts took, pauses included.
    pub elapsed: Duration,
}

/// The kinds of failure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ChatFailure {
    /// Too many questions in a short time.
    #[error("asked too often")]
    RateLimited {
        /// How long the server asked us to wait.
        retry_after: Option<Duration>,
    },
    /// The model's server has no room right now.
    #[error("overloaded")]
    Overloaded {
        /// How long the server asked us to wait.
        retry_after: Option<Duration>,
    },
    /// The server behind could not be reached, or its answer made no sense.
    #[error("unavailable")]
    Unavailable,
    /// No answer in time.
    #[error("no answer in time")]
    Timeout,
    /// The server failed.
    #[error("the server failed")]
    Server,
    /// The question is too long, or leaves no room for the answer: shorten it or raise the limit.
    #[error("the question is too long")]
    TooLong,
    /// The question is malformed: a mistake of ours.
    #[error("the request is malformed")]
    BadRequest,
    /// The key is wrong: tell whoever runs the shop.
    #[error("the key is not accepted")]
    Auth,
    /// The key may not do this: tell whoever runs the shop.
    #[error("not permitted")]
    Forbidden,
    /// The money is used up: tell whoever runs the shop.
    #[error("not paid for")]
    Payment {
        /// When the budget only waits for questions under way to be counted: how long.
        retry_after: Option<Duration>,
    },
    /// The model is gone or unknown.
    #[error("no such model")]
    NotFound,
    /// No server may be used for this model without keeping the customer's words.
    #[error("no server keeps the customer's words private")]
    Privacy,
    /// The model or its server will not speak about this.
    #[error("declined by content policy")]
    ContentPolicy,
    /// The answer has no words.
    #[error("an empty answer")]
    Empty,
    /// The answer is not the JSON that was asked for.
    #[error("an answer out of shape")]
    Malformed,
    /// The JSON was cut off: raise `max_tokens` and ask once more.
    #[error("an answer cut short")]
    Truncated,
    /// The request names no model.
    #[error("no model to ask")]
    NoModel,
}

impl ChatFailure {
    /// How often it is worth asking the same model again.
    pub fn retries(self) -> u32 {
        match self {
            Self::RateLimited { .. } | Self::Overloaded { .. } | Self::Unavailable => 2,
            Self::Timeout
            | Self::Server
            | Self::Empty
            | Self::Payment { retry_after: Some(_) } => 1,
            Self::TooLong
            | Self::BadRequest
            | Self::Auth
            | Self::Forbidden
            | Self::Payment { retry_after: None }
            | Self::NotFound
            | Self::Privacy
            | Self::ContentPolicy
            // Who cannot write JSON cannot do so a moment later.
            | Self::Malformed
            | Self::Truncated
            | Self::NoModel => 0,
        }
    }

    /// Whether the same model may answer when asked once more.
    pub fn retry_same_model(self) -> bool {
        self.retries() > 0
    }

    /// Whether another model may answer the same question.
    pub fn try_next_model(self) -> bool {
        match self {
            Self::RateLimited { .. }
            | Self::Overloaded { .. }
            | Self::Unavailable
            | Self::Timeout
            | Self::Server
            | Self::NotFound
            | Self::Privacy
            | Self::ContentPolicy
            | Self::Empty
            | Self::Malformed => true,
            Self::TooLong
            | Self::BadRequest
            | Self::Auth
            | Self::Forbidden
            | Self::Payment { .. }
            | Self::Truncated
            | Self::NoModel => false,
        }
    }

    /// How long the server asked us to wait.
    pub fn retry_after(self) -> Option<Duration> {
        match self {
            Self::RateLimited { retry_after }
            | Self::Overloaded { retry_after }
            | Self::Payment { retry_after } => retry_after,
            Self::Unavailable
            | Self::Timeout
            | Self::Server
            | Self::TooLong
            | Self::BadRequest
            | Self::Auth
            | Self::Forbidden
            | Self::NotFound
            | Self::Privacy
            | Self::ContentPolicy
            | Self::Empty
            | Self::Malformed
            | Self::Truncated
            | Self::NoModel => None,
        }
    }
}

/// Sorts a server's error, from whichever of the many envelopes it came in.
///
/// `http` is the status of the answer, which may well be 200; `wait` its `Retry-After`. Returns
/// the failure and a code for the log.
pub(super) fn classify(http: u16, error: &Value, wait: Option<Duration>) -> (ChatFailure, String) {
    let metadata = &error["metadata"];
    let availability = &error["availability"];
    let asked = [&availability["retry_after"], &metadata["retry_after"], &error["retry_after"]];
    let wait = wait.or_else(|| asked.into_iter().find_map(seconds));
    let status = number(&error["code"]).or_else(|| number(&error["http_status"])).unwrap_or(http);
    let named = [
        &availability["code"],
        &metadata["error_type"],
        &error["error_type"],
        &error["code"],
        &error["type"],
        &error["status"],
    ];
    let named: Vec<String> = named.into_iter().filter_map(code).collect();
    let label = named.first().cloned().unwrap_or_else(|| format!("http_{status}"));

    let failure = withheld(error)
        .or_else(|| retryable(availability, status, wait))
        .or_else(|| limit(metadata, wait))
        .or_else(|| named.iter().find_map(|name| by_name(name, wait)))
        .or_else(|| by_sentence(&error["message"]))
        .unwrap_or_else(|| by_status(status, metadata, wait));
    (failure, label)
}

/// Nothing was left after our wish for privacy.
fn withheld(error: &Value) -> Option<ChatFailure> {
    let availability = &error["availability"];
    let excluded = availability["excluded_by"].as_array();
    let private = availability["code"] == "privacy_restricted"
        || excluded
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .any(|by| by.starts_with("data_policy"));
    private.then_some(ChatFailure::Privacy)
}

/// The server knows best whether it is worth asking again.
fn retryable(availability: &Value, status: u16, wait: Option<Duration>) -> Option<ChatFailure> {
    let again = availability["retryable"].as_bool()?;
    again.then_some(match status {
        429 => ChatFailure::RateLimited { retry_after: wait },
        _ => ChatFailure::Overloaded { retry_after: wait },
    })
}

/// Budgets: one that only waits for questions under way, and those that are spent.
fn limit(metadata: &Value, wait: Option<Duration>) -> Option<ChatFailure> {
    match metadata["limit_source"].as_str()? {
        "openrouter_in_flight_budget" => {
            let retry_after = Some(wait.unwrap_or(Duration::from_secs(1)));
            Some(ChatFailure::Payment { retry_after })
        }
        "openrouter_credits"
        | "openrouter_guardrail_budget"
        | "openrouter_workspace_budget"
        | "openrouter_key_limit" => Some(ChatFailure::Payment { retry_after: None }),
        _ => None,
    }
}

fn by_name(name: &str, wait: Option<Duration>) -> Option<ChatFailure> {
    Some(match name {
        "rate_limit_exceeded" | "rate_limited" | "capacity_exhausted" => {
            ChatFailure::RateLimited { retry_after: wait }
        }
        "provider_overloaded" | "temporarily_unavailable" | "overloaded_error" => {
            ChatFailure::Overloaded { retry_after: wait }
        }
        "provider_unavailable" | "unavailable_error" => ChatFailure::Unavailable,
        "timeout" => ChatFailure::Timeout,
        "server" | "server_error" | "internal_error" | "unmapped" => ChatFailure::Server,
        "context_length_exceeded"
        | "max_tokens_exceeded"
        | "token_limit_exceeded"
        | "string_too_long"
        | "exceed_context_size_error" => ChatFailure::TooLong,
        "invalid_request"
        | "invalid_prompt"
        | "unprocessable"
        | "precondition_failed"
        | "payload_too_large"
        | "wrong_endpoint" => ChatFailure::BadRequest,
        "authentication" | "invalid_api_key" | "authentication_error" => ChatFailure::Auth,
        "payment_required" | "insufficient_quota" => ChatFailure::Payment { retry_after: None },
        "not_found"
        | "model_not_found"
        | "no_endpoints"
        | "model_deprecated"
        | "model_unavailable_upstream"
        | "region_restricted"
        | "constraint_filtered"
        | "free_variant_ended" => ChatFailure::NotFound,
        "privacy_restricted" => ChatFailure::Privacy,
        "content_policy_violation" | "refusal" | "content_filter" => ChatFailure::ContentPolicy,
        // `permission_denied` has two causes, which the metadata tells apart.
        _ => return None,
    })
}

/// Servers without codes say it in a sentence.
fn by_sentence(message: &Value) -> Option<ChatFailure> {
    let sentence = message.as_str()?.to_lowercase();
    if sentence.contains("context length") || sentence.contains("context size") {
        Some(ChatFailure::TooLong)
    } else if sentence.contains("data policy") {
        Some(ChatFailure::Privacy)
    } else {
        None
    }
}

fn by_status(status: u16, metadata: &Value, wait: Option<Duration>) -> ChatFailure {
    match status {
        401 => ChatFailure::Auth,
        402 => ChatFailure::Payment { retry_after: None },
        // Moderation names what it flagged; a guardrail or a closed route does not.
        403 if metadata.get("flagged_input").is_some() || metadata.get("reasons").is_some() => {
            ChatFailure::ContentPolicy
        }
        403 => ChatFailure::Forbidden,
        404 => ChatFailure::NotFound,
        408 | 504 | 524 => ChatFailure::Timeout,
        429 => ChatFailure::RateLimited { retry_after: wait },
        503 | 529 => ChatFailure::Overloaded { retry_after: wait },
        // A server that reports an error without a status is asked once more.
        200..=399 | 409 | 502 => ChatFailure::Unavailable,
        400..=499 => ChatFailure::BadRequest,
        _ => ChatFailure::Server,
    }
}

/// A code that is a word; anything with blanks or of great length may be a sentence.
fn code(value: &Value) -> Option<String> {
    let word = value.as_str()?;
    let is_word = (1..=64).contains(&word.len())
        && word.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.' | ':'))
        && word.chars().any(|c| c.is_ascii_alphabetic());
    is_word.then(|| word.to_ascii_lowercase())
}

/// A status as a number or in quotes.
fn number(value: &Value) -> Option<u16> {
    match value {
        Value::Number(number) => number.as_u64().and_then(|number| u16::try_from(number).ok()),
        Value::String(digits) => digits.trim().parse().ok(),
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
    }
}

fn seconds(value: &Value) -> Option<Duration> {
    let seconds = match value {
        Value::Number(number) => number.as_f64()?,
        Value::String(digits) => digits.trim().parse().ok()?,
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => return None,
    };
    Duration::try_from_secs_f64(seconds).ok()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn every_envelope_finds_its_class() {
        let wait = Some(Duration::from_secs(7));
        let table = [
            (
                200,
                json!({"code": 429, "message": "slow", "metadata": {"error_type": "rate_limit_exceeded"}}),
                ChatFailure::RateLimited { retry_after: wait },
            ),
            (200, json!({"code": "429"}), ChatFailure::RateLimited { retry_after: wait }),
            (
                503,
                json!({"metadata": {"error_type": "provider_overloaded"}}),
                ChatFailure::Overloaded { retry_after: wait },
            ),
            (200, json!({"code": 502, "message": "x"}), ChatFailure::Unavailable),
            (504, json!({"metadata": {"error_type": "timeout"}}), ChatFailure::Timeout),
            (524, json!({}), ChatFailure::Timeout),
            (529, json!({}), ChatFailure::Overloaded { retry_after: wait }),
            (500, json!({"metadata": {"error_type": "unmapped"}}), ChatFailure::Server),
            (200, json!({"code": "server_error"}), ChatFailure::Server),
            (
                400,
                json!({"metadata": {"error_type": "context_length_exceeded"}}),
                ChatFailure::TooLong,
            ),
            (
                400,
                json!({"code": 400, "type": "BadRequestError", "message": "This model's maximum context length is 8192 tokens."}),
                ChatFailure::TooLong,
            ),
            (400, json!({"metadata": {"error_type": "invalid_prompt"}}), ChatFailure::BadRequest),
            (413, json!({}), ChatFailure::BadRequest),
            (401, json!({"code": 401}), ChatFailure::Auth),
            (
                403,
                json!({"code": 403, "metadata": {"error_type": "permission_denied", "patterns": ["x"]}}),
                ChatFailure::Forbidden,
            ),
            (
                403,
                json!({"code": 403, "metadata": {"error_type": "permission_denied", "reasons": ["x"], "flagged_input": "y"}}),
                ChatFailure::ContentPolicy,
            ),
            (
                402,
                json!({"metadata": {"error_type": "payment_required", "limit_source": "openrouter_in_flight_budget"}}),
                ChatFailure::Payment { retry_after: wait },
            ),
            (
                402,
                json!({"metadata": {"error_type": "payment_required", "limit_source": "openrouter_credits"}}),
                ChatFailure::Payment { retry_after: None },
            ),
            (
                403,
                json!({"metadata": {"limit_source": "openrouter_key_limit"}}),
                ChatFailure::Payment { retry_after: None },
            ),
            (
                429,
                json!({"code": "insufficient_quota", "type": "insufficient_quota"}),
                ChatFailure::Payment { retry_after: None },
            ),
            (
                404,
                json!({"error_type": "not_found", "http_status": 404, "availability": {"code": "privacy_restricted", "retryable": false}}),
                ChatFailure::Privacy,
            ),
            (
                404,
                json!({"availability": {"code": "constraint_filtered", "retryable": false, "excluded_by": ["data_policy:zdr"]}}),
                ChatFailure::Privacy,
            ),
            (
                404,
                json!({"availability": {"code": "model_deprecated", "retryable": false}}),
                ChatFailure::NotFound,
            ),
            (400, json!({"availability": {"code": "model_not_found"}}), ChatFailure::NotFound),
            (
                429,
                json!({"availability": {"code": "capacity_exhausted", "retryable": true}}),
                ChatFailure::RateLimited { retry_after: wait },
            ),
            (
                503,
                json!({"availability": {"code": "temporarily_unavailable", "retryable": true}}),
                ChatFailure::Overloaded { retry_after: wait },
            ),
            (
                400,
                json!({"metadata": {"error_type": "content_policy_violation"}}),
                ChatFailure::ContentPolicy,
            ),
            (
                503,
                json!({"code": 503, "message": "Loading model", "type": "unavailable_error"}),
                ChatFailure::Unavailable,
            ),
            (200, json!({"message": "something"}), ChatFailure::Unavailable),
            (200, json!("a sentence"), ChatFailure::Unavailable),
        ];
        for (http, error, expected) in table {
            assert_eq!(classify(http, &error, wait).0, expected, "{http} {error}");
        }
    }

    #[test]
    fn a_code_never_carries_a_sentence() {
        let error = json!({"code": "call me at the office", "message": "call me at the office"});
        assert_eq!(classify(400, &error, None).1, "http_400");
    }
}
