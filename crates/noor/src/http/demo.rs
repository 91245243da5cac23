//! The demo page: a phone-like chat whose customer is the visitor.
//!
//! What a visitor writes goes to the gateway's simulator and comes back through the real webhook, and
//! what they see is what the gateway showed to the customer. The simulator forgets everything when it
//! ends, so what is older comes from Noor's own tables.

use std::collections::HashMap;
use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use axum::extract::{FromRef, Path, Query, State};
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use chrono::{DateTime, Utc};
use futures::StreamExt;
use noor_sim::{Author, Change, CustomerMessage, Kind, News, SeenMessage, Side, Simulator};
use noor_store::PgPool;
use noor_store::phone::{self, Line, Shown};
use serde::{Deserialize, Serialize};
use tokio_stream::wrappers::BroadcastStream;
use tokio_util::sync::CancellationToken;

use super::ApiError;
use crate::context::Context;

const INDEX: &str = include_str!("../../assets/demo/index.html");
const STYLE: &str = include_str!("../../assets/demo/demo.css");
const SCRIPT: &str = include_str!("../../assets/demo/demo.js");

/// Most messages of a chat, and most chats, from before the start.
const REMEMBERED: i64 = 200;
/// The line that the page's customers write on.
const LINE: Line<'static> =
    Line { gateway: "wazzup", channel: noor_sim::DEFAULT_CHANNEL, messenger: "whatsapp" };

/// What the page's handlers are given.
#[derive(Clone)]
struct Demo {
    world: Arc<Simulator>,
    past: Past,
    stop: CancellationToken,
}

/// What happened before the simulator started.
#[derive(Clone)]
struct Past {
    db: PgPool,
    ended: DateTime<Utc>,
}

impl Past {
    async fn chat(&self, chat: &str, limit: i64) -> Result<Vec<Shown>, ApiError> {
        let shown = phone::chat(&self.db, LINE, chat, self.ended, limit).await;
        Ok(shown.context("read what was said before the start")?)
    }
}

impl FromRef<Demo> for Past {
    fn from_ref(demo: &Demo) -> Self {
        demo.past.clone()
    }
}

impl FromRef<Demo> for Arc<Simulator> {
    fn from_ref(demo: &Demo) -> Self {
        Self::clone(&demo.world)
    }
}

/// The page and its small API. Open event streams end with `stop`.
///
/// To be called when `world` is still empty: what is in the tables by now is the past.
pub fn router(context: &Context, world: Arc<Simulator>, stop: CancellationToken) -> Router {
    let past = Past { db: context.db.clone(), ended: context.clock.now() };
    let file = |kind: &'static str, text: &'static str| {
        get(move || async move { ([(header::CONTENT_TYPE, kind)], text) })
    };
    Router::new()
        .route("/demo", file("text/html; charset=utf-8", INDEX))
        .route("/demo/", file("text/html; charset=utf-8", INDEX))
        .route("/demo/demo.css", file("text/css; charset=utf-8", STYLE))
        .route("/demo/demo.js", file("text/javascript; charset=utf-8", SCRIPT))
        .route("/demo/api/say", post(say))
        .route("/demo/api/manager", post(manager))
        .route("/demo/api/chats", get(chats))
        .route("/demo/api/chat/{customer}", get(chat))
        .route("/demo/api/events", get(events))
        .with_state(Demo { world, past, stop })
}

#[derive(Debug, Deserialize)]
struct Said {
    customer: String,
    text: String,
    name: Option<String>,
}

#[derive(Debug, Serialize)]
struct Taken {
    id: String,
}

/// The digits of a phone number, which is what a chat is called at the gateway.
fn digits(customer: &str) -> Result<String, ApiError> {
    let digits: String = customer.chars().filter(char::is_ascii_digit).collect();
    if (6..=15).contains(&digits.len()) {
        Ok(digits)
    } else {
        let advice = "write the customer as a phone number, such as +971500000001";
        Err(ApiError::Invalid(advice.to_owned()))
    }
}

