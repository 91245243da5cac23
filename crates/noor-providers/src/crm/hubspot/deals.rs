//! Deals: found by our reference, written down, brought up to date, moved.

use reqwest::Method;
use serde_json::{Value, json};

use super::schema::{PipelineStage, Schema, mapped};
use super::wire::{Failure, refused, unavailable};
use super::{HubSpotCrm, Properties, SERVICE, is_id, keep_changes, rows, told_id};
use crate::crm::title::{checked, cut, split, with_key};
use crate::crm::{CrmError, Deal, DealChange, NewDeal, Stage, StageKind};
use crate::lenient;

const PATH: &str = "/crm/v3/objects/deals";
/// How long a name may be: as long as people read.
const LONGEST_TITLE: usize = 200;
/// The word in the shop's settings for the property that holds our key.
const REFERENCE: &str = "reference";
/// What ties a deal to a contact.
const DEAL_TO_CONTACT: u32 = 3;
const MOST_FOUND: usize = 200;

impl HubSpotCrm {
    pub(super) async fn deal_with(&self, reference: &str) -> Result<Option<Deal>, CrmError> {
        let reference = checked(SERVICE, reference)?;
        let schema = self.schema().await?;
        let own = self.reference_property(&schema);
        let by_own = own.map(|name| {
            json!({ "filters": [{ "propertyName": name, "operator": "EQ", "value": reference }] })
        });
        let value = format!("*{reference}*");
        let by_name = json!({ "filters": [{ "propertyName": "dealname",
            "operator": "CONTAINS_TOKEN", "value": value }] });
        let body = json!({
            "filterGroups": by_own.into_iter().chain([by_name]).collect::<Vec<_>>(),
            "properties": self.deal_columns(&schema),
            "limit": MOST_FOUND,
        });
        let answer = self.ask(&format!("{PATH}/search"), &body).await?;
        let found = rows(&answer)?;
        let mut deals: Vec<Deal> =
            found.iter().filter_map(|row| self.deal_of(&schema, row)).collect();
        deals.retain(|deal| deal.reference.as_deref() == Some(reference));
        deals.sort_by(|a, b| a.created_at.cmp(&b.created_at).then_with(|| a.id.cmp(&b.id)));
        if deals.len() > 1 {
            tracing::warn!(reference, deals = deals.len(), "several deals carry one reference");
        }
        match deals.first() {
            // The search shows what was, and not what a deal is tied to.
            Some(deal) => Ok(self.read_deal(&deal.id).await?.map(|(deal, _)| deal)),
            None if found.len() >= MOST_FOUND => {
                let what = "too many deals have a reference like this one to look through";
                Err(unavailable(None, what).into())
            }
            None => Ok(None),
        }
    }

    /// A deal, and the row it was read from.
    pub(super) async fn read_deal(&self, id: &str) -> Result<Option<(Deal, Value)>, CrmError> {
        let schema = self.schema().await?;
        let query = [
            ("properties", self.deal_columns(&schema).join(",")),
            ("associations", "contacts".to_owned()),
        ];
        let row = self.record("deals", id, &query).await?;
        Ok(row.and_then(|row| Some((self.deal_of(&schema, &row)?, row))))
    }

    /// A contact's deals, newest change first, and whether there are more.
    pub(super) async fn deals_of(&self, contact_id: &str) -> Result<(Vec<Deal>, bool), CrmError> {
        let schema = self.schema().await?;
        let columns = self.deal_columns(&schema);
        let (rows, more) = self.tied(("contacts", contact_id), "deals", &columns).await?;
        let mut deals: Vec<Deal> =
            rows.iter().filter_map(|row| self.deal_of(&schema, row)).collect();
        for deal in &mut deals {
            deal.contact_id = Some(contact_id.to_owned());
        }
        deals.sort_by(|a, b| b.modified_at.cmp(&a.modified_at).then_with(|| b.id.cmp(&a.id)));
        Ok((deals, more))
    }

    pub(super) async fn insert_deal(&self, new: &NewDeal) -> Result<String, CrmError> {
        let key = checked(SERVICE, &new.reference)?;
        let missing = || CrmError::Missing(new.contact_id.clone());
        if !is_id(&new.contact_id) {
            return Err(missing());
        }
        let schema = self.schema().await?;
        let stage = self.pipeline_stage(&schema, new.stage.kind())?;
        let attributes = new.stage.attributes().into_iter().chain(new.attributes.clone()).collect();
        let others = mapped(&self.options.fields.deal, &schema.deal, &attributes);
        let mut properties: Properties =
            others.into_iter().map(|(name, text)| (name, json!(text))).collect();
        let title = match self.reference_property(&schema) {
            Some(name) => {
                properties.insert(name.to_owned(), json!(key));
                Some(cut(new.title.trim(), Some(LONGEST_TITLE))).filter(|it| !it.is_empty())
            }
            None => Some(with_key(&new.title, key, LONGEST_TITLE)),
        };
        let title = title.unwrap_or_else(|| key.to_owned());
        properties.insert("dealname".to_owned(), json!(title));
        properties.insert("pipeline".to_owned(), json!(stage.pipeline_id));
        properties.insert("dealstage".to_owned(), json!(stage.id));
        properties.extend(new.amount.map(|it| ("amount".to_owned(), json!(it.to_string()))));
        properties.extend(new.closes_on.map(|it| ("closedate".to_owned(), json!(it.to_string()))));
        let tie = json!({ "associationCategory": "HUBSPOT_DEFINED",
            "associationTypeId": DEAL_TO_CONTACT });
        let body = json!({
            "properties": properties,
            "associations": [{ "to": { "id": new.contact_id }, "types": [tie] }],
        });
        match self.write(Method::POST, PATH, &body).await {
            Ok(answer) => told_id(&answer),
            Err(Failure::Missing) => Err(missing()),
            Err(failure) => Err(self.failed(failure)),
        }
    }

