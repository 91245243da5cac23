//! Deals under a blueprint: their stage changes by its transitions only.

use std::collections::BTreeSet;
use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State as Shared};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use bytes::Bytes;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::Crm;
use super::answer::{Refusal, done, rows};
use super::check::Row;
use super::layout::STAGES;
use super::module::Module;
use super::read::parse_id;
use super::record::{Fields, Record};
use crate::lock;
use crate::world::World;
use crate::zoho::State;

/// A step from a stage to another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ZohoTransition {
    /// Digits.
    pub id: String,
    /// What its button says.
    pub name: String,
    /// The stage it starts at.
    pub from: String,
    /// The stage it ends at.
    pub to: String,
    /// Fields that must come with it.
    #[serde(default)]
    pub mandatory: Vec<String>,
    /// Whether the deal fulfils its conditions now.
    #[serde(default = "fulfilled")]
    pub criteria_matched: bool,
}

fn fulfilled() -> bool {
    true
}

/// The blueprint, and which deals are under it.
pub(super) struct Blueprint {
    held: BTreeSet<u64>,
    transitions: Vec<ZohoTransition>,
}

impl Default for Blueprint {
    /// From each stage to the next one of the pipeline, and to the last two from everywhere.
    fn default() -> Self {
        let mut steps: Vec<(&str, &str)> =
            STAGES.windows(2).filter_map(|pair| Some((*pair.first()?, *pair.last()?))).collect();
        for end in ["ON HOLD", "Closed Lost"] {
            steps.extend(STAGES.iter().map(|stage| (*stage, end)));
        }
        let mut transitions: Vec<ZohoTransition> = Vec::new();
        for (from, to) in steps {
            let known = transitions.iter().any(|step| step.from == from && step.to == to);
            if from != to && !known {
                transitions.push(ZohoTransition {
                    id: (TRANSITION_IDS + transitions.len() as u64).to_string(),
                    name: format!("To {to}"),
                    from: from.to_owned(),
                    to: to.to_owned(),
                    mandatory: Vec::new(),
                    criteria_matched: true,
                });
            }
        }
        Self { held: BTreeSet::new(), transitions }
    }
}

/// The first transition's id.
const TRANSITION_IDS: u64 = 900_000_000_000_077_000;

impl Blueprint {
    pub(super) fn holds(&self, deal: u64) -> bool {
        self.held.contains(&deal)
    }

    pub(super) fn hold(&mut self, deal: u64) {
        self.held.insert(deal);
    }

    pub(super) fn release(&mut self, deal: u64) {
        self.held.remove(&deal);
    }

    pub(super) fn release_all(&mut self) {
        self.held.clear();
    }

    pub(super) fn set_transitions(&mut self, transitions: Vec<ZohoTransition>) {
        self.transitions = transitions;
    }

    fn starting_at(&self, stage: &str) -> impl Iterator<Item = &ZohoTransition> {
        self.transitions.iter().filter(move |transition| transition.from == stage)
    }
}

/// `GET /Deals/{id}/actions/blueprint`.
pub(super) async fn transitions(
    Shared(world): Shared<Arc<World>>,
    Path(id): Path<String>,
) -> Response {
    let state = lock(&world.zoho.inner.state);
    let crm = &state.crm;
    let deal = match crm.held(&id) {
        Ok(deal) => deal,
        Err(refusal) => return refusal.into_response(),
    };
    let stands_at = stage_of(deal);
    let offered: Vec<Value> = crm
        .blueprint
        .starting_at(&stands_at)
        .map(|step| {
            let next = crm.blueprint.starting_at(&step.to);
            let next: Vec<Value> =
                next.map(|step| json!({ "id": step.id, "name": step.name })).collect();
            json!({
                "id": step.id,
                "name": step.name,
                "type": "manual",
                "next_field_value": step.to,
                "criteria_matched": step.criteria_matched,
                "fields": step.mandatory.iter().map(|field| asked_for(crm, field)).collect::<Vec<_>>(),
                "data": {},
                "next_transitions": next,
                "percent_partial_save": 0,
                "partial_save": false,
            })
        })
        .collect();
    let process = json!({
        "api_name": "Stage", "field_label": "Stage", "field_value": stands_at,
        "column_name": "STAGE", "is_continuous": false, "name": "Sales", "escalation": null,
    });
    Json(json!({ "blueprint": { "process_info": process, "transitions": offered } }))
        .into_response()
}

