//! What a conversation looks like from outside, for those who watch one: the chat in the terminal
//! and scenarios. It reads, and must never change a row.

use chrono::{DateTime, Utc};
use noor_core::ids::{ConversationId, OutgoingId, TurnId};
use noor_core::message::{ChatAddress, OutgoingContent};
use serde_json::Value;
use sqlx::PgPool;
use uuid::Uuid;

/// A conversation as it stands.
#[derive(Debug, Clone)]
pub struct Standing {
    /// The name the customer goes by.
    pub customer_name: Option<String>,
    /// The language of the last answer, as its code.
    pub language: String,
    /// The stage of the sale.
    pub sales_stage: String,
    /// What the dialogue remembers.
    pub state: Value,
    /// `noor`, `handoff` or `manager`.
    pub holder: String,
}

/// How a conversation stands; `None` if there is no such conversation.
///
/// # Errors
///
/// The database's own.
pub async fn standing(db: &PgPool, id: ConversationId) -> sqlx::Result<Option<Standing>> {
    sqlx::query_as!(
        Standing,
        "select u.name as customer_name, c.language, c.sales_stage, c.state, c.holder
           from conversations c join customers u on u.id = c.customer_id
          where c.id = $1",
        id.0,
    )
    .fetch_optional(db)
    .await
}

/// The conversation at an address, if anybody wrote there.
///
/// # Errors
///
/// The database's own.
pub async fn at_address(
    db: &PgPool,
    gateway: &str,
    address: &ChatAddress,
) -> sqlx::Result<Option<ConversationId>> {
    let id = sqlx::query_scalar!(
        "select id from conversations
          where gateway = $1 and channel = $2 and messenger = $3 and chat = $4",
        gateway,
        address.channel,
        address.messenger,
        address.chat,
    )
    .fetch_optional(db)
    .await?;
    Ok(id.map(ConversationId))
}

/// Whether everything about a conversation is done at `now`: nothing unanswered, nobody at work on
/// it, nothing on its way to the customer, and the shop's people told.
///
/// # Errors
///
/// The database's own.
pub async fn is_settled(db: &PgPool, id: ConversationId, now: DateTime<Utc>) -> sqlx::Result<bool> {
    sqlx::query_scalar!(
        r#"select c.due_at is null and c.lease_owner is null
                  and not exists (select from outbox o
                                   where o.conversation_id = c.id and o.given_up_at is null
                                     and (o.state = 'sending'
                                          or o.state = 'pending' and o.epoch = c.epoch))
                  and not exists (select from effects e
                                   where e.conversation_id = c.id
                                     and (e.state = 'running'
                                          or e.state = 'due' and e.due_at <= $2))
                  and not exists (select from handoffs h
                                   where h.conversation_id = c.id and h.resolved_at is null
                                     and h.taken_at is null and h.alert_due_at <= $2)
                  as "settled!"
             from conversations c where c.id = $1"#,
        id.0,
        now,
    )
    .fetch_optional(db)
    .await
    .map(|settled| settled.unwrap_or(true))
}

/// When something is due next by itself, not after `until`: a reminder, a repeated sending, or an
/// outcome that nobody explained.
///
/// # Errors
///
/// The database's own.
pub async fn next_timer(
    db: &PgPool,
    id: ConversationId,
    until: DateTime<Utc>,
) -> sqlx::Result<Option<DateTime<Utc>>> {
    sqlx::query_scalar!(
        "select min(at) from (
             select alert_due_at as at from handoffs
              where conversation_id = $1 and resolved_at is null and taken_at is null
             union all
             select o.next_attempt_at
               from outbox o join conversations c on c.id = o.conversation_id
              where o.conversation_id = $1 and o.given_up_at is null
                and (o.state = 'unknown' or o.state = 'pending' and o.epoch = c.epoch)
             union all
             select due_at from effects where conversation_id = $1 and state = 'due'
             union all
             select due_at from conversations where id = $1
         ) timers where at <= $2",
        id.0,
        until,
    )
    .fetch_one(db)
    .await
}

/// A turn that was taken.
#[derive(Debug, Clone)]
pub struct TurnTaken {
    /// Its id.
    pub id: TurnId,
    /// The language of its answer, as its code.
    pub language: String,
    /// What it read, decided and answered.
    pub journal: Value,
    /// When its lease was taken.
    pub started_at: DateTime<Utc>,
    /// When it was written.
    pub finished_at: DateTime<Utc>,
}

