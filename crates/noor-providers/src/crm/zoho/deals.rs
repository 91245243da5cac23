//! Deals: found by our reference, written down, brought up to date, moved.

use reqwest::Method;
use serde_json::{Value, json};

use super::contacts::told_id;
use super::coql;
use super::metadata::{Fields, number};
use super::record::{add_attributes, keep_changes, pointed_at};
use super::refusal::Failure;
use super::wire::unavailable;
use super::{DEALS, PER_PAGE, Row, SERVICE, ZohoCrm, is_id, more, rows};
use crate::crm::title::{checked, cut, split, with_key};
use crate::crm::{CrmError, Deal, DealChange, NewDeal, Stage, StageKind};
use crate::lenient;

/// Deals that one query gives.
const MOST_ALIKE: usize = 2_000;
/// How long a title may be where Zoho does not say.
const LONGEST_TITLE: usize = 120;
/// The word in the shop's settings for the field that holds our key.
const REFERENCE: &str = "reference";

impl ZohoCrm {
    pub(super) async fn deal_with(&self, reference: &str) -> Result<Option<Deal>, CrmError> {
        let reference = checked(SERVICE, reference)?;
        let query = |fields: &Fields| {
            let in_title = format!("Deal_Name like {}", coql::containing(reference));
            let in_field = self.reference_field(fields);
            let in_field = in_field.map(|field| format!("{field} = {}", coql::quoted(reference)));
            let condition = coql::any(in_field.into_iter().chain([in_title]))?;
            let columns = self.deal_columns(fields).join(", ");
            Some(format!("select {columns} from {DEALS} where {condition} limit 0, {MOST_ALIKE}"))
        };
        let found = self.select(DEALS, &query).await?;
        let all = found.len() < MOST_ALIKE;
        let fields = self.fields(DEALS).await?;
        let deals = found.iter().filter_map(|row| self.deal_of(&fields, row));
        // `like` finds NR-10 in NR-104 too.
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
        if !is_id(id) {
            return Ok(None);
        }
        let fields = self.fields(DEALS).await?;
        // All fields: a transition may need any of them.
        let answer = self.get(DEALS, &format!("/Deals/{id}"), &[]).await?;
        let row = rows(answer)?.into_iter().next();
        Ok(row.and_then(|row| Some((self.deal_of(&fields, &row)?, row))))
    }

    /// A contact's deals, newest change first, and whether there are more.
    pub(super) async fn deals_of(&self, contact_id: &str) -> Result<(Vec<Deal>, bool), CrmError> {
        let fields = self.fields(DEALS).await?;
        let query = [
            ("fields", self.deal_columns(&fields).join(",")),
            ("sort_by", "Modified_Time".to_owned()),
            ("sort_order", "desc".to_owned()),
            ("per_page", PER_PAGE.to_string()),
        ];
        let answer = match self.get(DEALS, &format!("/Contacts/{contact_id}/Deals"), &query).await {
            // The contact went between two questions.
            Err(Failure::Refused(refusal)) if refusal.misses("id") => None,
            outcome => outcome?,
        };
        let more = more(answer.as_ref());
        let rows = rows(answer)?;
        let mut deals: Vec<Deal> =
            rows.iter().filter_map(|row| self.deal_of(&fields, row)).collect();
        deals.sort_by(|a, b| b.modified_at.cmp(&a.modified_at).then_with(|| b.id.cmp(&a.id)));
        Ok((deals, more))
    }

    pub(super) async fn insert_deal(&self, new: &NewDeal) -> Result<String, CrmError> {
        let reference = checked(SERVICE, &new.reference)?;
        let stage = self.stage_name(new.stage.kind())?;
        if !is_id(&new.contact_id) {
            return Err(CrmError::Missing(new.contact_id.clone()));
        }
        let row = |fields: &Fields| self.deal_row(fields, new, (reference, stage));
        match self.write(DEALS, (Method::POST, "/Deals"), &row).await {
            Ok(details) => told_id(&details),
            Err(Failure::Refused(refusal)) if refusal.misses("Contact_Name") => {
                Err(CrmError::Missing(new.contact_id.clone()))
            }
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
            let amount = change.amount.and_then(|amount| number(&amount.to_string()));
            row.extend(amount.map(|amount| ("Amount".to_owned(), amount)));
            add_attributes(&mut row, &self.options.fields.deal, fields, &change.attributes);
            keep_changes(&mut row, &now);
            row
        };
        if row(&*self.fields(DEALS).await?).is_empty() {
            return Ok(false);
        }
        self.write_deal(id, &row).await?;
        Ok(true)
    }

