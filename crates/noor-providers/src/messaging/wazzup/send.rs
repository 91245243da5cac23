//! Sending through Wazzup and asking for the account's lines.
//!
//! Owns the requests and what their answers mean. Never repeats a request by itself: whether a
//! repeat is safe depends on when the first attempt was made, which the outbox knows.

use std::collections::HashMap;
use std::sync::{PoisonError, RwLock};
use std::time::Duration;

use async_trait::async_trait;
use noor_core::message::{ChannelReport, Outgoing, OutgoingContent};
use reqwest::StatusCode;
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::codes::{self, Verdict};
use crate::error::ProviderError;
use crate::messaging::{Accepted, Capabilities, Messenger, Refusal};
use crate::wire::{self, Reached};

const SERVICE: &str = "Wazzup";
/// One request, from opening the connection to the last byte of the answer.
const TIME_LIMIT: Duration = Duration::from_secs(10);
/// Wazzup compares keys for 60 s from the moment a request arrives; a repeat may itself be under
/// way for as long as a request is allowed to take.
const REPEAT_GUARD: Duration = Duration::from_secs(60 - TIME_LIMIT.as_secs());
/// The rate counter is reset this often.
const RATE_WINDOW: Duration = Duration::from_secs(5);
const LARGEST_ANSWER: usize = 4 << 20;

/// One Wazzup account, spoken to with its API key.
#[derive(Debug)]
pub struct Wazzup {
    http: reqwest::Client,
    base: String,
    key: SecretString,
    transports: RwLock<HashMap<String, Transport>>,
}

impl Wazzup {
    /// An account at `base` (`https://api.wazzup24.com`; a trailing `/v3` is understood too).
    ///
    /// Nothing is asked yet: until [`Messenger::channels`] has run once, every line counts as the
    /// strictest kind.
    pub fn new(http: reqwest::Client, base: &str, key: SecretString) -> Self {
        let base = base.trim_end_matches('/');
        let base = base.strip_suffix("/v3").unwrap_or(base).to_owned();
        Self { http, base, key, transports: RwLock::default() }
    }

    async fn ask(&self, request: reqwest::RequestBuilder) -> Result<Answer, reqwest::Error> {
        let response =
            request.bearer_auth(self.key.expose_secret()).timeout(TIME_LIMIT).send().await?;
        let status = response.status();
        let retry_after = wire::retry_after(response.headers());
        let body = wire::body(response, LARGEST_ANSWER).await;
        Ok(Answer { status, retry_after, body })
    }
}

#[async_trait]
impl Messenger for Wazzup {
    fn name(&self) -> &'static str {
        "wazzup"
    }

    async fn send(&self, message: &Outgoing) -> Result<Accepted, ProviderError> {
        let request =
            self.http.post(format!("{}/v3/message", self.base)).json(&Send::from(message));
        match self.ask(request).await {
            Ok(answer) => outcome(answer),
            Err(error) => Err(match wire::reached(&error) {
                Reached::NotSent => unavailable(None, error.without_url()),
                Reached::MaybeSent => unconfirmed(error.without_url()),
            }),
        }
    }

    fn capabilities(&self, channel: &str) -> Capabilities {
        let transports = self.transports.read().unwrap_or_else(PoisonError::into_inner);
        let transport = transports.get(channel).copied().unwrap_or(Transport::Unknown);
        Capabilities {
            max_text: transport.max_text(),
            captions: false,
            buttons: transport.buttons(),
            window_24h: transport.has_window(),
            repeat_guard: REPEAT_GUARD,
        }
    }

    async fn channels(&self) -> Result<Vec<ChannelReport>, ProviderError> {
        let answer = self
            .ask(self.http.get(format!("{}/v3/channels", self.base)))
            .await
            .map_err(|error| unavailable(None, error.without_url()))?;
        let lines = lines(answer)?;
        let transports =
            lines.iter().map(|line| (line.channel_id.clone(), line.transport())).collect();
        *self.transports.write().unwrap_or_else(PoisonError::into_inner) = transports;
        Ok(lines.into_iter().map(Line::report).collect())
    }

    fn meaning(&self, code: &str) -> Refusal {
        codes::meaning(&codes::normal(code))
    }
}

