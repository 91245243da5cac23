//! `/sobjects`: records described, read, written down and changed, one by one.

use std::collections::HashMap;
use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, Query, State as Shared};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};
use bytes::Bytes;
use serde_json::{Map, Value, json};

use super::answer::{Refusal, admit, told};
use super::check::{Deed, locked};
use super::schema::Object;
use super::{State, id};
use crate::lock;
use crate::world::World;

/// `GET /sobjects/{object}/describe`.
pub(super) async fn describe(
    Shared(world): Shared<Arc<World>>,
    Path((version, object)): Path<(String, String)>,
    headers: HeaderMap,
) -> Response {
    let salesforce = &world.salesforce;
    let described = || {
        admit(salesforce, &headers, &version)?;
        let object = Object::named(&object).ok_or_else(Refusal::missing)?;
        let state = lock(&salesforce.inner.state);
        Ok(Json(state.schema.described(object)).into_response())
    };
    told(salesforce, described())
}

/// `GET /sobjects/{object}/{id}`.
pub(super) async fn read(
    Shared(world): Shared<Arc<World>>,
    Path((version, object, id)): Path<(String, String, String)>,
    Query(asked): Query<HashMap<String, String>>,
    headers: HeaderMap,
) -> Response {
    let salesforce = &world.salesforce;
    let shown = || {
        admit(salesforce, &headers, &version)?;
        let object = Object::named(&object).ok_or_else(Refusal::missing)?;
        let state = lock(&salesforce.inner.state);
        state.check_there(object, &id)?;
        let record = state.find(object, &id).ok_or_else(Refusal::missing)?;
        let asked = asked.get("fields").map(|fields| fields.split(',').collect::<Vec<_>>());
        let columns = state.columns(object, asked)?;
        Ok(Json(record.shown(&version, &columns)).into_response())
    };
    told(salesforce, shown())
}

/// `POST /sobjects/{object}`.
pub(super) async fn create(
    Shared(world): Shared<Arc<World>>,
    Path((version, object)): Path<(String, String)>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let salesforce = &world.salesforce;
    let created = || {
        admit(salesforce, &headers, &version)?;
        let object = Object::named(&object).ok_or_else(Refusal::missing)?;
        let sent = sent(&body)?;
        let now = world.clock.now();
        let mut state = lock(&salesforce.inner.state);
        let values = state.checked(object, &sent, Deed::Make)?;
        if object == Object::Contact {
            state.check_duplicates(&values, None, &version)?;
        }
        let id = state.insert(object, values, now);
        let body = json!({ "id": id, "success": true, "errors": [] });
        Ok((StatusCode::CREATED, Json(body)).into_response())
    };
    told(salesforce, created())
}

/// `PATCH /sobjects/{object}/{id}`: nothing comes back.
pub(super) async fn update(
    Shared(world): Shared<Arc<World>>,
    Path((version, object, id)): Path<(String, String, String)>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let salesforce = &world.salesforce;
    let updated = || {
        admit(salesforce, &headers, &version)?;
        let object = Object::named(&object).ok_or_else(Refusal::missing)?;
        let sent = sent(&body)?;
        let now = world.clock.now();
        let mut state = lock(&salesforce.inner.state);
        state.check_there(object, &id)?;
        let id = state.find(object, &id).ok_or_else(Refusal::missing)?.id.clone();
        if state.locked.contains(&id) {
            return Err(locked(&id));
        }
        let values = state.checked(object, &sent, Deed::Change(&id))?;
        if object == Object::Contact {
            state.check_duplicates(&values, Some(&id), &version)?;
        }
        state.change(&id, values, now);
        Ok(StatusCode::NO_CONTENT.into_response())
    };
    told(salesforce, updated())
}

/// `DELETE /sobjects/{object}/{id}`.
pub(super) async fn delete(
    Shared(world): Shared<Arc<World>>,
    Path((version, object, id)): Path<(String, String, String)>,
    headers: HeaderMap,
) -> Response {
    let salesforce = &world.salesforce;
    let deleted = || {
        admit(salesforce, &headers, &version)?;
        let object = Object::named(&object).ok_or_else(Refusal::missing)?;
        let mut state = lock(&salesforce.inner.state);
        state.check_there(object, &id)?;
        state.remove(&id);
        Ok(StatusCode::NO_CONTENT.into_response())
    };
    told(salesforce, deleted())
}

fn sent(body: &[u8]) -> Result<Map<String, Value>, Refusal> {
    match serde_json::from_slice(body) {
        Ok(Value::Object(sent)) => Ok(sent),
        Ok(_) | Err(_) => {
            Err(Refusal::bad("JSON_PARSER_ERROR", "The body is not the object of a record"))
        }
    }
}

impl State {
    /// Whether a record is there; those that were removed are told apart from those that never were.
    fn check_there(&self, object: Object, given: &str) -> Result<(), Refusal> {
        if self.find(object, given).is_some() {
            return Ok(());
        }
        if id::short(given).is_some_and(|short| self.removed.contains(&short)) {
            let gone =
                Refusal::new(StatusCode::NOT_FOUND, "ENTITY_IS_DELETED", "entity is deleted");
            return Err(gone);
        }
        if id::short(given).is_some() {
            return Err(Refusal::missing());
        }
        let message =
            format!("Provided external ID field does not exist or is not accessible: {given}");
        Err(Refusal::new(StatusCode::NOT_FOUND, "NOT_FOUND", message))
    }

    /// The names of the columns asked for as the schema spells them; all of them if none are named.
    pub(super) fn columns(
        &self,
        object: Object,
        asked: Option<Vec<&str>>,
    ) -> Result<Vec<String>, Refusal> {
        let Some(asked) = asked else {
            let all = self.schema.fields(object).iter();
            return Ok(all.map(|field| field.name.clone()).collect());
        };
        let column = |name: &str| {
            let field = self.schema.field(object, name.trim());
            field.map(|field| field.name.clone()).ok_or_else(|| no_such_column(object, name))
        };
        asked.into_iter().map(column).collect()
    }
}

pub(super) fn no_such_column(object: Object, name: &str) -> Refusal {
    let of = object.name();
    let message = format!(
        "No such column '{name}' on entity '{of}'. If you are attempting to use a custom field, be \
         sure to append the '__c' after the custom field name."
    );
    Refusal::bad("INVALID_FIELD", message)
}
