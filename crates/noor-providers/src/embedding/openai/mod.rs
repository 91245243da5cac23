//! Any server that speaks OpenAI's `POST /embeddings`: OpenAI's own, OpenRouter, and servers of a
//! shop's own (text-embeddings-inference, vLLM, llama.cpp, Ollama).
//!
//! The request is `{"model", "input": […], "encoding_format": "float"}` and, where the shop says so,
//! `dimensions` and `input_type`; OpenRouter takes `provider` as well, in which privacy is asked for.
//! The answer is `{"data": [{"index", "embedding"}, …]}`, where `index` may be missing and some
//! servers write a vector in base64 whatever they were asked for ([`answer`]).
//!
//! Source: OpenAI Python SDK 3.54, OpenRouter's API description (November 2026).

mod answer;
mod batches;

use std::time::Duration;

use async_trait::async_trait;
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use tokio::sync::OnceCell;
use tokio::time::Instant;

use super::{Embedder, Embedding, Identity, Purpose, check_texts, refused};
use crate::error::{BoxError, ProviderError};
use crate::wire::{self, BodyError};

/// The service's name in errors.
const SERVICE: &str = "the embedding server";
/// Five hundred vectors of eight thousand numbers have this many bytes, generously.
const LARGEST_ANSWER: usize = 96 << 20;
/// Requests for one batch, all of them before its deadline. A query has time for one more at most.
const MOST_ATTEMPTS: u32 = 4;
/// What is left must be worth a request.
const LEAST: Duration = Duration::from_millis(50);
/// The pause before the second attempt; it doubles.
const PAUSE: Duration = Duration::from_millis(100);
/// What is embedded to learn about the model if nothing else was yet.
const PROBE: &str = "chair";

/// An embedding model at an address.
#[derive(Debug)]
pub struct OpenAiEmbedder {
    http: reqwest::Client,
    address: String,
    key: Option<SecretString>,
    model: String,
    limits: Limits,
    roles: Roles,
    /// The number asked for, if it is not the model's own.
    wanted: Option<u32>,
    /// For OpenRouter: whether only vendors that keep nothing are asked.
    openrouter: Option<Privacy>,
    /// The length of this model's vectors, from the first answer.
    dimensions: OnceCell<u32>,
}

/// How much is asked at once, and how long an answer may take.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Texts in one request.
    pub batch: usize,
    /// Characters of one text; the rest is cut off, since servers refuse what is too long.
    pub text: usize,
    /// How long a query may take, whole.
    pub query: Duration,
    /// How long one batch of passages may take, attempts and pauses included.
    pub passages: Duration,
}

/// How a model is told questions from texts. Empty: not at all.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Roles {
    /// Put before a question, as `"query: "` for models of the E5 family.
    pub query_prefix: String,
    /// Put before a text, as `"passage: "`.
    pub passage_prefix: String,
    /// `input_type` of a question, as `"search_query"`.
    pub query_type: String,
    /// `input_type` of a text, as `"search_document"`.
    pub passage_type: String,
}

/// Who may be asked at OpenRouter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Privacy {
    /// Anybody.
    Any,
    /// Vendors that keep nothing.
    ZeroRetention,
}

impl OpenAiEmbedder {
    /// The server at `base_url` (`https://api.openai.com/v1`) and the model of it that embeds.
    pub fn new(
        http: reqwest::Client,
        base_url: &str,
        key: Option<SecretString>,
        model: &str,
        limits: Limits,
    ) -> Self {
        Self {
            http,
            address: format!("{}/embeddings", base_url.trim_end_matches('/')),
            key,
            model: model.to_owned(),
            limits,
            roles: Roles::default(),
            wanted: None,
            openrouter: None,
            dimensions: OnceCell::new(),
        }
    }

    /// The same at OpenRouter; with `zero_data_retention`, only vendors that keep nothing are asked.
    #[must_use]
    pub fn at_openrouter(self, zero_data_retention: bool) -> Self {
        let privacy = if zero_data_retention { Privacy::ZeroRetention } else { Privacy::Any };
        Self { openrouter: Some(privacy), ..self }
    }

    /// The same for a model that wants to know what a text is for.
    #[must_use]
    pub fn with_roles(self, roles: Roles) -> Self {
        Self { roles, ..self }
    }

    /// The same with shorter vectors than the model's own, for models that can be asked for them.
    #[must_use]
    pub fn with_dimensions(self, dimensions: u32) -> Self {
        Self { wanted: Some(dimensions), ..self }
    }

    /// The vectors of one batch, checked against those before.
    async fn batch(
        &self,
        purpose: Purpose,
        texts: &[String],
    ) -> Result<Vec<Embedding>, ProviderError> {
        let within = match purpose {
            Purpose::Query => self.limits.query,
            Purpose::Passage => self.limits.passages,
        };
        let body = self.body(purpose, texts);
        let vectors = self.ask(&body, texts.len(), Instant::now() + within).await?;
        for vector in &vectors {
            self.check_length(vector.len()).await?;
        }
        Ok(vectors.into_iter().map(|dense| Embedding { dense, sparse: None }).collect())
    }

