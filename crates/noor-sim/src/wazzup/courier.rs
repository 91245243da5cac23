//! Delivers webhooks: in order within a chat, side by side across chats, again until they are
//! taken. It knows bodies and addresses, nothing of what they mean.

use std::collections::{HashMap, VecDeque};
use std::mem;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::http::{HeaderMap, HeaderValue, header};
use bytes::Bytes;
use serde::Serialize;
use serde_json::{Map, Value};
use tokio::io::AsyncWriteExt as _;
use tokio::net::TcpStream;
use tokio::sync::{Semaphore, oneshot};
use tokio::time::Instant;
use url::Url;

use crate::faults::{Drawn, Effect};
use crate::lock;
use crate::requests::Arrival;
use crate::world::Basics;

/// The name of webhook deliveries in faults and in the record of requests.
pub(super) const ROUTE: &str = "wazzup.webhook";
/// The header as the real gateway writes it, which is no valid media type.
pub(super) const CONTENT_TYPE: &str = "application/json; charset-utf-8";
/// How long a lane waits for more items when several shall share one body.
const BUNDLE_PATIENCE: Duration = Duration::from_millis(20);
/// How long a webhook waits to be overtaken.
const REORDER_PATIENCE: Duration = Duration::from_millis(200);
/// Delays between attempts double from the first to the second.
const PAUSES: (Duration, Duration) = (Duration::from_millis(100), Duration::from_secs(2));

/// Where webhooks go.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Webhook {
    /// The subscriber's address.
    pub url: String,
    /// Sent as a bearer when set: integrations that were connected by `WAuth` have one.
    pub crm_key: Option<String>,
}

/// One thing to tell the subscriber.
#[derive(Debug, Clone)]
pub(super) enum Item {
    /// An item of `messages`.
    Message(Value),
    /// An item of `statuses`.
    Status(Value),
    /// An item of `channelsUpdates`.
    Channel(Value),
    /// A whole body, whatever it is.
    Raw { body: Bytes, content_type: String },
}

/// How deliveries are made.
#[derive(Debug, Clone, Copy)]
pub(super) struct Manner {
    /// At most so many items share a body.
    pub(super) bundle: usize,
    /// Each body is delivered so many times more.
    pub(super) duplicates: u32,
    /// Redelivery ends after this time.
    pub(super) patience: Duration,
}

struct Letter {
    item: Item,
    delivered: oneshot::Sender<bool>,
}

/// The queues of undelivered webhooks and those who deliver them.
pub(super) struct Courier {
    basics: Basics,
    client: reqwest::Client,
    webhook: Mutex<Option<Webhook>>,
    manner: Mutex<Manner>,
    lanes: Mutex<HashMap<String, VecDeque<Letter>>>,
    /// Limits requests under way at once.
    permits: Semaphore,
    /// Counts resets: whatever was queued before the last one is dropped.
    era: AtomicU64,
}

impl Courier {
    pub(super) fn new(basics: &Basics, client: reqwest::Client, manner: Manner) -> Arc<Self> {
        Arc::new(Self {
            basics: basics.clone(),
            client,
            webhook: Mutex::default(),
            manner: Mutex::new(manner),
            lanes: Mutex::default(),
            permits: Semaphore::new(64),
            era: AtomicU64::new(0),
        })
    }

    pub(super) fn webhook(&self) -> Option<Webhook> {
        lock(&self.webhook).clone()
    }

    pub(super) fn set_webhook(&self, webhook: Option<Webhook>) {
        *lock(&self.webhook) = webhook;
    }

    pub(super) fn set_manner(&self, manner: Manner) {
        *lock(&self.manner) = manner;
    }

    fn manner(&self) -> Manner {
        *lock(&self.manner)
    }

    /// Queues `item` behind what is undelivered in `lane`. The receiver gets `true` once it was
    /// taken, and `false` (or nothing) when it was given up.
    pub(super) fn post(self: &Arc<Self>, lane: &str, item: Item) -> oneshot::Receiver<bool> {
        let (delivered, receiver) = oneshot::channel();
        let letter = Letter { item, delivered };
        // Items of several chats can only share a body if they wait in one queue.
        let lane = if self.manner().bundle > 1 { "" } else { lane };
        let mut lanes = lock(&self.lanes);
        if let Some(queue) = lanes.get_mut(lane) {
            queue.push_back(letter);
        } else {
            lanes.insert(lane.to_owned(), VecDeque::from([letter]));
            self.basics.tasks.spawn(Arc::clone(self).run(lane.to_owned()));
        }
        receiver
    }

