//! Updates: what people did, as Telegram delivers it.
//!
//! One update is one thing that happened. What is not ours to hear (groups, channels, edits, anything
//! new) is nothing, and no failure: a delivery that is refused comes again for a day and holds up all
//! that follows it in its chat.

use serde_json::Value;

use super::buttons::wanted;
use crate::alerts::{Chat, Heard, Somebody};
use crate::messaging::NotJson;

/// Reads an update. `None`: nothing in it is for us.
///
/// # Errors
///
/// [`NotJson`]; answer as if all was well.
pub fn parse_update(body: &[u8]) -> Result<Option<Heard>, NotJson> {
    let update: Value = serde_json::from_slice(body)?;
    Ok(started(&update["message"])
        .or_else(|| pressed(&update["callback_query"]))
        .or_else(|| came_or_went(&update["my_chat_member"])))
}

fn started(message: &Value) -> Option<Heard> {
    let by = somebody(&message["from"], &message["chat"])?;
    let text = message["text"].as_str()?;
    let mut words = text.split_whitespace();
    // In private chats the command may name the bot all the same.
    let command = words.next()?;
    let command = command.split_once('@').map_or(command, |(command, _)| command);
    let code = words.next().map(str::to_owned);
    (command == "/start").then_some(Heard::Started { by, code })
}

fn pressed(query: &Value) -> Option<Heard> {
    let press = query["id"].as_str()?.to_owned();
    // The message may be out of reach for the bot by now; its chat is named all the same, and where
    // it is not, it was the private one: the button was nowhere else.
    let chat = &query["message"]["chat"];
    let by = if chat.is_null() {
        let id = query["from"]["id"].as_i64()?;
        Somebody { id, chat: Chat(id) }
    } else {
        somebody(&query["from"], chat)?
    };
    let wanted = query["data"].as_str().and_then(wanted);
    Some(Heard::Pressed { by, press, wanted })
}

fn came_or_went(change: &Value) -> Option<Heard> {
    let by = somebody(&change["from"], &change["chat"])?;
    match change["new_chat_member"]["status"].as_str()? {
        "kicked" | "left" => Some(Heard::Left(by)),
        "member" => Some(Heard::Returned(by)),
        _ => None,
    }
}

/// A person in a private chat; another bot is nobody.
fn somebody(from: &Value, chat: &Value) -> Option<Somebody> {
    let private = chat["type"].as_str() == Some("private");
    let is_bot = from["is_bot"].as_bool().unwrap_or_default();
    let (id, chat) = (from["id"].as_i64()?, Chat(chat["id"].as_i64()?));
    (private && !is_bot).then_some(Somebody { id, chat })
}
