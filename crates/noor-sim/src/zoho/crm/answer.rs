//! How Zoho CRM answers: refusals of whole calls, results of single rows, empty answers, times.

use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, SecondsFormat, Utc};
use serde_json::{Value, json};

use crate::zoho::zone;

/// A call that is turned down as a whole: a flat object without `data`.
#[derive(Debug)]
pub(super) struct Refusal {
    status: StatusCode,
    code: &'static str,
    message: String,
    details: Value,
}

impl Refusal {
    pub(super) fn new(status: StatusCode, code: &'static str, message: impl Into<String>) -> Self {
        Self { status, code, message: message.into(), details: json!({}) }
    }

    /// A refusal with status 400.
    pub(super) fn bad(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, code, message)
    }

    pub(super) fn with(mut self, details: Value) -> Self {
        self.details = details;
        self
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let Self { status, code, message, details } = self;
        let body = json!({
            "code": code, "details": details, "message": message, "status": "error",
        });
        (status, Json(body)).into_response()
    }
}

/// Why a row was not written.
#[derive(Debug, Clone)]
pub(super) struct Fault {
    pub(super) code: &'static str,
    pub(super) message: String,
    pub(super) details: Value,
}

impl Fault {
    pub(super) fn new(code: &'static str, message: impl Into<String>, details: Value) -> Self {
        Self { code, message: message.into(), details }
    }

    /// Several faults of a row as one.
    pub(super) fn joined(mut faults: Vec<Self>) -> Option<Self> {
        if faults.len() < 2 {
            return faults.pop();
        }
        let errors: Vec<Value> = faults.into_iter().map(Self::into_body).collect();
        let details = json!({ "errors": errors });
        Some(Self::new("MULTIPLE_OR_MULTI_ERRORS", "multiple errors occurred", details))
    }

    fn into_body(self) -> Value {
        let Self { code, message, details } = self;
        json!({ "code": code, "details": details, "message": message, "status": "error" })
    }
}

/// What became of a row: what `data` says at its place, or why not.
pub(super) type Outcome = Result<Value, Fault>;

/// A row that was written. `details` hold the id and the times.
pub(super) fn done(message: &str, details: &Value) -> Value {
    json!({ "code": "SUCCESS", "details": details, "message": message, "status": "success" })
}

/// The answer to a write: `done` if every row was written, 207 if some were, and `failed` if none.
pub(super) fn rows(outcomes: Vec<Outcome>, done: StatusCode, failed: u16) -> Response {
    let written = outcomes.iter().filter(|outcome| outcome.is_ok()).count();
    let status = match written {
        0 => StatusCode::from_u16(failed).unwrap_or(StatusCode::BAD_REQUEST),
        all if all == outcomes.len() => done,
        _ => StatusCode::MULTI_STATUS,
    };
    let data: Vec<Value> =
        outcomes.into_iter().map(|outcome| outcome.unwrap_or_else(Fault::into_body)).collect();
    (status, Json(json!({ "data": data }))).into_response()
}

/// There is nothing to return: no body at all.
pub(super) fn nothing() -> Response {
    StatusCode::NO_CONTENT.into_response()
}

/// A time in the organization's zone, with a colon in its offset.
pub(super) fn time(at: DateTime<Utc>) -> String {
    at.with_timezone(&zone()).to_rfc3339_opts(SecondsFormat::Secs, false)
}
