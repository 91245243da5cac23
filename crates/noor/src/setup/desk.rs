//! The bot that tells the shop's people, and the secrets that its deliveries come with.

use std::sync::Arc;

use anyhow::{Context as _, Result};
use hmac::{Hmac, Mac as _};
use noor_providers::alerts::telegram::Telegram;
use secrecy::{ExposeSecret as _, SecretString};
use sha2::Sha256;

use crate::app::alerts::desk::ShopDesk;
use crate::config::{Config, TelegramSettings};
use crate::limiter::Limiter;

/// Messages a second: Telegram allows about thirty to all chats of a bot together.
const RATE: u32 = 25;

/// The configured bot, if there is one. Nothing is asked of it yet.
pub(super) fn desk(config: &Config, http: &reqwest::Client) -> Result<Option<ShopDesk>> {
    let Some(telegram) = &config.telegram else { return Ok(None) };
    let path = path_secret(config, telegram);
    let address = format!("api/v1/webhook/telegram/{}", path.expose_secret());
    let address = config.server.public_url.join(&address).context("its address")?;
    let token = telegram.bot_token.clone();
    let bot = Telegram::new(http.clone(), telegram.api_url.as_str(), token, telegram.timeout);
    Ok(Some(ShopDesk {
        desk: Arc::new(bot),
        limiter: Limiter::new(RATE),
        language: telegram.language,
        timeout: telegram.timeout,
        invitation: telegram.invitation,
        address,
        secret: header_secret(config, telegram),
    }))
}

/// The secret in the address that Telegram delivers to.
pub(super) fn path_secret(config: &Config, telegram: &TelegramSettings) -> SecretString {
    let chosen = telegram.webhook_secret.clone();
    chosen.unwrap_or_else(|| derived(config, telegram, b"noor/telegram/path/v1"))
}

/// The secret beside each delivery, in a header: addresses end up in logs, headers seldom do.
pub(super) fn header_secret(config: &Config, telegram: &TelegramSettings) -> SecretString {
    derived(config, telegram, b"noor/telegram/header/v1")
}

/// A secret of this shop, this bot and this purpose, the same in every process.
fn derived(config: &Config, telegram: &TelegramSettings, purpose: &[u8]) -> SecretString {
    let key = config.server.signing_key.expose_secret().as_bytes();
    let mut mac =
        Hmac::<Sha256>::new_from_slice(key).expect("a MAC of this kind takes keys of any length");
    mac.update(purpose);
    mac.update(telegram.bot_token.expose_secret().as_bytes());
    hex::encode(mac.finalize().into_bytes()).into()
}
