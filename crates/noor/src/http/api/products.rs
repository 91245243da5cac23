//! Products of the mirror.

use axum::Json;
use axum::extract::{Path, State};
use noor_core::sku;
use noor_store::products;

use super::super::error::ErrorBody;
use super::super::{ApiError, Web};
use super::product_body::ProductBody;

/// One product, by its code in any spelling.
#[utoipa::path(
    get,
    path = "/api/v1/products/{sku}",
    params(("sku" = String, Path, description = "The article code in any spelling")),
    responses(
        (status = 200, body = ProductBody),
        (status = 401, body = ErrorBody),
        (status = 404, body = ErrorBody),
        (status = 503, body = ErrorBody),
    ),
)]
pub(super) async fn product(
    State(web): State<Web>,
    Path(code): Path<String>,
) -> Result<Json<ProductBody>, ApiError> {
    let hits = products::by_codes(&web.context.db, &[sku::key(&code)], 1).await?;
    match hits.into_iter().find(|hit| hit.exact) {
        Some(hit) => Ok(Json(hit.product.into())),
        None => Err(ApiError::NotFound(format!("no product has the code {code}"))),
    }
}
