//! One commit for many deliveries.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use chrono::{DateTime, Utc};
use noor_core::ids::{ConversationId, EventId};
use noor_core::message::{
    Author, ChannelReport, ChatAddress, Echo, InboundEvent, InboundMessage, StatusReport,
};
use noor_store::bell::Ring;
use noor_store::inbox::{self, Due, NewMessage, Newest, Opening, RawEvent};
use noor_store::{conversations, outbox};
use sqlx::PgConnection;

use super::{Stored, Waiting};
use crate::context::Context;
use crate::log::OrLog;

/// A delivery on its way into a group.
#[derive(Debug)]
pub(super) struct Member<'a> {
    gateway: &'static str,
    body: &'a [u8],
    events: &'a [InboundEvent],
    problem: Option<String>,
    received_at: DateTime<Utc>,
}

impl<'a> Member<'a> {
    pub(super) fn of(waiting: &'a Waiting) -> Self {
        Self {
            gateway: waiting.delivered.gateway,
            body: &waiting.delivered.body,
            events: &waiting.delivered.events,
            problem: waiting.delivered.problem.clone(),
            received_at: waiting.received_at,
        }
    }

    /// The same delivery as bytes nobody could use.
    pub(super) fn put_aside(waiting: &'a Waiting, why: &str) -> Self {
        Self { events: &[], problem: Some(why.to_owned()), ..Self::of(waiting) }
    }
}

