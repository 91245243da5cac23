//! Keys for programs: made, shown once, revoked.

use anyhow::Context as _;
use chrono::TimeDelta;
use noor_core::access::Permission;
use noor_core::ids::ApiKeyId;
use noor_store::api_keys::{self, ApiKey};
use secrecy::{ExposeSecret as _, SecretString};
use serde_json::{Value, json};

use super::{AccessError, Actor, Change, note};
use crate::context::Context;

/// Every key begins with this, so that people and scanners for lost secrets recognize one.
const MARK: &str = "noor_";
/// How many of its letters are shown later, the mark included.
const SHOWN: usize = 11;

/// What kind of key somebody wants.
#[derive(Debug, Clone)]
pub struct NewKey {
    /// What it is for.
    pub name: String,
    /// What it opens.
    pub scopes: Vec<Permission>,
    /// For how long; for ever without.
    pub lasts: Option<TimeDelta>,
}

/// Makes a key. What is returned is the only time it is seen.
///
/// # Errors
///
/// [`AccessError::NoScope`], [`AccessError::BadName`].
pub async fn make_key(
    context: &Context,
    actor: &Actor,
    new: NewKey,
) -> Result<(ApiKeyId, SecretString), AccessError> {
    let name: String = new.name.trim().chars().take(100).collect();
    if name.is_empty() {
        return Err(AccessError::BadName);
    }
    if new.scopes.is_empty() || new.scopes.iter().any(|it| !Permission::SCOPES.contains(it)) {
        return Err(AccessError::NoScope);
    }
    let drawn: [u8; 32] = rand::random();
    let secret = SecretString::from(format!("{MARK}{}", hex::encode(drawn)));
    let now = context.clock.now();
    let key = ApiKey {
        id: ApiKeyId(context.ids.next()),
        name,
        beginning: secret.expose_secret().chars().take(SHOWN).collect(),
        scopes: new.scopes,
        created_by: actor.name().to_owned(),
        created_at: now,
        expires_at: new.lasts.map(|lasts| now + lasts),
    };
    let mut tx = context.db.begin().await.context("begin")?;
    api_keys::add(&mut tx, &key, secret.expose_secret()).await.context("keep a key")?;
    let change = Change {
        action: "key_made",
        subject_kind: "api_key",
        subject: &key.name,
        before: None,
        after: Some(shown(&key, false)),
    };
    note(context, &mut tx, actor, change).await?;
    tx.commit().await.context("commit")?;
    Ok((key.id, secret))
}

/// Lets a key open nothing any more.
///
/// # Errors
///
/// [`AccessError::Unknown`].
pub async fn revoke_key(context: &Context, actor: &Actor, id: ApiKeyId) -> Result<(), AccessError> {
    let mut tx = context.db.begin().await.context("begin")?;
    let key = api_keys::by_id(&mut tx, id).await.context("find a key")?;
    let (key, _) = key.ok_or(AccessError::Unknown)?;
    if !api_keys::revoke(&mut tx, id, context.clock.now()).await.context("revoke a key")? {
        return Ok(());
    }
    let change = Change {
        action: "key_revoked",
        subject_kind: "api_key",
        subject: &key.name,
        before: Some(shown(&key, false)),
        after: Some(shown(&key, true)),
    };
    note(context, &mut tx, actor, change).await?;
    tx.commit().await.context("commit")?;
    Ok(())
}

fn shown(key: &ApiKey, revoked: bool) -> Value {
    let scopes: Vec<&str> = key.scopes.iter().map(|scope| scope.code()).collect();
    json!({
        "name": key.name,
        "beginning": key.beginning,
        "scopes": scopes,
        "expires_at": key.expires_at,
        "revoked": revoked,
    })
}
