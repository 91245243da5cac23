//! A record with its past as far as the search still shows it, and how a record is written down.

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Map, Value, json};

use super::Crm;
use super::answer::time;
use super::fields::{Kind, id_of};
use super::module::Module;

/// Fields of a record by their API names; what is empty is not in it.
pub(super) type Fields = Map<String, Value>;

/// A record.
#[derive(Debug, Clone)]
pub(super) struct Record {
    pub(super) module: Module,
    pub(super) id: u64,
    pub(super) created_at: DateTime<Utc>,
    pub(super) now: Version,
    /// What it was before, oldest first, as long as the search may show it.
    earlier: Vec<Version>,
}

/// What a record was from a change on.
#[derive(Debug, Clone)]
pub(super) struct Version {
    pub(super) fields: Fields,
    pub(super) modified_at: DateTime<Utc>,
    /// When the search comes to know of it.
    searchable_at: DateTime<Utc>,
}

impl Record {
    pub(super) fn new(
        (module, id): (Module, u64),
        fields: Fields,
        now: DateTime<Utc>,
        lag: TimeDelta,
    ) -> Self {
        let version = Version { fields, modified_at: now, searchable_at: now + lag };
        Self { module, id, created_at: now, now: version, earlier: Vec::new() }
    }

    /// Writes `fields` in place of those before.
    pub(super) fn rewrite(&mut self, fields: Fields, now: DateTime<Utc>, lag: TimeDelta) {
        let next = Version { fields, modified_at: now, searchable_at: now + lag };
        self.earlier.push(std::mem::replace(&mut self.now, next));
        let shown = self.earlier.iter().rposition(|version| version.searchable_at <= now);
        self.earlier.drain(..shown.unwrap_or(0));
    }

    /// What the search knows of it.
    pub(super) fn searchable(&self, now: DateTime<Utc>) -> Option<&Version> {
        let mut newest_first = std::iter::once(&self.now).chain(self.earlier.iter().rev());
        newest_first.find(|version| version.searchable_at <= now)
    }

    /// The id as a string of digits.
    pub(super) fn text_id(&self) -> String {
        self.id.to_string()
    }
}

impl Crm {
    /// The record as JSON: the id and `wanted`, or all fields of its module.
    pub(super) fn written(
        &self,
        record: &Record,
        version: &Version,
        wanted: Option<&[String]>,
    ) -> Value {
        let mut row = Fields::new();
        row.insert("id".to_owned(), json!(record.text_id()));
        for field in self.fields_of(record.module) {
            if wanted.is_none_or(|wanted| wanted.contains(&field.name)) {
                row.insert(field.name.clone(), self.value(record, version, &field.name));
            }
        }
        Value::Object(row)
    }

    /// What stands in one field; null if it is empty or the module has no such field.
    pub(super) fn value(&self, record: &Record, version: &Version, field: &str) -> Value {
        let stored = version.fields.get(field);
        match field {
            "id" => json!(record.text_id()),
            "Created_Time" => json!(time(record.created_at)),
            "Modified_Time" => json!(time(version.modified_at)),
            "Created_By" | "Modified_By" => user(),
            "Owner" => stored.cloned().unwrap_or_else(user),
            "Full_Name" => json!(full_name(&version.fields)),
            "Parent_Id" => self.parent(stored),
            _ => match self.field(record.module, field).map(|field| field.kind) {
                Some(Kind::Lookup(of)) => self.lookup(of, stored),
                Some(_) => stored.cloned().unwrap_or(Value::Null),
                None => Value::Null,
            },
        }
    }

    /// What lookups show of a record: its id and its name.
    fn lookup(&self, module: Module, stored: Option<&Value>) -> Value {
        let Some(record) = stored.and_then(id_of).and_then(|id| self.find(module, id)) else {
            return Value::Null;
        };
        let name = self.value(record, &record.now, module.title());
        json!({ "name": name, "id": record.text_id() })
    }

    fn parent(&self, stored: Option<&Value>) -> Value {
        let Some(stored) = stored else { return Value::Null };
        let module = stored["module"]["api_name"].as_str().and_then(Module::named);
        let Some(module) = module else { return Value::Null };
        let mut parent = self.lookup(module, Some(stored));
        parent["module"] = json!({ "api_name": module.api_name(), "id": module_id(module) });
        parent
    }
}

/// The id of a module itself.
pub(super) fn module_id(module: Module) -> String {
    let place = Module::ALL.iter().position(|other| *other == module).unwrap_or(0);
    format!("90000000000000{place:04}")
}

/// The user that calls are made as.
pub(super) fn user() -> Value {
    json!({ "name": "API User", "id": USER_ID.to_string(), "email": "api@shop.example" })
}

/// The id of [`user`].
pub(super) const USER_ID: u64 = 900_000_000_000_000_500;

/// First and last name as one.
pub(super) fn full_name(fields: &Fields) -> String {
    let part = |name: &str| fields.get(name).and_then(Value::as_str).unwrap_or_default();
    format!("{} {}", part("First_Name"), part("Last_Name")).trim().to_owned()
}
