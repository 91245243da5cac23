//! The models' part of the control API: what they do next, and what they were asked.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::{get, post, put};
use axum::{Json, Router};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{Behaviour, ModelCall};
use crate::world::World;

pub(crate) fn routes() -> Router<Arc<World>> {
    Router::new()
        .route("/behaviour", put(set_behaviour))
        .route("/script", get(script_left).post(script))
        .route("/zdr", post(set_zdr))
        .route("/transcripts", post(transcribe_as))
        .route("/calls", get(calls))
}

#[derive(Deserialize)]
struct Always {
    model: Option<String>,
    behaviour: Behaviour,
}

async fn set_behaviour(State(world): State<Arc<World>>, Json(to): Json<Always>) -> StatusCode {
    match &to.model {
        Some(model) => world.models.set_for(model, to.behaviour),
        None => world.models.set(to.behaviour),
    }
    StatusCode::NO_CONTENT
}

#[derive(Deserialize)]
struct Script {
    model: Option<String>,
    steps: Vec<Behaviour>,
}

async fn script(State(world): State<Arc<World>>, Json(script): Json<Script>) -> StatusCode {
    match &script.model {
        Some(model) => world.models.script_for(model, script.steps),
        None => world.models.script(script.steps),
    }
    StatusCode::NO_CONTENT
}

async fn script_left(State(world): State<Arc<World>>) -> Json<Value> {
    Json(json!({ "left": world.models.script_left() }))
}

#[derive(Deserialize)]
struct Zdr {
    model: String,
    available: bool,
}

async fn set_zdr(State(world): State<Arc<World>>, Json(zdr): Json<Zdr>) -> StatusCode {
    world.models.set_zdr(&zdr.model, zdr.available);
    StatusCode::NO_CONTENT
}

/// What is said in the file of this hash or name.
#[derive(Deserialize)]
struct Transcript {
    file: String,
    text: String,
}

async fn transcribe_as(State(world): State<Arc<World>>, Json(it): Json<Transcript>) -> StatusCode {
    world.models.transcribe_as(&it.file, &it.text);
    StatusCode::NO_CONTENT
}

async fn calls(State(world): State<Arc<World>>) -> Json<Vec<ModelCall>> {
    Json(world.models.calls())
}
