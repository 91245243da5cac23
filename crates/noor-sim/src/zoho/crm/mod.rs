//! Zoho CRM: contacts, deals, notes and tasks, read, searched and written as its API does it.
//!
//! It owns the records and their history, never anything of Zoho Inventory.

mod admit;
mod answer;
mod attachments;
mod batch;
mod behaviour;
mod blueprint;
mod check;
mod compare;
mod control;
mod coql;
mod criteria;
mod fields;
mod handle;
mod layout;
mod limits;
mod metadata;
mod module;
mod paging;
mod read;
mod record;
mod routes;
mod search;
mod typed;
mod write;

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::Serialize;

pub use attachments::ZohoAttachment;
pub use behaviour::CrmBehaviour;
pub use blueprint::ZohoTransition;
pub(super) use control::routes as control_routes;
pub use limits::CrmLimits;
pub(super) use routes::routes;
pub use typed::{ZohoContact, ZohoDeal, ZohoNote};

use self::blueprint::Blueprint;
use self::fields::Field;
use self::limits::Usage;
use self::module::Module;
use self::record::Record;

/// A write that arrived, whatever became of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct CrmWrite {
    /// The module's API name.
    pub module: String,
    /// What was asked for.
    pub kind: CrmWriteKind,
    /// The ids of the records that were written.
    pub ids: Vec<String>,
    /// How many rows it had.
    pub rows: usize,
    /// The automations it let run; `None` lets all of them.
    pub trigger: Option<Vec<String>>,
}

/// The kinds of writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum CrmWriteKind {
    /// `POST /{module}`.
    Insert,
    /// `PUT`.
    Update,
    /// `POST /{module}/upsert`.
    Upsert,
    /// `DELETE`.
    Delete,
}

/// The CRM's memory.
pub(super) struct Crm {
    fields: BTreeMap<Module, Vec<Field>>,
    records: BTreeMap<u64, Record>,
    deleted: Vec<Deleted>,
    attachments: Vec<ZohoAttachment>,
    blueprint: Blueprint,
    writes: Vec<CrmWrite>,
    usage: Usage,
    last_id: u64,
}

/// A record that was removed.
struct Deleted {
    record: Record,
    at: DateTime<Utc>,
}

/// Ids have eighteen digits.
const FIRST_ID: u64 = 900_000_000_001_000_000;

impl Crm {
    pub(super) fn new() -> Self {
        Self {
            fields: Module::ALL
                .into_iter()
                .map(|module| (module, layout::fields(module)))
                .collect(),
            records: BTreeMap::new(),
            deleted: Vec::new(),
            attachments: Vec::new(),
            blueprint: Blueprint::default(),
            writes: Vec::new(),
            usage: Usage::default(),
            last_id: FIRST_ID,
        }
    }

    /// Forgets records and counts; fields, marks and the blueprint's transitions stay.
    pub(super) fn reset(&mut self) {
        self.records.clear();
        self.deleted.clear();
        self.attachments.clear();
        self.blueprint.release_all();
        self.writes.clear();
        self.usage = Usage::default();
    }

    fn next_id(&mut self) -> u64 {
        self.last_id += 1;
        self.last_id
    }

    fn find(&self, module: Module, id: u64) -> Option<&Record> {
        self.records.get(&id).filter(|record| record.module == module)
    }

    /// All records of a module, oldest first.
    fn of(&self, module: Module) -> impl Iterator<Item = &Record> {
        self.records.values().filter(move |record| record.module == module)
    }

    fn fields_of(&self, module: Module) -> &[Field] {
        self.fields.get(&module).map_or(&[], Vec::as_slice)
    }

    fn field(&self, module: Module, name: &str) -> Option<&Field> {
        self.fields_of(module).iter().find(|field| field.name == name)
    }

    fn field_mut(&mut self, module: Module, name: &str) -> Option<&mut Field> {
        self.fields.get_mut(&module)?.iter_mut().find(|field| field.name == name)
    }

    fn remove(&mut self, id: u64, now: DateTime<Utc>) {
        if let Some(record) = self.records.remove(&id) {
            self.blueprint.release(id);
            self.deleted.push(Deleted { record, at: now });
        }
    }
}
