//! The methods. Parameters may come as JSON only: that is how the program calls.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State as Shared};
use bytes::Bytes;
use serde_json::{Value, json};

use super::answer::{Answered, Refusal, check_token, done};
use super::{TELEGRAM_BOT, TelegramButton, TelegramMessage, Webhook, markup};
use crate::lock;
use crate::world::World;

/// Longest text of a message, in UTF-16 units, after its markup is read.
const LONGEST_TEXT: usize = 4096;
/// Longest answer to a press.
const LONGEST_ANSWER: usize = 200;
/// Most bytes of a button's data.
const LONGEST_DATA: usize = 64;
/// How long a press waits for its answer.
const PRESS_SECONDS: i64 = 150;

type World_ = Shared<Arc<World>>;

/// `sendMessage`.
pub(super) async fn send_message(
    Shared(world): World_,
    Path(bot): Path<String>,
    body: Bytes,
) -> Answered {
    let asked = read(&bot, &body)?;
    let chat = chat_of(&asked)?;
    let (text, html) = text_of(&asked)?;
    let buttons = buttons_of(&asked)?;
    let now = world.clock.now();
    let mut state = lock(&world.telegram.inner.state);
    state.may_write_to(chat)?;
    state.last_message += 1;
    let message = TelegramMessage { id: state.last_message, chat, text, html, buttons, edits: 0 };
    let answer = written(&message, now.timestamp());
    state.messages.push(message);
    Ok(done(&answer))
}

/// `editMessageText`; buttons that are not named again are gone.
pub(super) async fn edit_text(
    Shared(world): World_,
    Path(bot): Path<String>,
    body: Bytes,
) -> Answered {
    let asked = read(&bot, &body)?;
    let (text, html) = text_of(&asked)?;
    let buttons = buttons_of(&asked)?;
    edit(&world, &asked, |message| {
        let same = message.text == text && message.html == html && message.buttons == buttons;
        (message.text, message.html, message.buttons) = (text, html, buttons);
        !same
    })
}

/// `editMessageReplyMarkup`.
pub(super) async fn edit_buttons(
    Shared(world): World_,
    Path(bot): Path<String>,
    body: Bytes,
) -> Answered {
    let asked = read(&bot, &body)?;
    let buttons = buttons_of(&asked)?;
    edit(&world, &asked, |message| {
        let same = message.buttons == buttons;
        message.buttons = buttons;
        !same
    })
}

fn edit(
    world: &World,
    asked: &Value,
    change: impl FnOnce(&mut TelegramMessage) -> bool,
) -> Answered {
    let chat = chat_of(asked)?;
    let id = asked["message_id"].as_i64().unwrap_or_default();
    let now = world.clock.now();
    let mut state = lock(&world.telegram.inner.state);
    state.may_write_to(chat)?;
    let message = state.messages.iter_mut().find(|it| it.chat == chat && it.id == id);
    let Some(message) = message else {
        return Err(Refusal::bad_request("message to edit not found"));
    };
    if !change(message) {
        return Err(Refusal::bad_request(
            "message is not modified: specified new message content and reply markup are exactly \
             the same as a current content and reply markup of the message",
        ));
    }
    message.edits += 1;
    Ok(done(&written(message, now.timestamp())))
}

/// `answerCallbackQuery`.
pub(super) async fn answer_press(
    Shared(world): World_,
    Path(bot): Path<String>,
    body: Bytes,
) -> Answered {
    let asked = read(&bot, &body)?;
    let text = asked["text"].as_str().unwrap_or_default();
    if length(text) > LONGEST_ANSWER {
        return Err(Refusal::bad_request("MESSAGE_TOO_LONG"));
    }
    let now = world.clock.now();
    let mut state = lock(&world.telegram.inner.state);
    let press = asked["callback_query_id"].as_str().and_then(|id| state.presses.get_mut(id));
    let fresh = press.filter(|press| (now - press.at).num_seconds() < PRESS_SECONDS);
    let Some(press) = fresh else {
        return Err(Refusal::bad_request(
            "query is too old and response timeout expired or query ID is invalid",
        ));
    };
    press.answer = Some(text.to_owned());
    Ok(done(&json!(true)))
}

/// `setWebhook`.
pub(super) async fn set_webhook(
    Shared(world): World_,
    Path(bot): Path<String>,
    body: Bytes,
) -> Answered {
    let asked = read(&bot, &body)?;
    let url = asked["url"].as_str().unwrap_or_default();
    let secret = asked["secret_token"].as_str();
    let plain = |letter: char| letter.is_ascii_alphanumeric() || "-_".contains(letter);
    if secret.is_some_and(|it| !(1..=256).contains(&it.len()) || !it.chars().all(plain)) {
        return Err(Refusal::bad_request("secret token contains unallowed characters"));
    }
    if !url.is_empty() && url::Url::parse(url).is_err() {
        return Err(Refusal::bad_request("bad webhook: invalid webhook URL specified"));
    }
    let mut state = lock(&world.telegram.inner.state);
    let before = state.webhook.take().map(|webhook| webhook.allowed).unwrap_or_default();
    // What is not said again stays as it was.
    let allowed = asked["allowed_updates"]
        .as_array()
        .map(|names| names.iter().filter_map(Value::as_str).map(str::to_owned).collect());
    state.webhook = (!url.is_empty()).then(|| Webhook {
        url: url.to_owned(),
        secret: secret.map(str::to_owned),
        allowed: allowed.unwrap_or(before),
    });
    Ok(Json(json!({ "ok": true, "result": true, "description": "Webhook was set" })))
}

