//! The journal: what a turn read, decided, looked up, asked models and answered.

use chrono::{DateTime, Utc};
use noor_core::ids::{ConversationId, TurnId};
use noor_core::language::Language;
use rust_decimal::Decimal;
use serde_json::Value;
use sqlx::{PgConnection, PgPool};
use uuid::Uuid;

/// One turn for the journal.
#[derive(Debug, Clone)]
pub struct Turn {
    /// Its id.
    pub id: TurnId,
    /// Its conversation.
    pub conversation: ConversationId,
    /// The lease it ran under.
    pub generation: i64,
    /// The batch.
    pub messages: Vec<i64>,
    /// `answered`, `silent` or `taken_over`.
    pub outcome: &'static str,
    /// The language of the answer.
    pub language: Language,
    /// Everything needed to compute it again.
    pub journal: Value,
    /// When the lease was taken.
    pub started_at: DateTime<Utc>,
    /// When it was written.
    pub finished_at: DateTime<Utc>,
}

/// Writes a turn.
///
/// # Errors
///
/// The database's own.
pub async fn record(db: &mut PgConnection, turn: &Turn) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into turns (id, conversation_id, generation, message_ids, outcome, language,
                            journal, started_at, finished_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        turn.id.0,
        turn.conversation.0,
        turn.generation,
        &turn.messages,
        turn.outcome,
        turn.language.code(),
        turn.journal,
        turn.started_at,
        turn.finished_at,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// The journal of one turn, for `noor replay` and the panel.
///
/// # Errors
///
/// The database's own.
pub async fn journal(db: &PgPool, id: TurnId) -> sqlx::Result<Option<Value>> {
    sqlx::query_scalar!("select journal from turns where id = $1", id.0).fetch_optional(db).await
}

/// The journals of a conversation's turns, oldest first.
///
/// # Errors
///
/// The database's own.
pub async fn journals(db: &PgPool, conversation: ConversationId) -> sqlx::Result<Vec<Value>> {
    sqlx::query_scalar!(
        "select journal from turns where conversation_id = $1 order by started_at",
        conversation.0
    )
    .fetch_all(db)
    .await
}

/// One call to a model, paid for whether or not its answer was of use.
#[derive(Debug, Clone)]
pub struct ModelCall {
    /// Its id.
    pub id: Uuid,
    /// The turn it was made for.
    pub turn: TurnId,
    /// `fast`, `main` or `transcribe`.
    pub role: &'static str,
    /// The model that answered, as the vendor names it.
    pub model: String,
    /// `ok`, or the class of its failure.
    pub outcome: String,
    /// Tokens read.
    pub tokens_in: i32,
    /// Those of them that came from the vendor's cache.
    pub tokens_cached: i32,
    /// Tokens written.
    pub tokens_out: i32,
    /// What the vendor charged; absent if it did not say.
    pub cost_usd: Option<Decimal>,
    /// How long it took.
    pub elapsed_ms: i32,
    /// When it ended.
    pub at: DateTime<Utc>,
}

/// Writes model calls.
///
/// # Errors
///
/// The database's own.
pub async fn record_calls(db: &mut PgConnection, calls: &[ModelCall]) -> sqlx::Result<()> {
    for call in calls {
        sqlx::query!(
            "insert into model_calls (id, turn_id, role, model, outcome, tokens_in,
                                      tokens_cached, tokens_out, cost_usd, elapsed_ms, at)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
            call.id,
            call.turn.0,
            call.role,
            call.model,
            call.outcome,
            call.tokens_in,
            call.tokens_cached,
            call.tokens_out,
            call.cost_usd,
            call.elapsed_ms,
            call.at,
        )
        .execute(&mut *db)
        .await?;
    }
    Ok(())
}
