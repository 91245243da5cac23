//! The messaging gateway Wazzup (API v3) with the customers' phones behind it.
//!
//! It owns what customers saw, what was sent, and which webhooks are still to be delivered. It must
//! never be kinder than the real one: no answer tells more than the vendor's would.

mod api;
mod channels;
mod chats;
mod control;
mod courier;
mod envelope;
mod media;
mod send;
mod shapes;
mod subscription;

use std::sync::{Arc, Mutex};
use std::time::Duration;

use anyhow::Context as _;
use axum::Router;
use axum::routing::{get, patch, post};
use bytes::Bytes;
use chrono::{DateTime, Utc};
use reqwest::redirect::Policy;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use tokio::sync::{broadcast, oneshot};

pub use channels::{Channel, DEFAULT_CHANNEL, Transport};
pub(crate) use control::routes as control_routes;
pub use courier::Webhook;
pub use send::Template;
pub use shapes::{
    Author, Change, ChatSummary, CustomerMessage, Kind, News, SeenFile, SeenMessage, SeenStatus,
    Side,
};

use crate::SIMULATOR_KEY;
use crate::gate::Gated as _;
use crate::lock;
use crate::world::{Basics, World};
use api::Bucket;
use chats::{Chats, Draft};
use courier::{Courier, Item, Manner};
use envelope::Stamps;
use media::Store;

/// How the gateway starts.
#[derive(Debug, Clone)]
pub struct WazzupOptions {
    /// The account's API key.
    pub api_key: String,
    /// The account's channels; the first one is used where none is named.
    pub channels: Vec<Channel>,
    /// Templates of the Business API.
    pub templates: Vec<Template>,
    /// Where webhooks go from the start, without the test that a subscription makes.
    pub webhook: Option<Webhook>,
    /// Requests allowed in five seconds; `None` switches the limit off for benchmarks.
    pub rate_limit: Option<u32>,
    /// How it behaves; can be changed later.
    pub behaviour: WazzupBehaviour,
}

impl Default for WazzupOptions {
    fn default() -> Self {
        Self {
            api_key: SIMULATOR_KEY.to_owned(),
            channels: vec![Channel::new(DEFAULT_CHANNEL, Transport::Whatsapp)],
            templates: Vec::new(),
            webhook: None,
            rate_limit: Some(500),
            behaviour: WazzupBehaviour::default(),
        }
    }
}

/// The switches of the gateway's behaviour. Durations are milliseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct WazzupBehaviour {
    /// Messages sent through the API come back as echoes.
    pub echoes: bool,
    /// The last status that outgoing messages reach by themselves.
    pub statuses: StatusLevel,
    /// Where statuses are told.
    pub status_form: StatusForm,
    /// Echo and statuses are delivered before the send route answers.
    pub status_before_response: bool,
    /// Echo and statuses start so long after a send was accepted.
    pub event_delay_ms: u64,
    /// Each webhook is delivered so many times more.
    pub duplicates: u32,
    /// At most so many events, of whatever chat, share a webhook's body.
    pub bundle: usize,
    /// The gateway fetches the files it is to send; otherwise it believes the address.
    pub fetch_content: bool,
    /// Webhooks that are not taken are repeated for so long.
    pub redeliver_for_ms: u64,
}

impl Default for WazzupBehaviour {
    fn default() -> Self {
        Self {
            echoes: true,
            statuses: StatusLevel::Delivered,
            status_form: StatusForm::Statuses,
            status_before_response: false,
            event_delay_ms: 20,
            duplicates: 0,
            bundle: 1,
            fetch_content: true,
            redeliver_for_ms: 10 * 60 * 1000,
        }
    }
}

impl WazzupBehaviour {
    fn manner(&self) -> Manner {
        Manner {
            bundle: self.bundle,
            duplicates: self.duplicates,
            patience: Duration::from_millis(self.redeliver_for_ms),
        }
    }
}

/// The two places where the gateway was seen to tell a status.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StatusForm {
    /// As an item of `statuses`.
    Statuses,
    /// As an item of `messages`: the outgoing message again, with its new status.
    Messages,
}

/// How far the reports on an outgoing message go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StatusLevel {
    /// Nothing is reported.
    None,
    /// Only that it was sent: what some real channels do.
    Sent,
    /// Also that it was delivered.
    Delivered,
    /// Also that it was read.
    Read,
}

