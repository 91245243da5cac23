//! Products of the mirror.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::{Path, State};
use chrono::{DateTime, Utc};
use noor_core::product::{Product, SizeMm};
use noor_core::sku;
use noor_store::products::{self, FieldLineage, Standing};
use serde::Serialize;
use utoipa::ToSchema;

use super::super::error::ErrorBody;
use super::super::{ApiError, Web};
use super::product_body::ProductBody;

/// All that is known of a product.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct DetailBody {
    #[serde(flatten)]
    product: ProductBody,
    /// What it is, in English, if the catalogue says.
    description_en: Option<String>,
    /// What it is, in Arabic, if the catalogue says.
    description_ar: Option<String>,
    /// Where it is kept, most general first.
    categories: Vec<String>,
    /// Its kind within the family.
    kind: Option<String>,
    /// Its materials.
    materials: Vec<String>,
    /// What it has or is made for; sets have `+chair:4`.
    features: Vec<String>,
    /// Its outer sizes.
    size_mm: SizeBody,
    /// How many people it seats, only where a person entered it.
    capacity: Option<u32>,
    /// Further facts by their names.
    attributes: BTreeMap<String, String>,
    /// Its own page.
    url: Option<String>,
    /// Whether it may be quoted: it is offered, has a price and, with an inventory, an item.
    quotable: bool,
    /// The inventory that counts it, if there is one.
    inventory: Option<String>,
    /// Its item there.
    item_id: Option<String>,
    /// Where each field comes from.
    lineage: BTreeMap<String, LineageBody>,
}

/// Sizes in millimetres; an absent one is not known.
#[derive(Debug, Serialize, ToSchema)]
struct SizeBody {
    width: Option<u32>,
    depth: Option<u32>,
    height: Option<u32>,
    length: Option<u32>,
}

/// Where a field comes from.
#[derive(Debug, Serialize, ToSchema)]
struct LineageBody {
    /// Who said it: a catalogue or an inventory, or `lexicon` for what was read out of its words.
    source: String,
    /// Since when it is what it is.
    at: DateTime<Utc>,
    /// Of its value, to tell whether it changed.
    hash: String,
}

impl DetailBody {
    fn of(product: Product, standing: Standing) -> Self {
        let SizeMm { width, depth, height, length } = product.size;
        let from =
            |(field, FieldLineage { source, at, hash })| (field, LineageBody { source, at, hash });
        Self {
            description_en: product.description.en.clone(),
            description_ar: product.description.ar.clone(),
            categories: product.categories.clone(),
            kind: product.subtype.clone(),
            materials: product.materials.clone(),
            features: standing.features,
            size_mm: SizeBody { width, depth, height, length },
            capacity: product.capacity,
            attributes: product.attributes.clone(),
            url: product.url.clone(),
            quotable: standing.quotable,
            inventory: standing.inventory,
            item_id: standing.item_id,
            lineage: standing.lineage.into_iter().map(from).collect(),
            product: product.into(),
        }
    }
}

/// One product, by its code in any spelling.
#[utoipa::path(
    get,
    path = "/api/v1/products/{sku}",
    params(("sku" = String, Path, description = "The article code in any spelling")),
    responses(
        (status = 200, body = DetailBody),
        (status = 401, body = ErrorBody),
        (status = 404, body = ErrorBody),
        (status = 503, body = ErrorBody),
    ),
)]
pub(super) async fn product(
    State(web): State<Web>,
    Path(code): Path<String>,
) -> Result<Json<DetailBody>, ApiError> {
    let (db, key) = (&web.context.db, sku::key(&code));
    let hits = products::by_codes(db, std::slice::from_ref(&key), 1).await?;
    let product = hits.into_iter().find(|hit| hit.exact).map(|hit| hit.product);
    match product.zip(products::standing(db, &key).await?) {
        Some((product, standing)) => Ok(Json(DetailBody::of(product, standing))),
        None => Err(ApiError::NotFound(format!("no product has the code {code}"))),
    }
}
