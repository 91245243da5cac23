//! What the gateway's tests and pages see: messages, chats, changes. Plain data, no behaviour that
//! reaches outside.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// A message as the customer's phone shows it, or would if it had arrived.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SeenMessage {
    /// The gateway's id.
    pub id: String,
    /// The customer's number (or what the channel has for one).
    #[serde(rename = "chatId")]
    pub chat: String,
    /// The channel it went through.
    pub channel_id: String,
    /// Whose side wrote it.
    pub from: Side,
    /// Who wrote it.
    pub author: Author,
    /// What it is.
    #[serde(rename = "type")]
    pub kind: Kind,
    /// Its words; of a template the rendered ones.
    pub text: Option<String>,
    /// Where its file was fetched from.
    pub content_uri: Option<String>,
    /// The file the gateway really fetched.
    pub file: Option<SeenFile>,
    /// Titles of buttons below it.
    pub buttons: Vec<String>,
    /// The id of the message it answers.
    pub quoted: Option<String>,
    /// The sender's own id.
    pub crm_message_id: Option<String>,
    /// When the gateway took it, by the simulator's clock.
    pub at: DateTime<Utc>,
    /// What became of it, in order.
    pub statuses: Vec<SeenStatus>,
    /// The code of the later error when it was accepted and yet never shown.
    pub refused: Option<String>,
    /// Whether its words were changed later.
    pub edited: bool,
    /// Whether it was taken back.
    pub deleted: bool,
}

/// One step of an outgoing message's fate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SeenStatus {
    /// `sent`, `delivered`, `read` or `error`.
    pub status: String,
    /// When it was reported.
    pub at: DateTime<Utc>,
}

/// A file that the gateway fetched for the customer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SeenFile {
    /// The name the customer sees: the end of the address's path.
    pub name: String,
    /// The media type its server named.
    pub content_type: String,
    /// Bytes.
    pub size: u64,
    /// SHA-256 in hexadecimal.
    pub sha256: String,
}

/// The two sides of a chat.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// The person with the phone.
    Customer,
    /// The shop: Noor, its managers, other bots.
    Business,
}

/// Who wrote a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Author {
    /// The customer.
    Client,
    /// A caller of the send API with our key.
    Api,
    /// A manager in the gateway's own window.
    Manager,
    /// Somebody else's bot on the same channel.
    ForeignBot,
}

impl Author {
    /// The value of `authorType` in a webhook.
    pub(crate) fn wire(self) -> &'static str {
        match self {
            Self::Client => "client",
            Self::Manager => "manager",
            Self::Api | Self::ForeignBot => "bot",
        }
    }
}

/// Kinds of messages.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Words.
    #[default]
    Text,
    /// A photo.
    Image,
    /// A sound file.
    Audio,
    /// A voice note; the gateway calls it `audio`.
    Voice,
    /// A film.
    Video,
    /// Any other file.
    Document,
    /// A sticker; the gateway calls it `image` and its file ends in `.was`.
    Sticker,
    /// A place.
    Geo,
    /// A contact card.
    Vcard,
    /// A call that nobody took.
    MissingCall,
    /// A template of the WhatsApp Business API.
    WapiTemplate,
    /// A note of the messenger itself.
    System,
    /// Something the gateway cannot show.
    Unsupported,
    /// Something the gateway does not know.
    Unknown,
}

impl Kind {
    /// The value of `type` in a webhook.
    pub(crate) fn wire(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Image | Self::Sticker => "image",
            Self::Audio | Self::Voice => "audio",
            Self::Video => "video",
            Self::Document => "document",
            Self::Geo => "geo",
            Self::Vcard => "vcard",
            Self::MissingCall => "missing_call",
            Self::WapiTemplate => "wapi_template",
            Self::System => "system",
            Self::Unsupported => "unsupported",
            Self::Unknown => "unknown",
        }
    }

    /// The kind under which the gateway shows a file of media type `content_type`.
    pub(crate) fn of_media_type(content_type: &str) -> Self {
        match content_type.split('/').next() {
            Some("image") => Self::Image,
            Some("audio") => Self::Audio,
            Some("video") => Self::Video,
            Some(_) | None => Self::Document,
        }
    }
}

/// Something a customer writes.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CustomerMessage {
    /// The customer's number, digits only.
    #[serde(rename = "chatId", alias = "chat")]
    pub chat: String,
    /// What it is.
    #[serde(rename = "type", default)]
    pub kind: Kind,
    /// The words, or a file's caption.
    pub text: Option<String>,
    /// Where the file is to be had; a sticker without one gets one.
    pub content_uri: Option<String>,
    /// The customer's name in the messenger.
    pub contact_name: Option<String>,
    /// The gateway's id; a fresh one when absent. The same one again is a repeat.
    pub message_id: Option<String>,
    /// `dateTime` word for word, also a wrong one; the clock's time when absent.
    pub date_time: Option<String>,
    /// The id of the message it answers.
    pub quoted: Option<String>,
    /// The channel; the first one when absent.
    pub channel_id: Option<String>,
    /// Keys that are set in the webhook's item as they are, over everything else.
    #[serde(default)]
    pub raw: Map<String, Value>,
}

impl CustomerMessage {
    /// `text` from `chat`.
    pub fn text(chat: impl Into<String>, text: impl Into<String>) -> Self {
        Self { chat: chat.into(), text: Some(text.into()), ..Self::default() }
    }

    /// A file of `kind` from `chat`, to be had at `content_uri`.
    pub fn file(chat: impl Into<String>, kind: Kind, content_uri: impl Into<String>) -> Self {
        Self { chat: chat.into(), kind, content_uri: Some(content_uri.into()), ..Self::default() }
    }
}

/// A chat in one line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ChatSummary {
    /// The customer's number.
    #[serde(rename = "chatId")]
    pub chat: String,
    /// The customer's name, once one was given.
    pub contact_name: Option<String>,
    /// Messages the customer sees.
    pub messages: usize,
    /// Customer messages since the last one of the shop that counted as an answer.
    pub unanswered: u32,
    /// The words of the last message.
    pub last_text: Option<String>,
    /// The time of the last message.
    pub last_at: Option<DateTime<Utc>>,
}

/// Something changed in a chat.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Change {
    /// What happened.
    pub news: News,
    /// The message as it is now.
    pub message: SeenMessage,
}

/// The kinds of changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum News {
    /// A message appeared.
    Message,
    /// It was sent, delivered, read or failed.
    Status,
    /// Its words changed.
    Edited,
    /// It was taken back.
    Deleted,
}
