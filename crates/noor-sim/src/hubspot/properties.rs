//! Which properties records have, what fits into them, and the stages of deals.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State as Shared};
use axum::http::HeaderMap;
use axum::response::{IntoResponse as _, Response};
use serde_json::{Value, json};

use super::answer::{Refusal, check_token};
use super::{Kind, Properties, State};
use crate::lock;
use crate::world::World;

/// The pipeline's id and name.
pub(super) const PIPELINE: (&str, &str) = ("default", "Sales Pipeline");
/// The stages' ids and names.
pub(super) const STAGES: [(&str, &str); 8] = [
    ("1001", "New Lead"),
    ("1002", "Negotiations"),
    ("1003", "Offer sent"),
    ("1004", "Order confirmed"),
    ("1005", "Order collected/delivered"),
    ("1006", "ON HOLD"),
    ("1007", "In the warehouse"),
    ("closedlost", "Closed Lost"),
];

const CONTACTS: &[&str] = &[
    "email",
    "firstname",
    "lastname",
    "phone",
    "mobilephone",
    "company",
    "city",
    "hs_searchable_calculated_phone_number",
    "hs_searchable_calculated_mobile_number",
];
const DEALS: &[&str] =
    &["dealname", "pipeline", "dealstage", "amount", "closedate", "closed_lost_reason"];
const NOTES: &[&str] = &["hs_timestamp", "hs_note_body"];
const EVERYWHERE: &[&str] =
    &["createdate", "hs_lastmodifieddate", "lastmodifieddate", "hs_object_id"];

impl State {
    pub(super) fn names(&self, kind: Kind) -> Vec<&str> {
        let own = match kind {
            Kind::Contacts => CONTACTS,
            Kind::Deals => DEALS,
            Kind::Notes => NOTES,
        };
        let added = self.added.iter().filter(|(of, _)| *of == kind).map(|(_, name)| name.as_str());
        own.iter().chain(EVERYWHERE).copied().chain(added).collect()
    }

    /// What was sent, if it fits; empty values are there and mean nothing.
    pub(super) fn checked(&self, kind: Kind, sent: &Value) -> Result<Properties, Refusal> {
        let Some(sent) = sent["properties"].as_object() else {
            return Err(Refusal::invalid("Invalid input JSON: properties are missing"));
        };
        let known = self.names(kind);
        let mut properties = Properties::new();
        for (name, value) in sent {
            if !known.contains(&name.as_str()) {
                let message =
                    format!("Property values were not valid: Property \"{name}\" does not exist");
                return Err(Refusal::invalid(message));
            }
            let text = match value {
                Value::String(text) => text.trim().to_owned(),
                Value::Null => String::new(),
                other => other.to_string(),
            };
            check(name, &text)?;
            properties.insert(name.clone(), text);
        }
        Ok(properties)
    }
}

fn check(name: &str, text: &str) -> Result<(), Refusal> {
    let fits = text.is_empty()
        || match name {
            "email" => text.split_once('@').is_some_and(|(name, host)| {
                !name.is_empty() && host.contains('.') && !text.contains(char::is_whitespace)
            }),
            "dealstage" => STAGES.iter().any(|(id, _)| *id == text),
            "pipeline" => text == PIPELINE.0,
            "amount" => text.parse::<rust_decimal::Decimal>().is_ok(),
            _ => true,
        };
    if fits {
        return Ok(());
    }
    Err(Refusal::invalid(format!("Property values were not valid: {text} is no value of {name}")))
}

/// `GET /crm/v3/properties/{kind}`.
pub(super) async fn list(
    Shared(world): Shared<Arc<World>>,
    Path(kind): Path<String>,
    headers: HeaderMap,
) -> Response {
    if let Err(refusal) = check_token(&world.hubspot, &headers) {
        return refusal.into_response();
    }
    let Some(kind) = Kind::named(&kind) else { return Refusal::missing().into_response() };
    let state = lock(&world.hubspot.inner.state);
    let property = |name: &str| json!({ "name": name, "label": name, "type": "string" });
    let all: Vec<Value> = state.names(kind).into_iter().map(property).collect();
    Json(json!({ "results": all })).into_response()
}

/// `GET /crm/v3/pipelines/deals`.
pub(super) async fn pipelines(Shared(world): Shared<Arc<World>>, headers: HeaderMap) -> Response {
    if let Err(refusal) = check_token(&world.hubspot, &headers) {
        return refusal.into_response();
    }
    let stage = |(order, (id, label)): (usize, &(&str, &str))| json!({ "id": id, "label": label, "displayOrder": order, "archived": false });
    let stages: Vec<Value> = STAGES.iter().enumerate().map(stage).collect();
    let (id, label) = PIPELINE;
    let pipeline = json!({ "id": id, "label": label, "displayOrder": 0, "stages": stages });
    Json(json!({ "results": [pipeline] })).into_response()
}
