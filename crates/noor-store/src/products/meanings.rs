//! What products mean and what they are filtered by, for stores of vectors.

use rust_decimal::Decimal;
use sqlx::PgPool;

/// A product on offer, as far as its meaning and its traits go.
#[derive(Debug, Clone)]
pub struct Meant {
    /// Where it stands in the order of all.
    pub id: i64,
    /// The lookup key of its code.
    pub sku_key: String,
    /// Its name in English.
    pub name_en: Option<String>,
    /// Its name in Arabic.
    pub name_ar: Option<String>,
    /// What it is, in English.
    pub description_en: Option<String>,
    /// What it is, in Arabic.
    pub description_ar: Option<String>,
    /// Where it is kept, most general first.
    pub categories: Vec<String>,
    /// Its family.
    pub family: Option<String>,
    /// Its colours.
    pub colours: Vec<String>,
    /// Its materials.
    pub materials: Vec<String>,
    /// What it has or is made for.
    pub features: Vec<String>,
    /// Its price, if it has one.
    pub price: Option<Decimal>,
    /// Three letters.
    pub currency: Option<String>,
    /// Whether it is known to be in stock.
    pub in_stock: bool,
}

/// Products on offer after `after`, in the order of their ids, at most `limit`.
///
/// # Errors
///
/// The database's own.
pub async fn meanings(db: &PgPool, after: i64, limit: i64) -> sqlx::Result<Vec<Meant>> {
    sqlx::query_as!(
        Meant,
        r#"select id, sku_key, name_en, name_ar, description_en, description_ar, categories, family,
                  colours, materials, features, price, currency,
                  coalesce(stock > 0, false) as "in_stock!"
             from products where active and id > $1 order by id limit $2"#,
        after,
        limit,
    )
    .fetch_all(db)
    .await
}
