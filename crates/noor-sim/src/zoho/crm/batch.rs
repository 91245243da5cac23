//! What a write holds: rows and triggers, read from its body, and written one by one.

use axum::http::StatusCode;
use axum::response::Response;
use serde_json::{Value, json};

use super::answer::{Outcome, Refusal, rows};
use super::check::Row;
use super::module::Module;
use super::record::Fields;
use super::{Crm, CrmWrite, CrmWriteKind};
use crate::lock;
use crate::world::World;
use crate::zoho::State;

/// Rows that a write takes.
const MOST_ROWS: usize = 100;

/// What a write holds.
pub(super) struct Batch {
    pub(super) rows: Vec<Fields>,
    /// The automations that shall run; `None` is all of them.
    trigger: Option<Vec<String>>,
    pub(super) body: Value,
}

impl Batch {
    pub(super) fn read(body: &[u8]) -> Result<Self, Refusal> {
        let Ok(body) = serde_json::from_slice::<Value>(body) else {
            return Err(Refusal::bad("INVALID_DATA", "The given data seems to be invalid JSON")
                .with(json!({ "expected_data_type": "jsonobject", "json_path": "$" })));
        };
        let Some(data) = body.get("data") else {
            return Err(Refusal::bad("MANDATORY_NOT_FOUND", "required field not found")
                .with(json!({ "api_name": "data", "json_path": "$.data" })));
        };
        let objects: Option<Vec<Fields>> = data
            .as_array()
            .and_then(|data| data.iter().map(|row| row.as_object().cloned()).collect());
        let Some(rows) = objects.filter(|rows| !rows.is_empty()) else {
            return Err(Refusal::bad("INVALID_DATA", "invalid data").with(
                json!({ "api_name": "data", "json_path": "$.data", "expected_data_type": "jsonarray" }),
            ));
        };
        if rows.len() > MOST_ROWS {
            return Err(Refusal::bad("INVALID_DATA", "invalid data").with(
                json!({ "api_name": "data", "json_path": "$.data", "maximum_length": MOST_ROWS }),
            ));
        }
        let trigger = body.get("trigger").and_then(Value::as_array);
        let word = |word: &Value| word.as_str().map(str::to_owned);
        let trigger = trigger.map(|words| words.iter().filter_map(word).collect());
        Ok(Self { rows, trigger, body })
    }

    /// Writes row by row and keeps what was written in the CRM's journal.
    pub(super) fn write(
        self,
        world: &World,
        what: (Module, CrmWriteKind),
        done: StatusCode,
        mut each: impl FnMut(&mut Crm, &Row<'_>) -> Outcome,
    ) -> Response {
        let now = world.clock.now();
        let mut state = lock(&world.zoho.inner.state);
        let State { crm, behaviour, .. } = &mut *state;
        let how = &behaviour.crm;
        crm.usage.charge_rows(self.rows.len(), now);
        let placed = self.rows.into_iter().enumerate();
        let outcomes: Vec<Outcome> = placed
            .map(|(place, fields)| each(crm, &Row { module: what.0, fields, place, now, how }))
            .collect();
        crm.record_write(what, &outcomes, self.trigger);
        rows(outcomes, done, how.failed_write_status)
    }
}

impl Crm {
    /// Keeps a write in the journal.
    pub(super) fn record_write(
        &mut self,
        (module, kind): (Module, CrmWriteKind),
        outcomes: &[Outcome],
        trigger: Option<Vec<String>>,
    ) {
        let written = outcomes.iter().flatten();
        let id = |row: &Value| row["details"]["id"].as_str().map(str::to_owned);
        let ids = written.filter_map(id).collect();
        let module = module.api_name().to_owned();
        self.writes.push(CrmWrite { module, kind, ids, rows: outcomes.len(), trigger });
    }
}
