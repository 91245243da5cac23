//! One call of the Bot API, and what its answer means.

use std::time::Duration;

use reqwest::StatusCode;
use secrecy::{ExposeSecret as _, SecretString};
use serde::Serialize;
use serde_json::Value;

use super::SERVICE;
use crate::error::{BoxError, ProviderError};
use crate::wire::{self, Reached};

const LARGEST_ANSWER: usize = 1 << 20;
/// How long everybody waits if Telegram does not say.
const USUAL_PAUSE: Duration = Duration::from_secs(5);
/// The longest text of Telegram's that is passed on, in characters.
const LONGEST_REASON: usize = 200;

/// The code of a refusal that means that this person cannot be reached.
pub(super) const GONE: &str = "gone";
/// The code of a refusal of the markup.
pub(super) const MARKUP: &str = "markup";
/// The code of a change that changes nothing.
pub(super) const UNCHANGED: &str = "unchanged";
/// The code of an answer to a press of long ago.
pub(super) const TOO_OLD: &str = "tooold";
/// The code of a token that is none.
const TOKEN: &str = "token";

/// The way to one bot.
#[derive(Debug)]
pub(super) struct BotWire {
    http: reqwest::Client,
    base: String,
    token: SecretString,
    timeout: Duration,
}

/// Whether doing it twice makes a difference.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Repeat {
    Harmless,
    Noticed,
}

impl BotWire {
    pub(super) fn new(
        http: reqwest::Client,
        base: &str,
        token: SecretString,
        timeout: Duration,
    ) -> Self {
        Self { http, base: base.trim_end_matches('/').to_owned(), token, timeout }
    }

    /// Calls a method and gives its result.
    pub(super) async fn call(
        &self,
        method: &'static str,
        body: &impl Serialize,
        repeat: Repeat,
    ) -> Result<Value, ProviderError> {
        let address = format!("{}/bot{}/{method}", self.base, self.token.expose_secret());
        let unclear = |source: BoxError| match repeat {
            Repeat::Harmless => unavailable(None, source),
            Repeat::Noticed => ProviderError::Unconfirmed { service: SERVICE, source },
        };
        let request = self.http.post(address).json(body).timeout(self.timeout);
        let response = request.send().await.map_err(|error| match wire::reached(&error) {
            Reached::NotSent => unavailable(None, error.without_url().into()),
            Reached::MaybeSent => unclear(error.without_url().into()),
        })?;
        let status = response.status();
        let retry_after = wire::retry_after(response.headers());
        let body = match wire::body(response, LARGEST_ANSWER).await {
            Ok(body) => body,
            Err(error) => return Err(unclear(error.into())),
        };
        let mut answer: Value = serde_json::from_slice(&body).unwrap_or_default();
        tracing::debug!(method, status = status.as_u16(), "Telegram answered");
        if status.is_success() && answer["ok"] == Value::Bool(true) {
            return Ok(answer["result"].take());
        }
        if status.is_success() || status.is_server_error() {
            return Err(unclear(format!("answered {status}").into()));
        }
        let words: String = match answer["description"].as_str() {
            Some(words) => words.chars().take(LONGEST_REASON).collect(),
            None => format!("answered {status} without a reason"),
        };
        if status == StatusCode::TOO_MANY_REQUESTS {
            let asked = answer["parameters"]["retry_after"].as_u64().map(Duration::from_secs);
            let pause = asked.or(retry_after).unwrap_or(USUAL_PAUSE);
            return Err(unavailable(Some(pause), words.into()));
        }
        Err(refusal(status, words))
    }
}

/// What Telegram will never do as asked. It is told by its status; only where several things share one
/// do its words, which are free text, help to tell them apart.
fn refusal(status: StatusCode, words: String) -> ProviderError {
    let lower = words.to_lowercase();
    let says = |part: &str| lower.contains(part);
    let (code, reason) = match status {
        // A proxy of our own, or an address that is no Bot API, says 404 as well.
        StatusCode::UNAUTHORIZED | StatusCode::NOT_FOUND => {
            (TOKEN.to_owned(), format!("{words}: the bot's token or the address is not valid"))
        }
        StatusCode::FORBIDDEN => (GONE.to_owned(), words),
        StatusCode::BAD_REQUEST if says("chat not found") => (GONE.to_owned(), words),
        StatusCode::BAD_REQUEST if says("message is not modified") => (UNCHANGED.to_owned(), words),
        StatusCode::BAD_REQUEST if says("query is too old") => (TOO_OLD.to_owned(), words),
        StatusCode::BAD_REQUEST if says("can't parse entities") => (MARKUP.to_owned(), words),
        status => (status.as_u16().to_string(), words),
    };
    ProviderError::Refused { service: SERVICE, code, reason }
}

fn unavailable(retry_after: Option<Duration>, source: BoxError) -> ProviderError {
    ProviderError::Unavailable { service: SERVICE, retry_after, source }
}

/// The code of a refusal.
pub(super) fn refused_as(error: &ProviderError) -> Option<&str> {
    match error {
        ProviderError::Refused { code, .. } => Some(code),
        ProviderError::Unavailable { .. } | ProviderError::Unconfirmed { .. } => None,
    }
}
