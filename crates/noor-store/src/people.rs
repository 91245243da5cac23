//! The shop's people whom a bot may write to, and the invitations that make somebody one of them.

use chrono::{DateTime, Utc};
use sqlx::{PgConnection, PgPool};
use uuid::Uuid;

/// One of the shop's people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// Where they are reached.
    pub chat: i64,
    /// Their own id there.
    pub id: i64,
    /// As the shop calls them.
    pub name: String,
    /// Their account in the panel.
    pub user: Option<Uuid>,
    /// Since when they are one of the shop's people there.
    pub linked_at: DateTime<Utc>,
    /// Since when they cannot be written to.
    pub blocked_at: Option<DateTime<Utc>>,
}

/// What somebody of Telegram's is called among those who do something.
pub fn code(telegram_user: i64) -> String {
    format!("telegram:{telegram_user}")
}

/// An invitation to be made.
#[derive(Debug, Clone)]
pub struct NewInvitation<'a> {
    /// SHA-256 of its code.
    pub code_hash: &'a [u8],
    /// Whom it is for.
    pub name: &'a str,
    /// Their account in the panel.
    pub user: Option<Uuid>,
    /// Until when it can be used, once.
    pub expires_at: DateTime<Utc>,
}

/// Keeps an invitation.
///
/// # Errors
///
/// The database's own.
pub async fn invite(
    db: &PgPool,
    invitation: &NewInvitation<'_>,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into telegram_invitations (code_hash, name, user_id, made_at, expires_at)
         values ($1, $2, $3, $4, $5)",
        invitation.code_hash,
        invitation.name,
        invitation.user,
        now,
        invitation.expires_at,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Uses up an invitation: whoever holds its code is one of the shop's people now, by the name in it.
/// `None`: there is no such invitation, it was used, or its time has passed.
///
/// # Errors
///
/// The database's own.
pub async fn link(
    db: &PgPool,
    code_hash: &[u8],
    telegram_user: i64,
    chat: i64,
    now: DateTime<Utc>,
) -> sqlx::Result<Option<String>> {
    sqlx::query_scalar!(
        r#"with used as (
               update telegram_invitations set used_at = $4, used_by = $2
                where code_hash = $1 and used_at is null and expires_at > $4
            returning name, user_id
           )
           insert into telegram_people as known (chat_id, telegram_user_id, name, user_id, linked_at)
           select $3, $2, name, user_id, $4 from used
           on conflict (chat_id) do update
              set telegram_user_id = excluded.telegram_user_id, name = excluded.name,
                  user_id = coalesce(excluded.user_id, known.user_id),
                  linked_at = excluded.linked_at, blocked_at = null, removed_at = null
           returning name"#,
        code_hash,
        telegram_user,
        chat,
        now,
    )
    .fetch_optional(db)
    .await
}

/// One of the shop's people by their own id; nobody else.
///
/// # Errors
///
/// The database's own.
pub async fn by_id(db: &PgPool, telegram_user: i64) -> sqlx::Result<Option<Person>> {
    sqlx::query_as!(
        Person,
        r#"select chat_id as chat, telegram_user_id as id, name, user_id as user, linked_at,
                  blocked_at
             from telegram_people where telegram_user_id = $1 and removed_at is null"#,
        telegram_user,
    )
    .fetch_optional(db)
    .await
}

/// All of the shop's people, by name.
///
/// # Errors
///
/// The database's own.
pub async fn all(db: &PgPool) -> sqlx::Result<Vec<Person>> {
    sqlx::query_as!(
        Person,
        r#"select chat_id as chat, telegram_user_id as id, name, user_id as user, linked_at,
                  blocked_at
             from telegram_people where removed_at is null order by name, chat_id"#,
    )
    .fetch_all(db)
    .await
}

/// Somebody stopped the bot, or lets it write again. Nothing happens for strangers.
///
/// # Errors
///
/// The database's own.
pub async fn reachable(
    db: &PgPool,
    telegram_user: i64,
    since: Option<DateTime<Utc>>,
) -> sqlx::Result<()> {
    sqlx::query!(
        "update telegram_people set blocked_at = $2 where telegram_user_id = $1",
        telegram_user,
        since,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Somebody no longer belongs to the shop's people; `false` if they did not.
///
/// # Errors
///
/// The database's own.
pub async fn remove(
    db: &mut PgConnection,
    telegram_user: i64,
    now: DateTime<Utc>,
) -> sqlx::Result<bool> {
    let done = sqlx::query!(
        "update telegram_people set removed_at = $2
          where telegram_user_id = $1 and removed_at is null",
        telegram_user,
        now,
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected() == 1)
}
