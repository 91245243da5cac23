//! Deleting what has ended by itself: sessions nobody uses, failures nobody remembers.

use noor_store::{sessions, sign_ins};

use super::sign_in::REMEMBERED;
use crate::context::Context;

/// Deletes a batch of each.
///
/// # Errors
///
/// When the database is away.
pub async fn tidy(context: &Context) -> anyhow::Result<()> {
    let now = context.clock.now();
    sessions::tidy(&context.db, context.limits.sessions, now).await?;
    sign_ins::tidy(&context.db, now - REMEMBERED).await?;
    Ok(())
}
