//! A shop with a database, and the steps of the road as the use cases take them.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use noor_core::ids::{ConversationId, HandoffId, Ids, OutgoingId, RandomIds, TurnId};
use noor_core::language::Language;
use noor_core::message::{
    Author, ChannelReport, ChatAddress, InboundMessage, MessageKind, OutgoingContent, Revision,
};
use noor_store::conversations::{self, Lease, Settled, Settlement};
use noor_store::handoffs::{Handoff, Name};
use noor_store::inbox::{self, Added, Due, NewMessage, Newest, Opening, Pace};
use noor_store::outbox::{self, Again, Queue, Queued, Sending};
use noor_store::{PgConnection, PgPool};
use serde_json::json;

pub(crate) const GATEWAY: &str = "wazzup";
pub(crate) const SARA: &str = "971500000001";
pub(crate) const OMAR: &str = "971500000002";
pub(crate) const LEASE: Duration = Duration::from_mins(1);
pub(crate) const PACE: Pace = Pace {
    debounce: Duration::from_secs(3),
    max_wait: Duration::from_secs(15),
    resume_after: Duration::from_mins(30),
};

/// So many seconds after the shop opened.
pub(crate) fn at(seconds: i64) -> DateTime<Utc> {
    DateTime::UNIX_EPOCH + TimeDelta::days(20_000) + TimeDelta::seconds(seconds)
}

pub(crate) fn fresh() -> uuid::Uuid {
    RandomIds.next()
}

pub(crate) fn address(chat: &str) -> ChatAddress {
    ChatAddress { channel: "line-1".into(), messenger: "whatsapp".into(), chat: chat.into() }
}

/// Tells of Sara's and Omar's line.
pub(crate) async fn report_line(db: &PgPool, active: bool, now: DateTime<Utc>) {
    let report =
        ChannelReport { channel: address(SARA).channel, active, state: format!("{active}") };
    let mut db = db.acquire().await.unwrap();
    inbox::keep_channel(&mut db, GATEWAY, &report, now).await.unwrap();
}

/// How the gateway failed, and when to try again.
pub(crate) fn again(at: DateTime<Utc>, error: &str) -> Again<'_> {
    Again { at, repeatable_until: None, error }
}

/// One of the shop's people.
pub(crate) fn sam() -> Name {
    Name { code: "telegram:7001".into(), name: "Sam".into() }
}

/// A customer's message. Its id at the gateway is `id`.
pub(crate) fn message(chat: &str, id: &str, text: &str) -> InboundMessage {
    InboundMessage {
        provider_id: id.into(),
        revision: Revision::Original,
        address: address(chat),
        author: Author::Customer,
        kind: MessageKind::Text,
        text: text.into(),
        attachment: None,
        contact_name: Some("Sara".into()),
        contact_phone: None,
        quotes: None,
        sent_at: None,
    }
}

pub(crate) fn revised(revision: Revision, message: InboundMessage) -> InboundMessage {
    InboundMessage { revision, ..message }
}

/// What a delivery changed.
#[derive(Debug)]
pub(crate) struct Heard {
    pub(crate) added: Vec<Added>,
    pub(crate) dues: Vec<Due>,
}

/// Stores messages in the caller's transaction, as receiving them does.
pub(crate) async fn hear(
    tx: &mut PgConnection,
    messages: &[InboundMessage],
    now: DateTime<Utc>,
) -> sqlx::Result<Heard> {
    let mut openings: Vec<Opening> = Vec::new();
    for message in messages {
        if !openings.iter().any(|opening| opening.address == message.address) {
            openings.push(Opening {
                address: message.address.clone(),
                contact_name: message.contact_name.clone(),
                conversation: ConversationId(fresh()),
                customer: fresh(),
            });
        }
    }
    let opened = inbox::lock_conversations(tx, GATEWAY, &openings, now).await?;
    let new: Vec<NewMessage<'_>> = messages
        .iter()
        .map(|message| NewMessage { conversation: opened[&message.address], message })
        .collect();
    let added = inbox::add_messages(tx, GATEWAY, &new, now).await?;
    let dues = inbox::note_customer_messages(tx, &Newest::among(&added), PACE, now).await?;
    Ok(Heard { added, dues })
}

/// Ends a turn and queues its answer in the caller's transaction, as a turn does.
pub(crate) async fn answer(
    tx: &mut PgConnection,
    lease: &Lease,
    texts: &[&str],
    now: DateTime<Utc>,
) -> sqlx::Result<Settlement> {
    let settlement = conversations::settle(tx, lease, &settled(false)).await?;
    let silenced = match settlement {
        Settlement::Answer { .. } => false,
        Settlement::TakenOver => true,
        Settlement::Lost => return Ok(settlement),
    };
    let turn = TurnId(fresh());
    let ids: Vec<i64> = lease.batch.iter().map(|message| message.id).collect();
    conversations::answered_by(tx, &ids, turn).await?;
    let queue = Queue {
        conversation: lease.conversation,
        turn: Some(turn),
        gateway: GATEWAY,
        epoch: lease.epoch,
        silenced,
    };
    outbox::queue(tx, queue, &texts_of(texts), now).await?;
    Ok(settlement)
}