fn words(text: &str) -> Result<&str, ApiError> {
    if text.trim().is_empty() {
        return Err(ApiError::Invalid("write some words in `text`".to_owned()));
    }
    Ok(text)
}

async fn say(
    State(world): State<Arc<Simulator>>,
    Json(said): Json<Said>,
) -> Result<Response, ApiError> {
    let message = CustomerMessage {
        contact_name: said.name.clone(),
        ..CustomerMessage::text(digits(&said.customer)?, words(&said.text)?)
    };
    let posted = world.wazzup().customer_writes(message);
    Ok((StatusCode::ACCEPTED, Json(Taken { id: posted.message_id })).into_response())
}

async fn manager(
    State(world): State<Arc<Simulator>>,
    Json(said): Json<Said>,
) -> Result<Response, ApiError> {
    let posted = world.wazzup().operator_writes(&digits(&said.customer)?, words(&said.text)?);
    Ok((StatusCode::ACCEPTED, Json(Taken { id: posted.message_id })).into_response())
}

#[derive(Debug, Serialize)]
struct ChatLine {
    customer: String,
    name: Option<String>,
    last_text: Option<String>,
    last_at: String,
    from: &'static str,
}

async fn chats(
    State(world): State<Arc<Simulator>>,
    State(past): State<Past>,
) -> Result<Json<Vec<ChatLine>>, ApiError> {
    let mut lines = chats_of(&world);
    let before = phone::chats(&past.db, LINE, REMEMBERED).await;
    for chat in before.context("read the chats from before the start")? {
        let customer = format!("+{}", chat.chat);
        if lines.iter().any(|line| line.customer == customer) {
            continue;
        }
        let Some(last) = past.chat(&chat.chat, 1).await?.pop() else { continue };
        let last = remembered(last);
        lines.push(ChatLine {
            customer,
            name: chat.name,
            last_text: Some(last.text),
            last_at: last.at,
            from: last.from,
        });
    }
    Ok(Json(lines))
}

/// The chats since the start.
fn chats_of(world: &Simulator) -> Vec<ChatLine> {
    let wazzup = world.wazzup();
    let lines = wazzup.chats().into_iter().filter_map(|summary| {
        let last = wazzup.chat(&summary.chat).pop()?;
        Some(ChatLine {
            customer: format!("+{}", summary.chat),
            name: summary.contact_name,
            last_text: last.text.clone(),
            last_at: last.at.to_rfc3339(),
            from: from(&last),
        })
    });
    lines.collect()
}

#[derive(Debug, Serialize)]
struct Chat {
    customer: String,
    messages: Vec<Message>,
    typing: bool,
}

/// A message as the page shows it.
#[derive(Debug, Serialize)]
struct Message {
    id: String,
    from: &'static str,
    kind: &'static str,
    text: String,
    url: Option<String>,
    name: Option<String>,
    at: String,
    status: Option<String>,
}

async fn chat(
    State(world): State<Arc<Simulator>>,
    State(past): State<Past>,
    Path(customer): Path<String>,
) -> Result<Json<Chat>, ApiError> {
    let chat = digits(&customer)?;
    let before = past.chat(&chat, REMEMBERED).await?;
    let seen = world.wazzup().chat(&chat);
    let typing = waits(&seen);
    let messages =
        before.into_iter().map(remembered).chain(seen.into_iter().map(message)).collect();
    Ok(Json(Chat { customer: format!("+{chat}"), messages, typing }))
}

/// Whether an answer is on its way: the customer had the last word, and no person took over.
fn waits(seen: &[SeenMessage]) -> bool {
    let with_person = seen.iter().rev().find(|it| it.from == Side::Business).map(from);
    seen.last().is_some_and(|last| last.from == Side::Customer) && with_person != Some("manager")
}

