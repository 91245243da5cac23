//! The envelope around every answer, the forms of refusal, and the key at the door.

use std::sync::Arc;

use axum::Json;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::id::PointId;
use super::{QdrantOptions, Shelf};
use crate::lock;
use crate::world::World;

/// The largest body that is read, in bytes.
const BODY_LIMIT: usize = 32 << 20;

/// What a call comes to.
pub(super) type Outcome = Result<Value, Problem>;

/// Why a call was not carried out.
#[derive(Debug)]
pub(super) struct Problem {
    status: StatusCode,
    message: String,
}

impl Problem {
    /// What was asked cannot be meant.
    pub(super) fn bad_request(why: impl std::fmt::Display) -> Self {
        Self { status: StatusCode::BAD_REQUEST, message: format!("Bad request: {why}") }
    }

    /// What was sent does not fit the collection.
    pub(super) fn wrong_input(why: impl std::fmt::Display) -> Self {
        Self { status: StatusCode::BAD_REQUEST, message: format!("Wrong input: {why}") }
    }

    /// A field has a value that the API's description excludes.
    pub(super) fn invalid(why: impl std::fmt::Display) -> Self {
        let message = format!("Validation error in JSON body: [{why}]");
        Self { status: StatusCode::UNPROCESSABLE_ENTITY, message }
    }

    /// There is no such collection.
    pub(super) fn no_collection(name: &str) -> Self {
        let message = format!("Not found: Collection `{name}` doesn't exist!");
        Self { status: StatusCode::NOT_FOUND, message }
    }

    /// There is no such point.
    pub(super) fn no_point(id: PointId) -> Self {
        let message = format!("Not found: No point with id {id} found");
        Self { status: StatusCode::NOT_FOUND, message }
    }

    /// There is one already.
    pub(super) fn collection_exists(name: &str) -> Self {
        let message = format!("Wrong input: Collection `{name}` already exists!");
        Self { status: StatusCode::CONFLICT, message }
    }
}

/// Carries out a call of someone who showed the key, and wraps up what comes of it.
pub(super) fn answered(
    world: &Arc<World>,
    headers: &HeaderMap,
    act: impl FnOnce(&mut Shelf, &QdrantOptions) -> Outcome,
) -> Response {
    let inner = &world.qdrant.inner;
    if let Some(refusal) = turned_away(&inner.options, headers) {
        return refusal;
    }
    let outcome = act(&mut lock(&inner.shelf), &inner.options);
    match outcome {
        Ok(result) => {
            Json(json!({ "result": result, "status": "ok", "time": 0.001 })).into_response()
        }
        Err(problem) => {
            let body = json!({ "status": { "error": problem.message }, "time": 0.0 });
            (problem.status, Json(body)).into_response()
        }
    }
}

/// Reads a body of JSON.
pub(super) fn read<T: DeserializeOwned>(body: &[u8]) -> Result<T, Problem> {
    if body.len() > BODY_LIMIT {
        let (size, status) = (body.len(), StatusCode::PAYLOAD_TOO_LARGE);
        let message = format!(
            "Payload error: JSON payload ({size} bytes) is larger than allowed (limit: {BODY_LIMIT} bytes)."
        );
        return Err(Problem { status, message });
    }
    serde_json::from_slice(body).map_err(|error| Problem {
        status: StatusCode::BAD_REQUEST,
        message: format!("Format error in JSON body: {error}"),
    })
}

/// What somebody without the key is told.
fn turned_away(options: &QdrantOptions, headers: &HeaderMap) -> Option<Response> {
    let key = options.api_key.as_ref()?;
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    let bearer =
        || text(header::AUTHORIZATION.as_str()).and_then(|value| value.strip_prefix("Bearer "));
    let refusal = match text("api-key").or_else(bearer) {
        Some(given) if given == key => return None,
        Some(_) => "Invalid API key or JWT",
        None => "Must provide an API key or an Authorization bearer token",
    };
    Some((StatusCode::UNAUTHORIZED, refusal).into_response())
}
