//! Reading records: one by its id, all of a module, those related to another, those removed.

use std::sync::Arc;

use axum::extract::{Path, Query, State as Shared};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use axum::{Extension, Json};
use chrono::DateTime;
use serde_json::{Value, json};

use super::Crm;
use super::answer::{Refusal, nothing, time};
use super::fields::id_of;
use super::module::Module;
use super::paging::{Page, Parameters, fields};
use super::record::{Record, user};
use crate::lock;
use crate::world::World;

/// `GET /{module}/{id}`.
pub(super) async fn one(
    Shared(world): Shared<Arc<World>>,
    Extension(module): Extension<Module>,
    Path(id): Path<String>,
    Query(asked): Query<Parameters>,
) -> Response {
    let (id, wanted) = match parse_id(&id).and_then(|id| Ok((id, fields(&asked, false)?))) {
        Ok(read) => read,
        Err(refusal) => return refusal.into_response(),
    };
    let state = lock(&world.zoho.inner.state);
    let crm = &state.crm;
    let Some(record) = crm.find(module, id) else { return nothing() };
    let row = crm.written(record, &record.now, wanted.as_deref());
    Json(json!({ "data": [row] })).into_response()
}

/// `GET /{module}`: all records, or with `If-Modified-Since` those that changed.
pub(super) async fn list(
    Shared(world): Shared<Arc<World>>,
    Extension(module): Extension<Module>,
    Query(asked): Query<Parameters>,
    headers: HeaderMap,
) -> Response {
    let since = headers.get(header::IF_MODIFIED_SINCE).and_then(|since| since.to_str().ok());
    let since = since.map(DateTime::parse_from_rfc3339);
    let Ok(since) = since.transpose() else {
        let details = json!({ "api_name": "If-Modified-Since", "expected_data_type": "datetime" });
        return Refusal::bad("INVALID_DATA", "invalid data").with(details).into_response();
    };
    let state = lock(&world.zoho.inner.state);
    // Times are told in whole seconds, and compared so.
    let changed = |record: &&Record| {
        since.is_none_or(|since| record.now.modified_at.timestamp() > since.timestamp())
    };
    let found: Vec<&Record> = state.crm.of(module).filter(changed).collect();
    if found.is_empty() && since.is_some() {
        return StatusCode::NOT_MODIFIED.into_response();
    }
    answer(&state.crm, found, &asked, (module.api_name(), &world))
}

/// `GET /{module}/{id}/Notes`.
pub(super) async fn notes(
    Shared(world): Shared<Arc<World>>,
    Extension(module): Extension<Module>,
    Path(id): Path<String>,
    Query(asked): Query<Parameters>,
) -> Response {
    related_to(&world, (module, &id), "Notes", &asked)
}

/// `GET /{module}/{id}/{related_list}`: a contact's deals, any record's tasks.
pub(super) async fn related(
    Shared(world): Shared<Arc<World>>,
    Extension(module): Extension<Module>,
    Path((id, list)): Path<(String, String)>,
    Query(asked): Query<Parameters>,
) -> Response {
    related_to(&world, (module, &id), &list, &asked)
}

fn related_to(
    world: &World,
    (module, id): (Module, &str),
    list: &str,
    asked: &Parameters,
) -> Response {
    let id = match parse_id(id) {
        Ok(id) => id,
        Err(refusal) => return refusal.into_response(),
    };
    let state = lock(&world.zoho.inner.state);
    let crm = &state.crm;
    let (of, by): (Module, &[&str]) = match (module, list) {
        (Module::Contacts | Module::Deals, "Notes") => (Module::Notes, &["Parent_Id"]),
        (Module::Contacts, "Deals") => (Module::Deals, &["Contact_Name"]),
        (Module::Contacts | Module::Deals, "Tasks") => (Module::Tasks, &["Who_Id", "What_Id"]),
        (Module::Contacts | Module::Deals | Module::Notes | Module::Tasks, _) => {
            let message = "the related list is unknown";
            return Refusal::bad("INVALID_DATA", message)
                .with(json!({ "related_list": list }))
                .into_response();
        }
    };
    if crm.find(module, id).is_none() {
        let details = json!({ "resource_path_index": 1, "id": id.to_string() });
        let message = "the parent record given seems to be invalid";
        return Refusal::bad("INVALID_DATA", message).with(details).into_response();
    }
    let points_here = |record: &&Record| {
        by.iter().any(|field| record.now.fields.get(*field).and_then(id_of) == Some(id))
    };
    let found: Vec<&Record> = crm.of(of).filter(points_here).collect();
    answer(crm, found, asked, (&format!("{}/{id}/{list}", module.api_name()), world))
}

