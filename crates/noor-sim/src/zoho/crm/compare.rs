//! How stored values are compared with what a query says: as numbers, as times, as text.

use std::cmp::Ordering;

use chrono::DateTime;
use serde_json::Value;

/// The order of a stored value against `text`; `None` if they cannot be compared.
pub(super) fn order(stored: &Value, text: &str) -> Option<Ordering> {
    if let Some(number) = stored.as_f64() {
        return number.partial_cmp(&text.trim().parse().ok()?);
    }
    let stored = text_of(stored)?;
    let times = (DateTime::parse_from_rfc3339(&stored), DateTime::parse_from_rfc3339(text));
    if let (Ok(stored), Ok(given)) = times {
        return Some(stored.cmp(&given));
    }
    Some(stored.to_lowercase().cmp(&text.to_lowercase()))
}

/// The text of a value: of a lookup its id, of several values none.
pub(super) fn text_of(stored: &Value) -> Option<String> {
    match stored {
        Value::String(text) => Some(text.clone()),
        Value::Bool(_) | Value::Number(_) => Some(stored.to_string()),
        Value::Object(lookup) => lookup.get("id").and_then(Value::as_str).map(str::to_owned),
        Value::Null | Value::Array(_) => None,
    }
}

/// Whether the stored value, or one of several, is `text`; capitals do not count.
pub(super) fn is(stored: &Value, text: &str) -> bool {
    match stored {
        Value::Array(many) => many.iter().any(|one| is(one, text)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Object(_) => {
            order(stored, text) == Some(Ordering::Equal)
        }
    }
}
