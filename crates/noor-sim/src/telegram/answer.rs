//! How the Bot API answers: one envelope for everything, and the status once more inside it.

use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use super::TELEGRAM_TOKEN;

/// A call that is turned down.
#[derive(Debug)]
pub(super) struct Refusal {
    status: StatusCode,
    description: String,
}

impl Refusal {
    pub(super) fn bad_request(why: impl std::fmt::Display) -> Self {
        Self { status: StatusCode::BAD_REQUEST, description: format!("Bad Request: {why}") }
    }

    pub(super) fn forbidden(why: &str) -> Self {
        Self { status: StatusCode::FORBIDDEN, description: format!("Forbidden: {why}") }
    }

    pub(super) fn not_found() -> Self {
        Self { status: StatusCode::NOT_FOUND, description: "Not Found".to_owned() }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let body = json!({
            "ok": false,
            "error_code": self.status.as_u16(),
            "description": self.description,
        });
        (self.status, Json(body)).into_response()
    }
}

/// What a method gives.
pub(super) type Answered = Result<Json<Value>, Refusal>;

/// A result in its envelope.
pub(super) fn done(result: &Value) -> Json<Value> {
    Json(json!({ "ok": true, "result": result }))
}

/// Whether the path names the bot with its token. A token of another form is no bot at all.
pub(super) fn check_token(bot: &str) -> Result<(), Refusal> {
    match bot.strip_prefix("bot") {
        Some(TELEGRAM_TOKEN) => Ok(()),
        Some(token) if token.contains(':') => Err(Refusal {
            status: StatusCode::UNAUTHORIZED,
            description: "Unauthorized".to_owned(),
        }),
        Some(_) | None => Err(Refusal::not_found()),
    }
}
