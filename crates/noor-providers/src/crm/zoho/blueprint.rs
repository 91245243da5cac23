//! Deals in a blueprint: their stage changes by transitions, one after the other.

use reqwest::Method;
use serde_json::{Value, json};

use super::refusal::{Failure, written};
use super::wire::{Call, unavailable};
use super::{DEALS, Row, ZohoCrm};
use crate::crm::{CrmError, Deal, StageKind};
use crate::lenient;

/// Transitions on one way: more than this is going in circles.
const MOST_STEPS: usize = 8;
/// The field of a transition that asks for a remark.
const REMARK: &str = "Notes";

/// A transition that is open now.
struct Step {
    id: String,
    to: String,
    /// Fields that must come with it.
    needs: Vec<String>,
}

impl ZohoCrm {
    /// Takes the deal to the stage `goal`: by the transition that leads there, or else through the
    /// shop's stages between, as far ahead as each transition leads. `extra` holds what is known for
    /// fields that a transition asks for; everything else must stand in the deal (`now`) already.
    pub(super) async fn move_in_blueprint(
        &self,
        (deal, now): (&Deal, Value),
        goal: &str,
        extra: Row,
    ) -> Result<(), CrmError> {
        let path = format!("/Deals/{}/actions/blueprint", deal.id);
        let mut stands_at = deal.stage_name.clone();
        for _ in 0..MOST_STEPS {
            let no_way = |reason: String| CrmError::NoWay {
                from: stands_at.clone(),
                to: goal.to_owned(),
                reason,
            };
            let steps = self.open_steps(&path).await?;
            let Some(step) = self.best_step(&steps, &stands_at, goal) else {
                let open: Vec<&str> = steps.iter().map(|step| step.to.as_str()).collect();
                let reason = if open.is_empty() {
                    "the blueprint has no transition from there".to_owned()
                } else {
                    format!("the blueprint only leads to {}", open.join(", "))
                };
                return Err(no_way(reason));
            };
            let mut data = Row::new();
            let mut lacking = Vec::new();
            for field in &step.needs {
                let known = extra.get(field).or_else(|| now.get(field)).filter(|it| !it.is_null());
                match known {
                    Some(value) => {
                        data.insert(field.clone(), value.clone());
                    }
                    None if field == REMARK => {
                        data.insert(field.clone(), json!(format!("To {}", step.to)));
                    }
                    None => lacking.push(field.as_str()),
                }
            }
            if !lacking.is_empty() {
                let fields = lacking.join(", ");
                return Err(no_way(format!("the blueprint wants these fields first: {fields}")));
            }
            self.take(&path, step, data).await?.map_err(no_way)?;
            if step.to == goal {
                return Ok(());
            }
            stands_at.clone_from(&step.to);
        }
        let reason = "the blueprint leads in circles".to_owned();
        Err(CrmError::NoWay { from: stands_at, to: goal.to_owned(), reason })
    }

    async fn open_steps(&self, path: &str) -> Result<Vec<Step>, CrmError> {
        let answer = match self.get(DEALS, path, &[]).await {
            Err(Failure::Refused(refusal)) if refusal.code == "RECORD_NOT_IN_PROCESS" => {
                return Err(unavailable(None, "the deal has just left its blueprint").into());
            }
            outcome => outcome?.unwrap_or_default(),
        };
        let transitions = answer["blueprint"]["transitions"].as_array();
        let step = |row: &Value| {
            let fields = row["fields"].as_array().into_iter().flatten();
            let needs = fields.filter(|field| field["mandatory"] == true);
            Some(Step {
                id: lenient::id(&row["id"])?,
                to: lenient::text(&row["next_field_value"])?,
                needs: needs.filter_map(|field| lenient::text(&field["api_name"])).collect(),
            })
        };
        let open = |row: &&Value| row["criteria_matched"] != false;
        Ok(transitions.into_iter().flatten().filter(open).filter_map(step).collect())
    }

    /// The transition to `goal`, or the one that leads furthest ahead without passing it.
    fn best_step<'a>(&self, steps: &'a [Step], from: &str, goal: &str) -> Option<&'a Step> {
        if let Some(step) = steps.iter().find(|step| step.to == goal) {
            return Some(step);
        }
        let stages = &self.options.stages;
        let (from, goal) = (stages.kind(from)?, stages.kind(goal)?);
        let between = |step: &&Step| {
            let to = stages.kind(&step.to);
            // Nothing lies on the way to waiting or losing: no order is confirmed to be lost.
            to.is_some_and(|to| from < to && to < goal && goal < StageKind::OnHold)
        };
        steps.iter().filter(between).max_by_key(|step| stages.kind(&step.to))
    }

    /// Takes a transition; the inner error says why the blueprint did not let it through.
    async fn take(
        &self,
        path: &str,
        step: &Step,
        data: Row,
    ) -> Result<Result<(), String>, CrmError> {
        let body = json!({ "blueprint": [{ "transition_id": step.id, "data": data }] });
        let call = Call {
            method: Method::PUT,
            path,
            query: &[],
            body: Some(&body),
            area: DEALS,
            reads: false,
        };
        let answer = match self.wire.call(&call).await {
            Err(Failure::Refused(refusal)) => {
                return Ok(Err(format!("{} ({})", refusal.message, refusal.code)));
            }
            outcome => outcome?.unwrap_or_default(),
        };
        if answer.get("data").is_some() {
            // What it wrote beside the stage may be refused like any row.
            return match written(Some(&answer)) {
                Err(Failure::Refused(refusal)) => Ok(Err(refusal.message)),
                outcome => Ok(outcome.map(|_| Ok(()))?),
            };
        }
        let message = answer["message"].as_str().unwrap_or_default();
        if message.to_lowercase().contains("partially") {
            return Ok(Err("fields are missing that the blueprint wants".to_owned()));
        }
        Ok(Ok(()))
    }
}
