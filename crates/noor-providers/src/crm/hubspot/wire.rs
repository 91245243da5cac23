//! One call to HubSpot: limits, token, answer, and what a failure means.
//!
//! Owns the header and the pauses that HubSpot imposes. It knows no record. Nothing is ever done
//! twice here. Refusals are told by their status and a category.
//!
//! Source: HubSpot, "Error handling" and "API usage guidelines" (March 2026).

use std::sync::Arc;
use std::time::{Duration, Instant};

use reqwest::{Method, StatusCode};
use secrecy::{ExposeSecret as _, SecretString};
use serde_json::Value;
use url::Url;

use super::SERVICE;
use crate::crm::CrmError;
use crate::error::{BoxError, ProviderError};
use crate::lenient;
use crate::quota::Quota;
use crate::wire::{self, Reached};

const LARGEST_ANSWER: usize = 16 << 20;
/// The window of the limit that is met first.
const CROWDED: Duration = Duration::from_secs(10);
/// The pause when a day's calls are used up: the count begins anew at midnight somewhere.
const USED_UP: Duration = Duration::from_hours(1);
/// The longest message of HubSpot's that is passed on, in characters.
const LONGEST_REASON: usize = 200;

/// A call.
pub(super) struct Call<'a> {
    pub(super) method: Method,
    pub(super) path: &'a str,
    pub(super) query: &'a [(&'static str, String)],
    pub(super) body: Option<&'a Value>,
    /// Whether it only reads, whatever its method.
    pub(super) reads: bool,
}

/// The way to one account.
#[derive(Debug)]
pub(super) struct HubSpotWire {
    http: reqwest::Client,
    base: String,
    token: SecretString,
    quota: Arc<dyn Quota>,
    timeout: Duration,
}

/// Why a call came to nothing.
#[derive(Debug)]
pub(super) enum Failure {
    /// What the path or the body names does not exist.
    Missing,
    /// Something is there already; HubSpot says in words what.
    Conflict {
        message: String,
    },
    Provider(ProviderError),
}

impl From<Failure> for CrmError {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Missing => Self::Missing("what the call names".to_owned()),
            Failure::Conflict { message } => Self::Provider(refused("conflict", &message)),
            Failure::Provider(error) => Self::Provider(error),
        }
    }
}

impl HubSpotWire {
    pub(super) fn new(
        http: reqwest::Client,
        base: &Url,
        token: SecretString,
        quota: Arc<dyn Quota>,
        timeout: Duration,
    ) -> Self {
        let base = base.as_str().trim_end_matches('/').to_owned();
        Self { http, base, token, quota, timeout }
    }

    /// Makes a call and gives its answer, which is a JSON object.
    pub(super) async fn call(&self, call: &Call<'_>) -> Result<Value, Failure> {
        if let Err(full) = self.quota.book().await {
            return Err(Failure::Provider(unavailable(Some(full.wait), full)));
        }
        let mut request = self
            .http
            .request(call.method.clone(), format!("{}{}", self.base, call.path))
            .query(call.query)
            .bearer_auth(self.token.expose_secret())
            .timeout(self.timeout);
        if let Some(body) = call.body {
            request = request.json(body);
        }
        let asked = Instant::now();
        let response = request.send().await.map_err(|error| {
            Failure::Provider(match wire::reached(&error) {
                Reached::NotSent => unavailable(None, error.without_url()),
                Reached::MaybeSent => unclear(call, error.without_url()),
            })
        })?;
        let (status, headers) = (response.status(), response.headers().clone());
        let body = wire::body(response, LARGEST_ANSWER).await;
        let body = body.map_err(|error| Failure::Provider(unclear(call, error)))?;
        let answer: Option<Value> = serde_json::from_slice(&body).ok().filter(Value::is_object);
        let category = answer.as_ref().and_then(|answer| lenient::text(&answer["category"]));
        tracing::debug!(
            service = SERVICE,
            method = %call.method,
            path = call.path,
            status = status.as_u16(),
            category,
            elapsed_ms = asked.elapsed().as_millis(),
            "HubSpot answered"
        );
        let message = answer.as_ref().and_then(|answer| lenient::text(&answer["message"]));
        let message = message.unwrap_or_else(|| "no reason was given".to_owned());
        match (status, answer) {
            (status, Some(answer)) if status.is_success() => Ok(answer),
            (StatusCode::TOO_MANY_REQUESTS, answer) => {
                let answer = answer.unwrap_or_default();
                let daily = lenient::text(&answer["policyName"]).is_some_and(|it| it == "DAILY");
                let (pause, what) = if daily {
                    (USED_UP, "the day's calls are used up")
                } else {
                    (CROWDED, "too many calls in a few seconds")
                };
                let pause = pause.max(wire::retry_after(&headers).unwrap_or_default());
                self.quota.block(pause).await;
                Err(Failure::Provider(unavailable(Some(pause), what)))
            }
            // What is not there, a proxy says in another way.
            (StatusCode::NOT_FOUND, Some(_)) => Err(Failure::Missing),
            (StatusCode::CONFLICT, Some(_)) => Err(Failure::Conflict { message }),
            // Another call is changing the record.
            (StatusCode::LOCKED, _) => Err(Failure::Provider(unavailable(None, message))),
            (StatusCode::UNAUTHORIZED, Some(_)) => {
                let advice = "the token is no longer valid: make a new one in HubSpot";
                let code = category.unwrap_or_else(|| "unauthorized".to_owned());
                Err(Failure::Provider(refused(&code, advice)))
            }
            (StatusCode::FORBIDDEN, Some(_)) => Err(Failure::Provider(refused("scope", &message))),
            (status, Some(_)) if status.is_client_error() => {
                let code = category.unwrap_or_else(|| status.as_u16().to_string());
                Err(Failure::Provider(refused(&code, &message)))
            }
            (status, _) => Err(Failure::Provider(unclear(call, format!("answered {status}")))),
        }
    }
}

pub(super) fn refused(code: &str, reason: &str) -> ProviderError {
    ProviderError::Refused {
        service: SERVICE,
        code: code.to_lowercase().replace('_', ""),
        reason: reason.chars().take(LONGEST_REASON).collect(),
    }
}

/// It may have been done: for reading that is as good as not done.
fn unclear(call: &Call<'_>, source: impl Into<BoxError>) -> ProviderError {
    if call.reads {
        return unavailable(None, source);
    }
    unconfirmed(source)
}

pub(super) fn unconfirmed(source: impl Into<BoxError>) -> ProviderError {
    ProviderError::Unconfirmed { service: SERVICE, source: source.into() }
}

pub(super) fn unavailable(
    retry_after: Option<Duration>,
    source: impl Into<BoxError>,
) -> ProviderError {
    ProviderError::Unavailable { service: SERVICE, retry_after, source: source.into() }
}
