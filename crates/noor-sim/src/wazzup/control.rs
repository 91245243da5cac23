//! The gateway's part of the control API: what the handle does, over HTTP.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::Sse;
use axum::response::sse::{Event, KeepAlive};
use axum::routing::{get, post, put};
use axum::{Json, Router};
use bytes::Bytes;
use futures::{Stream, StreamExt as _};
use serde::Deserialize;
use serde_json::{Value, json};
use tokio_stream::wrappers::BroadcastStream;

use super::{Channel, ChatSummary, CustomerMessage, Posted, SeenMessage, WazzupBehaviour};
use crate::control::Refusal;
use crate::world::World;

type Told = Result<(StatusCode, Json<Value>), Refusal>;

pub(crate) fn routes() -> Router<Arc<World>> {
    Router::new()
        .route("/say", post(say))
        .route("/operator", post(operator))
        .route("/foreign-bot", post(foreign_bot))
        .route("/edit", post(edit))
        .route("/delete", post(delete))
        .route("/status", post(status))
        .route("/raw", post(raw))
        .route("/files", post(keep_file).delete(expire_files))
        .route("/chats", get(chats))
        .route("/chats/{chat}", get(chat))
        .route("/sent", get(sent))
        .route("/events", get(events))
        .route("/webhook", get(webhook).put(set_webhook))
        .route("/channels", get(channels).post(add_channel))
        .route("/channels/{id}/state", put(set_channel_state))
        .route("/behaviour", get(behaviour).put(set_behaviour))
        .route("/refusals", post(refuse_later))
}

/// Whether the caller waits for the delivery, and how long.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Patience {
    #[serde(default = "yes")]
    wait: bool,
    #[serde(default = "half_a_minute")]
    wait_ms: u64,
}

fn yes() -> bool {
    true
}

fn half_a_minute() -> u64 {
    30_000
}

impl Patience {
    /// 200 once delivered; 202 if it is (or may be) still on its way; 502 if it was given up.
    async fn answer(&self, posted: Posted) -> (StatusCode, Json<Value>) {
        let id = posted.message_id.clone();
        let (status, delivered) = if self.wait {
            let limit = Duration::from_millis(self.wait_ms);
            match tokio::time::timeout(limit, posted.delivered()).await {
                Ok(true) => (StatusCode::OK, true),
                Ok(false) => (StatusCode::BAD_GATEWAY, false),
                Err(_still_on_its_way) => (StatusCode::ACCEPTED, false),
            }
        } else {
            (StatusCode::ACCEPTED, false)
        };
        (status, Json(json!({ "messageId": id, "delivered": delivered })))
    }
}

#[derive(Deserialize)]
struct Say {
    #[serde(flatten)]
    message: CustomerMessage,
    #[serde(flatten)]
    patience: Patience,
}

async fn say(State(world): State<Arc<World>>, Json(say): Json<Say>) -> Told {
    if say.message.chat.is_empty() {
        return Err(Refusal::bad_request("chatId is empty"));
    }
    let posted = world.wazzup.customer_writes(say.message);
    Ok(say.patience.answer(posted).await)
}

#[derive(Deserialize)]
struct Write {
    #[serde(rename = "chatId", alias = "chat")]
    chat: String,
    text: String,
    #[serde(flatten)]
    patience: Patience,
}

async fn operator(State(world): State<Arc<World>>, Json(write): Json<Write>) -> Told {
    let posted = world.wazzup.operator_writes(&write.chat, &write.text);
    Ok(write.patience.answer(posted).await)
}

