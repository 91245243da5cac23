//! The catalogue's part of the control API.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::{get, post, put};
use axum::{Json, Router};
use serde::Deserialize;

use super::{Amendment, CatalogueProduct, read_products};
use crate::control::Refusal;
use crate::world::World;

pub(crate) fn routes() -> Router<Arc<World>> {
    Router::new()
        .route("/products", get(products).put(set_products))
        .route("/amend", post(amend))
        .route("/fail-page", post(fail_page))
        .route("/redirect", put(redirect))
}

async fn products(State(world): State<Arc<World>>) -> Json<Vec<CatalogueProduct>> {
    Json(world.catalogue.products())
}

/// The body is a catalogue file of JSON lines.
async fn set_products(
    State(world): State<Arc<World>>,
    body: String,
) -> Result<StatusCode, Refusal> {
    let products = read_products(&body).map_err(|why| Refusal::bad_request(format!("{why:#}")))?;
    world.catalogue.set_products(products);
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Deserialize)]
struct Amend {
    product: String,
    amendment: Amendment,
}

async fn amend(
    State(world): State<Arc<World>>,
    Json(amend): Json<Amend>,
) -> Result<StatusCode, Refusal> {
    if world.catalogue.amend(&amend.product, &amend.amendment) {
        Ok(StatusCode::NO_CONTENT)
    } else {
        Err(Refusal::not_found(&amend.product))
    }
}

#[derive(Deserialize)]
struct FailPage {
    category: String,
    offset: usize,
}

async fn fail_page(State(world): State<Arc<World>>, Json(page): Json<FailPage>) -> StatusCode {
    world.catalogue.fail_page(&page.category, page.offset);
    StatusCode::NO_CONTENT
}

#[derive(Deserialize)]
struct Redirect {
    on: bool,
}

async fn redirect(State(world): State<Arc<World>>, Json(redirect): Json<Redirect>) -> StatusCode {
    world.catalogue.redirect(redirect.on);
    StatusCode::NO_CONTENT
}
