//! The gateway's memory: every message of every chat, in order of acceptance. No network.

use std::collections::{HashMap, VecDeque};
use std::sync::Mutex;

use chrono::{DateTime, TimeDelta, Utc};
use tokio::sync::broadcast;

use super::shapes::{
    Author, Change, ChatSummary, Kind, News, SeenFile, SeenMessage, SeenStatus, Side,
};
use crate::lock;

/// How long a `crmMessageId` is compared with later ones.
const REPEAT_GUARD: TimeDelta = TimeDelta::seconds(60);
/// How long after the customer's last message free text may be sent on a channel with a window.
const WINDOW: TimeDelta = TimeDelta::hours(24);

/// A message before the memory knows it.
#[derive(Debug, Clone)]
pub(super) struct Draft {
    pub(super) id: String,
    pub(super) chat: String,
    pub(super) channel_id: String,
    pub(super) author: Author,
    pub(super) kind: Kind,
    pub(super) text: Option<String>,
    pub(super) content_uri: Option<String>,
    pub(super) file: Option<SeenFile>,
    pub(super) buttons: Vec<String>,
    pub(super) quoted: Option<String>,
    pub(super) crm_message_id: Option<String>,
}

/// What holds for a message sent through the API.
#[derive(Debug, Clone, Copy)]
pub(super) struct SendRules {
    /// The channel refuses free text outside the 24-hour window.
    pub(super) window: bool,
    /// The message counts as an answer for the managers.
    pub(super) clears_unanswered: bool,
    /// An error that the caller knows will come later.
    pub(super) refused: Option<&'static str>,
}

/// The same `crmMessageId` came within the last 60 seconds.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Repeated;

/// All chats.
#[derive(Debug)]
pub(super) struct Chats {
    memory: Mutex<Memory>,
    changes: broadcast::Sender<Change>,
}

#[derive(Debug, Default)]
struct Memory {
    /// Every message in order of acceptance; places never change.
    messages: Vec<SeenMessage>,
    places: HashMap<String, usize>,
    chats: HashMap<String, Chat>,
    /// Accepted `crmMessageId`s of the last minute, and the order in which they expire.
    recent: HashMap<String, DateTime<Utc>>,
    expiring: VecDeque<(DateTime<Utc>, String)>,
    /// Chats whose every message fails later, and with which code.
    refusals: HashMap<String, String>,
}

#[derive(Debug, Default)]
struct Chat {
    places: Vec<usize>,
    contact_name: Option<String>,
    unanswered: u32,
    /// The customer's last message by channel.
    heard: HashMap<String, DateTime<Utc>>,
}

impl Default for Chats {
    fn default() -> Self {
        Self { memory: Mutex::default(), changes: broadcast::channel(4096).0 }
    }
}

impl Chats {
    /// Takes a message sent through the API, unless its `crmMessageId` was taken a moment ago.
    pub(super) fn accept(
        &self,
        draft: Draft,
        rules: SendRules,
        now: DateTime<Utc>,
    ) -> Result<SeenMessage, Repeated> {
        let mut memory = lock(&self.memory);
        if let Some(id) = &draft.crm_message_id {
            if memory.is_repeat(id, now) {
                return Err(Repeated);
            }
            memory.recent.insert(id.clone(), now);
            memory.expiring.push_back((now, id.clone()));
        }
        let chat = memory.chats.get(&draft.chat);
        let heard = chat.and_then(|chat| chat.heard.get(&draft.channel_id));
        let closed = rules.window && heard.is_none_or(|heard| now - *heard > WINDOW);
        let refused = memory
            .refusals
            .get(&draft.chat)
            .cloned()
            .or_else(|| rules.refused.map(str::to_owned))
            .or_else(|| closed.then(|| "24_HOURS_EXCEEDED".to_owned()));
        let shown = refused.is_none();
        let message = memory.keep(draft, refused, now);
        if rules.clears_unanswered && shown {
            memory.chat(&message.chat).unanswered = 0;
        }
        drop(memory);
        if shown {
            self.tell(News::Message, &message);
        }
        Ok(message)
    }

    /// Whether the same `crmMessageId` was accepted within the last 60 seconds.
    pub(super) fn is_repeat(&self, crm_message_id: &str, now: DateTime<Utc>) -> bool {
        lock(&self.memory).is_repeat(crm_message_id, now)
    }

    /// Writes down what a customer, a manager or a foreign bot wrote. A known id changes nothing.
    pub(super) fn note(
        &self,
        draft: Draft,
        contact_name: Option<&str>,
        now: DateTime<Utc>,
    ) -> SeenMessage {
        let mut memory = lock(&self.memory);
        if let Some(place) = memory.places.get(&draft.id) {
            return memory.messages[*place].clone();
        }
        let message = memory.keep(draft, None, now);
        let chat = memory.chat(&message.chat);
        match message.from {
            Side::Customer => {
                chat.unanswered += 1;
                chat.heard.insert(message.channel_id.clone(), now);
                if let Some(name) = contact_name {
                    chat.contact_name = Some(name.to_owned());
                }
            }
            Side::Business => chat.unanswered = 0,
        }
        drop(memory);
        self.tell(News::Message, &message);
        message
    }

    /// Adds a status to an outgoing message; `None` for an unknown id.
    pub(super) fn report(&self, id: &str, status: &str, now: DateTime<Utc>) -> Option<SeenMessage> {
        self.change(News::Status, id, |message| {
            message.statuses.push(SeenStatus { status: status.to_owned(), at: now });
        })
    }

