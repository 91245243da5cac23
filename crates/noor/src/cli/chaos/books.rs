//! What the database says, read as a stranger would: with plain queries that the program itself
//! does not use.

use std::collections::{HashMap, HashSet};
use std::time::Duration;

use chrono::{DateTime, Utc};
use sqlx::{FromRow, PgPool};
use uuid::Uuid;

/// A conversation.
#[derive(Debug, Clone, FromRow)]
pub(super) struct Conversation {
    pub(super) id: Uuid,
    pub(super) chat: String,
    pub(super) holder: String,
    pub(super) answered_to: i64,
    pub(super) is_open: bool,
}

/// A customer's message.
#[derive(Debug, Clone, FromRow)]
pub(super) struct Message {
    pub(super) id: i64,
    pub(super) provider_id: String,
    pub(super) conversation_id: Uuid,
    pub(super) received_at: DateTime<Utc>,
}

/// A turn.
#[derive(Debug, Clone, FromRow)]
pub(super) struct Turn {
    pub(super) id: Uuid,
    pub(super) message_ids: Vec<i64>,
    pub(super) outcome: String,
}

/// A message of Noor's.
#[derive(Debug, Clone, FromRow)]
pub(super) struct Outgoing {
    pub(super) id: Uuid,
    pub(super) seq: i64,
    pub(super) conversation_id: Uuid,
    pub(super) turn_id: Option<Uuid>,
    pub(super) kind: String,
    pub(super) state: String,
    pub(super) accepted_at: Option<DateTime<Utc>>,
    pub(super) error: Option<String>,
}

/// All of it.
#[derive(Debug, Clone, Default)]
pub(super) struct Books {
    pub(super) conversations: Vec<Conversation>,
    pub(super) messages: Vec<Message>,
    pub(super) turns: Vec<Turn>,
    pub(super) outgoing: Vec<Outgoing>,
    /// Conversations with a handoff that is open.
    pub(super) handed_over: Vec<Uuid>,
}

impl Books {
    /// Reads everything.
    pub(super) async fn read(db: &PgPool) -> sqlx::Result<Self> {
        Ok(Self {
            conversations: sqlx::query_as(
                "select id, chat, holder, answered_to,
                        due_at is not null
                            or lease_owner is not null and lease_until > now() as is_open
                   from conversations order by id",
            )
            .fetch_all(db)
            .await?,
            messages: sqlx::query_as(
                "select id, provider_id, conversation_id, received_at
                   from messages where author = 'customer' order by id",
            )
            .fetch_all(db)
            .await?,
            turns: sqlx::query_as("select id, message_ids, outcome from turns order by id")
                .fetch_all(db)
                .await?,
            outgoing: sqlx::query_as(
                "select id, seq, conversation_id, turn_id, content ->> 'kind' as kind, state, accepted_at,
                        error
                   from outbox order by seq",
            )
            .fetch_all(db)
            .await?,
            handed_over: sqlx::query_scalar(
                "select conversation_id from handoffs where resolved_at is null",
            )
            .fetch_all(db)
            .await?,
        })
    }

    /// The chats of all that wrote, and whether Noor ever answered: a person may have been faster.
    pub(super) fn chats(&self) -> Vec<(&str, bool)> {
        let answered = self.turns.iter().filter(|turn| turn.outcome == "answered");
        let in_turns: HashSet<i64> =
            answered.flat_map(|turn| turn.message_ids.iter().copied()).collect();
        let heard: HashSet<Uuid> = self
            .messages
            .iter()
            .filter(|message| in_turns.contains(&message.id))
            .map(|message| message.conversation_id)
            .collect();
        let conversations = self.conversations.iter();
        conversations.map(|it| (it.chat.as_str(), heard.contains(&it.id))).collect()
    }

    /// How long each answered message waited for the first words of its answer, shortest first.
    pub(super) fn waits(&self) -> Vec<Duration> {
        let mut answered_at: HashMap<Uuid, DateTime<Utc>> = HashMap::new();
        for outgoing in &self.outgoing {
            if let (Some(turn), Some(at)) = (outgoing.turn_id, outgoing.accepted_at) {
                let first = answered_at.entry(turn).or_insert(at);
                *first = at.min(*first);
            }
        }
        let received_at: HashMap<i64, DateTime<Utc>> =
            self.messages.iter().map(|message| (message.id, message.received_at)).collect();
        let mut waits: Vec<Duration> = self
            .turns
            .iter()
            .filter_map(|turn| Some((turn, answered_at.get(&turn.id)?)))
            .flat_map(|(turn, at)| turn.message_ids.iter().map(move |id| (id, *at)))
            .filter_map(|(id, at)| (at - *received_at.get(id)?).to_std().ok())
            .collect();
        waits.sort_unstable();
        waits
    }
}
