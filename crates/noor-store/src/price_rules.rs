//! Rules for prices below the list.

use chrono::{DateTime, Utc};
use noor_core::pricing::{Approval, PriceRule};
use sqlx::{PgConnection, PgPool};
use uuid::Uuid;

/// A rule with what became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// The rule; with its approval, if it was approved.
    pub rule: PriceRule,
    /// Who wrote it.
    pub written: Deed,
    /// Who took it back, if somebody did.
    pub withdrawn: Option<Deed>,
}

/// What somebody did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deed {
    /// Who; not known of the oldest.
    pub by: Option<String>,
    /// When.
    pub at: DateTime<Utc>,
}

/// Keeps a rule as a draft, whatever approval it claims: only [`approve`] gives one. A rule that was
/// approved is not changed any more; write another, and withdraw it.
///
/// # Errors
///
/// The database's own.
pub async fn write(
    db: &mut PgConnection,
    rule: &PriceRule,
    by: &str,
    now: DateTime<Utc>,
) -> sqlx::Result<bool> {
    let draft = PriceRule { approval: None, ..rule.clone() };
    let draft =
        serde_json::to_value(&draft).map_err(|error| sqlx::Error::Encode(Box::new(error)))?;
    let done = sqlx::query!(
        "insert into price_rules as r (id, rule, written_by, created_at) values ($1, $2, $3, $4)
         on conflict (id) do update
            set rule = excluded.rule, written_by = excluded.written_by
          where r.approved_at is null",
        rule.id,
        draft,
        by,
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

/// Takes a rule back, approved or not; `false` if there is none, or somebody did before.
///
/// # Errors
///
/// The database's own.
pub async fn withdraw(
    db: &mut PgConnection,
    id: Uuid,
    by: &str,
    now: DateTime<Utc>,
) -> sqlx::Result<bool> {
    let done = sqlx::query!(
        "update price_rules set withdrawn_by = $2, withdrawn_at = $3
          where id = $1 and withdrawn_at is null",
        id,
        by,
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
    let rows = rows.into_iter();
    rows.map(|row| read(row.rule, Some(Approval { by: row.by, at: row.at }))).collect()
}

/// A rule's row.
struct Row {
    rule: serde_json::Value,
    approved_by: Option<String>,
    approved_at: Option<DateTime<Utc>>,
    written_by: Option<String>,
    created_at: DateTime<Utc>,
    withdrawn_by: Option<String>,
    withdrawn_at: Option<DateTime<Utc>>,
}

impl Row {
    fn kept(self) -> sqlx::Result<Kept> {
        let approval = self.approved_by.zip(self.approved_at).map(|(by, at)| Approval { by, at });
        Ok(Kept {
            rule: read(self.rule, approval)?,
            written: Deed { by: self.written_by, at: self.created_at },
            withdrawn: self.withdrawn_at.map(|at| Deed { by: self.withdrawn_by, at }),
        })
    }
}

/// All rules that were ever written, the newest first.
///
/// # Errors
///
/// The database's own; also for a rule that this version cannot read.
pub async fn all(db: &PgPool) -> sqlx::Result<Vec<Kept>> {
    let rows = sqlx::query_as!(
        Row,
        "select rule, approved_by, approved_at, written_by, created_at, withdrawn_by, withdrawn_at
           from price_rules
          order by created_at desc, id desc",
    )
    .fetch_all(db)
    .await?;
    rows.into_iter().map(Row::kept).collect()
}

/// One rule; `None` if there is none.
///
/// # Errors
///
/// The database's own; also for a rule that this version cannot read.
pub async fn find(db: &mut PgConnection, id: Uuid) -> sqlx::Result<Option<Kept>> {
    let row = sqlx::query_as!(
        Row,
        "select rule, approved_by, approved_at, written_by, created_at, withdrawn_by, withdrawn_at
           from price_rules
          where id = $1",
        id,
    )
    .fetch_optional(db)
    .await?;
    row.map(Row::kept).transpose()
}

/// A stored rule with its approval, which only its columns give.
fn read(rule: serde_json::Value, approval: Option<Approval>) -> sqlx::Result<PriceRule> {
    let rule: PriceRule =
        serde_json::from_value(rule).map_err(|error| sqlx::Error::Decode(Box::new(error)))?;
    Ok(PriceRule { approval, ..rule })
}
