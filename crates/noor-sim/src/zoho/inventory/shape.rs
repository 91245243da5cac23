//! How Zoho Inventory writes things down: envelopes, numbers, ids, times, and what is absent.

use axum::Json;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Utc};
use rust_decimal::Decimal;
use serde_json::{Map, Value, json};

use crate::zoho::{ZohoBehaviour, zone};

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

    /// A refusal with status 400.
    pub(super) fn bad(code: u32, message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, code, message)
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

/// The JSON of a body: as it is, or in the field `JSONString` of a form.
pub(super) fn body(headers: &HeaderMap, body: &[u8]) -> Result<Map<String, Value>, Refusal> {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    let form = kind.is_some_and(|kind| kind.starts_with("application/x-www-form-urlencoded"));
    let read = if form {
        let mut fields = url::form_urlencoded::parse(body);
        let json = fields.find(|(name, _)| name == "JSONString").map(|(_, json)| json);
        json.and_then(|json| serde_json::from_str(&json).ok())
    } else {
        serde_json::from_slice(body).ok()
    };
    read.ok_or_else(|| Refusal::bad(4, "Invalid value passed for JSONString"))
}

/// An answer that it worked, with what was asked for under `key`.
pub(super) fn success(key: &str, what: impl Into<Value>) -> Value {
    json!({ "code": 0, "message": "success", key: what.into() })
}

impl ZohoBehaviour {
    pub(super) fn number(&self, number: f64) -> Value {
        if self.numbers_as_strings { json!(format!("{number:.2}")) } else { json!(number) }
    }

    /// An exact figure: only here, where it leaves, it becomes a number of JSON.
    pub(super) fn amount(&self, amount: Decimal) -> Value {
        if self.numbers_as_strings {
            return json!(format!("{amount:.2}"));
        }
        amount.to_string().parse::<f64>().map_or(Value::Null, |figure| json!(figure))
    }

    pub(super) fn id(&self, id: &str) -> Value {
        match id.parse::<u64>() {
            Ok(number) if self.ids_as_ints => json!(number),
            Ok(_) | Err(_) => json!(id),
        }
    }

    /// The status of the answer that something does not exist.
    pub(super) fn missing(&self) -> StatusCode {
        StatusCode::from_u16(self.missing_status).unwrap_or(StatusCode::NOT_FOUND)
    }

    pub(super) fn absent(&self) -> Value {
        if self.empty_strings { json!("") } else { Value::Null }
    }

    pub(super) fn time(&self, at: DateTime<Utc>) -> Value {
        let form = if self.colon_offsets { "%Y-%m-%dT%H:%M:%S%:z" } else { "%Y-%m-%dT%H:%M:%S%z" };
        json!(at.with_timezone(&zone()).format(form).to_string())
    }
}
