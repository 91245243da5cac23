//! What the inventory says of products: its item, how many there are, whether it may be sold. Only
//! these columns are written here, and nowhere else.

use chrono::{DateTime, Utc};
use sqlx::{PgConnection, PgPool};

/// An item of the inventory, by the lookup key of its code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StockItem {
    /// The lookup key (`noor_core::sku::key`).
    pub sku_key: String,
    /// The inventory's own id of it.
    pub id: String,
    /// Pieces that can be promised; `None` is unknown.
    pub stock: Option<u32>,
    /// Whether it may be sold.
    pub sellable: bool,
}

/// What a count changed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Items that belong to a product of the catalogue.
    pub matched: u64,
    /// Products that are different now.
    pub changed: u64,
}

/// Writes what the inventory says of items whose products are in the mirror. Safe to call twice.
///
/// # Errors
///
/// The database's own.
pub async fn count(
    db: &mut PgConnection,
    inventory: &str,
    items: &[StockItem],
    now: DateTime<Utc>,
) -> sqlx::Result<Counts> {
    let keys: Vec<&str> = items.iter().map(|item| item.sku_key.as_str()).collect();
    let ids: Vec<&str> = items.iter().map(|item| item.id.as_str()).collect();
    let pieces = |item: &StockItem| item.stock.map(|n| i32::try_from(n).unwrap_or(i32::MAX));
    let stock: Vec<Option<i32>> = items.iter().map(pieces).collect();
    let sellable: Vec<bool> = items.iter().map(|item| item.sellable).collect();
    let counts = sqlx::query!(
        r#"with given as (
               select * from unnest($1::text[], $2::text[], $3::int[], $4::bool[])
                          as g (sku_key, item_id, stock, sellable)
           ), matched as (
               -- In one order for everybody who writes, and never over a later count.
               select p.id, g.item_id, g.stock, g.sellable,
                      coalesce(p.counted_at <= $6, true) as later,
                      (p.inventory, p.item_id, p.stock_counted, p.sellable)
                          is distinct from ($5, g.item_id, g.stock, g.sellable)
                          and coalesce(p.counted_at <= $6, true) as differs
                 from given g join products p using (sku_key)
                order by p.id for update of p
           ), counted as (
               update products p
                  set inventory = $5, item_id = m.item_id, stock_counted = m.stock,
                      sellable = m.sellable, counted_at = $6
                 from matched m where p.id = m.id and m.later
           ), traced as (
               insert into product_lineage as l (product_id, inventory)
               select id, field_lineage(jsonb_build_object('item_id', item_id, 'stock', stock,
                                                           'sellable', sellable), '{}', $5, $6)
                 from matched where differs
               on conflict (product_id) do update
                   set inventory = kept_lineage(l.inventory, excluded.inventory)
           )
           select count(*) as "matched!", count(*) filter (where differs) as "changed!"
             from matched"#,
        &keys as &[&str],
        &ids as &[&str],
        &stock as &[Option<i32>],
        &sellable,
        inventory,
        now,
    )
    .fetch_one(db)
    .await?;
    let natural = |n: i64| u64::try_from(n).unwrap_or(0);
    Ok(Counts { matched: natural(counts.matched), changed: natural(counts.changed) })
}

/// Products that had an item, and those of them a complete walk did not see: what they would lose.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counted {
    /// Products with an item.
    pub items: i64,
    /// Those whose item was not seen.
    pub unseen: i64,
}

/// How many products have an item, and for how many of them a complete walk did not see one.
///
/// # Errors
///
/// The database's own.
pub async fn items_of(
    db: &mut PgConnection,
    inventory: &str,
    seen: &[String],
) -> sqlx::Result<Counted> {
    sqlx::query_as!(
        Counted,
        r#"select count(*) as "items!", count(*) filter (where not sku_key = any($2)) as "unseen!"
             from products where inventory = $1 and item_id is not null"#,
        inventory,
        seen,
    )
    .fetch_one(db)
    .await
}

/// After a complete walk: products without an item there have none, so they are shown and not quoted.
/// Returns how many lost theirs.
///
/// # Errors
///
/// The database's own.
pub async fn unmatched(
    db: &mut PgConnection,
    inventory: &str,
    seen: &[String],
    now: DateTime<Utc>,
) -> sqlx::Result<u64> {
    let lost = sqlx::query_scalar!(
        r#"with gone as (
               update products p
                  set inventory = $1, item_id = null, stock_counted = null, sellable = null,
                      counted_at = $3
                 from products old
                where old.id = p.id and not p.sku_key = any($2)
                  and (p.inventory is distinct from $1 or p.item_id is not null)
               returning p.id, old.item_id is not null as had_one
           ), traced as (
               update product_lineage l set inventory = '{}' from gone where gone.id = l.product_id
           )
           select count(*) filter (where had_one) as "lost!" from gone"#,
        inventory,
        seen,
        now,
    )
    .fetch_one(db)
    .await?;
    Ok(u64::try_from(lost).unwrap_or(0))
}

/// When an inventory last counted a product; `None` if none ever did, or none is in use.
///
/// # Errors
///
/// The database's own.
pub async fn last_count(db: &mut PgConnection) -> sqlx::Result<Option<DateTime<Utc>>> {
    sqlx::query_scalar!("select max(counted_at) from products where inventory is not null")
        .fetch_one(db)
        .await
}

/// Takes an inventory out of use that the shop no longer has: the catalogue's own figures stand again.
///
/// # Errors
///
/// The database's own.
pub async fn forget_inventory(db: &mut PgConnection) -> sqlx::Result<u64> {
    let done = sqlx::query!(
        "with freed as (
             update products
                set inventory = null, item_id = null, stock_counted = null, sellable = null,
                    counted_at = null
              where inventory is not null returning id)
         update product_lineage l set inventory = '{}' from freed where freed.id = l.product_id"
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected())
}

/// What is known of a product's item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownItem {
    /// The product's lookup key.
    pub sku_key: String,
    /// The inventory's own id of it.
    pub id: String,
    /// When it was counted.
    pub counted_at: Option<DateTime<Utc>>,
}

/// The items of products, by their lookup keys; products without one are left out.
///
/// # Errors
///
/// The database's own.
pub async fn items(db: &PgPool, inventory: &str, keys: &[String]) -> sqlx::Result<Vec<KnownItem>> {
    sqlx::query_as!(
        KnownItem,
        r#"select sku_key, item_id as "id!", counted_at from products
            where sku_key = any($2) and inventory = $1 and item_id is not null"#,
        inventory,
        keys,
    )
    .fetch_all(db)
    .await
}
