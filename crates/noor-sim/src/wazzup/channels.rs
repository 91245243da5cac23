//! The account's channels: what they can do and how they are. No messages.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::api::{ApiError, Caller};
use crate::world::World;

/// The id of the channel that every simulator starts with.
pub const DEFAULT_CHANNEL: &str = "0b5c8f1e-2222-4444-8888-aaaaaaaaaaaa";

/// One number or account at a messenger.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Channel {
    /// The channel's id, a UUID.
    pub channel_id: String,
    /// How it reaches the messenger.
    pub transport: Transport,
    /// Number or account name.
    #[serde(default)]
    pub plain_id: String,
    /// `active`, `disabled`, `blocked`, `notEnoughMoney`, `phoneUnavailable`, …
    #[serde(default = "active")]
    pub state: String,
    /// The name in the account's settings.
    #[serde(default)]
    pub name: String,
}

fn active() -> String {
    "active".to_owned()
}

impl Channel {
    /// An active channel.
    pub fn new(channel_id: impl Into<String>, transport: Transport) -> Self {
        Self {
            channel_id: channel_id.into(),
            transport,
            plain_id: "971500000000".to_owned(),
            state: active(),
            name: "Sales".to_owned(),
        }
    }

    /// Why nothing can be sent through it now, if so.
    pub(crate) fn trouble(&self) -> Option<&'static str> {
        match self.state.to_lowercase().as_str() {
            "active" => None,
            "blocked" => Some("CHANNEL_BLOCKED"),
            "notenoughmoney" => Some("CHANNEL_NO_MONEY"),
            "rejected" => Some("CHANNEL_WAPI_REJECTED"),
            _disabled_or_waiting => Some("MESSAGE_CHANNEL_UNAVAILABLE"),
        }
    }
}

/// How a channel reaches its messenger. It decides window, buttons and limits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Transport {
    /// A personal WhatsApp number.
    Whatsapp,
    /// The WhatsApp Business API.
    Wapi,
    /// A personal Telegram account.
    Tgapi,
    /// A Telegram bot.
    Telegram,
    /// Instagram.
    Instagram,
    /// Viber.
    Viber,
}

impl Transport {
    /// Values of `chatType` that fit.
    pub(crate) fn chat_types(self) -> &'static [&'static str] {
        match self {
            Self::Whatsapp => &["whatsapp", "whatsgroup"],
            Self::Wapi => &["whatsapp"],
            Self::Tgapi | Self::Telegram => &["telegram", "telegroup"],
            Self::Instagram => &["instagram"],
            Self::Viber => &["viber"],
        }
    }

    /// The `chatType` of a private chat.
    pub(crate) fn chat_type(self) -> &'static str {
        match self {
            Self::Whatsapp | Self::Wapi => "whatsapp",
            Self::Tgapi | Self::Telegram => "telegram",
            Self::Instagram => "instagram",
            Self::Viber => "viber",
        }
    }

    /// Whether a chat is addressed by a number in digits.
    pub(crate) fn wants_digits(self) -> bool {
        match self {
            Self::Whatsapp | Self::Wapi | Self::Viber => true,
            Self::Tgapi | Self::Telegram | Self::Instagram => false,
        }
    }

    /// The longest text in characters, and the error for a longer one.
    ///
    /// Source: vendor page "File and text limits"; its newer figure for the Business API.
    pub(crate) fn text_limit(self) -> (usize, &'static str) {
        match self {
            Self::Whatsapp => (10_000, "MESSAGE_TEXT_TOO_LONG"),
            Self::Wapi => (1024, "MESSAGES_TOO_LONG_WABA"),
            Self::Tgapi | Self::Telegram => (4096, "MESSAGES_TOO_LONG_TELEGRAM"),
            Self::Instagram => (1000, "MESSAGES_TOO_LONG_INSTAGRAM"),
            Self::Viber => (6999, "MESSAGES_TOO_LONG_VIBER"),
        }
    }

    /// Whether free text is refused 24 hours after the customer's last message.
    pub(crate) fn has_window(self) -> bool {
        match self {
            Self::Wapi => true,
            Self::Whatsapp | Self::Tgapi | Self::Telegram | Self::Instagram | Self::Viber => false,
        }
    }

    /// Whether sent messages can be changed or taken back.
    pub(crate) fn can_edit(self) -> bool {
        match self {
            Self::Wapi | Self::Instagram => false,
            Self::Whatsapp | Self::Tgapi | Self::Telegram | Self::Viber => true,
        }
    }

    /// Whether delivery is ever reported.
    pub(crate) fn reports_delivery(self) -> bool {
        match self {
            Self::Tgapi | Self::Telegram => false,
            Self::Whatsapp | Self::Wapi | Self::Instagram | Self::Viber => true,
        }
    }
}

/// `GET /v3/channels`.
pub(super) async fn list(
    _caller: Caller,
    State(world): State<Arc<World>>,
) -> Result<Json<Vec<Channel>>, ApiError> {
    Ok(Json(world.wazzup.channels()))
}

/// The item of `channelsUpdates` for `channel`.
pub(super) fn update(channel: &Channel, now_ms: i64) -> Value {
    json!({ "channelId": channel.channel_id, "state": channel.state, "timestamp": now_ms })
}
