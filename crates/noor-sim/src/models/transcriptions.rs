//! `POST /audio/transcriptions`: a form with a sound in it, or JSON. What is said in a sound was told
//! before ([`super::Models::transcribe_as`]); in others there are no words.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use base64::prelude::{BASE64_STANDARD, Engine as _};
use bytes::Bytes;
use serde_json::{Map, Value, json};

use super::answer;
use super::chat::{check_key, nothing_private};
use super::{ModelCall, Models};
use crate::form::{File, Form};
use crate::lock;
use crate::sound::hash_of;
use crate::world::World;

/// The endings of files that are taken.
const ENDINGS: [&str; 9] = ["flac", "m4a", "mp3", "mp4", "mpeg", "mpga", "ogg", "wav", "webm"];
/// What a second costs, in US dollars, and how many bytes it takes.
const PRICE: f64 = 0.0001;
const BYTES_PER_SECOND: usize = 2_000;

/// `POST /audio/transcriptions`.
pub(super) async fn transcribe(
    State(world): State<Arc<World>>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let models = &world.models;
    if let Err(refusal) = check_key(models, &headers) {
        return refusal;
    }
    let wish = Form::read(&headers, &body).map_or_else(|| Wish::of_json(&body), Wish::of_form);
    let Some(Wish { file, mut fields }) = wish else {
        return answer::failure(400, "invalid_request", "a sound is needed");
    };
    let Some(model) = fields.get("model").and_then(Value::as_str).map(str::to_owned) else {
        return answer::failure(400, "invalid_request", "a model is needed");
    };
    let ending = file.name.rsplit_once('.').map_or("", |(_, ending)| ending);
    if !ENDINGS.contains(&ending) {
        return answer::failure(400, "invalid_request", "Unsupported file format");
    }
    let hash = hash_of(&file.bytes);
    let seen = json!({
        "name": file.name,
        "contentType": file.content_type,
        "size": file.bytes.len(),
        "sha256": hash,
    });
    let zdr = fields.get("provider").is_some_and(|provider| provider["zdr"] == true);
    fields.insert("file".to_owned(), seen);
    models.record(ModelCall {
        at: world.clock.now(),
        requested: vec![model.clone()],
        served: Some(model.clone()),
        body: Value::Object(fields),
    });
    if zdr && !models.has_zdr(&model) {
        return nothing_private(&[model]);
    }
    let text = models.said_in(&hash, &file.name);
    let seconds = file.bytes.len().div_ceil(BYTES_PER_SECOND);
    let cost = PRICE * f64::from(u32::try_from(seconds).unwrap_or(u32::MAX));
    let usage = json!({ "type": "duration", "seconds": seconds, "cost": cost });
    Json(json!({ "text": text, "usage": usage })).into_response()
}

impl Models {
    fn said_in(&self, hash: &str, name: &str) -> String {
        let state = lock(&self.inner.state);
        let said = state.transcripts.get(hash).or_else(|| state.transcripts.get(name));
        said.cloned().unwrap_or_default()
    }
}

/// What is asked for, however it came.
struct Wish {
    file: File,
    fields: Map<String, Value>,
}

impl Wish {
    fn of_form(form: Form) -> Option<Self> {
        let fields = form.fields.into_iter().map(|(name, value)| (name, json!(value))).collect();
        Some(Self { file: form.file?, fields })
    }

    fn of_json(body: &[u8]) -> Option<Self> {
        let mut fields: Map<String, Value> = serde_json::from_slice(body).ok()?;
        let sound = fields.remove("input_audio")?;
        let bytes = BASE64_STANDARD.decode(sound.get("data")?.as_str()?).ok()?;
        let name = format!("sound.{}", sound.get("format")?.as_str()?);
        Some(Self { file: File { name, content_type: String::new(), bytes }, fields })
    }
}
