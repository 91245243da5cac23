//! One call of the REST interface, asked again while that can help.
//!
//! Every write of a vector store may be done twice without harm, so a lost answer is asked for again
//! like any other. What the server refuses is never repeated.

use std::time::Duration;

use reqwest::{Method, StatusCode};
use secrecy::{ExposeSecret, SecretString};
use serde_json::Value;
use url::Url;

use super::SERVICE;
use crate::error::{BoxError, ProviderError};
use crate::wire::{self, BodyError};

const TIME_LIMIT: Duration = Duration::from_secs(30);
const LARGEST_ANSWER: usize = 32 << 20;
/// A server that wants a longer pause is left to the caller's own patience.
const LONGEST_PAUSE: Duration = Duration::from_secs(10);
/// Letters of a refusal that go into the log.
const LONGEST_REASON: usize = 400;

/// Where the server is, and how patient we are with it.
#[derive(Debug, Clone)]
pub(super) struct Server {
    http: reqwest::Client,
    address: String,
    key: Option<SecretString>,
    pub(super) pauses: Vec<Duration>,
}

impl Server {
    pub(super) fn new(http: reqwest::Client, address: &Url, key: Option<SecretString>) -> Self {
        let pauses = [200, 1_000, 3_000].map(Duration::from_millis).to_vec();
        let address = address.as_str().trim_end_matches('/').to_owned();
        Self { http, address, key, pauses }
    }

    /// The `result` of a call; without a body where that is null.
    pub(super) async fn call(
        &self,
        method: Method,
        path: &str,
        body: &Value,
    ) -> Result<Value, ProviderError> {
        let mut pauses = self.pauses.iter();
        loop {
            let error = match self.attempt(method.clone(), path, body).await {
                Ok(result) => return Ok(result),
                Err(error) => error,
            };
            let ProviderError::Unavailable { retry_after, .. } = &error else { return Err(error) };
            let Some(pause) = pauses.next() else { return Err(error) };
            let pause = retry_after.unwrap_or(*pause);
            if pause > LONGEST_PAUSE {
                return Err(error);
            }
            tracing::debug!(path, ?pause, "Qdrant is asked again");
            tokio::time::sleep(pause).await;
        }
    }

    /// The `result` of a `GET`, or `None` where there is no such thing.
    pub(super) async fn find(&self, path: &str) -> Result<Option<Value>, ProviderError> {
        match self.call(Method::GET, path, &Value::Null).await {
            Err(ProviderError::Refused { code, .. }) if code == "http404" => Ok(None),
            found => found.map(Some),
        }
    }

    async fn attempt(
        &self,
        method: Method,
        path: &str,
        body: &Value,
    ) -> Result<Value, ProviderError> {
        let mut request =
            self.http.request(method, format!("{}/{path}", self.address)).timeout(TIME_LIMIT);
        if let Some(key) = &self.key {
            request = request.header("api-key", key.expose_secret());
        }
        if !body.is_null() {
            request = request.json(body);
        }
        let response =
            request.send().await.map_err(|error| unavailable(None, error.without_url()))?;
        let status = response.status();
        let wait = wire::retry_after(response.headers());
        let answer = wire::body(response, LARGEST_ANSWER).await.map_err(|error| match error {
            error @ BodyError::Broken(_) => unavailable(None, error),
            error @ BodyError::TooLong(_) => refused("toolong", &error.to_string()),
        })?;
        if status.is_success() {
            let mut answer: Value =
                serde_json::from_slice(&answer).map_err(|error| unavailable(None, error))?;
            return match answer.get_mut("result").map(Value::take) {
                Some(result) => Ok(result),
                None => Err(unreadable("no result")),
            };
        }
        if status == StatusCode::TOO_MANY_REQUESTS
            || status == StatusCode::REQUEST_TIMEOUT
            || status.is_server_error()
        {
            return Err(unavailable(wait, format!("it answered {status}")));
        }
        Err(refused(&format!("http{}", status.as_u16()), &reason(&answer)))
    }
}

/// What a refusal says: in the envelope, or in plain text as at the door.
fn reason(answer: &[u8]) -> String {
    let told = serde_json::from_slice::<Value>(answer).ok();
    let told = told.as_ref().and_then(|it| it["status"]["error"].as_str().map(str::to_owned));
    let reason = told.unwrap_or_else(|| String::from_utf8_lossy(answer).into_owned());
    reason.chars().take(LONGEST_REASON).collect()
}

pub(super) fn refused(code: &str, reason: &str) -> ProviderError {
    let (code, reason) = (code.to_owned(), reason.to_owned());
    ProviderError::Refused { service: SERVICE, code, reason }
}

/// An answer that is not the interface's: of a proxy, most likely.
pub(super) fn unreadable(what: &str) -> ProviderError {
    unavailable(None, format!("the answer has {what}"))
}

fn unavailable(retry_after: Option<Duration>, source: impl Into<BoxError>) -> ProviderError {
    ProviderError::Unavailable { service: SERVICE, retry_after, source: source.into() }
}
