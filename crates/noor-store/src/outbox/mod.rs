//! What Noor means to say: written with the turn, sent in order, each under its own key.
//!
//! `pending` waits for its time; `sending` is in somebody's hands; `accepted` was taken by the
//! gateway; `failed` never will be; `cancelled` was silenced before it left; `unknown` may have
//! been taken, and only an echo, a status or a person can tell.

//!
//! Here is the way of a message that goes well, [`echoes`] binds what the gateway shows us of it,
//! and [`unsettled`] has what became of nobody's doing.

mod echoes;
mod unsettled;

use chrono::{DateTime, Utc};
use noor_core::ids::{ConversationId, OutgoingId, TurnId};
use noor_core::message::{ChatAddress, OutgoingContent};
use sqlx::{PgConnection, PgPool};
use uuid::Uuid;

pub use echoes::{bind_echo, bind_media_echo, collapse, echo_key, known};
pub use unsettled::{Stranded, end_repeats, give_up_unknown, late_failures, recover};

/// A message to be queued.
#[derive(Debug, Clone)]
pub struct Queued {
    /// Our key.
    pub id: OutgoingId,
    /// What it says.
    pub content: OutgoingContent,
}

/// Whose messages are queued, and under which takeover number they may leave.
#[derive(Debug, Clone, Copy)]
pub struct Queue<'a> {
    /// The conversation.
    pub conversation: ConversationId,
    /// The turn that wrote them.
    pub turn: Option<TurnId>,
    /// The gateway they leave by.
    pub gateway: &'a str,
    /// The conversation's takeover number when they were decided on.
    pub epoch: i64,
    /// Whether they may leave at all; if not they are kept as cancelled, for the journal's sake.
    pub silenced: bool,
}