/// The turns of a conversation after the first `already`, oldest first.
///
/// # Errors
///
/// The database's own.
pub async fn turns_after(
    db: &PgPool,
    id: ConversationId,
    already: usize,
) -> sqlx::Result<Vec<TurnTaken>> {
    let rows = sqlx::query!(
        "select id, language, journal, started_at, finished_at from turns
          where conversation_id = $1 order by started_at, generation offset $2",
        id.0,
        i64::try_from(already).unwrap_or(i64::MAX),
    )
    .fetch_all(db)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| TurnTaken {
            id: TurnId(row.id),
            language: row.language,
            journal: row.journal,
            started_at: row.started_at,
            finished_at: row.finished_at,
        })
        .collect())
}

/// A call to a model.
#[derive(Debug, Clone)]
pub struct Call {
    /// `fast`, `main` or `transcribe`.
    pub role: String,
    /// The model that answered.
    pub model: String,
    /// Tokens read.
    pub tokens_in: i32,
    /// Tokens written.
    pub tokens_out: i32,
    /// How long it took, in milliseconds.
    pub elapsed_ms: i32,
}

/// The calls made for some turns, in the order they ended.
///
/// # Errors
///
/// The database's own.
pub async fn calls_of(db: &PgPool, turns: &[TurnId]) -> sqlx::Result<Vec<Call>> {
    let turns: Vec<Uuid> = turns.iter().map(|turn| turn.0).collect();
    sqlx::query_as!(
        Call,
        "select role, model, tokens_in, tokens_out, elapsed_ms from model_calls
          where turn_id = any($1) order by at, id",
        &turns,
    )
    .fetch_all(db)
    .await
}

/// A message of Noor's as it was queued.
#[derive(Debug, Clone)]
pub struct SentMessage {
    /// Our key, which the gateway knows too.
    pub id: OutgoingId,
    /// The turn that wrote it.
    pub turn: Option<TurnId>,
    /// What it says.
    pub content: OutgoingContent,
    /// When the gateway took it.
    pub accepted_at: Option<DateTime<Utc>>,
}

/// What Noor queued for a conversation after the first `already` messages, in order.
///
/// # Errors
///
/// The database's own, also when a content cannot be read.
pub async fn queued_after(
    db: &PgPool,
    id: ConversationId,
    already: usize,
) -> sqlx::Result<Vec<SentMessage>> {
    let rows = sqlx::query!(
        "select id, turn_id, content, accepted_at from outbox
          where conversation_id = $1 order by seq offset $2",
        id.0,
        i64::try_from(already).unwrap_or(i64::MAX),
    )
    .fetch_all(db)
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(SentMessage {
                id: OutgoingId(row.id),
                turn: row.turn_id.map(TurnId),
                content: serde_json::from_value(row.content)
                    .map_err(|error| sqlx::Error::Decode(Box::new(error)))?,
                accepted_at: row.accepted_at,
            })
        })
        .collect()
}

/// How many messages of people of the shop are kept in a conversation.
///
/// # Errors
///
/// The database's own.
pub async fn manager_messages(db: &PgPool, id: ConversationId) -> sqlx::Result<i64> {
    sqlx::query_scalar(
        "select count(*) from messages where conversation_id = $1 and author = 'manager'",
    )
    .bind(id.0)
    .fetch_one(db)
    .await
}

/// A request for a person, open or not.
#[derive(Debug, Clone)]
pub struct HandoffSeen {
    /// Why.
    pub reason: String,
    /// What the person is told.
    pub card: Value,
    /// Whether nobody resolved it yet.
    pub open: bool,
    /// Whether Noor goes on.
    pub notice: bool,
    /// How often the shop's people were told.
    pub alerts: i32,
}

/// All requests for a person in a conversation, oldest first.
///
/// # Errors
///
/// The database's own.
pub async fn handoffs_of(db: &PgPool, id: ConversationId) -> sqlx::Result<Vec<HandoffSeen>> {
    sqlx::query_as!(
        HandoffSeen,
        r#"select reason, card, resolved_at is null as "open!", mode = 'notify' as "notice!",
                  alerts
             from handoffs
            where conversation_id = $1 order by opened_at, id"#,
        id.0,
    )
    .fetch_all(db)
    .await
}

/// Something that was to be done outside.
#[derive(Debug, Clone)]
pub struct EffectSeen {
    /// What kind of thing.
    pub kind: String,
    /// Its key.
    pub key: String,
    /// `due`, `running`, `done` or `failed`.
    pub outcome: String,
}

/// All that was to be done outside for a conversation, first wanted first.
///
/// # Errors
///
/// The database's own.
pub async fn effects_of(db: &PgPool, id: ConversationId) -> sqlx::Result<Vec<EffectSeen>> {
    sqlx::query_as!(
        EffectSeen,
        "select kind, key, state as outcome from effects
          where conversation_id = $1 order by created_at, id",
        id.0,
    )
    .fetch_all(db)
    .await
}