pub(crate) fn settled(hand_over: bool) -> Settled {
    Settled {
        language: Language::Arabic,
        sales_stage: "discovering",
        state: json!({"wish": {"family": "chair"}}),
        hand_over,
    }
}

pub(crate) fn texts_of(texts: &[&str]) -> Vec<Queued> {
    texts
        .iter()
        .map(|text| Queued {
            id: OutgoingId(fresh()),
            content: OutgoingContent::Text { text: (*text).into(), buttons: Vec::new() },
        })
        .collect()
}

pub(crate) fn said(sending: &Sending) -> &str {
    match &sending.content {
        OutgoingContent::Text { text, .. } => text,
        OutgoingContent::Image { url, .. } | OutgoingContent::Document { url, .. } => url,
    }
}

pub(crate) fn handoff(conversation: ConversationId, reason: &str) -> Handoff {
    Handoff {
        id: HandoffId(fresh()),
        conversation,
        reason: reason.into(),
        card: json!({"customer": "Sara"}),
        alerts: 0,
        notice: false,
    }
}

/// The shop.
#[derive(Debug, Clone)]
pub(crate) struct Shop {
    pub(crate) db: PgPool,
}

impl Shop {
    /// A delivery, committed.
    pub(crate) async fn hears(&self, messages: &[InboundMessage], now: DateTime<Utc>) -> Heard {
        let mut tx = self.db.begin().await.unwrap();
        let heard = hear(&mut tx, messages, now).await.unwrap();
        tx.commit().await.unwrap();
        heard
    }

    /// One message of Sara's; her conversation.
    pub(crate) async fn hears_sara(&self, id: &str, now: DateTime<Utc>) -> ConversationId {
        self.hears(&[message(SARA, id, id)], now).await.added[0].conversation
    }

    pub(crate) async fn claims(&self, id: ConversationId, now: DateTime<Utc>) -> Option<Lease> {
        conversations::claim(&self.db, id, fresh(), now, LEASE).await.unwrap()
    }

    /// The end of a turn, committed.
    pub(crate) async fn answers(
        &self,
        lease: &Lease,
        texts: &[&str],
        now: DateTime<Utc>,
    ) -> Settlement {
        let mut tx = self.db.begin().await.unwrap();
        let settlement = answer(&mut tx, lease, texts, now).await.unwrap();
        if settlement != Settlement::Lost {
            tx.commit().await.unwrap();
        }
        settlement
    }

    /// Sara asks at `now`, and ten seconds later this is queued for her.
    pub(crate) async fn has_queued(&self, texts: &[&str], now: DateTime<Utc>) -> ConversationId {
        let sara = self.hears_sara(&fresh().to_string(), now).await;
        let then = now + TimeDelta::seconds(10);
        let lease = self.claims(sara, then).await.unwrap();
        self.answers(&lease, texts, then).await;
        sara
    }

    /// The next message that may leave, in a sender's hands for twenty seconds.
    pub(crate) async fn sends(&self, id: ConversationId, now: DateTime<Utc>) -> Option<Sending> {
        let until = now + TimeDelta::seconds(20);
        outbox::claim_next(&self.db, id, now, until).await.unwrap()
    }

    pub(crate) async fn is_taken_over(&self, id: ConversationId, now: DateTime<Utc>) {
        let mut tx = self.db.begin().await.unwrap();
        conversations::take_over(&mut tx, id, now).await.unwrap();
        tx.commit().await.unwrap();
    }

    pub(crate) async fn echo(&self, id: ConversationId, text: &str, provider_id: &str) -> bool {
        self.echo_at(id, text, provider_id, at(500)).await
    }

    pub(crate) async fn echo_at(
        &self,
        id: ConversationId,
        text: &str,
        provider_id: &str,
        now: DateTime<Utc>,
    ) -> bool {
        let mut db = self.db.acquire().await.unwrap();
        outbox::bind_echo(&mut db, id, text, provider_id, now).await.unwrap()
    }

    /// What became of each outgoing message, in order.
    pub(crate) async fn outgoing(&self) -> Vec<(String, String, Option<String>)> {
        sqlx::query_as("select echo_key, state, provider_id from outbox order by seq")
            .fetch_all(&self.db)
            .await
            .unwrap()
    }

    pub(crate) async fn states(&self) -> Vec<String> {
        self.outgoing().await.into_iter().map(|(_, state, _)| state).collect()
    }

    pub(crate) async fn count(&self, table: &'static str) -> i64 {
        let statement = sqlx::AssertSqlSafe(format!("select count(*) from {table}"));
        sqlx::query_scalar(statement).fetch_one(&self.db).await.unwrap()
    }
}
