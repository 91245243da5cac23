//! Opportunities: found by our reference, written down, brought up to date, moved.

use chrono::Days;
use reqwest::Method;
use serde_json::{Value, json};

use super::fields::Fields;
use super::record::number;
use super::refusal::{Failure, refused};
use super::wire::{Call, unavailable};
use super::{MOST_ROWS, OPPORTUNITY, Row, SERVICE, SalesforceCrm, is_id, soql, told_id};
use crate::crm::title::{checked, cut, split, with_key};
use crate::crm::{CrmError, Deal, DealChange, NewDeal, Stage, StageKind};
use crate::lenient;

const PATH: &str = "/sobjects/Opportunity";
/// How long a name may be where Salesforce does not say.
const LONGEST_TITLE: usize = 120;
/// The word in the shop's settings for the field that holds our key.
const REFERENCE: &str = "reference";
/// When an opportunity is likely to be closed, unless somebody knows better: it must say.
const CLOSES_AFTER: Days = Days::new(30);
/// Opportunities of a contact that are looked at.
const MOST_TIED: usize = 200;

impl SalesforceCrm {
    pub(super) async fn deal_with(&self, reference: &str) -> Result<Option<Deal>, CrmError> {
        let reference = checked(SERVICE, reference)?;
        let query = |fields: &Fields| {
            let in_name = format!("Name LIKE {}", soql::ending(&format!("[{reference}]")));
            let in_field = self.reference_field(fields);
            let in_field = in_field.map(|field| format!("{field} = {}", soql::quoted(reference)));
            let condition = soql::any(in_field.into_iter().chain([in_name])).unwrap_or_default();
            let columns = self.deal_columns(fields).join(", ");
            let oldest = format!("ORDER BY CreatedDate LIMIT {MOST_ROWS}");
            let query = format!("SELECT {columns} FROM {OPPORTUNITY} WHERE {condition} {oldest}");
            Ok(Call::query(query))
        };
        let rows = self.select(OPPORTUNITY, &query).await?;
        let all = rows.len() < MOST_ROWS;
        let fields = self.fields(OPPORTUNITY).await?;
        let deals = rows.iter().filter_map(|row| self.deal_of(&fields, row));
        // Capitals do not count in a query.
        let mut deals: Vec<Deal> =
            deals.filter(|deal| deal.reference.as_deref() == Some(reference)).collect();
        deals.sort_by(|a, b| a.created_at.cmp(&b.created_at).then_with(|| a.id.cmp(&b.id)));
        if deals.is_empty() && !all {
            let what = "too many deals have a reference like this one to look through";
            return Err(unavailable(None, what).into());
        }
        if deals.len() > 1 {
            tracing::warn!(reference, deals = deals.len(), "several deals carry one reference");
        }
        Ok(deals.into_iter().next())
    }

    /// A deal, and the row it was read from.
    pub(super) async fn read_deal(&self, id: &str) -> Result<Option<(Deal, Value)>, CrmError> {
        let row = self.record(OPPORTUNITY, id, &|fields| self.deal_columns(fields)).await?;
        let fields = self.fields(OPPORTUNITY).await?;
        Ok(row.and_then(|row| Some((self.deal_of(&fields, &row)?, row))))
    }

    /// The deals in which a contact has a role, newest change first, and whether there are more.
    pub(super) async fn deals_of(&self, contact_id: &str) -> Result<(Vec<Deal>, bool), CrmError> {
        let query = |fields: &Fields| {
            let columns = self.deal_columns(fields).join(", ");
            let contact = soql::quoted(contact_id);
            let roles = format!(
                "SELECT OpportunityId FROM OpportunityContactRole WHERE ContactId = {contact}"
            );
            let newest = format!("ORDER BY LastModifiedDate DESC LIMIT {}", MOST_TIED + 1);
            let query =
                format!("SELECT {columns} FROM {OPPORTUNITY} WHERE Id IN ({roles}) {newest}");
            Ok(Call::query(query))
        };
        let rows = self.select(OPPORTUNITY, &query).await?;
        let fields = self.fields(OPPORTUNITY).await?;
        let of_contact = |deal| Deal { contact_id: Some(contact_id.to_owned()), ..deal };
        let deals = rows.iter().filter_map(|row| self.deal_of(&fields, row).map(of_contact));
        let mut deals: Vec<Deal> = deals.take(MOST_TIED).collect();
        deals.sort_by(|a, b| b.modified_at.cmp(&a.modified_at).then_with(|| b.id.cmp(&a.id)));
        Ok((deals, rows.len() > MOST_TIED))
    }

