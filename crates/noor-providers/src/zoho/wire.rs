//! One call to Zoho Inventory or Books: limits, token, answer, and what a failure means.
//!
//! Owns the header, the one replay after a dead token, and the pauses that Zoho imposes. It knows no
//! record. Success is `"code": 0`, whatever the status; code 57 is a dead token and a missing scope
//! alike; code 44 means that the whole organization is blocked, people at their screens included.
//!
//! Source: Zoho Inventory v1, "Errors" and "API call limit" (March 2026).

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use reqwest::header::HeaderMap;
use reqwest::{Method, StatusCode};
use secrecy::ExposeSecret as _;
use serde_json::Value;

use super::oauth::{Token, ZohoAuth};
use crate::attempt::{Asked, Caller};
use crate::error::{BoxError, ProviderError};
use crate::lenient;
use crate::quota::Quota;
use crate::wire;

/// The shortest pause of a block, doubled with each block that follows at once.
const BLOCKED: Duration = Duration::from_mins(1);
const LONGEST_BLOCK: Duration = Duration::from_mins(10);
/// The pause when a day's calls are used up and nobody says until when.
const USED_UP: Duration = Duration::from_hours(1);
const A_DAY: Duration = Duration::from_hours(24);
/// The longest message of Zoho's that is passed on, in characters.
const LONGEST_REASON: usize = 200;

/// A call.
#[derive(Debug, Clone)]
pub struct Call<'a> {
    /// `GET` for reading. Only such a call is ever made twice.
    pub method: Method,
    /// Where, below the API's address: `/inventory/v1/items`.
    pub path: &'a str,
    /// The query.
    pub query: &'a [(&'a str, String)],
    /// The body, if it has one.
    pub body: Option<&'a Value>,
    /// The part of the API it belongs to, by which missing scopes are told apart.
    pub area: &'static str,
}

/// The way to one product's API in one account.
#[derive(Debug)]
pub struct ZohoWire {
    caller: Caller,
    auth: Arc<ZohoAuth>,
    service: &'static str,
    /// Blocks since the last call that went through.
    blocks: AtomicU32,
}

enum Outcome {
    Answer(Value),
    Document(Vec<u8>),
    TokenRejected,
}

/// What an answer should be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Wanted {
    Json,
    Pdf,
}

impl ZohoWire {
    /// `service` is the product's name in errors; `quota` is the organization's, shared by all that
    /// call; each attempt takes `timeout` at the most.
    pub fn new(
        http: reqwest::Client,
        auth: Arc<ZohoAuth>,
        quota: Arc<dyn Quota>,
        service: &'static str,
        timeout: Duration,
    ) -> Self {
        let caller = Caller::new(http, quota, service, timeout);
        Self { caller, auth, service, blocks: AtomicU32::new(0) }
    }

    /// Makes a call and gives the whole answer, whose `code` is 0.
    ///
    /// A dead token is replaced, and a call that reads is made once more with the new one.
    ///
    /// # Errors
    ///
    /// [`ProviderError::Refused`] with Zoho's code: 1002 is a record that does not exist.
    /// [`ProviderError::Unavailable`] if nothing was done, or nothing but reading was asked for.
    /// [`ProviderError::Unconfirmed`] if a call that writes may have been carried out.
    pub async fn call(&self, call: &Call<'_>) -> Result<Value, ProviderError> {
        match self.outcome(call, Wanted::Json).await? {
            Outcome::Answer(answer) => Ok(answer),
            Outcome::Document(_) | Outcome::TokenRejected => {
                Err(self.unclear(call, "a document came where none was asked for"))
            }
        }
    }

    /// Makes a call whose answer is a PDF.
    ///
    /// # Errors
    ///
    /// Those of [`Self::call`]; [`ProviderError::Unavailable`] if something else came.
    pub async fn pdf(&self, call: &Call<'_>) -> Result<Vec<u8>, ProviderError> {
        match self.outcome(call, Wanted::Pdf).await? {
            Outcome::Document(document) => Ok(document),
            Outcome::Answer(_) | Outcome::TokenRejected => {
                Err(self.unclear(call, "the answer is no PDF"))
            }
        }
    }

    async fn outcome(&self, call: &Call<'_>, wanted: Wanted) -> Result<Outcome, ProviderError> {
        let token = self.auth.token().await?;
        match self.attempt(call, &token, wanted).await? {
            Outcome::TokenRejected => {}
            outcome => return Ok(outcome),
        }
        let token = self.auth.replace(&token, call.area).await?;
        if call.method != Method::GET {
            return Err(self.unavailable(None, "the token was dead: nothing was done"));
        }
        match self.attempt(call, &token, wanted).await? {
            Outcome::TokenRejected => {
                self.auth.replace(&token, call.area).await?;
                Err(self.unavailable(None, "the token died twice"))
            }
            outcome => Ok(outcome),
        }
    }

