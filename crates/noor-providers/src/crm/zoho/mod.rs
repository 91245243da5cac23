//! Zoho CRM: contacts, deals and notes.
//!
//! Facts it holds to: the search lags behind and shows what was, so whatever matters is asked with
//! COQL or by id; a row is written only if its own result says so; a deal in a blueprint changes its
//! stage by transitions only; there is no key by which Zoho knows a repeat, so our reference stands
//! in a deal's title (or in a field of its own) and our key in a note's.
//!
//! Source: Zoho CRM v8, "Records", "Search", "COQL", "Notes", "Blueprint" and "Fields metadata"
//! (March 2026).

mod blueprint;
mod contacts;
mod coql;
mod deals;
mod metadata;
mod misfits;
mod notes;
mod record;
mod refusal;
mod wire;

use std::sync::Arc;
use std::time::Duration;

use noor_core::clock::Clock;
use reqwest::Method;
use serde_json::{Map, Value, json};

use self::metadata::{Fields, Metadata};
use self::refusal::{Failure, written};
use self::wire::{Call, CrmWire, unavailable};
use super::{
    Bounds, Capabilities, Contact, ContactChange, Contacts, Created, Crm, CrmError,
    CustomerContext, Deal, DealChange, FieldMap, NewContact, NewDeal, Note, Parent, Stage,
    StageMap,
};
use crate::quota::Quota;
use crate::zoho::oauth::ZohoAuth;

/// The service's name in errors.
pub const SERVICE: &str = "Zoho CRM";
const CONTACTS: &str = "Contacts";
const DEALS: &str = "Deals";
/// Rows a page, and the most that one call gives.
const PER_PAGE: usize = 200;
/// What Zoho says of a value, or of a column, that does not fit.
const MISFITS: [&str; 4] =
    ["INVALID_DATA", "MULTIPLE_OR_MULTI_ERRORS", "INVALID_QUERY", "SYNTAX_ERROR"];

/// What the shop decides.
#[derive(Debug, Clone)]
pub struct Options {
    /// The shop's own country in digits: `971`. Numbers without a country are taken for its.
    pub home: String,
    /// Which of our words go to which fields. The word `reference` of deals names the field that
    /// holds our key; without it the key stands at the end of the title.
    pub fields: FieldMap,
    /// The shop's names of the stages.
    pub stages: StageMap,
    /// The pipeline of new deals, where the organization has pipelines.
    pub pipeline: Option<String>,
    /// The longest that one attempt of a call may take.
    pub timeout: Duration,
}

/// An organization in Zoho CRM.
#[derive(Debug)]
pub struct ZohoCrm {
    wire: CrmWire,
    options: Options,
    metadata: Metadata,
    clock: Arc<dyn Clock>,
}

/// Fields and their values, as Zoho takes them.
type Row = Map<String, Value>;

impl ZohoCrm {
    /// The organization of `auth`, called within `quota`, which is the CRM's own and not
    /// Inventory's.
    pub fn new(
        http: reqwest::Client,
        auth: Arc<ZohoAuth>,
        quota: Arc<dyn Quota>,
        clock: Arc<dyn Clock>,
        options: Options,
    ) -> Self {
        let wire = CrmWire::new(http, auth, quota, options.timeout);
        Self { wire, options, metadata: Metadata::default(), clock }
    }

