//! The control API's part for customers and sales orders.

use std::sync::Arc;

use axum::extract::State as Shared;
use axum::http::StatusCode;
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::control::Refusal;
use crate::world::World;
use crate::zoho::{ZohoCustomer, ZohoOrder, ZohoPackage};

pub(in crate::zoho) fn routes() -> Router<Arc<World>> {
    Router::new()
        .route("/customers", get(customers).post(put_customer))
        .route("/orders", get(orders))
        .route("/orders/status", post(set_status))
}

async fn customers(Shared(world): Shared<Arc<World>>) -> Json<Vec<ZohoCustomer>> {
    Json(world.zoho.customers())
}

async fn put_customer(
    Shared(world): Shared<Arc<World>>,
    Json(customer): Json<ZohoCustomer>,
) -> Result<Json<Value>, Refusal> {
    if customer.id.chars().any(|c| !c.is_ascii_digit()) {
        let why = format!("the id {:?} of {:?} is not made of digits", customer.id, customer.name);
        return Err(Refusal::bad_request(why));
    }
    Ok(Json(json!({ "id": world.zoho.put_customer(customer) })))
}

async fn orders(Shared(world): Shared<Arc<World>>) -> Json<Vec<ZohoOrder>> {
    Json(world.zoho.orders())
}

/// What is absent stays as it is.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Statuses {
    order: String,
    status: Option<String>,
    shipped_status: Option<String>,
    invoiced_status: Option<String>,
    paid_status: Option<String>,
    packages: Option<Vec<ZohoPackage>>,
}

async fn set_status(
    Shared(world): Shared<Arc<World>>,
    Json(wish): Json<Statuses>,
) -> Result<StatusCode, Refusal> {
    let found = world.zoho.amend_order(&wish.order, |order| {
        order.shipped_status = wish.shipped_status.unwrap_or_else(|| order.shipped_status.clone());
        order.invoiced_status =
            wish.invoiced_status.unwrap_or_else(|| order.invoiced_status.clone());
        order.packages = wish.packages.unwrap_or_else(|| order.packages.clone());
        order.paid_status = wish.paid_status.unwrap_or_else(|| order.paid_status.clone());
    });
    if !found {
        return Err(Refusal::not_found(format!("the order {}", wish.order)));
    }
    if let Some(status) = wish.status {
        world.zoho.set_order_status(&wish.order, &status);
    }
    Ok(StatusCode::NO_CONTENT)
}
