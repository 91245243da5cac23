//! HubSpot: contacts, deals and notes, with the token of a private app.
//!
//! Facts it holds to: the search lags behind by seconds, so whatever can be is asked by id or by what
//! records are tied to; all values are texts; stages and pipelines are ids, which the shop knows by
//! name; an email address belongs to one contact, and whose it is only stands in the words of the
//! refusal; notes are HTML.
//!
//! Source: HubSpot, CRM API v3 "Contacts", "Deals", "Notes", "Search", "Pipelines", and
//! "Associations" v4 (March 2026).

mod contacts;
mod deals;
mod notes;
mod schema;
mod wire;

use std::sync::Arc;
use std::time::Duration;

use noor_core::clock::Clock;
use reqwest::Method;
use secrecy::SecretString;
use serde_json::{Map, Value, json};
use url::Url;

use self::schema::Kept;
use self::wire::{Call, Failure, HubSpotWire, unavailable, unconfirmed};
use super::{
    Bounds, Capabilities, Contact, ContactChange, Contacts, Created, Crm, CrmError,
    CustomerContext, Deal, DealChange, FieldMap, NewContact, NewDeal, Note, Parent, Stage,
    StageMap,
};
use crate::lenient;
use crate::quota::Quota;

/// The service's name in errors.
pub const SERVICE: &str = "HubSpot";
/// How long the search may not know of what was written.
const SETTLES_AFTER: Duration = Duration::from_secs(30);
/// Records of one batch.
const BATCH: usize = 100;
/// Records tied to one that are looked at, and those of a page.
const MOST_TIED: usize = 2_000;
const PER_PAGE: usize = 500;

/// What the shop decides.
#[derive(Debug, Clone)]
pub struct Options {
    /// Where HubSpot is: `https://api.hubapi.com`.
    pub base: Url,
    /// The token of a private app.
    pub token: SecretString,
    /// The shop's own country in digits: `971`. Numbers without a country are taken for its.
    pub home: String,
    /// Which of our words go to which properties. The word `reference` of deals names the property
    /// that holds our key; without it the key stands at the end of the name.
    pub fields: FieldMap,
    /// The shop's names of the stages.
    pub stages: StageMap,
    /// The pipeline of deals, by name or id; `None` takes the first that has the stage.
    pub pipeline: Option<String>,
    /// The longest that a call may take.
    pub timeout: Duration,
}

/// An account of HubSpot's.
#[derive(Debug)]
pub struct HubSpotCrm {
    wire: HubSpotWire,
    options: Options,
    schema: Kept,
    clock: Arc<dyn Clock>,
}

/// Properties and their values, as HubSpot takes them.
type Properties = Map<String, Value>;

impl HubSpotCrm {
    /// The account of `options`, called within `quota`.
    pub fn new(
        http: reqwest::Client,
        quota: Arc<dyn Quota>,
        clock: Arc<dyn Clock>,
        options: Options,
    ) -> Self {
        let token = options.token.clone();
        let wire = HubSpotWire::new(http, &options.base, token, quota, options.timeout);
        Self { wire, options, schema: Kept::default(), clock }
    }

