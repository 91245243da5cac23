//! Changing a password: one's own, or somebody else's who lost it.

use std::net::IpAddr;

use anyhow::Context as _;
use noor_core::ids::UserId;
use noor_store::users::User;
use noor_store::{sessions, users};
use secrecy::SecretString;
use tower_sessions::session::Id;

use super::password::check_strength;
use super::sign_in::{SignInError, attempt, succeeded};
use super::{AccessError, Actor, Change, note};
use crate::context::Context;

/// Replaces somebody's password and ends their sessions, but for the one that `keep` names.
///
/// # Errors
///
/// [`AccessError::Unknown`], [`AccessError::WeakPassword`].
pub async fn set_password(
    context: &Context,
    actor: &Actor,
    id: UserId,
    password: SecretString,
    keep: Option<Id>,
) -> Result<(), AccessError> {
    let mut db = context.db.acquire().await.context("connect")?;
    let user = users::by_id(&mut db, id).await.context("find a user")?;
    drop(db);
    let user = user.ok_or(AccessError::Unknown)?;
    check_strength(&user.username, &password)?;
    let hash = context.passwords.hash(password).await?;
    let mut tx = context.db.begin().await.context("begin")?;
    users::set_password(&mut tx, id, &hash).await.context("set a password")?;
    sessions::end_of(&mut tx, id, keep).await.context("end sessions")?;
    let change = Change {
        action: "password_changed",
        subject_kind: "user",
        subject: &user.username,
        before: None,
        after: None,
    };
    note(context, &mut tx, actor, change).await?;
    tx.commit().await.context("commit")?;
    Ok(())
}

/// Whether `password` is the present one of somebody who is signed in. Attempts are counted as at
/// the door.
///
/// # Errors
///
/// [`SignInError::Wrong`], [`SignInError::Wait`].
pub async fn confirm_password(
    context: &Context,
    user: &User,
    password: SecretString,
    address: IpAddr,
) -> Result<(), SignInError> {
    attempt(context, &user.username, address).await?;
    let mut db = context.db.acquire().await.context("connect")?;
    let proof = users::proof(&mut db, user.id).await.context("find a user")?;
    drop(db);
    let proof = proof.ok_or(SignInError::Wrong)?;
    let right = context.passwords.verify(password, Some(proof.password_hash)).await?;
    if !right {
        return Err(SignInError::Wrong);
    }
    Ok(succeeded(context, &user.username, address).await?)
}
