//! Salesforce: contacts, opportunities and tasks.
//!
//! Facts it holds to: queries (SOQL) see what was written a moment ago, which the search does not;
//! phones stand as they were typed; a contact that a rule calls a duplicate is refused with the ids
//! of those that are alike, perhaps; an opportunity needs a day on which it closes, and its contact is
//! tied to it as it is made; a note is a finished task, since that is one write and a note of
//! Salesforce's own is two; a token is good until it is not.
//!
//! Source: Salesforce, REST API "Object Rows", "Query" and "Object Describe", Object Reference
//! "Contact", "Opportunity", "Opportunity Contact Role" and "Task" (March 2026).

mod contacts;
mod deals;
mod descriptions;
mod fields;
mod id;
mod misfits;
mod notes;
mod oauth;
mod record;
mod refusal;
mod soql;
mod wire;

use std::sync::Arc;
use std::time::Duration;

use noor_core::clock::Clock;
use serde_json::{Map, Value};
use url::Url;

use self::descriptions::Descriptions;
use self::fields::Fields;
use self::id::{is_cursor, is_id, told_id};
pub use self::oauth::Credentials;
use self::oauth::Sessions;
use self::refusal::{Failure, refused};
use self::wire::{Call, SalesforceWire, unavailable};
use super::{
    Bounds, Capabilities, Contact, ContactChange, Contacts, Created, Crm, CrmError,
    CustomerContext, Deal, DealChange, FieldMap, NewContact, NewDeal, Note, Parent, Stage,
    StageMap,
};
use crate::lenient;
use crate::quota::Quota;

/// The service's name in errors.
pub const SERVICE: &str = "Salesforce";
/// The API's version that this was written against.
pub const API_VERSION: &str = "v62.0";
/// Queries know at once of what was written, but a write that nobody waits for any more may still be
/// under way, held up by the organization's own automations.
const SETTLES_AFTER: Duration = Duration::from_secs(30);
const CONTACT: &str = "Contact";
const OPPORTUNITY: &str = "Opportunity";
const TASK: &str = "Task";
/// Rows that a question may find.
const MOST_ROWS: usize = 2_000;

/// What the shop decides.
#[derive(Debug, Clone)]
pub struct Options {
    /// Where the organization is, by its My Domain: `https://example.my.salesforce.com`.
    pub base: Url,
    /// The API's version, usually [`API_VERSION`].
    pub api_version: String,
    /// The connected app.
    pub credentials: Credentials,
    /// The shop's own country in digits: `971`. Numbers without a country are taken for its.
    pub home: String,
    /// Which of our words go to which fields. The word `reference` of deals names the field that
    /// holds our key; without it the key stands at the end of the name.
    pub fields: FieldMap,
    /// The shop's names of the stages.
    pub stages: StageMap,
    /// The record type of new opportunities, by its name; `None` takes the user's own.
    pub record_type: Option<String>,
    /// The longest that one attempt of a call may take.
    pub timeout: Duration,
}

/// An organization in Salesforce.
#[derive(Debug)]
pub struct SalesforceCrm {
    wire: SalesforceWire,
    options: Options,
    descriptions: Descriptions,
    clock: Arc<dyn Clock>,
}

/// Fields and their values, as Salesforce takes them.
type Row = Map<String, Value>;

/// A call as it is made with the fields there are.
type Builder<'a> = &'a (dyn Fn(&Fields) -> Result<Call, CrmError> + Send + Sync);

impl SalesforceCrm {
    /// The organization of `options`, called within `quota`.
    pub fn new(
        http: reqwest::Client,
        quota: Arc<dyn Quota>,
        clock: Arc<dyn Clock>,
        options: Options,
    ) -> Self {
        let Options { base, credentials, timeout, .. } = options.clone();
        let sessions = Sessions::new(http.clone(), base, credentials, timeout, Arc::clone(&clock));
        let wire = SalesforceWire::new(http, sessions, quota, &options.api_version, timeout);
        Self { wire, options, descriptions: Descriptions::default(), clock }
    }

