//! Reading values of records, and telling which of ours differ from what stands there.

use serde_json::Value;

use super::Row;
use super::metadata::Fields;
use crate::crm::Attributes;
use crate::lenient;

/// A value in words: several are joined by `; `, of a record its name.
pub(super) fn words(value: &Value) -> Option<String> {
    match value {
        Value::Bool(flag) => Some(flag.to_string()),
        Value::Array(values) => {
            let all: Vec<String> = values.iter().filter_map(words).collect();
            (!all.is_empty()).then(|| all.join("; "))
        }
        Value::Object(record) => {
            record.get("name").and_then(words).or_else(|| record.get("id").and_then(words))
        }
        Value::Null | Value::Number(_) | Value::String(_) => lenient::text(value),
    }
}

/// The id that a lookup points to.
pub(super) fn pointed_at(value: &Value) -> Option<String> {
    lenient::id(value.get("id").unwrap_or(value))
}

/// What stands in the fields that `map` names, by our words.
pub(super) fn attributes<'a>(
    map: impl IntoIterator<Item = (&'a String, &'a String)>,
    row: &Value,
) -> Attributes {
    let read = |(word, field): (&String, &String)| Some((word.clone(), words(&row[field])?));
    map.into_iter().filter_map(read).collect()
}

/// Adds `attributes` to `row`, each under the field that `map` names for it. What has no field, or
/// does not fit into it, is left out.
pub(super) fn add_attributes(
    row: &mut Row,
    map: &Attributes,
    fields: &Fields,
    attributes: &Attributes,
) {
    for (word, text) in attributes {
        let Some(name) = map.get(word).filter(|_| !text.trim().is_empty()) else { continue };
        if let Some(value) = fields.value(name, text) {
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

/// Leaves only those values in `wanted` that differ from what stands in `now`.
pub(super) fn keep_changes(wanted: &mut Row, now: &Value) {
    wanted.retain(|name, value| !same(&now[name.as_str()], value));
}

fn same(now: &Value, wanted: &Value) -> bool {
    if let (Value::Number(_), Some(now), Some(wanted)) =
        (wanted, lenient::decimal(now), lenient::decimal(wanted))
    {
        return now == wanted;
    }
    match (now, wanted) {
        // A pick list of several values may be told as one text.
        (Value::Array(_) | Value::String(_), Value::Array(_)) => {
            let set = |value: &Value| {
                let mut all: Vec<String> = words(value)
                    .unwrap_or_default()
                    .split(';')
                    .map(|part| part.trim().to_owned())
                    .collect();
                all.sort();
                all
            };
            set(now) == set(wanted)
        }
        _ => words(now) == words(wanted),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn only_what_differs_is_written() {
        let now = json!({ "Last_Name": "Sara ", "Amount": 12500.0, "Segment": ["B", "A"],
            "Interest": null, "Told": true, "Kind": "A;B" });
        let wanted = json!({ "Last_Name": "Sara", "Amount": 12500, "Segment": ["A", "B"],
            "Interest": "desks", "Told": true, "Kind": ["B", "A"] });
        let Value::Object(mut wanted) = wanted else { panic!() };
        keep_changes(&mut wanted, &now);
        assert_eq!(Value::Object(wanted), json!({ "Interest": "desks" }));
    }

    #[test]
    fn values_are_told_in_words() {
        assert_eq!(words(&json!(["Horeca", "Wholesale"])).as_deref(), Some("Horeca; Wholesale"));
        assert_eq!(words(&json!({ "name": "Sara", "id": "7" })).as_deref(), Some("Sara"));
        assert_eq!(words(&json!(" ")), None);
        assert_eq!(pointed_at(&json!({ "id": "7" })).as_deref(), Some("7"));
    }
}