fn from(seen: &SeenMessage) -> &'static str {
    match (seen.from, seen.author) {
        (Side::Customer, _) => "customer",
        (Side::Business, Author::Manager) => "manager",
        (Side::Business, Author::Client | Author::Api | Author::ForeignBot) => "noor",
    }
}

fn message(seen: SeenMessage) -> Message {
    let from = from(&seen);
    let kind = match seen.kind {
        Kind::Text => "text",
        Kind::Image => "image",
        Kind::Document => "document",
        _ => "other",
    };
    let status = seen.statuses.last().map(|status| match status.status.as_str() {
        "error" => "failed".to_owned(),
        other => other.to_owned(),
    });
    let url = seen.content_uri.map(|url| relative(&url));
    Message {
        id: seen.id,
        from,
        kind,
        text: seen.text.unwrap_or_default(),
        name: url.as_deref().and_then(file_name),
        url,
        at: seen.at.to_rfc3339(),
        status: if from == "customer" { None } else { status },
    }
}

/// A message from before the start.
fn remembered(shown: Shown) -> Message {
    let from = match shown.author.as_str() {
        "customer" => "customer",
        "manager" => "manager",
        _ => "noor",
    };
    let kind = match shown.kind.as_str() {
        "text" => "text",
        "image" => "image",
        "document" => "document",
        _ => "other",
    };
    let url = shown.url.map(|url| relative(&url));
    Message {
        id: shown.id,
        from,
        kind,
        text: shown.text,
        name: url.as_deref().and_then(file_name),
        url,
        at: shown.at.to_rfc3339(),
        status: (from != "customer").then(|| "sent".to_owned()),
    }
}

/// The last part of a link's path.
fn file_name(url: &str) -> Option<String> {
    let path = url.split('?').next().unwrap_or(url);
    path.rsplit('/').next().map(str::to_owned)
}

/// A link of ours without its host: the page may be open under another name of this machine.
fn relative(link: &str) -> String {
    match url::Url::parse(link) {
        Ok(url) if url.path().starts_with("/media/") => {
            format!("{}?{}", url.path(), url.query().unwrap_or_default())
        }
        Ok(_) | Err(_) => link.to_owned(),
    }
}

async fn events(
    State(Demo { world, past: _, stop }): State<Demo>,
    Query(query): Query<HashMap<String, String>>,
) -> Result<impl IntoResponse, ApiError> {
    let wanted = query.get("customer").map(|customer| digits(customer)).transpose()?;
    let changes = BroadcastStream::new(world.wazzup().subscribe());
    let stream = changes
        .filter_map(|change| async move { change.ok() })
        .filter(move |change| {
            let mine = wanted.as_ref().is_none_or(|chat| *chat == change.message.chat);
            async move { mine }
        })
        .flat_map(move |change| futures::stream::iter(events_of(&world, change)))
        .take_until(stop.cancelled_owned());
    let headers = [
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
        (HeaderName::from_static("x-accel-buffering"), HeaderValue::from_static("no")),
    ];
    let beat = KeepAlive::new().interval(Duration::from_secs(15));
    Ok((headers, Sse::new(stream.map(Ok::<_, Infallible>)).keep_alive(beat)))
}

/// A change in a chat as the page's events: the message or its state, and the typing dots.
fn events_of(world: &Simulator, change: Change) -> Vec<Event> {
    match change.news {
        News::Message | News::Edited | News::Deleted => {
            let typing = waits(&world.wazzup().chat(&change.message.chat));
            let dots = event("typing", &serde_json::json!({"typing": typing}));
            vec![event("message", &message(change.message)), dots]
        }
        News::Status => {
            let message = message(change.message);
            let state = serde_json::json!({"id": message.id, "status": message.status});
            vec![event("status", &state)]
        }
    }
}

fn event(name: &str, data: &impl Serialize) -> Event {
    Event::default().event(name).json_data(data).unwrap_or_default()
}
