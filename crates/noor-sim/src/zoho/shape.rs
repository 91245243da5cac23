//! How Zoho Inventory writes things down: envelopes, numbers, ids, times, and what is absent.

use axum::Json;
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, FixedOffset, Utc};
use serde_json::{Value, json};

use super::ZohoBehaviour;

/// The organization's zone: four hours ahead, in seconds.
const ZONE: i32 = 4 * 3_600;

/// A call that is turned down.
#[derive(Debug)]
pub(super) struct Refusal {
    status: StatusCode,
    code: u32,
    message: String,
    headers: Vec<(HeaderName, i64)>,
}

impl Refusal {
    pub(super) fn new(status: StatusCode, code: u32, message: impl Into<String>) -> Self {
        Self { status, code, message: message.into(), headers: Vec::new() }
    }

    pub(super) fn with_header(mut self, name: HeaderName, figure: i64) -> Self {
        self.headers.push((name, figure));
        self
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let body = json!({ "code": self.code, "message": self.message });
        let mut response = (self.status, Json(body)).into_response();
        for (name, figure) in self.headers {
            response.headers_mut().insert(name, HeaderValue::from(figure));
        }
        response
    }
}

/// An answer that it worked, with what was asked for under `key`.
pub(super) fn success(key: &str, what: impl Into<Value>) -> Value {
    json!({ "code": 0, "message": "success", key: what.into() })
}

impl ZohoBehaviour {
    pub(super) fn number(&self, number: f64) -> Value {
        if self.numbers_as_strings { json!(format!("{number:.2}")) } else { json!(number) }
    }

    pub(super) fn id(&self, id: &str) -> Value {
        match id.parse::<u64>() {
            Ok(number) if self.ids_as_ints => json!(number),
            Ok(_) | Err(_) => json!(id),
        }
    }

    pub(super) fn absent(&self) -> Value {
        if self.empty_strings { json!("") } else { Value::Null }
    }

    pub(super) fn time(&self, at: DateTime<Utc>) -> Value {
        let zone = FixedOffset::east_opt(ZONE);
        let form = if self.colon_offsets { "%Y-%m-%dT%H:%M:%S%:z" } else { "%Y-%m-%dT%H:%M:%S%z" };
        zone.map_or(Value::Null, |zone| json!(at.with_timezone(&zone).format(form).to_string()))
    }
}
