//! `POST /embeddings`: vectors from hashed pieces of words. Alike texts get alike vectors, and the
//! same text always gets the same one; no meaning is known.
//!
//! Turned down as the real vendors do: no text at all, an empty one, too many at once.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use base64::prelude::{BASE64_STANDARD, Engine as _};
use bytes::Bytes;
use serde::Deserialize;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::ModelCall;
use super::answer;
use super::chat::{check_key, nothing_private};
use crate::world::World;

/// Dimensions of a vector unless the request names another number.
const DIMENSIONS: usize = 1024;
/// The most dimensions a request may ask for.
const MOST_DIMENSIONS: usize = 8192;
/// The most texts a request may have.
const MOST_TEXTS: usize = 2048;

#[derive(Deserialize)]
struct EmbeddingRequest {
    model: String,
    input: Input,
    dimensions: Option<usize>,
    #[serde(default)]
    encoding_format: Encoding,
    #[serde(default)]
    provider: Value,
}

/// How numbers are written.
#[derive(Deserialize, Default, Clone, Copy)]
#[serde(rename_all = "lowercase")]
enum Encoding {
    /// In digits.
    #[default]
    Float,
    /// Four bytes each, the lowest first.
    Base64,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Input {
    One(String),
    Many(Vec<String>),
}

/// `POST /embeddings`.
pub(super) async fn embed(
    State(world): State<Arc<World>>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let models = &world.models;
    if let Err(refusal) = check_key(models, &headers) {
        return refusal;
    }
    let Ok(request) = serde_json::from_slice::<EmbeddingRequest>(&body) else {
        return answer::failure(400, "invalid_request", "model and input are needed");
    };
    let dimensions = request.dimensions.unwrap_or(DIMENSIONS);
    if !(1..=MOST_DIMENSIONS).contains(&dimensions) {
        return answer::failure(400, "invalid_request", "dimensions are out of range");
    }
    models.record(ModelCall {
        at: world.clock.now(),
        requested: vec![request.model.clone()],
        served: Some(request.model.clone()),
        body: serde_json::from_slice(&body).unwrap_or_default(),
    });
    let zdr = request.provider.get("zdr") == Some(&Value::Bool(true));
    if zdr && !models.has_zdr(&request.model) {
        return nothing_private(&[request.model]);
    }
    let texts = match request.input {
        Input::One(text) => vec![text],
        Input::Many(texts) => texts,
    };
    if texts.is_empty() || texts.len() > MOST_TEXTS || texts.iter().any(String::is_empty) {
        return answer::failure(400, "invalid_request", "'$.input' is invalid");
    }
    let tokens: u64 = texts.iter().map(|text| answer::tokens(text)).sum();
    let data: Vec<Value> = texts
        .iter()
        .enumerate()
        .map(|(index, text)| {
            let vector = written(&embedding(text, dimensions), request.encoding_format);
            json!({ "object": "embedding", "index": index, "embedding": vector })
        })
        .collect();
    let usage = json!({
        "prompt_tokens": tokens,
        "total_tokens": tokens,
        "cost": answer::cost(tokens, 0),
    });
    Json(json!({ "object": "list", "model": request.model, "data": data, "usage": usage }))
        .into_response()
}

fn written(vector: &[f32], encoding: Encoding) -> Value {
    match encoding {
        Encoding::Float => json!(vector),
        Encoding::Base64 => {
            let bytes: Vec<u8> = vector.iter().flat_map(|value| value.to_le_bytes()).collect();
            Value::String(BASE64_STANDARD.encode(bytes))
        }
    }
}

/// A vector of length one: each run of three letters adds to one dimension chosen by its hash.
fn embedding(text: &str, dimensions: usize) -> Vec<f32> {
    let letters: Vec<char> = format!(" {} ", text.to_lowercase()).chars().collect();
    let mut vector = vec![0.0_f32; dimensions];
    for run in letters.windows(3) {
        let hash = Sha256::digest(run.iter().collect::<String>().as_bytes());
        let place = hash.iter().take(4).fold(0_usize, |sum, byte| sum << 8 | usize::from(*byte));
        vector[place % dimensions] += if hash[4] < 128 { 1.0 } else { -1.0 };
    }
    let length = vector.iter().map(|value| value * value).sum::<f32>().sqrt();
    if length > 0.0 {
        for value in &mut vector {
            *value /= length;
        }
    }
    vector
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn alike_texts_are_near_and_others_far() {
        let dot = |a: &[f32], b: &[f32]| a.iter().zip(b).map(|(x, y)| x * y).sum::<f32>();
        let chair = embedding("black office chair", DIMENSIONS);
        let chairs = embedding("black office chairs", DIMENSIONS);
        let desk = embedding("lieferung nach abu dhabi", DIMENSIONS);
        assert!(dot(&chair, &chairs) > 0.8);
        assert!(dot(&chair, &desk) < 0.4);
        assert!((dot(&chair, &chair) - 1.0).abs() < 1e-5);
    }
}
