//! The REST API, split by who may call it.

mod facets;
mod filters;
pub mod health;
mod knowledge;
mod product_body;
mod products;
mod recommendations;
mod search;

use axum::extract::{Request, State};
use axum::http::header;
use axum::middleware::{Next, from_fn_with_state};
use axum::response::Response;
use utoipa::OpenApi;
use utoipa::openapi::OpenApi as Description;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::webhooks::same_secret;
use super::{ApiError, Web};

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Noor",
        description = "AI sales assistant for WhatsApp: what programs can ask it.",
        license(name = "MIT"),
    ),
    servers((url = "/")),
)]
struct Api;

/// What the API is called and how it is described.
pub(super) fn description() -> Description {
    Api::openapi()
}

/// Open to everybody.
pub(super) fn public() -> OpenApiRouter<Web> {
    OpenApiRouter::new().routes(routes!(health::health))
}

/// Only with the API key.
pub(super) fn keyed(web: &Web) -> OpenApiRouter<Web> {
    OpenApiRouter::new()
        .routes(routes!(search::search))
        .routes(routes!(products::product))
        .routes(routes!(knowledge::search))
        .routes(routes!(recommendations::recommendations))
        .layer(from_fn_with_state(web.clone(), needs_key))
}

async fn needs_key(
    State(web): State<Web>,
    request: Request,
    next: Next,
) -> Result<Response, ApiError> {
    let headers = request.headers();
    let bearer = headers
        .get(header::AUTHORIZATION)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.strip_prefix("Bearer "));
    let given = bearer.or_else(|| headers.get("x-api-key").and_then(|value| value.to_str().ok()));
    let allowed = match (&web.gate.api_key, given) {
        (Some(ours), Some(given)) => same_secret(given, ours),
        (Some(_), None) => false,
        (None, _) => web.gate.development,
    };
    if allowed { Ok(next.run(request).await) } else { Err(ApiError::Unauthorized) }
}
