//! `GET /crm/v4/objects/{kind}/{id}/associations/{to}`: what a record is tied to, at once.

use std::collections::HashMap;
use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, Query, State as Shared};
use axum::http::HeaderMap;
use axum::response::{IntoResponse as _, Response};
use serde_json::{Value, json};

use super::Kind;
use super::answer::{Refusal, check_token};
use crate::lock;
use crate::world::World;

const MOST: usize = 500;

pub(super) async fn list(
    Shared(world): Shared<Arc<World>>,
    Path((kind, id, to)): Path<(String, String, String)>,
    Query(asked): Query<HashMap<String, String>>,
    headers: HeaderMap,
) -> Response {
    if let Err(refusal) = check_token(&world.hubspot, &headers) {
        return refusal.into_response();
    }
    let (Some(kind), Some(to)) = (Kind::named(&kind), Kind::named(&to)) else {
        return Refusal::missing().into_response();
    };
    let state = lock(&world.hubspot.inner.state);
    let Some((id, _)) = state.find(kind, &id) else { return Refusal::missing().into_response() };
    let number = |name: &str| asked.get(name).and_then(|number| number.parse::<usize>().ok());
    let (limit, after) = (number("limit").unwrap_or(MOST).clamp(1, MOST), number("after"));
    let start = after.unwrap_or(0);
    let of_kind = |other: &u64| state.records.get(other).is_some_and(|other| other.kind == to);
    let tied: Vec<u64> = state.tied(id).filter(of_kind).collect();
    let shown = tied.iter().skip(start).take(limit);
    let rows: Vec<Value> =
        shown.map(|id| json!({ "toObjectId": id, "associationTypes": [] })).collect();
    let next = start + rows.len();
    let mut answer = json!({ "results": rows });
    if next < tied.len() {
        answer["paging"] = json!({ "next": { "after": next.to_string() } });
    }
    Json(answer).into_response()
}
