//! `/v3/webhooks`: who is told, and about what.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::Deserialize;
use serde_json::{Value, json};
use url::Url;

use super::api::{ApiError, Caller};
use super::courier::Webhook;
use crate::lock;
use crate::world::World;

/// The longest address, in characters.
const LONGEST_URI: usize = 200;

/// What the subscriber wants to hear about.
#[derive(Debug, Clone, Copy)]
#[expect(clippy::struct_excessive_bools, reason = "the vendor's switches are four booleans")]
pub(super) struct Switches {
    pub(super) messages_and_statuses: bool,
    pub(super) contacts_and_deals: bool,
    pub(super) channels_updates: bool,
    pub(super) template_status: bool,
}

impl Default for Switches {
    fn default() -> Self {
        Self {
            messages_and_statuses: true,
            contacts_and_deals: false,
            channels_updates: true,
            template_status: false,
        }
    }
}

/// `GET /v3/webhooks`.
pub(super) async fn show(_caller: Caller, State(world): State<Arc<World>>) -> Json<Value> {
    let switches = *lock(&world.wazzup.inner.subscriptions);
    Json(json!({
        "webhooksUri": world.wazzup.webhook().map(|webhook| webhook.url),
        "subscriptions": {
            "messagesAndStatuses": switches.messages_and_statuses,
            "contactsAndDealsCreation": switches.contacts_and_deals,
            "channelsUpdates": switches.channels_updates,
            "wabaTemplatesStatus": switches.template_status,
        },
    }))
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Wish {
    webhooks_uri: Option<String>,
    #[serde(default)]
    subscriptions: Value,
}

/// `PATCH /v3/webhooks`: tests the new address first and demands exactly 200.
pub(super) async fn change(
    _caller: Caller,
    State(world): State<Arc<World>>,
    body: bytes::Bytes,
) -> Result<(StatusCode, &'static str), ApiError> {
    let wish: Wish = serde_json::from_slice(&body)
        .map_err(|_| ApiError::new("VALIDATION_ERROR", "The body is no subscription"))?;
    let wazzup = &world.wazzup;
    if let Some(uri) = wish.webhooks_uri {
        let valid = Url::parse(&uri).is_ok_and(|url| matches!(url.scheme(), "http" | "https"));
        if !valid || uri.chars().nth(LONGEST_URI).is_some() {
            return Err(ApiError::new("uriNotValid", "The address is not valid"));
        }
        let crm_key = wazzup.webhook().and_then(|webhook| webhook.crm_key);
        let webhook = Webhook { url: uri, crm_key };
        let status = wazzup.inner.courier.test(&webhook).await;
        if status != Some(200) {
            return Err(ApiError::with_data(
                "testPostNotPassed",
                "The test request was not answered with 200",
                &json!(status),
            ));
        }
        wazzup.inner.courier.set_webhook(Some(webhook));
    }
    let mut switches = lock(&wazzup.inner.subscriptions);
    let asked = |name: &str, now: bool| is_on(wish.subscriptions.get(name)).unwrap_or(now);
    *switches = Switches {
        messages_and_statuses: asked("messagesAndStatuses", switches.messages_and_statuses),
        contacts_and_deals: asked("contactsAndDealsCreation", switches.contacts_and_deals),
        channels_updates: asked("channelsUpdates", switches.channels_updates),
        template_status: asked("templateStatus", switches.template_status),
    };
    // Word for word what the vendor's page shows, which is no JSON.
    Ok((StatusCode::OK, "{ok}"))
}

/// A switch is a boolean, or the word for one.
fn is_on(value: Option<&Value>) -> Option<bool> {
    match value? {
        Value::Bool(on) => Some(*on),
        Value::String(word) => word.parse().ok(),
        Value::Null | Value::Number(_) | Value::Array(_) | Value::Object(_) => None,
    }
}
