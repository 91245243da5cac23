//! Rules for prices below the list.

use chrono::{DateTime, Utc};
use noor_core::pricing::{Approval, PriceRule};
use sqlx::{PgConnection, PgPool};
use uuid::Uuid;

/// Keeps a rule as a draft, whatever approval it claims: only [`approve`] gives one. A rule that was
/// approved is not changed any more; write another, and withdraw it.
///
/// # Errors
///
/// The database's own.
pub async fn write(
    db: &mut PgConnection,
    rule: &PriceRule,
    now: DateTime<Utc>,
) -> sqlx::Result<bool> {
    let draft = PriceRule { approval: None, ..rule.clone() };
    let draft =
        serde_json::to_value(&draft).map_err(|error| sqlx::Error::Encode(Box::new(error)))?;
    let done = sqlx::query!(
        "insert into price_rules as r (id, rule, created_at) values ($1, $2, $3)
         on conflict (id) do update set rule = excluded.rule where r.approved_at is null",
        rule.id,
        draft,
        now,
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Approves a draft; `false` if there is none.
///
/// # Errors
///
/// The database's own.
pub async fn approve(db: &mut PgConnection, id: Uuid, approval: &Approval) -> sqlx::Result<bool> {
    let done = sqlx::query!(
        "update price_rules set approved_by = $2, approved_at = $3
          where id = $1 and approved_at is null and withdrawn_at is null",
        id,
        approval.by,
        approval.at,
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Takes a rule out of force; `false` if it was not in it.
///
/// # Errors
///
/// The database's own.
pub async fn withdraw(db: &mut PgConnection, id: Uuid, now: DateTime<Utc>) -> sqlx::Result<bool> {
    let done = sqlx::query!(
        "update price_rules set withdrawn_at = $2 where id = $1 and withdrawn_at is null",
        id,
        now,
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// The rules that are approved and not withdrawn, oldest approval first.
///
/// # Errors
///
/// The database's own; also for a rule that this version cannot read.
pub async fn approved(db: &PgPool) -> sqlx::Result<Vec<PriceRule>> {
    let rows = sqlx::query!(
        r#"select rule, approved_by as "by!", approved_at as "at!" from price_rules
            where approved_at is not null and withdrawn_at is null
            order by approved_at, id"#,
    )
    .fetch_all(db)
    .await?;
    let read = |row: serde_json::Value, approval| -> sqlx::Result<PriceRule> {
        let rule: PriceRule =
            serde_json::from_value(row).map_err(|error| sqlx::Error::Decode(Box::new(error)))?;
        Ok(PriceRule { approval: Some(approval), ..rule })
    };
    rows.into_iter().map(|row| read(row.rule, Approval { by: row.by, at: row.at })).collect()
}
