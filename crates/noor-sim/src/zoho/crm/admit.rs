//! What every call of the CRM passes before its handler: limits, token, scope.

use std::sync::Arc;

use axum::extract::{Request, State as Shared};
use axum::http::{HeaderMap, StatusCode, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse as _, Response};
use axum::routing::MethodRouter;

use super::answer::Refusal;
use super::limits;
use super::module::Module;
use crate::lock;
use crate::world::World;
use crate::zoho::accounts::Token;

/// What a call needs.
#[derive(Debug, Clone, Copy)]
pub(super) struct Needs {
    /// The module its path names, for the handler.
    pub(super) module: Option<Module>,
    /// A scope of the CRM, such as `ZohoCRM.modules.deals.READ`.
    pub(super) scope: &'static str,
}

/// Lets only those calls through whose token has what they need.
pub(super) fn admitted(
    world: &Arc<World>,
    needs: Needs,
    handler: MethodRouter<Arc<World>>,
) -> MethodRouter<Arc<World>> {
    handler.layer(from_fn_with_state((Arc::clone(world), needs), admit))
}

async fn admit(
    Shared((world, needs)): Shared<(Arc<World>, Needs)>,
    mut request: Request,
    next: Next,
) -> Response {
    let checked = limits::book(&world, request.extensions().get())
        .and_then(|()| check_token(&world, request.headers(), needs.scope));
    if let Err(refusal) = checked {
        return refusal.into_response();
    }
    if let Some(module) = needs.module {
        request.extensions_mut().insert(module);
    }
    let mut response = next.run(request).await;
    limits::tell_remaining(&world, &mut response);
    response
}

/// Whether the call's token lives and has `scope`.
pub(super) fn check_token(world: &World, headers: &HeaderMap, scope: &str) -> Result<(), Refusal> {
    let given = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let given = given.and_then(|value| value.strip_prefix("Zoho-oauthtoken "));
    let now = world.clock.now();
    let state = lock(&world.zoho.inner.state);
    let alive = |token: &&Token| Some(token.value.as_str()) == given && token.expires_at > now;
    let Some(token) = state.tokens.iter().find(alive) else {
        let message = "invalid oauth token";
        return Err(Refusal::new(StatusCode::UNAUTHORIZED, "INVALID_TOKEN", message));
    };
    if covers(token, scope) {
        return Ok(());
    }
    let status = StatusCode::from_u16(state.behaviour.crm.scope_status);
    let status = status.unwrap_or(StatusCode::UNAUTHORIZED);
    let message = "invalid oauth scope to access this URL";
    Err(Refusal::new(status, "OAUTH_SCOPE_MISMATCH", message))
}

/// Whether the token has this scope, or a wider one that ends in `ALL`.
fn covers(token: &Token, scope: &str) -> bool {
    let of_all = |parts: Option<(&str, &str)>| {
        parts.is_some_and(|(start, _)| token.allows(&format!("{start}.ALL")))
    };
    let whole = scope.rsplit_once('.');
    let wider = whole.and_then(|(start, _)| start.rsplit_once('.'));
    token.allows(scope) || of_all(whole) || of_all(wider)
}