/// `deleteWebhook`.
pub(super) async fn delete_webhook(
    Shared(world): World_,
    Path(bot): Path<String>,
    body: Bytes,
) -> Answered {
    read(&bot, &body)?;
    lock(&world.telegram.inner.state).webhook = None;
    Ok(done(&json!(true)))
}

/// `getWebhookInfo`.
pub(super) async fn webhook_info(Shared(world): World_, Path(bot): Path<String>) -> Answered {
    check_token(&bot)?;
    let waiting = world.telegram.inner.courier.waiting();
    let state = lock(&world.telegram.inner.state);
    let url = state.webhook.as_ref().map(|webhook| webhook.url.as_str()).unwrap_or_default();
    let mut info = json!({
        "url": url,
        "has_custom_certificate": false,
        "pending_update_count": waiting,
    });
    if let Some(trouble) = &state.trouble {
        info["last_error_message"] = trouble.as_str().into();
    }
    Ok(done(&info))
}

/// `getMe`.
pub(super) async fn get_me(Path(bot): Path<String>) -> Answered {
    check_token(&bot)?;
    Ok(done(&json!({
        "id": 700_000_001, "is_bot": true, "first_name": "Noor", "username": TELEGRAM_BOT,
    })))
}

/// Any other method.
pub(super) async fn unknown_method(Path((bot, _)): Path<(String, String)>) -> Answered {
    check_token(&bot)?;
    Err(Refusal::not_found())
}

fn read(bot: &str, body: &Bytes) -> Result<Value, Refusal> {
    check_token(bot)?;
    if body.is_empty() {
        return Ok(json!({}));
    }
    serde_json::from_slice(body).map_err(|_| Refusal::bad_request("can't parse JSON object"))
}

fn chat_of(asked: &Value) -> Result<i64, Refusal> {
    asked["chat_id"].as_i64().ok_or_else(|| Refusal::bad_request("chat_id is empty"))
}

/// The words as they are read, and as they were written if they have markup.
fn text_of(asked: &Value) -> Result<(String, Option<String>), Refusal> {
    let sent = asked["text"].as_str().unwrap_or_default();
    let (text, html) = match asked["parse_mode"].as_str() {
        Some("HTML") => {
            let text = markup::text_of(sent)
                .map_err(|why| Refusal::bad_request(format!("can't parse entities: {why}")))?;
            (text, Some(sent.to_owned()))
        }
        Some(_) => return Err(Refusal::bad_request("unsupported parse_mode")),
        None => (sent.to_owned(), None),
    };
    match length(text.trim()) {
        0 => Err(Refusal::bad_request("message text is empty")),
        1..=LONGEST_TEXT => Ok((text, html)),
        _ => Err(Refusal::bad_request("message is too long")),
    }
}

fn buttons_of(asked: &Value) -> Result<Vec<Vec<TelegramButton>>, Refusal> {
    let rows = asked["reply_markup"]["inline_keyboard"].as_array();
    let rows = rows.map(Vec::as_slice).unwrap_or_default();
    rows.iter()
        .map(|row| {
            row.as_array().map(Vec::as_slice).unwrap_or_default().iter().map(button).collect()
        })
        .collect()
}

fn button(button: &Value) -> Result<TelegramButton, Refusal> {
    let word = |key: &str| button[key].as_str().map(str::to_owned);
    let (data, url) = (word("callback_data"), word("url"));
    if data.as_ref().is_some_and(|data| !(1..=LONGEST_DATA).contains(&data.len())) {
        return Err(Refusal::bad_request("BUTTON_DATA_INVALID"));
    }
    let named = |url: &String| {
        let url = url::Url::parse(url).ok();
        url.is_some_and(|url| url.domain().is_some_and(|domain| domain.contains('.')))
    };
    if url.as_ref().is_some_and(|url| !named(url)) {
        return Err(Refusal::bad_request("inline keyboard button URL is invalid: Wrong HTTP URL"));
    }
    match word("text").filter(|text| !text.is_empty()) {
        Some(text) if data.is_some() != url.is_some() => Ok(TelegramButton { text, data, url }),
        Some(_) => Err(Refusal::bad_request("Text buttons are unallowed in the inline keyboard")),
        None => Err(Refusal::bad_request("inline keyboard button text is empty")),
    }
}

fn written(message: &TelegramMessage, date: i64) -> Value {
    json!({
        "message_id": message.id,
        "from": { "id": 700_000_001, "is_bot": true, "first_name": "Noor", "username": TELEGRAM_BOT },
        "chat": { "id": message.chat, "type": "private" },
        "date": date,
        "text": message.text,
    })
}

fn length(text: &str) -> usize {
    text.encode_utf16().count()
}
