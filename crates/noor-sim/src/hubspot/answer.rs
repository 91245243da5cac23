//! How HubSpot answers: records, and refusals with a category.

use axum::Json;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, SecondsFormat, Utc};
use serde_json::{Map, Value, json};

use super::{HUBSPOT_TOKEN, HubSpot, Properties, Record};
use crate::lock;

/// A call that is turned down.
#[derive(Debug)]
pub(super) struct Refusal {
    status: StatusCode,
    category: &'static str,
    message: String,
}

impl Refusal {
    pub(super) fn new(
        status: StatusCode,
        category: &'static str,
        message: impl Into<String>,
    ) -> Self {
        Self { status, category, message: message.into() }
    }

    pub(super) fn invalid(message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "VALIDATION_ERROR", message)
    }

    pub(super) fn missing() -> Self {
        Self::new(StatusCode::NOT_FOUND, "OBJECT_NOT_FOUND", "resource not found")
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let body = json!({
            "status": "error",
            "message": self.message,
            "correlationId": "00000000-0000-0000-0000-000000000000",
            "category": self.category,
        });
        (self.status, Json(body)).into_response()
    }
}

/// Whether the call shows the token of the private app.
pub(super) fn check_token(hubspot: &HubSpot, headers: &HeaderMap) -> Result<(), Refusal> {
    let given = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let known = given.and_then(|value| value.strip_prefix("Bearer ")) == Some(HUBSPOT_TOKEN);
    if known && !lock(&hubspot.inner.state).revoked {
        return Ok(());
    }
    let message = "Authentication credentials not found or no longer valid";
    Err(Refusal::new(StatusCode::UNAUTHORIZED, "INVALID_AUTHENTICATION", message))
}

/// A record: a few properties always, others only if they are asked for.
pub(super) fn written(
    (id, record): (u64, &Record),
    properties: &Properties,
    wanted: &[String],
) -> Value {
    let mut shown = Map::new();
    shown.insert("createdate".to_owned(), json!(time(record.created_at)));
    shown.insert("hs_lastmodifieddate".to_owned(), json!(time(record.updated_at)));
    shown.insert("hs_object_id".to_owned(), json!(id.to_string()));
    for name in wanted {
        shown.entry(name.clone()).or_insert_with(|| json!(properties.get(name)));
    }
    json!({
        "id": id.to_string(),
        "properties": shown,
        "createdAt": time(record.created_at),
        "updatedAt": time(record.updated_at),
        "archived": false,
    })
}

fn time(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Millis, true)
}
