//! Telegram's webhook: what the shop's people do with the bot.
//!
//! A delivery proves itself by the secret in the address and by the one in its header. What it wants is
//! written down before it is answered, and said afterwards. Whatever it holds, it is answered with 200:
//! Telegram repeats what is refused for a day, and holds back all that follows in that chat.

use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use noor_providers::alerts::telegram::parse_update;
use noor_store::is_unavailable;

use super::super::{ApiError, Web};
use super::{read_body, same_secret};
use crate::app::alerts::hear;

/// Where Telegram puts the secret that was agreed on.
const SECRET: &str = "x-telegram-bot-api-secret-token";

/// A delivery.
pub(in crate::http) async fn update(
    State(web): State<Web>,
    Path(secret): Path<String>,
    headers: HeaderMap,
    body: Body,
) -> Result<StatusCode, ApiError> {
    let (Some(gate), Some(shop)) = (&web.gate.telegram, &web.context.desk) else {
        return Err(ApiError::Forbidden);
    };
    let header = headers.get(SECRET).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let by_path = same_secret(&secret, &gate.path);
    let by_header = same_secret(header, &gate.header);
    if !(by_path && by_header) {
        metrics::counter!("noor_webhooks_refused_total").increment(1);
        return Err(ApiError::Forbidden);
    }
    let body = read_body(body, web.gate.body_limit).await?;
    let heard = match parse_update(&body) {
        Ok(Some(heard)) => heard,
        Ok(None) => return Ok(StatusCode::OK),
        Err(error) => {
            metrics::counter!("noor_inbound_problems_total").increment(1);
            tracing::warn!(error = &error as &dyn std::error::Error, "an update was put aside");
            return Ok(StatusCode::OK);
        }
    };
    let reply = match hear::hear(&web.context, shop, heard).await {
        Ok(reply) => reply,
        Err(error) if is_away(&error) => {
            let detail = "nothing can be written down now; deliver again";
            return Err(ApiError::Unavailable(detail.to_owned()));
        }
        Err(error) => {
            tracing::error!(error = format!("{error:#}"), "an update came to nothing");
            return Ok(StatusCode::OK);
        }
    };
    let context = web.context.clone();
    web.context.tasks.spawn(async move {
        if let Some(shop) = &context.desk {
            hear::reply(&context, shop, reply).await;
        }
    });
    Ok(StatusCode::OK)
}

fn is_away(error: &anyhow::Error) -> bool {
    error.chain().filter_map(|cause| cause.downcast_ref::<sqlx::Error>()).any(is_unavailable)
}
