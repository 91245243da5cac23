//! `POST /v3/message` and its siblings: checks a message, shows it to the customer, reports on it.

use std::sync::Arc;
use std::time::Duration;

use axum::Json;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use bytes::Bytes;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use url::Url;

use super::api::{ApiError, Caller};
use super::channels::{Channel, Transport};
use super::chats::{Draft, Repeated, SendRules};
use super::courier::Item;
use super::shapes::{Author, Kind, SeenFile, SeenMessage};
use super::{StatusForm, Wazzup, envelope, media};
use crate::lock;
use crate::world::World;

/// Values of `chatType` that the API knows at all.
const CHAT_TYPES: [&str; 10] = [
    "whatsapp",
    "whatsgroup",
    "viber",
    "instagram",
    "telegram",
    "telegroup",
    "vk",
    "avito",
    "max",
    "maxgroup",
];
/// Buttons beyond this number are dropped without a word.
const MOST_BUTTONS: usize = 10;
/// The longest title of a button, in characters.
const LONGEST_TITLE: usize = 20;

/// A template of the WhatsApp Business API.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Template {
    /// The id that senders use.
    pub template_guid: String,
    /// Its name in the account.
    pub name: String,
    /// A language code.
    pub language: String,
    /// `approved`, `pending`, `rejected`, `paused`, …
    pub status: String,
    /// The text with places `{{1}}`, `{{2}}`, …
    pub body: String,
}

/// `POST /v3/message`.
pub(super) async fn send(
    _caller: Caller,
    State(world): State<Arc<World>>,
    body: Bytes,
) -> Result<(StatusCode, Json<Value>), ApiError> {
    let wazzup = &world.wazzup;
    let message = accept(wazzup, &body)
        .await
        .map_err(|error| error.of_send(&wazzup.inner.basics.chance.id()))?;
    let answer = json!({ "messageId": message.id, "chatId": message.chat });
    let behaviour = wazzup.behaviour();
    let reporting = report(wazzup.clone(), message);
    if behaviour.status_before_response {
        // A subscriber who holds the webhook until we answer must not hold us for ever.
        tokio::time::timeout(Duration::from_secs(3), reporting).await.ok();
    } else {
        wazzup.inner.basics.tasks.spawn(reporting);
    }
    Ok((StatusCode::CREATED, Json(answer)))
}

/// Checks the request and takes the message.
async fn accept(wazzup: &Wazzup, body: &[u8]) -> Result<SeenMessage, ApiError> {
    let request = Request::read(body)?;
    let channel = request.channel(wazzup)?;
    let chat = request.chat(&channel)?;
    let content = request.content(wazzup, &channel)?;
    let quoted = request.word("refMessageId")?;
    if let Some(id) = &quoted
        && wazzup.inner.chats.find(id).is_none()
    {
        return Err(ApiError::new("REFERENCE_MESSAGE_NOT_FOUND", "No such message"));
    }
    let crm_message_id = request.word("crmMessageId")?;
    if let Some(id) = &crm_message_id
        && wazzup.inner.chats.is_repeat(id, wazzup.now())
    {
        return Err(repeated(id));
    }
    let rules = SendRules {
        window: channel.transport.has_window() && !content.is_template,
        clears_unanswered: request.object.get("clearUnanswered") != Some(&Value::Bool(false)),
        refused: content.refused,
    };
    let file = match &content.uri {
        Some(uri) if wazzup.behaviour().fetch_content => {
            Some(media::fetch(&wazzup.inner.client, uri).await?)
        }
        Some(_) | None => None,
    };
    let draft = Draft {
        id: wazzup.inner.basics.chance.id(),
        chat,
        channel_id: channel.channel_id,
        author: Author::Api,
        kind: content.kind(file.as_ref()),
        text: content.text,
        content_uri: content.uri.map(String::from),
        file,
        buttons: request.buttons(channel.transport)?,
        quoted,
        crm_message_id: crm_message_id.clone(),
    };
    wazzup
        .inner
        .chats
        .accept(draft, rules, wazzup.now())
        .map_err(|Repeated| repeated(crm_message_id.as_deref().unwrap_or_default()))
}

fn repeated(crm_message_id: &str) -> ApiError {
    ApiError::with_data(
        "REPEATED_CRM_MESSAGE_ID",
        "A message with this crmMessageId was sent less than 60 seconds ago",
        &json!({ "crmMessageId": crm_message_id }),
    )
}

