//! Wazzup's webhook.
//!
//! The Content-Type it sends is malformed (`application/json; charset-utf-8`), so the body is taken
//! as bytes. It wants exactly 200, also to its test ping.

use std::net::SocketAddr;

use axum::body::Body;
use axum::extract::{ConnectInfo, Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use noor_providers::messaging::wazzup::parse_webhook;

use super::super::client_address::client_address;
use super::super::{ApiError, Web};
use super::{read_body, same_secret};
use crate::app::receive_message::{Delivered, ReceiveError};

/// A delivery to the address with the secret in it.
pub(in crate::http) async fn by_secret(
    State(web): State<Web>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    Path(secret): Path<String>,
    headers: HeaderMap,
    body: Body,
) -> Result<StatusCode, ApiError> {
    if !same_secret(&secret, &web.gate.wazzup_secret) {
        return Err(refused());
    }
    receive(web, peer, &headers, body).await
}

/// A delivery with the bearer that was agreed on when Wazzup was connected.
pub(in crate::http) async fn by_bearer(
    State(web): State<Web>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
    body: Body,
) -> Result<StatusCode, ApiError> {
    let bearer = headers
        .get(header::AUTHORIZATION)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.strip_prefix("Bearer "));
    match (bearer, &web.gate.wazzup_bearer) {
        (Some(given), Some(ours)) if same_secret(given, ours) => {}
        _ => return Err(refused()),
    }
    receive(web, peer, &headers, body).await
}

fn refused() -> ApiError {
    metrics::counter!("noor_webhooks_refused_total").increment(1);
    ApiError::Forbidden
}

async fn receive(
    web: Web,
    peer: SocketAddr,
    headers: &HeaderMap,
    body: Body,
) -> Result<StatusCode, ApiError> {
    let caller = client_address(peer.ip(), headers, &web.gate.trusted_proxies);
    let networks = &web.gate.wazzup_networks;
    if !networks.is_empty() && !networks.iter().any(|network| network.contains(&caller)) {
        return Err(refused());
    }
    let body = read_body(body, web.gate.body_limit).await?;
    let (events, problem) = match parse_webhook(&body) {
        Ok(delivery) => (delivery.events, None),
        Err(not_json) => (Vec::new(), Some(not_json.to_string())),
    };
    let delivered = Delivered { gateway: "wazzup", body, events, problem };
    match web.inbox.receive(delivered).await {
        Ok(()) => Ok(StatusCode::OK),
        Err(ReceiveError::Unavailable) => {
            Err(ApiError::Unavailable("nothing can be stored now; deliver again".to_owned()))
        }
    }
}
