//! The token endpoint: client credentials and refresh tokens. Nobody is told how long a token lives.

use std::collections::HashMap;
use std::sync::Arc;

use axum::Json;
use axum::extract::State as Shared;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use bytes::Bytes;
use serde_json::json;

use super::{SALESFORCE_CLIENT_ID, SALESFORCE_CLIENT_SECRET, SALESFORCE_REFRESH_TOKEN, Salesforce};
use crate::lock;
use crate::world::World;

/// `POST /services/oauth2/token`.
pub(super) async fn token(Shared(world): Shared<Arc<World>>, body: Bytes) -> Response {
    let form: HashMap<String, String> = url::form_urlencoded::parse(&body).into_owned().collect();
    let given = |name: &str| form.get(name).map_or("", String::as_str);
    let salesforce = &world.salesforce;
    let revoked = lock(&salesforce.inner.state).revoked;
    let secret = given("client_secret");
    if given("client_id") != SALESFORCE_CLIENT_ID {
        return refused("invalid_client_id", "client identifier invalid");
    }
    if secret != SALESFORCE_CLIENT_SECRET {
        return refused("invalid_client", "invalid client credentials");
    }
    match given("grant_type") {
        "client_credentials" if revoked => {
            refused("invalid_grant", "no client credentials user enabled")
        }
        "client_credentials" => granted(salesforce),
        "refresh_token" if !revoked && given("refresh_token") == SALESFORCE_REFRESH_TOKEN => {
            granted(salesforce)
        }
        "refresh_token" => refused("invalid_grant", "expired access/refresh token"),
        _ => refused("unsupported_grant_type", "grant type not supported"),
    }
}

fn granted(salesforce: &Salesforce) -> Response {
    let inner = &salesforce.inner;
    let token = format!("00D5g0000000001!{}", inner.basics.chance.hex());
    let mut state = lock(&inner.state);
    state.sessions.push(token.clone());
    let instance = state.behaviour.instance_url.as_ref().unwrap_or(&inner.base);
    Json(json!({
        "access_token": token,
        "instance_url": instance,
        "id": format!("{}/id/00D5g0000000001EAA/0055g0000000001AAA", inner.base),
        "token_type": "Bearer",
        "issued_at": inner.basics.clock.now().timestamp_millis().to_string(),
        "signature": inner.basics.chance.hex(),
        "scope": "api",
    }))
    .into_response()
}

fn refused(code: &str, description: &str) -> Response {
    let body = json!({ "error": code, "error_description": description });
    (StatusCode::BAD_REQUEST, Json(body)).into_response()
}
