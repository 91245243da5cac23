//! Conversations: whose turn it is, who holds them, and what the dialogue remembers.

use std::time::Duration;

use chrono::{DateTime, Utc};
use noor_core::ids::{ConversationId, CustomerId, TurnId};
use noor_core::language::Language;
use noor_core::message::{Attachment, ChatAddress, MessageKind};
use serde::Serialize;
use serde_json::Value;
use sqlx::{PgConnection, PgPool};
use uuid::Uuid;

use crate::handoffs::{Name, Resolution};
use crate::inbox::Due;

/// The right to take one turn, held until the lease runs out.
#[derive(Debug, Clone)]
pub struct Lease {
    /// The conversation.
    pub conversation: ConversationId,
    /// Grows with every lease: whoever holds an older number can no longer write.
    pub generation: i64,
    /// Grows with every takeover by a person.
    pub epoch: i64,
    /// Whose conversation it is.
    pub customer: CustomerId,
    /// The name the customer goes by on the messenger.
    pub contact_name: Option<String>,
    /// What is known of the customer beyond this conversation.
    pub profile: Value,
    /// The gateway it came through.
    pub gateway: String,
    /// Where answers go.
    pub address: ChatAddress,
    /// The language of the last answer.
    pub language: Language,
    /// What the dialogue remembers.
    pub state: Value,
    /// Turns in a row that broke off before this one.
    pub failures: i32,
    /// The unanswered messages, oldest first.
    pub batch: Vec<BatchMessage>,
    /// The newest message the batch takes in.
    pub batch_to: i64,
}

/// One unanswered message.
#[derive(Debug, Clone, Serialize)]
pub struct BatchMessage {
    /// Its place in the order of everything that came in.
    pub id: i64,
    /// What it consists of.
    pub kind: MessageKind,
    /// Its words, after its last edit.
    pub text: String,
    /// What is said in it, if it is a voice note that was heard; empty if there are no words in it.
    pub transcript: Option<String>,
    /// Its file.
    pub attachment: Option<Attachment>,
    /// When it was written, else when it came.
    pub at: DateTime<Utc>,
}

impl BatchMessage {
    /// The customer's words, whether they wrote or said them.
    pub fn words(&self) -> &str {
        match &self.transcript {
            Some(said) if self.text.trim().is_empty() => said,
            Some(_) | None => &self.text,
        }
    }
}

/// Takes the lease of a conversation that is due, together with its unanswered messages.
///
/// `None`: it is not due, somebody else is taking its turn, or everything is answered. The batch
/// leaves out what the customer took back and has the last wording of what they edited; it may
/// be empty.
///
/// # Errors
///
/// The database's own.
pub async fn claim(
    db: &PgPool,
    id: ConversationId,
    owner: Uuid,
    now: DateTime<Utc>,
    lease: Duration,
) -> sqlx::Result<Option<Lease>> {
    // A message may be committed while this statement waits for its conversation. The statement
    // then sees the conversation with it but `messages` without it, so the batch ends at the last
    // message that can be seen; what is behind it makes the conversation due again.
    let rows = sqlx::query!(
        r#"with leased as (
               update conversations
                  set lease_owner = $2, lease_until = $4, lease_generation = lease_generation + 1,
                      -- A lease that ran out is a turn that killed its process, or lost it.
                      failures = failures + case when lease_until is null then 0 else 1 end,
                      claimed_to = least(last_inbound, (select max(id) from messages
                                                         where conversation_id = $1))
                where id = $1 and due_at <= $3 and last_inbound > answered_to
                  and (lease_until is null or lease_until <= $3)
            returning *
           )
           select c.lease_generation, c.epoch, c.customer_id, c.gateway, c.channel, c.messenger,
                  c.chat, c.language, c.state, c.failures, c.claimed_to,
                  u.name as "contact_name?", u.profile,
                  m.id as "message_id?", m.kind as "kind?", m.text as "text?",
                  m.transcript as "transcript?", m.attachment as "attachment?: Value",
                  coalesce(m.sent_at, m.received_at) as "at?"
             from leased c
             join customers u on u.id = c.customer_id
             left join lateral (
                 select distinct on (m.provider_id) m.*
                   from messages m
                  where m.conversation_id = c.id and m.id > c.answered_to and m.id <= c.claimed_to
                    and m.author = 'customer' and m.revision <> 'deleted'
                    and not exists (select from messages d
                                     where d.gateway = m.gateway and d.provider_id = m.provider_id
                                       and d.revision = 'deleted')
                  order by m.provider_id, m.id desc
             ) m on true
            order by coalesce(m.sent_at, m.received_at), m.id"#,
        id.0,
        owner,
        now,
        now + lease,
    )
    .fetch_all(db)
    .await?;
    let batch = rows
        .iter()
        .filter_map(|row| {
            Some(BatchMessage {
                id: row.message_id?,
                kind: kind_of(row.kind.as_deref()?),
                text: row.text.clone()?,
                transcript: row.transcript.clone(),
                attachment: row
                    .attachment
                    .clone()
                    .and_then(|attachment| serde_json::from_value(attachment).ok()),
                at: row.at?,
            })
        })
        .collect();
    Ok(rows.into_iter().next().map(|row| Lease {
        conversation: id,
        generation: row.lease_generation,
        epoch: row.epoch,
        customer: CustomerId(row.customer_id),
        contact_name: row.contact_name,
        profile: row.profile,
        gateway: row.gateway,
        address: ChatAddress { channel: row.channel, messenger: row.messenger, chat: row.chat },
        language: Language::from_code(&row.language).unwrap_or(Language::English),
        state: row.state,
        failures: row.failures,
        batch,
        batch_to: row.claimed_to,
    }))
}