impl StatusLevel {
    fn reports(self) -> impl Iterator<Item = &'static str> {
        let steps = [(Self::Sent, "sent"), (Self::Delivered, "delivered"), (Self::Read, "read")];
        steps.into_iter().filter(move |(level, _)| *level <= self).map(|(_, status)| status)
    }
}

/// A customer's message on its way to the subscriber.
#[derive(Debug)]
pub struct Posted {
    /// The gateway's id.
    pub message_id: String,
    delivery: oneshot::Receiver<bool>,
}

impl Posted {
    /// Waits until the webhook was taken (`true`) or given up (`false`): no subscriber, redelivery
    /// too long in vain, reset, or the simulator stopped.
    pub async fn delivered(self) -> bool {
        self.delivery.await.unwrap_or(false)
    }
}

/// The gateway and the customers behind it. Cheap to clone.
#[derive(Clone)]
pub struct Wazzup {
    inner: Arc<Inner>,
}

struct Inner {
    basics: Basics,
    base: String,
    api_key: String,
    bucket: Bucket,
    behaviour: Mutex<WazzupBehaviour>,
    channels: Mutex<Vec<Channel>>,
    templates: Vec<Template>,
    subscriptions: Mutex<subscription::Switches>,
    chats: Chats,
    courier: Arc<Courier>,
    stamps: Stamps,
    store: Store,
    client: reqwest::Client,
}

impl Wazzup {
    pub(crate) fn new(
        basics: &Basics,
        options: WazzupOptions,
        base: String,
    ) -> anyhow::Result<Self> {
        // Fails only when a provider is installed already, which is what we want.
        rustls::crypto::ring::default_provider().install_default().ok();
        let client = reqwest::Client::builder()
            .redirect(Policy::none())
            .no_proxy()
            .tcp_nodelay(true)
            .connect_timeout(Duration::from_secs(5))
            .pool_max_idle_per_host(64)
            .build()
            .context("build the webhooks' HTTP client")?;
        let courier = Courier::new(basics, client.clone(), options.behaviour.manner());
        courier.set_webhook(options.webhook);
        let inner = Inner {
            basics: basics.clone(),
            base,
            api_key: options.api_key,
            bucket: Bucket::new(options.rate_limit),
            behaviour: Mutex::new(options.behaviour),
            channels: Mutex::new(options.channels),
            templates: options.templates,
            subscriptions: Mutex::default(),
            chats: Chats::default(),
            courier,
            stamps: Stamps::default(),
            store: Store::default(),
            client,
        };
        Ok(Self { inner: Arc::new(inner) })
    }

    /// A customer writes `text`; returns the message's id once the subscriber took the webhook.
    ///
    /// # Errors
    ///
    /// Nobody took it: no webhook is set, or redelivery ended in vain.
    pub async fn say(&self, chat: &str, text: &str) -> anyhow::Result<String> {
        let posted = self.customer_writes(CustomerMessage::text(chat, text));
        let id = posted.message_id.clone();
        anyhow::ensure!(posted.delivered().await, "the webhook for {id} was not taken");
        Ok(id)
    }

    /// A customer writes; the webhook is queued behind the earlier ones of the chat.
    pub fn customer_writes(&self, wish: CustomerMessage) -> Posted {
        let CustomerMessage { chat, kind, text, content_uri, quoted, raw, .. } = wish;
        // A sticker is an image that is none: vision models choke on it.
        let sticker = || self.keep_file("sticker.was", "application/was", &b"PK\x03\x04"[..]);
        let content_uri = content_uri.or_else(|| (kind == Kind::Sticker).then(sticker));
        let draft = Draft {
            id: wish.message_id.unwrap_or_else(|| self.inner.basics.chance.id()),
            chat,
            channel_id: wish.channel_id.unwrap_or_else(|| self.first_channel()),
            author: Author::Client,
            kind,
            text,
            content_uri,
            file: None,
            buttons: Vec::new(),
            quoted,
            crm_message_id: None,
        };
        let message = self.inner.chats.note(draft, wish.contact_name.as_deref(), self.now());
        let item = envelope::with_raw(self.item(&message, wish.date_time), raw);
        self.post(message, item)
    }