    pub(super) async fn insert_deal(&self, new: &NewDeal) -> Result<String, CrmError> {
        checked(SERVICE, &new.reference)?;
        let missing = || CrmError::Missing(new.contact_id.clone());
        if !is_id(&new.contact_id) {
            return Err(missing());
        }
        let build =
            |fields: &Fields| Ok(Call::write(Method::POST, PATH, self.deal_row(fields, new)?));
        match self.call(OPPORTUNITY, &build).await? {
            Ok(answer) => told_id(&answer),
            Err(Failure::Refused(refusal)) if refusal.misses("ContactId") => Err(missing()),
            Err(failure) => Err(failure.into()),
        }
    }

    pub(super) async fn change_deal(
        &self,
        id: &str,
        change: &DealChange,
    ) -> Result<bool, CrmError> {
        let missing = || CrmError::Missing(id.to_owned());
        let (_, now) = self.read_deal(id).await?.ok_or_else(missing)?;
        let row = |fields: &Fields| {
            let mut row = Row::new();
            row.extend(change.amount.and_then(number).map(|it| ("Amount".to_owned(), it)));
            fields.add(&mut row, &self.options.fields.deal, &change.attributes);
            fields.keep_changes(&mut row, &now);
            row
        };
        if row(&*self.fields(OPPORTUNITY).await?).is_empty() {
            return Ok(false);
        }
        match self.write_deal(id, &|fields| Ok(row(fields))).await? {
            Ok(_) => Ok(true),
            Err(Failure::Missing) => Err(missing()),
            Err(failure) => Err(failure.into()),
        }
    }

    pub(super) async fn move_to(&self, id: &str, stage: &Stage) -> Result<Deal, CrmError> {
        let missing = || CrmError::Missing(id.to_owned());
        let fields = self.fields(OPPORTUNITY).await?;
        let goal = self.stage_value(&fields, stage.kind())?;
        let goal_name = fields.label("StageName", &goal).to_owned();
        let (deal, _) = self.read_deal(id).await?.ok_or_else(missing)?;
        if deal.stage_name == goal_name {
            return Ok(deal);
        }
        let row = |fields: &Fields| {
            let mut row = Row::new();
            row.insert("StageName".to_owned(), json!(self.stage_value(fields, stage.kind())?));
            fields.add(&mut row, &self.options.fields.deal, &stage.attributes());
            Ok(row)
        };
        let no_way =
            |from: String, reason: String| CrmError::NoWay { from, to: goal_name.clone(), reason };
        match self.write_deal(id, &row).await? {
            Ok(_) => {}
            Err(Failure::Missing) => return Err(missing()),
            Err(Failure::Refused(refusal)) if refusal.is_rule() => {
                return Err(no_way(deal.stage_name, refusal.reason()));
            }
            Err(failure) => return Err(failure.into()),
        }
        let (deal, _) = self.read_deal(id).await?.ok_or_else(missing)?;
        if deal.stage_name == goal_name {
            return Ok(deal);
        }
        let reason = "the CRM took it, but the deal stands elsewhere: see its automations";
        Err(no_way(deal.stage_name, reason.to_owned()))
    }

    async fn write_deal(
        &self,
        id: &str,
        row: &(dyn Fn(&Fields) -> Result<Row, CrmError> + Send + Sync),
    ) -> Result<Result<Value, Failure>, CrmError> {
        let path = format!("{PATH}/{id}");
        let build = |fields: &Fields| Ok(Call::write(Method::PATCH, &path, row(fields)?));
        let outcome = self.call(OPPORTUNITY, &build).await?;
        Ok(outcome.map_err(|failure| match failure {
            Failure::Refused(refusal) if refusal.misses("Id") => Failure::Missing,
            failure => failure,
        }))
    }

