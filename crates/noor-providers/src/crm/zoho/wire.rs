//! One call to Zoho CRM: limits, token, answer, and what a failure means.
//!
//! Owns the header, the pauses after "too many requests", and the rule that only reading is ever
//! done twice. It knows no record. A status says little: refusals of a whole call are flat objects,
//! those of single rows stand in `data` even with a status of success, and nothing to return is an
//! empty answer.
//!
//! Source: Zoho CRM v8, "Status codes", "API limits" and "COQL" (March 2026).

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU32, Ordering};
use std::time::Duration;

use reqwest::header::HeaderMap;
use reqwest::{Method, StatusCode};
use secrecy::ExposeSecret as _;
use serde_json::Value;
use tokio::sync::Semaphore;

use super::SERVICE;
use super::refusal::{Failure, Refusal};
use crate::attempt::{Asked, Caller};
use crate::error::{BoxError, ProviderError};
use crate::quota::Quota;
use crate::wire;
use crate::zoho::oauth::{Token, ZohoAuth};

const VERSION: &str = "/crm/v8";
/// Calls at the same time. The smallest edition allows five.
const AT_ONCE: usize = 5;
/// The shortest pause after "too many requests", doubled with each one that follows at once.
const CROWDED: Duration = Duration::from_secs(1);
const LONGEST_CROWD: Duration = Duration::from_mins(10);
/// The pause when the credits of the last 24 hours are spent: they come back one by one.
const SPENT: Duration = Duration::from_mins(15);
/// Tells what is left of the credits, once half of them are spent.
const CREDITS_LEFT: &str = "x-api-credits-remaining";
const UNTOLD: i64 = i64::MAX;

/// A call.
pub(super) struct Call<'a> {
    pub(super) method: Method,
    /// Below the version: `/Contacts`.
    pub(super) path: &'a str,
    pub(super) query: &'a [(&'static str, String)],
    pub(super) body: Option<&'a Value>,
    /// The part of the API it belongs to, by which missing scopes are told apart.
    pub(super) area: &'static str,
    /// Whether it only reads, whatever its method.
    pub(super) reads: bool,
}

/// The way to the CRM of one account.
#[derive(Debug)]
pub(super) struct CrmWire {
    caller: Caller,
    auth: Arc<ZohoAuth>,
    places: Semaphore,
    /// "Too many requests" since the last call that went through.
    crowds: AtomicU32,
    credits_left: AtomicI64,
}

enum Outcome {
    /// Something, or `None` where there is nothing to return.
    Answer(Option<Value>),
    TokenRejected,
}

impl CrmWire {
    pub(super) fn new(
        http: reqwest::Client,
        auth: Arc<ZohoAuth>,
        quota: Arc<dyn Quota>,
        timeout: Duration,
    ) -> Self {
        Self {
            caller: Caller::new(http, quota, SERVICE, timeout),
            auth,
            places: Semaphore::new(AT_ONCE),
            crowds: AtomicU32::new(0),
            credits_left: AtomicI64::new(UNTOLD),
        }
    }

    /// Makes a call and gives its answer; `None` if there is nothing to return. What became of each
    /// row of a write is for the caller to read.
    ///
    /// A dead token is replaced, and a call that reads is made once more with the new one.
    pub(super) async fn call(&self, call: &Call<'_>) -> Result<Option<Value>, Failure> {
        let closed = |_| unavailable(None, "no more calls are made");
        let _place = self.places.acquire().await.map_err(closed)?;
        let token = self.auth.token().await?;
        if let Outcome::Answer(answer) = self.attempt(call, &token).await? {
            return Ok(answer);
        }
        let token = self.auth.replace(&token, call.area).await?;
        if !call.reads {
            return Err(unavailable(None, "the token was dead: nothing was done").into());
        }
        match self.attempt(call, &token).await? {
            Outcome::Answer(answer) => Ok(answer),
            Outcome::TokenRejected => {
                self.auth.replace(&token, call.area).await?;
                Err(unavailable(None, "the token died twice").into())
            }
        }
    }

