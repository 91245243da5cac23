//! What every call of Zoho Inventory passes before its handler: limits, token, organization.

use std::sync::Arc;

use axum::extract::{Request, State as Shared};
use axum::http::{HeaderMap, StatusCode, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse as _, Response};
use axum::routing::MethodRouter;

use super::limits;
use super::shape::Refusal;
use crate::lock;
use crate::world::World;
use crate::zoho::ZOHO_ORGANIZATION;
use crate::zoho::accounts::Token;

/// Lets only those calls through whose token has `scope`.
pub(super) fn admitted(
    world: &Arc<World>,
    scope: &'static str,
    handler: MethodRouter<Arc<World>>,
) -> MethodRouter<Arc<World>> {
    handler.layer(from_fn_with_state((Arc::clone(world), scope), admit))
}

async fn admit(
    Shared((world, scope)): Shared<(Arc<World>, &'static str)>,
    request: Request,
    next: Next,
) -> Response {
    let checked = limits::book(&world, request.extensions().get())
        .and_then(|()| check_token(&world, request.headers(), scope))
        .and_then(|()| check_organization(request.uri().query().unwrap_or_default()));
    match checked {
        Ok(()) => next.run(request).await,
        Err(refusal) => refusal.into_response(),
    }
}

fn check_token(world: &World, headers: &HeaderMap, scope: &str) -> Result<(), Refusal> {
    let given = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let Some(given) = given.and_then(|value| value.strip_prefix("Zoho-oauthtoken ")) else {
        return Err(Refusal::new(
            StatusCode::UNAUTHORIZED,
            14,
            "Invalid value passed for authtoken.",
        ));
    };
    let now = world.clock.now();
    let state = lock(&world.zoho.inner.state);
    let alive = |token: &&Token| token.value == given && token.expires_at > now;
    if state.tokens.iter().find(alive).is_some_and(|token| token.allows(scope)) {
        return Ok(());
    }
    // A dead token and a missing scope look the same.
    let status = StatusCode::from_u16(state.behaviour.code_57_status);
    let status = status.unwrap_or(StatusCode::UNAUTHORIZED);
    Err(Refusal::new(status, 57, "You are not authorized to perform this operation"))
}

fn check_organization(query: &str) -> Result<(), Refusal> {
    let mut parameters = url::form_urlencoded::parse(query.as_bytes());
    match parameters.find(|(name, _)| name == "organization_id") {
        Some((_, id)) if id == ZOHO_ORGANIZATION => Ok(()),
        Some((_, id)) => {
            let message =
                format!("This user is not associated with the CompanyID/CompanyName: {id}.");
            Err(Refusal::new(StatusCode::BAD_REQUEST, 6041, message))
        }
        None => Err(Refusal::new(StatusCode::BAD_REQUEST, 2, "organization_id is missing")),
    }
}
