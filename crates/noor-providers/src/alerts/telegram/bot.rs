//! What the bot says and changes.

use std::time::Duration;

use async_trait::async_trait;
use secrecy::{ExposeSecret as _, SecretString};
use serde_json::{Value, json};
use url::Url;

use super::buttons::keyboard;
use super::wire::{BotWire, GONE, MARKUP, Repeat, TOO_OLD, UNCHANGED, refused_as};
use super::{SERVICE, markup};
use crate::alerts::{Chat, Desk, DeskState, Note, NoteId};
use crate::error::ProviderError;

/// What is delivered; anything else people do is none of the bot's business.
const UPDATES: [&str; 3] = ["message", "callback_query", "my_chat_member"];
/// Deliveries side by side.
const CONNECTIONS: u8 = 10;

/// One bot, spoken to with its token.
#[derive(Debug)]
pub struct Telegram {
    wire: BotWire,
}

impl Telegram {
    /// A bot at `base` (`https://api.telegram.org`, or a Bot API server of one's own). Nothing is
    /// asked yet. Each call takes `timeout` at the most.
    pub fn new(http: reqwest::Client, base: &str, token: SecretString, timeout: Duration) -> Self {
        Self { wire: BotWire::new(http, base, token, timeout) }
    }

    /// Calls a method with a note in it. Telegram that does not understand our markup gets the same
    /// words without: a person who is told plainly is told.
    async fn with_words(
        &self,
        method: &'static str,
        mut body: Value,
        note: &Note,
        repeat: Repeat,
    ) -> Result<Value, ProviderError> {
        body["text"] = markup::html(&note.words).into();
        body["parse_mode"] = "HTML".into();
        body["link_preview_options"] = json!({ "is_disabled": true });
        body["reply_markup"] = keyboard(&note.buttons);
        let answered = self.wire.call(method, &body, repeat).await;
        match answered {
            Err(error) if refused_as(&error) == Some(MARKUP) => {
                body["text"] = markup::plain(&note.words).into();
                if let Some(fields) = body.as_object_mut() {
                    fields.remove("parse_mode");
                }
                self.wire.call(method, &body, repeat).await
            }
            answered => answered,
        }
    }
}

#[async_trait]
impl Desk for Telegram {
    fn name(&self) -> &'static str {
        "telegram"
    }

    async fn tell(&self, chat: Chat, note: &Note) -> Result<NoteId, ProviderError> {
        let body = json!({ "chat_id": chat.0 });
        let sent = self.with_words("sendMessage", body, note, Repeat::Noticed).await?;
        sent["message_id"].as_i64().map(NoteId).ok_or_else(|| ProviderError::Unconfirmed {
            service: SERVICE,
            source: "the answer names no message".into(),
        })
    }

    async fn amend(&self, chat: Chat, id: NoteId, note: &Note) -> Result<(), ProviderError> {
        let body = json!({ "chat_id": chat.0, "message_id": id.0 });
        let changed = self.with_words("editMessageText", body, note, Repeat::Harmless).await;
        but_for(UNCHANGED, changed)
    }

    async fn acknowledge(&self, press: &str, words: &str) -> Result<(), ProviderError> {
        let body = json!({
            "callback_query_id": press,
            "text": markup::shortened(words, markup::LONGEST_ANSWER),
        });
        let answered = self.wire.call("answerCallbackQuery", &body, Repeat::Harmless).await;
        but_for(TOO_OLD, answered)
    }

    async fn deliver_to(&self, address: &Url, secret: &SecretString) -> Result<(), ProviderError> {
        let body = json!({
            "url": address,
            "secret_token": secret.expose_secret(),
            "allowed_updates": UPDATES,
            "max_connections": CONNECTIONS,
        });
        self.wire.call("setWebhook", &body, Repeat::Harmless).await.map(drop)
    }

    async fn state(&self) -> Result<DeskState, ProviderError> {
        let nothing = json!({});
        let me = self.wire.call("getMe", &nothing, Repeat::Harmless).await?;
        let webhook = self.wire.call("getWebhookInfo", &nothing, Repeat::Harmless).await?;
        let address = webhook["url"].as_str().and_then(|url| Url::parse(url).ok());
        Ok(DeskState {
            name: me["username"].as_str().unwrap_or_default().to_owned(),
            delivers_to: address.map(|url| url.origin().ascii_serialization()),
            waiting: webhook["pending_update_count"].as_u64().unwrap_or_default(),
            trouble: webhook["last_error_message"].as_str().map(str::to_owned),
        })
    }

    fn is_gone(&self, error: &ProviderError) -> bool {
        refused_as(error) == Some(GONE)
    }
}

/// A refusal of this kind is as good as done.
fn but_for(code: &str, answered: Result<Value, ProviderError>) -> Result<(), ProviderError> {
    match answered {
        Err(error) if refused_as(&error) == Some(code) => Ok(()),
        answered => answered.map(drop),
    }
}