    /// Reads; `None` if there is nothing.
    async fn get(
        &self,
        area: &'static str,
        path: &str,
        query: &[(&'static str, String)],
    ) -> Result<Option<Value>, Failure> {
        let call = Call { method: Method::GET, path, query, body: None, area, reads: true };
        self.wire.call(&call).await
    }

    /// The fields of a module, as they were at most six hours ago.
    async fn fields(&self, module: &'static str) -> Result<Arc<Fields>, Failure> {
        let now = self.clock.now();
        if let Some(fields) = self.metadata.get(module, now) {
            return Ok(fields);
        }
        let query = [("module", module.to_owned())];
        let answer = self.get("CRM settings", "/settings/fields", &query).await?;
        let fields = answer.as_ref().and_then(Fields::read).map(Arc::new);
        let fields =
            fields.ok_or_else(|| unavailable(None, format!("{module} has no fields listed")))?;
        self.metadata.keep(module, now, Arc::clone(&fields));
        Ok(fields)
    }

    /// The rows that a query finds, written by `query` with the fields there are. If Zoho does not
    /// take it, the fields may have changed: it is written once more with those of now.
    async fn select(
        &self,
        module: &'static str,
        query: &(dyn Fn(&Fields) -> Option<String> + Send + Sync),
    ) -> Result<Vec<Value>, Failure> {
        let fields = self.fields(module).await?;
        let Some(first) = query(&fields) else { return Ok(Vec::new()) };
        match self.ask(&first).await {
            Err(Failure::Refused(refusal)) if MISFITS.contains(&refusal.code.as_str()) => {
                self.metadata.forget(module);
                let anew = query(&*self.fields(module).await?);
                match anew.filter(|anew| *anew != first) {
                    Some(anew) => self.ask(&anew).await,
                    None => Err(Failure::Refused(refusal)),
                }
            }
            outcome => outcome,
        }
    }

    async fn ask(&self, query: &str) -> Result<Vec<Value>, Failure> {
        let body = json!({ "select_query": query });
        let call = Call {
            method: Method::POST,
            path: "/coql",
            query: &[],
            body: Some(&body),
            area: "CRM queries",
            reads: true,
        };
        rows(self.wire.call(&call).await?)
    }

    /// Writes one row, built by `row` with the fields there are, and gives what Zoho tells of it. If
    /// Zoho does not take it, the fields may have changed: then nothing was written, and it is built
    /// once more with those of now.
    async fn write(
        &self,
        module: &'static str,
        (method, path): (Method, &str),
        row: &(dyn Fn(&Fields) -> Row + Send + Sync),
    ) -> Result<Value, Failure> {
        let first = row(&*self.fields(module).await?);
        match self.send(module, method.clone(), path, &first).await {
            Err(Failure::Refused(refusal)) if MISFITS.contains(&refusal.code.as_str()) => {
                self.metadata.forget(module);
                let anew = row(&*self.fields(module).await?);
                if anew == first {
                    return Err(Failure::Refused(refusal));
                }
                self.send(module, method, path, &anew).await
            }
            outcome => outcome,
        }
    }

    async fn send(
        &self,
        area: &'static str,
        method: Method,
        path: &str,
        row: &Row,
    ) -> Result<Value, Failure> {
        let body = json!({ "data": [row] });
        let call = Call { method, path, query: &[], body: Some(&body), area, reads: false };
        written(self.wire.call(&call).await?.as_ref())
    }
}

/// The rows of an answer; none if there was nothing to return.
///
/// # Errors
///
/// An answer without rows is a broken one: nobody knows whether there are any.
fn rows(answer: Option<Value>) -> Result<Vec<Value>, Failure> {
    match answer.map(|mut answer| answer["data"].take()) {
        None => Ok(Vec::new()),
        Some(Value::Array(rows)) => Ok(rows),
        Some(_) => Err(unavailable(None, "the answer has no rows").into()),
    }
}

/// Whether more rows follow than an answer holds.
fn more(answer: Option<&Value>) -> bool {
    answer.is_some_and(|answer| answer["info"]["more_records"] == true)
}

/// Whether it can be an id of Zoho's: anything else names nothing.
fn is_id(id: &str) -> bool {
    !id.is_empty() && id.len() <= 20 && id.bytes().all(|byte| byte.is_ascii_digit())
}

#[async_trait::async_trait]
impl Crm for ZohoCrm {
    fn name(&self) -> &'static str {
        "zoho"
    }

    fn capabilities(&self) -> Capabilities {
        Capabilities { longest_note: notes::LONGEST_TEXT, settles_after: Duration::ZERO }
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
