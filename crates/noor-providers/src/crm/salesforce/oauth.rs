//! The token of a connected app: asked for once, used until Salesforce rejects it.
//!
//! Nobody says how long a token lives, so it is kept in memory and replaced when a call is told that
//! it is dead. One question is under way at a time; who waits gets its answer. After a refusal nobody
//! asks again for a while.
//!
//! Source: Salesforce, "OAuth 2.0 Client Credentials Flow", "OAuth 2.0 Refresh Token Flow" and "OAuth
//! 2.0 Error Codes" (March 2026).

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use noor_core::clock::Clock;
use reqwest::StatusCode;
use reqwest::header::CONTENT_TYPE;
use secrecy::{ExposeSecret as _, SecretString};
use serde_json::Value;
use tokio::sync::Mutex;
use url::Url;

use super::refusal::refused;
use super::wire::unavailable;
use crate::error::{BoxError, ProviderError};
use crate::lenient;
use crate::wire;

const PATH: &str = "/services/oauth2/token";
const LARGEST_ANSWER: usize = 1 << 20;
/// How long nobody asks after a refusal that only a person can mend.
const AFTER_REFUSAL: TimeDelta = TimeDelta::minutes(15);
/// The same after a token that was rejected before it was ever good for anything.
const AFTER_REJECTION: TimeDelta = TimeDelta::minutes(1);
/// The same after a failure that may pass.
const AFTER_FAILURE: TimeDelta = TimeDelta::seconds(5);
/// Where organizations live. A token is sent nowhere else, whatever an answer names.
const HOSTS: [&str; 3] = [".salesforce.com", ".salesforce.mil", ".sfcrmproducts.cn"];
/// The longest description that is passed on, in characters.
const LONGEST_REASON: usize = 200;

/// A connected app, and in whose name it calls.
#[derive(Debug, Clone)]
pub struct Credentials {
    /// The consumer key.
    pub client_id: String,
    /// The consumer secret; may be empty where a refresh token needs none.
    pub client_secret: SecretString,
    /// The refresh token. Without one the app calls in the name of the user that its settings name
    /// for the client credentials flow, and the address must be that of My Domain.
    pub refresh_token: Option<SecretString>,
}

/// A token, and where it is good.
#[derive(Debug)]
pub(super) struct Session {
    access: SecretString,
    instance: String,
    /// Whether a call was ever let in with it.
    good: AtomicBool,
}

/// Who asks for tokens.
#[derive(Debug)]
pub(super) struct Sessions {
    http: reqwest::Client,
    base: Url,
    credentials: Credentials,
    timeout: Duration,
    clock: Arc<dyn Clock>,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    session: Option<Arc<Session>>,
    silence: Option<Silence>,
}

/// Until when nobody asks, and what callers are told meanwhile.
#[derive(Debug)]
struct Silence {
    until: DateTime<Utc>,
    why: Why,
}

#[derive(Debug, Clone)]
enum Why {
    /// Only a person can mend it.
    Refused { code: String, reason: String },
    /// It may pass.
    Failed(String),
}

impl Session {
    pub(super) fn access(&self) -> &SecretString {
        &self.access
    }

    /// The organization's address, without a slash at its end.
    pub(super) fn instance(&self) -> &str {
        &self.instance
    }

    /// A call was let in.
    pub(super) fn accepted(&self) {
        self.good.store(true, Ordering::Relaxed);
    }
}

impl Sessions {
    pub(super) fn new(
        http: reqwest::Client,
        base: Url,
        credentials: Credentials,
        timeout: Duration,
        clock: Arc<dyn Clock>,
    ) -> Self {
        Self { http, base, credentials, timeout, clock, state: Mutex::default() }
    }

    /// The token there is, or a new one.
    ///
    /// # Errors
    ///
    /// A refusal if only a person can mend it; unavailable if it may pass.
    pub(super) async fn session(&self) -> Result<Arc<Session>, ProviderError> {
        let mut state = self.state.lock().await;
        match &state.session {
            Some(session) => Ok(Arc::clone(session)),
            None => self.ask(&mut state).await,
        }
    }