/// Queues messages in the given order.
///
/// # Errors
///
/// The database's own.
pub async fn queue(
    db: &mut PgConnection,
    queue: Queue<'_>,
    messages: &[Queued],
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    let ids: Vec<Uuid> = messages.iter().map(|message| message.id.0).collect();
    let contents: Vec<serde_json::Value> =
        messages.iter().filter_map(|message| serde_json::to_value(&message.content).ok()).collect();
    let keys: Vec<String> = messages.iter().map(|message| echo_key(&message.content)).collect();
    sqlx::query!(
        "insert into outbox (id, conversation_id, turn_id, gateway, epoch, content, echo_key, state,
                             next_attempt_at, created_at)
         select m.id, $1, $2, $3, $4, m.content, m.echo_key,
                case when $9 then 'cancelled' else 'pending' end, $5, $5
           from unnest($6::uuid[], $7::jsonb[], $8::text[]) with ordinality
             as m (id, content, echo_key, place)
          order by m.place",
        queue.conversation.0,
        queue.turn.map(|turn| turn.0),
        queue.gateway,
        queue.epoch,
        now,
        &ids,
        &contents,
        &keys,
        queue.silenced,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// A message in the sender's hands.
#[derive(Debug, Clone)]
pub struct Sending {
    /// Our key.
    pub id: OutgoingId,
    /// Where it goes.
    pub address: ChatAddress,
    /// The gateway it leaves by.
    pub gateway: String,
    /// What it says.
    pub content: OutgoingContent,
    /// How often it was tried, this time included.
    pub attempts: i32,
    /// When it was first tried.
    pub first_attempt_at: DateTime<Utc>,
    /// When this attempt began.
    pub attempt_at: DateTime<Utc>,
    /// Set if an earlier attempt may have been taken: until when it may be repeated.
    pub repeatable_until: Option<DateTime<Utc>>,
    /// When the customer last wrote, for the 24-hour window.
    pub last_customer_at: Option<DateTime<Utc>>,
    /// Whether another message waited behind it when it was taken.
    pub more: bool,
}

/// Takes the next message of a conversation if it may leave now.
///
/// Only the oldest open message is ever given out, and nobody else gets it before `claim_until`,
/// so messages leave in order. One that was queued before a person took over is never given out, and
/// one whose line is down waits for it for ten minutes.
///
/// # Errors
///
/// The database's own.
pub async fn claim_next(
    db: &PgPool,
    conversation: ConversationId,
    now: DateTime<Utc>,
    claim_until: DateTime<Utc>,
) -> sqlx::Result<Option<Sending>> {
    let row = sqlx::query!(
        r#"update outbox o
              set state = 'sending', attempts = o.attempts + 1, claim_until = $3,
                  attempt_at = $2, first_attempt_at = coalesce(o.first_attempt_at, $2)
             from conversations c
            where o.id = (select head.id from outbox head
                           where head.conversation_id = $1 and head.given_up_at is null
                             and (head.state in ('sending', 'unknown')
                                  or head.state = 'pending'
                                 and head.epoch = (select epoch from conversations where id = $1))
                           order by head.seq limit 1)
              and o.state = 'pending' and o.next_attempt_at <= $2
              and (o.repeatable_until is null or o.repeatable_until > $2)
              and c.id = o.conversation_id and c.epoch = o.epoch
              and not held(c.gateway, c.channel, o.created_at, $2)
        returning o.id, o.gateway, o.content, o.attempts,
                  o.first_attempt_at as "first_attempt_at!", o.repeatable_until,
                  c.channel, c.messenger, c.chat, c.last_customer_at,
                  exists (select from outbox later
                           where later.conversation_id = $1 and later.seq > o.seq
                             and later.state = 'pending' and later.given_up_at is null) as "more!""#,
        conversation.0,
        now,
        claim_until,
    )
    .fetch_optional(db)
    .await?;
    let Some(row) = row else { return Ok(None) };
    let content = serde_json::from_value(row.content)
        .map_err(|error| sqlx::Error::Decode(Box::new(error)))?;
    Ok(Some(Sending {
        id: OutgoingId(row.id),
        address: ChatAddress { channel: row.channel, messenger: row.messenger, chat: row.chat },
        gateway: row.gateway,
        content,
        attempts: row.attempts,
        first_attempt_at: row.first_attempt_at,
        attempt_at: now,
        repeatable_until: row.repeatable_until,
        last_customer_at: row.last_customer_at,
        more: row.more,
    }))
}

/// The gateway took it. Its id may be unknown until an echo tells; one that an equal text of ours
/// was given by its echo stays there.
///
/// # Errors
///
/// The database's own.
pub async fn accepted(
    db: &PgPool,
    id: OutgoingId,
    provider_id: Option<&str>,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    sqlx::query!(
        "update outbox o
            set state = 'accepted', accepted_at = $3, error = null,
                provider_id = coalesce(o.provider_id, (
                    select $2::text where not exists (
                        select from outbox bound
                         where bound.gateway = o.gateway and bound.provider_id = $2)))
          where id = $1 and state in ('sending', 'unknown', 'pending')",
        id.0,
        provider_id,
        now,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// When a message may be tried again, and what is known of the attempt that was made.
#[derive(Debug, Clone, Copy)]
pub struct Again<'a> {
    /// Not before this.
    pub at: DateTime<Utc>,
    /// Set if the attempt may have been taken: until when the gateway still knows our key. Whatever
    /// happens to later attempts, it is never repeated after that.
    pub repeatable_until: Option<DateTime<Utc>>,
    /// What went wrong.
    pub error: &'a str,
}

/// It was not taken, or may safely be repeated: it waits again, unless a person took over.
///
/// # Errors
///
/// The database's own.
pub async fn retry(db: &PgPool, id: OutgoingId, again: Again<'_>) -> sqlx::Result<()> {
    sqlx::query!(
        "update outbox o
            set state = case when o.epoch = c.epoch then 'pending' else 'cancelled' end,
                next_attempt_at = $2, error = $4,
                repeatable_until = coalesce(o.repeatable_until, $3)
           from conversations c
          where o.id = $1 and o.state = 'sending'
            and c.id = o.conversation_id",
        id.0,
        again.at,
        again.repeatable_until,
        again.error,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// It was taken in hand and put back untried: it may leave at once, this was no attempt, and it
/// waits unless a person took over.
///
/// # Errors
///
/// The database's own.
pub async fn put_back(db: &PgPool, id: OutgoingId, now: DateTime<Utc>) -> sqlx::Result<()> {
    sqlx::query!(
        "update outbox o
            set state = case when o.epoch = c.epoch then 'pending' else 'cancelled' end,
                next_attempt_at = $2, attempts = o.attempts - 1,
                first_attempt_at = case when o.attempts > 1 then o.first_attempt_at end
           from conversations c
          where o.id = $1 and o.state = 'sending'
            and c.id = o.conversation_id",
        id.0,
        now,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// It may have been taken and must not be repeated: wait for an echo until `until`.
///
/// # Errors
///
/// The database's own.
pub async fn unknown(
    db: &PgPool,
    id: OutgoingId,
    until: DateTime<Utc>,
    error: &str,
) -> sqlx::Result<()> {
    sqlx::query!(
        "update outbox set state = 'unknown', next_attempt_at = $2, error = $3
          where id = $1 and state = 'sending'",
        id.0,
        until,
        error,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// It will never be taken. What the same turn still had to say is cancelled with it.
///
/// # Errors
///
/// The database's own.
pub async fn failed(db: &mut PgConnection, id: OutgoingId, error: &str) -> sqlx::Result<()> {
    sqlx::query!(
        "with failed as (
             update outbox set state = 'failed', error = $2
              where id = $1 and state in ('sending', 'accepted', 'unknown', 'pending')
          returning conversation_id, turn_id, seq
         )
         update outbox o set state = 'cancelled', error = 'what came before it failed'
           from failed f
          where o.conversation_id = f.conversation_id and o.turn_id = f.turn_id and o.seq > f.seq
            and o.state = 'pending'",
        id.0,
        error,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Conversations whose next message may leave now, those waiting longest first. One that waits for
/// what is before it, or for its line, is not among them.
///
/// # Errors
///
/// The database's own.
pub async fn due(db: &PgPool, now: DateTime<Utc>, limit: i64) -> sqlx::Result<Vec<ConversationId>> {
    let rows = sqlx::query_scalar!(
        "select o.conversation_id
           from outbox o join conversations c on c.id = o.conversation_id and c.epoch = o.epoch
          where o.state = 'pending' and o.given_up_at is null and o.next_attempt_at <= $1
            and not exists (select from outbox head
                             where head.conversation_id = o.conversation_id and head.seq < o.seq
                               and head.state in ('pending', 'sending', 'unknown')
                               and head.given_up_at is null
                               and (head.state <> 'pending' or head.epoch = o.epoch))
            and not held(c.gateway, c.channel, o.created_at, $1)
          order by o.next_attempt_at limit $2",
        now,
        limit,
    )
    .fetch_all(db)
    .await?;
    Ok(rows.into_iter().map(ConversationId).collect())
}

/// Whether anything of this conversation is in a sender's hands right now.
///
/// # Errors
///
/// The database's own.
pub async fn in_flight(
    db: &PgPool,
    conversation: ConversationId,
    now: DateTime<Utc>,
) -> sqlx::Result<bool> {
    sqlx::query_scalar!(
        r#"select exists (select from outbox
                           where conversation_id = $1 and state = 'sending'
                             and given_up_at is null and claim_until > $2) as "any!""#,
        conversation.0,
        now,
    )
    .fetch_one(db)
    .await
}
