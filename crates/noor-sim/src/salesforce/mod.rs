//! A Salesforce organization in small: contacts, opportunities with the roles of their contacts, and
//! tasks.
//!
//! It must never be kinder than the real one: a token dies without notice, a rule turns down contacts
//! that are alike, values that do not fit are refused one by one, and a change that went through is
//! answered with nothing.

mod answer;
mod behaviour;
mod check;
mod control;
mod duplicates;
mod id;
mod login;
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
use self::check::{Deed, Values};
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

    /// All records of an object (`Contact`, `Opportunity`, `OpportunityContactRole`, `Task`), oldest
    /// first; none of an unknown one.
    pub fn records(&self, object: &str) -> Vec<SalesforceRecord> {
        let Some(object) = Object::named(object) else { return Vec::new() };
        let state = lock(&self.inner.state);
        let record = |record: &Record| SalesforceRecord {
            id: record.id.clone(),
            fields: record.fields.clone(),
        };
        state.of(object).map(record).collect()
    }

    /// A person writes down a record with these fields, past the rule against duplicates. Gives the
    /// id.
    ///
    /// # Errors
    ///
    /// What the API would say of them.
    pub fn put_record(&self, object: &str, fields: &Value) -> Result<String, String> {
        let object = Object::named(object).ok_or_else(|| format!("there is no object {object}"))?;
        let fields = fields.as_object().ok_or_else(|| "fields are an object".to_owned())?;
        let now = self.inner.basics.clock.now();
        let mut state = lock(&self.inner.state);
        let values = state.checked(object, fields, Deed::Make).map_err(|no| no.words())?;
        Ok(state.insert(object, values, now))
    }

    /// A person removes a record, and what hangs on it; `false` if there is none with this id.
    pub fn remove(&self, id: &str) -> bool {
        lock(&self.inner.state).remove(id)
    }

    /// An administrator adds a field for text; `false` for unknown objects and fields there are.
    pub fn add_field(&self, object: &str, name: &str) -> bool {
        let Some(object) = Object::named(object) else { return false };
        lock(&self.inner.state).schema.add(object, name)
    }

    /// An administrator removes a field, and what stands in it; `false` if there is none.
    pub fn remove_field(&self, object: &str, name: &str) -> bool {
        let Some(object) = Object::named(object) else { return false };
        let mut state = lock(&self.inner.state);
        for record in state.records.iter_mut().filter(|record| record.object == object) {
            record.fields.remove(name);
        }
        state.schema.remove(object, name)
    }

    /// An administrator adds a value to a pick list; `false` if there is no such field.
    pub fn add_value(&self, object: &str, name: &str, value: &str) -> bool {
        let Some(object) = Object::named(object) else { return false };
        let added = (value.to_owned(), value.to_owned());
        let add = |field: &mut schema::Field| field.values.push(added.clone());
        lock(&self.inner.state).schema.change(object, name, add)
    }

    /// Only one record may have a value of this field from now on; `false` if there is none.
    pub fn mark_unique(&self, object: &str, name: &str) -> bool {
        let Some(object) = Object::named(object) else { return false };
        lock(&self.inner.state).schema.change(object, name, |field| field.unique = true)
    }

    /// Nothing is written without this field from now on; `false` if there is none.
    pub fn set_required(&self, object: &str, name: &str) -> bool {
        let Some(object) = Object::named(object) else { return false };
        lock(&self.inner.state).schema.change(object, name, |field| field.required = true)
    }

    /// A rule keeps opportunities from the stage with this stored value, and says `message`.
    pub fn forbid_stage(&self, stage: &str, message: &str) {
        let (stage, message) = (stage.to_owned(), message.to_owned());
        lock(&self.inner.state).forbidden_stages.insert(stage, message);
    }

    /// Somebody else is changing the record, until [`Self::unlock`].
    pub fn lock(&self, id: &str) {
        lock(&self.inner.state).locked.insert(id.to_owned());
    }

    /// Nobody is changing any record any more.
    pub fn unlock(&self) {
        lock(&self.inner.state).locked.clear();
    }

    /// How the organization answers.
    pub fn behaviour(&self) -> SalesforceBehaviour {
        lock(&self.inner.state).behaviour.clone()
    }

    /// Changes how it answers.
    pub fn set_behaviour(&self, behaviour: SalesforceBehaviour) {
        lock(&self.inner.state).behaviour = behaviour;
    }

    /// Changes how often it may be called; calls that were made still count.
    pub fn set_limits(&self, limits: SalesforceLimits) {
        lock(&self.inner.state).limits = limits;
    }

    /// All tokens die; new ones are given.
    pub fn kill_sessions(&self) {
        lock(&self.inner.state).sessions.clear();
    }

    /// The grant is good for nothing from now on, and neither are its tokens.
    pub fn revoke(&self) {
        let mut state = lock(&self.inner.state);
        state.sessions.clear();
        state.revoked = true;
    }

    /// Forgets the records; fields and rules stay.
    pub fn reset_records(&self) {
        let mut state = lock(&self.inner.state);
        state.records.clear();
        state.removed.clear();
        state.cursors.clear();
        state.locked.clear();
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
