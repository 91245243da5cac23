//! `[telegram]`: the bot that tells the shop's people of customers who wait for them.

use std::time::Duration;

use noor_core::language::Language;
use secrecy::{ExposeSecret as _, SecretString};
use url::Url;

use super::messaging::fits_an_address;
use super::reader::{Choice, Reader};

/// `[telegram]`, where there is a bot.
#[derive(Clone, Debug)]
pub struct TelegramSettings {
    /// The bot's token.
    pub bot_token: SecretString,
    /// The Bot API.
    pub api_url: Url,
    /// The secret part of the address Telegram calls; `None`: derived from the signing key.
    pub webhook_secret: Option<SecretString>,
    /// The language of the shop's people.
    pub language: Language,
    /// How long one call may take.
    pub timeout: Duration,
    /// How long an invitation can be used.
    pub invitation: Duration,
}

impl TelegramSettings {
    /// `None` without a token: then the log is told.
    pub(super) fn read(from: &mut Reader<'_>) -> Option<Self> {
        let second = Duration::from_secs(1);
        let hour = Duration::from_hours(1);
        let token = from.secret("telegram.bot_token");
        let api_url = from.url("telegram.api_url", &["https", "http"]);
        let webhook_secret = from.secret("telegram.webhook_secret");
        let language: Spoken = from.choice("telegram.language");
        let timeout = from.duration("telegram.timeout", second..=second * 60);
        let invitation = from.duration("telegram.invitation", hour / 12..=hour * 24 * 30);
        if webhook_secret.as_ref().is_some_and(|it| !fits_an_address(it.expose_secret())) {
            from.reject(
                "telegram.webhook_secret",
                "it must be 8 to 128 letters, digits, \"-\" and \"_\".",
                "Make one with `openssl rand -hex 16`, or remove it.",
            );
        }
        if api_url.is_none() {
            from.reject("telegram.api_url", "it is empty.", "Remove it for Telegram's own.");
        }
        let Spoken(language) = language;
        Some(Self {
            bot_token: token?,
            api_url: api_url?,
            webhook_secret,
            language,
            timeout,
            invitation,
        })
    }
}

#[derive(Clone, Copy)]
struct Spoken(Language);

impl Choice for Spoken {
    const NAMES: &'static [(&'static str, Self)] =
        &[("en", Self(Language::English)), ("ar", Self(Language::Arabic))];
}
