//! What Wazzup posts to us, read so that one bad item never spoils its neighbours.
//!
//! Owns the translation of deliveries into events. Never drops a customer's words for a fault
//! elsewhere in the body, and never decides whose echo an echo is: the store knows what we sent.

use chrono::{DateTime, NaiveDateTime, Utc};
use noor_core::message::{
    Attachment, Author, ChannelReport, ChatAddress, DeliveryStatus, Echo, InboundEvent,
    InboundMessage, MessageKind, Revision, StatusReport,
};
use serde_json::{Map, Value};
use url::Url;

use super::{codes, rescue};
use crate::messaging::{Delivery, NotJson};

type Item = Map<String, Value>;

/// Reads one delivery.
///
/// Every list in the body is read, in the order the body has them; unknown keys are ignored, and
/// so is the test delivery that Wazzup makes before it accepts an address. An item that makes no
/// sense becomes [`InboundEvent::Unreadable`] with its place in the body, without its words.
///
/// # Errors
///
/// [`NotJson`] when there is no JSON to be had even after bad characters were replaced, or when
/// it is nested more than a hundred levels deep.
pub fn parse_webhook(body: &[u8]) -> Result<Delivery, NotJson> {
    let root: Value = serde_json::from_str(&rescue::readable(body))?;
    let mut events = Vec::new();
    match root {
        Value::Object(lists) => {
            for (name, list) in lists {
                read_list(&name, list, &mut events);
            }
        }
        Value::Array(items) if items.is_empty() => {}
        other => events.push(unreadable(format!("the body is {}", kind_of_json(&other)))),
    }
    Ok(Delivery { events })
}

/// Reads one key of the body.
fn read_list(name: &str, list: Value, events: &mut Vec<InboundEvent>) {
    let read: fn(&Item) -> Result<Vec<InboundEvent>, String> = match name {
        "messages" => message,
        "statuses" => status_item,
        "channelsUpdates" => channel,
        // `test`, `templateStatus`, `createContact`, `createDeal` and whatever comes next.
        _ => return,
    };
    let items = match list {
        Value::Null => return,
        Value::Array(items) => items,
        Value::Object(item) => vec![Value::Object(item)],
        other => {
            return events.push(unreadable(format!("{name} is {}", kind_of_json(&other))));
        }
    };
    for (place, item) in items.iter().enumerate() {
        let result = match item {
            Value::Object(item) => read(item),
            other => Err(format!("is {}", kind_of_json(other))),
        };
        match result {
            Ok(read) => events.extend(read),
            Err(reason) => events.push(unreadable(format!("{name}[{place}] {reason}"))),
        }
    }
}

fn unreadable(reason: String) -> InboundEvent {
    InboundEvent::Unreadable { reason }
}

fn kind_of_json(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a truth value",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}

/// Reads an entry of `messages`: a customer's message, an echo, or a bare status.
fn message(item: &Item) -> Result<Vec<InboundEvent>, String> {
    let provider_id = message_id(item)?;
    let side = Side::of(item);
    let status = word(item, "status").as_deref().and_then(delivery_status);
    if side != Side::Customer
        && let Some(status) = status
        && !says_something(item)
    {
        return Ok(vec![InboundEvent::Status(report(provider_id, status, item, "dateTime"))]);
    }

    let messenger = word(item, "chatType").unwrap_or_else(|| "whatsapp".to_owned());
    let chat = word(item, "chatId").ok_or("has no chatId")?;
    let address = ChatAddress {
        channel: word(item, "channelId").ok_or("has no channelId")?,
        chat: if messenger == "whatsapp" { phone_digits(&chat).unwrap_or(chat) } else { chat },
        messenger,
    };
    let text = words(item, "text");
    let attachment = word(item, "contentUri").map(attachment);
    let contact = item.get("contact").and_then(Value::as_object);
    let message = InboundMessage {
        revision: revision(item),
        author: side.author(),
        kind: kind(word(item, "type").as_deref(), &text, attachment.as_ref()),
        contact_name: contact.and_then(|contact| word(contact, "name")),
        contact_phone: contact
            .and_then(|contact| word(contact, "phone"))
            .and_then(|phone| phone_digits(&phone)),
        quotes: quoted(item),
        sent_at: item.get("dateTime").and_then(instant),
        provider_id: provider_id.clone(),
        address,
        text,
        attachment,
    };
    Ok(match side {
        Side::Customer => vec![InboundEvent::Message(message)],
        Side::Manager | Side::Bot | Side::Gateway => {
            let echo = InboundEvent::Echo(Echo { message, status });
            // An echo has no room for the reason of a failure.
            match status {
                Some(failed @ DeliveryStatus::Failed) => {
                    let report = report(provider_id, failed, item, "dateTime");
                    vec![echo, InboundEvent::Status(report)]
                }
                Some(_) | None => vec![echo],
            }
        }
    })
}

/// Who is behind an entry of `messages`, as far as the gateway knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Side {
    Customer,
    Manager,
    Bot,
    Gateway,
}

