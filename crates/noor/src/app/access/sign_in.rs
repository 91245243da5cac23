//! Coming in and going out.

use std::net::IpAddr;

use anyhow::Context as _;
use chrono::{DateTime, TimeDelta, Utc};
use noor_core::ids::UserId;
use noor_store::sign_ins::{self, Patience, Subject};
use noor_store::users::{self, User};
use secrecy::SecretString;

use super::first_owner::{FirstOwner, first_owner};
use super::{Actor, Change, note, totp};
use crate::context::Context;

/// An account waits a minute at the most: nobody is to be kept out by others who guess.
const ACCOUNT: Patience = Patience {
    free: 5,
    first_wait: TimeDelta::seconds(2),
    longest_wait: TimeDelta::minutes(1),
    forgotten_after: TimeDelta::hours(12),
};

/// An address may be an office's, so it has more attempts; then it waits longer.
const ADDRESS: Patience = Patience {
    free: 30,
    first_wait: TimeDelta::seconds(5),
    longest_wait: TimeDelta::minutes(15),
    forgotten_after: TimeDelta::hours(12),
};

/// How long a failure is remembered.
pub(super) const REMEMBERED: TimeDelta = ACCOUNT.forgotten_after;

/// What somebody shows at the door.
#[derive(Debug, Clone)]
pub struct Shown {
    /// The name.
    pub username: String,
    /// The password.
    pub password: SecretString,
    /// Where they stand.
    pub address: IpAddr,
}

/// Why somebody does not come in.
#[derive(Debug, thiserror::Error)]
pub enum SignInError {
    /// The name, the password or the code is wrong, or the person may not come in any more. It is
    /// not told which.
    #[error("that is not right")]
    Wrong,
    /// There were too many attempts.
    #[error("too many attempts; the next one counts at {0}")]
    Wait(DateTime<Utc>),
    /// Ours.
    #[error(transparent)]
    Unexpected(#[from] anyhow::Error),
}

/// Looks at a name and a password. Somebody with codes is not in yet: [`check_code`] comes next;
/// everybody else is, once [`enter`] has written it down.
///
/// # Errors
///
/// [`SignInError::Wrong`], [`SignInError::Wait`].
pub async fn check_password(
    context: &Context,
    first: &FirstOwner,
    shown: Shown,
) -> Result<User, SignInError> {
    attempt(context, &shown.username, shown.address).await?;
    first_owner(context, first).await?;
    let mut db = context.db.acquire().await.context("connect")?;
    let user = users::by_username(&mut db, shown.username.trim()).await.context("find a user")?;
    let proof = match &user {
        Some(user) => users::proof(&mut db, user.id).await.context("find a user")?,
        None => None,
    };
    // No connection is held while a hash is made.
    drop(db);
    let hash = proof.map(|proof| proof.password_hash);
    let right = context.passwords.verify(shown.password, hash).await?;
    match user {
        Some(user) if right && user.disabled_at.is_none() => Ok(user),
        Some(_) | None => {
            tracing::warn!(address = %shown.address, "somebody did not come in");
            Err(SignInError::Wrong)
        }
    }
}

/// Looks at the code of somebody whose password was right. A code is taken once.
///
/// # Errors
///
/// [`SignInError::Wrong`], [`SignInError::Wait`].
pub async fn check_code(
    context: &Context,
    id: UserId,
    code: &str,
    address: IpAddr,
) -> Result<User, SignInError> {
    let user = users::active(&context.db, id).await.context("find a user")?;
    let user = user.ok_or(SignInError::Wrong)?;
    attempt(context, &user.username, address).await?;
    let mut db = context.db.acquire().await.context("connect")?;
    let proof = users::proof(&mut db, id).await.context("find a user")?;
    let sealed = proof.and_then(|proof| proof.totp_secret).ok_or(SignInError::Wrong)?;
    let step = totp::step_of(context, id, &sealed, code).ok_or(SignInError::Wrong)?;
    if users::take_code(&mut db, id, step).await.context("take a code")? {
        Ok(user)
    } else {
        Err(SignInError::Wrong)
    }
}

/// Writes down that somebody came in.
///
/// # Errors
///
/// When the database is away.
pub async fn enter(context: &Context, user: &User, address: IpAddr) -> anyhow::Result<()> {
    let mut tx = context.db.begin().await.context("begin")?;
    users::came_in(&mut tx, user.id, context.clock.now()).await?;
    let change = Change {
        action: "signed_in",
        subject_kind: "user",
        subject: &user.username,
        before: None,
        after: None,
    };
    note(context, &mut tx, &Actor::person(user, address), change).await?;
    tx.commit().await.context("commit")?;
    succeeded(context, &user.username, address).await
}

/// Forgets the attempts on an account, and the last one from an address: they were right.
pub(super) async fn succeeded(
    context: &Context,
    username: &str,
    address: IpAddr,
) -> anyhow::Result<()> {
    sign_ins::forget(&context.db, Subject::Account(username)).await?;
    sign_ins::take_back(&context.db, Subject::Address(&address.to_string())).await?;
    Ok(())
}

/// Writes down that somebody went out.
///
/// # Errors
///
/// When the database is away.
pub async fn leave(context: &Context, user: &User, address: IpAddr) -> anyhow::Result<()> {
    let mut db = context.db.acquire().await.context("connect")?;
    let change = Change {
        action: "signed_out",
        subject_kind: "user",
        subject: &user.username,
        before: None,
        after: None,
    };
    note(context, &mut db, &Actor::person(user, address), change).await
}

/// Counts an attempt before anything is looked at.
pub(super) async fn attempt(
    context: &Context,
    username: &str,
    address: IpAddr,
) -> Result<(), SignInError> {
    let now = context.clock.now();
    let address = address.to_string();
    for (subject, patience) in
        [(Subject::Address(&address), ADDRESS), (Subject::Account(username), ACCOUNT)]
    {
        let counted = sign_ins::attempt(&context.db, subject, patience, now).await;
        counted.context("count an attempt")?.map_err(SignInError::Wait)?;
    }
    Ok(())
}
