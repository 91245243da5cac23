//! The access token of a Zoho account: asked for as seldom as can be, shared by everybody.
//!
//! Owns when a token is asked for, and when not: Zoho gives a refresh token ten of them in ten
//! minutes and denies more for longer with every try, so a failure opens a circuit that all
//! processes keep to. Never asks twice at the same time, and never says a secret in an error.
//!
//! Errors come with status 200 and are told by their body.
//!
//! Source: Zoho Accounts, "Refresh access tokens" and "Token limits" (March 2026).

mod answer;
mod credentials;
mod doubts;

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use chrono::TimeDelta;
use noor_core::clock::Clock;
use noor_core::ids::Ids;
use reqwest::header::CONTENT_TYPE;
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Value, json};
use uuid::Uuid;

use self::answer::{Answer, Class};
pub use self::credentials::Credentials;
use self::doubts::Doubts;
use super::data_centre::Addresses;
use super::vault::{Circuit, Held, Kept, TokenVault};
use crate::error::{BoxError, ProviderError};
use crate::lenient;
use crate::wire;

/// The service's name in errors.
pub const SERVICE: &str = "Zoho";
/// How long the account is reserved for whoever asks for a token: longer than [`TIME_LIMIT`].
const RESERVED: TimeDelta = TimeDelta::seconds(20);
const TIME_LIMIT: Duration = Duration::from_secs(15);
/// How often the others look whether the token has come.
const LOOKS: u32 = 40;
const LOOK_EVERY: Duration = Duration::from_millis(500);
/// Zoho's window is ten minutes, and clients of others waited longer.
const THROTTLED: TimeDelta = TimeDelta::minutes(15);
/// What only a person can mend is tried again once a day, unless they say so sooner.
const TERMINAL: TimeDelta = TimeDelta::days(1);
/// The first pause after a failure that may pass, doubled with each one more.
const FIRST_PAUSE: TimeDelta = TimeDelta::seconds(5);
const LONGEST_PAUSE: TimeDelta = TimeDelta::minutes(5);
const LARGEST_ANSWER: usize = 1 << 20;

/// The tokens of one account. Share it: it is the one place that asks for them.
#[derive(Debug)]
pub struct ZohoAuth {
    http: reqwest::Client,
    addresses: Addresses,
    credentials: Credentials,
    vault: Arc<dyn TokenVault>,
    clock: Arc<dyn Clock>,
    /// Who reserves the account in the vault. One name for the whole life, so that a call which was
    /// given up half-way does not shut out the next one.
    owner: Uuid,
    account: String,
    cached: Mutex<Option<Token>>,
    renewing: tokio::sync::Mutex<()>,
    failures: AtomicU32,
    doubts: Doubts,
}

/// An access token and where it is good.
#[derive(Debug, Clone)]
pub struct Token {
    access: SecretString,
    api: String,
    kept: Kept,
}

impl Token {
    /// The secret, for the header of a call.
    pub(crate) fn access(&self) -> &SecretString {
        &self.access
    }

    /// The address that calls go to, without a slash at its end.
    pub fn api(&self) -> &str {
        &self.api
    }

    fn is(&self, other: &Self) -> bool {
        self.access.expose_secret() == other.access.expose_secret()
    }
}

impl ZohoAuth {
    /// The account of `credentials` at `addresses`, whose token is kept in `vault`.
    pub fn new(
        http: reqwest::Client,
        addresses: Addresses,
        credentials: Credentials,
        vault: Arc<dyn TokenVault>,
        clock: Arc<dyn Clock>,
        ids: &dyn Ids,
    ) -> Self {
        let account = credentials.account(&addresses);
        Self {
            http,
            addresses,
            credentials,
            vault,
            clock,
            owner: ids.next(),
            account,
            cached: Mutex::default(),
            renewing: tokio::sync::Mutex::default(),
            failures: AtomicU32::new(0),
            doubts: Doubts::default(),
        }
    }

    /// The account's name in the vault: the same for the same address, client and refresh token.
    pub fn account(&self) -> &str {
        &self.account
    }

