//! What came in: raw deliveries, the conversations they belong to, and the messages in them.
//!
//! Everything here takes a whole group of deliveries at once, since many webhooks share a commit.

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, Utc};
use noor_core::ids::{ConversationId, EventId};
use noor_core::message::{
    Author, ChannelReport, ChatAddress, InboundMessage, MessageKind, Revision, StatusReport,
};
use sqlx::PgConnection;
use uuid::Uuid;

/// One delivery of a gateway, as it came.
#[derive(Debug, Clone)]
pub struct RawEvent {
    /// Ours.
    pub id: EventId,
    /// The body, byte for byte.
    pub body: Vec<u8>,
    /// What could not be read in it.
    pub problem: Option<String>,
    /// When it came.
    pub received_at: DateTime<Utc>,
}

/// Keeps deliveries byte for byte.
///
/// # Errors
///
/// The database's own.
pub async fn keep_raw(
    db: &mut PgConnection,
    gateway: &str,
    events: &[RawEvent],
) -> sqlx::Result<()> {
    let ids: Vec<Uuid> = events.iter().map(|event| event.id.0).collect();
    let bodies: Vec<Vec<u8>> = events.iter().map(|event| event.body.clone()).collect();
    let problems: Vec<Option<String>> = events.iter().map(|event| event.problem.clone()).collect();
    let times: Vec<DateTime<Utc>> = events.iter().map(|event| event.received_at).collect();
    sqlx::query!(
        "insert into inbound_events (id, gateway, received_at, body, problem)
         select id, $2, at, body, problem
           from unnest($1::uuid[], $3::timestamptz[], $4::bytea[], $5::text[])
             as event (id, at, body, problem)
         on conflict (id) do nothing",
        &ids,
        gateway,
        &times,
        &bodies,
        &problems as &[Option<String>],
    )
    .execute(db)
    .await?;
    Ok(())
}

/// A chat that has to have a conversation, and the ids to give it if it has none.
#[derive(Debug, Clone)]
pub struct Opening {
    /// Where.
    pub address: ChatAddress,
    /// The name the customer goes by, if known.
    pub contact_name: Option<String>,
    /// For a new conversation.
    pub conversation: ConversationId,
    /// For a new customer.
    pub customer: Uuid,
}

/// Finds the conversations of `openings` (each address once), opens the missing ones, and locks
/// them all until the transaction ends, so that whatever follows in it is alone with them. Everybody must give
/// the addresses in their own order, or two transactions may wait for each other in a circle.
///
/// # Errors
///
/// The database's own.
pub async fn lock_conversations(
    db: &mut PgConnection,
    gateway: &str,
    openings: &[Opening],
    now: DateTime<Utc>,
) -> sqlx::Result<HashMap<ChatAddress, ConversationId>> {
    let mut found = select_locked(db, gateway, openings).await?;
    if found.len() < openings.len() {
        let missing: Vec<&Opening> =
            openings.iter().filter(|opening| !found.contains_key(&opening.address)).collect();
        open(db, gateway, &missing, now).await?;
        found = select_locked(db, gateway, openings).await?;
    }
    Ok(found)
}

async fn select_locked(
    db: &mut PgConnection,
    gateway: &str,
    openings: &[Opening],
) -> sqlx::Result<HashMap<ChatAddress, ConversationId>> {
    let (channels, messengers, chats) = columns(openings.iter().map(|opening| &opening.address));
    // A conversation after the other, by its key: joined at will, PostgreSQL may prefer to read them
    // all. Locking inside keeps the order of the addresses, which is the same for everybody.
    let rows = sqlx::query!(
        r#"select c.id, c.channel, c.messenger, c.chat
             from (select * from unnest($2::text[], $3::text[], $4::text[])
                              as asked (channel, messenger, chat) order by 1, 2, 3) a,
                  lateral (select * from conversations known
                            where known.gateway = $1 and known.channel = a.channel
                              and known.messenger = a.messenger and known.chat = a.chat
                              for no key update) c"#,
        gateway,
        &channels,
        &messengers,
        &chats,
    )
    .fetch_all(db)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| {
            let address =
                ChatAddress { channel: row.channel, messenger: row.messenger, chat: row.chat };
            (address, ConversationId(row.id))
        })
        .collect())
}

