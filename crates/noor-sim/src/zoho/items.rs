//! `GET /items` and its neighbours: lists with filters and pages, one item, many, a picture.

use std::collections::HashMap;
use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, Query, State as Shared};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use super::shape::{Refusal, success};
use super::{ZohoBehaviour, ZohoItem};
use crate::lock;
use crate::world::World;

/// Rows a page unless `per_page` names fewer.
const PAGE: usize = 200;
/// The smallest PNG there is: one clear pixel.
const PIXEL: [u8; 67] = [
    0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 0x0d, 0x49, 0x48, 0x44, 0x52, 0, 0, 0,
    1, 0, 0, 0, 1, 8, 6, 0, 0, 0, 0x1f, 0x15, 0xc4, 0x89, 0, 0, 0, 0x0a, 0x49, 0x44, 0x41, 0x54,
    0x78, 0x9c, 0x63, 0, 1, 0, 0, 5, 0, 1, 0x0d, 0x0a, 0x2d, 0xb4, 0, 0, 0, 0, 0x49, 0x45, 0x4e,
    0x44, 0xae, 0x42, 0x60, 0x82,
];

type Parameters = HashMap<String, String>;

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
    let mut found: Vec<&ZohoItem> = state.items.iter().filter(|item| filter.keeps(item)).collect();
    sort(&mut found, &asked);
    let number = |name: &str| asked.get(name).and_then(|number| number.parse::<usize>().ok());
    let page = number("page").unwrap_or(1).max(1);
    let per_page = number("per_page").unwrap_or(PAGE).clamp(1, PAGE);
    let shown = if how.repeat_page == Some(page) { page.saturating_sub(1).max(1) } else { page };
    let rows: Vec<Value> = found
        .iter()
        .skip((shown - 1) * per_page)
        .take(if how.lose_page == Some(page) { 0 } else { per_page })
        .map(|item| Value::Object(item.row(how)))
        .collect();
    let mut answer = success("items", rows);
    if !how.omit_page_context {
        answer["page_context"] = json!({
            "page": page,
            "per_page": per_page,
            "has_more_page": page * per_page < found.len(),
            "report_name": "Items",
            "applied_filter": asked.get("filter_by").map_or("Status.All", String::as_str),
            "sort_column": asked.get("sort_column").map_or("name", String::as_str),
            "sort_order": asked.get("sort_order").map_or("A", String::as_str),
        });
    }
    Json(answer).into_response()
}

/// What a list keeps.
struct Filter<'a> {
    asked: Vec<(&'a str, &'a str)>,
    since: Option<DateTime<Utc>>,
}

impl<'a> Filter<'a> {
    fn read(asked: &'a Parameters, how: &ZohoBehaviour) -> Result<Self, String> {
        let heeded = asked.iter().filter(|(name, _)| how.heeds(name));
        let asked: Vec<_> = heeded.map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let since = asked.iter().find(|(name, _)| *name == "last_modified_time");
        let since = since.map(|(_, time)| {
            DateTime::parse_from_str(time, "%Y-%m-%dT%H:%M:%S%z")
                .map(|time| time.to_utc())
                .map_err(|_| "Invalid value passed for last_modified_time".to_owned())
        });
        Ok(Self { since: since.transpose()?, asked })
    }

    fn keeps(&self, item: &ZohoItem) -> bool {
        let sku = item.sku.as_deref().unwrap_or_default();
        let within = |text: &str, part: &str| text.to_lowercase().contains(&part.to_lowercase());
        self.since.is_none_or(|since| item.modified_at >= since)
            && self.asked.iter().all(|(name, value)| match *name {
                "status" => (*value == "active") == item.active,
                "filter_by" => match *value {
                    "Status.Active" => item.active,
                    "Status.Inactive" => !item.active,
                    _ => true,
                },
                "sku" => sku == *value,
                "sku_startswith" => sku.starts_with(value),
                "sku_contains" => within(sku, value),
                "name" => item.name == *value,
                "name_startswith" => item.name.starts_with(value),
                "name_contains" => within(&item.name, value),
                "search_text" => within(&item.name, value) || within(sku, value),
                "item_id" => item.id == *value,
                custom if custom.starts_with("cf_") => {
                    item.shown(custom).is_some_and(|shown| shown == *value)
                }
                // Zoho says nothing of parameters that it does not know.
                _ => true,
            })
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
