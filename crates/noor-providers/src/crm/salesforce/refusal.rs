//! How Salesforce says no, and what our callers make of it.
//!
//! Source: Salesforce, REST API "Status Codes and Error Responses" and "Duplicate Rule Header", SOAP
//! API "Core Data Types" (the codes), March 2026. The key `duplicateResut` is Salesforce's own slip,
//! and both spellings are met.

use serde_json::Value;

use super::{SERVICE, is_id};
use crate::crm::CrmError;
use crate::error::ProviderError;
use crate::lenient;

/// The longest message of Salesforce's that is passed on, in characters.
const LONGEST_REASON: usize = 200;
/// A rule of the organization's says that the record is there already.
const DUPLICATES_DETECTED: &str = "DUPLICATES_DETECTED";
/// Another record has a value that only one may have.
const DUPLICATE_VALUE: &str = "DUPLICATE_VALUE";
/// A column or a field that is not there, or not for us, or a value that its list has no more.
const MISFITS: [&str; 3] =
    ["INVALID_FIELD", "INVALID_FIELD_FOR_INSERT_UPDATE", "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST"];
/// What an id points to is gone, or never was.
const POINTS_NOWHERE: [&str; 3] =
    ["INVALID_CROSS_REFERENCE_KEY", "ENTITY_IS_DELETED", "MALFORMED_ID"];
/// The organization's own rules stand against a change.
const RULES: [&str; 7] = [
    "FIELD_CUSTOM_VALIDATION_EXCEPTION",
    "FIELD_FILTER_VALIDATION_EXCEPTION",
    "CANNOT_EXECUTE_FLOW_TRIGGER",
    "CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY",
    "ENTITY_IS_LOCKED",
    "REQUIRED_FIELD_MISSING",
    "INACTIVE_OWNER_OR_USER",
];

/// A refusal in Salesforce's words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Refusal {
    /// As Salesforce writes it: `DUPLICATES_DETECTED`.
    pub(super) code: String,
    pub(super) message: String,
    pub(super) fields: Vec<String>,
    /// The ids of the records that are there already, the likeliest first.
    pub(super) duplicates: Vec<String>,
}

/// Why a call came to nothing.
#[derive(Debug)]
pub(super) enum Failure {
    /// What the path names does not exist.
    Missing,
    Refused(Refusal),
    Provider(ProviderError),
}

impl Refusal {
    /// Reads the list of errors that stands where an answer should; `None` if it is none.
    pub(super) fn read(answer: &Value) -> Option<Self> {
        let error = answer.get(0).unwrap_or(answer);
        let code = lenient::text(&error["errorCode"])?;
        let message = lenient::text(&error["message"]);
        let message = message.unwrap_or_else(|| "no reason was given".to_owned());
        let fields = error["fields"].as_array().into_iter().flatten();
        let fields = fields.filter_map(lenient::text).collect();
        let duplicates = match code.as_str() {
            DUPLICATES_DETECTED => matches(error),
            DUPLICATE_VALUE => id_in(&message).into_iter().collect(),
            _ => Vec::new(),
        };
        Some(Self { code, message, fields, duplicates })
    }

    /// Whether it says that the record is there already.
    pub(super) fn is_duplicate(&self) -> bool {
        [DUPLICATES_DETECTED, DUPLICATE_VALUE].contains(&self.code.as_str())
    }

    /// Whether a field, or a value of its list, is not there any more.
    pub(super) fn is_misfit(&self) -> bool {
        MISFITS.contains(&self.code.as_str())
    }

    /// Whether a rule of the organization's stands against it.
    pub(super) fn is_rule(&self) -> bool {
        RULES.contains(&self.code.as_str())
    }

    /// Whether it says that the record which `field` names does not exist.
    pub(super) fn misses(&self, field: &str) -> bool {
        let about = self.fields.is_empty() || self.fields.iter().any(|it| it == field);
        POINTS_NOWHERE.contains(&self.code.as_str()) && about
    }

    /// The message, and the fields it is about.
    pub(super) fn reason(&self) -> String {
        let reason: String = self.message.chars().take(LONGEST_REASON).collect();
        if self.fields.is_empty() {
            return reason;
        }
        format!("{reason} ({})", self.fields.join(", "))
    }

    /// The field whose value another record has, if the message names it.
    fn taken_field(&self) -> String {
        let named = self.message.split_once("found: ").map(|(_, rest)| rest);
        let named = named.and_then(|rest| rest.split_once(" duplicates")).map(|(name, _)| name);
        let told = self.fields.first().map(String::as_str);
        named.or(told).unwrap_or_default().to_owned()
    }

    fn into_error(self) -> ProviderError {
        refused(&self.code, &self.reason())
    }
}