    async fn get(&self, path: &str, query: &[(&'static str, String)]) -> Result<Value, Failure> {
        let call = Call { method: Method::GET, path, query, body: None, reads: true };
        self.wire.call(&call).await
    }

    /// Asks with a body.
    async fn ask(&self, path: &str, body: &Value) -> Result<Value, Failure> {
        let call = Call { method: Method::POST, path, query: &[], body: Some(body), reads: true };
        self.wire.call(&call).await
    }

    async fn write(&self, method: Method, path: &str, body: &Value) -> Result<Value, Failure> {
        let call = Call { method, path, query: &[], body: Some(body), reads: false };
        self.wire.call(&call).await
    }

    /// One record; `None` if it does not exist.
    async fn record(
        &self,
        kind: &str,
        id: &str,
        query: &[(&'static str, String)],
    ) -> Result<Option<Value>, Failure> {
        if !is_id(id) {
            return Ok(None);
        }
        match self.get(&format!("/crm/v3/objects/{kind}/{id}"), query).await {
            Ok(row) => Ok(Some(row)),
            Err(Failure::Missing) => Ok(None),
            Err(failure) => Err(failure),
        }
    }

    /// The records of kind `to` that one is tied to, as many as are looked at; none if it does not
    /// exist.
    async fn tied(
        &self,
        (kind, id): (&str, &str),
        to: &str,
        properties: &[&str],
    ) -> Result<(Vec<Value>, bool), Failure> {
        let path = format!("/crm/v4/objects/{kind}/{id}/associations/{to}");
        let mut ids: Vec<String> = Vec::new();
        let mut after: Option<String> = None;
        loop {
            let mut query = vec![("limit", PER_PAGE.to_string())];
            query.extend(after.take().map(|after| ("after", after)));
            let answer = match self.get(&path, &query).await {
                Err(Failure::Missing) => return Ok((Vec::new(), false)),
                outcome => outcome?,
            };
            let rows = rows(&answer)?;
            ids.extend(rows.iter().filter_map(|row| lenient::id(&row["toObjectId"])));
            after = lenient::text(&answer["paging"]["next"]["after"]);
            if after.is_none() || ids.len() >= MOST_TIED {
                break;
            }
        }
        let mut records = Vec::new();
        for batch in ids.chunks(BATCH) {
            let inputs: Vec<Value> = batch.iter().map(|id| json!({ "id": id })).collect();
            let body = json!({ "inputs": inputs, "properties": properties });
            let answer = self.ask(&format!("/crm/v3/objects/{to}/batch/read"), &body).await?;
            records.extend(rows(&answer)?.iter().cloned());
        }
        Ok((records, after.is_some()))
    }

    /// The settings that HubSpot does not know.
    async fn settings_that_do_not_fit(&self) -> Result<Vec<String>, CrmError> {
        let schema = self.schema().await?;
        let kinds = [
            ("Contacts", &self.options.fields.contact, &schema.contact),
            ("Deals", &self.options.fields.deal, &schema.deal),
        ];
        let mut misfits = Vec::new();
        for (kind, map, known) in kinds {
            let unknown = map.iter().filter(|(_, name)| !known.contains(*name));
            misfits.extend(unknown.map(|(word, name)| {
                format!("{kind} have no property {name}, which {word} should go to")
            }));
        }
        let pipeline = self.options.pipeline.as_deref();
        let unknown = self.options.stages.names();
        let unknown = unknown.filter(|(_, name)| schema.stage(name, pipeline).is_none());
        misfits.extend(
            unknown.map(|(stage, name)| format!("Deals have no stage {name:?} for {stage}")),
        );
        Ok(misfits)
    }
}

/// The rows of an answer.
///
/// # Errors
///
/// An answer without rows is a broken one: nobody knows whether there are any.
fn rows(answer: &Value) -> Result<&Vec<Value>, Failure> {
    let none = || Failure::Provider(unavailable(None, "the answer has no rows"));
    answer["results"].as_array().ok_or_else(none)
}

/// The id of what was written.
fn told_id(answer: &Value) -> Result<String, CrmError> {
    let none = || unconfirmed("the answer does not say what was written").into();
    lenient::id(&answer["id"]).ok_or_else(none)
}

/// Whether it can be an id of HubSpot's: anything else names nothing.
fn is_id(id: &str) -> bool {
    !id.is_empty() && id.len() <= 20 && id.bytes().all(|byte| byte.is_ascii_digit())
}

/// Leaves only those values in `wanted` that differ from what stands in `now`.
fn keep_changes(wanted: &mut Properties, now: &Value) {
    wanted.retain(|name, value| {
        let now = &now["properties"][name.as_str()];
        let numbers = lenient::decimal(now).zip(lenient::decimal(value));
        match numbers {
            Some((now, wanted)) => now != wanted,
            None => lenient::text(now) != lenient::text(value),
        }
    });
}

#[async_trait::async_trait]
impl Crm for HubSpotCrm {
    fn name(&self) -> &'static str {
        "hubspot"
    }

    fn capabilities(&self) -> Capabilities {
        Capabilities { longest_note: notes::LONGEST_TEXT, settles_after: SETTLES_AFTER }
    }

    async fn misfits(&self) -> Result<Vec<String>, CrmError> {
        self.settings_that_do_not_fit().await
    }

    async fn contact_by_phone(&self, phone: &str) -> Result<Contacts, CrmError> {
        self.contacts_with(phone).await
    }

    async fn contact(&self, id: &str) -> Result<Option<Contact>, CrmError> {
        Ok(self.read_contact(id).await?.map(|(contact, _)| contact))
    }

    async fn create_contact(&self, new: &NewContact) -> Result<Created, CrmError> {
        self.insert_contact(new).await
    }

    async fn update_contact(&self, id: &str, change: &ContactChange) -> Result<bool, CrmError> {
        self.change_contact(id, change).await
    }

    async fn deal_by_reference(&self, reference: &str) -> Result<Option<Deal>, CrmError> {
        self.deal_with(reference).await
    }

    async fn deal(&self, id: &str) -> Result<Option<Deal>, CrmError> {
        Ok(self.read_deal(id).await?.map(|(deal, _)| deal))
    }

    async fn create_deal(&self, new: &NewDeal) -> Result<String, CrmError> {
        self.insert_deal(new).await
    }

    async fn update_deal(&self, id: &str, change: &DealChange) -> Result<bool, CrmError> {
        self.change_deal(id, change).await
    }

    async fn move_deal(&self, id: &str, stage: &Stage) -> Result<Deal, CrmError> {
        self.move_to(id, stage).await
    }

    async fn add_note(&self, parent: &Parent, note: &Note) -> Result<String, CrmError> {
        self.insert_note(parent, note).await
    }

    async fn note_by_key(&self, parent: &Parent, key: &str) -> Result<Option<String>, CrmError> {
        self.note_with(parent, key).await
    }

    async fn context_of(
        &self,
        contact_id: &str,
        bounds: Bounds,
    ) -> Result<Option<CustomerContext>, CrmError> {
        let Some((contact, _)) = self.read_contact(contact_id).await? else { return Ok(None) };
        let (deals, more) = self.deals_of(contact_id).await?;
        Ok(Some(CustomerContext::new(contact, &deals, bounds, more)))
    }
}
