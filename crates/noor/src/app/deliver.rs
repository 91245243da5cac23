//! Sending what is queued for a conversation, in order, each message once.

use std::time::Duration;

use anyhow::{Context as _, Result};
use chrono::{DateTime, TimeDelta, Utc};
use noor_core::dialogue::reason::Reason;
use noor_core::ids::{ConversationId, HandoffId};
use noor_core::message::{Outgoing, OutgoingContent};
use noor_core::window;
use noor_providers::error::ProviderError;
use noor_providers::messaging::{Accepted, Messenger, Refusal};
use noor_store::handoffs::{self, Handoff};
use noor_store::outbox::{self, Again, Sending};
use rand::Rng;
use serde_json::json;

use crate::context::Context;
use crate::faults::Step;
use crate::log::chain;

/// How long an echo may take to explain an unknown outcome, before a person is asked.
pub const ECHO: TimeDelta = TimeDelta::minutes(2);

/// The longest pause a gateway can impose on everybody.
const LONGEST_PAUSE: Duration = Duration::from_mins(1);

/// Sends everything that may leave now. Safe to call at any time and by several processes. What is
/// queued meanwhile is for its own caller, or for [`super::look_after::deliver_due`].
///
/// # Errors
///
/// When the database was lost. What was in a sender's hands then is settled by
/// [`super::look_after::look_after`].
pub async fn deliver(context: &Context, conversation: ConversationId) -> Result<()> {
    loop {
        context.limiter.open().await;
        let now = context.clock.now();
        let claim_until = now + context.limits.send_timeout + Duration::from_secs(2);
        let claimed = outbox::claim_next(&context.db, conversation, now, claim_until);
        let Some(sending) = claimed.await.context("take the next message")? else {
            return Ok(());
        };
        let more = sending.more;
        context.faults.pass(Step::Sending).await;
        send(context, conversation, sending, claim_until).await?;
        if !more {
            return Ok(());
        }
    }
}

async fn send(
    context: &Context,
    conversation: ConversationId,
    sending: Sending,
    claim_until: DateTime<Utc>,
) -> Result<()> {
    let id = sending.id;
    let Some(messenger) = context.messengers.get(sending.gateway.as_str()) else {
        let problem = format!("the gateway {} is not configured", sending.gateway);
        return fail(context, conversation, &sending, Problem::told(&problem)).await;
    };
    let capabilities = messenger.capabilities(&sending.address.channel);
    let window =
        window::check(capabilities.window_24h, sending.last_customer_at, context.clock.now());
    let window = match window {
        Ok(window) => window,
        Err(closed) => {
            let told = closed.to_string();
            let problem = Problem { told: &told, means: Some(Refusal::WindowClosed) };
            return fail(context, conversation, &sending, problem).await;
        }
    };
    context.limiter.turn().await;
    if context.clock.now() + context.limits.send_timeout > claim_until {
        // The gateway paused everybody meanwhile; the claim must not run out on the way.
        let back = outbox::put_back(&context.db, id, context.clock.now());
        return back.await.context("put the message back");
    }
    let outgoing =
        Outgoing { id, address: sending.address.clone(), content: sending.content.clone(), window };
    let sent = tokio::time::timeout(context.limits.send_timeout, messenger.send(&outgoing)).await;
    context.faults.pass(Step::Sent).await;
    let outcome = sent.unwrap_or_else(|elapsed| {
        Err(ProviderError::Unconfirmed { service: messenger.name(), source: elapsed.into() })
    });
    record(context, conversation, &sending, messenger.as_ref(), outcome).await?;
    context.faults.pass(Step::Accepted).await;
    Ok(())
}

