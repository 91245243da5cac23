//! Who changed what: one row a change, written in the change's own transaction.

use chrono::{DateTime, Utc};
use noor_core::ids::UserId;
use serde_json::Value;
use sqlx::PgConnection;

/// A change that somebody made.
#[derive(Debug, Clone)]
pub struct Entry<'a> {
    /// When.
    pub at: DateTime<Utc>,
    /// Who, if it was a person of the shop.
    pub user: Option<UserId>,
    /// What they are called, or where the change was made from.
    pub actor: &'a str,
    /// The address it came from.
    pub address: Option<&'a str>,
    /// What was done, one of a closed list: `role_changed`.
    pub action: &'a str,
    /// What kind of thing it was done to: `user`.
    pub subject_kind: &'a str,
    /// To which one.
    pub subject: &'a str,
    /// What it was. Never a secret.
    pub before: Option<Value>,
    /// What it is now. Never a secret.
    pub after: Option<Value>,
}

/// Writes an entry.
///
/// # Errors
///
/// The database's own.
pub async fn write(db: &mut PgConnection, entry: &Entry<'_>) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into audit_log (at, user_id, actor, address, action, subject_kind, subject, before,
                                after)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        entry.at,
        entry.user.map(|user| user.0),
        entry.actor,
        entry.address,
        entry.action,
        entry.subject_kind,
        entry.subject,
        entry.before,
        entry.after,
    )
    .execute(db)
    .await?;
    Ok(())
}
