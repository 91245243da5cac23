//! Reading what vendors write in more than one way: numbers and ids as text or not, nothing as `""`,
//! times whose offsets have no colon, yes and no in words.

use std::str::FromStr as _;

use chrono::{DateTime, NaiveDate, Utc};
use rust_decimal::Decimal;
use serde_json::Value;

/// Text with something in it; numbers count as text.
pub(crate) fn text(value: &Value) -> Option<String> {
    let text = match value {
        Value::String(text) => text.trim().to_owned(),
        Value::Number(number) => number.to_string(),
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => return None,
    };
    (!text.is_empty()).then_some(text)
}

/// An id, whether it came as digits or as a number: never a fraction.
pub(crate) fn id(value: &Value) -> Option<String> {
    text(value).filter(|id| id.bytes().all(|byte| byte.is_ascii_digit()))
}

/// A number, exactly as it was written. Thousands may be set off by commas in text.
pub(crate) fn decimal(value: &Value) -> Option<Decimal> {
    let text = text(value)?.replace(',', "");
    Decimal::from_str(&text).or_else(|_| Decimal::from_scientific(&text)).ok()
}

/// Yes or no, as a value or in one of the words Zoho shows.
pub(crate) fn flag(value: &Value) -> Option<bool> {
    if let Value::Bool(flag) = value {
        return Some(*flag);
    }
    match text(value)?.to_lowercase().as_str() {
        "true" | "yes" | "1" => Some(true),
        "false" | "no" | "0" => Some(false),
        _ => None,
    }
}

/// An instant, with or without a colon in its offset.
pub(crate) fn time(value: &Value) -> Option<DateTime<Utc>> {
    let text = text(value)?;
    DateTime::parse_from_rfc3339(&text)
        .or_else(|_| DateTime::parse_from_str(&text, "%Y-%m-%dT%H:%M:%S%.f%z"))
        .map(|time| time.to_utc())
        .ok()
}

/// A day: as it is, or of an instant the day it was where it was written down.
pub(crate) fn date(value: &Value) -> Option<NaiveDate> {
    let day: String = text(value)?.chars().take(10).collect();
    NaiveDate::parse_from_str(&day, "%Y-%m-%d").ok()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn one_number_in_every_spelling() {
        let twelve = Decimal::from(12);
        for spelling in [json!(12), json!(12.0), json!("12"), json!("12.00"), json!("1.2e1")] {
            assert_eq!(decimal(&spelling), Some(twelve), "{spelling}");
        }
        assert_eq!(decimal(&json!("-1,250.5")), Some("-1250.5".parse().unwrap()));
        for nothing in [json!(""), json!(" "), json!(null), json!("n/a"), json!([]), json!(true)] {
            assert_eq!(decimal(&nothing), None, "{nothing}");
        }
    }

    #[test]
    fn one_id_as_number_and_as_text() {
        assert_eq!(id(&json!(900_000_000_000_111_u64)).as_deref(), Some("900000000000111"));
        assert_eq!(id(&json!("900000000000111")).as_deref(), Some("900000000000111"));
        for none in [json!(""), json!("a1"), json!(1.5), json!(-1), json!(null)] {
            assert_eq!(id(&none), None, "{none}");
        }
    }

    #[test]
    fn one_instant_in_every_spelling() {
        let spellings = [
            "2026-03-05T14:02:11+0400",
            "2026-03-05T14:02:11+04:00",
            "2026-03-05T10:02:11Z",
            "2026-03-05T10:02:11.000+0000",
        ];
        for spelling in spellings {
            let instant = DateTime::from_timestamp(1_772_704_931, 0);
            assert_eq!(time(&json!(spelling)), instant, "{spelling}");
        }
        for none in [json!(""), json!("yesterday"), json!("2026-03-05"), json!(17)] {
            assert_eq!(time(&none), None, "{none}");
        }
    }

    #[test]
    fn one_day_with_its_hour_and_without() {
        let day = NaiveDate::from_ymd_opt(2026, 3, 5);
        for spelling in ["2026-03-05", "2026-03-05T23:02:11+0400", " 2026-03-05 10:00"] {
            assert_eq!(date(&json!(spelling)), day, "{spelling}");
        }
        for none in [json!(""), json!("05/03/2026"), json!("2026-13-05"), json!(null)] {
            assert_eq!(date(&none), None, "{none}");
        }
    }

    #[test]
    fn yes_and_no_in_words() {
        assert_eq!([flag(&json!(true)), flag(&json!("Yes")), flag(&json!(1))], [Some(true); 3]);
        assert_eq!([flag(&json!(false)), flag(&json!("false"))], [Some(false); 2]);
        assert_eq!([flag(&json!("")), flag(&json!("perhaps")), flag(&json!(null))], [None; 3]);
    }
}
