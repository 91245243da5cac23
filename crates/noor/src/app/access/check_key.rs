//! Whether a program's key opens a door.

use anyhow::Context as _;
use noor_core::access::Permission;
use noor_store::api_keys;
use secrecy::{ExposeSecret as _, SecretString};
use subtle::ConstantTimeEq as _;

use crate::context::Context;

/// What a key does at a door.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Opens {
    /// It opens this door.
    Yes,
    /// It opens others.
    NotThis,
    /// It opens none: nobody made it, or it was revoked, or its time has passed.
    None,
}

/// Whether the key that a program showed opens what `permission` stands for. The key of the
/// configuration opens everything.
///
/// # Errors
///
/// When the database is away and the key is not the configuration's.
pub async fn key_opens(
    context: &Context,
    configured: Option<&SecretString>,
    given: &str,
    permission: Permission,
) -> anyhow::Result<Opens> {
    let same = |ours: &SecretString| -> bool {
        given.as_bytes().ct_eq(ours.expose_secret().as_bytes()).into()
    };
    if configured.is_some_and(same) {
        return Ok(Opens::Yes);
    }
    let key = api_keys::opening(&context.db, given, context.clock.now()).await;
    let key = key.context("look a key up")?;
    Ok(match key {
        Some(key) if key.scopes.contains(&permission) => Opens::Yes,
        Some(_) => Opens::NotThis,
        None => Opens::None,
    })
}
