//! The record of what was asked of the simulator (and what it posted). It never changes an answer.

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::sync::Mutex;

use axum::http::HeaderMap;
use bytes::Bytes;
use chrono::{DateTime, Utc};
use serde::{Serialize, Serializer};
use serde_json::Value;

use crate::lock;

/// One request as it arrived.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SeenRequest {
    /// Counts up over the simulator's life.
    pub seq: u64,
    /// The route's name, as in faults.
    pub route: &'static str,
    /// The HTTP method.
    pub method: String,
    /// Path and query.
    pub path: String,
    /// Headers in small letters; of repeated ones the last.
    pub headers: BTreeMap<String, String>,
    /// The body's bytes.
    #[serde(serialize_with = "as_text")]
    pub body: Bytes,
    /// When it arrived, by the simulator's clock.
    pub at: DateTime<Utc>,
    /// The status it was answered with; `None` while it is open or when the connection was cut.
    pub status: Option<u16>,
}

impl SeenRequest {
    /// The body as JSON, if it is JSON.
    pub fn json(&self) -> Option<Value> {
        serde_json::from_slice(&self.body).ok()
    }

    /// The body as text; invalid UTF-8 is replaced.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
}

fn as_text<S: Serializer>(body: &Bytes, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&String::from_utf8_lossy(body))
}

/// The last requests, and counts of all of them.
#[derive(Debug)]
pub struct Requests {
    keep: usize,
    book: Mutex<Book>,
}

#[derive(Debug, Default)]
struct Book {
    seen: VecDeque<SeenRequest>,
    counts: HashMap<&'static str, u64>,
    next: u64,
}

/// What the gate knows of a request before it is answered.
pub(crate) struct Arrival<'a> {
    pub(crate) route: &'static str,
    pub(crate) method: &'a str,
    pub(crate) path: String,
    pub(crate) headers: &'a HeaderMap,
    pub(crate) body: Bytes,
    pub(crate) at: DateTime<Utc>,
}

impl Requests {
    /// Keeps the last `keep` requests with their bodies; counts go on for ever.
    pub(crate) fn new(keep: usize) -> Self {
        Self { keep, book: Mutex::default() }
    }

    /// All kept requests, oldest first.
    pub fn all(&self) -> Vec<SeenRequest> {
        lock(&self.book).seen.iter().cloned().collect()
    }

    /// The kept requests of one route, oldest first.
    pub fn of(&self, route: &str) -> Vec<SeenRequest> {
        lock(&self.book).seen.iter().filter(|request| request.route == route).cloned().collect()
    }

    /// How often `route` was asked since the start or the last [`Self::clear`].
    pub fn count(&self, route: &str) -> u64 {
        lock(&self.book).counts.get(route).copied().unwrap_or(0)
    }

    /// Forgets requests and counts.
    pub fn clear(&self) {
        let mut book = lock(&self.book);
        book.seen.clear();
        book.counts.clear();
    }

    /// Writes down an arrival and gives its number for [`Self::answered`].
    pub(crate) fn arrived(&self, arrival: Arrival<'_>) -> u64 {
        let headers = arrival
            .headers
            .iter()
            .map(|(name, value)| {
                (name.as_str().to_owned(), String::from_utf8_lossy(value.as_bytes()).into_owned())
            })
            .collect();
        let mut book = lock(&self.book);
        let seq = book.next;
        book.next += 1;
        *book.counts.entry(arrival.route).or_default() += 1;
        if self.keep == 0 {
            return seq;
        }
        if book.seen.len() >= self.keep {
            book.seen.pop_front();
        }
        book.seen.push_back(SeenRequest {
            seq,
            route: arrival.route,
            method: arrival.method.to_owned(),
            path: arrival.path,
            headers,
            body: arrival.body,
            at: arrival.at,
            status: None,
        });
        seq
    }

    /// Adds the status of the answer to the request of number `seq`, if it is still kept.
    pub(crate) fn answered(&self, seq: u64, status: u16) {
        let mut book = lock(&self.book);
        let Some(first) = book.seen.front().map(|request| request.seq) else { return };
        // Numbers are given under the same lock as places, so they are dense.
        let place = seq.checked_sub(first).and_then(|place| usize::try_from(place).ok());
        if let Some(request) = place.and_then(|place| book.seen.get_mut(place)) {
            request.status = Some(status);
        }
    }
}
