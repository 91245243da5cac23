//! Reading an answer: one vector for each text in the order of the request, or why there is none.
//!
//! Keeps a server's codes and never its sentences, because those may quote what was asked.

use std::time::Duration;

use base64::prelude::{BASE64_STANDARD, Engine as _};
use serde::Deserialize;
use serde_json::Value;

use super::super::vector::unit;
use super::{SERVICE, passing, refused};
use crate::error::ProviderError;

/// The body of an answer; OpenRouter tells some failures with status 200.
#[derive(Deserialize)]
struct Body {
    data: Option<Vec<Item>>,
    error: Option<Value>,
}

#[derive(Deserialize)]
struct Item {
    index: Option<usize>,
    embedding: Numbers,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Numbers {
    /// Python's "not a number" becomes null in JSON.
    Plain(Vec<Option<f32>>),
    /// Little-endian, four bytes each.
    Base64(String),
}

/// The vectors for `count` texts, each of length one.
pub(super) fn read(
    status: u16,
    body: &[u8],
    wait: Option<Duration>,
    count: usize,
) -> Result<Vec<Vec<f32>>, ProviderError> {
    if !(200..=299).contains(&status) {
        let error = serde_json::from_slice::<Body>(body).ok().and_then(|body| body.error);
        return Err(failure(status, error.as_ref(), wait));
    }
    let answer: Body = match serde_json::from_slice(body) {
        Ok(answer) => answer,
        Err(_) if body.windows(3).any(|word| word == b"NaN") => return Err(not_a_number()),
        // A page of a proxy, most likely.
        Err(_) => return Err(passing("the answer is no list of vectors")),
    };
    match (answer.data, answer.error) {
        (Some(items), None) => vectors(items, count),
        (_, Some(error)) => {
            let code = error.get("code").and_then(Value::as_u64);
            let status = code.and_then(|code| u16::try_from(code).ok()).unwrap_or(502);
            Err(failure(status, Some(&error), wait))
        }
        (None, None) => Err(passing("the answer has no vectors")),
    }
}

fn vectors(items: Vec<Item>, count: usize) -> Result<Vec<Vec<f32>>, ProviderError> {
    if items.len() != count {
        let reason = format!("it gave {} vectors for {count} texts", items.len());
        return Err(refused(SERVICE, "count", reason));
    }
    let mut vectors = vec![None; count];
    for (at, item) in items.into_iter().enumerate() {
        let Some(place @ None) = vectors.get_mut(item.index.unwrap_or(at)) else {
            let reason = "it numbered its vectors wrongly: a place is named twice or not there";
            return Err(refused(SERVICE, "index", reason));
        };
        *place = Some(item.embedding.numbers()?);
    }
    let vectors: Option<Vec<Vec<f32>>> = vectors.into_iter().collect();
    let vectors = vectors.ok_or_else(|| passing("a vector is missing"))?;
    let length = vectors.first().map(Vec::len);
    if vectors.iter().any(|vector| Some(vector.len()) != length) {
        return Err(refused(SERVICE, "dimensions", "it gave vectors of several lengths at once"));
    }
    Ok(vectors)
}

impl Numbers {
    /// The vector, made one of length one.
    fn numbers(self) -> Result<Vec<f32>, ProviderError> {
        let plain = match self {
            Self::Plain(values) => {
                values.into_iter().collect::<Option<Vec<f32>>>().ok_or_else(not_a_number)?
            }
            Self::Base64(text) => decode(&text).ok_or_else(|| {
                refused(SERVICE, "encoding", "it gave a vector that is neither numbers nor base64")
            })?,
        };
        unit(&plain).map_err(|error| {
            refused(SERVICE, error.code(), format!("it gave a vector that {error}"))
        })
    }
}

fn not_a_number() -> ProviderError {
    refused(SERVICE, "notanumber", "it gave a vector that has a value that is no number")
}

fn decode(text: &str) -> Option<Vec<f32>> {
    let bytes = BASE64_STANDARD.decode(text).ok()?;
    let (values, rest) = bytes.as_chunks::<4>();
    rest.is_empty().then(|| values.iter().map(|value| f32::from_le_bytes(*value)).collect())
}

/// Sorts a failure by what can be done next.
fn failure(status: u16, error: Option<&Value>, wait: Option<Duration>) -> ProviderError {
    let reason = match (status, code(error).as_deref()) {
        (_, Some("privacyrestricted")) => {
            "nobody offers this model without keeping what is sent: choose another in \
             search.embedding.model"
        }
        (401 | 403, _) => "the key is not accepted: see search.embedding.api_key",
        (402, _) => "the account has nothing left to pay with",
        (404, _) => {
            "there is no such model or address: see search.embedding.model and search.embedding.url"
        }
        (413, _) => "the request is too large: lower search.embedding.batch_size or max_characters",
        (408 | 409 | 425 | 429 | 500.., _) => {
            let source = format!("HTTP {status}").into();
            return ProviderError::Unavailable { service: SERVICE, retry_after: wait, source };
        }
        (300..=399, _) => "it points elsewhere, where no key is sent: see search.embedding.url",
        (400 | 422, _) => {
            "it does not take the request: the model may take no dimensions or input types, or \
             texts are too long for it (search.embedding.max_characters)"
        }
        _ => "it does not take the request",
    };
    let code = code(error).unwrap_or_else(|| format!("http{status}"));
    refused(SERVICE, &code, reason)
}

/// The server's word for an error, without underscores.
fn code(error: Option<&Value>) -> Option<String> {
    let error = error?;
    let words = [
        error.pointer("/availability/code"),
        error.pointer("/metadata/error_type"),
        error.get("error_type"),
        error.get("code"),
        error.get("type"),
    ];
    let word = words.into_iter().flatten().find_map(Value::as_str)?;
    let word: String =
        word.chars().filter(char::is_ascii_alphanumeric).take(40).collect::<String>();
    Some(word.to_lowercase()).filter(|word| !word.is_empty())
}