/// Tells the subscriber what became of `message`: echo and statuses, or the late error.
async fn report(wazzup: Wazzup, message: SeenMessage) {
    let behaviour = wazzup.behaviour();
    let delay = Duration::from_millis(behaviour.event_delay_ms);
    if !delay.is_zero() && !behaviour.status_before_response {
        tokio::time::sleep(delay).await;
    }
    if !lock(&wazzup.inner.subscriptions).messages_and_statuses {
        return;
    }
    let courier = &wazzup.inner.courier;
    let mut deliveries = Vec::with_capacity(3);
    let echoed = behaviour.echoes && message.refused.is_none();
    if echoed {
        let echo = wazzup.item(&message, None);
        deliveries.push(courier.post(&message.chat, Item::Message(echo)));
    }
    let transport = wazzup.channel(&message.channel_id).map(|channel| channel.transport);
    let delivery_is_seen = transport.is_none_or(Transport::reports_delivery);
    let refused = message.refused.as_deref();
    let steps = refused
        .is_none()
        .then(|| behaviour.statuses.reports().filter(|step| delivery_is_seen || *step == "sent"));
    for step in steps.into_iter().flatten().chain(refused.map(|_| "error")) {
        if wazzup.inner.chats.report(&message.id, step, wazzup.now()).is_none() {
            // The memory was reset in between.
            return;
        }
        let item = match behaviour.status_form {
            StatusForm::Statuses => {
                let timestamp = wazzup.inner.stamps.of_status(wazzup.now());
                Item::Status(envelope::status(&message.id, step, refused, &timestamp))
            }
            StatusForm::Messages => {
                let item = wazzup.item(&message, None);
                Item::Message(envelope::status_in_message(item, step, refused))
            }
        };
        deliveries.push(courier.post(&message.chat, item));
    }
    if behaviour.status_before_response {
        futures::future::join_all(deliveries).await;
    }
}

/// The body of a send request.
struct Request {
    object: Map<String, Value>,
}

/// What is to be shown.
struct Content {
    text: Option<String>,
    uri: Option<Url>,
    is_template: bool,
    refused: Option<&'static str>,
}

impl Content {
    fn kind(&self, file: Option<&SeenFile>) -> Kind {
        match (&self.uri, file) {
            _ if self.is_template => Kind::WapiTemplate,
            (None, _) => Kind::Text,
            (Some(_), Some(file)) => Kind::of_media_type(&file.content_type),
            (Some(uri), None) => Kind::of_media_type(media::guess_media_type(uri)),
        }
    }
}

impl Request {
    fn read(body: &[u8]) -> Result<Self, ApiError> {
        match serde_json::from_slice(body) {
            Ok(Value::Object(object)) => Ok(Self { object }),
            Ok(_) | Err(_) => Err(ApiError::new("VALIDATION_ERROR", "The body is no JSON object")),
        }
    }

    /// A field that is a string if it is there.
    fn word(&self, name: &str) -> Result<Option<String>, ApiError> {
        match self.object.get(name) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::String(word)) => Ok(Some(word.clone())),
            Some(Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_)) => {
                Err(ApiError::field(name))
            }
        }
    }

    fn needed(&self, name: &str) -> Result<String, ApiError> {
        self.word(name)?.filter(|word| !word.is_empty()).ok_or_else(|| ApiError::field(name))
    }

    fn channel(&self, wazzup: &Wazzup) -> Result<Channel, ApiError> {
        let id = self.needed("channelId")?;
        let channel = wazzup
            .channel(&id)
            .ok_or_else(|| ApiError::new("CHANNEL_NOT_FOUND", "There is no such channel"))?;
        match channel.trouble() {
            None => Ok(channel),
            Some(code) => Err(ApiError::with_data(
                code,
                "The channel cannot send",
                &json!({ "channelId": id, "state": channel.state }),
            )),
        }
    }

    fn chat(&self, channel: &Channel) -> Result<String, ApiError> {
        let chat_type = self.needed("chatType")?;
        if !CHAT_TYPES.contains(&chat_type.as_str()) {
            return Err(ApiError::field("chatType"));
        }
        if !channel.transport.chat_types().contains(&chat_type.as_str()) {
            let data = json!({
                "channelId": channel.channel_id,
                "transport": channel.transport,
                "chatType": chat_type,
            });
            return Err(ApiError::with_data(
                "WRONG_TRANSPORT",
                "The chat type does not fit the channel",
                &data,
            ));
        }
        let chat = self.needed("chatId")?;
        let digits = chat.chars().all(|letter| letter.is_ascii_digit());
        if channel.transport.wants_digits() && !digits {
            return Err(ApiError::field("chatId"));
        }
        Ok(chat)
    }

    fn content(&self, wazzup: &Wazzup, channel: &Channel) -> Result<Content, ApiError> {
        if let Some(guid) = self.word("templateId")? {
            return self.template(wazzup, channel, &guid);
        }
        match (self.word("text")?, self.word("contentUri")?) {
            (Some(_), Some(_)) => Err(ApiError::new(
                "MESSAGE_ONLY_TEXT_OR_CONTENT",
                "A message has either a text or a content",
            )),
            (None, None) => Err(ApiError::new("MESSAGE_NOTHING_TO_SEND", "Nothing to send")),
            (Some(text), None) => {
                let (limit, code) = channel.transport.text_limit();
                if text.trim().is_empty() {
                    return Err(ApiError::new("MESSAGES_TEXT_CAN_NOT_BE_BLANK", "Blank text"));
                }
                if text.chars().nth(limit).is_some() {
                    return Err(ApiError::new(code, "The text is too long"));
                }
                Ok(Content { text: Some(text), uri: None, is_template: false, refused: None })
            }
            (None, Some(uri)) if uri.trim().is_empty() => {
                Err(ApiError::new("MESSAGES_CONTENT_CAN_NOT_BE_BLANK", "Blank content"))
            }
            (None, Some(uri)) => {
                let uri = Url::parse(&uri).map_err(|_| ApiError::field("contentUri"))?;
                Ok(Content { text: None, uri: Some(uri), is_template: false, refused: None })
            }
        }
    }

    fn template(
        &self,
        wazzup: &Wazzup,
        channel: &Channel,
        guid: &str,
    ) -> Result<Content, ApiError> {
        if channel.transport != Transport::Wapi {
            let data = json!({ "channelId": channel.channel_id, "transport": channel.transport });
            return Err(ApiError::with_data("WRONG_TRANSPORT", "Templates need WABA", &data));
        }
        let template =
            wazzup.inner.templates.iter().find(|template| template.template_guid == guid);
        let Some(template) = template else {
            // The gateway takes it and hears the messenger's refusal later.
            let refused = Some("TEMPLATE_NOT_FOUND");
            return Ok(Content { text: None, uri: None, is_template: true, refused });
        };
        if !template.status.eq_ignore_ascii_case("approved") {
            return Err(ApiError::new("TEMPLATE_REJECTED", "The template is not approved"));
        }
        let values = self.object.get("templateValues").and_then(Value::as_array);
        let text = values.into_iter().flatten().enumerate().fold(
            template.body.clone(),
            |text, (at, value)| {
                let place = format!("{{{{{}}}}}", at + 1);
                text.replace(&place, value.as_str().unwrap_or_default())
            },
        );
        Ok(Content { text: Some(text), uri: None, is_template: true, refused: None })
    }

    fn buttons(&self, transport: Transport) -> Result<Vec<String>, ApiError> {
        let Some(object) = self.object.get("buttonsObject").filter(|value| !value.is_null()) else {
            return Ok(Vec::new());
        };
        let wrong = || ApiError::field("buttonsObject");
        if transport != Transport::Wapi {
            return Err(wrong());
        }
        let buttons = object.get("buttons").and_then(Value::as_array).ok_or_else(wrong)?;
        let title = |button: &Value| {
            let title = button.get("text").and_then(Value::as_str).unwrap_or_default().to_owned();
            if title.chars().nth(LONGEST_TITLE).is_some() { Err(wrong()) } else { Ok(title) }
        };
        buttons.iter().take(MOST_BUTTONS).map(title).collect()
    }
}

