//! The account's side of the vendor: models on offer, the key's budget, past generations.

use std::collections::BTreeSet;
use std::sync::Arc;

use axum::Json;
use axum::extract::{Query, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde_json::{Value, json};

use super::Models;
use super::answer;
use super::chat::check_key;
use crate::lock;
use crate::world::World;

/// Models that are listed even before anybody asked for them.
const ON_OFFER: [&str; 2] = ["simulator/fast", "simulator/main"];

fn known(models: &Models) -> BTreeSet<String> {
    let state = lock(&models.inner.state);
    let named = state.known.iter().chain(state.by_model.keys()).chain(&state.without_zdr);
    named.cloned().chain(ON_OFFER.map(str::to_owned)).collect()
}

/// `GET /models`.
pub(super) async fn models(State(world): State<Arc<World>>) -> Json<Value> {
    let rows: Vec<Value> = known(&world.models)
        .into_iter()
        .map(|id| {
            json!({
                "id": id,
                "canonical_slug": id,
                "name": id,
                "context_length": 128_000,
                "pricing": { "prompt": "0.00000015", "completion": "0.0000006" },
                "supported_parameters": [
                    "max_tokens", "temperature", "tools", "tool_choice", "response_format",
                    "structured_outputs", "seed", "stop",
                ],
                "architecture": {
                    "input_modalities": ["text"],
                    "output_modalities": ["text"],
                },
                "top_provider": { "context_length": 128_000, "max_completion_tokens": 16_384 },
                "per_request_limits": null,
                "expiration_date": null,
            })
        })
        .collect();
    Json(json!({ "data": rows }))
}

/// `GET /endpoints/zdr`.
pub(super) async fn zdr_endpoints(State(world): State<Arc<World>>) -> Json<Value> {
    let private = known(&world.models).into_iter().filter(|id| world.models.has_zdr(id));
    let rows: Vec<Value> = private
        .map(|id| json!({ "model_id": id, "model_name": id, "provider_name": "Simulator" }))
        .collect();
    Json(json!({ "data": rows }))
}

/// `GET /key`.
pub(super) async fn key(State(world): State<Arc<World>>, headers: HeaderMap) -> Response {
    if let Err(refusal) = check_key(&world.models, &headers) {
        return refusal;
    }
    let spent = lock(&world.models.inner.state).spent;
    let data = json!({
        "label": "simulator",
        "limit": 100.0,
        "limit_remaining": 100.0 - spent,
        "limit_reset": "monthly",
        "usage": spent,
        "usage_daily": spent,
        "usage_weekly": spent,
        "usage_monthly": spent,
        "byok_usage": 0,
        "is_free_tier": false,
        "include_byok_in_limit": false,
    });
    Json(json!({ "data": data })).into_response()
}

#[derive(Deserialize)]
pub(super) struct Which {
    id: String,
}

/// `GET /generation?id=`.
pub(super) async fn generation(
    State(world): State<Arc<World>>,
    headers: HeaderMap,
    Query(which): Query<Which>,
) -> Response {
    if let Err(refusal) = check_key(&world.models, &headers) {
        return refusal;
    }
    let state = lock(&world.models.inner.state);
    match state.generations.iter().rev().find(|(id, _)| *id == which.id) {
        Some((_, generation)) => Json(json!({ "data": generation })).into_response(),
        None => answer::failure(404, "not_found", "Generation not found"),
    }
}
