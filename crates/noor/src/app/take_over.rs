//! A person takes a conversation: from now on Noor is silent in it, as if they had written there.

use std::time::Duration;

use anyhow::{Context as _, Result};
use noor_core::ids::{ConversationId, HandoffId};
use noor_store::conversations::{self, Holder};
use noor_store::{handoffs, outbox};
use sqlx::PgConnection;

use super::by::By;
use crate::context::Context;

/// How long a takeover waits for a message that is just leaving.
const LEAVING: Duration = Duration::from_secs(3);

/// What came of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TakeOver {
    /// It is theirs, now or already.
    Theirs(ConversationId),
    /// Somebody else has it.
    With {
        /// Who.
        name: String,
    },
    /// The request for a person is over: nothing was changed.
    Over,
    /// There is no such thing.
    Unknown,
}

/// Takes a conversation. Of two who take it at once one gets it; to take it again changes nothing.
///
/// Nothing of Noor's leaves once this has returned, but what [`until_left`] waits for.
///
/// # Errors
///
/// When the database was lost; nothing was changed then.
pub async fn take_over(
    context: &Context,
    conversation: ConversationId,
    by: &By,
) -> Result<TakeOver> {
    let mut tx = context.db.begin().await.context("begin")?;
    let taken = take(context, &mut tx, conversation, by).await?;
    tx.commit().await.context("commit")?;
    Ok(taken)
}

/// Takes the conversation of a request for a person, if that is not over.
///
/// # Errors
///
/// When the database was lost; nothing was changed then.
pub async fn take_handoff(context: &Context, handoff: HandoffId, by: &By) -> Result<TakeOver> {
    let mut tx = context.db.begin().await.context("begin")?;
    let found = handoffs::find(&mut tx, handoff).await.context("find the handoff")?;
    let Some(found) = found else { return Ok(TakeOver::Unknown) };
    // Whoever ends the request ends it under this lock, so that it is looked at again behind it.
    conversations::lock_holder(&mut tx, found.conversation).await.context("lock")?;
    let found = handoffs::find(&mut tx, handoff).await.context("find the handoff")?;
    let Some(found) = found.filter(|found| found.open) else { return Ok(TakeOver::Over) };
    let taken = take(context, &mut tx, found.conversation, by).await?;
    if let (TakeOver::Theirs(_), true) = (&taken, found.notice) {
        let name = by.name();
        let taken = handoffs::take_notice(&mut tx, handoff, &name, context.clock.now());
        taken.await.context("take the notice")?;
    }
    tx.commit().await.context("commit")?;
    Ok(taken)
}

async fn take(
    context: &Context,
    tx: &mut PgConnection,
    conversation: ConversationId,
    by: &By,
) -> Result<TakeOver> {
    let holder = conversations::lock_holder(tx, conversation).await.context("lock")?;
    let Some(holder) = holder else { return Ok(TakeOver::Unknown) };
    let taken = conversations::take(tx, conversation, &by.name(), context.clock.now()).await;
    Ok(match (taken.context("take the conversation")?, holder) {
        (false, Holder::Person(Some(other))) => TakeOver::With { name: other.name },
        (true | false, _) => TakeOver::Theirs(conversation),
    })
}

/// Waits until what was just leaving when a person took over has left: three seconds at the most.
pub(crate) async fn until_left(context: &Context, conversation: ConversationId) {
    let give_up = tokio::time::Instant::now() + LEAVING;
    while tokio::time::Instant::now() < give_up {
        match outbox::in_flight(&context.db, conversation, context.clock.now()).await {
            Ok(true) => tokio::time::sleep(Duration::from_millis(20)).await,
            // A database that went away meanwhile changes nothing about what is stored.
            Ok(false) | Err(_) => return,
        }
    }
}