    /// What is written for a stage.
    fn stage_value(&self, fields: &Fields, stage: StageKind) -> Result<String, CrmError> {
        let name = self.options.stages.name(stage).ok_or(CrmError::NoStage(stage))?;
        let value = fields.picked("StageName", name).map(str::to_owned);
        value.ok_or_else(|| {
            self.descriptions.forget(OPPORTUNITY);
            let reason = format!("{OPPORTUNITY} has no stage {name:?} for {stage}");
            CrmError::Provider(refused("stage", &reason))
        })
    }

    /// The field of its own that holds our key, if the shop has one.
    fn reference_field(&self, fields: &Fields) -> Option<&str> {
        let field = self.options.fields.deal.get(REFERENCE)?;
        fields.has(field).then_some(field.as_str())
    }

    fn deal_row(&self, fields: &Fields, new: &NewDeal) -> Result<Row, CrmError> {
        let mut row = Row::new();
        fields.add(&mut row, &self.options.fields.deal, &new.attributes);
        fields.add(&mut row, &self.options.fields.deal, &new.stage.attributes());
        let longest = fields.length("Name").unwrap_or(LONGEST_TITLE);
        let title = match self.reference_field(fields) {
            Some(field) => {
                row.insert(field.to_owned(), json!(new.reference));
                Some(cut(new.title.trim(), Some(longest))).filter(|title| !title.is_empty())
            }
            None => Some(with_key(&new.title, &new.reference, longest)),
        };
        row.insert("Name".to_owned(), json!(title.unwrap_or_else(|| new.reference.clone())));
        let stage = self.stage_value(fields, new.stage.kind())?;
        row.insert("StageName".to_owned(), json!(stage));
        row.insert("ContactId".to_owned(), json!(new.contact_id));
        let soon = || self.clock.now().date_naive() + CLOSES_AFTER;
        let closes_on = new.closes_on.unwrap_or_else(soon);
        row.insert("CloseDate".to_owned(), json!(closes_on.to_string()));
        row.extend(new.amount.and_then(number).map(|it| ("Amount".to_owned(), it)));
        if let Some(name) = self.options.record_type.as_deref() {
            let id = fields.record_type(name).ok_or_else(|| {
                self.descriptions.forget(OPPORTUNITY);
                let reason = format!("{OPPORTUNITY} has no record type {name:?}");
                CrmError::Provider(refused("recordtype", &reason))
            })?;
            row.insert("RecordTypeId".to_owned(), json!(id));
        }
        Ok(row)
    }

    fn deal_columns(&self, fields: &Fields) -> Vec<String> {
        let own =
            ["Id", "Name", "StageName", "Amount", "ContactId", "CreatedDate", "LastModifiedDate"];
        let mapped = self.options.fields.deal.values().map(String::as_str);
        fields.known(own.into_iter().chain(mapped)).into_iter().map(str::to_owned).collect()
    }

    fn deal_of(&self, fields: &Fields, row: &Value) -> Option<Deal> {
        let title = lenient::text(&row["Name"]).unwrap_or_default();
        let own = self.reference_field(fields).and_then(|field| lenient::text(&row[field]));
        let (words, in_title) = split(&title);
        let stage = lenient::text(&row["StageName"]).unwrap_or_default();
        let stage_name = fields.label("StageName", &stage);
        let kind = self.options.stages.kind(stage_name);
        Some(Deal {
            id: lenient::text(&row["Id"]).filter(|id| is_id(id))?,
            title: words.to_owned(),
            reference: own.or_else(|| in_title.map(str::to_owned)),
            contact_id: lenient::text(&row["ContactId"]),
            stage: kind.or_else(|| self.options.stages.kind(&stage)),
            stage_name: stage_name.to_owned(),
            amount: lenient::decimal(&row["Amount"]),
            created_at: lenient::time(&row["CreatedDate"]),
            modified_at: lenient::time(&row["LastModifiedDate"]),
        })
    }
}
