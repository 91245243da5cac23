//! A Salesforce organization in small: contacts, opportunities with the roles of their contacts, and
//! tasks.
//!
//! It must never be kinder than the real one: a token dies without notice, a rule turns down contacts
//! that are alike, values that do not fit are refused one by one, and a change that went through is
//! answered with nothing.

mod answer;
mod behaviour;
mod check;
mod compare;
mod control;
mod duplicates;
mod handle;
mod id;
mod login;
mod objects;
mod query;
mod rows;
mod schema;
mod soql;

use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::routing::{get, post};
use chrono::{DateTime, Utc};
use serde::Serialize;
use serde_json::{Value, json};

pub use self::behaviour::{SalesforceBehaviour, SalesforceLimits};
use self::check::Values;
pub(crate) use self::control::routes as control_routes;
use self::schema::{Object, Schema};
use crate::gate::Gated as _;
use crate::lock;
use crate::world::{Basics, World};

/// The consumer key of the simulated organization's connected app.
pub const SALESFORCE_CLIENT_ID: &str = "3MVG9.simulator";
/// Its consumer secret.
pub const SALESFORCE_CLIENT_SECRET: &str = "simulator-secret";
/// A refresh token that is there from the start.
pub const SALESFORCE_REFRESH_TOKEN: &str = "5Aep861.simulator";

/// A record as tests read it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SalesforceRecord {
    /// In its long form.
    pub id: String,
    /// What is known of it; what is empty is not in it.
    pub fields: BTreeMap<String, Value>,
}

/// The organization. Cheap to clone.
#[derive(Clone)]
pub struct Salesforce {
    inner: Arc<Inner>,
}

struct Inner {
    basics: Basics,
    /// Its address, which tokens name.
    base: String,
    state: Mutex<State>,
}

struct State {
    records: Vec<Record>,
    schema: Schema,
    behaviour: SalesforceBehaviour,
    limits: SalesforceLimits,
    /// Messages of rules against stages, by the stored value.
    forbidden_stages: BTreeMap<String, String>,
    /// Records that somebody else is changing.
    locked: BTreeSet<String>,
    /// The short ids of records that are gone.
    removed: BTreeSet<String>,
    /// Answers that are not read to their end, by their cursors.
    cursors: HashMap<String, Vec<Value>>,
    sessions: Vec<String>,
    calls: VecDeque<DateTime<Utc>>,
    revoked: bool,
    last: u64,
}

struct Record {
    object: Object,
    id: String,
    fields: Values,
    created_at: DateTime<Utc>,
    modified_at: DateTime<Utc>,
}

impl Salesforce {
    pub(crate) fn new(basics: &Basics, base: &str) -> Self {
        let state = Mutex::new(State {
            records: Vec::new(),
            schema: Schema::new(),
            behaviour: SalesforceBehaviour::default(),
            limits: SalesforceLimits::default(),
            forbidden_stages: BTreeMap::new(),
            locked: BTreeSet::new(),
            removed: BTreeSet::new(),
            cursors: HashMap::new(),
            sessions: Vec::new(),
            calls: VecDeque::new(),
            revoked: false,
            last: 0,
        });
        let base = format!("{base}/salesforce");
        Self { inner: Arc::new(Inner { basics: basics.clone(), base, state }) }
    }

    pub(crate) fn reset(&self) {
        self.reset_records();
        let mut state = lock(&self.inner.state);
        state.sessions.clear();
        state.calls.clear();
        state.revoked = false;
    }
}

impl State {
    fn of(&self, object: Object) -> impl Iterator<Item = &Record> {
        self.records.iter().filter(move |record| record.object == object)
    }

    /// The record with this id, in its short form or its long one.
    fn find(&self, object: Object, id: &str) -> Option<&Record> {
        let wanted = id::short(id)?;
        self.of(object).find(|record| id::short(&record.id).as_ref() == Some(&wanted))
    }

    /// Writes down a record. The contact of an opportunity gets the primary role in it.
    fn insert(&mut self, object: Object, mut values: Values, now: DateTime<Utc>) -> String {
        values.retain(|_, value| !value.is_null());
        self.last += 1;
        let id = id::nth(object.prefix(), self.last);
        if object == Object::Task {
            values.entry("Status".to_owned()).or_insert_with(|| json!("Not Started"));
        }
        let contact = values.get("ContactId").cloned().filter(|_| object == Object::Opportunity);
        let (created_at, modified_at, fields) = (now, now, values);
        self.records.push(Record { object, id: id.clone(), fields, created_at, modified_at });
        if let Some(contact) = contact {
            let role = Values::from([
                ("OpportunityId".to_owned(), json!(id)),
                ("ContactId".to_owned(), contact),
                ("IsPrimary".to_owned(), json!(true)),
            ]);
            self.insert(Object::OpportunityContactRole, role, now);
        }
        id
    }

    fn change(&mut self, id: &str, values: Values, now: DateTime<Utc>) {
        if let Some(record) = self.records.iter_mut().find(|record| record.id == id) {
            record.fields.extend(values);
            record.fields.retain(|_, value| !value.is_null());
            record.modified_at = now;
        }
    }

    /// Removes a record with its roles and tasks.
    fn remove(&mut self, id: &str) -> bool {
        let Some(wanted) = id::short(id) else { return false };
        let is = |text: &str| id::short(text).as_ref() == Some(&wanted);
        let before = self.records.len();
        let points = |record: &Record| {
            let hangs = [Object::OpportunityContactRole, Object::Task].contains(&record.object);
            let mut ids = record.fields.iter().filter(|(name, _)| name.ends_with("Id"));
            hangs && ids.any(|(_, value)| value.as_str().is_some_and(is))
        };
        self.records.retain(|record| !is(&record.id) && !points(record));
        let known = self.records.len() < before;
        if known {
            self.removed.insert(wanted);
        }
        known
    }
}

pub(crate) fn routes(world: &Arc<World>) -> Router<Arc<World>> {
    let sobjects = "/services/data/{version}/sobjects/{object}";
    let describe = "/services/data/{version}/sobjects/{object}/describe";
    let record = "/services/data/{version}/sobjects/{object}/{id}";
    let query = "/services/data/{version}/query";
    let next = "/services/data/{version}/query/{cursor}";
    let one = get(rows::read).patch(rows::update).delete(rows::delete);
    Router::new()
        .gated(world, "salesforce.token", "/services/oauth2/token", post(login::token))
        .gated(world, "salesforce.create", sobjects, post(rows::create))
        .gated(world, "salesforce.describe", describe, get(rows::describe))
        .gated(world, "salesforce.record", record, one)
        .gated(world, "salesforce.query", query, get(query::first))
        .gated(world, "salesforce.next", next, get(query::next))
}
