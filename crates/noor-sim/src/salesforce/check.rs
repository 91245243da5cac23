//! Whether what was sent fits: fields there are, values they take, records that are pointed to.

use std::collections::BTreeMap;

use axum::http::StatusCode;
use chrono::NaiveDate;
use serde_json::{Map, Value, json};

use super::answer::Refusal;
use super::objects::RECORD_TYPES;
use super::schema::{Field, Kind, Object};
use super::{State, id};

/// What a record is to hold.
pub(super) type Values = BTreeMap<String, Value>;

/// What is done with a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Deed<'a> {
    Make,
    /// Of the record with this id.
    Change(&'a str),
}

impl State {
    /// The values of `sent`, if all of them fit; empty ones are null.
    pub(super) fn checked(
        &self,
        object: Object,
        sent: &Map<String, Value>,
        deed: Deed<'_>,
    ) -> Result<Values, Refusal> {
        let mut values = Values::new();
        for (name, value) in sent {
            let field = self.schema.field(object, name).ok_or_else(|| {
                let of = object.name();
                let message = format!("No such column '{name}' on sobject of type {of}");
                Refusal::bad("INVALID_FIELD", message)
            })?;
            let open = match deed {
                Deed::Make => field.createable,
                Deed::Change(_) => field.updateable,
            };
            if !open {
                let message = format!(
                    "Unable to create/update fields: {name}. Please check the security settings of \
                     this field and verify that it is read/write for your profile or permission set."
                );
                let refusal = Refusal::bad("INVALID_FIELD_FOR_INSERT_UPDATE", message);
                return Err(refusal.of([field.name.clone()]));
            }
            values.insert(field.name.clone(), self.fitting(field, value)?);
        }
        self.check_required(object, &values, deed)?;
        self.check_unique(object, &values, deed)?;
        if let Some(stage) = values.get("StageName").and_then(Value::as_str)
            && let Some(message) = self.forbidden_stages.get(stage)
        {
            return Err(Refusal::bad("FIELD_CUSTOM_VALIDATION_EXCEPTION", message.as_str()));
        }
        Ok(values)
    }

    fn fitting(&self, field: &Field, value: &Value) -> Result<Value, Refusal> {
        let name = &field.name;
        let value = match value {
            Value::Null => return Ok(Value::Null),
            Value::String(text) if text.trim().is_empty() => return Ok(Value::Null),
            Value::String(text) => json!(text.trim()),
            other => other.clone(),
        };
        let is_number = matches!(field.kind, Kind::Currency | Kind::Percent);
        let good_type = match &value {
            Value::String(_) => !is_number && field.kind != Kind::Flag,
            Value::Number(_) => is_number,
            Value::Bool(_) => field.kind == Kind::Flag,
            _ => false,
        };
        let date = || value.as_str().is_some_and(|it| it.parse::<NaiveDate>().is_ok());
        if !good_type || (field.kind == Kind::Date && !date()) {
            let message = format!("Cannot deserialize a value of {name} from {value}");
            return Err(Refusal::bad("JSON_PARSER_ERROR", message));
        }
        let Some(text) = value.as_str() else { return Ok(value) };
        if field.length > 0 && text.chars().count() > field.length {
            let message = format!("{name}: data value too large: … (max length={})", field.length);
            return Err(Refusal::bad("STRING_TOO_LONG", message).of([name.clone()]));
        }
        let email = |text: &str| {
            text.split_once('@').is_some_and(|(name, host)| {
                !name.is_empty() && host.contains('.') && !text.contains(char::is_whitespace)
            })
        };
        let listed = |text: &str| field.values.iter().any(|(own, _)| own == text);
        match field.kind {
            Kind::Email if !email(text) => {
                let message = format!("{name}: invalid email address: {text}");
                Err(Refusal::bad("INVALID_EMAIL_ADDRESS", message).of([name.clone()]))
            }
            Kind::Picked if !listed(text) => Err(not_listed(name, text)),
            Kind::PickedMany if !text.split(';').all(|part| listed(part.trim())) => {
                Err(not_listed(name, text))
            }
            Kind::Reference(of) => self.check_reference(name, text, of).map(Value::String),
            _ => Ok(value),
        }
    }

    fn check_reference(&self, name: &str, text: &str, of: &[Object]) -> Result<String, Refusal> {
        if name == "RecordTypeId" && RECORD_TYPES.iter().any(|(id, _, _)| *id == text) {
            return Ok(text.to_owned());
        }
        let Some(short) = id::short(text) else {
            let message = format!("{name}: id value of incorrect type: {text}");
            return Err(Refusal::bad("MALFORMED_ID", message).of([name.to_owned()]));
        };
        let known = of.iter().find_map(|object| self.find(*object, text));
        if let Some(record) = known {
            if self.locked.contains(&record.id) {
                return Err(locked(&record.id));
            }
            return Ok(record.id.clone());
        }
        if self.removed.contains(&short) {
            return Err(Refusal::bad("ENTITY_IS_DELETED", "entity is deleted"));
        }
        let message = "invalid cross reference id";
        Err(Refusal::bad("INVALID_CROSS_REFERENCE_KEY", message))
    }

    fn check_required(
        &self,
        object: Object,
        values: &Values,
        deed: Deed<'_>,
    ) -> Result<(), Refusal> {
        let required = self.schema.fields(object).iter().filter(|field| field.required);
        let missing = |field: &&Field| match (values.get(&field.name), deed) {
            (Some(value), _) => value.is_null(),
            (None, Deed::Make) => true,
            (None, Deed::Change(_)) => false,
        };
        let missing: Vec<String> =
            required.filter(missing).map(|field| field.name.clone()).collect();
        if missing.is_empty() {
            return Ok(());
        }
        let message = format!("Required fields are missing: [{}]", missing.join(", "));
        Err(Refusal::bad("REQUIRED_FIELD_MISSING", message).of(missing))
    }

    /// A value that only one record may have; whose it is only stands in the words.
    fn check_unique(&self, object: Object, values: &Values, deed: Deed<'_>) -> Result<(), Refusal> {
        for field in self.schema.fields(object).iter().filter(|field| field.unique) {
            let name = &field.name;
            let Some(value) = values.get(name).and_then(Value::as_str) else { continue };
            let same = |stored: &Value| {
                stored.as_str().is_some_and(|it| it.to_lowercase() == value.to_lowercase())
            };
            let holder = self.of(object).find(|record| {
                deed != Deed::Change(&record.id) && record.fields.get(name).is_some_and(same)
            });
            if let Some(holder) = holder {
                let short: String = holder.id.chars().take(15).collect();
                let message = format!(
                    "duplicate value found: {name} duplicates value on record with id: {short}"
                );
                return Err(Refusal::bad("DUPLICATE_VALUE", message));
            }
        }
        Ok(())
    }
}

fn not_listed(name: &str, text: &str) -> Refusal {
    let message = format!("{name}: bad value for restricted picklist field: {text}");
    Refusal::bad("INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST", message).of([name.to_owned()])
}

/// Somebody else is changing the record.
pub(super) fn locked(id: &str) -> Refusal {
    let message = format!("unable to obtain exclusive access to this record or 1 records: {id}");
    Refusal::new(StatusCode::BAD_REQUEST, "UNABLE_TO_LOCK_ROW", message)
}