async fn open(
    db: &mut PgConnection,
    gateway: &str,
    missing: &[&Opening],
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    let (channels, messengers, chats) = columns(missing.iter().map(|opening| &opening.address));
    let conversations: Vec<Uuid> = missing.iter().map(|opening| opening.conversation.0).collect();
    let customers: Vec<Uuid> = missing.iter().map(|opening| opening.customer).collect();
    let names: Vec<Option<String>> =
        missing.iter().map(|opening| opening.contact_name.clone()).collect();
    // The same person on another line of the shop is the same customer, so identities decide. The
    // update that changes nothing is there for its row: somebody else may have written it since
    // this statement began.
    sqlx::query!(
        "with asked as (
             select * from unnest($2::text[], $3::text[], $4::text[], $5::uuid[], $6::uuid[], $7::text[])
               as a (channel, messenger, chat, conversation, customer, name)
         ), person as (
             insert into customer_identities as i (messenger, external_id, customer_id, created_at)
             select distinct on (messenger, chat) messenger, chat, customer, $8
               from asked order by messenger, chat
             on conflict (messenger, external_id) do update set customer_id = i.customer_id
          returning messenger, external_id, customer_id
         ), new_customers as (
             insert into customers (id, name, created_at)
             select a.customer, a.name, $8
               from asked a join person p on p.customer_id = a.customer
         )
         insert into conversations (id, customer_id, gateway, channel, messenger, chat, created_at)
         select a.conversation, p.customer_id, $1, a.channel, a.messenger, a.chat, $8
           from asked a join person p on p.messenger = a.messenger and p.external_id = a.chat
          order by a.channel, a.messenger, a.chat
         on conflict (gateway, channel, messenger, chat) do nothing",
        gateway,
        &channels,
        &messengers,
        &chats,
        &conversations,
        &customers,
        &names as &[Option<String>],
        now,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// A message and the conversation it belongs to.
#[derive(Debug, Clone, Copy)]
pub struct NewMessage<'a> {
    /// Its conversation, locked by [`lock_conversations`].
    pub conversation: ConversationId,
    /// The message.
    pub message: &'a InboundMessage,
}

/// A message that was not there before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Added {
    /// Its place in the order of everything that came in.
    pub id: i64,
    /// The gateway's id for it.
    pub provider_id: String,
    /// Its conversation.
    pub conversation: ConversationId,
    /// Whether it is the customer's and calls for an answer.
    pub calls_for_answer: bool,
    /// When the customer wrote it, as the gateway says, but not in the future; when it came, if the
    /// gateway does not say. Absent for edits, which open no 24-hour window, and for others' words.
    pub written_at: Option<DateTime<Utc>>,
}

/// Adds messages in the given order; what the gateway delivered before is left as it is and not
/// reported, so calling twice is safe. An edit is another one if its words are.
///
/// # Errors
///
/// The database's own.
pub async fn add_messages(
    db: &mut PgConnection,
    gateway: &str,
    messages: &[NewMessage<'_>],
    now: DateTime<Utc>,
) -> sqlx::Result<Vec<Added>> {
    let conversations: Vec<Uuid> = messages.iter().map(|new| new.conversation.0).collect();
    let of = |field: fn(&InboundMessage) -> String| -> Vec<String> {
        messages.iter().map(|new| field(new.message)).collect()
    };
    let provider_ids = of(|message| message.provider_id.clone());
    let revisions = of(|message| revision_word(message.revision).to_owned());
    let authors = of(|message| author_word(message.author).to_owned());
    let kinds = of(|message| kind_word(message.kind).to_owned());
    let texts = of(|message| message.text.clone());
    let attachments: Vec<Option<serde_json::Value>> = messages
        .iter()
        .map(|new| new.message.attachment.as_ref().and_then(|it| serde_json::to_value(it).ok()))
        .collect();
    let quotes: Vec<Option<String>> =
        messages.iter().map(|new| new.message.quotes.clone()).collect();
    let sent: Vec<Option<DateTime<Utc>>> = messages.iter().map(|new| new.message.sent_at).collect();
    let rows = sqlx::query!(
        r#"insert into messages (conversation_id, gateway, provider_id, revision, author, kind,
                                 text, attachment, quotes, sent_at, received_at)
           select m.conversation, $1, m.provider_id, m.revision, m.author, m.kind,
                  m.text, m.attachment, m.quotes, m.sent_at, $11
             from unnest($2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[],
                         $8::jsonb[], $9::text[], $10::timestamptz[]) with ordinality
               as m (conversation, provider_id, revision, author, kind, text, attachment, quotes,
                     sent_at, place)
            order by m.place
           on conflict do nothing
           returning id, provider_id, conversation_id,
                     author = 'customer' and revision <> 'deleted' as "calls_for_answer!",
                     case when author = 'customer' and revision = 'original'
                          then least(coalesce(sent_at, received_at), received_at)
                      end as written_at"#,
        gateway,
        &conversations,
        &provider_ids,
        &revisions,
        &authors,
        &kinds,
        &texts,
        &attachments as &[Option<serde_json::Value>],
        &quotes as &[Option<String>],
        &sent as &[Option<DateTime<Utc>>],
        now,
    )
    .fetch_all(db)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| Added {
            id: row.id,
            provider_id: row.provider_id,
            conversation: ConversationId(row.conversation_id),
            calls_for_answer: row.calls_for_answer,
            written_at: row.written_at,
        })
        .collect())
}

