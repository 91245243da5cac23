//! What went wrong on a page, told inside the frame with what to do about it.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use minijinja::context;

use super::page::Page;
use crate::app::access::AccessError;
use crate::app::access::sign_in::SignInError;

/// Why there is no page.
#[derive(Debug, thiserror::Error)]
pub(super) enum Failure {
    /// Nobody is signed in any more.
    #[error("signed out")]
    SignedOut,
    /// Whoever is signed in may not.
    #[error("not allowed")]
    Forbidden,
    /// There is no such page or thing.
    #[error("not found")]
    NotFound,
    /// The form is not one of ours, or of before the last sign-in.
    #[error("a form without its token")]
    Stale,
    /// The form is too long.
    #[error("too long")]
    TooLong,
    /// What was asked for makes no sense.
    #[error("makes no sense")]
    Invalid,
    /// The database is away.
    #[error("unavailable")]
    Unavailable,
    /// Ours. Logged once, told as nothing.
    #[error(transparent)]
    Internal(#[from] anyhow::Error),
}

/// Marks a response that the guard is to put into the frame.
#[derive(Clone)]
pub(super) struct Failed(pub(super) Reason);

/// The name of a failure in labels.
#[derive(Debug, Clone, Copy)]
pub(super) struct Reason(&'static str);

impl Reason {
    /// The failure as a page.
    pub(super) async fn framed(self, page: &Page, status: StatusCode) -> Response {
        let values = context! { reason => self.0, status => status.as_u16() };
        match page.show("failure.html", values).await {
            Ok(html) => (status, html).into_response(),
            Err(error) => {
                tracing::error!(error = format!("{error:#}"), "a failure could not be told");
                status.into_response()
            }
        }
    }
}

impl From<sqlx::Error> for Failure {
    fn from(error: sqlx::Error) -> Self {
        if noor_store::is_unavailable(&error) {
            Self::Unavailable
        } else {
            Self::Internal(error.into())
        }
    }
}

impl From<SignInError> for Failure {
    fn from(error: SignInError) -> Self {
        match error {
            SignInError::Wrong | SignInError::Wait(_) => Self::Forbidden,
            SignInError::Unexpected(error) => Self::Internal(error),
        }
    }
}

impl From<AccessError> for Failure {
    fn from(error: AccessError) -> Self {
        match error {
            AccessError::Unknown => Self::NotFound,
            AccessError::Taken
            | AccessError::BadName
            | AccessError::LastOwner
            | AccessError::WeakPassword
            | AccessError::Wrong
            | AccessError::NoScope => Self::Invalid,
            AccessError::Unexpected(error) => Self::Internal(error),
        }
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let (status, reason) = match &self {
            Self::SignedOut => (StatusCode::UNAUTHORIZED, "signed_out"),
            Self::Forbidden => (StatusCode::FORBIDDEN, "forbidden"),
            Self::NotFound => (StatusCode::NOT_FOUND, "not_found"),
            Self::Stale => (StatusCode::FORBIDDEN, "stale"),
            Self::TooLong => (StatusCode::PAYLOAD_TOO_LARGE, "too_long"),
            Self::Invalid => (StatusCode::BAD_REQUEST, "invalid"),
            Self::Unavailable => (StatusCode::SERVICE_UNAVAILABLE, "unavailable"),
            Self::Internal(error) if is_away(error) => {
                (StatusCode::SERVICE_UNAVAILABLE, "unavailable")
            }
            Self::Internal(error) => {
                tracing::error!(error = format!("{error:#}"), "a page failed");
                (StatusCode::INTERNAL_SERVER_ERROR, "internal")
            }
        };
        let mut response = status.into_response();
        response.extensions_mut().insert(Failed(Reason(reason)));
        response
    }
}

/// Whether the database was away, however deep in the chain.
fn is_away(error: &anyhow::Error) -> bool {
    error
        .chain()
        .any(|cause| cause.downcast_ref::<sqlx::Error>().is_some_and(noor_store::is_unavailable))
}
