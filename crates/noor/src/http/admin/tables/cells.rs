//! The values of a row, as a page shows them.

use std::borrow::Cow;

use chrono::{DateTime, Utc};
use minijinja::context;
use minijinja::value::Value;
use noor_store::tables::{Column, Kind, Table};
use rust_decimal::Decimal;

use super::super::page::Page;

/// Letters of a value that a list shows; the row's own page has more.
pub(super) const IN_A_LIST: usize = 120;
/// Letters of a value that a row's own page shows, so that no page is heavy.
pub(super) const ON_ITS_OWN: usize = 10_000;

/// A value of at most so many letters, with what a template has to know to show it.
pub(super) fn cell(
    page: &Page,
    table: &Table,
    column: &Column,
    value: Option<&str>,
    most: usize,
) -> Value {
    let Some(value) = value.filter(|value| !value.is_empty()) else {
        return context! { kind => "absent" };
    };
    let value = &*cut(value, most);
    match column.kind {
        Kind::Text => context! { kind => "text", value },
        Kind::Code => context! { kind => "code", value },
        Kind::Number => context! { kind => "number", value => number(value) },
        Kind::Time => {
            let at = value.parse::<DateTime<Utc>>().map(|at| page.time(at));
            at.map_or_else(
                |_| context! { kind => "code", value },
                |value| context! { kind => "time", value },
            )
        }
        Kind::Flag => context! { kind => "flag", value => value == "true" },
        Kind::Choice => {
            context! { kind => "choice", value, words => words(page, table, column, value) }
        }
        Kind::Json => {
            let read: Result<serde_json::Value, _> = serde_json::from_str(value);
            let pretty = read.and_then(|value| serde_json::to_string_pretty(&value));
            let pretty = pretty.unwrap_or_else(|_| value.to_owned());
            context! { kind => "json", value => &*cut(&pretty, most) }
        }
    }
}

/// The words of a choice; one that has none yet is shown as it is.
pub(super) fn words<'a>(page: &'a Page, table: &Table, column: &Column, value: &'a str) -> String {
    let label = label_of(table, column, value);
    let labels = &page.context().content.labels;
    if labels.has(&label) { page.words(&label).to_owned() } else { value.to_owned() }
}

/// The label of a choice. Columns of one name share their values' words, but for states, which
/// differ from table to table.
pub(in crate::http::admin) fn label_of(table: &Table, column: &Column, value: &str) -> String {
    match (column.kind, column.name) {
        (Kind::Flag, _) => format!("flag.{value}"),
        (_, "role") => format!("role.{value}"),
        (_, name) => format!("table.{}.{name}_is.{value}", table.name),
    }
}

/// The beginning of a text that is too long.
fn cut(text: &str, most: usize) -> Cow<'_, str> {
    match text.char_indices().nth(most) {
        Some(_) => Cow::Owned(text.chars().take(most).chain(['…']).collect()),
        None => Cow::Borrowed(text),
    }
}

/// A number with thousands apart and without zeros that say nothing.
fn number(value: &str) -> String {
    let Ok(number) = value.parse::<Decimal>() else { return value.to_owned() };
    let plain = number.normalize().to_string();
    let (sign, plain) = match plain.strip_prefix('-') {
        Some(rest) => ("-", rest),
        None => ("", plain.as_str()),
    };
    let (whole, part) = match plain.split_once('.') {
        Some((whole, part)) => (whole, Some(part)),
        None => (plain, None),
    };
    let mut grouped = String::new();
    for (place, digit) in whole.chars().enumerate() {
        if place > 0 && (whole.len() - place).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    match part {
        Some(part) => format!("{sign}{grouped}.{part}"),
        None => format!("{sign}{grouped}"),
    }
}

#[cfg(test)]
mod tests {
    use super::number;

    #[test]
    fn numbers_are_easy_to_read() {
        for (value, shown) in [
            ("1234567.5000", "1,234,567.5"),
            ("-1200", "-1,200"),
            ("0.00012300", "0.000123"),
            ("999", "999"),
            ("1000", "1,000"),
            ("many", "many"),
        ] {
            assert_eq!(number(value), shown);
        }
    }
}
