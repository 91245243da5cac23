//! One kind of error for all handlers: a status, a stable code, and a sentence for people.

use std::any::Any;

use axum::Json;
use axum::http::{StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::ToSchema;

/// Why a request was not served.
#[derive(Debug, thiserror::Error)]
pub enum ApiError {
    /// Wrong or missing secret, key or network. Says no more than that.
    #[error("not allowed")]
    Forbidden,
    /// No key, or a wrong one.
    #[error("send the API key as `Authorization: Bearer …` or `X-API-Key`")]
    Unauthorized,
    /// The request makes no sense.
    #[error("{0}")]
    Invalid(String),
    /// The body is longer than this many bytes.
    #[error("the body is longer than {0} bytes")]
    TooLarge(usize),
    /// There is no such thing.
    #[error("{0}")]
    NotFound(String),
    /// There was such a thing, and its time has passed.
    #[error("{0}")]
    Gone(String),
    /// Something needed is away; try again.
    #[error("{0}")]
    Unavailable(String),
    /// Our own fault. Logged once, told as nothing.
    #[error("something went wrong here; it was logged")]
    Internal(#[from] anyhow::Error),
}

/// An error as callers see it.
#[derive(Debug, Serialize, ToSchema)]
pub struct ErrorBody {
    /// Stable, for programs.
    #[schema(example = "not_found")]
    pub code: &'static str,
    /// For people: what happened and what to do.
    pub detail: String,
}

impl From<sqlx::Error> for ApiError {
    fn from(error: sqlx::Error) -> Self {
        if noor_store::is_unavailable(&error) {
            Self::Unavailable("the database is away; try again in a moment".to_owned())
        } else {
            Self::Internal(error.into())
        }
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let (status, code) = match &self {
            Self::Forbidden => (StatusCode::FORBIDDEN, "forbidden"),
            Self::Unauthorized => (StatusCode::UNAUTHORIZED, "unauthorized"),
            Self::Invalid(_) => (StatusCode::BAD_REQUEST, "invalid"),
            Self::TooLarge(_) => (StatusCode::PAYLOAD_TOO_LARGE, "too_large"),
            Self::NotFound(_) => (StatusCode::NOT_FOUND, "not_found"),
            Self::Gone(_) => (StatusCode::GONE, "gone"),
            Self::Unavailable(_) => (StatusCode::SERVICE_UNAVAILABLE, "unavailable"),
            Self::Internal(error) => {
                tracing::error!(error = format!("{error:#}"), "a request failed");
                (StatusCode::INTERNAL_SERVER_ERROR, "internal")
            }
        };
        (status, Json(ErrorBody { code, detail: self.to_string() })).into_response()
    }
}

/// For every address that leads nowhere.
pub(super) async fn no_such_page(uri: Uri) -> ApiError {
    ApiError::NotFound(format!("there is nothing at {}; the API is described at /docs", uri.path()))
}

/// A handler that panicked costs its caller an error, not the others their connection.
pub(super) fn panicked(_: Box<dyn Any + Send + 'static>) -> Response {
    let mut response = ApiError::Internal(anyhow::anyhow!("a handler panicked")).into_response();
    response.headers_mut().insert(header::CONNECTION, header::HeaderValue::from_static("close"));
    response
}
