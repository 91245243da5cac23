//! The walks through catalogue and inventory: what each of them changed, and what it read that the
//! next one need not ask for again.

use chrono::{DateTime, Utc};
use serde_json::Value;
use sqlx::{PgConnection, PgPool};
use uuid::Uuid;

use super::Loaded;

/// One finished walk through a source.
#[derive(Debug, Clone)]
pub struct SyncRecord {
    /// Its id.
    pub id: Uuid,
    /// The source's name.
    pub source: String,
    /// When it began.
    pub started_at: DateTime<Utc>,
    /// When it ended.
    pub finished_at: DateTime<Utc>,
    /// Whether everything was seen.
    pub complete: bool,
    /// What it changed.
    pub loaded: Loaded,
    /// What it took off the shelf.
    pub removed: u64,
    /// What was missing and stays nevertheless, since more than half was.
    pub kept: u64,
    /// Rows that were not loaded: `[{"at": …, "reason": …}]`.
    pub rejected: Value,
}

/// Keeps the summary of a walk.
///
/// # Errors
///
/// The database's own.
pub async fn record_sync(db: &mut PgConnection, sync: &SyncRecord) -> sqlx::Result<()> {
    let int = |n: u32| i32::try_from(n).unwrap_or(i32::MAX);
    sqlx::query!(
        "insert into catalogue_syncs (id, source, started_at, finished_at, complete,
                                      added, changed, unchanged, removed, kept, rejected)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        sync.id,
        sync.source,
        sync.started_at,
        sync.finished_at,
        sync.complete,
        int(sync.loaded.added),
        int(sync.loaded.changed),
        int(sync.loaded.unchanged),
        i32::try_from(sync.removed).unwrap_or(i32::MAX),
        i32::try_from(sync.kept).unwrap_or(i32::MAX),
        sync.rejected,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// When the last walk ended that saw everything of `source`.
///
/// # Errors
///
/// The database's own.
pub async fn last_whole_walk(db: &PgPool, source: &str) -> sqlx::Result<Option<DateTime<Utc>>> {
    sqlx::query_scalar!(
        "select max(finished_at) from catalogue_syncs where source = $1 and complete",
        source,
    )
    .fetch_one(db)
    .await
}

/// A page of a source that was read since `since` for this version of its entry.
///
/// # Errors
///
/// The database's own.
pub async fn kept_page(
    db: &PgPool,
    source: &str,
    key: &str,
    version: &str,
    since: DateTime<Utc>,
) -> sqlx::Result<Option<Value>> {
    sqlx::query_scalar!(
        "select page from source_pages
          where source = $1 and key = $2 and version = $3 and read_at >= $4",
        source,
        key,
        version,
        since,
    )
    .fetch_optional(db)
    .await
}

/// Keeps a page of a source, in place of the one before.
///
/// # Errors
///
/// The database's own.
pub async fn keep_page(
    db: &PgPool,
    source: &str,
    key: &str,
    version: &str,
    page: &Value,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into source_pages (source, key, version, page, read_at) values ($1, $2, $3, $4, $5)
         on conflict (source, key) do update
            set version = excluded.version, page = excluded.page, read_at = excluded.read_at",
        source,
        key,
        version,
        page,
        now,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Forgets pages that no walk has asked for since `before`.
///
/// # Errors
///
/// The database's own.
pub async fn forget_pages(db: &PgPool, source: &str, before: DateTime<Utc>) -> sqlx::Result<u64> {
    let done =
        sqlx::query!("delete from source_pages where source = $1 and read_at < $2", source, before)
            .execute(db)
            .await?;
    Ok(done.rows_affected())
}
