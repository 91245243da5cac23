//! Work that comes round at its time, and that one process of all does.

use chrono::{DateTime, Utc};
use sqlx::PgPool;

/// Takes a piece of work in hand if it is due; `false` if it is not, or somebody else has it. Whoever
/// takes it and is not heard of again loses it at `until`.
///
/// # Errors
///
/// The database's own.
pub async fn claim(
    db: &PgPool,
    name: &str,
    now: DateTime<Utc>,
    until: DateTime<Utc>,
) -> sqlx::Result<bool> {
    let done = sqlx::query!(
        "insert into schedule as s (name, next_at) values ($1, $3)
         on conflict (name) do update set next_at = excluded.next_at where s.next_at <= $2",
        name,
        now,
        until,
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Says when a piece of work is due again.
///
/// # Errors
///
/// The database's own.
pub async fn set(db: &PgPool, name: &str, next_at: DateTime<Utc>) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into schedule (name, next_at) values ($1, $2)
         on conflict (name) do update set next_at = excluded.next_at",
        name,
        next_at,
    )
    .execute(db)
    .await?;
    Ok(())
}