    /// Drops whatever is undelivered.
    pub(super) fn clear(&self) {
        self.era.fetch_add(1, Ordering::Relaxed);
        lock(&self.lanes).values_mut().for_each(VecDeque::clear);
    }

    /// Empties one lane. The lane's entry exists as long as this task does.
    async fn run(self: Arc<Self>, lane: String) {
        loop {
            if self.manner().bundle > 1 {
                tokio::time::sleep(BUNDLE_PATIENCE).await;
            }
            let letters = self.take(&lane);
            if letters.is_empty() {
                let mut lanes = lock(&self.lanes);
                if lanes.get(&lane).is_none_or(VecDeque::is_empty) {
                    lanes.remove(&lane);
                    return;
                }
                continue;
            }
            let fate = self.basics.faults.draw(ROUTE);
            if fate.effect == Some(Effect::Reorder) {
                tokio::time::sleep(REORDER_PATIENCE).await;
                let overtaking = self.take(&lane);
                if !overtaking.is_empty() {
                    self.deliver(overtaking, None).await;
                }
            }
            self.deliver(letters, Some(fate)).await;
        }
    }

    /// The next letters that may share a body; empty when the lane is.
    fn take(&self, lane: &str) -> Vec<Letter> {
        let most = self.manner().bundle.max(1);
        let mut lanes = lock(&self.lanes);
        let Some(queue) = lanes.get_mut(lane) else { return Vec::new() };
        let is_raw = |letter: &Letter| matches!(letter.item, Item::Raw { .. });
        let shared = queue.iter().take(most).take_while(|letter| !is_raw(letter)).count();
        // A raw body travels alone.
        let count = shared.max(1).min(queue.len());
        queue.drain(..count).collect()
    }

    async fn deliver(&self, letters: Vec<Letter>, mut fate: Option<Drawn>) {
        let era = self.era.load(Ordering::Relaxed);
        let (items, waiting): (Vec<Item>, Vec<oneshot::Sender<bool>>) =
            letters.into_iter().map(|letter| (letter.item, letter.delivered)).unzip();
        let (body, content_type) = envelope(items);
        let until = Instant::now() + self.manner().patience;
        let (mut pause, longest) = PAUSES;
        let delivered = loop {
            if era != self.era.load(Ordering::Relaxed) || self.basics.closing.is_cancelled() {
                break false;
            }
            // Without a subscriber the gateway tells nobody, and does not come back to it later.
            let Some(webhook) = self.webhook() else { break false };
            let drawn = fate.take().unwrap_or_else(|| self.basics.faults.draw(ROUTE));
            match self.attempt(&webhook, &body, &content_type, drawn).await {
                Ok(()) => break true,
                Err(reason) => tracing::debug!(%reason, "the webhook was not taken"),
            }
            if Instant::now() >= until {
                break false;
            }
            tokio::select! {
                () = tokio::time::sleep(pause) => {}
                () = self.basics.closing.cancelled() => break false,
            }
            pause = (pause * 2).min(longest);
        };
        for sender in waiting {
            // Nobody has to wait for it.
            sender.send(delivered).ok();
        }
    }

    async fn attempt(
        &self,
        webhook: &Webhook,
        body: &Bytes,
        content_type: &str,
        fate: Drawn,
    ) -> anyhow::Result<()> {
        tokio::select! {
            () = tokio::time::sleep(fate.delay) => {}
            () = self.basics.closing.cancelled() => anyhow::bail!("the simulator stops"),
        }
        let mut copies = 1 + self.manner().duplicates;
        match fate.effect {
            Some(Effect::ResetBefore) => {
                cut_short(webhook, body, content_type, body.len() / 2).await?;
                anyhow::bail!("cut in the middle of the body");
            }
            Some(Effect::ResetAfter | Effect::HangAfter { .. }) => {
                cut_short(webhook, body, content_type, body.len()).await?;
                anyhow::bail!("cut before the answer");
            }
            Some(Effect::Duplicate { times }) => copies += times,
            None
            | Some(
                Effect::Reorder
                | Effect::Delay { .. }
                | Effect::Status { .. }
                | Effect::TruncatedBody
                | Effect::HtmlBody { .. },
            ) => {}
        }
        for _ in 0..copies {
            self.post_once(webhook, body.clone(), content_type).await?;
        }
        Ok(())
    }

