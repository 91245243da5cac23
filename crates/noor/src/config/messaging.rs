//! `[messaging]`: how messages come and go.
//!
//! Owns what each gateway needs. The form of an address secret is checked here, its strength in
//! `production`.

use std::time::Duration;

use ipnet::IpNet;
use secrecy::{ExposeSecret, SecretString};
use url::Url;

use super::reader::{Choice, Reader};

/// `[messaging]`.
#[derive(Clone, Debug)]
pub struct Messaging {
    /// The gateway customers write through.
    pub gateway: Gateway,
    /// `[messaging.wazzup]`.
    pub wazzup: Wazzup,
}

impl Messaging {
    pub(super) fn read(from: &mut Reader<'_>) -> Self {
        Self { gateway: from.choice("messaging.gateway"), wazzup: Wazzup::read(from) }
    }
}

/// The gateway customers write through.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gateway {
    /// Wazzup.
    Wazzup,
}

impl Choice for Gateway {
    const NAMES: &'static [(&'static str, Self)] = &[("wazzup", Self::Wazzup)];
}

/// `[messaging.wazzup]`.
#[derive(Clone, Debug)]
pub struct Wazzup {
    /// The gateway's API.
    pub api_url: Url,
    /// The account's key; without one nothing can be sent.
    pub api_key: Option<SecretString>,
    /// The channels Noor answers on; empty for every channel of the account.
    pub channels: Vec<String>,
    /// The secret part of the address the gateway calls.
    pub webhook_secret: SecretString,
    /// The bearer the gateway sends, if it sends one.
    pub crm_key: Option<SecretString>,
    /// Networks the gateway may call from; empty for any.
    pub allowed_networks: Vec<IpNet>,
    /// Messages a second at the most.
    pub rate: u32,
    /// How long one call may take.
    pub send_timeout: Duration,
    /// How often a message is tried before a person is told.
    pub attempts: u32,
}

impl Wazzup {
    fn read(from: &mut Reader<'_>) -> Self {
        let second = Duration::from_secs(1);
        let api_url = from.url("messaging.wazzup.api_url", &["https", "http"]);
        let api_url = api_url.unwrap_or_else(|| {
            from.reject("messaging.wazzup.api_url", "it is empty.", "Remove it for the default.");
            Url::parse("https://localhost").expect("a constant address")
        });
        let secret = from.secret("messaging.wazzup.webhook_secret").unwrap_or_default();
        if !fits_an_address(secret.expose_secret()) {
            from.reject(
                "messaging.wazzup.webhook_secret",
                "it must be 8 to 128 letters, digits, \"-\" and \"_\".",
                "Make one with `openssl rand -hex 16`.",
            );
        }
        Self {
            api_url,
            api_key: from.secret("messaging.wazzup.api_key"),
            channels: from.list("messaging.wazzup.channel_id"),
            webhook_secret: secret,
            crm_key: from.secret("messaging.wazzup.crm_key"),
            allowed_networks: from
                .list_of("messaging.wazzup.allowed_networks", "a network such as 203.0.113.0/24"),
            rate: from.number("messaging.wazzup.rate", 1..=10_000),
            send_timeout: from.duration("messaging.wazzup.send_timeout", second..=second * 120),
            attempts: from.number("messaging.wazzup.attempts", 1..=20),
        }
    }
}

pub(super) fn fits_an_address(secret: &str) -> bool {
    (8..=128).contains(&secret.len())
        && secret.chars().all(|letter| letter.is_ascii_alphanumeric() || "-_".contains(letter))
}