/// `GET /{module}/deleted`.
pub(super) async fn deleted(
    Shared(world): Shared<Arc<World>>,
    Extension(module): Extension<Module>,
    Query(asked): Query<Parameters>,
) -> Response {
    let now = world.clock.now();
    let list = format!("{}/deleted", module.api_name());
    let page = match Page::read(&asked, &list, now) {
        Ok(page) => page,
        Err(refusal) => return refusal.into_response(),
    };
    let state = lock(&world.zoho.inner.state);
    let wanted = asked.get("type").map_or("all", String::as_str);
    let gone: Vec<_> = state
        .crm
        .deleted
        .iter()
        // What is removed lies in the recycle bin; nothing here empties it.
        .filter(|gone| gone.record.module == module && wanted != "permanent")
        .collect();
    if gone.is_empty() {
        return nothing();
    }
    let rows: Vec<Value> = gone
        .iter()
        .skip(page.start)
        .take(page.size)
        .map(|gone| {
            json!({
                "id": gone.record.text_id(),
                "display_name":
                    state.crm.value(&gone.record, &gone.record.now, module.title()),
                "type": "recycle",
                "deleted_by": user(),
                "created_by": user(),
                "deleted_time": time(gone.at),
            })
        })
        .collect();
    Json(json!({ "data": rows, "info": page.info(gone.len(), &list, now) })).into_response()
}

/// A page of `found`, sorted as asked; 204 if there is nothing.
fn answer(
    crm: &Crm,
    mut found: Vec<&Record>,
    asked: &Parameters,
    (list, world): (&str, &World),
) -> Response {
    let now = world.clock.now();
    let read = fields(asked, true).and_then(|wanted| Ok((wanted, Page::read(asked, list, now)?)));
    let (wanted, page) = match read {
        Ok(read) => read,
        Err(refusal) => return refusal.into_response(),
    };
    let by = asked.get("sort_by").map_or("id", String::as_str);
    match by {
        "id" => found.sort_by_key(|record| record.id),
        "Created_Time" => found.sort_by_key(|record| (record.created_at, record.id)),
        "Modified_Time" => found.sort_by_key(|record| (record.now.modified_at, record.id)),
        other => {
            let details = json!({ "param_name": "sort_by", "value": other });
            return Refusal::bad("INVALID_DATA", "invalid sort_by").with(details).into_response();
        }
    }
    let order = asked.get("sort_order").map_or("desc", String::as_str);
    if order == "desc" {
        found.reverse();
    }
    let shown = found.iter().skip(page.start).take(page.size);
    let rows: Vec<Value> =
        shown.map(|record| crm.written(record, &record.now, wanted.as_deref())).collect();
    if rows.is_empty() {
        return nothing();
    }
    let mut info = page.info(found.len(), list, now);
    info["sort_by"] = json!(by);
    info["sort_order"] = json!(order);
    Json(json!({ "data": rows, "info": info })).into_response()
}

/// Reads an id in a path.
pub(super) fn parse_id(id: &str) -> Result<u64, Refusal> {
    id.parse().map_err(|_| {
        Refusal::bad("INVALID_DATA", "the id given seems to be invalid")
            .with(json!({ "resource_path_index": 0, "expected_data_type": "bigint" }))
    })
}