    /// A manager writes in the gateway's own window: the customer sees it, Noor gets an echo.
    pub fn operator_writes(&self, chat: &str, text: &str) -> Posted {
        self.business_writes(chat, text, Author::Manager)
    }

    /// Somebody else's bot writes on the same channel.
    pub fn foreign_bot_writes(&self, chat: &str, text: &str) -> Posted {
        self.business_writes(chat, text, Author::ForeignBot)
    }

    fn business_writes(&self, chat: &str, text: &str, author: Author) -> Posted {
        let draft = Draft {
            id: self.inner.basics.chance.id(),
            chat: chat.to_owned(),
            channel_id: self.first_channel(),
            author,
            kind: Kind::Text,
            text: Some(text.to_owned()),
            content_uri: None,
            file: None,
            buttons: Vec::new(),
            quoted: None,
            crm_message_id: None,
        };
        let message = self.inner.chats.note(draft, None, self.now());
        let item = self.item(&message, None);
        self.post(message, item)
    }

    /// The writer changes the words of message `id`; `None` if there is no such message.
    pub fn edit(&self, id: &str, text: &str) -> Option<Posted> {
        let old = self.inner.chats.find(id)?.text;
        let message = self.inner.chats.edit(id, text)?;
        let item = envelope::edited(self.item(&message, None), old.as_deref());
        Some(self.post(message, item))
    }

    /// The writer takes message `id` back; `None` if there is no such message.
    pub fn delete(&self, id: &str) -> Option<Posted> {
        let message = self.inner.chats.delete(id)?;
        let item = envelope::deleted(self.item(&message, None));
        Some(self.post(message, item))
    }

    /// Posts any body to the webhook, as one try among the others of the account.
    pub fn push_raw(&self, body: impl Into<Bytes>, content_type: &str) -> Posted {
        let content_type = content_type.to_owned();
        let item = Item::Raw { body: body.into(), content_type };
        Posted { message_id: String::new(), delivery: self.inner.courier.post("raw", item) }
    }

    /// Reports `status` (`delivered`, `read`, `error`, …) of an outgoing message; `None` if there
    /// is no such message.
    pub fn report(&self, id: &str, status: &str, error: Option<&str>) -> Option<Posted> {
        let message = self.inner.chats.report(id, status, self.now())?;
        let timestamp = self.inner.stamps.of_status(self.now());
        let item = envelope::status(&message.id, status, error, &timestamp);
        let delivery = self.inner.courier.post(&message.chat, Item::Status(item));
        Some(Posted { message_id: message.id, delivery })
    }

    /// Messages to `chat` are accepted from now on and fail later with `code` (`BAD_CONTACT`, …);
    /// `None` ends it.
    pub fn refuse_later(&self, chat: &str, code: Option<&str>) {
        self.inner.chats.refuse(chat, code);
    }

    /// Everything the customer of `chat` sees, both sides, in order.
    pub fn chat(&self, chat: &str) -> Vec<SeenMessage> {
        self.inner.chats.seen_by(chat)
    }

    /// All chats in one line each.
    pub fn chats(&self) -> Vec<ChatSummary> {
        self.inner.chats.summaries()
    }

    /// Every message accepted from the API in order of acceptance, also those refused later.
    pub fn sent(&self) -> Vec<SeenMessage> {
        self.inner.chats.sent()
    }

    /// Changes in all chats from now on.
    pub fn subscribe(&self) -> broadcast::Receiver<Change> {
        self.inner.chats.subscribe()
    }

    /// Keeps a file a customer sends and gives the address for `content_uri`.
    pub fn keep_file(&self, name: &str, content_type: &str, bytes: impl Into<Bytes>) -> String {
        let hash = self.inner.basics.chance.hex();
        let query = url::form_urlencoded::Serializer::new(String::new())
            .append_pair("filename", name)
            .finish();
        let uri = format!("{}/wazzup/store/{hash}/?{query}", self.inner.base);
        self.inner.store.keep(hash, content_type, bytes.into());
        uri
    }

    /// The addresses of all kept files expire.
    pub fn expire_files(&self) {
        self.inner.store.clear();
    }

    /// Webhooks go to `url` from now on; a `crm_key` is sent as bearer with each.
    pub fn set_webhook(&self, url: &str, crm_key: Option<&str>) {
        let crm_key = crm_key.map(str::to_owned);
        self.inner.courier.set_webhook(Some(Webhook { url: url.to_owned(), crm_key }));
    }

