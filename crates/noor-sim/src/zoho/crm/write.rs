//! Inserts, updates, upserts and deletions: every row has a result of its own.

use std::collections::HashMap;
use std::sync::Arc;

use axum::Extension;
use axum::extract::{Path, Query, State as Shared};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};
use bytes::Bytes;
use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use super::answer::{Fault, Outcome, Refusal, done, rows, time};
use super::batch::Batch;
use super::check::Row;
use super::fields::id_of;
use super::module::Module;
use super::record::{Record, user};
use super::{Crm, CrmWriteKind};
use crate::lock;
use crate::world::World;

/// `POST /{module}`.
pub(super) async fn insert(
    Shared(world): Shared<Arc<World>>,
    Extension(module): Extension<Module>,
    body: Bytes,
) -> Response {
    let batch = match Batch::read(&body) {
        Ok(batch) => batch,
        Err(refusal) => return refusal.into_response(),
    };
    batch.write(&world, (module, CrmWriteKind::Insert), StatusCode::CREATED, Crm::insert)
}

/// `POST /{module}/{id}/Notes`: the path says what the notes belong to.
pub(super) async fn insert_notes(
    Shared(world): Shared<Arc<World>>,
    Extension(parent): Extension<Module>,
    Path(id): Path<String>,
    body: Bytes,
) -> Response {
    let mut batch = match Batch::read(&body) {
        Ok(batch) => batch,
        Err(refusal) => return refusal.into_response(),
    };
    for row in &mut batch.rows {
        let module = json!({ "api_name": parent.api_name() });
        row.insert("Parent_Id".to_owned(), json!({ "module": module, "id": id }));
    }
    batch.write(&world, (Module::Notes, CrmWriteKind::Insert), StatusCode::CREATED, Crm::insert)
}

/// `PUT /{module}`: every row holds its id.
pub(super) async fn update_many(
    Shared(world): Shared<Arc<World>>,
    Extension(module): Extension<Module>,
    body: Bytes,
) -> Response {
    let batch = match Batch::read(&body) {
        Ok(batch) => batch,
        Err(refusal) => return refusal.into_response(),
    };
    batch.write(&world, (module, CrmWriteKind::Update), StatusCode::OK, |crm, row| {
        let id = row.fields.get("id").and_then(id_of).ok_or_else(|| {
            let path = format!("$.data[{}].id", row.place);
            let details = json!({ "api_name": "id", "json_path": path });
            Fault::new("MANDATORY_NOT_FOUND", "required field not found", details)
        })?;
        crm.update(id, row)
    })
}

/// `PUT /{module}/{id}`; with `If-Unmodified-Since` only if nobody changed it meanwhile.
pub(super) async fn update(
    Shared(world): Shared<Arc<World>>,
    Extension(module): Extension<Module>,
    Path(id): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let batch = match Batch::read(&body) {
        Ok(batch) => batch,
        Err(refusal) => return refusal.into_response(),
    };
    let id = id.parse().unwrap_or_default();
    let since = headers.get("if-unmodified-since").and_then(|since| since.to_str().ok());
    let since = since.and_then(|since| DateTime::parse_from_rfc3339(since).ok());
    let state = lock(&world.zoho.inner.state);
    let modified_at = state.crm.find(module, id).map(|record| record.now.modified_at);
    drop(state);
    if let (Some(since), Some(modified_at)) = (since, modified_at)
        && modified_at.timestamp() > since.timestamp()
    {
        let message = "the record has been modified after the given time";
        let refusal = Refusal::new(StatusCode::PRECONDITION_FAILED, "ALREADY_MODIFIED", message);
        return refusal.into_response();
    }
    let update = |crm: &mut Crm, row: &Row<'_>| crm.update(id, row);
    batch.write(&world, (module, CrmWriteKind::Update), StatusCode::OK, update)
}

/// `POST /{module}/upsert`.
pub(super) async fn upsert(
    Shared(world): Shared<Arc<World>>,
    Extension(module): Extension<Module>,
    body: Bytes,
) -> Response {
    let batch = match Batch::read(&body) {
        Ok(batch) => batch,
        Err(refusal) => return refusal.into_response(),
    };
    let by = match lock(&world.zoho.inner.state).crm.duplicate_checks(module, &batch.body) {
        Ok(by) => by,
        Err(refusal) => return refusal.into_response(),
    };
    let upsert = |crm: &mut Crm, row: &Row<'_>| crm.upsert(&by, row);
    batch.write(&world, (module, CrmWriteKind::Upsert), StatusCode::OK, upsert)
}

/// `DELETE /{module}?ids=a,b`.
pub(super) async fn delete_many(
    Shared(world): Shared<Arc<World>>,
    Extension(module): Extension<Module>,
    Query(asked): Query<HashMap<String, String>>,
) -> Response {
    let Some(ids) = asked.get("ids") else {
        let refusal =
            Refusal::bad("REQUIRED_PARAM_MISSING", "One of the expected parameter is missing");
        return refusal.with(json!({ "param": "ids" })).into_response();
    };
    delete_all(&world, module, ids.split(','))
}

