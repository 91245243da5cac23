//! The calls that an effect takes, each written down before it is made.

use chrono::{DateTime, Utc};
use serde_json::Value;
use sqlx::{PgConnection, PgPool};
use uuid::Uuid;

/// How far a call came.
#[derive(Debug, Clone, PartialEq)]
pub enum Step {
    /// It was never begun, and now is.
    Begun,
    /// It was begun before and nobody knows what came of it: ask the other side, once the call cannot be
    /// under way any more.
    Uncertain {
        /// When it was begun.
        begun_at: DateTime<Utc>,
    },
    /// It was made, with this outcome: it is not made again.
    Done(Value),
}

/// Writes down that a call is about to be made, and says whether it was before.
///
/// # Errors
///
/// The database's own.
pub async fn begin_step(
    db: &PgPool,
    effect: Uuid,
    step: &str,
    now: DateTime<Utc>,
) -> sqlx::Result<Step> {
    let begun = sqlx::query!(
        "insert into effect_steps (effect_id, step, begun_at) values ($1, $2, $3)
         on conflict (effect_id, step) do nothing",
        effect,
        step,
        now,
    )
    .execute(db)
    .await?;
    if begun.rows_affected() == 1 {
        return Ok(Step::Begun);
    }
    let row = sqlx::query!(
        "select begun_at, outcome from effect_steps where effect_id = $1 and step = $2",
        effect,
        step,
    )
    .fetch_one(db)
    .await?;
    Ok(row.outcome.map_or(Step::Uncertain { begun_at: row.begun_at }, Step::Done))
}

/// Writes down that a call is made again, since the other side knows nothing of it.
///
/// # Errors
///
/// The database's own.
pub async fn begin_again(
    db: &PgPool,
    effect: Uuid,
    step: &str,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    sqlx::query!(
        "update effect_steps set begun_at = $3
          where effect_id = $1 and step = $2 and outcome is null",
        effect,
        step,
        now,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Writes down what came of a call. What was written before stays.
///
/// # Errors
///
/// The database's own.
pub async fn finish_step(
    db: &mut PgConnection,
    effect: Uuid,
    step: &str,
    outcome: &Value,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    sqlx::query!(
        "update effect_steps set outcome = $3, finished_at = $4
          where effect_id = $1 and step = $2 and outcome is null",
        effect,
        step,
        outcome,
        now,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Forgets a call that was surely not made, so that it may be begun again.
///
/// # Errors
///
/// The database's own.
pub async fn forget_step(db: &PgPool, effect: Uuid, step: &str) -> sqlx::Result<()> {
    sqlx::query!(
        "delete from effect_steps where effect_id = $1 and step = $2 and outcome is null",
        effect,
        step,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Whether a call was ever begun and not surely left undone.
///
/// # Errors
///
/// The database's own.
pub async fn is_begun(db: &PgPool, effect: Uuid, step: &str) -> sqlx::Result<bool> {
    sqlx::query_scalar!(
        r#"select exists (select from effect_steps where effect_id = $1 and step = $2) as "is!""#,
        effect,
        step,
    )
    .fetch_one(db)
    .await
}