    async fn attempt(
        &self,
        call: &Call<'_>,
        token: &Token,
        wanted: Wanted,
    ) -> Result<Outcome, ProviderError> {
        let blocks = self.blocks.load(Ordering::Relaxed);
        let asked = Asked {
            method: &call.method,
            base: token.api().to_owned(),
            path: call.path,
            query: call.query,
            body: call.body,
            authorization: format!("Zoho-oauthtoken {}", token.access().expose_secret()),
            reads: call.method == Method::GET,
        };
        let reply = self.caller.attempt(&asked).await?;
        let (status, headers) = (reply.status, &reply.headers);
        if wanted == Wanted::Pdf && status.is_success() && reply.body.starts_with(b"%PDF") {
            self.blocks.store(0, Ordering::Relaxed);
            self.auth.accepted(call.area);
            return Ok(Outcome::Document(reply.body));
        }
        let answer = reply.json();
        let code = answer.as_ref().and_then(|answer| lenient::text(&answer["code"]));
        self.caller.log(&asked, &reply, code.as_deref());
        let answer = answer.unwrap_or_default();
        match (code.as_deref(), status) {
            (Some("57"), _) => Ok(Outcome::TokenRejected),
            (Some("45"), _) => Err(self.used_up(headers).await),
            (Some("1070"), _) => {
                let moment = Duration::from_millis(rand::random_range(500..1_500));
                Err(self.unavailable(Some(moment), "too many calls at the same time (1070)"))
            }
            (Some("43" | "44"), _) | (_, StatusCode::TOO_MANY_REQUESTS) => {
                Err(self.blocked(headers, blocks).await)
            }
            (Some("0"), _) if status.is_success() => {
                self.blocks.store(0, Ordering::Relaxed);
                self.auth.accepted(call.area);
                Ok(Outcome::Answer(answer))
            }
            (Some("1000"), _) => Err(self.unclear(call, "an internal error (1000)")),
            (Some(code), _) if !status.is_server_error() && code != "0" => {
                Err(self.refused(code, &answer))
            }
            (Some(code), _) => Err(self.unclear(call, format!("answered {status}, code {code}"))),
            // A page of a proxy, or half an answer.
            (None, _) => Err(self.unclear(call, format!("answered {status} without a code"))),
        }
    }

    /// Zoho blocked the organization: nobody calls until the block is over.
    ///
    /// `before` counts the blocks before the call: calls that were on their way together are told of
    /// one block, and it counts once.
    async fn blocked(&self, headers: &HeaderMap, before: u32) -> ProviderError {
        let (now, relaxed) = (before.saturating_add(1), Ordering::Relaxed);
        // Fails if a neighbour counted it already, which is as good.
        self.blocks.compare_exchange(before, now, relaxed, relaxed).ok();
        let asked_for = wire::retry_after(headers).unwrap_or_default();
        let pause = asked_for.max(BLOCKED).saturating_mul(1 << before.min(8));
        let pause = pause.min(LONGEST_BLOCK.max(asked_for));
        self.caller.block(pause, "the organization is blocked for too many calls (44)").await
    }

    /// The day's calls are used up: nobody calls before the count begins anew.
    async fn used_up(&self, headers: &HeaderMap) -> ProviderError {
        let reset = headers.get("x-rate-limit-reset").and_then(|value| value.to_str().ok());
        let reset = reset.and_then(|seconds| seconds.trim().parse().ok()).map(Duration::from_secs);
        let pause = reset.unwrap_or(USED_UP).clamp(BLOCKED, A_DAY);
        self.caller.block(pause, "the day's calls are used up (45)").await
    }

    fn refused(&self, code: &str, answer: &Value) -> ProviderError {
        let message = answer["message"].as_str().unwrap_or("no reason was given");
        ProviderError::Refused {
            service: self.service,
            code: code.to_lowercase().replace('_', ""),
            reason: message.chars().take(LONGEST_REASON).collect(),
        }
    }

    /// It may have been done: for reading that is as good as not done.
    fn unclear(&self, call: &Call<'_>, source: impl Into<BoxError>) -> ProviderError {
        self.caller.unclear(call.method == Method::GET, source)
    }

    fn unavailable(
        &self,
        retry_after: Option<Duration>,
        source: impl Into<BoxError>,
    ) -> ProviderError {
        self.caller.unavailable(retry_after, source)
    }
}
