//! The JSON of webhooks: one function an item. It decides shapes, never what happens.

use std::sync::atomic::{AtomicBool, Ordering};

use chrono::{DateTime, Utc};
use serde_json::{Map, Value, json};

use super::shapes::{Author, SeenMessage, Side};

/// Writes times alternately in the forms that the real gateway was seen to use.
#[derive(Debug, Default)]
pub(super) struct Stamps {
    zoned: AtomicBool,
    numeric: AtomicBool,
}

impl Stamps {
    /// The `timestamp` of a status: a string, or milliseconds as a number.
    pub(super) fn of_status(&self, at: DateTime<Utc>) -> Value {
        if self.numeric.fetch_xor(true, Ordering::Relaxed) {
            json!(at.timestamp_millis())
        } else {
            json!(at.format("%Y-%m-%dT%H:%M:%S%.3fZ").to_string())
        }
    }

    /// The `dateTime` of a message: with a zone, or without one.
    pub(super) fn write(&self, at: DateTime<Utc>) -> String {
        let zoned = self.zoned.fetch_xor(true, Ordering::Relaxed);
        at.format(if zoned { "%Y-%m-%dT%H:%M:%S%.3fZ" } else { "%Y-%m-%dT%H:%M:%S%.3f" })
            .to_string()
    }
}

/// The item of `messages` for a message either side wrote.
pub(super) fn message(
    message: &SeenMessage,
    chat_type: &str,
    date_time: &str,
    contact_name: Option<&str>,
) -> Value {
    let status = match message.from {
        Side::Customer => "inbound",
        Side::Business => "sent",
    };
    let mut item = json!({
        "messageId": message.id,
        "channelId": message.channel_id,
        "chatType": chat_type,
        "chatId": message.chat,
        "dateTime": date_time,
        "type": message.kind.wire(),
        "status": status,
        "text": message.text,
        "isEcho": message.from == Side::Business,
        "authorType": message.author.wire(),
        "contact": { "name": contact_name, "avatarUri": null, "phone": message.chat },
    });
    if let Some(uri) = &message.content_uri {
        item["contentUri"] = json!(uri);
    }
    if let Some(quoted) = &message.quoted {
        item["quotedMessage"] = json!({ "messageId": quoted });
    }
    match message.author {
        Author::Manager => {
            item["authorName"] = json!("Manager");
            item["authorId"] = json!("u-7");
            item["sentFromApp"] = json!(true);
        }
        Author::ForeignBot => item["authorName"] = json!("Salesbot"),
        Author::Client | Author::Api => {}
    }
    item
}

/// Lays the caller's own keys over an item.
pub(super) fn with_raw(mut item: Value, raw: Map<String, Value>) -> Value {
    for (key, value) in raw {
        item[key] = value;
    }
    item
}

/// The repeat of a message whose words were changed.
pub(super) fn edited(mut item: Value, old_text: Option<&str>) -> Value {
    item["isEdited"] = json!(true);
    item["oldInfo"] = json!({ "oldText": old_text, "oldAuthorId": null, "oldAuthorName": null });
    item
}

/// The repeat of a message that was taken back.
pub(super) fn deleted(mut item: Value) -> Value {
    item["isDeleted"] = json!(true);
    item
}

/// The item of `statuses`.
pub(super) fn status(id: &str, status: &str, error: Option<&str>, timestamp: &Value) -> Value {
    let mut item = json!({ "messageId": id, "timestamp": timestamp, "status": status });
    if let Some(code) = error {
        item["error"] = json!({ "error": code, "description": describe(code) });
    }
    item
}

/// A status told as the outgoing message itself.
pub(super) fn status_in_message(mut item: Value, status: &str, error: Option<&str>) -> Value {
    item["status"] = json!(status);
    if let Some(code) = error {
        item["error"] = json!({ "error": code, "description": describe(code) });
    }
    item
}

fn describe(code: &str) -> &'static str {
    match code {
        "24_HOURS_EXCEEDED" => "More than 24 hours have passed since the client's last message",
        "BAD_CONTACT" => "The number is not registered at the messenger",
        "TEMPLATE_NOT_FOUND" => "The template does not exist",
        "SPAM" => "The message was taken for spam",
        _other => "The message was not delivered",
    }
}