impl Side {
    /// A person's takeover shows only here, so every sign of one counts, and an entry that says
    /// nothing either way is the customer's: a reply too many is better than silence.
    fn of(item: &Item) -> Self {
        let author = word(item, "authorType").map(|author| author.to_ascii_lowercase());
        let author = author.as_deref();
        let status = word(item, "status").map(|status| status.to_ascii_lowercase());
        let inbound = status.as_deref() == Some("inbound");
        let outbound = status.as_deref().is_some_and(|status| {
            matches!(status, "sent" | "delivered" | "read" | "error" | "pending")
        });
        let echo = flag(item, "isEcho");
        if word(item, "type").as_deref() == Some("system") {
            return Self::Gateway;
        }
        if author == Some("client") && (inbound || !echo) {
            return Self::Customer;
        }
        if author == Some("manager") || flag(item, "sentFromApp") {
            Self::Manager
        } else if author == Some("bot") {
            Self::Bot
        } else if echo {
            Self::Manager
        } else if outbound {
            // Only the state of something we sent is told without any of the signs above.
            Self::Bot
        } else {
            Self::Customer
        }
    }

    fn author(self) -> Author {
        match self {
            Self::Customer => Author::Customer,
            Self::Manager => Author::Manager,
            Self::Bot => Author::Bot,
            Self::Gateway => Author::System,
        }
    }
}

/// Whether an entry has content, or is only the news that a message moved on.
fn says_something(item: &Item) -> bool {
    ["type", "text", "contentUri"].iter().any(|key| word(item, key).is_some())
        || flag(item, "isEdited")
        || flag(item, "isDeleted")
}

fn revision(item: &Item) -> Revision {
    if flag(item, "isDeleted") {
        Revision::Deleted
    } else if flag(item, "isEdited") {
        Revision::Edited
    } else {
        Revision::Original
    }
}

fn kind(named: Option<&str>, text: &str, attachment: Option<&Attachment>) -> MessageKind {
    match named.map(str::to_ascii_lowercase).as_deref() {
        Some("text" | "wapi_template") => MessageKind::Text,
        Some("image") if attachment.is_some_and(is_sticker) => MessageKind::Sticker,
        Some("image") => MessageKind::Image,
        Some("sticker") => MessageKind::Sticker,
        Some("audio" | "voice" | "ptt") => MessageKind::Voice,
        Some("video") => MessageKind::Video,
        Some("document") => MessageKind::Document,
        Some("vcard") => MessageKind::Contact,
        Some("geo") => MessageKind::Location,
        Some("missing_call") => MessageKind::MissedCall,
        None if !text.is_empty() => MessageKind::Text,
        None if attachment.is_some() => MessageKind::Document,
        // `unsupported`, `unknown`, `system`, kinds of tomorrow, and nothing at all.
        Some(_) | None => MessageKind::Unsupported,
    }
}

/// Stickers come as pictures whose file is `.was` or `.webp`.
fn is_sticker(attachment: &Attachment) -> bool {
    let file = attachment.name.as_deref().unwrap_or(&attachment.url);
    let ending = file.rsplit('.').next().unwrap_or_default();
    ending.eq_ignore_ascii_case("was") || ending.eq_ignore_ascii_case("webp")
}

/// The link's file name stands in its query (`?filename=scan.pdf`), else at the end of its path.
fn attachment(url: String) -> Attachment {
    let name = Url::parse(&url).ok().and_then(|link| {
        let asked = link.query_pairs().find(|(key, _)| key == "filename");
        let last = link.path_segments().and_then(|mut parts| parts.next_back().map(str::to_owned));
        asked
            .map(|(_, name)| name.into_owned())
            .or_else(|| last.filter(|name| name.contains('.')))
            .map(|name| name.replace('\0', ""))
            .filter(|name| !name.is_empty())
    });
    Attachment { url, name }
}

/// The shape of a quotation is not documented; an id is all we need.
fn quoted(item: &Item) -> Option<String> {
    match item.get("quotedMessage")? {
        Value::Object(quoted) => word(quoted, "messageId").or_else(|| word(quoted, "id")),
        Value::String(id) if !id.is_empty() => Some(id.clone()),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_) => {
            None
        }
    }
}

/// Reads an entry of `statuses`.
fn status_item(item: &Item) -> Result<Vec<InboundEvent>, String> {
    let provider_id = message_id(item)?;
    let status = word(item, "status").ok_or("has no status")?;
    if status.eq_ignore_ascii_case("pending") {
        return Ok(Vec::new());
    }
    let status = delivery_status(&status).ok_or("has a status that is not known")?;
    Ok(vec![InboundEvent::Status(report(provider_id, status, item, "timestamp"))])
}