/// Stores all members or none, then rings. Gives back what each of them meant.
pub(super) async fn store(
    context: &Arc<Context>,
    members: &[Member<'_>],
) -> sqlx::Result<Vec<Stored>> {
    let mut by_gateway: BTreeMap<&'static str, Vec<usize>> = BTreeMap::new();
    for (place, member) in members.iter().enumerate() {
        by_gateway.entry(member.gateway).or_default().push(place);
    }
    let mut stored = vec![Stored::default(); members.len()];
    let mut dues = Vec::new();
    let mut tx = context.db.begin().await?;
    for (gateway, places) in by_gateway {
        let group: Vec<(usize, &Member<'_>)> = places
            .into_iter()
            .filter_map(|place| members.get(place).map(|member| (place, member)))
            .collect();
        let of_gateway = store_of_gateway(context, &mut tx, gateway, &group).await?;
        dues.extend(of_gateway.dues);
        for (place, conversation) in of_gateway.taken_over {
            if let Some(stored) = stored.get_mut(place) {
                stored.taken_over.push(conversation);
            }
        }
    }
    tx.commit().await?;
    ring(context, dues);
    Ok(stored)
}

#[derive(Default)]
struct OfGateway {
    dues: Vec<Due>,
    /// By the place of the delivery that did it.
    taken_over: Vec<(usize, ConversationId)>,
}

async fn store_of_gateway(
    context: &Context,
    tx: &mut PgConnection,
    gateway: &'static str,
    group: &[(usize, &Member<'_>)],
) -> sqlx::Result<OfGateway> {
    let now = context.clock.now();
    let sorted = Sorted::of(group, context);
    let raw: Vec<RawEvent> = group
        .iter()
        .map(|(place, member)| RawEvent {
            id: EventId(context.ids.next()),
            body: member.body.to_vec(),
            problem: sorted.problem(*place, member.problem.as_deref()),
            received_at: member.received_at,
        })
        .collect();
    let problems = raw.iter().filter(|event| event.problem.is_some()).count();
    metrics::counter!("noor_inbound_problems_total").increment(problems as u64);
    inbox::keep_raw(tx, gateway, &raw).await?;
    // Before any conversation is locked, so that two writers never wait for each other in a circle.
    let statuses: Vec<&StatusReport> =
        sorted.statuses.iter().copied().chain(&sorted.echoed).collect();
    if !statuses.is_empty() {
        inbox::keep_statuses(tx, gateway, &statuses, now).await?;
    }
    for report in &sorted.channels {
        inbox::keep_channel(tx, gateway, report, now).await?;
    }
    let openings = sorted.openings(context);
    if openings.is_empty() {
        return Ok(OfGateway::default());
    }
    let opened = inbox::lock_conversations(tx, gateway, &openings, now).await?;
    let mut done = OfGateway::default();
    let mut messages: Vec<NewMessage<'_>> = sorted
        .messages
        .iter()
        .filter_map(|message| belongs(&opened, &message.address, message))
        .collect();
    let others = others_echoes(tx, gateway, &sorted, &opened, now).await?;
    messages.extend(others.iter().map(|(_, new)| *new));
    let added = inbox::add_messages(tx, gateway, &messages, now).await?;
    let newest = Newest::among(&added);
    if !newest.is_empty() {
        done.dues = inbox::note_customer_messages(tx, &newest, context.limits.pace, now).await?;
    }
    metrics::counter!("noor_messages_received_total").increment(added.len() as u64);
    let fresh: HashSet<&str> = added.iter().map(|added| added.provider_id.as_str()).collect();
    for (place, new) in others {
        if new.message.author != Author::Manager {
            continue;
        }
        if fresh.contains(new.message.provider_id.as_str()) {
            conversations::take_over(tx, new.conversation, now).await?;
            done.dues.retain(|due| due.conversation != new.conversation);
        }
        // A repeat waits too: whoever took the first delivery may have died before it had waited.
        done.taken_over.push((place, new.conversation));
    }
    Ok(done)
}

/// The events of a group by what is done with them.
struct Sorted<'a> {
    messages: Vec<&'a InboundMessage>,
    echoes: Vec<(usize, &'a Echo)>,
    statuses: Vec<&'a StatusReport>,
    /// Statuses that came inside echoes.
    echoed: Vec<StatusReport>,
    channels: Vec<&'a ChannelReport>,
    problems: HashMap<usize, Vec<String>>,
}

impl<'a> Sorted<'a> {
    fn of(group: &[(usize, &'a Member<'a>)], context: &Context) -> Self {
        let mut sorted = Self {
            messages: Vec::new(),
            echoes: Vec::new(),
            statuses: Vec::new(),
            echoed: Vec::new(),
            channels: Vec::new(),
            problems: HashMap::new(),
        };
        for (place, member) in group {
            for event in member.events {
                if let Err(problem) = sorted.add(*place, event, context) {
                    sorted.problems.entry(*place).or_default().push(problem);
                }
            }
        }
        // In one order for everybody; of several reports about a line the last one stays the last.
        sorted.channels.sort_by(|one, other| one.channel.cmp(&other.channel));
        sorted
    }

    fn add(
        &mut self,
        place: usize,
        event: &'a InboundEvent,
        context: &Context,
    ) -> Result<(), String> {
        match event {
            InboundEvent::Message(message) => {
                on_our_line(&message.address, context)?;
                self.messages.push(message);
            }
            InboundEvent::Echo(echo) => {
                on_our_line(&echo.message.address, context)?;
                self.echoes.push((place, echo));
                if let Some(status) = echo.status {
                    self.echoed.push(StatusReport {
                        provider_id: echo.message.provider_id.clone(),
                        status,
                        error: None,
                        at: echo.message.sent_at,
                    });
                }
            }
            InboundEvent::Status(report) => self.statuses.push(report),
            InboundEvent::Channel(report) => self.channels.push(report),
            InboundEvent::Unreadable { reason } => return Err(reason.clone()),
        }
        Ok(())
    }

    fn problem(&self, place: usize, already: Option<&str>) -> Option<String> {
        let found = self.problems.get(&place).into_iter().flatten().map(String::as_str);
        let all: Vec<&str> = already.into_iter().chain(found).collect();
        (!all.is_empty()).then(|| all.join("; "))
    }

    /// Every address once, in one order for everybody, so that two writers never wait for each
    /// other in a circle.
    fn openings(&self, context: &Context) -> Vec<Opening> {
        let mut names: BTreeMap<&ChatAddress, Option<&String>> = BTreeMap::new();
        for message in &self.messages {
            let name = names.entry(&message.address).or_default();
            *name = name.or(message.contact_name.as_ref());
        }
        for (_, echo) in &self.echoes {
            names.entry(&echo.message.address).or_default();
        }
        names
            .into_iter()
            .map(|(address, name)| Opening {
                address: address.clone(),
                contact_name: name.cloned(),
                conversation: ConversationId(context.ids.next()),
                customer: context.ids.next(),
            })
            .collect()
    }
}

/// A message on another line is kept as it came, and its line is named in the log now and then.
fn on_our_line(address: &ChatAddress, context: &Context) -> Result<(), String> {
    let lines = &context.limits.channels;
    if lines.is_empty() || lines.contains(&address.channel) {
        return Ok(());
    }
    metrics::counter!("noor_unknown_channel_total").increment(1);
    if context.strangers.is_news(&address.channel, context.clock.now()) {
        tracing::warn!(channel = address.channel, "messages on a line that is not ours");
    }
    Err(format!("line {} is not configured", address.channel))
}

fn belongs<'a>(
    opened: &HashMap<ChatAddress, ConversationId>,
    address: &ChatAddress,
    message: &'a InboundMessage,
) -> Option<NewMessage<'a>> {
    opened.get(address).map(|conversation| NewMessage { conversation: *conversation, message })
}

/// The echoes that are not ours. Ours are known by their id, or read like a message of ours that
/// has none yet, and are bound to it.
async fn others_echoes<'a>(
    tx: &mut PgConnection,
    gateway: &str,
    sorted: &Sorted<'a>,
    opened: &HashMap<ChatAddress, ConversationId>,
    now: DateTime<Utc>,
) -> sqlx::Result<Vec<(usize, NewMessage<'a>)>> {
    if sorted.echoes.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<String> =
        sorted.echoes.iter().map(|(_, echo)| echo.message.provider_id.clone()).collect();
    let ours: HashSet<String> = outbox::known(tx, gateway, &ids).await?.into_iter().collect();
    let mut others = Vec::new();
    for (place, echo) in &sorted.echoes {
        let message = &echo.message;
        let Some(new) = belongs(opened, &message.address, message) else { continue };
        if ours.contains(&message.provider_id) {
            continue;
        }
        let words = outbox::collapse(&message.text);
        let key = match &message.attachment {
            Some(attachment) if words.is_empty() => &attachment.url,
            Some(_) | None => &words,
        };
        let id = &message.provider_id;
        let bound = outbox::bind_echo(tx, new.conversation, key, id, now).await?
            || message.attachment.is_some()
                && words.is_empty()
                && outbox::bind_media_echo(tx, new.conversation, id, now).await?;
        if !bound {
            others.push((*place, new));
        }
    }
    Ok(others)
}

/// Rings in the background: what is stored is answered even if nobody hears it.
fn ring(context: &Arc<Context>, dues: Vec<Due>) {
    if dues.is_empty() {
        return;
    }
    let context = Arc::clone(context);
    context.tasks.clone().spawn(async move {
        let rings: Vec<Ring> =
            dues.iter().map(|due| Ring { conversation: due.conversation, at: due.at }).collect();
        context.bell.ring(&rings).await.or_log("ring the bell");
    });
}
