//! The control API under `/__sim`: what every service shares, and the services' own parts nested.

use std::sync::Arc;

use axum::extract::{DefaultBodyLimit, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::faults::Fault;
use crate::gate::BODY_LIMIT;
use crate::world::World;
use crate::{catalogue, models, salesforce, telegram, wazzup, zoho};

pub(crate) fn routes() -> Router<Arc<World>> {
    Router::new()
        .route("/health", get(health))
        .route("/faults", get(faults).post(add_faults).delete(clear_faults))
        .route("/requests", get(requests).delete(clear_requests))
        .route("/clock", get(clock).post(move_clock))
        .route("/reset", post(reset))
        .nest("/wazzup", wazzup::control_routes())
        .nest("/models", models::control_routes())
        .nest("/catalogue", catalogue::control_routes())
        .nest("/zoho", zoho::control_routes())
        .nest("/salesforce", salesforce::control_routes())
        .nest("/telegram", telegram::control_routes())
        .layer(DefaultBodyLimit::max(BODY_LIMIT))
}

/// A control call that cannot be carried out: always the caller's mistake.
pub(crate) struct Refusal(pub(crate) StatusCode, pub(crate) String);

impl Refusal {
    pub(crate) fn bad_request(why: impl std::fmt::Display) -> Self {
        Self(StatusCode::BAD_REQUEST, why.to_string())
    }

    pub(crate) fn not_found(what: impl std::fmt::Display) -> Self {
        Self(StatusCode::NOT_FOUND, format!("{what} is unknown"))
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        (self.0, Json(json!({ "error": self.1 }))).into_response()
    }
}

async fn health(State(world): State<Arc<World>>) -> Json<Value> {
    Json(json!({ "status": "ok", "now": world.clock.now(), "url": world.base }))
}

/// One fault or a list of them.
#[derive(Deserialize)]
#[serde(untagged)]
enum Orders {
    Many(Vec<Fault>),
    One(Fault),
}

async fn faults(State(world): State<Arc<World>>) -> Json<Vec<Fault>> {
    Json(world.faults.pending())
}

async fn add_faults(State(world): State<Arc<World>>, Json(orders): Json<Orders>) -> StatusCode {
    match orders {
        Orders::Many(faults) => faults.into_iter().for_each(|fault| world.faults.add(fault)),
        Orders::One(fault) => world.faults.add(fault),
    }
    StatusCode::NO_CONTENT
}

async fn clear_faults(State(world): State<Arc<World>>) -> StatusCode {
    world.faults.clear();
    StatusCode::NO_CONTENT
}

#[derive(Deserialize)]
struct Which {
    route: Option<String>,
    limit: Option<usize>,
}

async fn requests(State(world): State<Arc<World>>, Query(which): Query<Which>) -> Json<Value> {
    let mut seen = match &which.route {
        Some(route) => world.requests.of(route),
        None => world.requests.all(),
    };
    if let Some(limit) = which.limit {
        seen.drain(..seen.len().saturating_sub(limit));
    }
    let count = which.route.as_deref().map(|route| world.requests.count(route));
    Json(json!({ "count": count, "requests": seen }))
}

async fn clear_requests(State(world): State<Arc<World>>) -> StatusCode {
    world.requests.clear();
    StatusCode::NO_CONTENT
}

async fn clock(State(world): State<Arc<World>>) -> Json<Value> {
    Json(json!({ "now": world.clock.now() }))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Move {
    #[serde(alias = "advanceMs")]
    advance_ms: i64,
}

async fn move_clock(State(world): State<Arc<World>>, Json(by): Json<Move>) -> Json<Value> {
    world.clock.shift_ms(by.advance_ms);
    Json(json!({ "now": world.clock.now() }))
}

async fn reset(State(world): State<Arc<World>>) -> StatusCode {
    world.reset();
    StatusCode::NO_CONTENT
}
