//! One try of a call to a vendor: within the account's limit of calls, in a limit of time, and with
//! its answer read to the end.
//!
//! Owns what all vendors' ways have in common: what a connection that failed means, and what the log
//! is told. It knows no vendor: what an answer says, and whether to try again, is theirs.

use std::sync::Arc;
use std::time::{Duration, Instant};

use reqwest::header::{AUTHORIZATION, HeaderMap, HeaderValue};
use reqwest::{Method, StatusCode};
use serde_json::Value;

use crate::error::{BoxError, ProviderError};
use crate::quota::Quota;
use crate::wire::{self, Reached};

const LARGEST_ANSWER: usize = 16 << 20;

/// Who calls one account of a vendor's.
#[derive(Debug)]
pub(crate) struct Caller {
    http: reqwest::Client,
    quota: Arc<dyn Quota>,
    service: &'static str,
    timeout: Duration,
}

/// What is asked for.
pub(crate) struct Asked<'a> {
    pub(crate) method: &'a Method,
    /// The vendor's address, without the path.
    pub(crate) base: String,
    pub(crate) path: &'a str,
    pub(crate) query: &'a [(&'a str, String)],
    pub(crate) body: Option<&'a Value>,
    /// What shows who calls: a secret.
    pub(crate) authorization: String,
    /// Whether it only reads, whatever its method.
    pub(crate) reads: bool,
}

/// What came back.
pub(crate) struct Reply {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
    elapsed: Duration,
}

impl Reply {
    /// The answer, if it is JSON.
    pub(crate) fn json(&self) -> Option<Value> {
        serde_json::from_slice(&self.body).ok()
    }
}

impl Caller {
    /// `service` is the vendor's name in errors; `quota` is the account's, shared by all that call;
    /// each try takes `timeout` at the most.
    pub(crate) fn new(
        http: reqwest::Client,
        quota: Arc<dyn Quota>,
        service: &'static str,
        timeout: Duration,
    ) -> Self {
        Self { http, quota, service, timeout }
    }

    /// Asks once.
    ///
    /// # Errors
    ///
    /// Unavailable if nothing was done, or nothing but reading was asked for; unconfirmed if the
    /// answer to a write is lost.
    pub(crate) async fn attempt(&self, asked: &Asked<'_>) -> Result<Reply, ProviderError> {
        if let Err(full) = self.quota.book().await {
            return Err(self.unavailable(Some(full.wait), full));
        }
        let mut authorization = HeaderValue::try_from(&asked.authorization)
            .map_err(|_| self.unavailable(None, "the token cannot stand in a header"))?;
        authorization.set_sensitive(true);
        let mut request = self
            .http
            .request(asked.method.clone(), format!("{}{}", asked.base, asked.path))
            .query(asked.query)
            .header(AUTHORIZATION, authorization)
            .timeout(self.timeout);
        if let Some(body) = asked.body {
            request = request.json(body);
        }
        let start = Instant::now();
        let response = request.send().await.map_err(|error| match wire::reached(&error) {
            Reached::NotSent => self.unavailable(None, error.without_url()),
            Reached::MaybeSent => self.unclear(asked.reads, error.without_url()),
        })?;
        let (status, headers) = (response.status(), response.headers().clone());
        let body = wire::body(response, LARGEST_ANSWER).await;
        let body = body.map_err(|error| self.unclear(asked.reads, error))?;
        Ok(Reply { status, headers, body, elapsed: start.elapsed() })
    }

    /// Tells the log of an answer and the vendor's code in it.
    pub(crate) fn log(&self, asked: &Asked<'_>, reply: &Reply, code: Option<&str>) {
        tracing::debug!(
            service = self.service,
            method = %asked.method,
            path = asked.path,
            status = reply.status.as_u16(),
            code,
            elapsed_ms = reply.elapsed.as_millis(),
            "{} answered",
            self.service
        );
    }

    /// Nobody calls the account for `pause`: the vendor said so, and why.
    pub(crate) async fn block(&self, pause: Duration, why: &'static str) -> ProviderError {
        self.quota.block(pause).await;
        let pause_ms = pause.as_millis();
        tracing::warn!(service = self.service, pause_ms, why, "{} lets nobody in", self.service);
        self.unavailable(Some(pause), why)
    }

    /// It may have been done: for reading that is as good as not done.
    pub(crate) fn unclear(&self, reads: bool, source: impl Into<BoxError>) -> ProviderError {
        if reads {
            return self.unavailable(None, source);
        }
        ProviderError::Unconfirmed { service: self.service, source: source.into() }
    }

    pub(crate) fn unavailable(
        &self,
        retry_after: Option<Duration>,
        source: impl Into<BoxError>,
    ) -> ProviderError {
        ProviderError::Unavailable { service: self.service, retry_after, source: source.into() }
    }
}