/// The body of a send.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Send<'a> {
    channel_id: &'a str,
    chat_type: &'a str,
    chat_id: &'a str,
    #[serde(flatten)]
    content: Content<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    buttons_object: Option<Buttons<'a>>,
    crm_message_id: String,
    /// Wazzup's default would take the chat off the managers' list of unanswered ones.
    clear_unanswered: bool,
}

/// Buttons below a text.
#[derive(Serialize)]
struct Buttons<'a> {
    buttons: Vec<Button<'a>>,
}

/// A quick reply. Which field a press comes back in is not documented, so both say the same.
#[derive(Serialize)]
struct Button<'a> {
    #[serde(rename = "type")]
    kind: &'static str,
    text: &'a str,
    payload: &'a str,
}

impl<'a> Buttons<'a> {
    fn of(content: &'a OutgoingContent) -> Option<Self> {
        let OutgoingContent::Text { buttons, .. } = content else { return None };
        let button = |text: &'a String| Button { kind: "text", text, payload: text };
        (!buttons.is_empty()).then(|| Self { buttons: buttons.iter().map(button).collect() })
    }
}

/// Words or a file: Wazzup refuses both at once.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
enum Content<'a> {
    Text(&'a str),
    ContentUri(&'a str),
}

impl<'a> From<&'a Outgoing> for Send<'a> {
    fn from(message: &'a Outgoing) -> Self {
        Self {
            channel_id: &message.address.channel,
            chat_type: &message.address.messenger,
            chat_id: &message.address.chat,
            content: match &message.content {
                OutgoingContent::Text { text, .. } => Content::Text(text),
                OutgoingContent::Image { url, .. } | OutgoingContent::Document { url, .. } => {
                    Content::ContentUri(url)
                }
            },
            buttons_object: Buttons::of(&message.content),
            crm_message_id: message.id.to_string(),
            clear_unanswered: false,
        }
    }
}

/// What came back over the wire.
struct Answer {
    status: StatusCode,
    retry_after: Option<Duration>,
    body: Result<Vec<u8>, wire::BodyError>,
}

