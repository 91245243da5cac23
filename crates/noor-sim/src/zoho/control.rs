//! The account's part of the control API.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::State as Shared;
use axum::http::StatusCode;
use axum::routing::{get, post, put};
use axum::{Json, Router};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{ZohoBehaviour, ZohoItem, ZohoLimits, crm, inventory};
use crate::control::Refusal;
use crate::world::World;

pub(crate) fn routes() -> Router<Arc<World>> {
    Router::new()
        .route("/items", get(items).put(set_items))
        .route("/stock", post(set_stock))
        .route("/behaviour", get(behaviour).put(set_behaviour))
        .route("/limits", put(set_limits))
        .route("/codes", post(issue_code))
        .route("/grants", post(grant))
        .route("/revoke", post(revoke))
        .route("/tokens", get(tokens).delete(kill_tokens))
        .merge(inventory::control_routes())
        .nest("/crm", crm::control_routes())
}

async fn items(Shared(world): Shared<Arc<World>>) -> Json<Vec<ZohoItem>> {
    Json(world.zoho.items())
}

async fn set_items(
    Shared(world): Shared<Arc<World>>,
    Json(items): Json<Vec<ZohoItem>>,
) -> Result<StatusCode, Refusal> {
    let digits = |item: &&ZohoItem| item.id.is_empty() || !item.id.chars().all(char::is_numeric);
    if let Some(item) = items.iter().find(digits) {
        let why = format!("the id {:?} of {:?} is not made of digits", item.id, item.name);
        return Err(Refusal::bad_request(why));
    }
    world.zoho.set_items(items);
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Deserialize)]
struct Stock {
    item: String,
    pieces: f64,
}

async fn set_stock(
    Shared(world): Shared<Arc<World>>,
    Json(stock): Json<Stock>,
) -> Result<StatusCode, Refusal> {
    if world.zoho.set_stock(&stock.item, stock.pieces) {
        Ok(StatusCode::NO_CONTENT)
    } else {
        Err(Refusal::not_found(&stock.item))
    }
}

async fn behaviour(Shared(world): Shared<Arc<World>>) -> Json<ZohoBehaviour> {
    Json(world.zoho.behaviour())
}

async fn set_behaviour(
    Shared(world): Shared<Arc<World>>,
    Json(behaviour): Json<ZohoBehaviour>,
) -> StatusCode {
    world.zoho.set_behaviour(behaviour);
    StatusCode::NO_CONTENT
}

async fn set_limits(
    Shared(world): Shared<Arc<World>>,
    Json(limits): Json<ZohoLimits>,
) -> StatusCode {
    world.zoho.set_limits(limits);
    StatusCode::NO_CONTENT
}

#[derive(Deserialize)]
struct Wish {
    scopes: String,
    #[serde(default = "three_minutes")]
    seconds: u64,
}

fn three_minutes() -> u64 {
    180
}

async fn issue_code(Shared(world): Shared<Arc<World>>, Json(wish): Json<Wish>) -> Json<Value> {
    let life = Duration::from_secs(wish.seconds);
    Json(json!({ "code": world.zoho.issue_code(&wish.scopes, life) }))
}

async fn grant(Shared(world): Shared<Arc<World>>, Json(wish): Json<Wish>) -> Json<Value> {
    Json(json!({ "refreshToken": world.zoho.grant(&wish.scopes) }))
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Revoked {
    refresh_token: String,
}

async fn revoke(
    Shared(world): Shared<Arc<World>>,
    Json(revoked): Json<Revoked>,
) -> Result<StatusCode, Refusal> {
    if world.zoho.revoke(&revoked.refresh_token) {
        Ok(StatusCode::NO_CONTENT)
    } else {
        Err(Refusal::not_found("the refresh token"))
    }
}

async fn tokens(Shared(world): Shared<Arc<World>>) -> Json<Value> {
    Json(json!({ "live": world.zoho.live_tokens() }))
}

async fn kill_tokens(Shared(world): Shared<Arc<World>>) -> StatusCode {
    world.zoho.kill_tokens();
    StatusCode::NO_CONTENT
}
