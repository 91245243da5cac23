//! `GET /items` and its neighbours: lists with filters and pages, one item, many, a picture.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, Query, State as Shared};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::Value;

use super::item::ZohoItem;
use super::list::{Filter, List, Parameters, holds, passes};
use super::shape::{Refusal, success};
use crate::lock;
use crate::world::World;

const LIST: List = List { key: "items", report: "Items", sorted_by: "name" };
/// The smallest PNG there is: one clear pixel.
const PIXEL: [u8; 67] = [
    0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 0x0d, 0x49, 0x48, 0x44, 0x52, 0, 0, 0,
    1, 0, 0, 0, 1, 8, 6, 0, 0, 0, 0x1f, 0x15, 0xc4, 0x89, 0, 0, 0, 0x0a, 0x49, 0x44, 0x41, 0x54,
    0x78, 0x9c, 0x63, 0, 1, 0, 0, 5, 0, 1, 0x0d, 0x0a, 0x2d, 0xb4, 0, 0, 0, 0, 0x49, 0x45, 0x4e,
    0x44, 0xae, 0x42, 0x60, 0x82,
];

/// `GET /items`.
pub(super) async fn list(
    Shared(world): Shared<Arc<World>>,
    Query(asked): Query<Parameters>,
) -> Response {
    let state = lock(&world.zoho.inner.state);
    let how = &state.behaviour;
    let filter = match Filter::read(&asked, how) {
        Ok(filter) => filter,
        Err(message) => return Refusal::new(StatusCode::BAD_REQUEST, 4, message).into_response(),
    };
    let mut found: Vec<&ZohoItem> = state
        .items
        .iter()
        .filter(|item| filter.keeps(item.modified_at, |name, value| keeps(item, name, value)))
        .collect();
    sort(&mut found, &asked);
    let page = LIST.page(&found, (&asked, how), |item: &ZohoItem| Value::Object(item.row(how)));
    Json(page).into_response()
}

fn keeps(item: &ZohoItem, name: &str, value: &str) -> bool {
    let sku = item.sku.as_deref().unwrap_or_default();
    let asked = (name, value);
    match name {
        "status" => (value == "active") == item.active,
        "filter_by" => match value {
            "Status.Active" => item.active,
            "Status.Inactive" => !item.active,
            _ => true,
        },
        "search_text" => holds(&item.name, value) || holds(sku, value),
        "item_id" => item.id == value,
        custom if custom.starts_with("cf_") => {
            item.shown(custom).is_some_and(|shown| shown == value)
        }
        // Zoho says nothing of parameters that it does not know.
        _ => {
            passes("sku", sku, asked).or_else(|| passes("name", &item.name, asked)).unwrap_or(true)
        }
    }
}

fn sort(items: &mut [&ZohoItem], asked: &Parameters) {
    match asked.get("sort_column").map_or("name", String::as_str) {
        "sku" => items.sort_by(|a, b| a.sku.cmp(&b.sku)),
        "rate" => items.sort_by(|a, b| a.rate.total_cmp(&b.rate)),
        "created_time" => items.sort_by_key(|item| item.created_at),
        "last_modified_time" => items.sort_by_key(|item| item.modified_at),
        "stock_on_hand" => items.sort_by(|a, b| a.stock.on_hand.total_cmp(&b.stock.on_hand)),
        _ => items.sort_by(|a, b| a.name.cmp(&b.name)),
    }
    if asked.get("sort_order").is_some_and(|order| order == "D") {
        items.reverse();
    }
}

/// `GET /items/{id}`.
pub(super) async fn one(Shared(world): Shared<Arc<World>>, Path(id): Path<String>) -> Response {
    let state = lock(&world.zoho.inner.state);
    match state.items.iter().find(|item| item.id == id) {
        Some(item) => Json(success("item", item.page(&state.behaviour))).into_response(),
        None => unknown(),
    }
}

/// `GET /itemdetails?item_ids=a,b,c`.
pub(super) async fn details(
    Shared(world): Shared<Arc<World>>,
    Query(asked): Query<Parameters>,
) -> Response {
    let state = lock(&world.zoho.inner.state);
    if !state.behaviour.item_details {
        return Refusal::new(StatusCode::NOT_FOUND, 5, "Invalid URL Passed").into_response();
    }
    let ids = asked.get("item_ids").map_or("", String::as_str);
    let found: Vec<Option<&ZohoItem>> =
        ids.split(',').map(|id| state.items.iter().find(|item| item.id == id.trim())).collect();
    if state.behaviour.unknown_ids_refuse && found.iter().any(Option::is_none) {
        return unknown();
    }
    let pages = found.into_iter().flatten();
    let pages: Vec<Value> = pages.map(|item| Value::Object(item.page(&state.behaviour))).collect();
    Json(success("items", pages)).into_response()
}

/// `GET /items/{id}/image`: of an item without a picture, an empty body.
pub(super) async fn image(Shared(world): Shared<Arc<World>>, Path(id): Path<String>) -> Response {
    let state = lock(&world.zoho.inner.state);
    match state.items.iter().find(|item| item.id == id) {
        Some(item) if item.pictured => {
            ([(header::CONTENT_TYPE, "image/png")], PIXEL).into_response()
        }
        Some(_) => StatusCode::OK.into_response(),
        None => unknown(),
    }
}

fn unknown() -> Response {
    Refusal::new(StatusCode::NOT_FOUND, 1002, "Item does not exist.").into_response()
}