async fn record(
    context: &Context,
    conversation: ConversationId,
    sending: &Sending,
    messenger: &dyn Messenger,
    outcome: Result<Accepted, ProviderError>,
) -> Result<()> {
    let (db, id, now) = (&context.db, sending.id, context.clock.now());
    let error = match outcome {
        Ok(accepted) => {
            let provider_id = match &accepted {
                Accepted::As(id) => Some(id.as_str()),
                Accepted::Before => None,
            };
            metrics::counter!("noor_messages_sent_total").increment(1);
            return outbox::accepted(db, id, provider_id, now).await.context("note the acceptance");
        }
        Err(error) => error,
    };
    metrics::counter!("noor_sends_failed_total", "class" => class(&error)).increment(1);
    let told = chain(&error);
    tracing::warn!(error = told, outgoing.id = %id, attempt = sending.attempts, "not sent");
    let tried_enough = sending.attempts >= context.limits.attempts;
    match error {
        ProviderError::Refused { code, .. } => {
            let problem = Problem { told: &told, means: Some(messenger.meaning(&code)) };
            fail(context, conversation, sending, problem).await
        }
        ProviderError::Unavailable { .. } if tried_enough => {
            fail(context, conversation, sending, Problem::told(&told)).await
        }
        ProviderError::Unavailable { retry_after, .. } => {
            let asked = retry_after.unwrap_or_default().min(LONGEST_PAUSE);
            if !asked.is_zero() {
                context.limiter.pause(asked);
            }
            let at = now + pause_after(sending.attempts).max(asked);
            let again = Again { at, repeatable_until: None, error: &told };
            outbox::retry(db, id, again).await.context("note the failure")
        }
        ProviderError::Unconfirmed { .. } => {
            let at = now + pause_after(sending.attempts);
            let guard = messenger.capabilities(&sending.address.channel).repeat_guard;
            let until = sending.repeatable_until.unwrap_or(sending.attempt_at + guard);
            if at < until {
                let again = Again { at, repeatable_until: Some(until), error: &told };
                outbox::retry(db, id, again).await.context("note the failure")
            } else {
                outbox::unknown(db, id, now + ECHO, &told).await.context("note the failure")
            }
        }
    }
}

/// 0.5 s, 1 s, 2 s, … up to a minute, a quarter more or less.
fn pause_after(attempts: i32) -> Duration {
    let exponent = u32::try_from(attempts).unwrap_or(1).clamp(1, 8) - 1;
    let pause = Duration::from_millis(500).saturating_mul(2_u32.pow(exponent));
    let pause = pause.min(Duration::from_mins(1));
    pause.mul_f64(rand::rng().random_range(0.75..1.25))
}

/// Why an answer did not arrive.
#[derive(Debug, Clone, Copy)]
pub(super) struct Problem<'a> {
    /// What happened.
    pub(super) told: &'a str,
    /// What would help, if the gateway named a reason.
    pub(super) means: Option<Refusal>,
}

impl<'a> Problem<'a> {
    /// Only what happened.
    fn told(told: &'a str) -> Self {
        Self { told, means: None }
    }
}

/// A message that will never leave: a person is asked to look after the customer. A picture that
/// does not arrive leaves an answer that did, and nobody is called for it.
async fn fail(
    context: &Context,
    conversation: ConversationId,
    sending: &Sending,
    problem: Problem<'_>,
) -> Result<()> {
    let mut tx = context.db.begin().await.context("begin")?;
    outbox::failed(&mut tx, sending.id, problem.told).await.context("note the failure")?;
    match sending.content {
        OutgoingContent::Text { .. } | OutgoingContent::Document { .. } => {
            ask_a_person(context, &mut tx, conversation, problem).await?;
        }
        OutgoingContent::Image { .. } => {}
    }
    tx.commit().await.context("commit")
}

/// Opens a handoff for an answer that did not arrive. Noor goes on answering what comes next.
pub(super) async fn ask_a_person(
    context: &Context,
    tx: &mut sqlx::PgConnection,
    conversation: ConversationId,
    problem: Problem<'_>,
) -> Result<()> {
    let handoff = Handoff {
        id: HandoffId(context.ids.next()),
        conversation,
        reason: Reason::DeliveryFailed.code().to_owned(),
        card: json!({"problem": problem.told, "means": problem.means}),
        alerts: 0,
        notice: false,
    };
    let opened = handoffs::open(tx, &handoff, context.clock.now()).await;
    opened.map(drop).context("open the handoff")
}

fn class(error: &ProviderError) -> &'static str {
    match error {
        ProviderError::Unavailable { .. } => "unavailable",
        ProviderError::Unconfirmed { .. } => "unconfirmed",
        ProviderError::Refused { .. } => "refused",
    }
}
