//! Asking a model: attempts, pauses and fallbacks inside one deadline.
//!
//! Owns when to ask again and whom. Never asks again after an answer that can be used, never past
//! the deadline, and never with less privacy than before.

use std::time::Duration;

use secrecy::{ExposeSecret, SecretString};
use tokio::time::Instant;

use super::error::{ChatError, ChatFailure};
use super::reply::{self, ChatReply, Usage};
use super::request::ChatRequest;
use crate::wire;

/// Requests for one question, whatever fails.
const MOST_ATTEMPTS: u32 = 4;
/// With another model in reserve, waiting longer than this for the first one is wasted time.
const PATIENCE: Duration = Duration::from_secs(2);
const LARGEST_ANSWER: usize = 8 << 20;

/// What a server understands beyond the common ground.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dialect {
    /// OpenRouter: fallback models, privacy wishes and sessions are in the request, costs in the
    /// answer.
    OpenRouter,
    /// Any other OpenAI-compatible server; we walk through the fallback models ourselves. Whether
    /// it keeps what it reads is between the shop and whoever runs it.
    OpenAi,
}

/// A server with models.
#[derive(Debug, Clone)]
pub struct ChatClient {
    http: reqwest::Client,
    address: String,
    key: Option<SecretString>,
    dialect: Dialect,
    first_pause: Duration,
}

impl ChatClient {
    /// The server at `base_url` (`https://openrouter.ai/api/v1`).
    pub fn new(
        http: reqwest::Client,
        base_url: &str,
        key: Option<SecretString>,
        dialect: Dialect,
    ) -> Self {
        let address = format!("{}/chat/completions", base_url.trim_end_matches('/'));
        Self { http, address, key, dialect, first_pause: Duration::from_millis(500) }
    }

    /// Pauses this long before the first repeat instead of half a second; each further pause is
    /// twice as long.
    #[must_use]
    pub fn with_first_pause(self, first_pause: Duration) -> Self {
        Self { first_pause, ..self }
    }

    /// Asks `request.models` until one gives a usable answer.
    ///
    /// The same model is asked again after failures that pass (see [`ChatFailure::retries`]), the
    /// next one after failures of that model alone; at most four requests, all of them before the
    /// deadline. Asking twice costs twice: the costs of failed attempts are in the outcome.
    ///
    /// # Errors
    ///
    /// [`ChatError`] of the last attempt, with the costs of all. [`ChatFailure::Truncated`] and
    /// [`ChatFailure::TooLong`] call for another request, not for another attempt.
    pub async fn complete(&self, request: &ChatRequest) -> Result<ChatReply, ChatError> {
        let started = Instant::now();
        let deadline = started + request.deadline;
        let mut models = request.models.as_slice();
        let mut spent = Usage::default();
        let mut retries = 0;
        if models.is_empty() {
            return Err(unanswered(ChatFailure::NoModel, "no_model"));
        }
        let mut attempt = 0;
        loop {
            attempt += 1;
            let error = match self.attempt(request, models, deadline).await {
                Ok(mut reply) => {
                    spent += reply.usage;
                    reply.usage = spent;
                    reply.elapsed = started.elapsed();
                    reply.attempts = attempt;
                    if reply.model.is_empty() {
                        reply.model = models.first().cloned().unwrap_or_default();
                    }
                    return Ok(reply);
                }
                Err(error) => error,
            };
            spent += error.usage;
            tracing::debug!(
                failure = %error.failure,
                code = %error.code,
                attempt,
                "a model did not answer"
            );
            match self.next_step(&error, models, retries, deadline) {
                Step::Again { pause } if attempt < MOST_ATTEMPTS => {
                    retries += 1;
                    tokio::time::sleep(pause).await;
                }
                Step::With(others) if attempt < MOST_ATTEMPTS => {
                    retries = 0;
                    models = others;
                }
                Step::Again { .. } | Step::With(_) | Step::Stop => {
                    return Err(ChatError { usage: spent, elapsed: started.elapsed(), ..error });
                }
            }
        }
    }

    /// One request and its answer.
    async fn attempt(
        &self,
        request: &ChatRequest,
        models: &[String],
        deadline: Instant,
    ) -> Result<ChatReply, ChatError> {
        let left = deadline.saturating_duration_since(Instant::now());
        // A model that hangs must leave time for the next one.
        let limit = if models.len() > 1 { left * 3 / 5 } else { left };
        let exchange = async {
            let mut post = self.http.post(&self.address).json(&request.body(models, self.dialect));
            if let Some(key) = &self.key {
                post = post.bearer_auth(key.expose_secret());
            }
            let response = post.send().await.map_err(|error| transport(&error))?;
            let status = response.status().as_u16();
            let wait = wire::retry_after(response.headers());
            let body = wire::body(response, LARGEST_ANSWER).await.map_err(|error| match error {
                wire::BodyError::Broken(error) => transport(&error),
                wire::BodyError::TooLong(_) => unanswered(ChatFailure::Unavailable, "endless"),
            })?;
            reply::read(status, &body, wait, request.schema.is_some())
        };
        tokio::time::timeout(limit, exchange)
            .await
            .unwrap_or_else(|_| Err(unanswered(ChatFailure::Timeout, "deadline")))
    }

    /// What to do after a failure.
    fn next_step<'a>(
        &self,
        error: &ChatError,
        models: &'a [String],
        retries: u32,
        deadline: Instant,
    ) -> Step<'a> {
        let failure = error.failure;
        let left = deadline.saturating_duration_since(Instant::now());
        let others = if failure.try_next_model() { after(error, models) } else { &[] };
        if retries < failure.retries() {
            let pause = self.pause(retries).max(failure.retry_after().unwrap_or_default());
            if pause < left && (others.is_empty() || pause <= PATIENCE) {
                return Step::Again { pause };
            }
        }
        if others.is_empty() || left.is_zero() { Step::Stop } else { Step::With(others) }
    }

    /// Twice as long each time, up to 8 s, and up to a quarter less so that not all who failed
    /// together come back together.
    fn pause(&self, retries: u32) -> Duration {
        let doubled = self.first_pause.saturating_mul(2_u32.saturating_pow(retries));
        doubled.min(Duration::from_secs(8)).mul_f64(rand::random_range(0.75..=1.0))
    }
}

/// What to do after a failure.
enum Step<'a> {
    /// Ask the same models again.
    Again { pause: Duration },
    /// Go on with these.
    With(&'a [String]),
    /// Give up.
    Stop,
}

/// The models behind the one that failed. A server with fallbacks of its own may have answered
/// with a later one, under a name with a date at its end.
fn after<'a>(error: &ChatError, models: &'a [String]) -> &'a [String] {
    let failed = error.model.as_ref().and_then(|answered| {
        models.iter().position(|model| !model.is_empty() && answered.starts_with(model.as_str()))
    });
    models.get(failed.unwrap_or(0) + 1..).unwrap_or_default()
}

/// A request that got no answer.
fn transport(error: &reqwest::Error) -> ChatError {
    if error.is_timeout() {
        unanswered(ChatFailure::Timeout, "connection_timeout")
    } else {
        unanswered(ChatFailure::Unavailable, "connection")
    }
}

fn unanswered(failure: ChatFailure, code: &str) -> ChatError {
    ChatError {
        failure,
        code: code.into(),
        model: None,
        usage: Usage::default(),
        elapsed: Duration::ZERO,
    }
}