fn report(provider_id: String, status: DeliveryStatus, item: &Item, when: &str) -> StatusReport {
    let error = match status {
        DeliveryStatus::Failed => error_code(item),
        DeliveryStatus::Sent
        | DeliveryStatus::Delivered
        | DeliveryStatus::Read
        | DeliveryStatus::Edited => None,
    };
    StatusReport { provider_id, status, error, at: item.get(when).and_then(instant) }
}

fn error_code(item: &Item) -> Option<String> {
    let code = match item.get("error")? {
        Value::Object(error) => word(error, "error").or_else(|| word(error, "code"))?,
        Value::String(code) => code.clone(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_) => return None,
    };
    Some(codes::normal(&code)).filter(|code| !code.is_empty())
}

fn delivery_status(name: &str) -> Option<DeliveryStatus> {
    match name.to_ascii_lowercase().as_str() {
        "sent" => Some(DeliveryStatus::Sent),
        "delivered" => Some(DeliveryStatus::Delivered),
        "read" => Some(DeliveryStatus::Read),
        "edited" => Some(DeliveryStatus::Edited),
        "error" => Some(DeliveryStatus::Failed),
        _ => None,
    }
}

/// Reads an entry of `channelsUpdates`.
fn channel(item: &Item) -> Result<Vec<InboundEvent>, String> {
    let channel = word(item, "channelId").ok_or("has no channelId")?;
    let state = word(item, "state").ok_or("has no state")?;
    let active = state.eq_ignore_ascii_case("active");
    Ok(vec![InboundEvent::Channel(ChannelReport { channel, active, state })])
}

/// The id of a message. Ids are UUIDs; one of absurd length is no id, and would not fit an index.
fn message_id(item: &Item) -> Result<String, String> {
    const LONGEST: usize = 200;
    let id = word(item, "messageId").ok_or("has no messageId")?;
    if id.chars().count() > LONGEST {
        return Err(format!("has a messageId of more than {LONGEST} characters"));
    }
    Ok(id)
}

/// A short value that may come as a string or a number; empty is absent.
fn word(item: &Item, key: &str) -> Option<String> {
    let word = words(item, key);
    let word = word.trim();
    if word.is_empty() { None } else { Some(word.to_owned()) }
}

/// A text that may come as a string or a number; anything else is no text.
fn words(item: &Item, key: &str) -> String {
    match item.get(key) {
        Some(Value::String(text)) => text.clone(),
        Some(Value::Number(number)) => number.to_string(),
        Some(Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_)) | None => {
            String::new()
        }
    }
}

/// A switch that may come as a truth value, a word or a number.
fn flag(item: &Item, key: &str) -> bool {
    match item.get(key) {
        Some(Value::Bool(on)) => *on,
        Some(Value::String(word)) => word.eq_ignore_ascii_case("true") || word == "1",
        Some(Value::Number(number)) => number.as_i64() == Some(1),
        Some(Value::Null | Value::Array(_) | Value::Object(_)) | None => false,
    }
}

/// The digits of a phone, whatever was written around them (`+971 50…`, `971…@c.us`).
fn phone_digits(phone: &str) -> Option<String> {
    let number = phone.split('@').next().unwrap_or_default();
    let digits: String = number.chars().filter(char::is_ascii_digit).collect();
    if digits.is_empty() { None } else { Some(digits) }
}

/// An instant as ISO text with or without a zone (then UTC), or as seconds or milliseconds since
/// 1970, as a number or in quotes. Anything outside this century is a mistake.
fn instant(value: &Value) -> Option<DateTime<Utc>> {
    let instant = match value {
        Value::String(text) => iso(text.trim()).or_else(|| since_1970(text.trim()))?,
        Value::Number(number) => since_1970(&number.to_string())?,
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => return None,
    };
    let this_century = 946_684_800..4_102_444_800;
    if this_century.contains(&instant.timestamp()) { Some(instant) } else { None }
}

fn iso(text: &str) -> Option<DateTime<Utc>> {
    if let Ok(instant) = DateTime::parse_from_rfc3339(text)
        .or_else(|_| DateTime::parse_from_str(text, "%Y-%m-%dT%H:%M:%S%.f%z"))
    {
        return Some(instant.to_utc());
    }
    ["%Y-%m-%dT%H:%M:%S%.f", "%Y-%m-%d %H:%M:%S%.f"]
        .iter()
        .find_map(|form| NaiveDateTime::parse_from_str(text, form).ok())
        .map(|instant| instant.and_utc())
}

fn since_1970(digits: &str) -> Option<DateTime<Utc>> {
    let whole: i64 = digits.split('.').next()?.parse().ok()?;
    // Seconds reach this figure in the year 5138, milliseconds did in 1973.
    if whole.abs() >= 100_000_000_000 {
        DateTime::from_timestamp_millis(whole)
    } else {
        DateTime::from_timestamp(whole, 0)
    }
}
