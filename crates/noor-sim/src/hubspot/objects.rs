//! `/crm/v3/objects`: records read, written down and changed, one by one.

use std::collections::HashMap;
use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, Query, State as Shared};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};
use bytes::Bytes;
use serde_json::{Value, json};

use super::answer::{Refusal, check_token, written};
use super::{Kind, Properties, State};
use crate::lock;
use crate::world::World;

/// Records of one batch.
const MOST_INPUTS: usize = 100;

type Asked = Query<HashMap<String, String>>;

/// `GET /crm/v3/objects/{kind}/{id}`.
pub(super) async fn read(
    Shared(world): Shared<Arc<World>>,
    Path((kind, id)): Path<(String, String)>,
    Query(asked): Asked,
    headers: HeaderMap,
) -> Response {
    if let Err(refusal) = check_token(&world.hubspot, &headers) {
        return refusal.into_response();
    }
    let state = lock(&world.hubspot.inner.state);
    let found = Kind::named(&kind).and_then(|kind| match asked.get("idProperty") {
        Some(name) => state.holder(kind, name, &id),
        None => state.find(kind, &id),
    });
    let Some((id, record)) = found else { return Refusal::missing().into_response() };
    let mut row = written((id, record), &record.properties, &names(asked.get("properties")));
    if asked.get("associations").is_some_and(|kinds| kinds.contains("contact")) {
        let tied = state.tied(id).filter(|other| {
            state.records.get(other).is_some_and(|other| other.kind == Kind::Contacts)
        });
        let tied: Vec<Value> =
            tied.map(|id| json!({ "id": id.to_string(), "type": "deal_to_contact" })).collect();
        if !tied.is_empty() {
            row["associations"] = json!({ "contacts": { "results": tied } });
        }
    }
    Json(row).into_response()
}

/// `POST /crm/v3/objects/{kind}/batch/read`.
pub(super) async fn read_many(
    Shared(world): Shared<Arc<World>>,
    Path(kind): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    if let Err(refusal) = check_token(&world.hubspot, &headers) {
        return refusal.into_response();
    }
    let sent: Value = serde_json::from_slice(&body).unwrap_or_default();
    let inputs = sent["inputs"].as_array().map(Vec::as_slice).unwrap_or_default();
    if inputs.is_empty() || inputs.len() > MOST_INPUTS {
        return Refusal::invalid("inputs must hold 1 to 100 ids").into_response();
    }
    let Some(kind) = Kind::named(&kind) else { return Refusal::missing().into_response() };
    let wanted = list(&sent["properties"]);
    let state = lock(&world.hubspot.inner.state);
    let ids = inputs.iter().filter_map(|input| input["id"].as_str());
    let rows: Vec<Value> = ids
        .filter_map(|id| state.find(kind, id))
        .map(|(id, record)| written((id, record), &record.properties, &wanted))
        .collect();
    let status = if rows.len() == inputs.len() { StatusCode::OK } else { StatusCode::MULTI_STATUS };
    (status, Json(json!({ "status": "COMPLETE", "results": rows }))).into_response()
}

/// `POST /crm/v3/objects/{kind}`.
pub(super) async fn create(
    Shared(world): Shared<Arc<World>>,
    Path(kind): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    if let Err(refusal) = check_token(&world.hubspot, &headers) {
        return refusal.into_response();
    }
    let Some(kind) = Kind::named(&kind) else { return Refusal::missing().into_response() };
    let sent: Value = serde_json::from_slice(&body).unwrap_or_default();
    let now = world.clock.now();
    let mut state = lock(&world.hubspot.inner.state);
    let drafted = state.drafted(kind, &sent).and_then(|properties| {
        let ties = state.ties_in(&sent)?;
        Ok((properties, ties))
    });
    let (properties, ties) = match drafted {
        Ok(drafted) => drafted,
        Err(refusal) => return refusal.into_response(),
    };
    let all: Vec<String> = properties.keys().cloned().collect();
    let id = state.insert(kind, properties, now);
    state.ties.extend(ties.into_iter().map(|other| (id, other)));
    let row = state.records.get(&id).map(|record| written((id, record), &record.properties, &all));
    (StatusCode::CREATED, Json(row)).into_response()
}

