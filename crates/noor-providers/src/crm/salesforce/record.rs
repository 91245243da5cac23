//! What goes into a record and what stands in it, by our words; and which of ours differ.

use rust_decimal::Decimal;
use serde_json::Value;

use super::Row;
use super::fields::Fields;
use crate::crm::Attributes;
use crate::lenient;

impl Fields {
    /// Adds `attributes` to `row`, each under the field that `map` names for it. What has no field,
    /// or does not fit into it, is left out.
    pub(super) fn add(&self, row: &mut Row, map: &Attributes, attributes: &Attributes) {
        for (word, text) in attributes {
            let Some(name) = map.get(word).filter(|_| !text.trim().is_empty()) else { continue };
            if let Some(value) = self.value(name, text) {
                row.insert(name.clone(), value);
            } else {
                tracing::warn!(
                    attribute = word.as_str(),
                    field = name.as_str(),
                    "the CRM has no such field, or it does not take this value"
                );
            }
        }
    }

    /// What stands in the fields that `map` names, by our words; of pick lists what people see.
    pub(super) fn attributes(&self, map: &Attributes, row: &Value) -> Attributes {
        let read = |(word, name): (&String, &String)| {
            let text = words(&row[name.as_str()])?;
            let parts =
                if self.is_several(name) { text.split(';').collect() } else { vec![text.as_str()] };
            let labels = parts.into_iter().map(|part| self.label(name, part.trim()));
            Some((word.clone(), labels.collect::<Vec<_>>().join("; ")))
        };
        map.iter().filter_map(read).collect()
    }

    /// Leaves only those values in `wanted` that differ from what stands in `now`.
    pub(super) fn keep_changes(&self, wanted: &mut Row, now: &Value) {
        wanted.retain(|name, value| !same(self.is_several(name), &now[name.as_str()], value));
    }
}

/// A number as JSON, digit by digit.
pub(super) fn number(amount: Decimal) -> Option<Value> {
    serde_json::from_str(&amount.to_string()).ok()
}

fn words(value: &Value) -> Option<String> {
    if let Value::Bool(flag) = value {
        return Some(flag.to_string());
    }
    lenient::text(value)
}

fn same(several: bool, now: &Value, wanted: &Value) -> bool {
    if let (Value::Number(_), Some(now), Some(wanted)) =
        (wanted, lenient::decimal(now), lenient::decimal(wanted))
    {
        return now == wanted;
    }
    let (now, wanted) = (words(now), words(wanted));
    if !several {
        return now == wanted;
    }
    let parts = |text: &Option<String>| {
        let text = text.as_deref().unwrap_or_default();
        let mut parts: Vec<String> = text.split(';').map(|part| part.trim().to_owned()).collect();
        parts.sort();
        parts
    };
    parts(&now) == parts(&wanted)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::fields::tests::fields;
    use super::*;

    #[test]
    fn people_are_told_labels_and_only_changes_are_written() {
        let fields = fields();
        let map = Attributes::from([("segment".to_owned(), "Segment".to_owned())]);
        let now = json!({ "Segment": "wholesale;horeca", "Worth": 12500.0, "Text": "a " });
        assert_eq!(fields.attributes(&map, &now)["segment"], "Wholesale; Hotels");
        let wanted = json!({ "Segment": "horeca;wholesale", "Worth": 12500, "Text": "b" });
        let Value::Object(mut wanted) = wanted else { panic!() };
        fields.keep_changes(&mut wanted, &now);
        assert_eq!(Value::Object(wanted), json!({ "Text": "b" }));
    }
}
