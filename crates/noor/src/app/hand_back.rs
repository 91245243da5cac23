//! A person gives a conversation back: Noor answers what comes next.

use anyhow::{Context as _, Result};
use noor_core::ids::{ConversationId, HandoffId};
use noor_store::conversations::{self, Holder};
use noor_store::handoffs::{self, Resolution};

use super::by::By;
use crate::context::Context;

/// What came of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HandBack {
    /// Noor has it.
    Done(ConversationId),
    /// Somebody else has it, and it is theirs to give back.
    With {
        /// Who.
        name: String,
    },
    /// It was over, or Noor's, before: nothing was changed.
    Over,
    /// There is no such thing.
    Unknown,
}

/// Gives a conversation back to Noor, and ends the request for a person that is open in it.
///
/// # Errors
///
/// When the database was lost; nothing was changed then.
pub async fn hand_back(
    context: &Context,
    conversation: ConversationId,
    by: &By,
) -> Result<HandBack> {
    let mut tx = context.db.begin().await.context("begin")?;
    let holder = conversations::lock_holder(&mut tx, conversation).await.context("lock")?;
    let Some(holder) = holder else { return Ok(HandBack::Unknown) };
    let (name, now) = (by.name(), context.clock.now());
    let resolution = Resolution::HandedBack;
    let given = conversations::hand_back(&mut tx, conversation, &name, resolution, now).await;
    let given = given.context("give the conversation back")?;
    tx.commit().await.context("commit")?;
    Ok(match (given, holder) {
        (true, _) => HandBack::Done(conversation),
        (false, Holder::Person(Some(other))) => HandBack::With { name: other.name },
        (false, Holder::Noor | Holder::Nobody | Holder::Person(None)) => HandBack::Over,
    })
}

/// Gives the conversation of a request for a person back to Noor, which ends the request.
///
/// # Errors
///
/// When the database was lost; nothing was changed then.
pub async fn hand_back_handoff(context: &Context, handoff: HandoffId, by: &By) -> Result<HandBack> {
    end(context, handoff, by, Resolution::HandedBack).await
}

/// Ends a request for a person, one way or the other. Of two who end it at once one does.
pub(super) async fn end(
    context: &Context,
    handoff: HandoffId,
    by: &By,
    resolution: Resolution,
) -> Result<HandBack> {
    let mut tx = context.db.begin().await.context("begin")?;
    let found = handoffs::find(&mut tx, handoff).await.context("find the handoff")?;
    let Some(found) = found else { return Ok(HandBack::Unknown) };
    let conversation = found.conversation;
    let holder = conversations::lock_holder(&mut tx, conversation).await.context("lock")?;
    // Whoever was faster is done, now that the conversation is locked.
    let found = handoffs::find(&mut tx, handoff).await.context("find the handoff")?;
    let Some(found) = found.filter(|found| found.open) else { return Ok(HandBack::Over) };
    let (name, now) = (by.name(), context.clock.now());
    match holder {
        Some(Holder::Person(Some(other))) if other.code != name.code && *by != By::System => {
            return Ok(HandBack::With { name: other.name });
        }
        Some(Holder::Noor | Holder::Nobody | Holder::Person(_)) | None => {}
    }
    let ended = handoffs::resolve(&mut tx, handoff, &name, resolution, now).await;
    if !ended.context("end the handoff")? {
        return Ok(HandBack::Over);
    }
    // A notice that nobody took says nothing about who holds the conversation.
    if !found.notice || found.taken {
        let given = conversations::hand_back(&mut tx, conversation, &name, resolution, now).await;
        given.context("give the conversation back")?;
    }
    tx.commit().await.context("commit")?;
    Ok(HandBack::Done(conversation))
}
