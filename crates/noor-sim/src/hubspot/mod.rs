//! A HubSpot account in small: contacts, deals and notes with what ties them together.
//!
//! It must never be kinder than the real one: the search lags behind, an address that is taken is
//! only told in words, stages are ids, and properties that nobody defined are refused.

mod answer;
mod associations;
mod objects;
mod properties;
mod search;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::routing::{get, post};
use chrono::{DateTime, Utc};
use serde::Serialize;

use crate::gate::Gated as _;
use crate::lock;
use crate::world::{Basics, World};

/// The token of the simulated account's private app.
pub const HUBSPOT_TOKEN: &str = "pat-eu1-simulator";
/// Seconds until the search finds what was written, unless a test says otherwise.
const SEARCH_LAG_SECONDS: u32 = 5;
const FIRST_ID: u64 = 500;

/// Properties of a record by their names.
pub(crate) type Properties = BTreeMap<String, String>;

/// A record as tests read it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct HubSpotRecord {
    /// Digits.
    pub id: String,
    /// What is known of it; what is empty is not in it.
    pub properties: BTreeMap<String, String>,
    /// The ids of the records it is tied to.
    pub tied_to: Vec<String>,
}

/// The account. Cheap to clone.
#[derive(Clone)]
pub struct HubSpot {
    inner: Arc<Inner>,
}

struct Inner {
    basics: Basics,
    state: Mutex<State>,
}

struct State {
    records: BTreeMap<u64, Record>,
    ties: BTreeSet<(u64, u64)>,
    /// Properties that an administrator added: their kind of record and their name.
    added: BTreeSet<(Kind, String)>,
    last_id: u64,
    search_lag_seconds: u32,
    revoked: bool,
}

/// The kinds of records.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    Contacts,
    Deals,
    Notes,
}

impl Kind {
    fn named(name: &str) -> Option<Self> {
        match name {
            "contacts" | "contact" => Some(Self::Contacts),
            "deals" | "deal" => Some(Self::Deals),
            "notes" | "note" => Some(Self::Notes),
            _ => None,
        }
    }
}

struct Record {
    kind: Kind,
    properties: Properties,
    created_at: DateTime<Utc>,
    updated_at: DateTime<Utc>,
    /// What the search shows until it knows better; `None` for what it does not know at all.
    before: Option<Properties>,
    searchable_at: DateTime<Utc>,
}

impl HubSpot {
    pub(crate) fn new(basics: &Basics) -> Self {
        let state = Mutex::new(State {
            records: BTreeMap::new(),
            ties: BTreeSet::new(),
            added: BTreeSet::new(),
            last_id: FIRST_ID,
            search_lag_seconds: SEARCH_LAG_SECONDS,
            revoked: false,
        });
        Self { inner: Arc::new(Inner { basics: basics.clone(), state }) }
    }

    /// All records of a kind (`contacts`, `deals`, `notes`), oldest first; none of an unknown kind.
    pub fn records(&self, kind: &str) -> Vec<HubSpotRecord> {
        let Some(kind) = Kind::named(kind) else { return Vec::new() };
        let state = lock(&self.inner.state);
        let of_kind = state.records.iter().filter(|(_, record)| record.kind == kind);
        of_kind
            .map(|(id, record)| HubSpotRecord {
                id: id.to_string(),
                properties: record.properties.clone(),
                tied_to: state.tied(*id).map(|other| other.to_string()).collect(),
            })
            .collect()
    }

    /// A person writes down a contact with these properties; the search knows of it at once. Gives
    /// the id.
    pub fn put_contact(&self, properties: BTreeMap<String, String>) -> String {
        let now = self.inner.basics.clock.now();
        let mut state = lock(&self.inner.state);
        let id = state.insert(Kind::Contacts, properties, now);
        if let Some(record) = state.records.get_mut(&id) {
            record.searchable_at = now;
        }
        id.to_string()
    }

    /// A person removes a record; `false` if there is none with this id.
    pub fn remove(&self, id: &str) -> bool {
        let mut state = lock(&self.inner.state);
        let known = id.parse().ok().and_then(|id: u64| state.records.remove(&id).map(|_| id));
        known.map(|id| state.ties.retain(|(a, b)| *a != id && *b != id)).is_some()
    }

    /// An administrator adds a property for text to `contacts`, `deals` or `notes`; `false` for
    /// other kinds.
    pub fn add_property(&self, kind: &str, name: &str) -> bool {
        let Some(kind) = Kind::named(kind) else { return false };
        lock(&self.inner.state).added.insert((kind, name.to_owned()))
    }

    /// How many seconds the search lags behind.
    pub fn set_search_lag(&self, seconds: u32) {
        lock(&self.inner.state).search_lag_seconds = seconds;
    }

    /// The token is good for nothing from now on.
    pub fn revoke(&self) {
        lock(&self.inner.state).revoked = true;
    }

    /// Forgets the records; properties that were added stay.
    pub fn reset_records(&self) {
        let mut state = lock(&self.inner.state);
        state.records.clear();
        state.ties.clear();
    }

    pub(crate) fn reset(&self) {
        self.reset_records();
        lock(&self.inner.state).revoked = false;
    }
}

impl State {
    fn insert(&mut self, kind: Kind, properties: Properties, now: DateTime<Utc>) -> u64 {
        self.last_id += 1;
        let searchable_at = now + self.lag();
        let (created_at, updated_at, before) = (now, now, None);
        let record = Record { kind, properties, created_at, updated_at, before, searchable_at };
        self.records.insert(self.last_id, record);
        self.last_id
    }

    fn lag(&self) -> chrono::TimeDelta {
        chrono::TimeDelta::seconds(self.search_lag_seconds.into())
    }

    fn find(&self, kind: Kind, id: &str) -> Option<(u64, &Record)> {
        let id = id.parse().ok()?;
        self.records.get(&id).filter(|record| record.kind == kind).map(|record| (id, record))
    }

    /// The ids of the records that one is tied to.
    fn tied(&self, id: u64) -> impl Iterator<Item = u64> {
        let other = move |(a, b): &(u64, u64)| match id {
            id if id == *a => Some(*b),
            id if id == *b => Some(*a),
            _ => None,
        };
        self.ties.iter().filter_map(other)
    }
}

pub(crate) fn routes(world: &Arc<World>) -> Router<Arc<World>> {
    let objects = "/crm/v3/objects/{kind}";
    let one = "/crm/v3/objects/{kind}/{id}";
    let tied = "/crm/v4/objects/{kind}/{id}/associations/{to}";
    let properties = "/crm/v3/properties/{kind}";
    Router::new()
        .gated(world, "hubspot.create", objects, post(objects::create))
        .gated(world, "hubspot.search", "/crm/v3/objects/{kind}/search", post(search::search))
        .gated(
            world,
            "hubspot.batch",
            "/crm/v3/objects/{kind}/batch/read",
            post(objects::read_many),
        )
        .gated(world, "hubspot.object", one, get(objects::read).patch(objects::update))
        .gated(world, "hubspot.associations", tied, get(associations::list))
        .gated(world, "hubspot.properties", properties, get(properties::list))
        .gated(world, "hubspot.pipelines", "/crm/v3/pipelines/deals", get(properties::pipelines))
}