    /// Another token than `dead`, which Salesforce rejected: the one that a neighbour got meanwhile,
    /// or a new one.
    ///
    /// # Errors
    ///
    /// Those of [`Self::session`], and a refusal if `dead` was new: then it is not its age.
    pub(super) async fn replace(&self, dead: &Arc<Session>) -> Result<Arc<Session>, ProviderError> {
        let mut state = self.state.lock().await;
        if let Some(session) = &state.session
            && !Arc::ptr_eq(session, dead)
        {
            return Ok(Arc::clone(session));
        }
        state.session = None;
        if !dead.good.load(Ordering::Relaxed) {
            let reason = "a new token is not accepted: let the connected app manage user data via \
                          APIs, and its user call them";
            let why = Why::Refused { code: "session".to_owned(), reason: reason.to_owned() };
            return Err(self.be_silent(&mut state, AFTER_REJECTION, why));
        }
        self.ask(&mut state).await
    }

    async fn ask(&self, state: &mut State) -> Result<Arc<Session>, ProviderError> {
        let now = self.clock.now();
        if let Some(silence) = state.silence.as_ref().filter(|silence| silence.until > now) {
            return Err(told(&silence.why, silence.until - now));
        }
        match self.fetch().await {
            Ok(Ok(session)) => {
                let session = Arc::new(session);
                *state = State { session: Some(Arc::clone(&session)), silence: None };
                Ok(session)
            }
            Ok(Err((code, reason))) => {
                let why = Why::Refused { code, reason };
                Err(self.be_silent(state, AFTER_REFUSAL, why))
            }
            Err(error) => Err(self.be_silent(state, AFTER_FAILURE, Why::Failed(error.to_string()))),
        }
    }

    fn be_silent(&self, state: &mut State, time: TimeDelta, why: Why) -> ProviderError {
        let error = told(&why, time);
        state.silence = Some(Silence { until: self.clock.now() + time, why });
        error
    }

    /// A new token, or the code and the reason of a refusal that only a person can mend.
    ///
    /// # Errors
    ///
    /// Everything that may pass.
    async fn fetch(&self) -> Result<Result<Session, (String, String)>, BoxError> {
        let address = format!("{}{PATH}", self.base.as_str().trim_end_matches('/'));
        let request = self.http.post(address).body(self.form()).timeout(self.timeout);
        let request = request.header(CONTENT_TYPE, "application/x-www-form-urlencoded");
        let response = request.send().await.map_err(reqwest::Error::without_url)?;
        let status = response.status();
        let body = wire::body(response, LARGEST_ANSWER).await?;
        let answer: Value =
            serde_json::from_slice(&body).map_err(|_| format!("answered {status} without JSON"))?;
        if let Some(access) = lenient::text(&answer["access_token"]) {
            let Some(instance) = self.instance(&answer["instance_url"]) else {
                let reason = "the token is for an address that is not Salesforce's".to_owned();
                return Ok(Err(("instance".to_owned(), reason)));
            };
            return Ok(Ok(Session { access: access.into(), instance, good: false.into() }));
        }
        let code = lenient::text(&answer["error"]).unwrap_or_default();
        let description = lenient::text(&answer["error_description"]).unwrap_or_default();
        tracing::warn!(status = status.as_u16(), code, "Salesforce gives no token");
        if code.is_empty() || may_pass(status, &code, &description) {
            return Err(format!("answered {status} {code}: {description}").into());
        }
        let description: String = description.chars().take(LONGEST_REASON).collect();
        let reason = format!("{description}: {}", advice(&code));
        Ok(Err((code, reason)))
    }

