//! Telegram's Bot API in small: one bot, the people who may write to it, and their phones.
//!
//! It must never be kinder than the real one: a bot cannot write first, markup it does not understand
//! is refused, an edit that changes nothing is refused, and a press waits 150 seconds for its answer.
//! Like a Bot API server of one's own, and unlike Telegram's, it delivers to plain http addresses.

mod answer;
mod api;
mod control;
mod courier;
mod markup;
mod people;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::routing::any;
use chrono::{DateTime, Utc};
use serde::Serialize;

pub(crate) use control::routes as control_routes;

use crate::gate::Gated as _;
use crate::lock;
use crate::world::{Basics, World};
use courier::{Courier, Update};

/// The token of the simulated bot.
pub const TELEGRAM_TOKEN: &str = "700000001:simulator-bot-token";
/// The bot's name, as links to it have it.
pub const TELEGRAM_BOT: &str = "noor_simulator_bot";

const FIRST_UPDATE: i64 = 9000;

/// The bot's server. Cheap to clone.
#[derive(Clone)]
pub struct Telegram {
    inner: Arc<Inner>,
}

struct Inner {
    basics: Basics,
    courier: Arc<Courier>,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    people: BTreeMap<i64, Person>,
    messages: Vec<TelegramMessage>,
    presses: BTreeMap<String, Press>,
    webhook: Option<Webhook>,
    updates: i64,
    last_message: i64,
    trouble: Option<String>,
}

struct Person {
    name: String,
    /// Whether the bot may write to them.
    reachable: bool,
}

struct Press {
    by: i64,
    at: DateTime<Utc>,
    answer: Option<String>,
}

/// Where updates go.
#[derive(Debug, Clone)]
struct Webhook {
    url: String,
    secret: Option<String>,
    allowed: Vec<String>,
}

/// A message of the bot's on somebody's phone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct TelegramMessage {
    /// Its id.
    pub id: i64,
    /// Whose phone.
    pub chat: i64,
    /// The words as they are read there.
    pub text: String,
    /// The words with their markup, as they were sent; absent if there was none.
    pub html: Option<String>,
    /// The buttons, row by row.
    pub buttons: Vec<Vec<TelegramButton>>,
    /// How often it was changed.
    pub edits: u32,
}

impl TelegramMessage {
    /// What its buttons say, in order.
    pub fn labels(&self) -> Vec<&str> {
        self.buttons.iter().flatten().map(|button| button.text.as_str()).collect()
    }
}

/// A button under a message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct TelegramButton {
    /// What it says.
    pub text: String,
    /// What a press brings back.
    pub data: Option<String>,
    /// What it opens.
    pub url: Option<String>,
}

impl Telegram {
    pub(crate) fn new(basics: &Basics) -> anyhow::Result<Self> {
        let courier = Courier::new(basics)?;
        let state = Mutex::new(State { updates: FIRST_UPDATE, ..State::default() });
        Ok(Self { inner: Arc::new(Inner { basics: basics.clone(), courier, state }) })
    }

    /// Every message of the bot's, oldest first, as it reads now.
    pub fn sent(&self) -> Vec<TelegramMessage> {
        lock(&self.inner.state).messages.clone()
    }

    /// The messages on one phone, oldest first.
    pub fn chat(&self, person: i64) -> Vec<TelegramMessage> {
        self.sent().into_iter().filter(|message| message.chat == person).collect()
    }

    /// The messages that were changed after they were sent.
    pub fn edited(&self) -> Vec<TelegramMessage> {
        self.sent().into_iter().filter(|message| message.edits > 0).collect()
    }

    /// What the bot answered to a press; `None` until it does.
    pub fn answer_to(&self, press: &str) -> Option<String> {
        lock(&self.inner.state).presses.get(press)?.answer.clone()
    }

    /// The address that updates are delivered to, secret and all.
    pub fn webhook(&self) -> Option<String> {
        lock(&self.inner.state).webhook.as_ref().map(|webhook| webhook.url.clone())
    }

    /// Forgets people, messages and presses; the webhook stays.
    pub(crate) fn reset(&self) {
        self.inner.courier.clear();
        let mut state = lock(&self.inner.state);
        state.people.clear();
        state.messages.clear();
        state.presses.clear();
        state.trouble = None;
    }
}

pub(crate) fn routes(world: &Arc<World>) -> Router<Arc<World>> {
    Router::new()
        .gated(world, "telegram.sendMessage", "/{bot}/sendMessage", any(api::send_message))
        .gated(world, "telegram.editMessageText", "/{bot}/editMessageText", any(api::edit_text))
        .gated(
            world,
            "telegram.editMessageReplyMarkup",
            "/{bot}/editMessageReplyMarkup",
            any(api::edit_buttons),
        )
        .gated(
            world,
            "telegram.answerCallbackQuery",
            "/{bot}/answerCallbackQuery",
            any(api::answer_press),
        )
        .gated(world, "telegram.setWebhook", "/{bot}/setWebhook", any(api::set_webhook))
        .gated(world, "telegram.deleteWebhook", "/{bot}/deleteWebhook", any(api::delete_webhook))
        .gated(world, "telegram.getWebhookInfo", "/{bot}/getWebhookInfo", any(api::webhook_info))
        .gated(world, "telegram.getMe", "/{bot}/getMe", any(api::get_me))
        .gated(world, "telegram.other", "/{bot}/{method}", any(api::unknown_method))
}
