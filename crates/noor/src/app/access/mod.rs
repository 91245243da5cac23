//! Who comes in, and what the shop's people change about that: one file a verb.
//!
//! Every change writes the audit log in its own transaction, with what was and what is. No secret is
//! ever in it.

pub mod add_user;
pub mod change_role;
pub mod check_key;
pub mod disable_user;
pub mod first_owner;
pub mod keys;
pub mod look;
pub mod password;
pub mod set_password;
pub mod sign_in;
pub mod tidy;
pub mod totp;

use std::net::IpAddr;

use noor_core::ids::UserId;
use noor_store::PgConnection;
use noor_store::audit::{self, Entry};
use noor_store::users::User;
use serde_json::{Value, json};

use crate::context::Context;

/// Who makes a change.
#[derive(Debug, Clone)]
pub struct Actor {
    user: Option<UserId>,
    name: String,
    address: Option<String>,
}

impl Actor {
    /// A person who is signed in.
    pub fn person(user: &User, address: IpAddr) -> Self {
        Self {
            user: Some(user.id),
            name: user.username.clone(),
            address: Some(address.to_string()),
        }
    }

    /// Whoever may run the program on the shop's machine.
    pub fn command_line() -> Self {
        Self { user: None, name: "command line".to_owned(), address: None }
    }

    /// The configuration of this installation.
    pub fn configuration() -> Self {
        Self { user: None, name: "configuration".to_owned(), address: None }
    }

    /// What they are called in the audit log.
    pub fn name(&self) -> &str {
        &self.name
    }
}

/// Why a change was not made.
#[derive(Debug, thiserror::Error)]
pub enum AccessError {
    /// Somebody signs in with that name already.
    #[error("somebody signs in with this name already")]
    Taken,
    /// The name is empty, too long, or has letters that a name to sign in with must not have.
    #[error("a name to sign in with has 1 to 64 letters, digits, or . _ @ -")]
    BadName,
    /// There is no such person or key.
    #[error("there is nothing of that name")]
    Unknown,
    /// The shop would be left without an owner who may come in.
    #[error("somebody has to remain who is an owner and may sign in")]
    LastOwner,
    /// The password is too easy.
    #[error("a password needs 12 characters or more, five of them different, and is not the name")]
    WeakPassword,
    /// The present password, or the code, is not right.
    #[error("that is not right")]
    Wrong,
    /// A key opens nothing without a scope, and not everything can be a scope.
    #[error("choose what the key opens")]
    NoScope,
    /// Ours.
    #[error(transparent)]
    Unexpected(#[from] anyhow::Error),
}

/// A change, for the audit log.
struct Change<'a> {
    action: &'static str,
    subject_kind: &'static str,
    subject: &'a str,
    before: Option<Value>,
    after: Option<Value>,
}

/// The closed list of what the audit log can say was done; each has a label in `content/panel/`.
pub const ACTIONS: [&str; 16] = [
    "user_added",
    "role_changed",
    "user_disabled",
    "user_enabled",
    "password_changed",
    "totp_enabled",
    "totp_disabled",
    "signed_in",
    "signed_out",
    "key_made",
    "key_revoked",
    "exported",
    "settings_changed",
    "price_rule_changed",
    "handoff_changed",
    "conversation_answered",
];

/// The closed list of what things the audit log is about; each has a label in `content/panel/`.
pub const SUBJECT_KINDS: [&str; 6] =
    ["user", "api_key", "table", "settings", "price_rule", "conversation"];

/// Writes a change down, in its own transaction.
async fn note(
    context: &Context,
    db: &mut PgConnection,
    actor: &Actor,
    change: Change<'_>,
) -> anyhow::Result<()> {
    let entry = Entry {
        at: context.clock.now(),
        user: actor.user,
        actor: &actor.name,
        address: actor.address.as_deref(),
        action: change.action,
        subject_kind: change.subject_kind,
        subject: change.subject,
        before: change.before,
        after: change.after,
    };
    Ok(audit::write(db, &entry).await?)
}

/// Somebody as the audit log shows them.
fn shown(user: &User) -> Value {
    json!({
        "name": user.name,
        "role": user.role.code(),
        "totp": user.has_totp,
        "disabled": user.disabled_at.is_some(),
    })
}

/// Notes that somebody took a whole table out of the panel.
///
/// # Errors
///
/// The database's own.
pub async fn note_export(context: &Context, actor: &Actor, table: &str) -> anyhow::Result<()> {
    let mut db = context.db.acquire().await?;
    let change = Change {
        action: "exported",
        subject_kind: "table",
        subject: table,
        before: None,
        after: None,
    };
    note(context, &mut db, actor, change).await
}
