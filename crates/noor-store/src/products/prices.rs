//! Prices that are asked for one by one.

use chrono::{DateTime, Utc};
use noor_core::money::Money;
use rust_decimal::Decimal;
use sqlx::{PgConnection, PgPool};

/// A product that its catalogue can be asked for alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownPage {
    /// The product's lookup key.
    pub sku_key: String,
    /// What the catalogue calls its page.
    pub page: String,
    /// When its price was last asked for by itself.
    pub checked_at: Option<DateTime<Utc>>,
}

/// The pages of products that a source wrote, by their lookup keys; products without one are left out.
///
/// # Errors
///
/// The database's own.
pub async fn pages(db: &PgPool, source: &str, keys: &[String]) -> sqlx::Result<Vec<KnownPage>> {
    sqlx::query_as!(
        KnownPage,
        r#"select sku_key, source_page as "page!", price_checked_at as checked_at from products
            where sku_key = any($2) and source = $1 and source_page is not null"#,
        source,
        keys,
    )
    .fetch_all(db)
    .await
}

/// Keeps prices as the catalogue said them at a moment, but for rows that a later walk wrote. Returns
/// how many are another than before.
///
/// # Errors
///
/// The database's own.
pub async fn keep_prices(
    db: &mut PgConnection,
    source: &str,
    prices: &[(String, Option<Money>)],
    at: DateTime<Utc>,
) -> sqlx::Result<u64> {
    let keys: Vec<&str> = prices.iter().map(|(key, _)| key.as_str()).collect();
    let amounts: Vec<Option<Decimal>> =
        prices.iter().map(|(_, price)| price.map(|price| price.amount)).collect();
    let currencies: Vec<Option<&str>> =
        prices.iter().map(|(_, price)| price.as_ref().map(|price| price.currency.code())).collect();
    let changed = sqlx::query_scalar!(
        r#"with told as (
               select p.id, t.price, t.currency,
                      (p.price, p.currency) is distinct from (t.price, t.currency) as differs
                 from products p
                 join unnest($1::text[], $2::numeric[], $3::text[]) as t (sku_key, price, currency)
                using (sku_key)
                where p.source = $4 and p.updated_at <= $5
           ), kept as (
               -- The next walk finds another row than it wrote, and writes its own.
               update products p
                  set price = t.price, currency = t.currency, price_checked_at = $5,
                      content_hash = case when t.differs then '' else p.content_hash end
                 from told t where t.id = p.id
           ), traced as (
               insert into product_lineage as l (product_id, catalogue)
               select id, field_lineage(jsonb_build_object('price', price, 'currency', currency), '{}',
                                        $4, $5)
                 from told where differs
               on conflict (product_id) do update
                   set catalogue = l.catalogue || kept_lineage(l.catalogue, excluded.catalogue)
           )
           select count(*) filter (where differs) as "changed!" from told"#,
        &keys as &[&str],
        &amounts as &[Option<Decimal>],
        &currencies as &[Option<&str>],
        source,
        at,
    )
    .fetch_one(db)
    .await?;
    Ok(u64::try_from(changed).unwrap_or(0))
}

/// The highest price on the shelf in a currency, of a family or of one product by its lookup key if
/// that is asked for; `None` where nothing of it has a price.
///
/// # Errors
///
/// The database's own.
pub async fn highest_price(
    db: &PgPool,
    currency: &str,
    family: Option<&str>,
    sku_key: Option<&str>,
) -> sqlx::Result<Option<Decimal>> {
    sqlx::query_scalar!(
        "select max(price) from products
          where active and currency = $1 and price > 0
            and ($2::text is null or family = $2) and ($3::text is null or sku_key = $3)",
        currency,
        family,
        sku_key,
    )
    .fetch_one(db)
    .await
}
