//! What else somebody may want who looks at a product.

#![expect(unused_qualifications, reason = "utoipa's macro writes out the path of parameters")]

use axum::Json;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Path, Query, State};
use noor_core::recommendation::{Because, Recommended};
use noor_core::sku;
use noor_store::products;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::super::error::ErrorBody;
use super::super::{ApiError, Web};
use super::product_body::ProductBody;
use crate::app::recommend::{alternatives, complements};

/// Most products of each list, and how many there are unless others are asked for.
const MOST: usize = 20;
const USUAL: usize = 5;

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(in crate::http) struct Params {
    /// How many products of each list, 20 at the most.
    limit: Option<usize>,
}

/// What is recommended beside a product.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::http) struct RecommendationsBody {
    /// Something else instead of it, best first.
    alternatives: Vec<AlternativeBody>,
    /// What belongs to it, most important first, one product of each thing.
    complements: Vec<ComplementBody>,
}

/// Something else instead of a product.
#[derive(Debug, Serialize, ToSchema)]
struct AlternativeBody {
    /// The product.
    product: ProductBody,
    /// Why: `same_kind`, `cheaper`, `same_price`, `same_colour`, `same_material`, `near_size`,
    /// `shared_features`, `in_stock`.
    #[schema(value_type = Vec<String>, example = json!(["same_kind", "cheaper", "in_stock"]))]
    because: Vec<Because>,
}

/// Something that belongs to a product.
#[derive(Debug, Serialize, ToSchema)]
struct ComplementBody {
    /// The product.
    product: ProductBody,
    /// Why: `belongs_together`, `same_colour`, `same_material`, `in_stock`.
    #[schema(value_type = Vec<String>, example = json!(["belongs_together", "same_colour"]))]
    because: Vec<Because>,
    /// The family that belongs to it.
    #[schema(example = "chair")]
    family: Option<String>,
}

/// Alternatives to a product and what belongs to it, by its code in any spelling.
#[utoipa::path(
    get,
    path = "/api/v1/products/{sku}/recommendations",
    params(("sku" = String, Path, description = "The article code in any spelling"), Params),
    responses(
        (status = 200, body = RecommendationsBody),
        (status = 400, body = ErrorBody),
        (status = 401, body = ErrorBody),
        (status = 404, body = ErrorBody),
        (status = 503, body = ErrorBody),
    ),
)]
pub(super) async fn recommendations(
    State(web): State<Web>,
    Path(code): Path<String>,
    params: Result<Query<Params>, QueryRejection>,
) -> Result<Json<RecommendationsBody>, ApiError> {
    let Query(params) = params.map_err(|rejection| ApiError::Invalid(rejection.body_text()))?;
    let limit = params.limit.unwrap_or(USUAL).clamp(1, MOST);
    let hits = products::by_codes(&web.context.db, &[sku::key(&code)], 1).await?;
    let hit = hits.into_iter().find(|hit| hit.exact);
    let product =
        hit.ok_or_else(|| ApiError::NotFound(format!("no product has the code {code}")))?.product;
    let instead = alternatives(&web.context, &product, limit).await?;
    let beside = complements(&web.context, &product, limit).await?;
    Ok(Json(RecommendationsBody {
        alternatives: instead.into_iter().map(Into::into).collect(),
        complements: beside.into_iter().map(Into::into).collect(),
    }))
}

impl From<Recommended> for AlternativeBody {
    fn from(recommended: Recommended) -> Self {
        Self { product: recommended.product.into(), because: recommended.because }
    }
}

impl From<Recommended> for ComplementBody {
    fn from(recommended: Recommended) -> Self {
        let family = recommended.product.family.clone();
        Self { product: recommended.product.into(), because: recommended.because, family }
    }
}
