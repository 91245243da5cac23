//! Looking after what nobody is at: lost bells, vanished senders, unexplained outcomes, reminders,
//! quotations whose time ran out.
//!
//! Every worker process does this every second; all of it is safe to do twice.

use std::time::Duration;

use anyhow::{Context as _, Result};
use chrono::TimeDelta;
use futures::{StreamExt, stream};
use noor_core::ids::ConversationId;
use noor_store::{conversations, handoffs, outbox};

use super::alerts;
use super::deliver::{ECHO, Problem, ask_a_person, deliver};
use super::expire_quotations::expire;
use crate::context::Context;
use crate::log::OrLog as _;

/// How late a bell may be before the sweeper does without it.
const LATE: TimeDelta = TimeDelta::milliseconds(1500);
/// Conversations that are sent to side by side.
const DELIVERIES: usize = 16;
/// Most rows of a kind in one go.
const SOME: i64 = 200;

/// Settles what is unsettled and gives back the conversations whose bell was lost.
///
/// # Errors
///
/// When the database was lost; the next round tries again.
pub async fn look_after(context: &Context) -> Result<Vec<ConversationId>> {
    let db = &context.db;
    let now = context.clock.now();
    let guard = repeat_guard(context);
    let recovered = outbox::recover(db, now, now - guard, now + ECHO);
    let recovered = recovered.await.context("settle vanished senders")?;
    if recovered > 0 {
        tracing::info!(recovered, "messages of a vanished sender are settled");
    }
    let ended = outbox::end_repeats(db, now, now + ECHO).await.context("end repeats")?;
    if ended > 0 {
        tracing::warn!(ended, "messages of unknown outcome wait for an echo");
    }
    settle_failures(context).await.context("settle failures")?;
    remind(context).await.context("remind the shop's people")?;
    let overdue = conversations::overdue(db, now - LATE, now, SOME);
    let overdue = overdue.await.context("find overdue conversations")?;
    // No quotation keeps customers waiting.
    let expired = expire(context).await;
    expired.map_err(std::io::Error::other).or_log("settle quotations that expired");
    Ok(overdue)
}

/// Sends what waited for its time: retries, and answers whose sender vanished.
///
/// # Errors
///
/// When the database was lost; the next round tries again.
pub async fn deliver_due(context: &Context) -> Result<()> {
    let due = outbox::due(&context.db, context.clock.now(), SOME).await;
    let due = due.context("find due messages")?;
    let deliveries = due.into_iter().map(|conversation| async move {
        if let Err(error) = deliver(context, conversation).await {
            tracing::error!(%conversation, error = format!("{error:#}"), "a delivery broke off");
        }
    });
    stream::iter(deliveries).buffer_unordered(DELIVERIES).for_each(|()| async {}).await;
    Ok(())
}

/// The shortest guard of all gateways.
fn repeat_guard(context: &Context) -> Duration {
    let guards = context.messengers.values().map(|it| it.capabilities("").repeat_guard);
    guards.min().unwrap_or_default()
}

/// Answers that failed after the gateway had taken them, and those whose outcome nobody explained,
/// are given to a person.
async fn settle_failures(context: &Context) -> Result<()> {
    let now = context.clock.now();
    let mut tx = context.db.begin().await?;
    let unknown = outbox::give_up_unknown(&mut tx, now, SOME).await?;
    let late = outbox::late_failures(&mut tx, now, SOME).await?;
    let unknown = unknown.into_iter().map(|message| (message, None));
    let late = late.into_iter().map(|message| {
        let messenger = context.messengers.get(message.gateway.as_str());
        let means = messenger.map(|messenger| messenger.meaning(&message.error));
        (message, means)
    });
    for (message, means) in unknown.chain(late) {
        tracing::warn!(outgoing.id = %message.id, error = message.error, "an answer was lost");
        metrics::counter!("noor_answers_lost_total").increment(1);
        let problem = Problem { told: &message.error, means };
        ask_a_person(context, &mut tx, message.conversation, problem).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// Has the shop's people told of what is due: by the desk, if there is one, else by the log.
async fn remind(context: &Context) -> Result<()> {
    if context.desk.is_some() {
        return alerts::tell::plan(context).await;
    }
    let now = context.clock.now();
    let again = now + context.limits.alert_again;
    for handoff in handoffs::due_alerts(&context.db, now, again, SOME).await? {
        metrics::counter!("noor_alerts_total").increment(1);
        alerts::log_and_settle(context, &handoff).await?;
    }
    Ok(())
}