    /// Replaces a message's words; `None` for an unknown id.
    pub(super) fn edit(&self, id: &str, text: &str) -> Option<SeenMessage> {
        self.change(News::Edited, id, |message| {
            message.text = Some(text.to_owned());
            message.edited = true;
        })
    }

    /// Takes a message back; `None` for an unknown id.
    pub(super) fn delete(&self, id: &str) -> Option<SeenMessage> {
        self.change(News::Deleted, id, |message| message.deleted = true)
    }

    /// One message.
    pub(super) fn find(&self, id: &str) -> Option<SeenMessage> {
        let memory = lock(&self.memory);
        memory.places.get(id).map(|place| memory.messages[*place].clone())
    }

    /// What the customer of `chat` sees, in order.
    pub(super) fn seen_by(&self, chat: &str) -> Vec<SeenMessage> {
        let memory = lock(&self.memory);
        let places = memory.chats.get(chat).map_or(&[] as &[usize], |chat| &chat.places);
        let shown = places.iter().map(|place| &memory.messages[*place]);
        shown.filter(|message| message.refused.is_none()).cloned().collect()
    }

    /// Every accepted send of the API, shown or not, in order of acceptance.
    pub(super) fn sent(&self) -> Vec<SeenMessage> {
        let memory = lock(&self.memory);
        memory.messages.iter().filter(|message| message.author == Author::Api).cloned().collect()
    }

    /// All chats, the number as order.
    pub(super) fn summaries(&self) -> Vec<ChatSummary> {
        let memory = lock(&self.memory);
        let mut all: Vec<ChatSummary> =
            memory.chats.iter().map(|(number, chat)| memory.summary(number, chat)).collect();
        all.sort_by(|a, b| a.chat.cmp(&b.chat));
        all
    }

    /// The customer's name, once given.
    pub(super) fn contact_name(&self, chat: &str) -> Option<String> {
        lock(&self.memory).chats.get(chat).and_then(|chat| chat.contact_name.clone())
    }

    /// From now on messages to `chat` are accepted and fail later with `code`; `None` ends it.
    pub(super) fn refuse(&self, chat: &str, code: Option<&str>) {
        let mut memory = lock(&self.memory);
        match code {
            Some(code) => memory.refusals.insert(chat.to_owned(), code.to_owned()),
            None => memory.refusals.remove(chat),
        };
    }

    /// Changes from now on.
    pub(super) fn subscribe(&self) -> broadcast::Receiver<Change> {
        self.changes.subscribe()
    }

    pub(super) fn clear(&self) {
        *lock(&self.memory) = Memory::default();
    }

    fn change(
        &self,
        news: News,
        id: &str,
        with: impl FnOnce(&mut SeenMessage),
    ) -> Option<SeenMessage> {
        let mut memory = lock(&self.memory);
        let place = *memory.places.get(id)?;
        let message = &mut memory.messages[place];
        with(message);
        let message = message.clone();
        drop(memory);
        self.tell(news, &message);
        Some(message)
    }

    fn tell(&self, news: News, message: &SeenMessage) {
        if self.changes.receiver_count() > 0 {
            // Fails only when the last listener left in this moment.
            self.changes.send(Change { news, message: message.clone() }).ok();
        }
    }
}

impl Memory {
    fn keep(&mut self, draft: Draft, refused: Option<String>, now: DateTime<Utc>) -> SeenMessage {
        let from = match draft.author {
            Author::Client => Side::Customer,
            Author::Api | Author::Manager | Author::ForeignBot => Side::Business,
        };
        let message = SeenMessage {
            id: draft.id,
            chat: draft.chat,
            channel_id: draft.channel_id,
            from,
            author: draft.author,
            kind: draft.kind,
            text: draft.text,
            content_uri: draft.content_uri,
            file: draft.file,
            buttons: draft.buttons,
            quoted: draft.quoted,
            crm_message_id: draft.crm_message_id,
            at: now,
            statuses: Vec::new(),
            refused,
            edited: false,
            deleted: false,
        };
        let place = self.messages.len();
        self.places.insert(message.id.clone(), place);
        self.chat(&message.chat).places.push(place);
        self.messages.push(message.clone());
        message
    }

    fn chat(&mut self, number: &str) -> &mut Chat {
        if !self.chats.contains_key(number) {
            self.chats.insert(number.to_owned(), Chat::default());
        }
        self.chats.get_mut(number).expect("inserted above when it was missing")
    }

    fn is_repeat(&mut self, id: &str, now: DateTime<Utc>) -> bool {
        while let Some((at, _)) = self.expiring.front()
            && now - *at >= REPEAT_GUARD
        {
            if let Some((_, old)) = self.expiring.pop_front() {
                self.recent.remove(&old);
            }
        }
        self.recent.contains_key(id)
    }

    fn summary(&self, number: &str, chat: &Chat) -> ChatSummary {
        let shown = || {
            let messages = chat.places.iter().map(|place| &self.messages[*place]);
            messages.filter(|message| message.refused.is_none())
        };
        let last = shown().next_back();
        ChatSummary {
            chat: number.to_owned(),
            contact_name: chat.contact_name.clone(),
            messages: shown().count(),
            unanswered: chat.unanswered,
            last_text: last.and_then(|message| message.text.clone()),
            last_at: last.map(|message| message.at),
        }
    }
}
