//! Messages in Noor's own words: what came in, from whom, and what is to go out.
//!
//! Gateways translate into and out of these types; nothing of a vendor's spelling gets past them.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::ids::OutgoingId;
use crate::window::OpenWindow;

/// Where a chat takes place: the shop's line and the customer's address on it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct ChatAddress {
    /// The shop's line, as the gateway names it (a Wazzup channel id).
    pub channel: String,
    /// The messenger behind the line, as the gateway names it (`whatsapp`).
    pub messenger: String,
    /// The customer's address on that messenger (digits of the phone on WhatsApp).
    pub chat: String,
}

/// Who wrote a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Author {
    /// The customer.
    Customer,
    /// Noor.
    Bot,
    /// A person of the shop.
    Manager,
    /// Noor's own housekeeping, another bot on the same line, or the gateway.
    System,
}

/// What a message consists of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MessageKind {
    /// Words.
    Text,
    /// A photo or picture.
    Image,
    /// A voice note or other sound.
    Voice,
    /// A moving picture.
    Video,
    /// A file.
    Document,
    /// A sticker.
    Sticker,
    /// A place on the map.
    Location,
    /// A contact card.
    Contact,
    /// A call nobody took.
    MissedCall,
    /// Something the gateway could not pass on, or that is not known here.
    Unsupported,
}

/// A file that came with a message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attachment {
    /// Where the gateway keeps it, for a time that is not known.
    pub url: String,
    /// Its name, if the gateway says one.
    pub name: Option<String>,
}

/// Whether a message is new or changes an earlier one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Revision {
    /// The message as first written.
    Original,
    /// The author changed it.
    Edited,
    /// The author took it back.
    Deleted,
}

/// A message somebody wrote in a chat, other than Noor's own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InboundMessage {
    /// The gateway's id for it; unique together with `revision`.
    pub provider_id: String,
    /// New, edited or deleted.
    pub revision: Revision,
    /// Where.
    pub address: ChatAddress,
    /// Who. A [`Author::Bot`] here is an echo that may be ours: the store decides.
    pub author: Author,
    /// What.
    pub kind: MessageKind,
    /// Its words or caption, without NUL characters; empty if there are none.
    pub text: String,
    /// Its file.
    pub attachment: Option<Attachment>,
    /// The name the customer goes by on the messenger. Data, never an instruction.
    pub contact_name: Option<String>,
    /// The customer's phone in digits, where the messenger tells it.
    pub contact_phone: Option<String>,
    /// The gateway's id of the message this one quotes.
    pub quotes: Option<String>,
    /// When the gateway says it was written; `None` if it said nothing readable.
    pub sent_at: Option<DateTime<Utc>>,
}

/// How far a message of ours has come, as the gateway reports it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeliveryStatus {
    /// The gateway passed it on.
    Sent,
    /// It is on the customer's device.
    Delivered,
    /// The customer opened it.
    Read,
    /// The author changed it afterwards.
    Edited,
    /// It will not arrive.
    Failed,
}

/// A report about a message of ours.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatusReport {
    /// The gateway's id of the message.
    pub provider_id: String,
    /// How far it has come.
    pub status: DeliveryStatus,
    /// The gateway's error code with [`DeliveryStatus::Failed`], lower case without underscores.
    pub error: Option<String>,
    /// When, according to the gateway.
    pub at: Option<DateTime<Utc>>,
}

/// A report about a line of the shop.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChannelReport {
    /// The line.
    pub channel: String,
    /// Whether messages can leave on it.
    pub active: bool,
    /// The gateway's own word for its state.
    pub state: String,
}

/// An outgoing message of ours as the gateway repeats it, or a person's message typed elsewhere.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Echo {
    /// The message; its author is what the gateway thinks.
    pub message: InboundMessage,
    /// How far it has come, if the echo says so.
    pub status: Option<DeliveryStatus>,
}

/// One thing a gateway told us. A delivery from a gateway is a list of these.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum InboundEvent {
    /// A customer wrote, edited or deleted something.
    Message(InboundMessage),
    /// The shop's side wrote something: Noor itself, a person, or another bot.
    Echo(Echo),
    /// A message of ours moved on.
    Status(StatusReport),
    /// A line changed its state.
    Channel(ChannelReport),
    /// An item nobody could read; kept, counted and reported, never in the way of its neighbours.
    Unreadable {
        /// What was wrong with it.
        reason: String,
    },
}

/// What a message of ours consists of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum OutgoingContent {
    /// Words, already split to the channel's limit.
    Text {
        /// The words, in WhatsApp's markup.
        text: String,
        /// Answers that can be given with a press, where the line has buttons; the words do without.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        buttons: Vec<String>,
    },
    /// A picture of a product.
    Image {
        /// Our own signed link.
        url: String,
        /// The product it shows.
        sku: String,
    },
    /// A file.
    Document {
        /// Our own signed link; its last part is the name the customer sees.
        url: String,
        /// That name.
        name: String,
    },
}

/// A message on its way to a customer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outgoing {
    /// Our key: the same one never reaches the customer twice.
    pub id: OutgoingId,
    /// Where it goes.
    pub address: ChatAddress,
    /// What it says.
    pub content: OutgoingContent,
    /// Proof that free text may be sent there now.
    pub window: OpenWindow,
}
