//! Searching the products of the mirror.

use axum::Json;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use noor_core::dialogue::findings::Trait;
use noor_core::understanding::Wish;
use serde::Serialize;
use utoipa::ToSchema;

use super::super::error::ErrorBody;
use super::super::{ApiError, Web};
use super::facets::Facets;
use super::filters::SearchParams;
use super::product_body::ProductBody;
use crate::app::search::ranked::{By, Ranked};
use crate::app::search::text::by_text;

/// Most products of one answer, and how many there are unless more are asked for.
const MOST: usize = 50;
const USUAL: usize = 10;
/// Most products that are counted for facets, or that pages are cut from.
const COUNTED: usize = 500;
/// So many the first pages are cut from: each from the same list, so that they follow each other.
const NEAR: usize = 50;

/// What a search found.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::http) struct FoundBody {
    /// How the text was read, one entry for each kind of thing: families, kinds, colours, limits,
    /// features, and words that may be names.
    #[schema(value_type = Vec<Object>)]
    read: Vec<Wish>,
    /// Best first.
    products: Vec<FoundProductBody>,
    /// What was found by its traits, where that was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    facets: Option<Facets>,
}

/// A product that was found, and why it stands where it does.
#[derive(Debug, Serialize, ToSchema)]
struct FoundProductBody {
    #[serde(flatten)]
    product: ProductBody,
    why: WhyBody,
}

/// Why a product stands where it does.
#[derive(Debug, Serialize, ToSchema)]
struct WhyBody {
    /// What found it.
    by: By,
    /// Which of the things in `read` it is for, counted from 0; absent where it is for the whole text.
    #[serde(skip_serializing_if = "Option::is_none")]
    thing: Option<usize>,
    /// Words of the text that stand in it.
    words: Vec<String>,
    /// Words of the text that nobody knows and that do not stand in it either: what it may not be.
    unmet: Vec<String>,
    /// What was asked for and let go, since nothing had all of it: `feature`, `kind`.
    #[schema(value_type = Vec<String>)]
    gave_way: Vec<Trait>,
    /// Its place by traits and words alone, counted from 1, among what is for the same thing.
    place: usize,
    /// How near its meaning is to the text's, up to 1; absent without an embedder.
    #[serde(skip_serializing_if = "Option::is_none")]
    similarity: Option<f32>,
}

impl From<Ranked> for FoundProductBody {
    fn from(ranked: Ranked) -> Self {
        let Ranked { hit, by, thing, unmet, gave_way, place, similarity } = ranked;
        let why = WhyBody { by, thing, words: hit.met, unmet, gave_way, place, similarity };
        Self { product: hit.product.into(), why }
    }
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
    let among = params.wish(&web.context).await?;
    let limit = params.limit.unwrap_or(USUAL).clamp(1, MOST);
    let near = !params.facets && params.offset + limit <= NEAR;
    let wanted = if near { NEAR } else { COUNTED };
    let results = by_text(&web.context, &params.q, &among, wanted).await?;
    let all = results.found.iter().map(|it| &it.hit.product);
    let facets = params.facets.then(|| Facets::of(all, COUNTED));
    let page = results.found.into_iter().skip(params.offset).take(limit);
    let products = page.map(Into::into).collect();
    Ok(Json(FoundBody { read: results.read.wishes, products, facets }))
}
