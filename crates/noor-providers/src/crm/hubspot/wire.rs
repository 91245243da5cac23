//! One call to HubSpot: limits, token, answer, and what a failure means.
//!
//! Owns the header and the pauses that HubSpot imposes. It knows no record. Nothing is ever done
//! twice here. Refusals are told by their status and a category.
//!
//! Source: HubSpot, "Error handling" and "API usage guidelines" (March 2026).

use std::sync::Arc;
use std::time::Duration;

use reqwest::{Method, StatusCode};
use secrecy::{ExposeSecret as _, SecretString};
use serde_json::Value;
use url::Url;

use super::SERVICE;
use crate::attempt::{Asked, Caller};
use crate::crm::CrmError;
use crate::error::{BoxError, ProviderError};
use crate::lenient;
use crate::quota::Quota;
use crate::wire;

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
    caller: Caller,
    base: String,
    token: SecretString,
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
        Self { caller: Caller::new(http, quota, SERVICE, timeout), base, token }
    }

    /// Makes a call and gives its answer, which is a JSON object.
    pub(super) async fn call(&self, call: &Call<'_>) -> Result<Value, Failure> {
        let asked = Asked {
            method: &call.method,
            base: self.base.clone(),
            path: call.path,
            query: call.query,
            body: call.body,
            authorization: format!("Bearer {}", self.token.expose_secret()),
            reads: call.reads,
        };
        let reply = self.caller.attempt(&asked).await.map_err(Failure::Provider)?;
        let (status, headers) = (reply.status, &reply.headers);
        let answer = reply.json().filter(Value::is_object);
        let category = answer.as_ref().and_then(|answer| lenient::text(&answer["category"]));
        self.caller.log(&asked, &reply, category.as_deref());
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
                let pause = pause.max(wire::retry_after(headers).unwrap_or_default());
                Err(Failure::Provider(self.caller.block(pause, what).await))
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
            (status, _) => {
                let what = format!("answered {status}");
                Err(Failure::Provider(self.caller.unclear(call.reads, what)))
            }
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

pub(super) fn unconfirmed(source: impl Into<BoxError>) -> ProviderError {
    ProviderError::Unconfirmed { service: SERVICE, source: source.into() }
}

pub(super) fn unavailable(
    retry_after: Option<Duration>,
    source: impl Into<BoxError>,
) -> ProviderError {
    ProviderError::Unavailable { service: SERVICE, retry_after, source: source.into() }
}
