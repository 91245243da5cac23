//! Values of a query against values of records: what can be compared, and how it comes out.

use std::cmp::Ordering;

use chrono::{DateTime, NaiveDate};
use rust_decimal::Decimal;
use serde_json::Value;

use super::answer::Refusal;
use super::id;
use super::schema::{Field, Kind};
use super::soql::{Literal, Test};

/// Whether a column can be tested like this.
pub(super) fn check_test(field: &Field, test: &Test) -> Result<(), Refusal> {
    let name = &field.name;
    let odd = |what: &str| Err(Refusal::bad("INVALID_QUERY_FILTER_OPERATOR", what));
    let is_id = matches!(field.kind, Kind::Id | Kind::Reference(_));
    match test {
        Test::Like(_) if is_id || is_bare(field.kind) => {
            odd(&format!("invalid operator on field {name}"))
        }
        Test::Within(_) if !is_id => odd(&format!("invalid operator on field {name}")),
        Test::Like(_) | Test::Within(_) => Ok(()),
        Test::Compare(_, value) => check_literal(field, value),
        Test::In(values) | Test::NotIn(values) => {
            values.iter().try_for_each(|value| check_literal(field, value))
        }
    }
}

fn check_literal(field: &Field, value: &Literal) -> Result<(), Refusal> {
    let name = &field.name;
    let wrong = |how: &str| {
        let message = format!("value of filter criterion for field '{name}' {how}");
        Err(Refusal::bad("INVALID_FIELD", message))
    };
    match (field.kind, value) {
        (_, Literal::Null) | (Kind::Flag, Literal::Flag(_)) => Ok(()),
        (Kind::Id | Kind::Reference(_), Literal::Text(text)) if id::short(text).is_none() => {
            let message = format!("invalid ID field: {text}");
            Err(Refusal::bad("INVALID_QUERY_FILTER_OPERATOR", message))
        }
        (Kind::Flag, _) => wrong("must be of type boolean"),
        (kind, Literal::Bare(_)) if is_bare(kind) => Ok(()),
        (kind, _) if is_bare(kind) => wrong("should not be enclosed in quotes"),
        (_, Literal::Text(_)) => Ok(()),
        (_, Literal::Bare(_) | Literal::Flag(_)) => wrong("must be enclosed in quotes"),
    }
}

/// Whether values of a kind stand without quotes.
fn is_bare(kind: Kind) -> bool {
    matches!(kind, Kind::Currency | Kind::Percent | Kind::Date | Kind::Time)
}

/// Whether `sign` stands between a stored value and one of a query.
pub(super) fn compares(field: &Field, stored: &Value, sign: &str, value: &Literal) -> bool {
    let order = match value {
        Literal::Null => stored.is_null().then_some(Ordering::Equal),
        Literal::Flag(flag) => (stored == flag).then_some(Ordering::Equal),
        Literal::Text(text) if matches!(field.kind, Kind::Id | Kind::Reference(_)) => {
            let stored = stored.as_str().and_then(id::short);
            (stored.is_some() && stored == id::short(text)).then_some(Ordering::Equal)
        }
        Literal::Text(text) => {
            stored.as_str().map(|stored| stored.to_lowercase().cmp(&text.to_lowercase()))
        }
        Literal::Bare(text) => bare(field.kind, stored, text),
    };
    match sign {
        "=" => order == Some(Ordering::Equal),
        // What is empty is not the same as anything.
        "!=" => order != Some(Ordering::Equal),
        "<" => order == Some(Ordering::Less),
        "<=" => order.is_some_and(Ordering::is_le),
        ">" => order == Some(Ordering::Greater),
        _ => order.is_some_and(Ordering::is_ge),
    }
}

fn bare(kind: Kind, stored: &Value, text: &str) -> Option<Ordering> {
    match kind {
        Kind::Date => {
            let date = |text: &str| text.parse::<NaiveDate>().ok();
            Some(date(stored.as_str()?)?.cmp(&date(text)?))
        }
        Kind::Time => {
            let stored = DateTime::parse_from_str(stored.as_str()?, "%Y-%m-%dT%H:%M:%S%.f%z");
            Some(stored.ok()?.cmp(&DateTime::parse_from_rfc3339(text).ok()?))
        }
        _ => {
            let number = |text: &str| text.parse::<Decimal>().ok();
            Some(number(&stored.to_string())?.cmp(&number(text)?))
        }
    }
}

/// The order of two values: empty first, numbers by size, all else as text.
pub(super) fn between(a: &Value, b: &Value) -> Ordering {
    match (a, b) {
        (Value::Number(a), Value::Number(b)) => {
            a.as_f64().partial_cmp(&b.as_f64()).unwrap_or(Ordering::Equal)
        }
        (Value::String(a), Value::String(b)) => a.to_lowercase().cmp(&b.to_lowercase()),
        (a, b) => b.is_null().cmp(&a.is_null()),
    }
}
