//! `/salesorders`: writing an order down, changing it, reading it, confirming it.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, Query, State as Shared};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use serde_json::{Value, json};

use super::list::{Filter, List, Parameters, holds};
use super::order::ZohoOrder;
use super::pdf;
use super::shape::{Refusal, body, success};
use crate::lock;
use crate::world::World;
use crate::zoho::{State, ZohoBehaviour, zone};

/// What the organization's order numbers begin with.
const PREFIX: &str = "Fr";

/// `GET /salesorders`, newest first.
pub(super) async fn list(
    Shared(world): Shared<Arc<World>>,
    Query(asked): Query<Parameters>,
) -> Response {
    let state = lock(&world.zoho.inner.state);
    let how = &state.behaviour;
    let filter = match Filter::read(&asked, how) {
        Ok(filter) => filter,
        Err(message) => return Refusal::bad(4, message).into_response(),
    };
    let mut found: Vec<&ZohoOrder> = state
        .orders
        .iter()
        .filter(|order| filter.keeps(order.modified_at, |name, value| keeps(order, name, value)))
        .collect();
    match asked.get("sort_column").map_or("created_time", String::as_str) {
        "date" => found.sort_by(|a, b| a.date.cmp(&b.date)),
        "last_modified_time" => found.sort_by_key(|order| order.modified_at),
        "salesorder_number" => found.sort_by(|a, b| a.number.cmp(&b.number)),
        "total" => found.sort_by_key(|order| order.total()),
        _ => found.sort_by_key(|order| (order.created_at, order.id.clone())),
    }
    let passed_over = how.ignored_filters.contains("sort_order");
    if !passed_over && asked.get("sort_order").is_none_or(|order| order == "D") {
        found.reverse();
    }
    let list =
        List { key: how.order_key.many(), report: "Sales Orders", sorted_by: "created_time" };
    let page = list.page(&found, (&asked, how), |order: &ZohoOrder| Value::Object(order.row(how)));
    Json(page).into_response()
}

fn keeps(order: &ZohoOrder, name: &str, value: &str) -> bool {
    match name {
        "salesorder_number" => order.number == value,
        "reference_number" => order.reference == value,
        "customer_id" => order.customer_id == value,
        "date_start" => order.date.as_str() >= value,
        "date_end" => order.date.as_str() <= value,
        "search_text" => [&order.number, &order.reference, &order.customer_name]
            .into_iter()
            .any(|text| holds(text, value)),
        // `filter_by` is one of those that Zoho passes over.
        _ => true,
    }
}

/// `GET /salesorders/{id}`; with `accept=pdf` as a document.
pub(super) async fn one(
    Shared(world): Shared<Arc<World>>,
    Path(id): Path<String>,
    Query(asked): Query<Parameters>,
) -> Response {
    let state = lock(&world.zoho.inner.state);
    let how = &state.behaviour;
    let Some(order) = state.orders.iter().find(|order| order.id == id) else {
        return unknown(how).into_response();
    };
    if asked.get("accept").is_some_and(|kind| kind == "pdf") {
        let line = format!("{} {} AED {}", order.number, order.customer_name, order.total());
        return ([(header::CONTENT_TYPE, "application/pdf")], pdf::page(&line)).into_response();
    }
    Json(success(how.order_key.one(), order.page(how))).into_response()
}