    fn form(&self) -> String {
        let mut form = url::form_urlencoded::Serializer::new(String::new());
        form.append_pair("client_id", &self.credentials.client_id);
        let secret = self.credentials.client_secret.expose_secret();
        if !secret.is_empty() {
            form.append_pair("client_secret", secret);
        }
        match &self.credentials.refresh_token {
            Some(token) => form
                .append_pair("grant_type", "refresh_token")
                .append_pair("refresh_token", token.expose_secret()),
            None => form.append_pair("grant_type", "client_credentials"),
        };
        form.finish()
    }

    /// The address that an answer names, if a token may be sent there. The configured one is always
    /// good, and stands in for none.
    fn instance(&self, named: &Value) -> Option<String> {
        let without_slash = |url: &Url| url.as_str().trim_end_matches('/').to_owned();
        let Some(named) = lenient::text(named) else { return Some(without_slash(&self.base)) };
        let named = Url::parse(&named).ok()?;
        if named.origin() == self.base.origin() {
            return Some(without_slash(&named));
        }
        let host = named.host_str().unwrap_or_default();
        let known = HOSTS.iter().any(|end| host.ends_with(end));
        (named.scheme() == "https" && known).then(|| without_slash(&named))
    }
}

fn told(why: &Why, left: TimeDelta) -> ProviderError {
    match why {
        Why::Refused { code, reason } => refused(code, reason),
        Why::Failed(what) => unavailable(left.to_std().ok(), what.as_str()),
    }
}

/// Whether it is worth asking again later.
fn may_pass(status: StatusCode, code: &str, description: &str) -> bool {
    let words = description.to_lowercase();
    status.is_server_error()
        || status == StatusCode::TOO_MANY_REQUESTS
        || ["rate_limit_exceeded", "server_error", "temporarily_unavailable", "unknown_error"]
            .contains(&code)
        || words.contains("login rate exceeded")
        || words.contains("retry your request")
}

/// What a person should do about a refusal.
fn advice(code: &str) -> &'static str {
    match code {
        "invalid_client_id" | "invalid_client" => {
            "check the consumer key and secret of the connected app, and the address"
        }
        "unsupported_grant_type" | "invalid_request" => {
            "check that the address is that of My Domain and the flow is enabled for the app"
        }
        "inactive_user" | "inactive_org" => "the user or the organization is not active",
        _ => {
            "the grant is no longer good: see the connected app, its user, or make a new refresh token"
        }
    }
}

#[cfg(test)]
mod tests {
    use noor_core::clock::SystemClock;
    use serde_json::json;

    use super::*;

    #[test]
    fn a_token_goes_nowhere_but_to_salesforce() {
        let sessions = Sessions::new(
            wire::client("test").unwrap(),
            "https://shop.my.salesforce.com".parse().unwrap(),
            Credentials {
                client_id: "app".to_owned(),
                client_secret: "secret".into(),
                refresh_token: None,
            },
            Duration::from_secs(1),
            Arc::new(SystemClock),
        );
        let good = [
            (json!(null), "https://shop.my.salesforce.com"),
            (json!("https://eu5.salesforce.com/"), "https://eu5.salesforce.com"),
            (json!("https://shop.my.salesforce.com"), "https://shop.my.salesforce.com"),
        ];
        for (named, expected) in good {
            assert_eq!(sessions.instance(&named).as_deref(), Some(expected), "{named}");
        }
        for bad in [
            "https://salesforce.com.example.org",
            "http://eu5.salesforce.com",
            "https://evilsalesforce.com",
            "eu5.salesforce.com",
        ] {
            assert_eq!(sessions.instance(&json!(bad)), None, "{bad}");
        }
    }

    #[test]
    fn what_may_pass_is_told_from_what_does_not() {
        let bad = StatusCode::BAD_REQUEST;
        assert!(!may_pass(bad, "invalid_grant", "expired access/refresh token"));
        assert!(!may_pass(bad, "invalid_client_id", "client identifier invalid"));
        assert!(may_pass(bad, "invalid_grant", "login rate exceeded"));
        assert!(may_pass(bad, "unknown_error", "retry your request"));
        assert!(may_pass(StatusCode::SERVICE_UNAVAILABLE, "invalid_grant", ""));
    }
}
