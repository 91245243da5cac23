//! Adding somebody to the shop's people.

use anyhow::Context as _;
use noor_core::access::Role;
use noor_core::ids::UserId;
use noor_core::language::Language;
use noor_store::users::{self, User};
use secrecy::SecretString;

use super::password::check_strength;
use super::{AccessError, Actor, Change, note, shown};
use crate::context::Context;

/// Who is to be added.
#[derive(Debug, Clone)]
pub struct NewUser {
    /// The name to sign in with.
    pub username: String,
    /// What they are called.
    pub name: String,
    /// What they are there for.
    pub role: Role,
    /// Their first password.
    pub password: SecretString,
    /// The language of their pages.
    pub language: Language,
}

/// Adds somebody.
///
/// # Errors
///
/// [`AccessError::BadName`], [`AccessError::WeakPassword`], [`AccessError::Taken`].
pub async fn add_user(
    context: &Context,
    actor: &Actor,
    new: NewUser,
) -> Result<UserId, AccessError> {
    let username = new.username.trim();
    let fits = |letter: char| letter.is_alphanumeric() || "._@-".contains(letter);
    if username.is_empty() || username.chars().count() > 64 || !username.chars().all(fits) {
        return Err(AccessError::BadName);
    }
    check_strength(username, &new.password)?;
    let hash = context.passwords.hash(new.password).await?;
    let name = new.name.trim();
    let user = User {
        id: UserId(context.ids.next()),
        username: username.to_owned(),
        name: if name.is_empty() { username } else { name }.chars().take(100).collect(),
        role: new.role,
        language: new.language,
        theme: "auto".to_owned(),
        has_totp: false,
        epoch: 0,
        created_at: context.clock.now(),
        signed_in_at: None,
        disabled_at: None,
    };
    let mut tx = context.db.begin().await.context("begin")?;
    if !users::add(&mut tx, &user, &hash).await.context("add a user")? {
        return Err(AccessError::Taken);
    }
    let change = Change {
        action: "user_added",
        subject_kind: "user",
        subject: &user.username,
        before: None,
        after: Some(shown(&user)),
    };
    note(context, &mut tx, actor, change).await?;
    tx.commit().await.context("commit")?;
    Ok(user.id)
}
