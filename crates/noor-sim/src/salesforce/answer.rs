//! How Salesforce answers: records with their address, and refusals as lists of errors.

use axum::Json;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Map, Value, json};

use super::{Record, Salesforce};
use crate::lock;

const USAGE: HeaderName = HeaderName::from_static("sforce-limit-info");
/// The versions that the organization still speaks.
const VERSIONS: std::ops::RangeInclusive<u32> = 31..=62;
const A_DAY: TimeDelta = TimeDelta::hours(24);

/// A call that is turned down.
#[derive(Debug)]
pub(super) struct Refusal {
    status: StatusCode,
    code: &'static str,
    message: String,
    fields: Vec<String>,
    /// What else the error holds: a key and its value.
    more: Option<Box<(&'static str, Value)>>,
}

impl Refusal {
    pub(super) fn new(status: StatusCode, code: &'static str, message: impl Into<String>) -> Self {
        Self { status, code, message: message.into(), fields: Vec::new(), more: None }
    }

    pub(super) fn bad(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, code, message)
    }

    pub(super) fn missing() -> Self {
        Self::new(StatusCode::NOT_FOUND, "NOT_FOUND", "The requested resource does not exist")
    }

    pub(super) fn of(self, fields: impl IntoIterator<Item = String>) -> Self {
        Self { fields: fields.into_iter().collect(), ..self }
    }

    pub(super) fn with(self, key: &'static str, value: Value) -> Self {
        Self { more: Some(Box::new((key, value))), ..self }
    }

    /// Code and message, for people who put records in by hand.
    pub(super) fn words(&self) -> String {
        format!("{}: {}", self.code, self.message)
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let mut error = Map::new();
        if let Some((key, value)) = self.more.map(|more| *more) {
            error.insert(key.to_owned(), value);
        }
        error.insert("message".to_owned(), json!(self.message));
        error.insert("errorCode".to_owned(), json!(self.code));
        error.insert("fields".to_owned(), json!(self.fields));
        (self.status, Json(json!([error]))).into_response()
    }
}

/// Whether a call is let in: its token, the calls that are left, and the version it speaks. Every
/// call of a live token counts.
pub(super) fn admit(
    salesforce: &Salesforce,
    headers: &HeaderMap,
    version: &str,
) -> Result<(), Refusal> {
    let now = salesforce.inner.basics.clock.now();
    let mut state = lock(&salesforce.inner.state);
    let given = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let token = given.and_then(|value| value.strip_prefix("Bearer "));
    if !token.is_some_and(|token| state.sessions.iter().any(|session| session == token)) {
        let message = "Session expired or invalid";
        return Err(Refusal::new(StatusCode::UNAUTHORIZED, "INVALID_SESSION_ID", message));
    }
    state.calls.retain(|at| *at > now - A_DAY);
    if state.limits.per_day.is_some_and(|most| state.calls.len() >= most) {
        let message = "TotalRequests Limit exceeded.";
        return Err(Refusal::new(StatusCode::FORBIDDEN, "REQUEST_LIMIT_EXCEEDED", message));
    }
    state.calls.push_back(now);
    let number = version.strip_prefix('v').and_then(|version| version.strip_suffix(".0"));
    let known = number.and_then(|number| number.parse().ok());
    if known.is_some_and(|known: u32| VERSIONS.contains(&known)) {
        return Ok(());
    }
    Err(Refusal::missing())
}

/// The answer, with what it says of the calls that are left.
pub(super) fn told(salesforce: &Salesforce, answer: Result<Response, Refusal>) -> Response {
    let mut response = answer.unwrap_or_else(IntoResponse::into_response);
    let state = lock(&salesforce.inner.state);
    let most = state.limits.per_day.unwrap_or(15_000);
    let usage = format!("api-usage={}/{most}", state.calls.len());
    if let Ok(usage) = HeaderValue::from_str(&usage) {
        response.headers_mut().insert(USAGE, usage);
    }
    response
}

impl Record {
    /// A record, and of it these fields.
    pub(super) fn shown(&self, version: &str, columns: &[String]) -> Value {
        let name = self.object.name();
        let mut row = Map::new();
        let url = format!("/services/data/{version}/sobjects/{name}/{}", self.id);
        row.insert("attributes".to_owned(), json!({ "type": name, "url": url }));
        for column in columns {
            row.insert(column.clone(), self.value(column));
        }
        Value::Object(row)
    }

    /// What stands in a field.
    pub(super) fn value(&self, name: &str) -> Value {
        match name {
            "Id" => json!(self.id),
            "CreatedDate" => json!(time(self.created_at)),
            "LastModifiedDate" => json!(time(self.modified_at)),
            "IsDeleted" => json!(false),
            "IsClosed" => {
                let stage = self.fields.get("StageName").and_then(Value::as_str);
                json!(stage.is_some_and(|stage| ["Closed Lost", "Delivered"].contains(&stage)))
            }
            "Name" if self.fields.contains_key("LastName") => {
                let part = |name: &str| self.fields.get(name).and_then(Value::as_str);
                let parts = ["FirstName", "LastName"].into_iter().filter_map(part);
                json!(parts.collect::<Vec<_>>().join(" "))
            }
            _ => self.fields.get(name).cloned().unwrap_or_default(),
        }
    }
}

pub(super) fn time(at: DateTime<Utc>) -> String {
    at.format("%Y-%m-%dT%H:%M:%S%.3f+0000").to_string()
}
