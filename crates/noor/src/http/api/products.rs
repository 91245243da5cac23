//! Products of the mirror.

#![expect(unused_qualifications, reason = "utoipa's macro writes out the path of parameters")]

use axum::Json;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Path, Query, State};
use noor_core::sku;
use noor_core::understanding::Wish;
use noor_store::products;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::super::error::ErrorBody;
use super::super::{ApiError, Web};
use super::product_body::ProductBody;
use crate::app::search::text::by_text;

/// Longest text that is searched for, in characters.
const LONGEST: usize = 1_000;
/// Most products of one answer, and how many there are unless more are asked for.
const MOST: usize = 50;
const USUAL: usize = 10;

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

/// What is searched for. Filters go before what the text says of the same trait.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(in crate::http) struct SearchParams {
    /// What somebody would type, in English, Arabic or Arabizi: "black office chair under 400".
    #[serde(default)]
    #[param(example = "black office chair under 400")]
    q: String,
    /// Canonical families, apart by commas: `chair,sofa`.
    #[serde(default)]
    family: String,
    /// Canonical kinds within them: `executive`.
    #[serde(default)]
    kind: String,
    /// Canonical colours, one of which is on it.
    #[serde(default)]
    colour: String,
    /// Canonical materials, one of which is in it.
    #[serde(default)]
    material: String,
    /// Canonical features, all of which it has: `armrests,wheels`.
    #[serde(default)]
    feature: String,
    /// Lowest price without VAT.
    #[param(value_type = Option<String>)]
    price_min: Option<Decimal>,
    /// Highest price without VAT.
    #[param(value_type = Option<String>)]
    price_max: Option<Decimal>,
    /// Only what is known to be in stock.
    #[serde(default)]
    in_stock: bool,
    /// How many products, 50 at the most.
    limit: Option<usize>,
}

/// What a search found.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::http) struct FoundBody {
    /// How the text was read, one entry for each kind of thing: families, kinds, colours, limits,
    /// features, and words that may be names.
    #[schema(value_type = Vec<Object>)]
    read: Vec<Wish>,
    /// Best first.
    products: Vec<ProductBody>,
}

/// Products by a free text and filters, best first. Nothing found is an empty list.
#[utoipa::path(
    get,
    path = "/api/v1/products/search",
    params(SearchParams),
    responses(
        (status = 200, body = FoundBody),
        (status = 400, body = ErrorBody),
        (status = 401, body = ErrorBody),
        (status = 503, body = ErrorBody),
    ),
)]
pub(super) async fn search(
    State(web): State<Web>,
    params: Result<Query<SearchParams>, QueryRejection>,
) -> Result<Json<FoundBody>, ApiError> {
    let Query(params) = params.map_err(|rejection| ApiError::Invalid(rejection.body_text()))?;
    let among = params.filters()?;
    let limit = params.limit.unwrap_or(USUAL).clamp(1, MOST);
    let found = by_text(&web.context, &params.q, &among, limit).await?;
    let products = found.hits.into_iter().map(|hit| hit.product.into()).collect();
    Ok(Json(FoundBody { read: found.read.wishes, products }))
}

impl SearchParams {
    fn filters(&self) -> Result<Wish, ApiError> {
        let length = self.q.chars().count();
        if length > LONGEST {
            let problem = format!("q has {length} characters; {LONGEST} are the most");
            return Err(ApiError::Invalid(problem));
        }
        let below = |price: Option<Decimal>| price.is_some_and(|price| price.is_sign_negative());
        if below(self.price_min) || below(self.price_max) {
            return Err(ApiError::Invalid("a price is 0 or more".to_owned()));
        }
        let bounds = self.price_min.zip(self.price_max);
        if let Some((min, max)) = bounds.filter(|(min, max)| min > max) {
            let problem =
                format!("price_min {min} is above price_max {max}: nothing can be between");
            return Err(ApiError::Invalid(problem));
        }
        let list = |words: &str| -> Vec<String> {
            let words = words.split(',').map(str::trim).filter(|word| !word.is_empty());
            words.map(str::to_owned).collect()
        };
        Ok(Wish {
            families: list(&self.family),
            subtypes: list(&self.kind),
            colours: list(&self.colour),
            materials: list(&self.material),
            features: list(&self.feature),
            price_min: self.price_min,
            price_max: self.price_max,
            in_stock: self.in_stock,
            ..Wish::default()
        })
    }
}