/// Prolongs a lease; `false` means it is lost and the turn must end without writing.
///
/// # Errors
///
/// The database's own.
pub async fn renew(
    db: &PgPool,
    lease: &Lease,
    now: DateTime<Utc>,
    length: Duration,
) -> sqlx::Result<bool> {
    let done = sqlx::query!(
        "update conversations set lease_until = $3
          where id = $1 and lease_generation = $2 and lease_owner is not null",
        lease.conversation.0,
        lease.generation,
        now + length,
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Gives a lease back without an answer and sets when to try again. Nothing happens if the lease
/// is lost or ended already; if a person took over meanwhile, there is nothing to try again.
///
/// # Errors
///
/// The database's own.
pub async fn release(
    db: &PgPool,
    lease: &Lease,
    again_at: DateTime<Utc>,
    failed: bool,
) -> sqlx::Result<()> {
    sqlx::query!(
        "update conversations
            set lease_owner = null, lease_until = null,
                due_at = case when due_at is not null then greatest(due_at, $3) end,
                failures = failures + case when $4 then 1 else 0 end
          where id = $1 and lease_generation = $2 and lease_owner is not null",
        lease.conversation.0,
        lease.generation,
        again_at,
        failed,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// What a finished turn leaves behind in its conversation.
#[derive(Debug, Clone)]
pub struct Settled {
    /// The language it answered in.
    pub language: Language,
    /// The stage of the sale, as derived.
    pub sales_stage: &'static str,
    /// What the dialogue remembers from now on.
    pub state: Value,
    /// Whether a person was asked for, so that Noor falls silent.
    pub hand_over: bool,
}

/// Whether the turn's answer may leave.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Settlement {
    /// It may. If messages came in meanwhile, the conversation is due again.
    Answer {
        /// When it is due again.
        due: Option<Due>,
    },
    /// A person took over while the turn ran: nothing is to be sent.
    TakenOver,
    /// The lease was lost: somebody else answers, and this transaction must be rolled back.
    Lost,
}

/// Ends a turn: its batch is answered and the lease is free again. If it asks for a person, what
/// came in meanwhile is in that person's hands too.
///
/// Of a turn that a person took over from, nothing is kept but that it ended: the customer never saw
/// its answer, so the dialogue must not remember having given it.
///
/// # Errors
///
/// The database's own.
pub async fn settle(
    db: &mut PgConnection,
    lease: &Lease,
    settled: &Settled,
) -> sqlx::Result<Settlement> {
    let row = sqlx::query!(
        r#"update conversations
              set answered_to = case when $7 and epoch = $8 then last_inbound
                                     else greatest(answered_to, $3) end,
                  due_at = case when last_inbound > $3 and holder = 'noor'
                                 and not ($7 and epoch = $8) then due_at end,
                  burst_at = case when last_inbound > $3 and not ($7 and epoch = $8) then burst_at end,
                  lease_owner = null, lease_until = null, failures = 0,
                  language = case when epoch = $8 then $4 else language end,
                  sales_stage = case when epoch = $8 then $5 else sales_stage end,
                  state = case when epoch = $8 then $6 else state end,
                  holder = case when $7 and epoch = $8 then 'handoff' else holder end
            where id = $1 and lease_generation = $2 and lease_owner is not null
        returning epoch, due_at"#,
        lease.conversation.0,
        lease.generation,
        lease.batch_to,
        settled.language.code(),
        settled.sales_stage,
        settled.state,
        settled.hand_over,
        lease.epoch,
    )
    .fetch_optional(db)
    .await?;
    Ok(match row {
        None => Settlement::Lost,
        Some(row) if row.epoch != lease.epoch => Settlement::TakenOver,
        Some(row) => Settlement::Answer {
            due: row.due_at.map(|at| Due { conversation: lease.conversation, at }),
        },
    })
}

/// Keeps what is said in a voice note. What was heard first stays: it is what was answered.
///
/// # Errors
///
/// The database's own.
pub async fn heard(db: &mut PgConnection, message: i64, transcript: &str) -> sqlx::Result<()> {
    sqlx::query!(
        "update messages set transcript = $2 where id = $1 and transcript is null",
        message,
        transcript,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Keeps what is known of a customer on all lines from now on; what `profile` does not name stays.
///
/// # Errors
///
/// The database's own.
pub async fn know(
    db: &mut PgConnection,
    customer: CustomerId,
    profile: &Value,
) -> sqlx::Result<()> {
    sqlx::query!("update customers set profile = profile || $2 where id = $1", customer.0, profile)
        .execute(db)
        .await?;
    Ok(())
}

/// Keeps what outside systems say of a customer: `facts` is an object, whose keys replace those there.
///
/// # Errors
///
/// The database's own.
pub async fn know_from_outside(
    db: &PgPool,
    customer: CustomerId,
    facts: &Value,
) -> sqlx::Result<()> {
    sqlx::query!("update customers set profile = profile || $2 where id = $1", customer.0, facts)
        .execute(db)
        .await?;
    Ok(())
}

/// Marks the messages of a batch as answered by a turn.
///
/// # Errors
///
/// The database's own.
pub async fn answered_by(
    db: &mut PgConnection,
    messages: &[i64],
    turn: TurnId,
) -> sqlx::Result<()> {
    sqlx::query!(
        "update messages set turn_id = $2 where id = any($1) and turn_id is null",
        messages,
        turn.0
    )
    .execute(db)
    .await?;
    Ok(())
}

/// A person of the shop wrote: they hold the conversation now, and whoever held it before by name goes
/// on holding it. Everything unanswered is in their hands, and nothing that was queued before leaves
/// any more.
///
/// # Errors
///
/// The database's own.
pub async fn take_over(
    db: &mut PgConnection,
    id: ConversationId,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    // One statement after the other: the second must see what a turn committed while the first
    // waited for it, and everybody takes these tables in this order.
    sqlx::query!(
        "update conversations
            set holder = 'manager', manager_at = $2, epoch = epoch + 1, failures = 0,
                answered_to = last_inbound, due_at = null, burst_at = null,
                manager_by = case when holder = 'manager' then manager_by end,
                manager_name = case when holder = 'manager' then manager_name end
          where id = $1",
        id.0,
        now,
    )
    .execute(&mut *db)
    .await?;
    silence(db, id, now).await
}

/// A person says that they hold a conversation from now on, as if they had written in it.
///
/// `false`: somebody else holds it by name, or there is no such conversation. Of two who say so at
/// once one gets it.
///
/// # Errors
///
/// The database's own.
pub async fn take(
    db: &mut PgConnection,
    id: ConversationId,
    by: &Name,
    now: DateTime<Utc>,
) -> sqlx::Result<bool> {
    let done = sqlx::query!(
        "update conversations
            set holder = 'manager', manager_at = $2, epoch = epoch + 1, failures = 0,
                answered_to = last_inbound, due_at = null, burst_at = null,
                manager_by = $3, manager_name = $4
          where id = $1 and (holder <> 'manager' or manager_by is null or manager_by = $3)",
        id.0,
        now,
        by.code,
        by.name,
    )
    .execute(&mut *db)
    .await?;
    if done.rows_affected() == 0 {
        return Ok(false);
    }
    silence(db, id, now).await?;
    sqlx::query!(
        "update handoffs set taken_by = $2, taken_by_name = $3
          where conversation_id = $1 and resolved_at is null and mode = 'hand_over'",
        id.0,
        by.code,
        by.name,
    )
    .execute(db)
    .await?;
    Ok(true)
}

/// Nothing that was queued leaves any more, and nobody has to be reminded.
async fn silence(
    db: &mut PgConnection,
    id: ConversationId,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    sqlx::query!(
        "update outbox set state = 'cancelled', error = 'a person took over'
          where conversation_id = $1 and state = 'pending' and given_up_at is null",
        id.0,
    )
    .execute(&mut *db)
    .await?;
    sqlx::query!(
        "update handoffs set taken_at = coalesce(taken_at, $2), alert_due_at = null
          where conversation_id = $1 and resolved_at is null and mode = 'hand_over'",
        id.0,
        now,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Who holds a conversation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Holder {
    /// Noor.
    Noor,
    /// Nobody: a person was asked for.
    Nobody,
    /// A person; `None` for one who wrote in the gateway's own app.
    Person(Option<Name>),
}

/// Who holds a conversation; nobody can change that before the transaction ends. `None`: there is no
/// such conversation.
///
/// # Errors
///
/// The database's own.
pub async fn lock_holder(
    db: &mut PgConnection,
    id: ConversationId,
) -> sqlx::Result<Option<Holder>> {
    let row = sqlx::query!(
        "select holder, manager_by, manager_name from conversations where id = $1
            for no key update",
        id.0,
    )
    .fetch_optional(db)
    .await?;
    Ok(row.map(|row| match row.holder.as_str() {
        "noor" => Holder::Noor,
        "handoff" => Holder::Nobody,
        _ => Holder::Person(
            row.manager_by.map(|code| Name { name: row.manager_name.unwrap_or_default(), code }),
        ),
    }))
}

/// Gives a conversation back to Noor and ends its open handoff. What came in meanwhile was in a
/// person's hands and stays there; Noor answers what comes next.
///
/// `false`: there is no such conversation, Noor holds it already, or somebody else than `by` holds it
/// by name, over whose head only `system` gives it back.
///
/// # Errors
///
/// The database's own.
pub async fn hand_back(
    db: &mut PgConnection,
    id: ConversationId,
    by: &Name,
    resolution: Resolution,
    now: DateTime<Utc>,
) -> sqlx::Result<bool> {
    let done = sqlx::query!(
        "update conversations set holder = 'noor', manager_by = null, manager_name = null
          where id = $1 and holder <> 'noor'
            and (holder <> 'manager' or manager_by is null or manager_by = $2 or $2 = 'system')",
        id.0,
        by.code,
    )
    .execute(&mut *db)
    .await?;
    if done.rows_affected() == 0 {
        return Ok(false);
    }
    sqlx::query!(
        "update handoffs
            set resolved_at = $2, alert_due_at = null, resolved_by = $3, resolved_by_name = $4,
                resolution = $5
          where conversation_id = $1 and resolved_at is null and mode = 'hand_over'",
        id.0,
        now,
        by.code,
        by.name,
        resolution.word(),
    )
    .execute(db)
    .await?;
    Ok(true)
}

/// Conversations whose bell must have been lost: due since before `overdue`, and nobody at work.
///
/// # Errors
///
/// The database's own.
pub async fn overdue(
    db: &PgPool,
    overdue: DateTime<Utc>,
    now: DateTime<Utc>,
    limit: i64,
) -> sqlx::Result<Vec<ConversationId>> {
    let rows = sqlx::query_scalar!(
        "select id from conversations
          where due_at <= $1 and (lease_until is null or lease_until <= $2)
          order by due_at limit $3",
        overdue,
        now,
        limit,
    )
    .fetch_all(db)
    .await?;
    Ok(rows.into_iter().map(ConversationId).collect())
}

/// How many customers wait for an answer that should have come before `since`.
///
/// # Errors
///
/// The database's own.
pub async fn waiting(db: &PgPool, since: DateTime<Utc>) -> sqlx::Result<i64> {
    sqlx::query_scalar!(r#"select count(*) as "n!" from conversations where due_at <= $1"#, since)
        .fetch_one(db)
        .await
}

/// One line of a conversation as a person reads it.
#[derive(Debug, Clone, Serialize)]
pub struct TranscriptLine {
    /// When.
    pub at: DateTime<Utc>,
    /// `customer`, `noor`, `manager`, `bot` or `system`.
    pub author: String,
    /// What it consists of.
    pub kind: String,
    /// Its words, written or said, or the link of a picture or file of ours.
    pub text: String,
}

/// The last `limit` lines of a conversation before `before`, oldest first.
///
/// # Errors
///
/// The database's own.
pub async fn transcript(
    db: &PgPool,
    id: ConversationId,
    before: DateTime<Utc>,
    limit: i64,
) -> sqlx::Result<Vec<TranscriptLine>> {
    let mut lines = sqlx::query_as!(
        TranscriptLine,
        r#"select at as "at!", author as "author!", kind as "kind!", text as "text!" from (
               select received_at as at, author, kind,
                      case when btrim(text) = '' then coalesce(transcript, text) else text end as text,
                      id as place
                 from messages where conversation_id = $1 and received_at < $2
               union all
               select created_at, 'noor', content ->> 'kind',
                      coalesce(content ->> 'text', content ->> 'url'), seq
                 from outbox
                where conversation_id = $1 and created_at < $2 and state <> 'cancelled'
           ) lines
           order by at desc, place desc limit $3"#,
        id.0,
        before,
        limit,
    )
    .fetch_all(db)
    .await?;
    lines.reverse();
    Ok(lines)
}

/// A message that was written before the batch of a turn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Earlier {
    /// `customer`, `noor` or `manager`.
    pub author: String,
    /// The first characters of its words, written or said.
    pub text: String,
}

/// The last `limit` messages with words before the message `before`, oldest first, at most `length`
/// characters of each. What was taken back, what never left and what other machines wrote is none.
///
/// # Errors
///
/// The database's own.
pub async fn history(
    db: &PgPool,
    id: ConversationId,
    before: i64,
    limit: i64,
    length: i32,
) -> sqlx::Result<Vec<Earlier>> {
    let mut lines = sqlx::query_as!(
        Earlier,
        r#"select author as "author!", left(text, $4) as "text!" from (
               (select m.received_at as at, m.author,
                       case when btrim(m.text) = '' then coalesce(m.transcript, '') else m.text end as text
                  from messages m
                 where m.conversation_id = $1 and m.id < $2 and m.author in ('customer', 'manager')
                   and m.revision <> 'deleted'
                   and (btrim(m.text) <> '' or btrim(m.transcript) <> '')
                   and not exists (select from messages d
                                    where d.gateway = m.gateway and d.provider_id = m.provider_id
                                      and d.id > m.id)
                 order by m.id desc limit $3)
               union all
               (select created_at, 'noor', content ->> 'text'
                  from outbox
                 where conversation_id = $1 and state not in ('cancelled', 'failed')
                   and content ->> 'kind' = 'text'
                 order by seq desc limit $3)
           ) lines
           order by at desc limit $3"#,
        id.0,
        before,
        limit,
        length,
    )
    .fetch_all(db)
    .await?;
    lines.reverse();
    Ok(lines)
}

fn kind_of(word: &str) -> MessageKind {
    match word {
        "text" => MessageKind::Text,
        "image" => MessageKind::Image,
        "voice" => MessageKind::Voice,
        "video" => MessageKind::Video,
        "document" => MessageKind::Document,
        "sticker" => MessageKind::Sticker,
        "location" => MessageKind::Location,
        "contact" => MessageKind::Contact,
        "missed_call" => MessageKind::MissedCall,
        _ => MessageKind::Unsupported,
    }
}
