//! What fields an object has, and how our words fit into them.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde_json::{Value, json};

use super::record::number;
use crate::crm::title::cut;
use crate::lenient;

/// Phones of somebody else, or of a machine.
const OTHER_PHONES: [&str; 2] = ["AssistantPhone", "Fax"];
/// The phones that most people have, in the order of how likely a messenger is on them.
const USUAL_PHONES: [&str; 2] = ["MobilePhone", "Phone"];

/// A field.
#[derive(Debug, Clone, Default)]
struct Field {
    kind: String,
    length: Option<usize>,
    /// Of a pick list: what is written, and what people see.
    values: Vec<(String, String)>,
    writable: bool,
    filterable: bool,
}

/// A kind of records that differ in what people do with them.
#[derive(Debug, Clone)]
struct RecordType {
    id: String,
    names: [String; 2],
}

/// The fields of an object by their API names.
#[derive(Debug, Clone, Default)]
pub(super) struct Fields {
    fields: BTreeMap<String, Field>,
    record_types: Vec<RecordType>,
}

impl Fields {
    /// Reads the description of an object; `None` if it lists nothing.
    pub(super) fn read(description: &Value) -> Option<Self> {
        let rows = description["fields"].as_array().filter(|rows| !rows.is_empty())?;
        let field = |row: &Value| Some((lenient::text(&row["name"])?, Field::read(row)));
        let types = description["recordTypeInfos"].as_array().into_iter().flatten();
        let record_type = |row: &Value| {
            let text = |key: &str| lenient::text(&row[key]).unwrap_or_default();
            let names = [text("name"), text("developerName")];
            Some(RecordType { id: lenient::text(&row["recordTypeId"])?, names })
        };
        let record_types = types.filter_map(record_type).collect();
        Some(Self { fields: rows.iter().filter_map(field).collect(), record_types })
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.fields.contains_key(name)
    }

    /// Those of `names` that the object has, each once.
    pub(super) fn known<'a>(&self, names: impl IntoIterator<Item = &'a str>) -> Vec<&'a str> {
        let mut known: Vec<&str> = Vec::new();
        for name in names {
            if self.has(name) && !known.contains(&name) {
                known.push(name);
            }
        }
        known
    }

    /// The fields for the person's own numbers, the usual ones first.
    pub(super) fn phones(&self) -> Vec<&str> {
        let phones = self.fields.iter().filter(|(name, field)| {
            field.kind == "phone" && field.filterable && !OTHER_PHONES.contains(&name.as_str())
        });
        let mut names: Vec<&str> = phones.map(|(name, _)| name.as_str()).collect();
        let place = |name: &&str| USUAL_PHONES.iter().position(|usual| usual == name);
        names.sort_by_key(|name| place(name).unwrap_or(USUAL_PHONES.len()));
        names
    }

    /// The one of [`Self::phones`] that a new number goes to.
    pub(super) fn phone_to_write(&self) -> Option<&str> {
        let writable = |name: &&str| self.fields.get(*name).is_some_and(|field| field.writable);
        self.phones().into_iter().find(writable)
    }

    /// How many characters fit into a field.
    pub(super) fn length(&self, name: &str) -> Option<usize> {
        self.fields.get(name).and_then(|field| field.length).filter(|length| *length > 0)
    }

    /// What is written for a value of a pick list that people know by this name. Capitals do not
    /// count.
    pub(super) fn picked(&self, name: &str, text: &str) -> Option<&str> {
        self.fields.get(name)?.picked(text)
    }

    /// What people see of a value.
    pub(super) fn label<'a>(&'a self, name: &str, value: &'a str) -> &'a str {
        let values = self.fields.get(name).map(|field| field.values.as_slice()).unwrap_or_default();
        let known = values.iter().find(|(own, _)| own == value);
        known.map_or(value, |(_, label)| label.as_str())
    }

    /// The id of a record type by its name, or by its API name.
    pub(super) fn record_type(&self, name: &str) -> Option<&str> {
        let is = |own: &String| own.to_lowercase() == name.trim().to_lowercase();
        let known = self.record_types.iter().find(|of| of.names.iter().any(is));
        known.map(|of| of.id.as_str())
    }

    /// Whether a field holds several values of its list.
    pub(super) fn is_several(&self, name: &str) -> bool {
        self.fields.get(name).is_some_and(|field| field.kind == "multipicklist")
    }

    /// What to write into `name` for `text`; `None` if the object has no such field, or it does not
    /// take this.
    pub(super) fn value(&self, name: &str, text: &str) -> Option<Value> {
        let field = self.fields.get(name).filter(|field| field.writable)?;
        let text = text.trim();
        match field.kind.as_str() {
            "picklist" => field.picked(text).map(Value::from),
            "multipicklist" => {
                let parts = text.split(';').map(str::trim).filter(|part| !part.is_empty());
                let chosen: Vec<&str> = parts.filter_map(|part| field.picked(part)).collect();
                (!chosen.is_empty()).then(|| json!(chosen.join(";")))
            }
            "int" => text.parse::<i64>().ok().map(|number| json!(number)),
            "double" | "currency" | "percent" => number(lenient::decimal(&json!(text))?),
            "boolean" => lenient::flag(&json!(text)).map(Value::Bool),
            "date" => {
                NaiveDate::parse_from_str(text, "%Y-%m-%d").ok().map(|date| json!(date.to_string()))
            }
            "string" | "textarea" | "email" | "phone" | "url" | "combobox" | "encryptedstring" => {
                Some(Value::String(cut(text, field.length)))
            }
            _ => None,
        }
    }
}

