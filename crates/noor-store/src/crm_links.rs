//! What ours is called elsewhere: a customer's contact, a conversation's deal, a quotation's order.

use chrono::{DateTime, Utc};
use sqlx::PgPool;

/// Something of ours that a vendor knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ours<'a> {
    /// The vendor.
    pub vendor: &'a str,
    /// What it is there: `contact`, `deal`, `customer`, `order`.
    pub kind: &'a str,
    /// What it is here: a customer's or a conversation's id, a quotation's number.
    pub subject: &'a str,
}

/// The vendor's id of it; `None` if it was not found or written there yet.
///
/// # Errors
///
/// The database's own.
pub async fn find(db: &PgPool, ours: Ours<'_>) -> sqlx::Result<Option<String>> {
    sqlx::query_scalar!(
        "select remote_id from crm_links where vendor = $1 and kind = $2 and subject = $3",
        ours.vendor,
        ours.kind,
        ours.subject,
    )
    .fetch_optional(db)
    .await
}

/// Keeps the vendor's id of it, in the place of another.
///
/// # Errors
///
/// The database's own.
pub async fn keep(
    db: &PgPool,
    ours: Ours<'_>,
    remote_id: &str,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into crm_links (vendor, kind, subject, remote_id, linked_at)
         values ($1, $2, $3, $4, $5)
         on conflict (vendor, kind, subject) do update
            set remote_id = excluded.remote_id, linked_at = excluded.linked_at",
        ours.vendor,
        ours.kind,
        ours.subject,
        remote_id,
        now,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Forgets the vendor's id of something that is not there any more.
///
/// # Errors
///
/// The database's own.
pub async fn forget(db: &PgPool, ours: Ours<'_>) -> sqlx::Result<()> {
    sqlx::query!(
        "delete from crm_links where vendor = $1 and kind = $2 and subject = $3",
        ours.vendor,
        ours.kind,
        ours.subject,
    )
    .execute(db)
    .await?;
    Ok(())
}
