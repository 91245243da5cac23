//! What properties there are, and the stages of the pipelines by id and name. Asked for every six
//! hours.

use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::Value;

use super::HubSpotCrm;
use super::wire::{Failure, unavailable};
use crate::crm::Attributes;
use crate::lenient;

const FRESH: TimeDelta = TimeDelta::hours(6);

/// A stage of a pipeline.
#[derive(Debug, Clone)]
pub(super) struct PipelineStage {
    pub(super) pipeline_id: String,
    pub(super) pipeline_name: String,
    pub(super) id: String,
    pub(super) name: String,
}

/// What is known of the account.
#[derive(Debug, Clone, Default)]
pub(super) struct Schema {
    pub(super) contact: BTreeSet<String>,
    pub(super) deal: BTreeSet<String>,
    pub(super) stages: Vec<PipelineStage>,
}

/// The schema, with the time it was read.
#[derive(Debug, Default)]
pub(super) struct Kept(Mutex<Option<(DateTime<Utc>, Arc<Schema>)>>);

impl Schema {
    /// The stage of this name (or id), of the shop's pipeline if it names one.
    pub(super) fn stage(&self, name: &str, pipeline: Option<&str>) -> Option<&PipelineStage> {
        let is = |own: &str, asked: &str| own.to_lowercase() == asked.to_lowercase();
        self.stages.iter().find(|stage| {
            let of_pipeline = pipeline.is_none_or(|pipeline| {
                is(&stage.pipeline_id, pipeline) || is(&stage.pipeline_name, pipeline)
            });
            of_pipeline && (is(&stage.name, name) || stage.id == name)
        })
    }

    /// What people call the stage with this id.
    pub(super) fn stage_name(&self, id: &str) -> String {
        let known = self.stages.iter().find(|stage| stage.id == id);
        known.map_or_else(|| id.to_owned(), |stage| stage.name.clone())
    }
}

impl HubSpotCrm {
    pub(super) async fn schema(&self) -> Result<Arc<Schema>, Failure> {
        let now = self.clock.now();
        let kept = self.schema.0.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some((_, schema)) = kept.filter(|(read_at, _)| *read_at + FRESH > now) {
            return Ok(schema);
        }
        let contact = self.get("/crm/v3/properties/contacts", &[]).await?;
        let deal = self.get("/crm/v3/properties/deals", &[]).await?;
        let pipelines = self.get("/crm/v3/pipelines/deals", &[]).await?;
        let (contact, deal) = (names(&contact)?, names(&deal)?);
        let schema = Arc::new(Schema { contact, deal, stages: stages(&pipelines) });
        let mut kept = self.schema.0.lock().unwrap_or_else(PoisonError::into_inner);
        *kept = Some((now, Arc::clone(&schema)));
        Ok(schema)
    }

    /// Things turned out to be otherwise.
    pub(super) fn forget_schema(&self) {
        *self.schema.0.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }
}

fn names(answer: &Value) -> Result<BTreeSet<String>, Failure> {
    let rows = answer["results"].as_array().filter(|rows| !rows.is_empty());
    let none = || Failure::Provider(unavailable(None, "no properties are listed"));
    let rows = rows.ok_or_else(none)?;
    Ok(rows.iter().filter_map(|row| lenient::text(&row["name"])).collect())
}

fn stages(answer: &Value) -> Vec<PipelineStage> {
    let pipelines = answer["results"].as_array().into_iter().flatten();
    let of_pipeline = |pipeline: &Value| {
        let pipeline_id = lenient::text(&pipeline["id"]).unwrap_or_default();
        let pipeline_name = lenient::text(&pipeline["label"]).unwrap_or_default();
        let stages = pipeline["stages"].as_array().cloned().unwrap_or_default();
        stages.into_iter().filter_map(move |stage| {
            Some(PipelineStage {
                pipeline_id: pipeline_id.clone(),
                pipeline_name: pipeline_name.clone(),
                id: lenient::text(&stage["id"])?,
                name: lenient::text(&stage["label"])?,
            })
        })
    };
    pipelines.flat_map(of_pipeline).collect()
}

/// Those of `attributes` that go to a property there is, by that property's name.
pub(super) fn mapped(
    map: &Attributes,
    known: &BTreeSet<String>,
    attributes: &Attributes,
) -> HashMap<String, String> {
    let mut properties = HashMap::new();
    for (word, text) in attributes.iter().filter(|(_, text)| !text.trim().is_empty()) {
        let Some(name) = map.get(word) else { continue };
        if known.contains(name) {
            properties.insert(name.clone(), text.trim().to_owned());
        } else {
            tracing::warn!(attribute = word.as_str(), field = name.as_str(), "no such property");
        }
    }
    properties
}