impl Field {
    fn read(row: &Value) -> Self {
        let flag = |key: &str| lenient::flag(&row[key]).unwrap_or(false);
        let values = row["picklistValues"].as_array().into_iter().flatten();
        let values = values.filter(|value| lenient::flag(&value["active"]).unwrap_or(true));
        let values = values.filter_map(|value| {
            let own = lenient::text(&value["value"])?;
            let label = lenient::text(&value["label"]).unwrap_or_else(|| own.clone());
            Some((own, label))
        });
        Self {
            kind: row["type"].as_str().unwrap_or_default().to_lowercase(),
            length: lenient::text(&row["length"]).and_then(|length| length.parse().ok()),
            values: values.collect(),
            writable: flag("createable") && flag("updateable"),
            filterable: lenient::flag(&row["filterable"]).unwrap_or(true),
        }
    }

    fn picked(&self, text: &str) -> Option<&str> {
        let text = text.trim().to_lowercase();
        let by_value = self.values.iter().find(|(value, _)| value.to_lowercase() == text);
        let by_label = || self.values.iter().find(|(_, label)| label.to_lowercase() == text);
        by_value.or_else(by_label).map(|(value, _)| value.as_str())
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    pub(in super::super) fn fields() -> Fields {
        let field = |name: &str, kind: &str, values: &[(&str, &str)]| {
            let values: Vec<Value> = values
                .iter()
                .map(|(value, label)| json!({ "value": value, "label": label, "active": true }))
                .collect();
            json!({ "name": name, "type": kind, "length": 5, "createable": true,
                "updateable": name != "Worked_Out", "picklistValues": values })
        };
        let segments = [("horeca", "Hotels"), ("wholesale", "Wholesale")];
        let all = [
            field("Text", "string", &[]),
            field("Source", "picklist", &[("Chatbot", "Chat bot")]),
            field("Segment", "multipicklist", &segments),
            field("Chats", "int", &[]),
            field("Worth", "currency", &[]),
            field("Told", "boolean", &[]),
            field("Due", "date", &[]),
            field("OwnerId", "reference", &[]),
            field("Worked_Out", "string", &[]),
            field("Fax", "phone", &[]),
            field("HomePhone", "phone", &[]),
            field("MobilePhone", "phone", &[]),
            field("Phone", "phone", &[]),
        ];
        let types = json!([{ "recordTypeId": "012000000000001AAA", "name": "Online shop",
            "developerName": "Online_Shop" }]);
        Fields::read(&json!({ "fields": all, "recordTypeInfos": types })).unwrap()
    }

    #[test]
    fn words_fit_into_fields_or_are_left_out() {
        let fields = fields();
        let cases = [
            ("Text", "مكاتب خشبية", json!("مكاتب")),
            ("Source", " chat BOT ", json!("Chatbot")),
            ("Segment", "hotels; Nobody;wholesale", json!("horeca;wholesale")),
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
            ("OwnerId", "1"),
            ("Worked_Out", "x"),
        ];
        for (name, text) in none {
            assert_eq!(fields.value(name, text), None, "{name}");
        }
    }

    #[test]
    fn the_usual_phones_come_first_and_faxes_not_at_all() {
        let fields = fields();
        assert_eq!(fields.phones(), ["MobilePhone", "Phone", "HomePhone"]);
        assert_eq!(fields.known(["Phone", "Pager", "Phone"]), ["Phone"]);
        assert_eq!(fields.record_type("online_shop"), Some("012000000000001AAA"));
        assert_eq!(fields.record_type("Shop"), None);
        assert!(Fields::read(&json!({ "fields": [] })).is_none());
    }
}