fn asked_for(crm: &Crm, field: &str) -> Value {
    let kind = crm.field(Module::Deals, field).map_or("text", |field| field.kind.data_type());
    json!({ "api_name": field, "field_label": field, "data_type": kind, "mandatory": true })
}

/// `PUT /Deals/{id}/actions/blueprint`.
pub(super) async fn transition(
    Shared(world): Shared<Arc<World>>,
    Path(id): Path<String>,
    body: Bytes,
) -> Response {
    let body: Value = serde_json::from_slice(&body).unwrap_or_default();
    let wish = &body["blueprint"][0];
    let now = world.clock.now();
    let mut state = lock(&world.zoho.inner.state);
    let State { crm, behaviour, .. } = &mut *state;
    let deal = match crm.held(&id) {
        Ok(deal) => deal,
        Err(refusal) => return refusal.into_response(),
    };
    let (deal, stands_at) = (deal.id, stage_of(deal));
    let wanted = wish["transition_id"].as_str().unwrap_or_default();
    let available = |step: &&ZohoTransition| step.id == wanted && step.criteria_matched;
    let step = crm.blueprint.starting_at(&stands_at).find(available).cloned();
    let Some(step) = step else {
        let details =
            json!({ "api_name": "transition_id", "json_path": "$.blueprint[0].transition_id" });
        let message = "the transition is not available now";
        return Refusal::bad("INVALID_DATA", message).with(details).into_response();
    };
    let mut fields: Fields = wish["data"].as_object().cloned().unwrap_or_default();
    fields.remove("Stage");
    let note =
        fields.remove("Notes").filter(|note| note.as_str().is_some_and(|note| !note.is_empty()));
    let absent = |name: &String| match name.as_str() {
        "Notes" => note.is_none(),
        name => fields.get(name).is_none_or(Value::is_null),
    };
    let lacking = step.mandatory.iter().any(absent);
    let message = if lacking {
        // What came is kept, and the deal stays where it is.
        "transition saved partially"
    } else {
        fields.insert("Stage".to_owned(), json!(step.to));
        "transition updated successfully"
    };
    let how = &behaviour.crm;
    let row = &Row { module: Module::Deals, fields, place: 0, now, how };
    crm.blueprint.release(deal);
    let written = crm.update(deal, row);
    crm.blueprint.hold(deal);
    if let Err(fault) = written {
        return rows(vec![Err(fault)], StatusCode::OK, how.failed_write_status);
    }
    if let Some(note) = note {
        let parent = json!({ "module": { "api_name": "Deals" }, "id": deal.to_string() });
        let fields = Fields::from_iter([
            ("Note_Content".to_owned(), note),
            ("Parent_Id".to_owned(), parent),
        ]);
        let note = crm.insert(&Row { module: Module::Notes, fields, place: 0, now, how });
        if let Err(fault) = note {
            return rows(vec![Err(fault)], StatusCode::OK, how.failed_write_status);
        }
    }
    Json(done(message, &json!({}))).into_response()
}

fn stage_of(deal: &Record) -> String {
    deal.now.fields.get("Stage").and_then(Value::as_str).unwrap_or_default().to_owned()
}

impl Crm {
    /// The deal, if it is under the blueprint.
    fn held(&self, id: &str) -> Result<&Record, Refusal> {
        let id = parse_id(id)?;
        let deal = self.find(Module::Deals, id).ok_or_else(|| {
            Refusal::bad("INVALID_DATA", "the id given seems to be invalid")
                .with(json!({ "resource_path_index": 1 }))
        })?;
        if !self.blueprint.holds(id) {
            let message = "the record is not in a process";
            return Err(Refusal::bad("RECORD_NOT_IN_PROCESS", message));
        }
        Ok(deal)
    }
}
