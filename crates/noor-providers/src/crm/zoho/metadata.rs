//! What fields a module has, and how our words fit into them. Asked for every six hours.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use serde_json::{Value, json};

use crate::crm::title::cut;
use crate::lenient;

/// How long they are taken for true.
const FRESH: TimeDelta = TimeDelta::hours(6);

/// A field.
#[derive(Debug, Clone, Default)]
struct Field {
    data_type: String,
    length: Option<usize>,
    /// Of a pick list.
    values: Vec<String>,
    read_only: bool,
}

/// The fields of a module by their API names.
#[derive(Debug, Clone, Default)]
pub(super) struct Fields(BTreeMap<String, Field>);

impl Fields {
    /// Reads the answer; `None` if it lists nothing.
    pub(super) fn read(answer: &Value) -> Option<Self> {
        let rows = answer["fields"].as_array().filter(|rows| !rows.is_empty())?;
        let field = |row: &Value| {
            let values = row["pick_list_values"].as_array().into_iter().flatten();
            let values = values.filter_map(|value| {
                let value = lenient::text(&value["actual_value"])
                    .or_else(|| lenient::text(&value["display_value"]))?;
                (value != "-None-").then_some(value)
            });
            let field = Field {
                data_type: row["data_type"].as_str().unwrap_or_default().to_lowercase(),
                length: lenient::text(&row["length"]).and_then(|length| length.parse().ok()),
                values: values.collect(),
                read_only: lenient::flag(&row["read_only"]).unwrap_or(false),
            };
            Some((lenient::text(&row["api_name"])?, field))
        };
        Some(Self(rows.iter().filter_map(field).collect()))
    }

    pub(super) fn has(&self, name: &str) -> bool {
        name == "id" || self.0.contains_key(name)
    }

    /// Those of `names` that the module has, joined for a call.
    pub(super) fn known<'a>(&self, names: impl IntoIterator<Item = &'a str>) -> Vec<&'a str> {
        let mut known: Vec<&str> = Vec::new();
        for name in names {
            if self.has(name) && !known.contains(&name) {
                known.push(name);
            }
        }
        known
    }

    /// The fields for phone numbers, the usual ones first.
    pub(super) fn phones(&self) -> Vec<&str> {
        let phones = self.0.iter().filter(|(_, field)| field.data_type == "phone");
        let mut names: Vec<&str> = phones.map(|(name, _)| name.as_str()).collect();
        let usual = ["Phone", "Mobile"];
        names.sort_by_key(|name| usual.iter().position(|it| it == name).unwrap_or(usual.len()));
        names
    }

    /// The values of a pick list; empty if anything goes.
    pub(super) fn values(&self, name: &str) -> &[String] {
        self.0.get(name).map(|field| field.values.as_slice()).unwrap_or_default()
    }

    /// How many characters fit into a field.
    pub(super) fn length(&self, name: &str) -> Option<usize> {
        self.0.get(name).and_then(|field| field.length).filter(|length| *length > 0)
    }

    /// What to write into `name` for `text`; `None` if the module has no such field, or it does not
    /// take this.
    pub(super) fn value(&self, name: &str, text: &str) -> Option<Value> {
        let field = self.0.get(name).filter(|field| !field.read_only)?;
        let text = text.trim();
        let one_of = |text: &str| -> Option<String> {
            if field.values.is_empty() {
                return Some(text.to_owned());
            }
            let same = |value: &&String| value.to_lowercase() == text.to_lowercase();
            field.values.iter().find(same).cloned()
        };
        match field.data_type.as_str() {
            "picklist" => one_of(text).map(Value::String),
            "multiselectpicklist" => {
                let parts = text.split(';').map(str::trim).filter(|part| !part.is_empty());
                let chosen: Vec<String> = parts.filter_map(one_of).collect();
                (!chosen.is_empty()).then(|| json!(chosen))
            }
            "integer" | "bigint" => text.parse::<i64>().ok().map(|number| json!(number)),
            "double" | "currency" | "decimal" | "percent" => number(text),
            "boolean" => lenient::flag(&json!(text)).map(Value::Bool),
            "date" => {
                NaiveDate::parse_from_str(text, "%Y-%m-%d").ok().map(|date| json!(date.to_string()))
            }
            "datetime" | "lookup" | "ownerlookup" | "userlookup" | "multiselectlookup" => None,
            _ => Some(Value::String(cut(text, field.length))),
        }
    }
}

