//! Whether a value is like an expected one: figures by value, texts without regard to case, codes by
//! their key, bounds by their limits.

use noor_core::normalise::fold;
use noor_core::sku;
use rust_decimal::Decimal;
use serde_json::{Map, Value};

/// Whether `seen` has everything that `expected` names. Objects may have more keys, and a list is
/// like a single value if one of its items is.
pub(super) fn is_like(expected: &Value, seen: &Value) -> bool {
    match (expected, seen) {
        (Value::Object(expected), seen) if is_bound(expected) => {
            figure(seen).is_some_and(|seen| within(expected, seen))
        }
        (Value::Object(expected), Value::Object(seen)) => expected.iter().all(|(key, expected)| {
            let seen = seen.get(key).unwrap_or(&Value::Null);
            if key == "sku" { is_same_code(expected, seen) } else { is_like(expected, seen) }
        }),
        (Value::Array(expected), Value::Array(seen)) => {
            expected.iter().all(|expected| seen.iter().any(|seen| is_like(expected, seen)))
        }
        (expected, Value::Array(seen)) => seen.iter().any(|seen| is_like(expected, seen)),
        (expected, seen) => is_equal(expected, seen),
    }
}

/// Whether two values are the same value: `12`, `12.0` and `"12"` are.
pub(super) fn is_equal(expected: &Value, seen: &Value) -> bool {
    match (expected, seen) {
        (Value::String(expected), Value::String(seen)) => fold(expected) == fold(seen),
        (Value::Array(expected), Value::Array(seen)) => {
            expected.len() == seen.len()
                && expected.iter().zip(seen).all(|(expected, seen)| is_equal(expected, seen))
        }
        (Value::Object(expected), Value::Object(seen)) => {
            expected.len() == seen.len()
                && expected
                    .iter()
                    .all(|(key, value)| seen.get(key).is_some_and(|seen| is_equal(value, seen)))
        }
        (expected, seen) => match (figure(expected), figure(seen)) {
            (Some(expected), Some(seen)) => expected == seen,
            (_, _) => expected == seen,
        },
    }
}

fn is_same_code(expected: &Value, seen: &Value) -> bool {
    match (expected, seen) {
        (Value::String(expected), Value::String(seen)) => sku::key(expected) == sku::key(seen),
        (expected, seen) => is_equal(expected, seen),
    }
}

/// Whether an object is nothing but limits of a figure.
pub(super) fn is_bound(object: &Map<String, Value>) -> bool {
    let limits = ["lte", "gte", "lt", "gt", "eq", "min", "max"];
    !object.is_empty() && object.keys().all(|key| limits.contains(&key.as_str()))
}

/// Whether a figure keeps within limits.
pub(super) fn within(limits: &Map<String, Value>, seen: Decimal) -> bool {
    limits.iter().all(|(limit, value)| {
        figure(value).is_some_and(|value| match limit.as_str() {
            "lte" | "max" => seen <= value,
            "gte" | "min" => seen >= value,
            "lt" => seen < value,
            "gt" => seen > value,
            _ => seen == value,
        })
    })
}

/// The figure of a number, or of a text that is one.
pub(super) fn figure(value: &Value) -> Option<Decimal> {
    match value {
        Value::Number(number) => number.to_string().parse().ok(),
        Value::String(text) => text.trim().parse().ok(),
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
    }
}

/// Amounts are compared in hundredths.
pub(super) fn is_same_amount(left: Decimal, right: Decimal) -> bool {
    left.round_dp(2) == right.round_dp(2)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_is_named_has_to_be_there() {
        let seen = json!({"family": "Chair", "color": ["grey", "black"], "max_price": 300,
            "sku": "KX 210 black"});
        for like in [
            json!({}),
            json!({"family": "chair"}),
            json!({"color": "grey"}),
            json!({"color": ["black"]}),
            json!({"max_price": {"lte": 300, "gte": 299.5}}),
            json!({"max_price": "300.00"}),
            json!({"sku": "kx-210/BLACK"}),
        ] {
            assert!(is_like(&like, &seen), "{like}");
        }
        for unlike in [
            json!({"family": "desk"}),
            json!({"color": ["grey", "white"]}),
            json!({"max_price": {"lt": 300}}),
            json!({"min_price": {"gte": 0}}),
            json!({"sku": "KX 210"}),
        ] {
            assert!(!is_like(&unlike, &seen), "{unlike}");
        }
    }

    #[test]
    fn equal_is_the_same_value_and_not_a_part_of_it() {
        assert!(is_equal(&json!([{"qty": 12}]), &json!([{"qty": 12.0}])));
        assert!(!is_equal(&json!([]), &json!([1])));
        assert!(!is_equal(&json!({"a": 1}), &json!({"a": 1, "b": 2})));
        assert!(!is_equal(&json!(null), &json!(0)));
    }
}
