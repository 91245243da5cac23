//! Any server that speaks OpenAI's `POST /audio/transcriptions`: OpenAI's own, OpenRouter, and
//! whisper servers of a shop's own (whisper.cpp, vLLM, speaches).
//!
//! The request is a form with `file`, `model` and `response_format=json`; the answer is
//! `{"text": …, "usage": {…}}`. Servers go by the ending of the file's name, so that is ours, made
//! from what the file is. No `language` is named: customers speak two of them, often in one note.
//! OpenRouter takes JSON as well, in which alone privacy can be asked for.
//!
//! Source: OpenAI Python SDK 3.54, OpenRouter's documentation of speech to text (August 2026).

use std::time::Duration;

use async_trait::async_trait;
use base64::prelude::{BASE64_STANDARD, Engine as _};
use reqwest::multipart::{Form, Part};
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Value, json};
use tokio::time::Instant;

use super::{ROLE, Recording, Transcriber, Transcription};
use crate::error::ProviderError;
use crate::model::{CallRecord, Usage};
use crate::wire::{self, BodyError};

/// The service's name in errors.
const SERVICE: &str = "the transcriber";
/// A note of an hour has a hundredth of this in words.
const LARGEST_ANSWER: usize = 4 << 20;
/// Requests for one note, all of them before the deadline.
const MOST_ATTEMPTS: u32 = 2;
/// What is left must be worth a request.
const LEAST: Duration = Duration::from_millis(200);
const PAUSE: Duration = Duration::from_millis(300);

/// A transcriber at an address.
#[derive(Debug, Clone)]
pub struct OpenAiTranscriber {
    http: reqwest::Client,
    address: String,
    key: Option<SecretString>,
    model: String,
    form: BodyForm,
}

/// How a note is wrapped.
#[derive(Debug, Clone, Copy)]
enum BodyForm {
    Multipart,
    OpenRouter { zero_data_retention: bool },
}

impl OpenAiTranscriber {
    /// The server at `base_url` (`https://api.openai.com/v1`) and the model of it that hears.
    pub fn new(
        http: reqwest::Client,
        base_url: &str,
        key: Option<SecretString>,
        model: &str,
    ) -> Self {
        let address = format!("{}/audio/transcriptions", base_url.trim_end_matches('/'));
        Self { http, address, key, model: model.to_owned(), form: BodyForm::Multipart }
    }

    /// The same at OpenRouter; with `zero_data_retention`, only vendors that keep nothing are asked.
    #[must_use]
    pub fn at_openrouter(self, zero_data_retention: bool) -> Self {
        Self { form: BodyForm::OpenRouter { zero_data_retention }, ..self }
    }

    /// Asks until there is an answer, asking again is of no use, or the time is over.
    async fn ask(&self, recording: &Recording, until: Instant) -> Result<Answer, Failure> {
        let mut attempt = 1;
        loop {
            let left = until.saturating_duration_since(Instant::now());
            let failure = match tokio::time::timeout(left, self.attempt(recording)).await {
                Ok(Ok(answer)) => return Ok(answer),
                Ok(Err(failure)) => failure,
                Err(elapsed) => return Err(Failure::passing("timeout", elapsed)),
            };
            let Some(pause) = failure.pause() else { return Err(failure) };
            let left = until.saturating_duration_since(Instant::now());
            if attempt == MOST_ATTEMPTS || pause + LEAST > left {
                return Err(failure);
            }
            attempt += 1;
            tokio::time::sleep(pause).await;
        }
    }

    async fn attempt(&self, recording: &Recording) -> Result<Answer, Failure> {
        let post = self.http.post(&self.address);
        let mut post = match self.form {
            BodyForm::Multipart => post.multipart(self.multipart(recording)?),
            BodyForm::OpenRouter { zero_data_retention } => {
                post.json(&self.json(recording, zero_data_retention))
            }
        };
        if let Some(key) = &self.key {
            post = post.bearer_auth(key.expose_secret());
        }
        let response = post
            .send()
            .await
            .map_err(|error| Failure::passing("connection", error.without_url()))?;
        let status = response.status().as_u16();
        let wait = wire::retry_after(response.headers());
        let body = wire::body(response, LARGEST_ANSWER).await.map_err(|error| match error {
            BodyError::Broken(error) => Failure::passing("connection", error),
            error @ BodyError::TooLong(_) => Failure::passing("endless", error),
        })?;
        read(status, &body, wait)
    }

