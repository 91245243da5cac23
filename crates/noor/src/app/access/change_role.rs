//! Changing what somebody is there for.

use anyhow::Context as _;
use noor_core::access::Role;
use noor_core::ids::UserId;
use noor_store::{sessions, users};

use super::{AccessError, Actor, Change, note, shown};
use crate::context::Context;

/// Gives somebody another role. They have to sign in again.
///
/// # Errors
///
/// [`AccessError::Unknown`], [`AccessError::LastOwner`].
pub async fn change_role(
    context: &Context,
    actor: &Actor,
    id: UserId,
    role: Role,
) -> Result<(), AccessError> {
    let mut tx = context.db.begin().await.context("begin")?;
    users::lock(&mut tx).await.context("lock the people")?;
    let user = users::by_id(&mut tx, id).await.context("find a user")?;
    let user = user.ok_or(AccessError::Unknown)?;
    if user.role == role {
        return Ok(());
    }
    if !users::set_role(&mut tx, id, role).await.context("change a role")? {
        return Err(AccessError::LastOwner);
    }
    sessions::end_of(&mut tx, id, None).await.context("end sessions")?;
    let mut now = user.clone();
    now.role = role;
    let change = Change {
        action: "role_changed",
        subject_kind: "user",
        subject: &user.username,
        before: Some(shown(&user)),
        after: Some(shown(&now)),
    };
    note(context, &mut tx, actor, change).await?;
    tx.commit().await.context("commit")?;
    Ok(())
}
