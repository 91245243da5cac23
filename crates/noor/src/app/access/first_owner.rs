//! The first person of a shop: as `[admin]` says, as long as there is nobody else.

use anyhow::Context as _;
use noor_core::access::Role;
use noor_core::ids::UserId;
use noor_core::language::Language;
use noor_store::users::{self, User};
use secrecy::SecretString;

use super::{Actor, Change, note, shown};
use crate::context::Context;

/// Whom the configuration lets in first.
#[derive(Debug, Clone)]
pub struct FirstOwner {
    /// The name to sign in with.
    pub username: String,
    /// The password.
    pub password: SecretString,
}

/// Adds the first owner if there is nobody; whether somebody was added. Two processes at the same
/// moment add one.
///
/// # Errors
///
/// When the database is away.
pub async fn first_owner(context: &Context, first: &FirstOwner) -> anyhow::Result<bool> {
    let mut db = context.db.acquire().await.context("connect")?;
    if !users::is_empty(&mut db).await? {
        return Ok(false);
    }
    drop(db);
    let hash = context.passwords.hash(first.password.clone()).await?;
    let mut tx = context.db.begin().await.context("begin")?;
    users::lock(&mut tx).await?;
    if !users::is_empty(&mut tx).await? {
        return Ok(false);
    }
    let user = User {
        id: UserId(context.ids.next()),
        username: first.username.clone(),
        name: first.username.clone(),
        role: Role::Owner,
        language: Language::English,
        theme: "auto".to_owned(),
        has_totp: false,
        epoch: 0,
        created_at: context.clock.now(),
        signed_in_at: None,
        disabled_at: None,
    };
    users::add(&mut tx, &user, &hash).await?;
    let change = Change {
        action: "user_added",
        subject_kind: "user",
        subject: &user.username,
        before: None,
        after: Some(shown(&user)),
    };
    note(context, &mut tx, &Actor::configuration(), change).await?;
    tx.commit().await.context("commit")?;
    Ok(true)
}
