//! Pages of lists: two thousand rows by number, all others by token.

use std::collections::HashMap;

use base64::prelude::{BASE64_URL_SAFE_NO_PAD, Engine as _};
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};

use super::answer::{Refusal, time};

/// Rows a page unless `per_page` names fewer, and the most it may name.
const PAGE: usize = 200;
/// Rows that can be reached by a page's number.
const NUMBERED_ROWS: usize = 2_000;
/// Fields that a call may name.
const MOST_FIELDS: usize = 50;

/// Query parameters.
pub(super) type Parameters = HashMap<String, String>;

/// Which rows of a list are asked for.
pub(super) struct Page {
    at: usize,
    pub(super) size: usize,
    pub(super) start: usize,
}

impl Page {
    /// Reads `page`, `per_page` and `page_token`; `list` is what tokens are good for.
    pub(super) fn read(
        asked: &Parameters,
        list: &str,
        now: DateTime<Utc>,
    ) -> Result<Self, Refusal> {
        let number = |name: &str, or: usize| match asked.get(name) {
            None => Ok(or),
            Some(given) => given.parse().ok().filter(|number| *number > 0).ok_or_else(|| {
                Refusal::bad("INVALID_DATA", format!("{name} is no number above zero"))
                    .with(json!({ "param_name": name }))
            }),
        };
        let per_page = number("per_page", PAGE)?;
        if per_page > PAGE {
            return Err(Refusal::bad("INVALID_DATA", "per_page is too large")
                .with(json!({ "param_name": "per_page", "maximum_value": PAGE })));
        }
        if let Some(token) = asked.get("page_token") {
            if asked.contains_key("page") {
                return Err(Refusal::bad("AMBIGUITY_DURING_PROCESSING", "page and page_token")
                    .with(json!({ "ambiguity_due_to": ["page", "page_token"] })));
            }
            let start = read_token(token, list, now).ok_or_else(|| {
                Refusal::bad("INVALID_DATA", "the page_token is unknown or expired")
                    .with(json!({ "param_name": "page_token" }))
            })?;
            return Ok(Self { at: start / per_page + 1, size: per_page, start });
        }
        let page = number("page", 1)?;
        let start = (page - 1).saturating_mul(per_page);
        if start.saturating_add(per_page) > NUMBERED_ROWS {
            let message = "rows beyond the first 2000 are reached with page_token only";
            return Err(Refusal::bad("DISCRETE_PAGINATION_LIMIT_EXCEEDED", message)
                .with(json!({ "page": page, "per_page": per_page })));
        }
        Ok(Self { at: page, size: per_page, start })
    }

    /// The `info` of an answer with `count` of `all` rows.
    pub(super) fn info(&self, all: usize, list: &str, now: DateTime<Utc>) -> Value {
        let end = self.start.saturating_add(self.size);
        let count = all.saturating_sub(self.start).min(self.size);
        let more = end < all;
        let expiry = now + TimeDelta::days(1);
        json!({
            "page": self.at,
            "per_page": self.size,
            "count": count,
            "more_records": more,
            "next_page_token": more.then(|| token(list, end, expiry)),
            "previous_page_token":
                (self.start > 0).then(|| token(list, self.start.saturating_sub(self.size), expiry)),
            "page_token_expiry": more.then(|| time(expiry)),
        })
    }
}

fn token(list: &str, start: usize, expiry: DateTime<Utc>) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(format!("{list}|{start}|{}", expiry.timestamp()))
}

fn read_token(token: &str, list: &str, now: DateTime<Utc>) -> Option<usize> {
    let text = String::from_utf8(BASE64_URL_SAFE_NO_PAD.decode(token).ok()?).ok()?;
    let mut parts = text.rsplitn(3, '|');
    let expiry: i64 = parts.next()?.parse().ok()?;
    let start = parts.next()?.parse().ok()?;
    (parts.next()? == list && expiry > now.timestamp()).then_some(start)
}

/// The fields a call names; without any where it must name some, a refusal.
pub(super) fn fields(asked: &Parameters, must: bool) -> Result<Option<Vec<String>>, Refusal> {
    let named = asked.get("fields").filter(|fields| !fields.trim().is_empty());
    let Some(named) = named else {
        if !must {
            return Ok(None);
        }
        return Err(Refusal::bad(
            "REQUIRED_PARAM_MISSING",
            "One of the expected parameter is missing",
        )
        .with(json!({ "param_name": "fields" })));
    };
    let fields: Vec<String> = named.split(',').map(|name| name.trim().to_owned()).collect();
    if fields.len() > MOST_FIELDS {
        return Err(Refusal::bad("LIMIT_EXCEEDED", "too many fields")
            .with(json!({ "param_name": "fields", "limit": MOST_FIELDS })));
    }
    Ok(Some(fields))
}
