//! Codes of an app beside the password (RFC 6238): six digits, thirty seconds, each taken once.

use anyhow::{Context as _, anyhow};
use noor_core::ids::UserId;
use noor_store::seal::SealingKey;
use noor_store::users::User;
use noor_store::{sessions, users};
use secrecy::{ExposeSecret as _, SecretString};
use totp_rs::{Builder, Secret, Totp};
use tower_sessions::session::Id;

use super::{AccessError, Actor, Change, note, shown};
use crate::context::Context;

/// A secret that somebody is about to put into their app.
#[derive(Debug)]
pub struct Enrolment {
    /// Sealed, to be kept until the first code proves that it arrived.
    pub sealed: Vec<u8>,
    /// For typing it in.
    pub secret: SecretString,
    /// For the picture that apps read.
    pub url: SecretString,
}

fn place(user: UserId) -> String {
    format!("users/{user}/totp")
}

fn sealing(context: &Context) -> SealingKey {
    SealingKey::derive(&context.links.key)
}

fn clock(secret: &SecretString, account: &str, issuer: &str) -> anyhow::Result<Totp> {
    let secret = Secret::try_from_base32(secret.expose_secret())
        .map_err(|error| anyhow!("read a secret: {error:?}"))?;
    Builder::new()
        .with_secret(secret)
        .with_account_name(account.replace(':', " "))
        .with_issuer(Some(issuer.replace(':', " ")))
        .build()
        .map_err(|error| anyhow!("set up codes: {error:?}"))
}

/// Draws a secret for somebody. Nothing changes until [`enable_totp`].
///
/// # Errors
///
/// Ours.
pub fn enrol(context: &Context, user: &User) -> anyhow::Result<Enrolment> {
    let drawn: [u8; 20] = rand::random();
    let secret = SecretString::from(Secret::from(drawn).to_base32());
    let sealed = sealing(context).seal(&place(user.id), &secret)?;
    describe(context, user, sealed)
}

/// An enrolment that was begun before; the page may be loaded again.
///
/// # Errors
///
/// When it was sealed for somebody else or with another key.
pub fn describe(context: &Context, user: &User, sealed: Vec<u8>) -> anyhow::Result<Enrolment> {
    let secret = sealing(context).open(&place(user.id), &sealed).context("open a secret")?;
    let issuer = &context.content.shop.name.en;
    let url = clock(&secret, &user.username, issuer)?.to_url();
    let url = url.map_err(|error| anyhow!("describe codes: {error:?}"))?;
    Ok(Enrolment { sealed, secret, url: url.into() })
}

/// The step whose code this is, if it is one of now.
pub(super) fn step_of(context: &Context, user: UserId, sealed: &[u8], code: &str) -> Option<i64> {
    let secret = sealing(context).open(&place(user), sealed)?;
    let digits: String = code.chars().filter(char::is_ascii_digit).collect();
    let now = u64::try_from(context.clock.now().timestamp()).ok()?;
    let step = clock(&secret, "", "").ok()?.check(&digits, now)?;
    i64::try_from(step).ok()
}

/// Asks somebody for codes from now on, once `code` shows that their app has the secret. Their other
/// sessions end.
///
/// # Errors
///
/// [`AccessError::Wrong`] for another code.
pub async fn enable_totp(
    context: &Context,
    actor: &Actor,
    user: &User,
    sealed: &[u8],
    code: &str,
    keep: Option<Id>,
) -> Result<(), AccessError> {
    let step = step_of(context, user.id, sealed, code).ok_or(AccessError::Wrong)?;
    let mut tx = context.db.begin().await.context("begin")?;
    users::set_totp(&mut tx, user.id, Some((sealed, step))).await.context("keep a secret")?;
    finish(context, tx, actor, user, ("totp_enabled", true), keep).await
}

/// Asks somebody for no codes any more. Their other sessions end.
///
/// # Errors
///
/// [`AccessError::Unknown`].
pub async fn disable_totp(
    context: &Context,
    actor: &Actor,
    id: UserId,
    keep: Option<Id>,
) -> Result<(), AccessError> {
    let mut tx = context.db.begin().await.context("begin")?;
    let user = users::by_id(&mut tx, id).await.context("find a user")?;
    let user = user.ok_or(AccessError::Unknown)?;
    if !user.has_totp {
        return Ok(());
    }
    users::set_totp(&mut tx, id, None).await.context("forget a secret")?;
    finish(context, tx, actor, &user, ("totp_disabled", false), keep).await
}

async fn finish(
    context: &Context,
    mut tx: sqlx::Transaction<'_, sqlx::Postgres>,
    actor: &Actor,
    user: &User,
    (action, has_totp): (&'static str, bool),
    keep: Option<Id>,
) -> Result<(), AccessError> {
    sessions::end_of(&mut tx, user.id, keep).await.context("end sessions")?;
    let mut now = user.clone();
    now.has_totp = has_totp;
    let change = Change {
        action,
        subject_kind: "user",
        subject: &user.username,
        before: Some(shown(user)),
        after: Some(shown(&now)),
    };
    note(context, &mut tx, actor, change).await?;
    tx.commit().await.context("commit")?;
    Ok(())
}