    async fn post_once(
        &self,
        webhook: &Webhook,
        body: Bytes,
        content_type: &str,
    ) -> anyhow::Result<()> {
        let _permit = self.permits.acquire().await?;
        let headers = headers(webhook, content_type)?;
        let seq = self.basics.requests.arrived(Arrival {
            route: ROUTE,
            method: "POST",
            path: webhook.url.clone(),
            headers: &headers,
            body: body.clone(),
            at: self.basics.clock.now(),
        });
        let request = self.client.post(&webhook.url).headers(headers).body(body);
        let response = request.timeout(Duration::from_secs(30)).send().await?;
        let status = response.status();
        self.basics.requests.answered(seq, status.as_u16());
        // Read to the end, so that the connection can be used again.
        response.bytes().await?;
        anyhow::ensure!(status.is_success(), "answered {status}");
        Ok(())
    }

    /// Posts `{"test":true}` to `webhook` and gives the status of the answer, or `None`.
    pub(super) async fn test(&self, webhook: &Webhook) -> Option<u16> {
        let headers = headers(webhook, CONTENT_TYPE).ok()?;
        let request = self.client.post(&webhook.url).headers(headers).body(r#"{"test":true}"#);
        let response = request.timeout(Duration::from_secs(30)).send().await.ok()?;
        Some(response.status().as_u16())
    }
}

fn headers(webhook: &Webhook, content_type: &str) -> anyhow::Result<HeaderMap> {
    let mut headers = HeaderMap::new();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_str(content_type)?);
    if let Some(key) = &webhook.crm_key {
        headers.insert(header::AUTHORIZATION, HeaderValue::from_str(&format!("Bearer {key}"))?);
    }
    Ok(headers)
}

/// Puts `items` into one body with a key for each sort.
fn envelope(items: Vec<Item>) -> (Bytes, String) {
    let mut body: Map<String, Value> = Map::new();
    for item in items {
        let (key, value) = match item {
            Item::Raw { body, content_type } => return (body, content_type),
            Item::Message(value) => ("messages", value),
            Item::Status(value) => ("statuses", value),
            Item::Channel(value) => ("channelsUpdates", value),
        };
        let list = body.entry(key).or_insert_with(|| Value::Array(Vec::new()));
        if let Value::Array(list) = list {
            list.push(value);
        }
    }
    let body = mem::take(&mut body);
    (Value::Object(body).to_string().into(), CONTENT_TYPE.to_owned())
}

/// Writes a request with the first `length` bytes of its body, and leaves without hearing.
async fn cut_short(
    webhook: &Webhook,
    body: &[u8],
    content_type: &str,
    length: usize,
) -> anyhow::Result<()> {
    let url = Url::parse(&webhook.url)?;
    let host = url.host_str().unwrap_or("127.0.0.1");
    let port = url.port_or_known_default().unwrap_or(80);
    let target = url
        .query()
        .map_or_else(|| url.path().to_owned(), |query| format!("{}?{query}", url.path()));
    let bearer = webhook
        .crm_key
        .as_ref()
        .map_or_else(String::new, |key| format!("Authorization: Bearer {key}\r\n"));
    let head = format!(
        "POST {target} HTTP/1.1\r\nHost: {host}:{port}\r\nContent-Type: {content_type}\r\n\
         {bearer}Content-Length: {}\r\n\r\n",
        body.len()
    );
    let mut stream = TcpStream::connect((host, port)).await?;
    stream.write_all(head.as_bytes()).await?;
    stream.write_all(body.get(..length).unwrap_or(body)).await?;
    stream.flush().await?;
    // Time for the other side to read and act before the line is gone.
    tokio::time::sleep(Duration::from_millis(50)).await;
    Ok(())
}
