//! The addresses to register at the gateways, for `noor config urls`.
//!
//! Owns their form. What it returns has the secret in it: it is for the shop's terminal, never for a
//! log.

use secrecy::ExposeSecret;

use super::Config;
use super::messaging::Gateway;

/// One gateway's address and how to register it.
#[derive(Clone, PartialEq, Eq)]
pub struct WebhookAddress {
    /// The gateway, as people know it.
    pub gateway: &'static str,
    /// The whole address, secret included.
    pub url: String,
    /// A shell command that registers it; the account's key is left to the shell's environment.
    pub register: String,
}

/// The address each configured gateway must call, with the command that tells it so.
pub fn webhook_urls(config: &Config) -> Vec<WebhookAddress> {
    match config.messaging.gateway {
        Gateway::Wazzup => vec![wazzup(config)],
    }
}

/// The address for Wazzup: it takes no header of ours, so the secret is part of the path.
fn wazzup(config: &Config) -> WebhookAddress {
    let wazzup = &config.messaging.wazzup;
    let url = wazzup_url(config);
    let body = serde_json::json!({
        "webhooksUri": url,
        "subscriptions": {
            "messagesAndStatuses": true,
            "contactsAndDealsCreation": false,
            "channelsUpdates": true,
            "templateStatus": true,
        },
    });
    let api = wazzup.api_url.as_str().trim_end_matches('/');
    let register = format!(
        "curl --fail-with-body -X PATCH {} \\\n  \
         -H \"Authorization: Bearer $WAZZUP_API_KEY\" -H 'Content-Type: application/json' \\\n  \
         -d {}",
        quoted(&format!("{api}/v3/webhooks")),
        quoted(&body.to_string()),
    );
    WebhookAddress { gateway: "Wazzup", url, register }
}

/// The whole address that Wazzup calls, of which it takes 200 characters.
pub(super) fn wazzup_url(config: &Config) -> String {
    let secret = config.messaging.wazzup.webhook_secret.expose_secret();
    format!("{}api/v1/webhook/wazzup/{secret}", config.server.public_url)
}

/// One word for a POSIX shell.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}