    pub(super) async fn move_to(&self, id: &str, stage: &Stage) -> Result<Deal, CrmError> {
        let name = self.stage_name(stage.kind())?;
        let missing = || CrmError::Missing(id.to_owned());
        let (deal, now) = self.read_deal(id).await?.ok_or_else(missing)?;
        if deal.stage_name == name {
            return Ok(deal);
        }
        let extra = stage.attributes();
        let row = |fields: &Fields| {
            let mut row = Row::new();
            row.insert("Stage".to_owned(), json!(name));
            add_attributes(&mut row, &self.options.fields.deal, fields, &extra);
            row
        };
        let path = format!("/Deals/{id}");
        match self.write(DEALS, (Method::PUT, &path), &row).await {
            Ok(_) => {}
            Err(Failure::Refused(refusal)) if refusal.code == "RECORD_IN_BLUEPRINT" => {
                let extra = row(&*self.fields(DEALS).await?);
                self.move_in_blueprint((&deal, now), name, extra).await?;
            }
            Err(Failure::Refused(refusal)) if refusal.misses("id") => return Err(missing()),
            Err(failure) => return Err(failure.into()),
        }
        let (deal, _) = self.read_deal(id).await?.ok_or_else(missing)?;
        if deal.stage_name == name {
            return Ok(deal);
        }
        Err(CrmError::NoWay {
            from: deal.stage_name,
            to: name.to_owned(),
            reason: "the CRM took it, but the deal stands elsewhere: see its automations"
                .to_owned(),
        })
    }

    async fn write_deal(
        &self,
        id: &str,
        row: &(dyn Fn(&Fields) -> Row + Send + Sync),
    ) -> Result<(), CrmError> {
        match self.write(DEALS, (Method::PUT, &format!("/Deals/{id}")), row).await {
            Ok(_) => Ok(()),
            Err(Failure::Refused(refusal)) if refusal.misses("id") => {
                Err(CrmError::Missing(id.to_owned()))
            }
            Err(failure) => Err(failure.into()),
        }
    }

    fn stage_name(&self, stage: StageKind) -> Result<&str, CrmError> {
        self.options.stages.name(stage).ok_or(CrmError::NoStage(stage))
    }

    /// The field of its own that holds our key, if the shop has one.
    fn reference_field<'a>(&'a self, fields: &Fields) -> Option<&'a str> {
        let field = self.options.fields.deal.get(REFERENCE)?;
        fields.has(field).then_some(field.as_str())
    }

    fn deal_row(&self, fields: &Fields, new: &NewDeal, (key, stage): (&str, &str)) -> Row {
        let longest = fields.length("Deal_Name").unwrap_or(LONGEST_TITLE);
        let mut row = Row::new();
        add_attributes(&mut row, &self.options.fields.deal, fields, &new.attributes);
        add_attributes(&mut row, &self.options.fields.deal, fields, &new.stage.attributes());
        let title = match self.reference_field(fields) {
            Some(field) => {
                row.insert(field.to_owned(), json!(key));
                Some(cut(new.title.trim(), Some(longest))).filter(|title| !title.is_empty())
            }
            None => Some(with_key(&new.title, key, longest)),
        };
        row.insert("Deal_Name".to_owned(), json!(title.unwrap_or_else(|| key.to_owned())));
        row.insert("Stage".to_owned(), json!(stage));
        row.insert("Contact_Name".to_owned(), json!({ "id": new.contact_id }));
        let amount = new.amount.and_then(|amount| number(&amount.to_string()));
        row.extend(amount.map(|amount| ("Amount".to_owned(), amount)));
        if let Some(pipeline) = self.options.pipeline.as_deref().filter(|_| fields.has("Pipeline"))
        {
            row.insert("Pipeline".to_owned(), json!(pipeline));
        }
        if let Some(closes_on) = new.closes_on.filter(|_| fields.has("Closing_Date")) {
            row.insert("Closing_Date".to_owned(), json!(closes_on.to_string()));
        }
        row
    }

    fn deal_columns<'a>(&'a self, fields: &'a Fields) -> Vec<&'a str> {
        let own =
            ["id", "Deal_Name", "Stage", "Amount", "Contact_Name", "Created_Time", "Modified_Time"];
        fields.known(own.into_iter().chain(self.reference_field(fields)))
    }

    fn deal_of(&self, fields: &Fields, row: &Value) -> Option<Deal> {
        let title = lenient::text(&row["Deal_Name"]).unwrap_or_default();
        let in_field = self.reference_field(fields);
        let in_field = in_field.and_then(|field| lenient::text(&row[field]));
        let (words, in_title) = split(&title);
        let stage_name = lenient::text(&row["Stage"]).unwrap_or_default();
        Some(Deal {
            id: lenient::id(&row["id"])?,
            title: words.to_owned(),
            reference: in_field.or_else(|| in_title.map(str::to_owned)),
            contact_id: pointed_at(&row["Contact_Name"]),
            stage: self.options.stages.kind(&stage_name),
            stage_name,
            amount: lenient::decimal(&row["Amount"]),
            created_at: lenient::time(&row["Created_Time"]),
            modified_at: lenient::time(&row["Modified_Time"]),
        })
    }
}
