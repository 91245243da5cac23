//! `POST /crm/v3/objects/{kind}/search`: over an index that lags behind.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State as Shared};
use axum::http::HeaderMap;
use axum::response::{IntoResponse as _, Response};
use bytes::Bytes;
use serde_json::{Value, json};

use super::answer::{Refusal, check_token, written};
use super::objects::list;
use super::{Kind, Properties, State};
use crate::lock;
use crate::world::World;

/// Filter groups, filters of a group, and rows of a page.
const MOST_GROUPS: usize = 5;
const MOST_FILTERS: usize = 6;
const MOST_ROWS: usize = 200;

pub(super) async fn search(
    Shared(world): Shared<Arc<World>>,
    Path(kind): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    if let Err(refusal) = check_token(&world.hubspot, &headers) {
        return refusal.into_response();
    }
    let Some(kind) = Kind::named(&kind) else { return Refusal::missing().into_response() };
    let sent: Value = serde_json::from_slice(&body).unwrap_or_default();
    let now = world.clock.now();
    let state = lock(&world.hubspot.inner.state);
    if let Err(refusal) = state.check_search(kind, &sent) {
        return refusal.into_response();
    }
    let wanted = list(&sent["properties"]);
    let of_kind = state.records.iter().filter(|(_, record)| record.kind == kind);
    let hits: Vec<Value> = of_kind
        .filter_map(|(id, record)| {
            let known = record.searchable_at <= now;
            let shown = if known { &record.properties } else { record.before.as_ref()? };
            matches(&sent, shown).then(|| written((*id, record), shown, &wanted))
        })
        .collect();
    let limit = sent["limit"].as_u64().and_then(|limit| usize::try_from(limit).ok()).unwrap_or(10);
    let after = sent["after"].as_str().and_then(|after| after.parse().ok()).unwrap_or(0_usize);
    let shown: Vec<&Value> = hits.iter().skip(after).take(limit.min(MOST_ROWS)).collect();
    let next = after + shown.len();
    let mut answer = json!({ "total": hits.len(), "results": shown });
    if next < hits.len() {
        answer["paging"] = json!({ "next": { "after": next.to_string() } });
    }
    Json(answer).into_response()
}

impl State {
    fn check_search(&self, kind: Kind, sent: &Value) -> Result<(), Refusal> {
        let groups = sent["filterGroups"].as_array().map(Vec::as_slice).unwrap_or_default();
        let names = self.names(kind);
        let filters = |group: &Value| group["filters"].as_array().cloned().unwrap_or_default();
        let too_many = groups.len() > MOST_GROUPS
            || groups.iter().any(|group| filters(group).len() > MOST_FILTERS);
        let unknown = groups.iter().flat_map(filters).find(|filter| {
            let name = filter["propertyName"].as_str().unwrap_or_default();
            let operator = filter["operator"].as_str().unwrap_or_default();
            !names.contains(&name) || !["EQ", "IN", "CONTAINS_TOKEN"].contains(&operator)
        });
        match unknown {
            Some(filter) => Err(Refusal::invalid(format!("There was a problem with {filter}"))),
            None if too_many => Err(Refusal::invalid("There are too many filters")),
            None => Ok(()),
        }
    }
}

/// Groups are alternatives; the filters of one must all hold.
fn matches(sent: &Value, properties: &Properties) -> bool {
    let groups = sent["filterGroups"].as_array().map(Vec::as_slice).unwrap_or_default();
    groups.is_empty()
        || groups.iter().any(|group| {
            let filters = group["filters"].as_array().map(Vec::as_slice).unwrap_or_default();
            filters.iter().all(|filter| holds(filter, properties))
        })
}

fn holds(filter: &Value, properties: &Properties) -> bool {
    let name = filter["propertyName"].as_str().unwrap_or_default();
    let value = filter["value"].as_str().unwrap_or_default().to_lowercase();
    let Some(stored) = stored(name, properties) else { return false };
    let stored = stored.to_lowercase();
    match filter["operator"].as_str().unwrap_or_default() {
        "EQ" => stored == value,
        "IN" => list(&filter["values"]).iter().any(|one| one.to_lowercase() == stored),
        // Whole words, unless a star stands for the rest of one.
        _ => {
            stored.split(|c: char| c.is_whitespace() || "[](),;".contains(c)).any(|token| {
                match (value.strip_prefix('*'), value.strip_suffix('*')) {
                    (Some(end), None) => token.ends_with(end),
                    (None, Some(start)) => token.starts_with(start),
                    (Some(_), Some(_)) => token.contains(value.trim_matches('*')),
                    (None, None) => token == value,
                }
            })
        }
    }
}

/// A property; numbers for searching are worked out of the phones: digits without a country.
fn stored(name: &str, properties: &Properties) -> Option<String> {
    let phone = match name {
        "hs_searchable_calculated_phone_number" => "phone",
        "hs_searchable_calculated_mobile_number" => "mobilephone",
        _ => return properties.get(name).cloned(),
    };
    let digits: String = properties.get(phone)?.chars().filter(char::is_ascii_digit).collect();
    let digits = digits.trim_start_matches('0');
    Some(digits.strip_prefix("971").unwrap_or(digits).trim_start_matches('0').to_owned())
}