    /// Where webhooks go.
    pub fn webhook(&self) -> Option<Webhook> {
        self.inner.courier.webhook()
    }

    /// Adds a channel, or replaces the one with its id.
    pub fn add_channel(&self, channel: Channel) {
        let mut channels = lock(&self.inner.channels);
        match channels.iter_mut().find(|known| known.channel_id == channel.channel_id) {
            Some(known) => *known = channel,
            None => channels.push(channel),
        }
    }

    /// Changes a channel's state and tells the subscriber; `None` if there is no such channel.
    pub fn set_channel_state(&self, channel_id: &str, state: &str) -> Option<Posted> {
        let mut channels = lock(&self.inner.channels);
        let channel = channels.iter_mut().find(|known| known.channel_id == channel_id)?;
        state.clone_into(&mut channel.state);
        let update = channels::update(channel, self.now().timestamp_millis());
        drop(channels);
        let delivery = if lock(&self.inner.subscriptions).channels_updates {
            self.inner.courier.post("channels", Item::Channel(update))
        } else {
            oneshot::channel().1
        };
        Some(Posted { message_id: String::new(), delivery })
    }

    /// All channels.
    pub fn channels(&self) -> Vec<Channel> {
        lock(&self.inner.channels).clone()
    }

    /// How the gateway behaves now.
    pub fn behaviour(&self) -> WazzupBehaviour {
        *lock(&self.inner.behaviour)
    }

    /// Changes how the gateway behaves; for the next message, not for those on their way.
    pub fn set_behaviour(&self, behaviour: WazzupBehaviour) {
        *lock(&self.inner.behaviour) = behaviour;
        self.inner.courier.set_manner(behaviour.manner());
    }

    /// The key that callers must show.
    pub fn api_key(&self) -> &str {
        &self.inner.api_key
    }

    pub(crate) fn reset(&self) {
        self.inner.courier.clear();
        self.inner.chats.clear();
    }

    fn bucket(&self) -> &Bucket {
        &self.inner.bucket
    }

    fn store(&self) -> &Store {
        &self.inner.store
    }

    fn now(&self) -> DateTime<Utc> {
        self.inner.basics.clock.now()
    }

    fn first_channel(&self) -> String {
        let channels = lock(&self.inner.channels);
        channels
            .first()
            .map_or_else(|| DEFAULT_CHANNEL.to_owned(), |first| first.channel_id.clone())
    }

    fn channel(&self, id: &str) -> Option<Channel> {
        lock(&self.inner.channels).iter().find(|known| known.channel_id == id).cloned()
    }

    /// The webhook item of `message`.
    fn item(&self, message: &SeenMessage, date_time: Option<String>) -> Value {
        let channel = self.channel(&message.channel_id);
        let chat_type = channel.map_or("whatsapp", |channel| channel.transport.chat_type());
        let name = self.inner.chats.contact_name(&message.chat);
        let date_time = date_time.unwrap_or_else(|| self.inner.stamps.write(message.at));
        envelope::message(message, chat_type, &date_time, name.as_deref())
    }

    /// Queues a webhook about `message`, if the subscriber wants messages at all.
    fn post(&self, message: SeenMessage, item: Value) -> Posted {
        let delivery = if lock(&self.inner.subscriptions).messages_and_statuses {
            self.inner.courier.post(&message.chat, Item::Message(item))
        } else {
            oneshot::channel().1
        };
        Posted { message_id: message.id, delivery }
    }
}

pub(crate) fn routes(world: &Arc<World>) -> Router<Arc<World>> {
    Router::new()
        .gated(world, "wazzup.send", "/v3/message", post(send::send))
        .gated(world, "wazzup.message", "/v3/message/{id}", patch(send::edit).delete(send::delete))
        .gated(world, "wazzup.channels", "/v3/channels", get(channels::list))
        .gated(world, "wazzup.templates", "/v3/templates/whatsapp", get(send::templates))
        .gated(
            world,
            "wazzup.webhooks",
            "/v3/webhooks",
            get(subscription::show).patch(subscription::change),
        )
        .gated(world, "wazzup.store", "/store/{hash}/", get(media::download))
}