    pub(super) async fn change_deal(
        &self,
        id: &str,
        change: &DealChange,
    ) -> Result<bool, CrmError> {
        let missing = || CrmError::Missing(id.to_owned());
        let (_, now) = self.read_deal(id).await?.ok_or_else(missing)?;
        let schema = self.schema().await?;
        let others = mapped(&self.options.fields.deal, &schema.deal, &change.attributes);
        let mut properties: Properties =
            others.into_iter().map(|(name, text)| (name, json!(text))).collect();
        properties.extend(change.amount.map(|it| ("amount".to_owned(), json!(it.to_string()))));
        keep_changes(&mut properties, &now);
        if properties.is_empty() {
            return Ok(false);
        }
        self.write_deal(id, properties).await?;
        Ok(true)
    }

    pub(super) async fn move_to(&self, id: &str, stage: &Stage) -> Result<Deal, CrmError> {
        let missing = || CrmError::Missing(id.to_owned());
        let schema = self.schema().await?;
        let goal = self.pipeline_stage(&schema, stage.kind())?;
        let (deal, _) = self.read_deal(id).await?.ok_or_else(missing)?;
        if deal.stage_name == goal.name {
            return Ok(deal);
        }
        let others = mapped(&self.options.fields.deal, &schema.deal, &stage.attributes());
        let mut properties: Properties =
            others.into_iter().map(|(name, text)| (name, json!(text))).collect();
        properties.insert("dealstage".to_owned(), json!(goal.id));
        self.write_deal(id, properties).await?;
        let (deal, _) = self.read_deal(id).await?.ok_or_else(missing)?;
        if deal.stage_name == goal.name {
            return Ok(deal);
        }
        Err(CrmError::NoWay {
            from: deal.stage_name,
            to: goal.name.clone(),
            reason: "the CRM took it, but the deal stands elsewhere: see its workflows".to_owned(),
        })
    }

    async fn write_deal(&self, id: &str, properties: Properties) -> Result<(), CrmError> {
        let body = json!({ "properties": properties });
        match self.write(Method::PATCH, &format!("{PATH}/{id}"), &body).await {
            Ok(_) => Ok(()),
            Err(Failure::Missing) => Err(CrmError::Missing(id.to_owned())),
            Err(failure) => Err(self.failed(failure)),
        }
    }

    fn pipeline_stage<'a>(
        &self,
        schema: &'a Schema,
        stage: StageKind,
    ) -> Result<&'a PipelineStage, CrmError> {
        let name = self.options.stages.name(stage).ok_or(CrmError::NoStage(stage))?;
        let pipeline = self.options.pipeline.as_deref();
        schema.stage(name, pipeline).ok_or_else(|| {
            let reason = format!("the pipeline has no stage {name:?} for {stage}");
            CrmError::Provider(refused("stage", &reason))
        })
    }

    /// The property of its own that holds our key, if the shop has one.
    fn reference_property(&self, schema: &Schema) -> Option<&str> {
        let name = self.options.fields.deal.get(REFERENCE)?;
        schema.deal.contains(name).then_some(name.as_str())
    }

    fn deal_columns<'a>(&'a self, schema: &Schema) -> Vec<&'a str> {
        let own = ["dealname", "dealstage", "amount"];
        let known = |name: &&str| schema.deal.contains(*name);
        let mapped = self.options.fields.deal.values().map(String::as_str).filter(known);
        own.into_iter().chain(mapped).collect()
    }

    fn deal_of(&self, schema: &Schema, row: &Value) -> Option<Deal> {
        let property = |name: &str| lenient::text(&row["properties"][name]);
        let title = property("dealname").unwrap_or_default();
        let own = self.reference_property(schema).and_then(property);
        let (words, in_title) = split(&title);
        let stage_name = schema.stage_name(&property("dealstage").unwrap_or_default());
        Some(Deal {
            id: lenient::id(&row["id"])?,
            title: words.to_owned(),
            reference: own.or_else(|| in_title.map(str::to_owned)),
            contact_id: lenient::id(&row["associations"]["contacts"]["results"][0]["id"]),
            stage: self.options.stages.kind(&stage_name),
            stage_name,
            amount: lenient::decimal(&row["properties"]["amount"]),
            created_at: lenient::time(&row["createdAt"]),
            modified_at: lenient::time(&row["updatedAt"]),
        })
    }
}
