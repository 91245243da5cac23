//! `[admin]` and `[api]`: who may look inside.

use secrecy::{ExposeSecret, SecretString};

use super::reader::Reader;

/// `[admin]`.
#[derive(Clone, Debug)]
pub struct Admin {
    /// The first person's name.
    pub username: String,
    /// The first person's password.
    pub password: SecretString,
}

impl Admin {
    pub(super) fn read(from: &mut Reader<'_>) -> Self {
        let admin = Self {
            username: from.text("admin.username").unwrap_or_default(),
            password: from.secret("admin.password").unwrap_or_default(),
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