/// What the answer to a send means for the message.
fn outcome(answer: Answer) -> Result<Accepted, ProviderError> {
    let status = answer.status;
    if status == StatusCode::TOO_MANY_REQUESTS {
        let wait = answer.retry_after.unwrap_or(RATE_WINDOW);
        return Err(unavailable(Some(wait), Complaint::bare(status)));
    }
    if status.is_server_error() || status == StatusCode::REQUEST_TIMEOUT {
        return Err(unconfirmed(Complaint::bare(status)));
    }
    let body = match answer.body {
        Ok(body) => body,
        Err(error) if status.is_success() => return Err(unconfirmed(error)),
        Err(_) => Vec::new(),
    };
    if status.is_success() {
        return match serde_json::from_slice::<Taken>(&body) {
            Ok(taken) => Ok(Accepted::As(taken.message_id)),
            Err(error) => Err(unconfirmed(error)),
        };
    }
    let complaint = Complaint::read(status, &body);
    match codes::verdict(&complaint.code) {
        Verdict::TakenBefore => Ok(Accepted::Before),
        Verdict::NotNow => Err(unavailable(answer.retry_after, complaint)),
        Verdict::Unclear => Err(unconfirmed(complaint)),
        Verdict::Never => Err(complaint.refused()),
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Taken {
    message_id: String,
}

/// A refusal in Wazzup's words.
#[derive(Debug, thiserror::Error)]
#[error("{SERVICE} answered {status} ({code}): {reason}")]
struct Complaint {
    status: StatusCode,
    code: String,
    reason: String,
}

impl Complaint {
    fn bare(status: StatusCode) -> Self {
        Self { status, code: String::new(), reason: "no reason given".to_owned() }
    }

    /// Reads every shape an error body has been seen in, including none at all.
    fn read(status: StatusCode, body: &[u8]) -> Self {
        let body: Value = serde_json::from_slice(body).unwrap_or(Value::Null);
        let code =
            [&body["error"], &body["error"]["code"], &body["code"], &body["data"][0]["code"]]
                .into_iter()
                .find_map(Value::as_str)
                .map(codes::normal)
                .unwrap_or_default();
        let reason = [&body["description"], &body["message"], &body["data"][0]["description"]]
            .into_iter()
            .find_map(Value::as_str)
            .map_or_else(
                || "no reason given".to_owned(),
                |words| words.chars().take(300).collect(),
            );
        Self { status, code, reason }
    }

    fn refused(self) -> ProviderError {
        let code = match (self.status, self.code.is_empty()) {
            (StatusCode::UNAUTHORIZED, true) => "unauthorized".to_owned(),
            (StatusCode::FORBIDDEN, true) => "forbidden".to_owned(),
            (_, _) => self.code,
        };
        ProviderError::Refused { service: SERVICE, code, reason: self.reason }
    }
}

fn unavailable(
    retry_after: Option<Duration>,
    source: impl std::error::Error + std::marker::Send + Sync + 'static,
) -> ProviderError {
    ProviderError::Unavailable { service: SERVICE, retry_after, source: source.into() }
}

fn unconfirmed(
    source: impl std::error::Error + std::marker::Send + Sync + 'static,
) -> ProviderError {
    ProviderError::Unconfirmed { service: SERVICE, source: source.into() }
}

/// Reads the list of lines; a line that cannot be read is left out.
fn lines(answer: Answer) -> Result<Vec<Line>, ProviderError> {
    let status = answer.status;
    if status == StatusCode::TOO_MANY_REQUESTS {
        let wait = answer.retry_after.unwrap_or(RATE_WINDOW);
        return Err(unavailable(Some(wait), Complaint::bare(status)));
    }
    if status.is_server_error() {
        return Err(unavailable(answer.retry_after, Complaint::bare(status)));
    }
    let body = answer.body.map_err(|error| unavailable(None, error))?;
    if !status.is_success() {
        return Err(Complaint::read(status, &body).refused());
    }
    let items: Vec<Value> =
        serde_json::from_slice(&body).map_err(|error| unavailable(None, error))?;
    Ok(items.into_iter().filter_map(|item| serde_json::from_value(item).ok()).collect())
}

/// One line of the account.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Line {
    channel_id: String,
    #[serde(default)]
    transport: Option<String>,
    #[serde(default)]
    state: Option<String>,
}

impl Line {
    fn transport(&self) -> Transport {
        Transport::named(self.transport.as_deref().unwrap_or_default())
    }

    fn report(self) -> ChannelReport {
        // A line is down if the gateway says so, not if it says nothing.
        let active = self.state.as_ref().is_none_or(|state| state.eq_ignore_ascii_case("active"));
        let state = self.state.unwrap_or_else(|| "unknown".to_owned());
        ChannelReport { channel: self.channel_id, active, state }
    }
}

/// What carries a line; it decides limits and the 24-hour window.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Transport {
    /// WhatsApp Business API.
    Waba,
    /// A personal WhatsApp number.
    PersonalWhatsapp,
    /// Messengers with about four thousand characters.
    Chat,
    /// Messengers with a thousand characters.
    Short,
    /// Not asked yet, or new: treated like the strictest.
    Unknown,
}

impl Transport {
    fn named(name: &str) -> Self {
        match name.to_ascii_lowercase().as_str() {
            "wapi" => Self::Waba,
            "whatsapp" => Self::PersonalWhatsapp,
            "tgapi" | "telegram" | "max" | "maxbot" | "viber" => Self::Chat,
            "instagram" | "vk" | "avito" => Self::Short,
            _ => Self::Unknown,
        }
    }

    /// Wazzup's own pages name 1024 and 4096 for the business API, and 10 000 for personal
    /// numbers, where nobody reads more than 4,000 in one piece.
    fn max_text(self) -> usize {
        match self {
            Self::PersonalWhatsapp | Self::Chat => 4000,
            Self::Waba | Self::Short | Self::Unknown => 1000,
        }
    }

    /// Quick replies inside the window. A press comes back as the words of its button.
    fn buttons(self) -> usize {
        match self {
            Self::Waba => 10,
            Self::PersonalWhatsapp | Self::Chat | Self::Short | Self::Unknown => 0,
        }
    }

    fn has_window(self) -> bool {
        match self {
            Self::Waba | Self::Unknown => true,
            Self::PersonalWhatsapp | Self::Chat | Self::Short => false,
        }
    }
}
