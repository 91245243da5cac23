//! Finding products by their codes.

use noor_core::product::Product;
use sqlx::PgPool;

use super::row::product;

/// A product found by a code.
#[derive(Debug, Clone)]
pub struct ByCode {
    /// The key that was looked up.
    pub key: String,
    /// Whether it is the whole code and not only its beginning.
    pub exact: bool,
    /// The product. Only an exact one may be off the shelf.
    pub product: Product,
}

/// Looks up codes: the product with that very key, else up to `variants` whose key begins with it.
///
/// # Errors
///
/// The database's own.
pub async fn by_codes(db: &PgPool, keys: &[String], variants: i64) -> sqlx::Result<Vec<ByCode>> {
    let rows = sqlx::query!(
        r#"select k.key as "key!", p.sku_key = k.key as "exact!", p.sku, p.name_en, p.name_ar,
                  p.description_en, p.description_ar, p.categories, p.family, p.subtype, p.colours,
                  p.materials, p.width_mm, p.depth_mm, p.height_mm, p.length_mm, p.price,
                  p.currency, p.price_basis, p.stock, p.active, p.images, p.attributes, p.capacity,
                  p.url
             from unnest($1::text[]) with ordinality as k (key, place)
            cross join lateral (
                  select * from products s
                   where k.key <> '' and s.sku_key collate "C" >= k.key and s.sku_key collate "C" < k.key || chr(1114111)
                     and (s.sku_key = k.key or s.active)
                   order by s.sku_key collate "C" limit $2::bigint + 1) p
            order by k.place, p.sku_key"#,
        keys,
        variants,
    )
    .fetch_all(db)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| ByCode { product: product!(row), key: row.key, exact: row.exact })
        .collect())
}
