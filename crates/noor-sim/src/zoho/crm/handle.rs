//! The CRM from inside: what tests put in, read back and mark.

use chrono::TimeDelta;
use serde_json::Value;

use super::blueprint::ZohoTransition;
use super::check::Row;
use super::fields::{Field, Kind};
use super::module::Module;
use super::record::{Fields, Record};
use super::{Crm, CrmBehaviour, CrmWrite, ZohoAttachment, ZohoContact, ZohoDeal, ZohoNote};
use crate::lock;
use crate::zoho::Zoho;

impl Zoho {
    /// All contacts, oldest first.
    pub fn contacts(&self) -> Vec<ZohoContact> {
        self.crm(|crm| crm.of(Module::Contacts).map(ZohoContact::read).collect())
    }

    /// All deals, oldest first.
    pub fn deals(&self) -> Vec<ZohoDeal> {
        self.crm(|crm| crm.of(Module::Deals).map(ZohoDeal::read).collect())
    }

    /// All notes, oldest first.
    pub fn notes(&self) -> Vec<ZohoNote> {
        self.crm(|crm| crm.of(Module::Notes).map(ZohoNote::read).collect())
    }

    /// All files that hang on records, oldest first.
    pub fn attachments(&self) -> Vec<ZohoAttachment> {
        self.crm(|crm| crm.attachments.clone())
    }

    /// All writes that arrived over HTTP, oldest first.
    pub fn crm_writes(&self) -> Vec<CrmWrite> {
        self.crm(|crm| crm.writes.clone())
    }

    /// A person in the CRM writes down a contact, or writes over the one with its id. The search
    /// knows of it at once. Gives the id.
    pub fn put_contact(&self, contact: ZohoContact) -> String {
        self.put((Module::Contacts, contact.id.parse().ok()), contact.fields())
    }

    /// A person in the CRM writes down a deal, or writes over the one with its id. The search knows
    /// of it at once. Gives the id.
    pub fn put_deal(&self, deal: ZohoDeal) -> String {
        self.put((Module::Deals, deal.id.parse().ok()), deal.fields())
    }

    /// As if a person had typed a record in; the search knows of it at once. Gives the id.
    ///
    /// # Errors
    ///
    /// What the API would refuse, with its code.
    pub fn put_record(&self, module: &str, fields: &Value) -> Result<String, String> {
        let module = Module::named(module).ok_or_else(|| format!("{module} is no module"))?;
        let fields = fields.as_object().cloned().ok_or("the fields are no JSON object")?;
        let how = CrmBehaviour { search_lag_seconds: 0, ..self.behaviour().crm };
        let now = self.inner.basics.clock.now();
        let row = Row { module, fields, place: 0, now, how: &how };
        let outcome = lock(&self.inner.state).crm.insert(&row);
        let written = outcome.map_err(|fault| format!("{}: {}", fault.code, fault.details))?;
        Ok(written["details"]["id"].as_str().unwrap_or_default().to_owned())
    }

    /// A module's records as the API writes them, oldest first; `None` if there is no such module.
    pub fn records(&self, module: &str) -> Option<Vec<Value>> {
        let module = Module::named(module)?;
        let all = |crm: &mut Crm| {
            crm.of(module).map(|record| crm.written(record, &record.now, None)).collect()
        };
        Some(self.crm(all))
    }

    /// A person in the CRM removes a record; `false` if there is none with this id.
    pub fn remove_record(&self, id: &str) -> bool {
        let now = self.inner.basics.clock.now();
        self.crm(|crm| {
            let known = id.parse().ok().filter(|id| crm.records.contains_key(id));
            known.map(|id| crm.remove(id, now)).is_some()
        })
    }

    /// An administrator marks a field as unique; `false` if the module has no such field.
    pub fn mark_unique(&self, module: &str, field: &str) -> bool {
        self.change_field(module, field, |field| field.unique = true)
    }

    /// An administrator makes a field mandatory or not; `false` if the module has no such field.
    pub fn set_mandatory(&self, module: &str, field: &str, mandatory: bool) -> bool {
        self.change_field(module, field, |field| field.mandatory = mandatory)
    }

    /// An administrator adds a field for text; `false` if the module is unknown or has it already.
    pub fn add_field(&self, module: &str, field: &str) -> bool {
        let Some(module) = Module::named(module) else { return false };
        self.crm(|crm| {
            let new = crm.field(module, field).is_none();
            let fields = crm.fields.entry(module).or_default();
            let kind = Kind::Text(255);
            let field = Field { name: field.to_owned(), kind, mandatory: false, unique: false };
            fields.extend(new.then_some(field));
            new
        })
    }

    /// An administrator removes a field; `false` if the module has no such field.
    pub fn remove_field(&self, module: &str, field: &str) -> bool {
        let Some(module) = Module::named(module) else { return false };
        self.crm(|crm| {
            let fields = crm.fields.entry(module).or_default();
            let before = fields.len();
            fields.retain(|other| other.name != field);
            fields.len() < before
        })
    }

    /// Puts a deal under the blueprint; `false` if there is no deal with this id.
    pub fn lock_in_blueprint(&self, deal: &str) -> bool {
        self.crm(|crm| {
            let deal = deal.parse().ok().filter(|deal| crm.find(Module::Deals, *deal).is_some());
            deal.map(|deal| crm.blueprint.hold(deal)).is_some()
        })
    }

    /// Replaces the blueprint's transitions. Without this there is one from each stage to the next,
    /// and one from everywhere to `ON HOLD` and to `Closed Lost`.
    pub fn set_transitions(&self, transitions: Vec<ZohoTransition>) {
        self.crm(|crm| crm.blueprint.set_transitions(transitions));
    }

    fn crm<T>(&self, with: impl FnOnce(&mut Crm) -> T) -> T {
        with(&mut lock(&self.inner.state).crm)
    }

    fn change_field(&self, module: &str, field: &str, change: impl FnOnce(&mut Field)) -> bool {
        let Some(module) = Module::named(module) else { return false };
        self.crm(|crm| crm.field_mut(module, field).map(change).is_some())
    }

    fn put(&self, (module, id): (Module, Option<u64>), fields: Fields) -> String {
        let now = self.inner.basics.clock.now();
        self.crm(|crm| {
            let id = id.unwrap_or_else(|| crm.next_id());
            if let Some(record) = crm.records.get_mut(&id) {
                record.rewrite(fields, now, TimeDelta::zero());
            } else {
                let record = Record::new((module, id), fields, now, TimeDelta::zero());
                crm.records.insert(id, record);
            }
            id.to_string()
        })
    }
}