    /// A token that is good now. Many callers at once cost one request at the most, in all of a
    /// shop's processes together.
    ///
    /// # Errors
    ///
    /// [`ProviderError::Refused`] when only a person can mend it: the refresh token was revoked, or
    /// the client is unknown in this data centre. [`ProviderError::Unavailable`] for everything
    /// else, with the time until which nobody may ask.
    pub async fn token(&self) -> Result<Token, ProviderError> {
        if let Some(token) = self.cached_token() {
            return Ok(token);
        }
        let _only_one = self.renewing.lock().await;
        if let Some(token) = self.cached_token() {
            return Ok(token);
        }
        let token = self.shared_token().await?;
        *self.cached() = Some(token.clone());
        Ok(token)
    }

    /// The API refused `rejected` for calls to `area`: forgets it, if nobody renewed it meanwhile,
    /// and gives another one.
    ///
    /// # Errors
    ///
    /// Those of [`Self::token`], and [`ProviderError::Refused`] when `rejected` was itself given in
    /// place of a refused one: then a scope is missing, and for ten minutes nobody asks for tokens
    /// because of `area`.
    pub async fn replace(
        &self,
        rejected: &Token,
        area: &'static str,
    ) -> Result<Token, ProviderError> {
        if self.doubts.hopeless(rejected, area, self.clock.now()) {
            return Err(scope_is_missing(area));
        }
        self.cached().take_if(|cached| cached.is(rejected));
        let secret = &rejected.kept.secret;
        self.vault.forget(&self.account, secret).await.map_err(vault_failed)?;
        let token = self.token().await?;
        self.doubts.stands_in(token.clone(), area);
        Ok(token)
    }

    /// The API accepted a token for a call to `area`.
    pub fn accepted(&self, area: &'static str) {
        self.doubts.accepted(area);
    }

    /// Lets the next call ask for a token whatever failed before: a person says it is mended.
    ///
    /// # Errors
    ///
    /// [`ProviderError::Unavailable`] when the vault cannot be reached.
    pub async fn try_again(&self) -> Result<(), ProviderError> {
        self.doubts.clear();
        self.failures.store(0, Ordering::Relaxed);
        self.vault.set_circuit(&self.account, None).await.map_err(vault_failed)
    }

    /// The vault's token, or a new one; of all processes, one asks and the others wait for it.
    async fn shared_token(&self) -> Result<Token, ProviderError> {
        for _ in 0..LOOKS {
            if let Some(token) = self.held_token().await? {
                return Ok(token);
            }
            let now = self.clock.now();
            let until = now + RESERVED;
            if self.vault.lock(&self.account, self.owner, now, until).await.map_err(vault_failed)? {
                let token = self.renew().await;
                if let Err(error) = self.vault.unlock(&self.account, self.owner).await {
                    tracing::warn!(%error, "the reservation of Zoho's token ends by itself");
                }
                return token;
            }
            tokio::time::sleep(LOOK_EVERY).await;
        }
        Err(unavailable(None, "another process has been asking for a token for too long"))
    }

    /// The vault's token if it is good, nothing if one may be asked for, an error if not.
    async fn held_token(&self) -> Result<Option<Token>, ProviderError> {
        let Held { token, circuit } = self.vault.load(&self.account).await.map_err(vault_failed)?;
        let now = self.clock.now();
        if let Some(kept) = token.filter(|kept| kept.expires_at > now)
            && let Some(token) = self.unpack(kept)
        {
            return Ok(Some(token));
        }
        match circuit.filter(|circuit| circuit.open_until > now) {
            Some(circuit) => Err(refused_for_now(&circuit.reason, circuit.open_until - now)),
            None => Ok(None),
        }
    }

