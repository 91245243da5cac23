//! Echoes: what the gateway shows us of our own messages, told from what others wrote.

use chrono::{DateTime, Utc};
use noor_core::ids::ConversationId;
use noor_core::message::OutgoingContent;
use sqlx::PgConnection;

/// How an echo of `content` reads: words with blanks collapsed, or the link.
pub fn echo_key(content: &OutgoingContent) -> String {
    match content {
        OutgoingContent::Text { text, .. } => collapse(text),
        OutgoingContent::Image { url, .. } | OutgoingContent::Document { url, .. } => url.clone(),
    }
}

/// Words with every run of blanks made one.
pub fn collapse(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Which of these gateway ids are messages of ours.
///
/// # Errors
///
/// The database's own.
pub async fn known(
    db: &mut PgConnection,
    gateway: &str,
    provider_ids: &[String],
) -> sqlx::Result<Vec<String>> {
    sqlx::query_scalar!(
        r#"select provider_id as "provider_id!" from outbox
            where gateway = $1 and provider_id = any($2)"#,
        gateway,
        provider_ids,
    )
    .fetch_all(db)
    .await
}

/// Binds the echo of a picture or file to the oldest recent one of ours that has no gateway id yet:
/// gateways may show it under a link of their own. As [`bind_echo`] otherwise.
///
/// # Errors
///
/// The database's own.
pub async fn bind_media_echo(
    db: &mut PgConnection,
    conversation: ConversationId,
    provider_id: &str,
    now: DateTime<Utc>,
) -> sqlx::Result<bool> {
    let done = sqlx::query!(
        "update outbox set state = 'accepted', provider_id = $2, error = null,
                           accepted_at = coalesce(accepted_at, $3)
          where id = (select id from outbox
                       where conversation_id = $1 and provider_id is null and attempts > 0
                         and state <> 'failed' and content ->> 'kind' <> 'text'
                         and first_attempt_at > $3::timestamptz - interval '5 minutes'
                       order by seq limit 1)",
        conversation.0,
        provider_id,
        now,
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Binds an echo to the oldest message of ours that reads like it and has no gateway id yet, those
/// given up last, and with that settles that it was taken. `false`: none of the last day does, so
/// somebody else wrote it: a person may well say tomorrow what Noor said today.
///
/// # Errors
///
/// The database's own.
pub async fn bind_echo(
    db: &mut PgConnection,
    conversation: ConversationId,
    key: &str,
    provider_id: &str,
    now: DateTime<Utc>,
) -> sqlx::Result<bool> {
    let done = sqlx::query!(
        "update outbox set state = 'accepted', provider_id = $3, error = null,
                           accepted_at = coalesce(accepted_at, $4)
          where id = (select id from outbox
                       where conversation_id = $1 and md5(echo_key) = md5($2) and echo_key = $2
                         and provider_id is null and attempts > 0 and state <> 'failed'
                         and attempt_at > $4::timestamptz - interval '1 day'
                       order by given_up_at is not null, seq limit 1)",
        conversation.0,
        key,
        provider_id,
        now,
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected() == 1)
}
