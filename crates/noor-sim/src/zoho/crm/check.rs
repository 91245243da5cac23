//! Whether a row may be written: its fields, its lookups, its stage, and what must be unique.

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};

use super::answer::Fault;
use super::behaviour::CrmBehaviour;
use super::fields::{Field, Kind, id_of};
use super::layout::PIPELINE;
use super::module::Module;
use super::record::{Fields, Record, USER_ID, user};
use super::{Crm, layout};

/// A row of a write, where it stands, and when it is written.
pub(super) struct Row<'a> {
    pub(super) module: Module,
    pub(super) fields: Fields,
    /// Its place in `data`.
    pub(super) place: usize,
    pub(super) now: DateTime<Utc>,
    pub(super) how: &'a CrmBehaviour,
}

impl Row<'_> {
    /// How long the search does not know of what is written.
    pub(super) fn lag(&self) -> TimeDelta {
        TimeDelta::seconds(i64::from(self.how.search_lag_seconds))
    }

    /// Where a field stands in the body.
    fn path(&self, field: &str) -> String {
        format!("$.data[{}].{field}", self.place)
    }

    fn invalid(&self, field: &str, more: &Value) -> Fault {
        let mut details = json!({ "api_name": field, "json_path": self.path(field) });
        if let (Some(details), Some(more)) = (details.as_object_mut(), more.as_object()) {
            details.extend(more.clone());
        }
        Fault::new("INVALID_DATA", "invalid data", details)
    }
}

impl Crm {
    /// The fields that a record has once `row` is written over `before`.
    pub(super) fn checked(&self, row: &Row<'_>, before: Option<&Record>) -> Result<Fields, Fault> {
        let mut faults = Vec::new();
        let mut fields = before.map(|record| record.now.fields.clone()).unwrap_or_default();
        // Keys that begin with `$` belong to Zoho itself.
        for (name, value) in row.fields.iter().filter(|(name, _)| !name.starts_with('$')) {
            match self.field(row.module, name) {
                // An update names its record by a field among the others.
                _ if name == "id" => {}
                None => faults.push(row.invalid(name, &json!({}))),
                Some(Field { kind: Kind::System(_), .. }) => {}
                Some(_) if value.is_null() || value == "" => {
                    fields.remove(name);
                }
                Some(field) => match self.fit(field, value, row.how) {
                    Ok(value) => {
                        fields.insert(name.clone(), value);
                    }
                    Err(misfit) => faults.push(row.invalid(name, &misfit)),
                },
            }
        }
        for field in self.fields_of(row.module) {
            // An update answers for what it names, not for what was missing before.
            let asked = before.is_none() || row.fields.contains_key(&field.name);
            let absent = !fields.contains_key(&field.name) && !names(&faults, &field.name);
            if field.mandatory && asked && absent {
                let details = json!({ "api_name": field.name, "json_path": row.path(&field.name) });
                faults.push(Fault::new("MANDATORY_NOT_FOUND", "required field not found", details));
            }
        }
        if row.module == Module::Deals && (before.is_none() || row.fields.contains_key("Stage")) {
            faults.extend(Self::stage_fault(row, &fields));
        }
        if let Some(fault) = Fault::joined(faults) {
            return Err(fault);
        }
        self.check_unique(row, &fields, before.map(|record| record.id))?;
        Ok(fields)
    }

    /// The value as it is kept.
    fn fit(&self, field: &Field, value: &Value, how: &CrmBehaviour) -> Result<Value, Value> {
        field.kind.check(value, how.strict_pick_lists)?;
        let id = id_of(value).unwrap_or_default();
        match field.kind {
            Kind::Lookup(of) => match self.find(of, id) {
                Some(record) => Ok(json!({ "id": record.text_id() })),
                None => Err(json!({ "expected_data_type": "jsonobject", "value": value })),
            },
            Kind::Parent => {
                let module = value["module"]["api_name"].as_str().and_then(Module::named);
                let parent = module.and_then(|module| self.find(module, id));
                parent.map_or_else(
                    || Err(json!({ "expected_data_type": "jsonobject" })),
                    |parent| {
                        let module = json!({ "api_name": parent.module.api_name() });
                        Ok(json!({ "module": module, "id": parent.text_id() }))
                    },
                )
            }
            Kind::Owner if id == USER_ID => Ok(user()),
            Kind::Owner => Err(json!({ "expected_data_type": "jsonobject", "value": value })),
            Kind::Pipeline if value != PIPELINE => Err(json!({ "supported_values": [PIPELINE] })),
            Kind::Text(_)
            | Kind::TextArea(_)
            | Kind::Phone
            | Kind::Email
            | Kind::PickList(_)
            | Kind::MultiSelect(_)
            | Kind::Stage
            | Kind::Pipeline
            | Kind::Currency
            | Kind::Integer
            | Kind::Date
            | Kind::Boolean
            | Kind::System(_) => Ok(value.clone()),
        }
    }

    fn stage_fault(row: &Row<'_>, fields: &Fields) -> Option<Fault> {
        let stage = fields.get("Stage")?.as_str()?;
        if layout::STAGES.contains(&stage) {
            return None;
        }
        if row.how.unknown_stage_is_invalid {
            return Some(row.invalid("Stage", &json!({ "supported_values": layout::STAGES })));
        }
        let details = json!({ "api_name": "Stage", "json_path": row.path("Stage"),
            "dependee": { "api_name": "Pipeline", "json_path": row.path("Pipeline") } });
        let message = "the stage does not belong to the pipeline";
        Some(Fault::new("DEPENDENT_MISMATCH", message, details))
    }

    fn check_unique(&self, row: &Row<'_>, fields: &Fields, own: Option<u64>) -> Result<(), Fault> {
        for field in self.fields_of(row.module).iter().filter(|field| field.unique) {
            let Some(value) = fields.get(&field.name) else { continue };
            let Some(twin) = self.holder(row.module, &field.name, value, own) else { continue };
            let details = json!({
                "api_name": field.name,
                "json_path": row.path(&field.name),
                "id": twin.text_id(),
                "duplicate_record": {
                    "id": twin.text_id(),
                    "Owner": user(),
                    "module": { "api_name": row.module.api_name() },
                },
            });
            return Err(Fault::new("DUPLICATE_DATA", "duplicate data", details));
        }
        Ok(())
    }

    /// The oldest record but `own` that holds this value; capitals do not count.
    pub(super) fn holder(
        &self,
        module: Module,
        field: &str,
        value: &Value,
        own: Option<u64>,
    ) -> Option<&Record> {
        self.of(module)
            .filter(|record| Some(record.id) != own)
            .find(|record| record.now.fields.get(field).is_some_and(|held| same(held, value)))
    }
}

fn same(held: &Value, value: &Value) -> bool {
    match (held.as_str(), value.as_str()) {
        (Some(held), Some(value)) => held.to_lowercase() == value.to_lowercase(),
        (None, _) | (_, None) => held == value,
    }
}

fn names(faults: &[Fault], field: &str) -> bool {
    faults.iter().any(|fault| fault.details["api_name"] == field)
}
