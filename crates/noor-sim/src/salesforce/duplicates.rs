//! The rule against contacts that are there already: the same email, or the same name and number.

use serde_json::{Value, json};

use super::answer::Refusal;
use super::check::Values;
use super::schema::Object;
use super::{Record, State};

const RULE: &str = "Standard_Contact_Duplicate_Rule";
const MESSAGE: &str = "Use one of these records?";

impl State {
    /// Whether contacts like these values are there, other than the one with the id `own`.
    pub(super) fn check_duplicates(
        &self,
        values: &Values,
        own: Option<&str>,
        version: &str,
    ) -> Result<(), Refusal> {
        if !self.behaviour.duplicate_rule {
            return Ok(());
        }
        let others = self.of(Object::Contact).filter(|record| own != Some(record.id.as_str()));
        let alike: Vec<&Record> = others.filter(|record| alike(values, &record.fields)).collect();
        if alike.is_empty() {
            return Ok(());
        }
        let refusal = Refusal::bad("DUPLICATES_DETECTED", MESSAGE);
        if self.behaviour.duplicates_unnamed {
            return Err(refusal);
        }
        let key = if self.behaviour.duplicate_slip { "duplicateResut" } else { "duplicateResult" };
        let columns = ["Id".to_owned()];
        let rows: Vec<Value> = alike
            .iter()
            .map(|record| {
                json!({ "additionalInformation": [], "fieldDiffs": [], "matchConfidence": 100.0,
                    "record": record.shown(version, &columns) })
            })
            .collect();
        let matched = json!({ "entityType": "Contact", "errors": [], "success": true,
            "matchEngine": "FuzzyMatchEngine", "rule": "Standard_Contact_Match_Rule_v1_1",
            "size": rows.len(), "matchRecords": rows });
        let result = json!({ "allowSave": true, "duplicateRule": RULE,
            "duplicateRuleEntityType": "Contact", "errorMessage": MESSAGE,
            "matchResults": [matched] });
        Err(refusal.with(key, result))
    }
}

fn alike(values: &Values, stored: &Values) -> bool {
    let same = |name: &str, reading: fn(&str) -> String| {
        let of = |values: &Values| values.get(name).and_then(Value::as_str).map(reading);
        of(values).is_some_and(|own| of(stored).is_some_and(|other| own == other))
    };
    let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
    let same_phone = ["Phone", "MobilePhone"].into_iter().any(|name| same(name, digits));
    same("Email", str::to_lowercase) || (same("LastName", str::to_lowercase) && same_phone)
}
