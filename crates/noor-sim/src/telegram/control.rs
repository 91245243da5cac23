//! The bot's people under `/__sim/telegram`.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::Deserialize;
use serde_json::{Value, json};

use super::TelegramMessage;
use crate::control::Refusal;
use crate::world::World;

pub(crate) fn routes() -> Router<Arc<World>> {
    Router::new()
        .route("/start", post(start))
        .route("/press", post(press))
        .route("/block", post(block))
        .route("/sent", get(sent))
        .route("/presses/{press}", get(answer))
}

#[derive(Deserialize)]
struct Start {
    person: i64,
    name: String,
    code: Option<String>,
}

async fn start(State(world): State<Arc<World>>, Json(who): Json<Start>) -> Json<Value> {
    let taken = world.telegram.starts(who.person, &who.name, who.code.as_deref()).await;
    Json(json!({ "taken": taken }))
}

#[derive(Deserialize)]
struct Pressed {
    person: i64,
    message: i64,
    label: String,
}

async fn press(
    State(world): State<Arc<World>>,
    Json(what): Json<Pressed>,
) -> Result<Json<Value>, Refusal> {
    let pressed = world.telegram.presses(what.person, what.message, &what.label).await;
    Ok(Json(json!({ "press": pressed.map_err(Refusal::bad_request)? })))
}

#[derive(Deserialize)]
struct Who {
    person: i64,
}

async fn block(State(world): State<Arc<World>>, Json(who): Json<Who>) -> Json<Value> {
    Json(json!({ "taken": world.telegram.blocks(who.person).await }))
}

async fn sent(State(world): State<Arc<World>>) -> Json<Vec<TelegramMessage>> {
    Json(world.telegram.sent())
}

async fn answer(State(world): State<Arc<World>>, Path(press): Path<String>) -> Json<Value> {
    Json(json!({ "answer": world.telegram.answer_to(&press) }))
}
