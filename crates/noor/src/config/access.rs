//! `[admin]` and `[api]`: who may look inside.

use std::time::Duration;

use secrecy::{ExposeSecret, SecretString};

use super::reader::Reader;

const MINUTE: Duration = Duration::from_mins(1);
const DAY: Duration = Duration::from_hours(24);

/// `[admin]`.
#[derive(Clone, Debug)]
pub struct Admin {
    /// The name of the first owner: used once, while the panel has nobody else.
    pub username: String,
    /// Their first password.
    pub password: SecretString,
    /// How long somebody stays signed in without doing anything.
    pub session_idle: Duration,
    /// How long they stay signed in at all.
    pub session_absolute: Duration,
}

impl Admin {
    pub(super) fn read(from: &mut Reader<'_>) -> Self {
        let admin = Self {
            username: from.text("admin.username").unwrap_or_default(),
            password: from.secret("admin.password").unwrap_or_default(),
            session_idle: from.duration("admin.session_idle", MINUTE..=30 * DAY),
            session_absolute: from.duration("admin.session_absolute", MINUTE..=90 * DAY),
        };
        if admin.username.is_empty() {
            from.reject(
                "admin.username",
                "it is empty.",
                "Remove it for the default, or name one.",
            );
        }
        if admin.password.expose_secret().is_empty() {
            from.reject("admin.password", "it is empty.", "Choose a password.");
        }
        admin
    }
}

/// `[api]`.
#[derive(Clone, Debug)]
pub struct Api {
    /// The key for the REST interface; `None` for signed-in people only.
    pub key: Option<SecretString>,
}

impl Api {
    pub(super) fn read(from: &mut Reader<'_>) -> Self {
        Self { key: from.secret("api.key") }
    }
}