/// When a burst of messages is answered.
#[derive(Debug, Clone, Copy)]
pub struct Pace {
    /// How long the customer must have been quiet.
    pub debounce: std::time::Duration,
    /// How long a burst may hold the answer up.
    pub max_wait: std::time::Duration,
    /// How long after a person's last message Noor answers again.
    pub resume_after: std::time::Duration,
}

/// A conversation that is to be answered at a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Due {
    /// Which.
    pub conversation: ConversationId,
    /// When.
    pub at: DateTime<Utc>,
}

/// The newest customer message of a conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Newest {
    /// The conversation.
    pub conversation: ConversationId,
    /// The message.
    pub message: i64,
    /// When the customer last wrote, of all that came with it: the newest [`Added::written_at`].
    pub written_at: Option<DateTime<Utc>>,
}

impl Newest {
    /// The newest of each conversation among what was added, in the order of their ids.
    pub fn among(added: &[Added]) -> Vec<Self> {
        let mut newest: BTreeMap<ConversationId, Self> = BTreeMap::new();
        for message in added.iter().filter(|message| message.calls_for_answer) {
            let (conversation, written_at) = (message.conversation, message.written_at);
            let this = Self { conversation, message: message.id, written_at };
            newest
                .entry(conversation)
                .and_modify(|known| {
                    known.message = known.message.max(this.message);
                    known.written_at = known.written_at.max(this.written_at);
                })
                .or_insert(this);
        }
        newest.into_values().collect()
    }
}

/// Notes the newest customer message of each conversation and when it is to be answered.
///
/// The 24-hour window counts from when the customer wrote, so a message that is delivered again or
/// a day late does not open it.
///
/// A conversation that a person holds, or was asked to hold, is not due: its messages are in that
/// person's hands. After [`Pace::resume_after`] without a word from a person who held it, Noor
/// holds it again and their handoff is over, so that the next request for a person is a new one.
///
/// # Errors
///
/// The database's own.
pub async fn note_customer_messages(
    db: &mut PgConnection,
    newest: &[Newest],
    pace: Pace,
    now: DateTime<Utc>,
) -> sqlx::Result<Vec<Due>> {
    let conversations: Vec<Uuid> = newest.iter().map(|newest| newest.conversation.0).collect();
    let messages: Vec<i64> = newest.iter().map(|newest| newest.message).collect();
    let written: Vec<Option<DateTime<Utc>>> =
        newest.iter().map(|newest| newest.written_at).collect();
    let rows = sqlx::query!(
        r#"with newest as (
               select c.id, n.message, n.written_at,
                      c.holder = 'manager' and c.manager_at <= $6 as resumes,
                      c.holder = 'noor' or c.holder = 'manager' and c.manager_at <= $6 as with_noor,
                      case when c.burst_at is null or c.claimed_to >= c.last_inbound
                           then $3 else c.burst_at end as burst
                 from conversations c
                 join unnest($1::uuid[], $2::bigint[], $7::timestamptz[])
                   as n (id, message, written_at) on n.id = c.id
           ), over as (
               update handoffs h set resolved_at = $3
                 from newest n
                where h.conversation_id = n.id and n.resumes and h.resolved_at is null
                  and h.mode = 'hand_over'
           )
           update conversations c
              set last_inbound = n.message,
                  last_customer_at = greatest(c.last_customer_at, n.written_at),
                  answered_to = case when n.with_noor then c.answered_to else n.message end,
                  holder = case when n.with_noor then 'noor' else c.holder end,
                  burst_at = case when n.with_noor then n.burst end,
                  due_at = case when n.with_noor
                                then least(n.burst + make_interval(secs => $5), $3 + make_interval(secs => $4))
                           end
             from newest n
            where c.id = n.id
        returning c.id, c.due_at"#,
        &conversations,
        &messages,
        now,
        pace.debounce.as_secs_f64(),
        pace.max_wait.as_secs_f64(),
        now - pace.resume_after,
        &written as &[Option<DateTime<Utc>>],
    )
    .fetch_all(db)
    .await?;
    Ok(rows
        .into_iter()
        .filter_map(|row| row.due_at.map(|at| Due { conversation: ConversationId(row.id), at }))
        .collect())
}

