//! What Noor means to say: written with the turn, sent in order, each under its own key.
//!
//! `pending` waits for its time; `sending` is in somebody's hands; `accepted` was taken by the
//! gateway; `failed` never will be; `cancelled` was silenced before it left; `unknown` may have
//! been taken, and only an echo, a status or a person can tell.

use chrono::{DateTime, Utc};
use noor_core::ids::{ConversationId, OutgoingId, TurnId};
use noor_core::message::{ChatAddress, OutgoingContent};
use sqlx::{PgConnection, PgPool};
use uuid::Uuid;

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

/// How an echo of `content` reads: words with blanks collapsed, or the link.
pub fn echo_key(content: &OutgoingContent) -> String {
    match content {
        OutgoingContent::Text { text } => collapse(text),
        OutgoingContent::Image { url, .. } | OutgoingContent::Document { url, .. } => url.clone(),
    }
}

/// Words with every run of blanks made one.
pub fn collapse(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
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
/// so messages leave in order. One that was queued before a person took over is never given out.
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

/// It was not taken, or may safely be repeated: try again at `at`, unless a person took over.
///
/// # Errors
///
/// The database's own.
pub async fn retry(
    db: &PgPool,
    id: OutgoingId,
    at: DateTime<Utc>,
    error: &str,
) -> sqlx::Result<()> {
    sqlx::query!(
        "update outbox o
            set state = case when o.epoch = c.epoch then 'pending' else 'cancelled' end,
                next_attempt_at = $2, error = $3
           from conversations c
          where o.id = $1 and o.state = 'sending'
            and c.id = o.conversation_id",
        id.0,
        at,
        error,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// It may have been taken, and the gateway still knows our key: try again at `at`, which must be
/// before `repeatable_until`. Whatever happens to later attempts, it is never repeated after that.
///
/// # Errors
///
/// The database's own.
pub async fn repeat(
    db: &PgPool,
    id: OutgoingId,
    at: DateTime<Utc>,
    repeatable_until: DateTime<Utc>,
    error: &str,
) -> sqlx::Result<()> {
    sqlx::query!(
        "update outbox o
            set state = case when o.epoch = c.epoch then 'pending' else 'cancelled' end,
                next_attempt_at = $2, error = $4,
                repeatable_until = coalesce(o.repeatable_until, $3)
           from conversations c
          where o.id = $1 and o.state = 'sending'
            and c.id = o.conversation_id",
        id.0,
        at,
        repeatable_until,
        error,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Messages that may have been taken and can no longer be repeated wait for an echo until
/// `echo_until`. Returns how many there were.
///
/// # Errors
///
/// The database's own.
pub async fn end_repeats(
    db: &PgPool,
    now: DateTime<Utc>,
    echo_until: DateTime<Utc>,
) -> sqlx::Result<u64> {
    let done = sqlx::query!(
        "update outbox set state = 'unknown', next_attempt_at = $2
          where state = 'pending' and given_up_at is null and next_attempt_at <= $1
            and repeatable_until <= $1",
        now,
        echo_until,
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected())
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
/// given up last, and with that settles that it was taken. `false`: none does, so somebody else
/// wrote it.
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

/// Conversations whose next message may leave now, those waiting longest first. One that waits for
/// what is before it is not among them.
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
          order by o.next_attempt_at limit $2",
        now,
        limit,
    )
    .fetch_all(db)
    .await?;
    Ok(rows.into_iter().map(ConversationId).collect())
}

/// Settles messages whose sender vanished: those that may still be repeated under their key are
/// `pending` again, the others `unknown` until `echo_until`. One that a person took over from is
/// `cancelled`; if it did leave, its echo tells. Returns how many there were.
///
/// # Errors
///
/// The database's own.
pub async fn recover(
    db: &PgPool,
    now: DateTime<Utc>,
    repeatable_since: DateTime<Utc>,
    echo_until: DateTime<Utc>,
) -> sqlx::Result<u64> {
    let done = sqlx::query!(
        "update outbox o
            set state = case when o.epoch <> c.epoch then 'cancelled'
                             when r.until > $1 then 'pending'
                             else 'unknown' end,
                next_attempt_at = case when r.until > $1 then $1 else $3 end,
                repeatable_until = r.until,
                error = 'the sender vanished'
           from outbox v
           join conversations c on c.id = v.conversation_id
          cross join lateral (
                select coalesce(v.repeatable_until, v.attempt_at + ($1::timestamptz - $2::timestamptz))
                  as until) r
          where v.state = 'sending' and v.given_up_at is null and v.claim_until <= $1
            and o.id = v.id",
        now,
        repeatable_since,
        echo_until,
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected())
}

/// A message that a person has to look after.
#[derive(Debug, Clone)]
pub struct Stranded {
    /// Our key.
    pub id: OutgoingId,
    /// Its conversation.
    pub conversation: ConversationId,
    /// What is known about it.
    pub error: String,
}

/// Takes messages of unknown outcome that no echo explained in time. They no longer hold up what
/// follows, and whoever takes them opens a handoff in the same transaction.
///
/// # Errors
///
/// The database's own.
pub async fn give_up_unknown(
    db: &mut PgConnection,
    now: DateTime<Utc>,
    limit: i64,
) -> sqlx::Result<Vec<Stranded>> {
    let rows = sqlx::query!(
        r#"update outbox set given_up_at = $1
            where id in (select id from outbox
                          where state = 'unknown' and given_up_at is null and next_attempt_at <= $1
                          limit $2 for update skip locked)
        returning id, conversation_id, coalesce(error, 'no answer') as "error!""#,
        now,
        limit,
    )
    .fetch_all(db)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| Stranded {
            id: OutgoingId(row.id),
            conversation: ConversationId(row.conversation_id),
            error: row.error,
        })
        .collect())
}

/// Takes messages that the gateway accepted and later reported as failed (a closed 24-hour window,
/// a number without WhatsApp). Each is given out once. A report that found no message of ours within
/// a week is about somebody else's.
///
/// # Errors
///
/// The database's own.
pub async fn late_failures(
    db: &mut PgConnection,
    now: DateTime<Utc>,
    limit: i64,
) -> sqlx::Result<Vec<Stranded>> {
    let rows = sqlx::query!(
        r#"with handled as (
               update delivery_states d set handled_at = $1
                where (d.gateway, d.provider_id, d.status) in (
                          select s.gateway, s.provider_id, s.status
                            from delivery_states s
                            join outbox o on o.gateway = s.gateway and o.provider_id = s.provider_id
                           where s.status = 'failed' and s.handled_at is null
                             and s.received_at > $1::timestamptz - interval '7 days'
                           limit $2 for update of s skip locked)
            returning d.gateway, d.provider_id, coalesce(d.error, 'failed') as error
           )
           update outbox o set state = 'failed', error = h.error
             from handled h
            where o.gateway = h.gateway and o.provider_id = h.provider_id
        returning o.id, o.conversation_id, h.error as "error!""#,
        now,
        limit,
    )
    .fetch_all(db)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| Stranded {
            id: OutgoingId(row.id),
            conversation: ConversationId(row.conversation_id),
            error: row.error,
        })
        .collect())
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