    fn multipart(&self, recording: &Recording) -> Result<Form, Failure> {
        let container = recording.container;
        let file = Part::bytes(recording.sound.clone())
            .file_name(format!("voice.{}", container.ending()))
            .mime_str(container.media_type())
            .map_err(|error| Failure::lasting("request", &error.to_string()))?;
        let model = self.model.clone();
        Ok(Form::new().text("model", model).text("response_format", "json").part("file", file))
    }

    fn json(&self, recording: &Recording, zero_data_retention: bool) -> Value {
        let data = BASE64_STANDARD.encode(&recording.sound);
        let mut body = json!({
            "model": self.model,
            "response_format": "json",
            "input_audio": {"data": data, "format": recording.container.ending()},
        });
        if zero_data_retention && let Some(body) = body.as_object_mut() {
            body.insert("provider".to_owned(), json!({"zdr": true, "data_collection": "deny"}));
        }
        body
    }
}

#[async_trait]
impl Transcriber for OpenAiTranscriber {
    async fn transcribe(&self, recording: &Recording, within: Duration) -> Transcription {
        let started = Instant::now();
        let outcome = self.ask(recording, started + within).await;
        let elapsed_ms = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
        let call = |outcome: &str, usage: Usage| CallRecord {
            role: ROLE,
            model: self.model.clone(),
            outcome: outcome.to_owned(),
            usage,
            elapsed_ms,
        };
        match outcome {
            Ok(answer) => {
                Transcription { call: call("ok", answer.usage), result: Ok(answer.words) }
            }
            Err(failure) => {
                let call = call(&failure.code, Usage::default());
                Transcription { call, result: Err(failure.error) }
            }
        }
    }
}

#[derive(Debug)]
struct Answer {
    words: String,
    usage: Usage,
}

/// A failure with its word for the journal. The server's sentences are left out of both: they may
/// quote what was said.
#[derive(Debug)]
struct Failure {
    code: String,
    error: ProviderError,
}

impl Failure {
    fn passing(code: &str, source: impl Into<crate::error::BoxError>) -> Self {
        let error = ProviderError::Unavailable {
            service: SERVICE,
            retry_after: None,
            source: source.into(),
        };
        Self { code: code.to_owned(), error }
    }

    fn lasting(code: &str, reason: &str) -> Self {
        let (code, reason) = (code.to_owned(), reason.to_owned());
        let error = ProviderError::Refused { service: SERVICE, code: code.clone(), reason };
        Self { code, error }
    }

    /// How long to wait before asking again, if that can help.
    fn pause(&self) -> Option<Duration> {
        match &self.error {
            ProviderError::Unavailable { retry_after, .. } => Some(retry_after.unwrap_or(PAUSE)),
            ProviderError::Unconfirmed { .. } | ProviderError::Refused { .. } => None,
        }
    }
}

fn read(status: u16, body: &[u8], wait: Option<Duration>) -> Result<Answer, Failure> {
    let code = format!("http{status}");
    match status {
        200..=299 => words(body).ok_or_else(|| {
            // A page of a proxy, most likely.
            Failure::passing("unreadable", "the answer is no transcript")
        }),
        408 | 409 | 425 | 429 | 500.. => {
            let source = format!("HTTP {status}").into();
            let error = ProviderError::Unavailable { service: SERVICE, retry_after: wait, source };
            Err(Failure { code, error })
        }
        _ => Err(Failure::lasting(&code, "its own words may quote the customer")),
    }
}

fn words(body: &[u8]) -> Option<Answer> {
    let answer: Value = serde_json::from_slice(body).ok()?;
    // PostgreSQL keeps every character but this one.
    let words = answer.get("text")?.as_str()?.replace('\0', "").trim().to_owned();
    let usage = answer.get("usage").map(Usage::of_transcription).unwrap_or_default();
    Some(Answer { words, usage })
}
