//! Who may call the REST API and read about it: programs with a key, people who are signed in.

use axum::extract::{Request, State};
use axum::http::{HeaderMap, Method, header};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Redirect, Response};
use noor_core::access::Permission;
use tower_sessions::Session;

use super::super::admin::{guard::is_same_site, session};
use super::super::{ApiError, Web};
use crate::app::access::check_key::{Opens, key_opens};

/// Lets programs through whose key opens this, and people who may do it. In development, a shop
/// without a configured key answers everybody.
pub(in crate::http) async fn key_or_person(
    State((web, permission)): State<(Web, Permission)>,
    session: Session,
    request: Request,
    next: Next,
) -> Result<Response, ApiError> {
    let configured = web.gate.api_key.as_ref();
    if let Some(given) = given(request.headers()) {
        match key_opens(&web.context, configured, given, permission).await? {
            Opens::Yes => return Ok(next.run(request).await),
            Opens::NotThis => return Err(ApiError::Forbidden),
            Opens::None => return Err(ApiError::Unauthorized),
        }
    }
    match session::person(&web, &session).await? {
        Some(person) if !person.role.may(permission) => Err(ApiError::Forbidden),
        // A page elsewhere can make a browser call, but not read; so it must change nothing.
        Some(_) if *request.method() != Method::GET && !is_same_site(&web, request.headers()) => {
            Err(ApiError::Forbidden)
        }
        Some(_) => Ok(next.run(request).await),
        None if configured.is_none() && web.gate.development => Ok(next.run(request).await),
        None => Err(ApiError::Unauthorized),
    }
}

/// Lets people through who are signed in, and everybody in development.
pub(in crate::http) async fn documentation(
    State(web): State<Web>,
    session: Session,
    request: Request,
    next: Next,
) -> Result<Response, ApiError> {
    if web.gate.development || session::person(&web, &session).await?.is_some() {
        return Ok(next.run(request).await);
    }
    let asked = request.uri().path();
    if asked.starts_with("/docs") {
        return Ok(Redirect::to("/admin/login?next=/docs/").into_response());
    }
    Err(ApiError::Unauthorized)
}

/// The key that a program shows.
fn given(headers: &HeaderMap) -> Option<&str> {
    let text = |name| headers.get(name).and_then(|value: &header::HeaderValue| value.to_str().ok());
    let bearer = text(header::AUTHORIZATION).and_then(|value| value.strip_prefix("Bearer "));
    bearer.or_else(|| text(header::HeaderName::from_static("x-api-key")))
}
