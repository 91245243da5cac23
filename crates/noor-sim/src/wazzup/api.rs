//! What every route of the gateway's API shares: the key, the rate limit, the shape of errors.

use std::sync::Arc;
use std::sync::Mutex;

use axum::Json;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};

use crate::lock;
use crate::world::World;

/// Proof that the caller has the key and is within the rate limit.
pub(super) struct Caller;

impl FromRequestParts<Arc<World>> for Caller {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, world: &Arc<World>) -> Result<Self, ApiError> {
        if !world.wazzup.bucket().take(world.clock.now()) {
            return Err(ApiError::bare(StatusCode::TOO_MANY_REQUESTS));
        }
        let given = parts.headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
        let key = given.and_then(|value| value.strip_prefix("Bearer "));
        if key == Some(world.wazzup.api_key()) {
            Ok(Self)
        } else {
            let error = ApiError::new("UNAUTHORIZED", "Invalid API key");
            Err(ApiError { status: StatusCode::UNAUTHORIZED, ..error })
        }
    }
}

/// An answer other than success.
#[derive(Debug)]
pub(super) struct ApiError {
    status: StatusCode,
    body: Option<Box<Value>>,
}

impl ApiError {
    /// 400 with a code.
    pub(super) fn new(code: &str, description: &str) -> Self {
        Self::with_data(code, description, &Value::Null)
    }

    /// 400 with a code and what it is about.
    pub(super) fn with_data(code: &str, description: &str, data: &Value) -> Self {
        let mut body = json!({ "error": code, "description": description });
        if !data.is_null() {
            body["data"] = data.clone();
        }
        Self { status: StatusCode::BAD_REQUEST, body: Some(Box::new(body)) }
    }

    /// 400 `INVALID_MESSAGE_DATA` for one field.
    pub(super) fn field(name: &str) -> Self {
        Self::with_data(
            "INVALID_MESSAGE_DATA",
            "Invalid message data",
            &json!({ "fields": [name] }),
        )
    }

    /// 404 with a code.
    pub(super) fn missing(code: &str, description: &str) -> Self {
        Self { status: StatusCode::NOT_FOUND, ..Self::new(code, description) }
    }

    /// A status without a body.
    fn bare(status: StatusCode) -> Self {
        Self { status, body: None }
    }

    /// Adds what only errors of the send route carry.
    pub(super) fn of_send(mut self, request_id: &str) -> Self {
        if let Some(body) = self.body.as_mut() {
            body["status"] = json!(self.status.as_u16());
            body["requestId"] = json!(request_id);
        }
        self
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        match self.body {
            Some(body) => (self.status, Json(body)).into_response(),
            None => self.status.into_response(),
        }
    }
}

/// The account's allowance of requests in each five seconds.
#[derive(Debug)]
pub(super) struct Bucket {
    limit: Option<u32>,
    window: Mutex<Window>,
}

#[derive(Debug, Default)]
struct Window {
    since: DateTime<Utc>,
    used: u32,
}

impl Bucket {
    /// `None` never refuses.
    pub(super) fn new(limit: Option<u32>) -> Self {
        Self { limit, window: Mutex::default() }
    }

    /// Takes one request out of the allowance at `now`.
    fn take(&self, now: DateTime<Utc>) -> bool {
        let Some(limit) = self.limit else { return true };
        let mut window = lock(&self.window);
        if now - window.since >= TimeDelta::seconds(5) || now < window.since {
            *window = Window { since: now, used: 0 };
        }
        if window.used >= limit {
            return false;
        }
        window.used += 1;
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_allowance_returns_after_five_seconds() {
        let bucket = Bucket::new(Some(2));
        let start = DateTime::from_timestamp(1_800_000_000, 0).unwrap();
        let late = start + TimeDelta::milliseconds(4_999);
        assert!(bucket.take(start));
        assert!(bucket.take(late));
        assert!(!bucket.take(late));
        assert!(bucket.take(start + TimeDelta::seconds(5)));
    }
}
