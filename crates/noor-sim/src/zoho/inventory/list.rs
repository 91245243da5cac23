//! Lists of Zoho Inventory: pages with a context, and filters on texts.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use super::shape::success;
use crate::zoho::ZohoBehaviour;

/// Rows a page unless `per_page` names fewer.
const PAGE: usize = 200;

/// Query parameters.
pub(super) type Parameters = HashMap<String, String>;

/// A kind of list.
pub(super) struct List {
    /// The key its rows stand under.
    pub(super) key: &'static str,
    /// What the context calls it.
    pub(super) report: &'static str,
    /// What it is sorted by unless the call says so.
    pub(super) sorted_by: &'static str,
}

impl List {
    /// The page of `found` that is asked for.
    pub(super) fn page<T>(
        &self,
        found: &[&T],
        (asked, how): (&Parameters, &ZohoBehaviour),
        row: impl Fn(&T) -> Value,
    ) -> Value {
        let number = |name: &str| asked.get(name).and_then(|number| number.parse::<usize>().ok());
        let page = number("page").unwrap_or(1).max(1);
        let per_page = number("per_page").unwrap_or(PAGE).clamp(1, PAGE);
        let shown =
            if how.repeat_page == Some(page) { page.saturating_sub(1).max(1) } else { page };
        let rows: Vec<Value> = found
            .iter()
            .skip((shown - 1).saturating_mul(per_page))
            .take(if how.lose_page == Some(page) { 0 } else { per_page })
            .map(|one| row(one))
            .collect();
        let mut answer = success(self.key, rows);
        if !how.omit_page_context {
            let asked = |name: &str, or: &'static str| {
                asked.get(name).map_or_else(|| or.to_owned(), Clone::clone)
            };
            answer["page_context"] = json!({
                "page": page,
                "per_page": per_page,
                "has_more_page": page.saturating_mul(per_page) < found.len(),
                "report_name": self.report,
                "applied_filter": asked("filter_by", "Status.All"),
                "sort_column": asked("sort_column", self.sorted_by),
                "sort_order": asked("sort_order", "A"),
            });
        }
        answer
    }
}

/// What a list keeps.
pub(super) struct Filter<'a> {
    asked: Vec<(&'a str, &'a str)>,
    since: Option<DateTime<Utc>>,
}

impl<'a> Filter<'a> {
    /// Reads the parameters that are heeded; the error is what Zoho says of a bad one.
    pub(super) fn read(asked: &'a Parameters, how: &ZohoBehaviour) -> Result<Self, String> {
        let heeded = asked.iter().filter(|(name, _)| how.heeds(name));
        let asked: Vec<_> = heeded.map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let since = asked.iter().find(|(name, _)| *name == "last_modified_time");
        let since = since.map(|(_, time)| {
            DateTime::parse_from_str(time, "%Y-%m-%dT%H:%M:%S%z")
                .map(|time| time.to_utc())
                .map_err(|_| "Invalid value passed for last_modified_time".to_owned())
        });
        Ok(Self { since: since.transpose()?, asked })
    }

    /// Whether something that was changed then passes each parameter that `test` judges.
    pub(super) fn keeps(
        &self,
        modified_at: DateTime<Utc>,
        test: impl Fn(&str, &str) -> bool,
    ) -> bool {
        self.since.is_none_or(|since| modified_at >= since)
            && self.asked.iter().all(|(name, value)| test(name, value))
    }
}

/// Whether `text`, which is filtered under `field`, passes the parameter `name`: exactly,
/// `…_startswith` or `…_contains`. `None` if the parameter is about something else.
pub(super) fn passes(field: &str, text: &str, (name, value): (&str, &str)) -> Option<bool> {
    match name.strip_prefix(field)? {
        "" => Some(text == value),
        "_startswith" => Some(text.starts_with(value)),
        "_contains" => Some(holds(text, value)),
        _ => None,
    }
}

/// Whether `text` holds `part`; capitals do not count.
pub(super) fn holds(text: &str, part: &str) -> bool {
    text.to_lowercase().contains(&part.to_lowercase())
}
