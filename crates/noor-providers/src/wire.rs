//! The one HTTP client: time limits, no redirects unless asked, and errors without secrets in them.

use std::sync::Arc;
use std::time::Duration;

use reqwest::header::{HeaderMap, RETRY_AFTER};
use reqwest::redirect::Policy;

use crate::network::PublicOnly;

/// Builds the client that every vendor shares. It follows no redirect.
///
/// Connections are limited to 5 s to open; each request sets its own limit on top.
///
/// # Errors
///
/// The TLS library's own error, when no certificate store can be read.
pub fn client(user_agent: &str) -> reqwest::Result<reqwest::Client> {
    build(user_agent, Policy::none()).build()
}

/// Builds a client like [`client`] that follows up to five redirects.
///
/// Only for reading public data from an address the shop's owner configured: a redirect would
/// carry a message or a key to wherever it points.
///
/// # Errors
///
/// As for [`client`].
pub fn redirecting_client(user_agent: &str) -> reqwest::Result<reqwest::Client> {
    build(user_agent, Policy::limited(5)).build()
}

/// Builds a client like [`client`] for large files: it follows up to five redirects, as to where a
/// source keeps its files, but never from https to http.
///
/// # Errors
///
/// As for [`client`].
pub fn download_client(user_agent: &str) -> reqwest::Result<reqwest::Client> {
    let policy = Policy::custom(|attempt| {
        let before = attempt.previous();
        let exposed =
            attempt.url().scheme() != "https" && before.iter().any(|url| url.scheme() == "https");
        if exposed || before.len() > 5 { attempt.stop() } else { attempt.follow() }
    });
    // There is no limit on the whole, only on silence.
    build(user_agent, policy).read_timeout(Duration::from_secs(30)).build()
}

/// Builds a client like [`client`] for links that come from outside: https only, to public
/// addresses only, whatever a name turns out to stand for. A link that names its address in digits
/// is the caller's to check, since nothing is looked up for it.
///
/// It uses no proxy, which would look the name up in its own network.
///
/// # Errors
///
/// As for [`client`].
pub(crate) fn guarded_client(user_agent: &str) -> reqwest::Result<reqwest::Client> {
    let client = build(user_agent, Policy::none());
    client.https_only(true).no_proxy().dns_resolver(Arc::new(PublicOnly)).build()
}

fn build(user_agent: &str, redirects: Policy) -> reqwest::ClientBuilder {
    // Fails only when a provider is installed already, which is what we want.
    rustls::crypto::ring::default_provider().install_default().ok();
    reqwest::Client::builder()
        .user_agent(user_agent)
        .connect_timeout(Duration::from_secs(5))
        .pool_idle_timeout(Duration::from_mins(1))
        .tcp_nodelay(true)
        .redirect(redirects)
}

/// How far a request got before it failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reached {
    /// It never left: nothing was done.
    NotSent,
    /// It may have arrived.
    MaybeSent,
}

/// Sorts a transport error by whether the other side can have acted on it.
pub fn reached(error: &reqwest::Error) -> Reached {
    if error.is_connect() || error.is_builder() { Reached::NotSent } else { Reached::MaybeSent }
}

/// Why the body of an answer could not be read.
#[derive(Debug, thiserror::Error)]
pub enum BodyError {
    /// The connection broke or timed out half-way.
    #[error("the answer broke off")]
    Broken(#[source] reqwest::Error),
    /// The other side sends more than anyone should.
    #[error("the answer is longer than {0} bytes")]
    TooLong(usize),
}

/// Reads a whole answer of at most `limit` bytes.
///
/// # Errors
///
/// [`BodyError`]; the connection is dropped in both cases.
pub async fn body(mut response: reqwest::Response, limit: usize) -> Result<Vec<u8>, BodyError> {
    let mut body = Vec::new();
    while let Some(chunk) =
        response.chunk().await.map_err(|error| BodyError::Broken(error.without_url()))?
    {
        if body.len() + chunk.len() > limit {
            return Err(BodyError::TooLong(limit));
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}

/// How long an answer asks us to wait, from a `Retry-After` header that counts seconds.
///
/// The form with a date is left alone: it needs both clocks to agree, and no vendor here uses it.
pub fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let seconds: f64 = headers.get(RETRY_AFTER)?.to_str().ok()?.trim().parse().ok()?;
    Duration::try_from_secs_f64(seconds).ok()
}