/// Keeps reports about our messages; repeats change nothing.
///
/// # Errors
///
/// The database's own.
pub async fn keep_statuses(
    db: &mut PgConnection,
    gateway: &str,
    reports: &[&StatusReport],
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    let ids: Vec<String> = reports.iter().map(|report| report.provider_id.clone()).collect();
    let statuses: Vec<String> =
        reports.iter().map(|report| status_word(report.status).to_owned()).collect();
    let errors: Vec<Option<String>> = reports.iter().map(|report| report.error.clone()).collect();
    let times: Vec<Option<DateTime<Utc>>> = reports.iter().map(|report| report.at).collect();
    sqlx::query!(
        "insert into delivery_states (gateway, provider_id, status, error, at, received_at)
         select $1, s.provider_id, s.status, s.error, s.at, $6
           from unnest($2::text[], $3::text[], $4::text[], $5::timestamptz[])
             as s (provider_id, status, error, at)
          order by s.provider_id, s.status
         on conflict do nothing",
        gateway,
        &ids,
        &statuses,
        &errors as &[Option<String>],
        &times as &[Option<DateTime<Utc>>],
        now,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Keeps the newest report about a line of the shop.
///
/// # Errors
///
/// The database's own.
pub async fn keep_channel(
    db: &mut PgConnection,
    gateway: &str,
    report: &ChannelReport,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into channels (gateway, channel, active, state, updated_at)
         values ($1, $2, $3, $4, $5)
         on conflict (gateway, channel) do update
            set active = excluded.active, state = excluded.state, updated_at = excluded.updated_at",
        gateway,
        report.channel,
        report.active,
        report.state,
        now,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Lines on which nothing can leave, as far as the gateway told.
///
/// # Errors
///
/// The database's own.
pub async fn channels_down(db: &sqlx::PgPool) -> sqlx::Result<Vec<ChannelReport>> {
    let rows = sqlx::query!("select channel, state from channels where not active order by 1")
        .fetch_all(db)
        .await?;
    Ok(rows
        .into_iter()
        .map(|row| ChannelReport { channel: row.channel, active: false, state: row.state })
        .collect())
}

fn columns<'a>(
    addresses: impl Iterator<Item = &'a ChatAddress> + Clone,
) -> (Vec<String>, Vec<String>, Vec<String>) {
    (
        addresses.clone().map(|address| address.channel.clone()).collect(),
        addresses.clone().map(|address| address.messenger.clone()).collect(),
        addresses.map(|address| address.chat.clone()).collect(),
    )
}

fn revision_word(revision: Revision) -> &'static str {
    match revision {
        Revision::Original => "original",
        Revision::Edited => "edited",
        Revision::Deleted => "deleted",
    }
}

fn author_word(author: Author) -> &'static str {
    match author {
        Author::Customer => "customer",
        Author::Bot => "bot",
        Author::Manager => "manager",
        Author::System => "system",
    }
}

pub(crate) fn kind_word(kind: MessageKind) -> &'static str {
    match kind {
        MessageKind::Text => "text",
        MessageKind::Image => "image",
        MessageKind::Voice => "voice",
        MessageKind::Video => "video",
        MessageKind::Document => "document",
        MessageKind::Sticker => "sticker",
        MessageKind::Location => "location",
        MessageKind::Contact => "contact",
        MessageKind::MissedCall => "missed_call",
        MessageKind::Unsupported => "unsupported",
    }
}

fn status_word(status: noor_core::message::DeliveryStatus) -> &'static str {
    use noor_core::message::DeliveryStatus::{Delivered, Edited, Failed, Read, Sent};
    match status {
        Sent => "sent",
        Delivered => "delivered",
        Read => "read",
        Edited => "edited",
        Failed => "failed",
    }
}
