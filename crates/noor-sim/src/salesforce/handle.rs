//! What tests and the control API do with the organization.

use serde_json::Value;

use super::check::Deed;
use super::schema::{Field, Object};
use super::{Record, Salesforce, SalesforceBehaviour, SalesforceLimits, SalesforceRecord};
use crate::lock;

impl Salesforce {
    /// All records of an object (`Contact`, `Opportunity`, `OpportunityContactRole`, `Task`), oldest
    /// first; none of an unknown one.
    pub fn records(&self, object: &str) -> Vec<SalesforceRecord> {
        let Some(object) = Object::named(object) else { return Vec::new() };
        let state = lock(&self.inner.state);
        let record = |record: &Record| SalesforceRecord {
            id: record.id.clone(),
            fields: record.fields.clone(),
        };
        state.of(object).map(record).collect()
    }

    /// A person writes down a record with these fields, past the rule against duplicates. Gives the
    /// id.
    ///
    /// # Errors
    ///
    /// What the API would say of them.
    pub fn put_record(&self, object: &str, fields: &Value) -> Result<String, String> {
        let object = Object::named(object).ok_or_else(|| format!("there is no object {object}"))?;
        let fields = fields.as_object().ok_or_else(|| "fields are an object".to_owned())?;
        let now = self.inner.basics.clock.now();
        let mut state = lock(&self.inner.state);
        let values = state.checked(object, fields, Deed::Make).map_err(|no| no.words())?;
        Ok(state.insert(object, values, now))
    }

    /// A person removes a record, and what hangs on it; `false` if there is none with this id.
    pub fn remove(&self, id: &str) -> bool {
        lock(&self.inner.state).remove(id)
    }

    /// An administrator adds a field for text; `false` for unknown objects and fields there are.
    pub fn add_field(&self, object: &str, name: &str) -> bool {
        let Some(object) = Object::named(object) else { return false };
        lock(&self.inner.state).schema.add(object, name)
    }

    /// An administrator removes a field, and what stands in it; `false` if there is none.
    pub fn remove_field(&self, object: &str, name: &str) -> bool {
        let Some(object) = Object::named(object) else { return false };
        let mut state = lock(&self.inner.state);
        for record in state.records.iter_mut().filter(|record| record.object == object) {
            record.fields.remove(name);
        }
        state.schema.remove(object, name)
    }

    /// An administrator adds a value to a pick list; `false` if there is no such field.
    pub fn add_value(&self, object: &str, name: &str, value: &str) -> bool {
        let Some(object) = Object::named(object) else { return false };
        let added = (value.to_owned(), value.to_owned());
        let add = |field: &mut Field| field.values.push(added.clone());
        lock(&self.inner.state).schema.change(object, name, add)
    }

    /// Only one record may have a value of this field from now on; `false` if there is none.
    pub fn mark_unique(&self, object: &str, name: &str) -> bool {
        let Some(object) = Object::named(object) else { return false };
        lock(&self.inner.state).schema.change(object, name, |field| field.unique = true)
    }

    /// Nothing is written without this field from now on; `false` if there is none.
    pub fn set_required(&self, object: &str, name: &str) -> bool {
        let Some(object) = Object::named(object) else { return false };
        lock(&self.inner.state).schema.change(object, name, |field| field.required = true)
    }

    /// A rule keeps opportunities from the stage with this stored value, and says `message`.
    pub fn forbid_stage(&self, stage: &str, message: &str) {
        let (stage, message) = (stage.to_owned(), message.to_owned());
        lock(&self.inner.state).forbidden_stages.insert(stage, message);
    }

    /// Somebody else is changing the record, until [`Self::unlock`].
    pub fn lock(&self, id: &str) {
        lock(&self.inner.state).locked.insert(id.to_owned());
    }

    /// Nobody is changing any record any more.
    pub fn unlock(&self) {
        lock(&self.inner.state).locked.clear();
    }

    /// How the organization answers.
    pub fn behaviour(&self) -> SalesforceBehaviour {
        lock(&self.inner.state).behaviour.clone()
    }

    /// Changes how it answers.
    pub fn set_behaviour(&self, behaviour: SalesforceBehaviour) {
        lock(&self.inner.state).behaviour = behaviour;
    }

    /// Changes how often it may be called; calls that were made still count.
    pub fn set_limits(&self, limits: SalesforceLimits) {
        lock(&self.inner.state).limits = limits;
    }

    /// All tokens die; new ones are given.
    pub fn kill_sessions(&self) {
        lock(&self.inner.state).sessions.clear();
    }

    /// The grant is good for nothing from now on, and neither are its tokens.
    pub fn revoke(&self) {
        let mut state = lock(&self.inner.state);
        state.sessions.clear();
        state.revoked = true;
    }

    /// Forgets the records; fields and rules stay.
    pub fn reset_records(&self) {
        let mut state = lock(&self.inner.state);
        state.records.clear();
        state.removed.clear();
        state.cursors.clear();
        state.locked.clear();
    }
}
