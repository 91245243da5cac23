//! What is kept for a while only: raw deliveries, reports about our messages, journals of turns.
//!
//! Conversations, their messages and what was answered are the shop's own and stay.

use chrono::{DateTime, Utc};
use sqlx::PgPool;

/// Deletes up to `limit` raw deliveries and as many reports about our messages that came before
/// `before`. Returns the larger of the two numbers: below `limit`, nothing is left to delete.
///
/// # Errors
///
/// The database's own.
pub async fn forget_deliveries(
    db: &PgPool,
    before: DateTime<Utc>,
    limit: i64,
) -> sqlx::Result<u64> {
    let raw = sqlx::query!(
        "delete from inbound_events
          where id in (select id from inbound_events
                        where received_at < $1 order by received_at limit $2
                          for update skip locked)",
        before,
        limit,
    )
    .execute(db)
    .await?;
    let reports = sqlx::query!(
        "delete from delivery_states d
          using (select gateway, provider_id, status from delivery_states
                  where received_at < $1 order by received_at limit $2
                    for update skip locked) old
          where (d.gateway, d.provider_id, d.status) = (old.gateway, old.provider_id, old.status)",
        before,
        limit,
    )
    .execute(db)
    .await?;
    Ok(raw.rows_affected().max(reports.rows_affected()))
}

/// Deletes up to `limit` journals of turns that ended before `before`, with what was noted about
/// their models' calls kept: those are what the shop paid for. Returns how many it deleted.
///
/// # Errors
///
/// The database's own.
pub async fn forget_journals(db: &PgPool, before: DateTime<Utc>, limit: i64) -> sqlx::Result<u64> {
    let done = sqlx::query!(
        "delete from turns
          where id in (select id from turns
                        where finished_at < $1 order by finished_at limit $2
                          for update skip locked)",
        before,
        limit,
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected())
}
