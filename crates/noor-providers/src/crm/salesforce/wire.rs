//! One call to Salesforce: limits, token, answer, and what a failure means.
//!
//! Owns the header, the one replay after a dead token, and the pauses that Salesforce imposes. It
//! knows no record. Only reading is ever done twice. Refusals are lists of errors; a change that went
//! through has no answer at all.
//!
//! Source: Salesforce, REST API "Status Codes and Error Responses" (March 2026).

use std::sync::Arc;
use std::time::Duration;

use reqwest::header::HeaderMap;
use reqwest::{Method, StatusCode};
use secrecy::ExposeSecret as _;
use serde_json::{Value, json};

use super::oauth::{Session, Sessions};
use super::refusal::{Failure, Refusal};
use super::{Row, SERVICE};
use crate::attempt::{Asked, Caller};
use crate::error::{BoxError, ProviderError};
use crate::quota::Quota;
use crate::wire;

/// The pause when the calls of the last 24 hours are used up: they come back one by one.
const USED_UP: Duration = Duration::from_mins(15);
/// The pause when too many long calls are under way.
const CROWDED: Duration = Duration::from_secs(10);

/// A call.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Call {
    pub(super) method: Method,
    /// Below the version: `/sobjects/Contact`.
    pub(super) path: String,
    pub(super) query: Vec<(&'static str, String)>,
    pub(super) body: Option<Value>,
}

impl Call {
    pub(super) fn get(path: impl Into<String>) -> Self {
        Self { method: Method::GET, path: path.into(), query: Vec::new(), body: None }
    }

    /// A query of the records.
    pub(super) fn query(query: String) -> Self {
        Self { query: vec![("q", query)], ..Self::get("/query") }
    }

    /// One record, and of it these fields.
    pub(super) fn record(object: &str, id: &str, columns: &[String]) -> Self {
        let path = format!("/sobjects/{object}/{id}");
        Self { query: vec![("fields", columns.join(","))], ..Self::get(path) }
    }

    pub(super) fn write(method: Method, path: impl Into<String>, row: Row) -> Self {
        Self { method, path: path.into(), query: Vec::new(), body: Some(Value::Object(row)) }
    }

    fn reads(&self) -> bool {
        self.method == Method::GET
    }
}

/// The way to one organization.
#[derive(Debug)]
pub(super) struct SalesforceWire {
    caller: Caller,
    sessions: Sessions,
    /// `/services/data/v62.0`.
    root: String,
}

enum Outcome {
    /// Something, or null where there is nothing to say.
    Answer(Value),
    TokenRejected,
}

impl SalesforceWire {
    pub(super) fn new(
        http: reqwest::Client,
        sessions: Sessions,
        quota: Arc<dyn Quota>,
        version: &str,
        timeout: Duration,
    ) -> Self {
        let version = version.trim().trim_start_matches('v');
        let root = format!("/services/data/v{version}");
        Self { caller: Caller::new(http, quota, SERVICE, timeout), sessions, root }
    }

    /// Makes a call and gives its answer; null for a change that went through.
    ///
    /// A dead token is replaced, and a call that reads is made once more with the new one.
    pub(super) async fn call(&self, call: &Call) -> Result<Value, Failure> {
        let session = self.sessions.session().await?;
        if let Outcome::Answer(answer) = self.attempt(call, &session).await? {
            return Ok(answer);
        }
        let session = self.sessions.replace(&session).await?;
        if !call.reads() {
            return Err(unavailable(None, "the token was dead: nothing was done").into());
        }
        match self.attempt(call, &session).await? {
            Outcome::Answer(answer) => Ok(answer),
            Outcome::TokenRejected => {
                self.sessions.replace(&session).await?;
                Err(unavailable(None, "the token died twice").into())
            }
        }
    }

    async fn attempt(&self, call: &Call, session: &Session) -> Result<Outcome, Failure> {
        let asked = Asked {
            method: &call.method,
            base: format!("{}{}", session.instance(), self.root),
            path: &call.path,
            query: &call.query,
            body: call.body.as_ref(),
            authorization: format!("Bearer {}", session.access().expose_secret()),
            reads: call.reads(),
        };
        let reply = self.caller.attempt(&asked).await?;
        let (status, headers) = (reply.status, &reply.headers);
        let answer = reply.json();
        let refusal = answer.as_ref().and_then(Refusal::read);
        self.caller.log(&asked, &reply, refusal.as_ref().map(|refusal| refusal.code.as_str()));
        let unclear = |what: String| self.caller.unclear(call.reads(), what);
        if status.is_success() && refusal.is_none() {
            let answer = match answer {
                Some(answer) if answer.is_object() => answer,
                None if status == StatusCode::NO_CONTENT && !call.reads() => json!(null),
                // A page of a proxy, or half an answer.
                Some(_) | None => {
                    return Err(unclear(format!("answered {status} without a record")).into());
                }
            };
            session.accepted();
            return Ok(Outcome::Answer(answer));
        }
        let code = refusal.as_ref().map(|refusal| refusal.code.as_str()).unwrap_or_default();
        if status == StatusCode::TOO_MANY_REQUESTS && code != "REQUEST_LIMIT_EXCEEDED" {
            let pause = wire::retry_after(headers).unwrap_or_default().max(CROWDED);
            return Err(self.caller.block(pause, "too many calls in a short time").await.into());
        }
        let Some(refusal) = refusal else {
            return Err(unclear(format!("answered {status} without a reason")).into());
        };
        match (refusal.code.as_str(), status) {
            ("INVALID_SESSION_ID" | "INVALID_AUTH_HEADER", _) => Ok(Outcome::TokenRejected),
            ("REQUEST_LIMIT_EXCEEDED", _) => {
                Err(self.used_up(headers, &refusal.message).await.into())
            }
            // Another call is changing the record, or nobody is at home: nothing was done.
            ("UNABLE_TO_LOCK_ROW" | "SERVER_UNAVAILABLE" | "QUERY_TIMEOUT", _) => {
                Err(unavailable(wire::retry_after(headers), refusal.message).into())
            }
            ("NOT_FOUND", _) | ("ENTITY_IS_DELETED" | "MALFORMED_ID", StatusCode::NOT_FOUND) => {
                session.accepted();
                Err(Failure::Missing)
            }
            (_, status) if status.is_client_error() => {
                session.accepted();
                Err(Failure::Refused(refusal))
            }
            (code, status) => Err(unclear(format!("answered {status} {code}")).into()),
        }
    }

    /// The calls of a day are used up, or too many that take long are under way: one code for both,
    /// so that the words have to do.
    async fn used_up(&self, headers: &HeaderMap, message: &str) -> ProviderError {
        let crowded = message.to_lowercase().contains("concurrent");
        let (pause, what) = if crowded {
            (CROWDED, "too many long calls are under way")
        } else {
            (USED_UP, "the calls of the last 24 hours are used up")
        };
        let pause = pause.max(wire::retry_after(headers).unwrap_or_default());
        self.caller.block(pause, what).await
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