    /// Asks for a token, unless one has come since; what happened is in the vault afterwards.
    async fn renew(&self) -> Result<Token, ProviderError> {
        if let Some(token) = self.held_token().await? {
            return Ok(token);
        }
        let reason = match self.ask().await {
            Ok(Answer::Token { access, api, life }) => {
                let kept = self.pack(&access, api.as_deref(), life);
                if let Err(error) = self.vault.save(&self.account, &kept).await {
                    tracing::warn!(%error, "Zoho's new token is kept by this process alone");
                }
                self.failures.store(0, Ordering::Relaxed);
                tracing::debug!(lasts_s = life.num_seconds(), "Zoho gave a new access token");
                let unreadable = || unavailable(None, "the new token cannot be read again");
                return self.unpack(kept).ok_or_else(unreadable);
            }
            Ok(Answer::Error(reason)) => reason,
            Err(error) => {
                tracing::warn!(error = &*error as &dyn std::error::Error, "Zoho gave no token");
                "no_answer".to_owned()
            }
        };
        let pause = match Class::of(&reason) {
            Class::Terminal => TERMINAL,
            Class::Throttled => THROTTLED,
            Class::Passing => self.next_pause(),
        };
        tracing::warn!(reason, pause_s = pause.num_seconds(), "nobody asks Zoho for a token");
        let circuit = Circuit { open_until: self.clock.now() + pause, reason };
        self.vault.set_circuit(&self.account, Some(&circuit)).await.map_err(vault_failed)?;
        Err(refused_for_now(&circuit.reason, pause))
    }

    fn next_pause(&self) -> TimeDelta {
        let before = self.failures.fetch_add(1, Ordering::Relaxed).min(10);
        (FIRST_PAUSE * (1 << before)).min(LONGEST_PAUSE)
    }

    async fn ask(&self) -> Result<Answer, BoxError> {
        let Credentials { client_id, client_secret, refresh_token } = &self.credentials;
        // In the body: what stands in an address is written down on the way.
        let form = url::form_urlencoded::Serializer::new(String::new())
            .append_pair("grant_type", "refresh_token")
            .append_pair("refresh_token", refresh_token.expose_secret())
            .append_pair("client_id", client_id)
            .append_pair("client_secret", client_secret.expose_secret())
            .finish();
        let address = format!("{}/oauth/v2/token", self.addresses.accounts());
        let request = self.http.post(address).body(form).timeout(TIME_LIMIT);
        let request = request.header(CONTENT_TYPE, "application/x-www-form-urlencoded");
        let response = request.send().await.map_err(reqwest::Error::without_url)?;
        let body = wire::body(response, LARGEST_ANSWER).await?;
        let body = serde_json::from_slice(&body).map_err(|_| "the answer is not JSON")?;
        Ok(Answer::read(&body))
    }

    /// What the vault keeps: the token and the address it came with.
    fn pack(&self, access: &SecretString, api: Option<&str>, life: TimeDelta) -> Kept {
        let secret = json!({ "token": access.expose_secret(), "api": api }).to_string();
        Kept { secret: secret.into(), expires_at: self.clock.now() + life }
    }

    /// Reads it again; the address counts only if it can be trusted now.
    fn unpack(&self, kept: Kept) -> Option<Token> {
        let packed: Value = serde_json::from_str(kept.secret.expose_secret()).ok()?;
        let access = lenient::text(&packed["token"])?.into();
        let api = packed["api"].as_str().and_then(|api| self.addresses.trusted(api));
        let api = api.unwrap_or_else(|| self.addresses.api().to_owned());
        Some(Token { access, api, kept })
    }

    fn cached_token(&self) -> Option<Token> {
        let now = self.clock.now();
        self.cached().clone().filter(|token| token.kept.expires_at > now)
    }

    fn cached(&self) -> MutexGuard<'_, Option<Token>> {
        self.cached.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What callers are told while the circuit is open.
fn refused_for_now(reason: &str, left: TimeDelta) -> ProviderError {
    let what = match Class::of(reason) {
        Class::Terminal => {
            return ProviderError::Refused {
                service: SERVICE,
                code: reason.replace('_', ""),
                reason: answer::advice(reason).to_owned(),
            };
        }
        Class::Throttled => "too many tokens were asked for",
        Class::Passing => "no token was given",
    };
    unavailable(left.to_std().ok(), &format!("{what} ({reason})"))
}

fn scope_is_missing(area: &str) -> ProviderError {
    ProviderError::Refused {
        service: SERVICE,
        code: "scope".to_owned(),
        reason: format!(
            "a fresh token is not good for {area}: grant the missing scope with a new refresh token, \
             or let the user into the organization"
        ),
    }
}

fn vault_failed(source: BoxError) -> ProviderError {
    ProviderError::Unavailable { service: SERVICE, retry_after: None, source }
}

fn unavailable(retry_after: Option<Duration>, what: &str) -> ProviderError {
    ProviderError::Unavailable { service: SERVICE, retry_after, source: what.into() }
}
