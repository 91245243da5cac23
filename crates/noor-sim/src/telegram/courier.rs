//! Delivers updates: in order for each lane, again until they are taken.

use std::collections::{HashMap, VecDeque};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::http::{HeaderMap, HeaderValue, header};
use tokio::sync::oneshot;
use tokio::time::Instant;

use super::Webhook;
use crate::faults::Effect;
use crate::lock;
use crate::requests::Arrival;
use crate::world::Basics;

/// The name of deliveries in faults and in the record of requests.
const ROUTE: &str = "telegram.webhook";
/// The header with the secret that was agreed on.
const SECRET: &str = "x-telegram-bot-api-secret-token";
/// Pauses between attempts, much shorter than Telegram's, which begin with two seconds.
const PAUSES: (Duration, Duration) = (Duration::from_millis(50), Duration::from_secs(1));
/// Telegram goes on for a day.
const PATIENCE: Duration = Duration::from_secs(20);

/// One thing that happened, on its way.
pub(super) struct Update {
    pub(super) webhook: Webhook,
    pub(super) body: String,
}

struct Letter {
    update: Update,
    delivered: oneshot::Sender<bool>,
}

/// The queues of what is undelivered.
pub(super) struct Courier {
    basics: Basics,
    client: reqwest::Client,
    lanes: Mutex<HashMap<String, VecDeque<Letter>>>,
    /// Counts resets: whatever was queued before the last one is dropped.
    era: AtomicU64,
}

impl Courier {
    pub(super) fn new(basics: &Basics) -> anyhow::Result<Arc<Self>> {
        rustls::crypto::ring::default_provider().install_default().ok();
        let client = reqwest::Client::builder().no_proxy().build()?;
        Ok(Arc::new(Self {
            basics: basics.clone(),
            client,
            lanes: Mutex::default(),
            era: AtomicU64::new(0),
        }))
    }

    /// Queues an update behind what is undelivered in `lane`. The receiver gets `true` once it was
    /// taken.
    pub(super) fn post(self: &Arc<Self>, lane: &str, update: Update) -> oneshot::Receiver<bool> {
        let (delivered, receiver) = oneshot::channel();
        let letter = Letter { update, delivered };
        let mut lanes = lock(&self.lanes);
        if let Some(queue) = lanes.get_mut(lane) {
            queue.push_back(letter);
        } else {
            lanes.insert(lane.to_owned(), VecDeque::from([letter]));
            self.basics.tasks.spawn(Arc::clone(self).run(lane.to_owned()));
        }
        receiver
    }

    /// How many updates wait.
    pub(super) fn waiting(&self) -> usize {
        lock(&self.lanes).values().map(VecDeque::len).sum()
    }

    /// Drops whatever is undelivered.
    pub(super) fn clear(&self) {
        self.era.fetch_add(1, Ordering::Relaxed);
        lock(&self.lanes).values_mut().for_each(VecDeque::clear);
    }

    async fn run(self: Arc<Self>, lane: String) {
        while let Some(letter) = self.take(&lane) {
            let taken = self.deliver(&letter.update).await;
            // Nobody has to wait for it.
            letter.delivered.send(taken).ok();
        }
    }

    /// The next letter of a lane; the lane is gone when there is none.
    fn take(&self, lane: &str) -> Option<Letter> {
        let mut lanes = lock(&self.lanes);
        let letter = lanes.get_mut(lane).and_then(VecDeque::pop_front);
        if letter.is_none() {
            lanes.remove(lane);
        }
        letter
    }

    async fn deliver(&self, update: &Update) -> bool {
        let era = self.era.load(Ordering::Relaxed);
        let until = Instant::now() + PATIENCE;
        let (mut pause, longest) = PAUSES;
        loop {
            if era != self.era.load(Ordering::Relaxed) || self.basics.closing.is_cancelled() {
                return false;
            }
            let drawn = self.basics.faults.draw(ROUTE);
            tokio::time::sleep(drawn.delay).await;
            let copies = match drawn.effect {
                Some(Effect::Duplicate { times }) => 1 + times,
                // Not delivered at all, this time.
                Some(Effect::ResetBefore) => 0,
                _ => 1,
            };
            let mut taken = copies > 0;
            for _ in 0..copies {
                taken &= self.attempt(update).await.is_ok_and(|taken| taken);
            }
            if taken {
                return true;
            }
            if Instant::now() >= until {
                return false;
            }
            tokio::select! {
                () = tokio::time::sleep(pause) => {}
                () = self.basics.closing.cancelled() => return false,
            }
            pause = (pause * 2).min(longest);
        }
    }

    async fn attempt(&self, update: &Update) -> anyhow::Result<bool> {
        let mut headers = HeaderMap::new();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
        if let Some(secret) = &update.webhook.secret {
            headers.insert(SECRET, HeaderValue::from_str(secret)?);
        }
        let seq = self.basics.requests.arrived(Arrival {
            route: ROUTE,
            method: "POST",
            path: update.webhook.url.clone(),
            headers: &headers,
            body: update.body.clone().into(),
            at: self.basics.clock.now(),
        });
        let request = self.client.post(&update.webhook.url).headers(headers);
        let request = request.body(update.body.clone()).timeout(Duration::from_mins(1));
        let status = request.send().await?.status();
        self.basics.requests.answered(seq, status.as_u16());
        Ok(status.is_success())
    }
}