    /// Asks until there is an answer, asking again is of no use, or the time is over.
    async fn ask(
        &self,
        body: &Value,
        count: usize,
        until: Instant,
    ) -> Result<Vec<Vec<f32>>, ProviderError> {
        let (mut attempt, mut pause) = (1, PAUSE);
        loop {
            let left = until.saturating_duration_since(Instant::now());
            let failure = match tokio::time::timeout(left, self.attempt(body, count)).await {
                Ok(Ok(vectors)) => return Ok(vectors),
                Ok(Err(failure)) => failure,
                Err(elapsed) => return Err(passing(elapsed)),
            };
            let asked_to_wait = match &failure {
                ProviderError::Unavailable { retry_after, .. } => *retry_after,
                ProviderError::Unconfirmed { .. } | ProviderError::Refused { .. } => {
                    return Err(failure);
                }
            };
            let wait = asked_to_wait.unwrap_or(pause);
            let left = until.saturating_duration_since(Instant::now());
            if attempt == MOST_ATTEMPTS || wait + LEAST > left {
                return Err(failure);
            }
            attempt += 1;
            pause *= 2;
            tokio::time::sleep(wait).await;
        }
    }

    async fn attempt(&self, body: &Value, count: usize) -> Result<Vec<Vec<f32>>, ProviderError> {
        let mut post = self.http.post(&self.address).json(body);
        if let Some(key) = &self.key {
            post = post.bearer_auth(key.expose_secret());
        }
        let response = post.send().await.map_err(|error| passing(error.without_url()))?;
        let status = response.status().as_u16();
        let wait = wire::retry_after(response.headers());
        let body = wire::body(response, LARGEST_ANSWER).await.map_err(|error| match error {
            BodyError::Broken(error) => passing(error),
            error @ BodyError::TooLong(_) => refused(SERVICE, "endless", error.to_string()),
        })?;
        answer::read(status, &body, wait, count)
    }

    fn body(&self, purpose: Purpose, texts: &[String]) -> Value {
        let (prefix, kind) = match purpose {
            Purpose::Query => (&self.roles.query_prefix, &self.roles.query_type),
            Purpose::Passage => (&self.roles.passage_prefix, &self.roles.passage_type),
        };
        let cut = |text: &String| -> String {
            prefix.chars().chain(text.chars().take(self.limits.text)).collect()
        };
        let input: Vec<String> = texts.iter().map(cut).collect();
        let mut body = json!({ "model": self.model, "input": input, "encoding_format": "float" });
        if let Some(dimensions) = self.wanted {
            body["dimensions"] = dimensions.into();
        }
        if !kind.is_empty() {
            body["input_type"] = kind.as_str().into();
        }
        match self.openrouter {
            Some(Privacy::ZeroRetention) => {
                body["provider"] = json!({ "zdr": true, "data_collection": "deny" });
            }
            Some(Privacy::Any) | None => {}
        }
        body
    }

    /// All vectors of a model have one length, and it is the one that was asked for.
    async fn check_length(&self, found: usize) -> Result<(), ProviderError> {
        let found = u32::try_from(found).unwrap_or(u32::MAX);
        let known = *self.dimensions.get_or_init(|| async { self.wanted.unwrap_or(found) }).await;
        if found == known {
            return Ok(());
        }
        let reason = match self.wanted {
            Some(wanted) => format!(
                "it gave {found} dimensions where {wanted} were asked for: this model has no other \
                 number than its own"
            ),
            None => format!(
                "it gave vectors of {known} dimensions and now of {found}: the model behind the \
                 address was changed, so start Noor again to have everything embedded anew"
            ),
        };
        Err(refused(SERVICE, "dimensions", reason))
    }

    /// The model's name, told apart by what else decides about a passage's vector.
    fn model(&self) -> String {
        let Roles { passage_prefix, passage_type, .. } = &self.roles;
        if passage_prefix.is_empty() && passage_type.is_empty() {
            return self.model.clone();
        }
        let hash = Sha256::digest(format!("{passage_prefix}\0{passage_type}"));
        let mark: String = hex::encode(hash).chars().take(8).collect();
        format!("{}@{mark}", self.model)
    }
}

#[async_trait]
impl Embedder for OpenAiEmbedder {
    fn name(&self) -> &'static str {
        if self.openrouter.is_some() { "openrouter" } else { "openai" }
    }

    async fn identity(&self) -> Result<Identity, ProviderError> {
        if self.dimensions.get().is_none() {
            // Nobody waits for an answer to this one: a server may have to load its model first.
            self.batch(Purpose::Passage, &[PROBE.to_owned()]).await?;
        }
        let dimensions = self.dimensions.get().copied().unwrap_or_default();
        Ok(Identity { model: self.model(), dimensions, sparse: false })
    }

    async fn embed(
        &self,
        purpose: Purpose,
        texts: &[String],
    ) -> Result<Vec<Embedding>, ProviderError> {
        check_texts(SERVICE, texts)?;
        let mut embeddings = Vec::with_capacity(texts.len());
        for batch in batches::split(texts, self.limits.batch, self.limits.text) {
            embeddings.append(&mut self.batch(purpose, batch).await?);
        }
        Ok(embeddings)
    }
}

/// It may work later.
fn passing(source: impl Into<BoxError>) -> ProviderError {
    ProviderError::Unavailable { service: SERVICE, retry_after: None, source: source.into() }
}
