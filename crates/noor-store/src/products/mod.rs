//! The mirror of the catalogue: loading it, finding rows in it, and keeping its pictures.

mod codes;
mod facets;
mod inventory;
mod lineage;
mod meanings;
mod mirror;
mod pictures;
mod prices;
mod row;
mod search;
mod walks;

use sqlx::PgPool;

pub use codes::{ByCode, by_codes};
pub use facets::{Facet, is_used};
pub use inventory::{
    Counted, Counts, KnownItem, StockItem, count, forget_inventory, items, items_of, last_count,
    unmatched,
};
pub use lineage::{FieldLineage, Lineage, Standing, standing};
pub use meanings::{Meant, meanings};
pub use mirror::{Loaded, Mirrored, deactivate_unseen, load, unseen, without_price};
pub use pictures::{
    DuePicture, PictureBody, PictureFile, ReadyPicture, forget_pictures, note_pictures, picture,
    picture_broken, picture_fetched, ready_pictures, take_due_pictures,
};
pub use prices::{KnownPage, highest_price, keep_prices, pages};
pub use search::{Filter, Hit, People, Similar, Sound, Words, search};
pub use walks::{SyncRecord, forget_pages, keep_page, kept_page, last_whole_walk, record_sync};

/// How many products are offered.
///
/// # Errors
///
/// The database's own.
pub async fn count_active(db: &PgPool) -> sqlx::Result<i64> {
    sqlx::query_scalar!(r#"select count(*) as "n!" from products where active"#).fetch_one(db).await
}

/// The families on offer, those with most products first.
///
/// # Errors
///
/// The database's own.
pub async fn families(db: &PgPool, limit: i64) -> sqlx::Result<Vec<String>> {
    sqlx::query_scalar!(
        r#"select family as "family!" from products where active and family is not null
            group by family order by count(*) desc, family limit $1"#,
        limit,
    )
    .fetch_all(db)
    .await
}
