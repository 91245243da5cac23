//! Keeping somebody out, and letting them in again. People are never deleted: the audit log names
//! them.

use anyhow::Context as _;
use noor_core::ids::UserId;
use noor_store::{sessions, users};

use super::{AccessError, Actor, Change, note, shown};
use crate::context::Context;

/// Keeps somebody out from now on, on every page that they have open.
///
/// # Errors
///
/// [`AccessError::Unknown`], [`AccessError::LastOwner`].
pub async fn disable_user(context: &Context, actor: &Actor, id: UserId) -> Result<(), AccessError> {
    set(context, actor, id, true).await
}

/// Lets somebody in again.
///
/// # Errors
///
/// [`AccessError::Unknown`].
pub async fn enable_user(context: &Context, actor: &Actor, id: UserId) -> Result<(), AccessError> {
    set(context, actor, id, false).await
}

async fn set(
    context: &Context,
    actor: &Actor,
    id: UserId,
    disabled: bool,
) -> Result<(), AccessError> {
    let mut tx = context.db.begin().await.context("begin")?;
    users::lock(&mut tx).await.context("lock the people")?;
    let user = users::by_id(&mut tx, id).await.context("find a user")?;
    let user = user.ok_or(AccessError::Unknown)?;
    if user.disabled_at.is_some() == disabled {
        return Ok(());
    }
    let at = disabled.then(|| context.clock.now());
    if !users::set_disabled(&mut tx, id, at).await.context("disable a user")? {
        return Err(AccessError::LastOwner);
    }
    sessions::end_of(&mut tx, id, None).await.context("end sessions")?;
    let mut now = user.clone();
    now.disabled_at = at;
    let change = Change {
        action: if disabled { "user_disabled" } else { "user_enabled" },
        subject_kind: "user",
        subject: &user.username,
        before: Some(shown(&user)),
        after: Some(shown(&now)),
    };
    note(context, &mut tx, actor, change).await?;
    tx.commit().await.context("commit")?;
    Ok(())
}