async fn foreign_bot(State(world): State<Arc<World>>, Json(write): Json<Write>) -> Told {
    let posted = world.wazzup.foreign_bot_writes(&write.chat, &write.text);
    Ok(write.patience.answer(posted).await)
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Alter {
    message_id: String,
    text: Option<String>,
    status: Option<String>,
    error: Option<String>,
    #[serde(flatten)]
    patience: Patience,
}

impl Alter {
    async fn answer(&self, posted: Option<Posted>) -> Told {
        let posted = posted.ok_or_else(|| Refusal::not_found(&self.message_id))?;
        Ok(self.patience.answer(posted).await)
    }
}

async fn edit(State(world): State<Arc<World>>, Json(alter): Json<Alter>) -> Told {
    let text = alter.text.as_deref().ok_or_else(|| Refusal::bad_request("text is missing"))?;
    alter.answer(world.wazzup.edit(&alter.message_id, text)).await
}

async fn delete(State(world): State<Arc<World>>, Json(alter): Json<Alter>) -> Told {
    alter.answer(world.wazzup.delete(&alter.message_id)).await
}

async fn status(State(world): State<Arc<World>>, Json(alter): Json<Alter>) -> Told {
    let status = alter.status.as_deref();
    let status = status.ok_or_else(|| Refusal::bad_request("status is missing"))?;
    let error = alter.error.as_deref();
    alter.answer(world.wazzup.report(&alter.message_id, status, error)).await
}

async fn raw(
    State(world): State<Arc<World>>,
    Query(patience): Query<Patience>,
    headers: HeaderMap,
    body: Bytes,
) -> (StatusCode, Json<Value>) {
    let posted = world.wazzup.push_raw(body, content_type(&headers));
    patience.answer(posted).await
}

fn content_type(headers: &HeaderMap) -> &str {
    let named = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    named.unwrap_or(super::courier::CONTENT_TYPE)
}

#[derive(Deserialize)]
struct File {
    name: String,
}

async fn keep_file(
    State(world): State<Arc<World>>,
    Query(file): Query<File>,
    headers: HeaderMap,
    body: Bytes,
) -> Json<Value> {
    let uri = world.wazzup.keep_file(&file.name, content_type(&headers), body);
    Json(json!({ "contentUri": uri }))
}

async fn expire_files(State(world): State<Arc<World>>) -> StatusCode {
    world.wazzup.expire_files();
    StatusCode::NO_CONTENT
}

async fn chats(State(world): State<Arc<World>>) -> Json<Vec<ChatSummary>> {
    Json(world.wazzup.chats())
}

async fn chat(State(world): State<Arc<World>>, Path(chat): Path<String>) -> Json<Vec<SeenMessage>> {
    Json(world.wazzup.chat(&chat))
}

async fn sent(State(world): State<Arc<World>>) -> Json<Vec<SeenMessage>> {
    Json(world.wazzup.sent())
}

#[derive(Deserialize)]
struct Which {
    chat: Option<String>,
}

/// Changes as server-sent events, named after their news; a listener that fell behind gets
/// `lagged` with the number of lost changes and should read the chats again.
async fn events(
    State(world): State<Arc<World>>,
    Query(which): Query<Which>,
) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let closing = world.closing.clone();
    let changes = BroadcastStream::new(world.wazzup.subscribe());
    let events = changes.filter_map(move |change| {
        let wanted = which.chat.as_deref();
        let event = match change {
            Ok(change) if wanted.is_none_or(|chat| chat == change.message.chat) => {
                let name = json!(change.news);
                let event = Event::default().event(name.as_str().unwrap_or_default());
                event.json_data(&change).ok()
            }
            Ok(_other_chat) => None,
            Err(tokio_stream::wrappers::errors::BroadcastStreamRecvError::Lagged(lost)) => {
                Some(Event::default().event("lagged").data(lost.to_string()))
            }
        };
        futures::future::ready(event.map(Ok))
    });
    let events = events.take_until(closing.cancelled_owned());
    Sse::new(events).keep_alive(KeepAlive::default())
}

async fn webhook(State(world): State<Arc<World>>) -> Json<Value> {
    Json(json!(world.wazzup.webhook()))
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Address {
    url: String,
    crm_key: Option<String>,
}

async fn set_webhook(State(world): State<Arc<World>>, Json(to): Json<Address>) -> StatusCode {
    world.wazzup.set_webhook(&to.url, to.crm_key.as_deref());
    StatusCode::NO_CONTENT
}

async fn channels(State(world): State<Arc<World>>) -> Json<Vec<Channel>> {
    Json(world.wazzup.channels())
}

async fn add_channel(State(world): State<Arc<World>>, Json(channel): Json<Channel>) -> StatusCode {
    world.wazzup.add_channel(channel);
    StatusCode::NO_CONTENT
}

#[derive(Deserialize)]
struct ChannelState {
    state: String,
    #[serde(flatten)]
    patience: Patience,
}

async fn set_channel_state(
    State(world): State<Arc<World>>,
    Path(id): Path<String>,
    Json(to): Json<ChannelState>,
) -> Told {
    let posted = world.wazzup.set_channel_state(&id, &to.state);
    let posted = posted.ok_or_else(|| Refusal::not_found(&id))?;
    Ok(to.patience.answer(posted).await)
}

async fn behaviour(State(world): State<Arc<World>>) -> Json<WazzupBehaviour> {
    Json(world.wazzup.behaviour())
}

async fn set_behaviour(
    State(world): State<Arc<World>>,
    Json(behaviour): Json<WazzupBehaviour>,
) -> StatusCode {
    world.wazzup.set_behaviour(behaviour);
    StatusCode::NO_CONTENT
}

#[derive(Deserialize)]
struct LateRefusal {
    #[serde(rename = "chatId", alias = "chat")]
    chat: String,
    error: Option<String>,
}

async fn refuse_later(State(world): State<Arc<World>>, Json(to): Json<LateRefusal>) -> StatusCode {
    world.wazzup.refuse_later(&to.chat, to.error.as_deref());
    StatusCode::NO_CONTENT
}