/// `PATCH /crm/v3/objects/{kind}/{id}`.
pub(super) async fn update(
    Shared(world): Shared<Arc<World>>,
    Path((kind, id)): Path<(String, String)>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    if let Err(refusal) = check_token(&world.hubspot, &headers) {
        return refusal.into_response();
    }
    let Some(kind) = Kind::named(&kind) else { return Refusal::missing().into_response() };
    let sent: Value = serde_json::from_slice(&body).unwrap_or_default();
    let now = world.clock.now();
    let mut state = lock(&world.hubspot.inner.state);
    let Some((id, _)) = state.find(kind, &id) else { return Refusal::missing().into_response() };
    let checked = state.checked(kind, &sent).and_then(|properties| {
        state.check_email(kind, &properties, Some(id))?;
        Ok(properties)
    });
    let properties = match checked {
        Ok(properties) => properties,
        Err(refusal) => return refusal.into_response(),
    };
    let lag = state.lag();
    let Some(record) = state.records.get_mut(&id) else {
        return Refusal::missing().into_response();
    };
    if record.searchable_at <= now {
        record.before = Some(record.properties.clone());
    }
    record.searchable_at = now + lag;
    record.updated_at = now;
    let all: Vec<String> = properties.keys().cloned().collect();
    record.properties.extend(properties);
    record.properties.retain(|_, text| !text.is_empty());
    Json(written((id, record), &record.properties, &all)).into_response()
}

impl State {
    /// A new record's properties.
    fn drafted(&self, kind: Kind, sent: &Value) -> Result<Properties, Refusal> {
        let mut properties = self.checked(kind, sent)?;
        properties.retain(|_, text| !text.is_empty());
        let needed: &[&str] = match kind {
            Kind::Contacts => &[],
            Kind::Deals => &["dealname", "dealstage"],
            Kind::Notes => &["hs_timestamp"],
        };
        if let Some(name) = needed.iter().find(|name| !properties.contains_key(**name)) {
            let message = format!("Error creating the record: required property {name} is missing");
            return Err(Refusal::invalid(message));
        }
        self.check_email(kind, &properties, None)?;
        Ok(properties)
    }

    /// An address belongs to one contact; whose it is only stands in the words.
    fn check_email(
        &self,
        kind: Kind,
        properties: &Properties,
        own: Option<u64>,
    ) -> Result<(), Refusal> {
        let email = properties.get("email").filter(|email| !email.is_empty());
        let Some(email) = email.filter(|_| kind == Kind::Contacts) else { return Ok(()) };
        match self.holder(kind, "email", email) {
            Some((id, _)) if own != Some(id) => {
                let message = format!("Contact already exists. Existing ID: {id}");
                Err(Refusal::new(StatusCode::CONFLICT, "CONFLICT", message))
            }
            Some(_) | None => Ok(()),
        }
    }

    /// The record whose property has this value; capitals do not count.
    pub(super) fn holder(
        &self,
        kind: Kind,
        name: &str,
        value: &str,
    ) -> Option<(u64, &super::Record)> {
        let same = |text: &String| text.to_lowercase() == value.to_lowercase();
        let mut of_kind = self.records.iter().filter(|(_, record)| record.kind == kind);
        of_kind
            .find(|(_, record)| record.properties.get(name).is_some_and(same))
            .map(|(id, record)| (*id, record))
    }

    /// The ids that the new record is to be tied to.
    fn ties_in(&self, sent: &Value) -> Result<Vec<u64>, Refusal> {
        let ties = sent["associations"].as_array().into_iter().flatten();
        ties.map(|tie| {
            let id = tie["to"]["id"].as_str().and_then(|id| id.parse().ok());
            let typed = tie["types"][0]["associationTypeId"].as_u64().is_some();
            let known = id.filter(|id| typed && self.records.contains_key(id));
            known.ok_or_else(|| {
                let to = &tie["to"]["id"];
                Refusal::new(
                    StatusCode::NOT_FOUND,
                    "OBJECT_NOT_FOUND",
                    format!("No object exists for association to {to}"),
                )
            })
        })
        .collect()
    }
}

/// Names separated by commas.
fn names(joined: Option<&String>) -> Vec<String> {
    let joined = joined.map(String::as_str).unwrap_or_default();
    joined.split(',').filter(|name| !name.is_empty()).map(str::to_owned).collect()
}

/// Names in a list.
pub(super) fn list(names: &Value) -> Vec<String> {
    let names = names.as_array().into_iter().flatten();
    names.filter_map(|name| name.as_str().map(str::to_owned)).collect()
}