/// `PATCH /v3/message/{id}`.
pub(super) async fn edit(
    _caller: Caller,
    State(world): State<Arc<World>>,
    Path(id): Path<String>,
    body: Bytes,
) -> Result<StatusCode, ApiError> {
    changeable(&world.wazzup, &id, "CHANNEL_INVALID_TRANSPORT_FOR_EDITING")?;
    let text = Request::read(&body)?.needed("text")?;
    world.wazzup.inner.chats.edit(&id, &text).ok_or_else(unknown_message)?;
    Ok(StatusCode::OK)
}

/// `DELETE /v3/message/{id}`.
pub(super) async fn delete(
    _caller: Caller,
    State(world): State<Arc<World>>,
    Path(id): Path<String>,
) -> Result<StatusCode, ApiError> {
    changeable(&world.wazzup, &id, "CHANNEL_INVALID_TRANSPORT_FOR_DELETION")?;
    world.wazzup.inner.chats.delete(&id).ok_or_else(unknown_message)?;
    Ok(StatusCode::OK)
}

fn changeable(wazzup: &Wazzup, id: &str, refusal: &'static str) -> Result<(), ApiError> {
    let message = wazzup.inner.chats.find(id).ok_or_else(unknown_message)?;
    let channel = wazzup.channel(&message.channel_id);
    if channel.is_some_and(|channel| !channel.transport.can_edit()) {
        return Err(ApiError::new(refusal, "The messenger does not allow it"));
    }
    if !message.buttons.is_empty() {
        return Err(ApiError::new("MESSAGES_CONTAIN_BUTTONS", "The message has buttons"));
    }
    Ok(())
}

fn unknown_message() -> ApiError {
    ApiError::missing("MESSAGES_NOT_FOUND", "No such message")
}

#[derive(Deserialize)]
pub(super) struct Page {
    limit: Option<usize>,
    offset: Option<usize>,
}

/// `GET /v3/templates/whatsapp`.
pub(super) async fn templates(
    _caller: Caller,
    State(world): State<Arc<World>>,
    Query(page): Query<Page>,
) -> Json<Vec<Value>> {
    let templates = world.wazzup.inner.templates.iter();
    let rows = templates.skip(page.offset.unwrap_or(0)).take(page.limit.unwrap_or(100));
    let shown = rows.map(|template| {
        json!({
            "templateGuid": template.template_guid,
            "name": template.name,
            "title": template.name,
            "language": template.language,
            "status": template.status.to_lowercase(),
            "category": "UTILITY",
            "components": [{ "type": "BODY", "text": template.body }],
            "templateCode": format!("@template: {} {{ {} }}", template.template_guid, template.body),
        })
    });
    Json(shown.collect())
}
