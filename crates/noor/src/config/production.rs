//! What production refuses, and what development only remarks on.
//!
//! Owns the strength of secrets. It must never let an example secret reach customers.

use std::collections::BTreeSet;

use secrecy::{ExposeSecret, SecretString};

use super::Config;
use super::reader::Reader;
use super::shop::Mode;

/// Notes every secret that is too weak for customers, or only remarks on it in development.
pub(super) fn check(config: &Config, from: &mut Reader<'_>) {
    match config.shop.mode {
        Mode::Production => refuse_weakness(config, from),
        Mode::Development => remark_on_exposure(config, from),
    }
}

fn refuse_weakness(config: &Config, from: &mut Reader<'_>) {
    let make_one = "Make one with `openssl rand -hex 32`.";
    let wazzup = &config.messaging.wazzup;
    for (key, secret) in [
        ("messaging.wazzup.webhook_secret", Some(&wazzup.webhook_secret)),
        ("server.signing_key", Some(&config.server.signing_key)),
        ("api.key", config.api.key.as_ref()),
        (
            "telegram.webhook_secret",
            config.telegram.as_ref().and_then(|telegram| telegram.webhook_secret.as_ref()),
        ),
    ] {
        match secret.map(strength) {
            Some(Strength::Example) => {
                from.reject(key, "production refuses the example secret.", make_one);
            }
            Some(Strength::Weak) => {
                from.reject(key, "production needs 128 bits of chance here.", make_one);
            }
            Some(Strength::Strong) | None => {}
        }
    }
    if is_poor_password(&config.admin) {
        let advice = "Choose at least 12 characters, and not a name or an example.";
        from.reject("admin.password", "production refuses a password this easy.", advice);
    }
    if config.server.public_url.scheme() != "https" {
        let advice = "Write the https address under which your gateway reaches Noor.";
        from.reject("server.public_url", "production needs an https address.", advice);
    }
    if let Some(zoho) = &config.zoho {
        let places = [("zoho.accounts_url", &zoho.accounts_url), ("zoho.api_url", &zoho.api_url)];
        for (key, place) in places {
            if place.as_ref().is_some_and(|url| url.scheme() != "https") {
                let problem = "production sends the account's tokens to https addresses alone.";
                from.reject(key, problem, "Remove it for the data centre's own address.");
            }
        }
    }
    if config.telegram.as_ref().is_some_and(|telegram| telegram.api_url.scheme() != "https") {
        let problem = "production sends the bot's token to https addresses alone.";
        from.reject("telegram.api_url", problem, "Remove it for Telegram's own address.");
    }
    if wazzup.api_key.is_none() {
        let warning = "messaging.wazzup.api_key is not set: nothing can be sent to customers.";
        from.warnings.push(warning.to_owned());
    }
}

/// Example secrets are for this machine alone.
fn remark_on_exposure(config: &Config, from: &mut Reader<'_>) {
    let example = strength(&config.messaging.wazzup.webhook_secret) == Strength::Example
        || is_example(config.admin.password.expose_secret());
    if example && !config.server.host.is_loopback() {
        let warning = "server.host is open to the network while example secrets are in use; \
                       NOOR_ENV=production would refuse that.";
        from.warnings.push(warning.to_owned());
    }
}

#[derive(Debug, PartialEq, Eq)]
enum Strength {
    Example,
    Weak,
    Strong,
}

/// 128 bits are 32 hexadecimal digits or 22 letters of base64; repeated letters do not count.
fn strength(secret: &SecretString) -> Strength {
    let text = secret.expose_secret();
    if is_example(text) {
        return Strength::Example;
    }
    let hexadecimal = text.chars().all(|letter| letter.is_ascii_hexdigit());
    let (length, variety) = if hexadecimal { (32, 8) } else { (22, 10) };
    let different: BTreeSet<char> = text.chars().collect();
    if text.chars().count() >= length && different.len() >= variety {
        Strength::Strong
    } else {
        Strength::Weak
    }
}

fn is_poor_password(admin: &super::Admin) -> bool {
    let password = admin.password.expose_secret();
    let different: BTreeSet<char> = password.chars().collect();
    is_example(password)
        || password.chars().count() < 12
        || different.len() < 5
        || password.eq_ignore_ascii_case(&admin.username)
}

/// The words that examples and templates have in their secrets.
fn is_example(text: &str) -> bool {
    let text = text.to_lowercase();
    ["example", "changeme", "change-me", "change_me", "password"]
        .iter()
        .any(|word| text.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_strength_of_a_secret_is_its_length_and_variety() {
        for (text, expected) in [
            ("0123456789abcdef0123456789abcdef", Strength::Strong),
            ("0123456789abcdef0123456789abcde", Strength::Weak),
            ("Zk3vQ9xT1mB7cL5nR2wY8p", Strength::Strong),
            ("Zk3vQ9xT1mB7cL5nR2wY8", Strength::Weak),
            ("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", Strength::Weak),
            ("noor-example-webhook", Strength::Example),
            ("Change-Me-0123456789-abcdefghijk", Strength::Example),
            ("", Strength::Weak),
        ] {
            assert_eq!(strength(&SecretString::from(text)), expected, "{text}");
        }
    }
}