/// The records that a rule matched. A contact may be matched with a lead, whose id is told last: it
/// is for a person to look at.
fn matches(error: &Value) -> Vec<String> {
    let result = ["duplicateResult", "duplicateResut"].into_iter().find_map(|key| error.get(key));
    let results = result.and_then(|result| result["matchResults"].as_array()).into_iter().flatten();
    let records = results.filter_map(|of_rule| of_rule["matchRecords"].as_array()).flatten();
    let mut ids: Vec<(bool, String)> = Vec::new();
    for row in records.map(|matched| &matched["record"]) {
        let Some(id) = lenient::text(&row["Id"]).filter(|id| is_id(id)) else { continue };
        let contact = row["attributes"]["type"].as_str().is_none_or(|kind| kind == "Contact");
        ids.push((!contact, id));
    }
    ids.sort_by_key(|(other, _)| *other);
    ids.into_iter().map(|(_, id)| id).collect()
}

/// Whose the value is, as Salesforce says it: `… duplicates value on record with id: 003…`.
fn id_in(message: &str) -> Option<String> {
    let (_, rest) = message.rsplit_once("id:")?;
    let id: String = rest.trim().chars().take_while(char::is_ascii_alphanumeric).collect();
    is_id(&id).then_some(id)
}

pub(super) fn refused(code: &str, reason: &str) -> ProviderError {
    ProviderError::Refused {
        service: SERVICE,
        code: code.to_lowercase().replace('_', ""),
        reason: reason.to_owned(),
    }
}

impl From<ProviderError> for Failure {
    fn from(error: ProviderError) -> Self {
        Self::Provider(error)
    }
}

impl From<Failure> for CrmError {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Missing => Self::Missing("what the call names".to_owned()),
            Failure::Refused(refusal) => match refusal.duplicates.first() {
                Some(existing) => {
                    let (existing, field) = (existing.clone(), refusal.taken_field());
                    Self::Duplicate { existing, field }
                }
                None => Self::Provider(refusal.into_error()),
            },
            Failure::Provider(error) => Self::Provider(error),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn matched(kind: &str, id: &str) -> Value {
        let url = format!("/services/data/v62.0/sobjects/{kind}/{id}");
        json!({ "record": { "attributes": { "type": kind, "url": url }, "Id": id } })
    }

    #[test]
    fn duplicates_are_found_under_either_spelling_contacts_first() {
        let rows =
            [matched("Lead", "00Q000000000001EAA"), matched("Contact", "003000000000001AAA")];
        for key in ["duplicateResult", "duplicateResut"] {
            let answer = json!([{ "errorCode": DUPLICATES_DETECTED, "message": "Use one of these?",
                key: { "matchResults": [{ "matchRecords": rows }] } }]);
            let refusal = Refusal::read(&answer).unwrap();
            assert_eq!(refusal.duplicates, ["003000000000001AAA", "00Q000000000001EAA"], "{key}");
        }
        let silent = json!([{ "errorCode": DUPLICATES_DETECTED, "message": "Use one of these?" }]);
        let refusal = Refusal::read(&silent).unwrap();
        assert!(refusal.is_duplicate() && refusal.duplicates.is_empty());
    }

    #[test]
    fn a_value_that_is_taken_names_its_field_and_record() {
        let message = "duplicate value found: Noor_Key__c duplicates value on record with id: \
                       006000000000001";
        let answer = json!([{ "errorCode": DUPLICATE_VALUE, "message": message, "fields": [] }]);
        let error = CrmError::from(Failure::Refused(Refusal::read(&answer).unwrap()));
        assert!(matches!(&error, CrmError::Duplicate { existing, field }
            if existing == "006000000000001" && field == "Noor_Key__c"));
    }

    #[test]
    fn a_refusal_tells_code_message_and_fields() {
        let answer = json!([{ "errorCode": "REQUIRED_FIELD_MISSING",
            "message": "Required fields are missing: [LastName]", "fields": ["LastName"] }]);
        let error = CrmError::from(Failure::Refused(Refusal::read(&answer).unwrap()));
        let expected = "Salesforce refused (requiredfieldmissing): \
                        Required fields are missing: [LastName] (LastName)";
        assert_eq!(error.to_string(), expected);
        for none in [json!([]), json!({}), json!([{ "message": "x" }]), json!(null)] {
            assert_eq!(Refusal::read(&none), None, "{none}");
        }
    }

    #[test]
    fn what_an_id_points_to_is_missed_where_it_stands() {
        let of = |fields: &[&str]| {
            Refusal::read(&json!([{ "errorCode": "INVALID_CROSS_REFERENCE_KEY", "message": "no",
                "fields": fields }]))
            .unwrap()
        };
        assert!(of(&[]).misses("WhoId") && of(&["WhoId"]).misses("WhoId"));
        assert!(!of(&["OwnerId"]).misses("WhoId"));
    }
}
