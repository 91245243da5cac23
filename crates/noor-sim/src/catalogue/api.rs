//! `GET /api/catalog?action=…`: the four questions and their answers.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Query, RawQuery, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{CatalogueProduct, Shelf, file};
use crate::lock;
use crate::world::World;

/// Products a page unless `limit` names another number, and the most it may name.
const PAGE: usize = 100;

#[derive(Deserialize)]
pub(super) struct Question {
    action: Option<String>,
    #[serde(default)]
    slug: String,
    limit: Option<usize>,
    offset: Option<usize>,
}

/// The API at its old place, which may have moved.
pub(super) async fn answer(
    State(world): State<Arc<World>>,
    RawQuery(query): RawQuery,
    question: Query<Question>,
) -> Response {
    if lock(&world.catalogue.inner.shelf).redirects {
        let base = &world.catalogue.inner.base;
        let to = format!("{base}/catalogue/moved/api/catalog?{}", query.unwrap_or_default());
        if let Ok(to) = HeaderValue::from_str(&to) {
            return (StatusCode::PERMANENT_REDIRECT, [(header::LOCATION, to)]).into_response();
        }
    }
    answer_moved(State(world), question).await
}

/// The API at the place it answers from in any case.
pub(super) async fn answer_moved(
    State(world): State<Arc<World>>,
    Query(question): Query<Question>,
) -> Response {
    let shelf = lock(&world.catalogue.inner.shelf);
    match question.action.as_deref() {
        Some("stats") => Json(stats(&shelf)).into_response(),
        Some("categories") => Json(json!({ "categories": shelf.categories })).into_response(),
        Some("category_products") => page(&shelf, &question),
        Some("product") => match shelf.by_slug.get(&question.slug) {
            Some(place) => {
                Json(json!({ "product": in_full(&shelf.products[*place]) })).into_response()
            }
            None => problem(StatusCode::NOT_FOUND, "Product not found"),
        },
        Some(_) | None => problem(StatusCode::BAD_REQUEST, "Invalid action"),
    }
}

fn problem(status: StatusCode, message: &str) -> Response {
    (status, Json(json!({ "error": message }))).into_response()
}

fn stats(shelf: &Shelf) -> Value {
    let children: usize = shelf.categories.iter().map(|category| category.children.len()).sum();
    let in_stock = shelf.products.iter().filter(|product| product.in_stock).count();
    json!({
        "totalProducts": shelf.products.len(),
        "inStock": in_stock,
        "categories": shelf.categories.len(),
        "subcategories": children,
    })
}

fn page(shelf: &Shelf, question: &Question) -> Response {
    let offset = question.offset.unwrap_or(0);
    let limit = question.limit.unwrap_or(PAGE).clamp(1, PAGE);
    if shelf.failing.contains(&(question.slug.clone(), offset)) {
        return problem(StatusCode::INTERNAL_SERVER_ERROR, "Internal server error");
    }
    let Some(places) = shelf.by_category.get(&question.slug) else {
        return problem(StatusCode::NOT_FOUND, "Category not found");
    };
    let rows = places.iter().skip(offset).take(limit);
    let products: Vec<Value> = rows.map(|place| in_brief(&shelf.products[*place])).collect();
    let has_more = offset + products.len() < places.len();
    Json(json!({
        "products": products,
        "total": places.len(),
        "limit": limit,
        "offset": offset,
        "hasMore": has_more,
    }))
    .into_response()
}

fn in_brief(product: &CatalogueProduct) -> Value {
    let parent = file::slug(&product.category);
    let (category, slug) = match &product.subcategory {
        Some(child) => (child, format!("{parent}-{}", file::slug(child))),
        None => (&product.category, parent),
    };
    json!({
        "slug": product.slug,
        "sku": product.sku,
        "name": product.name,
        "price": product.price,
        "salePrice": product.sale_price,
        "onSale": product.sale_price.is_some(),
        "currency": product.currency,
        "priceExclVAT": true,
        "brand": product.brand,
        "inStock": product.in_stock,
        "stockQuantity": product.stock_quantity,
        "weight": product.weight,
        "category": category,
        "categorySlug": slug,
        "image": product.images.first(),
        "url": product.url,
    })
}

fn in_full(product: &CatalogueProduct) -> Value {
    let mut full = in_brief(product);
    let images: Vec<Value> = product.images.iter().map(|url| json!({ "url": url })).collect();
    let first_sentence = product.description.split_inclusive('.').next().unwrap_or_default();
    full["description"] = json!(product.description);
    full["shortDescription"] = json!(first_sentence);
    full["parentCategory"] = json!(product.category);
    full["parentCategorySlug"] = json!(file::slug(&product.category));
    full["manufacturer"] = json!(product.brand);
    full["features"] = json!(product.features);
    full["specifications"] = json!(product.specifications);
    full["images"] = json!(images);
    full
}
