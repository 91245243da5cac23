//! The organization's part of the control API.

use std::sync::Arc;

use axum::extract::{Path, State as Shared};
use axum::http::StatusCode;
use axum::routing::{delete, get, post, put};
use axum::{Json, Router};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{SalesforceBehaviour, SalesforceLimits, SalesforceRecord};
use crate::control::Refusal;
use crate::world::World;

pub(crate) fn routes() -> Router<Arc<World>> {
    Router::new()
        .route("/behaviour", get(behaviour).put(set_behaviour))
        .route("/limits", put(set_limits))
        .route("/fields", post(add_field).delete(remove_field))
        .route("/unique", post(mark_unique))
        .route("/required", post(set_required))
        .route("/stages/forbidden", post(forbid_stage))
        .route("/locks", post(lock).delete(unlock))
        .route("/sessions", delete(kill_sessions))
        .route("/revoke", post(revoke))
        .route("/records/{object}", get(records).post(put_record))
        .route("/records/{object}/{id}", delete(remove_record))
}

async fn behaviour(Shared(world): Shared<Arc<World>>) -> Json<SalesforceBehaviour> {
    Json(world.salesforce.behaviour())
}

async fn set_behaviour(
    Shared(world): Shared<Arc<World>>,
    Json(behaviour): Json<SalesforceBehaviour>,
) -> StatusCode {
    world.salesforce.set_behaviour(behaviour);
    StatusCode::NO_CONTENT
}

async fn set_limits(
    Shared(world): Shared<Arc<World>>,
    Json(limits): Json<SalesforceLimits>,
) -> StatusCode {
    world.salesforce.set_limits(limits);
    StatusCode::NO_CONTENT
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Named {
    object: String,
    field: String,
}

impl Named {
    fn outcome(&self, done: bool) -> Result<StatusCode, Refusal> {
        let what = format!("the field {} of {}", self.field, self.object);
        if done { Ok(StatusCode::NO_CONTENT) } else { Err(Refusal::not_found(what)) }
    }
}

async fn add_field(
    Shared(world): Shared<Arc<World>>,
    Json(named): Json<Named>,
) -> Result<StatusCode, Refusal> {
    if world.salesforce.add_field(&named.object, &named.field) {
        return Ok(StatusCode::NO_CONTENT);
    }
    let Named { object, field } = named;
    Err(Refusal::bad_request(format!("{object} is unknown or has {field} already")))
}

async fn remove_field(
    Shared(world): Shared<Arc<World>>,
    Json(named): Json<Named>,
) -> Result<StatusCode, Refusal> {
    named.outcome(world.salesforce.remove_field(&named.object, &named.field))
}

async fn mark_unique(
    Shared(world): Shared<Arc<World>>,
    Json(named): Json<Named>,
) -> Result<StatusCode, Refusal> {
    named.outcome(world.salesforce.mark_unique(&named.object, &named.field))
}

async fn set_required(
    Shared(world): Shared<Arc<World>>,
    Json(named): Json<Named>,
) -> Result<StatusCode, Refusal> {
    named.outcome(world.salesforce.set_required(&named.object, &named.field))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Forbidden {
    stage: String,
    message: String,
}

async fn forbid_stage(
    Shared(world): Shared<Arc<World>>,
    Json(forbidden): Json<Forbidden>,
) -> StatusCode {
    world.salesforce.forbid_stage(&forbidden.stage, &forbidden.message);
    StatusCode::NO_CONTENT
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Locked {
    id: String,
}

async fn lock(Shared(world): Shared<Arc<World>>, Json(locked): Json<Locked>) -> StatusCode {
    world.salesforce.lock(&locked.id);
    StatusCode::NO_CONTENT
}

async fn unlock(Shared(world): Shared<Arc<World>>) -> StatusCode {
    world.salesforce.unlock();
    StatusCode::NO_CONTENT
}

async fn kill_sessions(Shared(world): Shared<Arc<World>>) -> StatusCode {
    world.salesforce.kill_sessions();
    StatusCode::NO_CONTENT
}

async fn revoke(Shared(world): Shared<Arc<World>>) -> StatusCode {
    world.salesforce.revoke();
    StatusCode::NO_CONTENT
}

async fn records(
    Shared(world): Shared<Arc<World>>,
    Path(object): Path<String>,
) -> Json<Vec<SalesforceRecord>> {
    Json(world.salesforce.records(&object))
}

async fn put_record(
    Shared(world): Shared<Arc<World>>,
    Path(object): Path<String>,
    Json(fields): Json<Value>,
) -> Result<Json<Value>, Refusal> {
    let id = world.salesforce.put_record(&object, &fields).map_err(Refusal::bad_request)?;
    Ok(Json(json!({ "id": id })))
}

async fn remove_record(
    Shared(world): Shared<Arc<World>>,
    Path((object, id)): Path<(String, String)>,
) -> Result<StatusCode, Refusal> {
    if world.salesforce.remove(&id) {
        return Ok(StatusCode::NO_CONTENT);
    }
    Err(Refusal::not_found(format!("the record {id} of {object}")))
}