/// `POST /salesorders`.
pub(super) async fn create(
    Shared(world): Shared<Arc<World>>,
    Query(asked): Query<Parameters>,
    headers: HeaderMap,
    sent: Bytes,
) -> Response {
    let now = world.clock.now();
    let mut state = lock(&world.zoho.inner.state);
    let new = ZohoOrder {
        status: "draft".to_owned(),
        invoiced_status: "not_invoiced".to_owned(),
        paid_status: "unpaid".to_owned(),
        date: now.with_timezone(&zone()).date_naive().to_string(),
        created_at: now,
        modified_at: now,
        ..ZohoOrder::default()
    };
    let own_number = asked.get("ignore_auto_number_generation").is_some_and(|own| own == "true");
    let drafted = body(&headers, &sent).and_then(|sent| {
        let number = sent.get("salesorder_number").and_then(Value::as_str).unwrap_or_default();
        let number = state.number(number, own_number)?;
        let order = state.redrafted(new, &sent)?;
        Ok(ZohoOrder { number, id: state.new_id(), ..order })
    });
    match drafted {
        Ok(order) => {
            let how = &state.behaviour;
            let mut answer = success(how.order_key.one(), order.page(how));
            answer["message"] = json!("Sales Order has been created.");
            state.orders.push(order);
            (StatusCode::CREATED, Json(answer)).into_response()
        }
        Err(refusal) => refusal.into_response(),
    }
}

/// `PUT /salesorders/{id}`.
pub(super) async fn update(
    Shared(world): Shared<Arc<World>>,
    Path(id): Path<String>,
    headers: HeaderMap,
    sent: Bytes,
) -> Response {
    let now = world.clock.now();
    let mut state = lock(&world.zoho.inner.state);
    let Some(place) = state.orders.iter().position(|order| order.id == id) else {
        return unknown(&state.behaviour).into_response();
    };
    let before = state.orders[place].clone();
    let fixed = match before.status.as_str() {
        "draft" => false,
        "confirmed" => state.behaviour.confirmed_orders_are_fixed,
        _ => true,
    };
    if fixed {
        let message = format!("A {} sales order cannot be changed.", before.status);
        return Refusal::bad(4, message).into_response();
    }
    match body(&headers, &sent).and_then(|sent| state.redrafted(before.clone(), &sent)) {
        Ok(order) => {
            let order = ZohoOrder { modified_at: now, ..order };
            state.release(&before);
            if order.committed {
                state.commit(&order);
            }
            let how = &state.behaviour;
            let answer = success(how.order_key.one(), order.page(how));
            state.orders[place] = order;
            Json(answer).into_response()
        }
        Err(refusal) => refusal.into_response(),
    }
}

/// `POST /salesorders/{id}/status/{status}`.
pub(super) async fn set_status(
    Shared(world): Shared<Arc<World>>,
    Path((id, status)): Path<(String, String)>,
) -> Response {
    let now = world.clock.now();
    let mut state = lock(&world.zoho.inner.state);
    let Some(order) = state.orders.iter().find(|order| order.id == id) else {
        return unknown(&state.behaviour).into_response();
    };
    if !["confirmed", "void"].contains(&status.as_str()) {
        return Refusal::new(StatusCode::NOT_FOUND, 5, "Invalid URL Passed").into_response();
    }
    let leads = match order.status.as_str() {
        "draft" => true,
        "confirmed" | "open" => status == "void" && order.shipped_status.is_empty(),
        _ => false,
    };
    if !leads {
        let message = format!("The status cannot be changed from {} to {status}.", order.status);
        return Refusal::bad(4, message).into_response();
    }
    state.set_status(&id, &status, now);
    let message = format!("Sales order status has been changed to {status}.");
    Json(json!({ "code": 0, "message": message })).into_response()
}

impl State {
    /// The next number, or the caller's own if it may be and nobody has it.
    fn number(&self, given: &str, own: bool) -> Result<String, Refusal> {
        let taken = |number: &str| self.orders.iter().any(|order| order.number == number);
        if !given.is_empty() {
            if !own {
                return Err(Refusal::bad(4, "salesorder_number is generated by Zoho"));
            }
            if taken(given) {
                return Err(Refusal::bad(4, format!("Sales Order# {given} already exists")));
            }
            return Ok(given.to_owned());
        }
        let mut next = self.orders.len() + 1;
        loop {
            let number = format!("{PREFIX}-{next:05}");
            if !taken(&number) {
                return Ok(number);
            }
            next += 1;
        }
    }
}

fn unknown(how: &ZohoBehaviour) -> Refusal {
    Refusal::new(how.missing(), 1_002, "Sales Order does not exist.")
}