    /// The fields of an object, as they were at most six hours ago.
    async fn fields(&self, object: &'static str) -> Result<Arc<Fields>, Failure> {
        let now = self.clock.now();
        if let Some(fields) = self.descriptions.get(object, now) {
            return Ok(fields);
        }
        let path = format!("/sobjects/{object}/describe");
        let answer = match self.wire.call(&Call::get(path)).await {
            Err(Failure::Missing) => {
                let reason = format!(
                    "there is no {object}: check the API's version, and what the user may see"
                );
                return Err(refused("describe", &reason).into());
            }
            outcome => outcome?,
        };
        let fields = Fields::read(&answer).map(Arc::new);
        let fields =
            fields.ok_or_else(|| unavailable(None, format!("{object} has no fields listed")))?;
        self.descriptions.keep(object, now, Arc::clone(&fields));
        Ok(fields)
    }

    /// Makes a call that `build` makes with the fields there are. If Salesforce does not know one of
    /// them, nothing was done, and the fields may have changed: it is built once more with those of
    /// now.
    async fn call(
        &self,
        object: &'static str,
        build: Builder<'_>,
    ) -> Result<Result<Value, Failure>, CrmError> {
        let first = build(&*self.fields(object).await?)?;
        match self.wire.call(&first).await {
            Err(Failure::Refused(refusal)) if refusal.is_misfit() => {
                self.descriptions.forget(object);
                let anew = build(&*self.fields(object).await?)?;
                if anew == first {
                    return Ok(Err(Failure::Refused(refusal)));
                }
                Ok(self.wire.call(&anew).await)
            }
            outcome => Ok(outcome),
        }
    }

    /// One record; `None` if it does not exist.
    async fn record(
        &self,
        object: &'static str,
        id: &str,
        columns: &(dyn Fn(&Fields) -> Vec<String> + Send + Sync),
    ) -> Result<Option<Value>, CrmError> {
        if !is_id(id) {
            return Ok(None);
        }
        let build = |fields: &Fields| Ok(Call::record(object, id, &columns(fields)));
        match self.call(object, &build).await? {
            Ok(row) if row["Id"].as_str().is_some_and(is_id) => Ok(Some(row)),
            Ok(_) => Err(unavailable(None, "the answer has no record").into()),
            Err(Failure::Missing) => Ok(None),
            // It cannot be an id after all.
            Err(Failure::Refused(refusal)) if refusal.misses("Id") => Ok(None),
            Err(failure) => Err(failure.into()),
        }
    }

    /// The rows that a query finds, batch by batch; no more than it asks for.
    async fn select(
        &self,
        object: &'static str,
        build: Builder<'_>,
    ) -> Result<Vec<Value>, CrmError> {
        let mut answer = self.call(object, build).await??;
        let mut found = Vec::new();
        loop {
            let Some(Value::Array(rows)) = answer.get_mut("records").map(Value::take) else {
                // Nobody knows whether there are any.
                return Err(unavailable(None, "the answer has no rows").into());
            };
            let none = rows.is_empty();
            found.extend(rows);
            if lenient::flag(&answer["done"]) != Some(false) || found.len() >= MOST_ROWS {
                return Ok(found);
            }
            let next = lenient::text(&answer["nextRecordsUrl"]);
            let next = next.as_deref().and_then(|url| url.rsplit_once("/query/"));
            let Some((_, cursor)) = next.filter(|(_, cursor)| !none && is_cursor(cursor)) else {
                return Err(unavailable(None, "the answer does not say how it goes on").into());
            };
            answer = self.wire.call(&Call::get(format!("/query/{cursor}"))).await?;
        }
    }
}

#[async_trait::async_trait]
impl Crm for SalesforceCrm {
    fn name(&self) -> &'static str {
        "salesforce"
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
