//! Papers as they were sent.

use chrono::{DateTime, Utc};
use noor_core::ids::ConversationId;
use sqlx::{PgConnection, PgPool};
use uuid::Uuid;

/// A paper.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// Its id.
    pub id: Uuid,
    /// Whose conversation it was made for.
    pub conversation: ConversationId,
    /// What kind of paper: `quotation`.
    pub kind: String,
    /// What it is of, once for each kind: `NR-1042/2`.
    pub subject: String,
    /// The name of the file, as the customer sees it.
    pub name: String,
    /// Its media type.
    pub content_type: String,
    /// The file.
    pub bytes: Vec<u8>,
}

/// Keeps a paper; `false` if there is one of this kind and subject, which stays as it is.
///
/// # Errors
///
/// The database's own.
pub async fn keep(
    db: &mut PgConnection,
    document: &Document,
    now: DateTime<Utc>,
) -> sqlx::Result<bool> {
    let done = sqlx::query!(
        "insert into documents (id, conversation_id, kind, subject, name, content_type, bytes, made_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8)
         on conflict (kind, subject) do nothing",
        document.id,
        document.conversation.0,
        document.kind,
        document.subject,
        document.name,
        document.content_type,
        document.bytes,
        now,
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Where a paper is and what it is called, without the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// Its id.
    pub id: Uuid,
    /// The name of the file.
    pub name: String,
}

/// The paper of a kind and subject.
///
/// # Errors
///
/// The database's own.
pub async fn find(db: &PgPool, kind: &str, subject: &str) -> sqlx::Result<Option<Kept>> {
    sqlx::query_as!(
        Kept,
        "select id, name from documents where kind = $1 and subject = $2",
        kind,
        subject,
    )
    .fetch_optional(db)
    .await
}

/// A paper with its file.
///
/// # Errors
///
/// The database's own.
pub async fn read(db: &PgPool, id: Uuid) -> sqlx::Result<Option<Document>> {
    let row = sqlx::query!(
        "select id, conversation_id, kind, subject, name, content_type, bytes
           from documents where id = $1",
        id,
    )
    .fetch_optional(db)
    .await?;
    Ok(row.map(|row| Document {
        id: row.id,
        conversation: ConversationId(row.conversation_id),
        kind: row.kind,
        subject: row.subject,
        name: row.name,
        content_type: row.content_type,
        bytes: row.bytes,
    }))
}