/// `DELETE /{module}/{id}`.
pub(super) async fn delete(
    Shared(world): Shared<Arc<World>>,
    Extension(module): Extension<Module>,
    Path(id): Path<String>,
) -> Response {
    delete_all(&world, module, std::iter::once(id.as_str()))
}

fn delete_all<'a>(world: &World, module: Module, ids: impl Iterator<Item = &'a str>) -> Response {
    let now = world.clock.now();
    let mut state = lock(&world.zoho.inner.state);
    let failed = state.behaviour.crm.failed_write_status;
    let outcomes: Vec<Outcome> = ids.map(|id| state.crm.delete(module, id.trim(), now)).collect();
    state.crm.record_write((module, CrmWriteKind::Delete), &outcomes, None);
    rows(outcomes, StatusCode::OK, failed)
}

impl Crm {
    pub(super) fn insert(&mut self, row: &Row<'_>) -> Outcome {
        let fields = self.checked(row, None)?;
        let id = self.next_id();
        let record = Record::new((row.module, id), fields, row.now, row.lag());
        let details = details(&record);
        self.records.insert(id, record);
        Ok(done("record added", &details))
    }

    pub(super) fn update(&mut self, id: u64, row: &Row<'_>) -> Outcome {
        let Some(record) = self.find(row.module, id) else {
            let path = format!("$.data[{}].id", row.place);
            let details = json!({ "api_name": "id", "json_path": path });
            return Err(Fault::new("INVALID_DATA", "the id given seems to be invalid", details));
        };
        if row.fields.contains_key("Stage") && self.blueprint.holds(id) {
            let path = format!("$.data[{}].Stage", row.place);
            let details = json!({ "api_name": "Stage", "json_path": path, "id": record.text_id() });
            let message = "the record is in a blueprint: the field changes by its transitions only";
            return Err(Fault::new("RECORD_IN_BLUEPRINT", message, details));
        }
        let fields = self.checked(row, Some(record))?;
        let lag = row.lag();
        let Some(record) = self.records.get_mut(&id) else {
            return Err(Fault::new("INTERNAL_ERROR", "the record is gone", json!({})));
        };
        record.rewrite(fields, row.now, lag);
        Ok(done("record updated", &details(record)))
    }

    /// The fields by which an upsert looks for records it shall write over.
    fn duplicate_checks(&self, module: Module, body: &Value) -> Result<Vec<String>, Refusal> {
        let built_in = module.duplicate_check();
        let Some(named) = body.get("duplicate_check_fields").and_then(Value::as_array) else {
            return Ok(built_in.map(str::to_owned).into_iter().collect());
        };
        let check = |(at, name): (usize, &Value)| {
            let name = name.as_str().unwrap_or_default();
            let unique = self.field(module, name).is_some_and(|field| field.unique);
            if unique || built_in == Some(name) {
                return Ok(name.to_owned());
            }
            let path = format!("$.duplicate_check_fields[{at}]");
            let details = json!({ "api_name": "duplicate_check_fields", "json_path": path });
            let message = format!("{name:?} is no unique field of {}", module.api_name());
            Err(Refusal::bad("INVALID_DATA", message).with(details))
        };
        named.iter().enumerate().map(check).collect()
    }

    fn upsert(&mut self, by: &[String], row: &Row<'_>) -> Outcome {
        let twin = by.iter().find_map(|field| {
            let value = row.fields.get(field).filter(|value| !value.is_null())?;
            Some((field.clone(), self.holder(row.module, field, value, None)?.id))
        });
        let (mut outcome, action, field) = match twin {
            Some((field, id)) => (self.update(id, row)?, "update", json!(field)),
            None => (self.insert(row)?, "insert", Value::Null),
        };
        outcome["action"] = json!(action);
        outcome["duplicate_field"] = field;
        Ok(outcome)
    }

    fn delete(&mut self, module: Module, id: &str, now: DateTime<Utc>) -> Outcome {
        let known = id.parse().ok().filter(|id| self.find(module, *id).is_some());
        let Some(known) = known else {
            let details = json!({ "id": id });
            return Err(Fault::new("INVALID_DATA", "record not deleted", details));
        };
        self.remove(known, now);
        Ok(done("record deleted", &json!({ "id": id })))
    }
}

/// What is told of a record that was written.
pub(super) fn details(record: &Record) -> Value {
    let mut user = user();
    if let Some(user) = user.as_object_mut() {
        user.remove("email");
    }
    json!({
        "id": record.text_id(),
        "Created_Time": time(record.created_at),
        "Modified_Time": time(record.now.modified_at),
        "Created_By": user,
        "Modified_By": user,
        "$approval_state": "approved",
    })
}
