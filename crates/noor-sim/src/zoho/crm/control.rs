//! The CRM's part of the control API.

use std::sync::Arc;

use axum::extract::{Path, State as Shared};
use axum::http::StatusCode;
use axum::routing::{delete, get, post, put};
use axum::{Json, Router};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{CrmWrite, ZohoTransition};
use crate::control::Refusal;
use crate::world::World;

pub(in crate::zoho) fn routes() -> Router<Arc<World>> {
    Router::new()
        .route("/writes", get(writes))
        .route("/unique", post(mark_unique))
        .route("/mandatory", post(set_mandatory))
        .route("/fields", post(add_field).delete(remove_field))
        .route("/blueprint", post(lock_in_blueprint))
        .route("/transitions", put(set_transitions))
        .route("/{module}", get(records).post(put_record))
        .route("/{module}/{id}", delete(remove_record))
}

async fn writes(Shared(world): Shared<Arc<World>>) -> Json<Vec<CrmWrite>> {
    Json(world.zoho.crm_writes())
}

async fn records(
    Shared(world): Shared<Arc<World>>,
    Path(module): Path<String>,
) -> Result<Json<Vec<Value>>, Refusal> {
    world.zoho.records(&module).map(Json).ok_or_else(|| Refusal::not_found(module))
}

async fn put_record(
    Shared(world): Shared<Arc<World>>,
    Path(module): Path<String>,
    Json(fields): Json<Value>,
) -> Result<Json<Value>, Refusal> {
    let id = world.zoho.put_record(&module, &fields).map_err(Refusal::bad_request)?;
    Ok(Json(json!({ "id": id })))
}

async fn remove_record(
    Shared(world): Shared<Arc<World>>,
    Path((module, id)): Path<(String, String)>,
) -> Result<StatusCode, Refusal> {
    done(world.zoho.remove_record(&id), &format!("the record {id} of {module}"))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Named {
    module: String,
    field: String,
    #[serde(default = "yes")]
    mandatory: bool,
}

fn yes() -> bool {
    true
}

impl Named {
    fn outcome(&self, done_it: bool) -> Result<StatusCode, Refusal> {
        done(done_it, &format!("the field {} of {}", self.field, self.module))
    }
}

async fn mark_unique(
    Shared(world): Shared<Arc<World>>,
    Json(named): Json<Named>,
) -> Result<StatusCode, Refusal> {
    named.outcome(world.zoho.mark_unique(&named.module, &named.field))
}

async fn set_mandatory(
    Shared(world): Shared<Arc<World>>,
    Json(named): Json<Named>,
) -> Result<StatusCode, Refusal> {
    let marked = world.zoho.set_mandatory(&named.module, &named.field, named.mandatory);
    named.outcome(marked)
}

async fn add_field(
    Shared(world): Shared<Arc<World>>,
    Json(named): Json<Named>,
) -> Result<StatusCode, Refusal> {
    if world.zoho.add_field(&named.module, &named.field) {
        return Ok(StatusCode::NO_CONTENT);
    }
    let Named { module, field, .. } = named;
    Err(Refusal::bad_request(format!("{module} is unknown or has {field} already")))
}

async fn remove_field(
    Shared(world): Shared<Arc<World>>,
    Json(named): Json<Named>,
) -> Result<StatusCode, Refusal> {
    named.outcome(world.zoho.remove_field(&named.module, &named.field))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Locked {
    deal: String,
}

async fn lock_in_blueprint(
    Shared(world): Shared<Arc<World>>,
    Json(locked): Json<Locked>,
) -> Result<StatusCode, Refusal> {
    done(world.zoho.lock_in_blueprint(&locked.deal), &format!("the deal {}", locked.deal))
}

async fn set_transitions(
    Shared(world): Shared<Arc<World>>,
    Json(transitions): Json<Vec<ZohoTransition>>,
) -> StatusCode {
    world.zoho.set_transitions(transitions);
    StatusCode::NO_CONTENT
}

fn done(done: bool, what: &str) -> Result<StatusCode, Refusal> {
    if done { Ok(StatusCode::NO_CONTENT) } else { Err(Refusal::not_found(what)) }
}
