//! How Zoho CRM says no: to a whole call, to one row, and what our callers make of it.

use serde_json::Value;

use super::SERVICE;
use crate::crm::CrmError;
use crate::error::ProviderError;
use crate::lenient;

/// The longest message of Zoho's that is passed on, in characters.
const LONGEST_REASON: usize = 200;
/// What a row is told that has several faults.
const SEVERAL: &str = "MULTIPLE_OR_MULTI_ERRORS";

/// A refusal in Zoho's words.
#[derive(Debug, Clone)]
pub(super) struct Refusal {
    /// As Zoho writes it: `DUPLICATE_DATA`.
    pub(super) code: String,
    pub(super) message: String,
    pub(super) details: Value,
}

/// Why a call, or a row of it, came to nothing.
#[derive(Debug)]
pub(super) enum Failure {
    Refused(Refusal),
    Provider(ProviderError),
}

impl Refusal {
    /// The refusal of a whole call; `None` if `answer` is something else.
    pub(super) fn of_call(answer: &Value) -> Option<Self> {
        Self::read(answer).filter(|_| answer.get("data").is_none())
    }

    fn read(value: &Value) -> Option<Self> {
        let code = value["code"].as_str()?;
        let failed = value["status"].as_str().map_or(code != "SUCCESS", |said| said != "success");
        failed.then(|| Self {
            code: code.to_owned(),
            message: value["message"].as_str().unwrap_or("no reason was given").to_owned(),
            details: value["details"].clone(),
        })
    }

    /// The fields it is about.
    pub(super) fn fields(&self) -> Vec<&str> {
        let several = self.details["errors"].as_array().filter(|_| self.code == SEVERAL);
        let all: Vec<&Value> = match several {
            Some(errors) => errors.iter().map(|error| &error["details"]).collect(),
            None => vec![&self.details],
        };
        all.into_iter().filter_map(|details| details["api_name"].as_str()).collect()
    }

    /// The record that is there already.
    pub(super) fn duplicate(&self) -> Option<String> {
        let of = |details: &Value| {
            lenient::id(&details["id"]).or_else(|| lenient::id(&details["duplicate_record"]["id"]))
        };
        (self.code == "DUPLICATE_DATA").then(|| of(&self.details)).flatten()
    }

    /// Whether it says that the record `field` (`id`, or a lookup) names does not exist.
    pub(super) fn misses(&self, field: &str) -> bool {
        let of_path = self.details.get("resource_path_index").is_some() && field == "id";
        self.code == "INVALID_DATA" && (of_path || self.fields().contains(&field))
    }

    fn into_error(self) -> ProviderError {
        let fields = self.fields().join(", ");
        let about = if fields.is_empty() { String::new() } else { format!(" ({fields})") };
        let reason: String = self.message.chars().take(LONGEST_REASON).collect();
        ProviderError::Refused {
            service: SERVICE,
            code: self.code.to_lowercase().replace('_', ""),
            reason: format!("{reason}{about}"),
        }
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
            Failure::Refused(refusal) => match refusal.duplicate() {
                Some(existing) => {
                    let field = refusal.fields().first().copied().unwrap_or_default().to_owned();
                    Self::Duplicate { existing, field }
                }
                None => Self::Provider(refusal.into_error()),
            },
            Failure::Provider(error) => Self::Provider(error),
        }
    }
}

/// What Zoho tells of the one row that was written.
///
/// # Errors
///
/// The row's own refusal, whatever the status of the answer; unconfirmed if the answer says nothing
/// of it.
pub(super) fn written(answer: Option<&Value>) -> Result<Value, Failure> {
    let row = answer.map_or(&Value::Null, |answer| &answer["data"][0]);
    if row["status"] == "success" {
        return Ok(row["details"].clone());
    }
    match Refusal::read(row) {
        Some(refusal) if refusal.code != "INTERNAL_ERROR" => Err(Failure::Refused(refusal)),
        Some(_) | None => Err(Failure::Provider(ProviderError::Unconfirmed {
            service: SERVICE,
            source: "the answer does not say what became of the record".into(),
        })),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_row_is_judged_by_itself() {
        let good = json!({ "data": [{ "code": "SUCCESS", "status": "success",
            "details": { "id": "7" } }] });
        assert_eq!(written(Some(&good)).unwrap()["id"], "7");
        let twin = json!({ "data": [{ "code": "DUPLICATE_DATA", "status": "error",
            "details": { "api_name": "Email", "duplicate_record": { "id": "9" } } }] });
        let error = CrmError::from(written(Some(&twin)).unwrap_err());
        assert!(matches!(&error, CrmError::Duplicate { existing, field }
            if existing == "9" && field == "Email"));
        for unclear in [
            json!({ "data": [] }),
            json!({}),
            json!({ "data": [{ "code":
            "INTERNAL_ERROR", "status": "error" }] }),
        ] {
            let error = CrmError::from(written(Some(&unclear)).unwrap_err());
            assert!(error.is_unconfirmed(), "{unclear}");
        }
    }

    #[test]
    fn several_faults_name_all_fields() {
        let row = json!({ "data": [{ "code": SEVERAL, "status": "error", "message": "multiple",
            "details": { "errors": [{ "details": { "api_name": "Email" } },
                { "details": { "api_name": "Phone" } }] } }] });
        let error = CrmError::from(written(Some(&row)).unwrap_err());
        let text = error.to_string();
        assert!(text.contains("(multipleormultierrors): multiple (Email, Phone)"), "{text}");
    }
}