    async fn attempt(&self, call: &Call<'_>, token: &Token) -> Result<Outcome, Failure> {
        let crowds = self.crowds.load(Ordering::Relaxed);
        let asked = Asked {
            method: &call.method,
            base: format!("{}{VERSION}", token.api()),
            path: call.path,
            query: call.query,
            body: call.body,
            authorization: format!("Zoho-oauthtoken {}", token.access().expose_secret()),
            reads: call.reads,
        };
        let reply = self.caller.attempt(&asked).await?;
        let (status, headers) = (reply.status, &reply.headers);
        let answer = reply.json().filter(Value::is_object);
        let refusal = answer.as_ref().and_then(Refusal::of_call);
        self.caller.log(&asked, &reply, refusal.as_ref().map(|refusal| refusal.code.as_str()));
        if status != StatusCode::TOO_MANY_REQUESTS {
            self.note_credits(headers);
        }
        let code = refusal.as_ref().map(|refusal| refusal.code.as_str()).unwrap_or_default();
        match (code, status) {
            ("INVALID_TOKEN" | "AUTHENTICATION_FAILURE", _) => Ok(Outcome::TokenRejected),
            ("TOO_MANY_REQUESTS" | "RATE_LIMIT_EXCEEDED", _)
            | (_, StatusCode::TOO_MANY_REQUESTS) => {
                Err(self.crowded(headers, refusal.as_ref(), crowds).await.into())
            }
            ("OAUTH_SCOPE_MISMATCH", _) => Err(scope_is_missing(call.area).into()),
            ("INTERNAL_ERROR", _) => Err(unclear(call, "an internal error").into()),
            (_, status) if status.is_server_error() => {
                Err(unclear(call, format!("answered {status}")).into())
            }
            _ => {
                if let Some(refusal) = refusal {
                    return Err(Failure::Refused(refusal));
                }
                let nothing = matches!(status, StatusCode::NO_CONTENT | StatusCode::NOT_MODIFIED);
                if answer.is_none() && !(nothing && call.reads) {
                    // A page of a proxy, or half an answer.
                    let what = format!("answered {status} without a record");
                    return Err(unclear(call, what).into());
                }
                self.crowds.store(0, Ordering::Relaxed);
                self.auth.accepted(call.area);
                Ok(Outcome::Answer(answer))
            }
        }
    }

    fn note_credits(&self, headers: &HeaderMap) {
        let left = headers.get(CREDITS_LEFT).and_then(|left| left.to_str().ok()?.parse().ok());
        self.credits_left.store(left.unwrap_or(UNTOLD), Ordering::Relaxed);
    }

    /// Too many calls at once, or too many in a day: Zoho says the same of both, so that the
    /// credits told last and the words have to do.
    ///
    /// `before` counts the refusals before the call: calls that were on their way together are told
    /// of one crowd, and it counts once.
    async fn crowded(
        &self,
        headers: &HeaderMap,
        refusal: Option<&Refusal>,
        before: u32,
    ) -> ProviderError {
        let (now, relaxed) = (before.saturating_add(1), Ordering::Relaxed);
        // Fails if a neighbour counted it already, which is as good.
        self.crowds.compare_exchange(before, now, relaxed, relaxed).ok();
        let words = refusal.map(|refusal| refusal.message.to_lowercase()).unwrap_or_default();
        let spent = self.credits_left.load(relaxed) <= 0
            || ["24 hour", "credit", "per day"].iter().any(|word| words.contains(word));
        let asked_for = wire::retry_after(headers).unwrap_or_default();
        let (pause, what) = if spent {
            (SPENT, "the credits of the last 24 hours are spent")
        } else {
            let part = Duration::from_millis(rand::random_range(0..500));
            let pause = (CROWDED + part).saturating_mul(1 << before.min(10));
            (pause.min(LONGEST_CROWD), "too many calls at the same time")
        };
        let pause = pause.max(asked_for);
        self.caller.block(pause, what).await
    }
}

/// It may have been done: for reading that is as good as not done.
pub(super) fn unclear(call: &Call<'_>, source: impl Into<BoxError>) -> ProviderError {
    if call.reads {
        return unavailable(None, source);
    }
    ProviderError::Unconfirmed { service: SERVICE, source: source.into() }
}

pub(super) fn unavailable(
    retry_after: Option<Duration>,
    source: impl Into<BoxError>,
) -> ProviderError {
    ProviderError::Unavailable { service: SERVICE, retry_after, source: source.into() }
}

fn scope_is_missing(area: &str) -> ProviderError {
    ProviderError::Refused {
        service: SERVICE,
        code: "scope".to_owned(),
        reason: format!(
            "the token is not good for {area}: grant the missing scope with a new refresh token"
        ),
    }
}