/// A number as JSON, digit by digit.
pub(super) fn number(text: &str) -> Option<Value> {
    let decimal = lenient::decimal(&json!(text))?;
    serde_json::from_str(&decimal.to_string()).ok()
}

/// The fields of modules, with the time they were read.
#[derive(Debug, Default)]
pub(super) struct Metadata {
    modules: Mutex<Modules>,
}

type Modules = HashMap<&'static str, (DateTime<Utc>, Arc<Fields>)>;

impl Metadata {
    pub(super) fn get(&self, module: &str, now: DateTime<Utc>) -> Option<Arc<Fields>> {
        let modules = self.modules();
        let (read_at, fields) = modules.get(module)?;
        (*read_at + FRESH > now).then(|| Arc::clone(fields))
    }

    pub(super) fn keep(&self, module: &'static str, now: DateTime<Utc>, fields: Arc<Fields>) {
        self.modules().insert(module, (now, fields));
    }

    /// They turned out to be wrong.
    pub(super) fn forget(&self, module: &str) {
        self.modules().remove(module);
    }

    fn modules(&self) -> MutexGuard<'_, Modules> {
        self.modules.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields() -> Fields {
        let field = |name: &str, data_type: &str, values: &[&str]| {
            let values: Vec<Value> =
                values.iter().map(|value| json!({ "actual_value": value })).collect();
            json!({ "api_name": name, "data_type": data_type, "length": 5,
                "pick_list_values": values })
        };
        let all = [
            field("Text", "text", &[]),
            field("Source", "picklist", &["-None-", "Chatbot"]),
            field("Segment", "multiselectpicklist", &["Horeca", "Wholesale"]),
            field("Chats", "integer", &[]),
            field("Worth", "currency", &[]),
            field("Told", "boolean", &[]),
            field("Due", "date", &[]),
            field("Owner", "ownerlookup", &[]),
            field("Home_Phone", "phone", &[]),
            field("Mobile", "phone", &[]),
            field("Phone", "phone", &[]),
        ];
        Fields::read(&json!({ "fields": all })).unwrap()
    }

    #[test]
    fn words_fit_into_fields_or_are_left_out() {
        let fields = fields();
        let cases = [
            ("Text", "مكاتب خشبية", json!("مكاتب")),
            ("Source", " chatbot ", json!("Chatbot")),
            ("Segment", "horeca; Nobody;wholesale", json!(["Horeca", "Wholesale"])),
            ("Chats", "12", json!(12)),
            ("Worth", "1,250.50", json!(1250.5)),
            ("Told", "yes", json!(true)),
            ("Due", "2026-03-05", json!("2026-03-05")),
        ];
        for (name, text, expected) in cases {
            assert_eq!(fields.value(name, text), Some(expected), "{name}");
        }
        let none = [
            ("Nickname", "x"),
            ("Source", "Fax"),
            ("Segment", "Nobody"),
            ("Chats", "many"),
            ("Worth", "much"),
            ("Told", "perhaps"),
            ("Due", "tomorrow"),
            ("Owner", "1"),
        ];
        for (name, text) in none {
            assert_eq!(fields.value(name, text), None, "{name}");
        }
    }

    #[test]
    fn the_usual_phones_come_first() {
        assert_eq!(fields().phones(), ["Phone", "Mobile", "Home_Phone"]);
        assert_eq!(fields().known(["id", "Phone", "Fax", "Phone"]), ["id", "Phone"]);
        assert!(Fields::read(&json!({ "fields": [] })).is_none());
    }

    #[test]
    fn they_are_true_for_six_hours() {
        let (metadata, now) = (Metadata::default(), DateTime::UNIX_EPOCH);
        metadata.keep("Deals", now, Arc::new(fields()));
        assert!(metadata.get("Deals", now + TimeDelta::hours(5)).is_some());
        assert!(metadata.get("Deals", now + TimeDelta::hours(6)).is_none());
        metadata.forget("Deals");
        assert!(metadata.get("Deals", now).is_none());
    }
}
