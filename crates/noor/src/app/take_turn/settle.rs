//! The one transaction that ends a turn: state, journal and outgoing messages, or none of them.

use anyhow::{Context as _, Result, bail};
use chrono::{DateTime, Utc};
use noor_core::dialogue::reason::Reason;
use noor_core::dialogue::state::State;
use noor_core::ids::{HandoffId, OutgoingId, TurnId};
use noor_core::message::OutgoingContent;
use noor_core::reply::compose;
use noor_core::reply::split::split;
use noor_providers::model::CallRecord;
use noor_store::conversations::{self, Lease, Settled, Settlement};
use noor_store::handoffs::{self, Handoff};
use noor_store::inbox::Due;
use noor_store::outbox::{self, Queue, Queued};
use noor_store::turns::{self, ModelCall, Turn};
use serde_json::json;

use super::card::card;
use super::crm;
use super::memory;
use super::quotation;
use super::{Journal, Worded};
use crate::context::Context;
use crate::faults::Step;

/// Ends a turn with its answer. Gives back when the conversation is due again.
pub(super) async fn with_answer(
    context: &Context,
    lease: &Lease,
    turn: TurnId,
    started_at: DateTime<Utc>,
    worded: Worded,
) -> Result<Option<Due>> {
    let now = context.clock.now();
    let journal = &worded.journal;
    let answer = &journal.answer;
    let state = answer.events.iter().fold(journal.before.clone(), State::after);
    let settled = Settled {
        language: journal.voice.language,
        sales_stage: state.stage(&context.policy).word(),
        state: serde_json::to_value(&state).context("write the state down")?,
        hand_over: answer.hand_over.is_some(),
    };
    let mut tx = context.db.begin().await.context("begin")?;
    let settlement = conversations::settle(&mut tx, lease, &settled).await.context("settle")?;
    let (due, taken_over) = match settlement {
        Settlement::Answer { due } => (due, false),
        Settlement::TakenOver => (None, true),
        Settlement::Lost => bail!("somebody else took the turn"),
    };
    let profile = memory::profile(lease);
    let known = profile.with(&state, journal.voice.language);
    if known != profile && !taken_over {
        let known = serde_json::to_value(&known).context("write the profile down")?;
        conversations::know(&mut tx, lease.customer, &known).await.context("know the customer")?;
    }
    let ids: Vec<i64> = journal.messages.iter().map(|message| message.id).collect();
    conversations::answered_by(&mut tx, &ids, turn).await.context("mark the batch")?;
    let messages = messages(context, lease, &worded);
    let queue = Queue {
        conversation: lease.conversation,
        turn: Some(turn),
        gateway: &lease.gateway,
        epoch: lease.epoch,
        silenced: taken_over,
    };
    if !messages.is_empty() {
        outbox::queue(&mut tx, queue, &messages, now).await.context("queue the answer")?;
    }
    let record = Turn {
        id: turn,
        conversation: lease.conversation,
        generation: lease.generation,
        messages: ids,
        outcome: if taken_over { "taken_over" } else { "answered" },
        language: journal.voice.language,
        journal: serde_json::to_value(journal).context("write the journal")?,
        started_at,
        finished_at: now,
    };
    turns::record(&mut tx, &record).await.context("write the journal")?;
    if !worded.calls.is_empty() {
        turns::record_calls(&mut tx, &calls(context, turn, &worded.calls, now))
            .await
            .context("write the model calls")?;
    }
    if let (Some(step), false) = (&answer.quote, taken_over) {
        quotation::settle(context, &mut tx, lease, step, worded.paper.as_ref()).await?;
    }
    if !taken_over {
        crm::plan(context, &mut tx, lease, turn, &worded, &state).await?;
        let to_a_person = |reason: Reason| Handoff {
            id: HandoffId(context.ids.next()),
            conversation: lease.conversation,
            reason: reason.code().to_owned(),
            card: card(context, lease, &worded, &state),
            alerts: 0,
            notice: false,
        };
        if let Some(reason) = answer.hand_over {
            let handoff = to_a_person(reason);
            handoffs::open(&mut tx, &handoff, now).await.context("open the handoff")?;
        }
        for reason in &answer.notify {
            let notice = Handoff { notice: true, ..to_a_person(*reason) };
            handoffs::notify(&mut tx, &notice, now).await.context("note what to tell")?;
        }
    }
    context.faults.pass(Step::Written).await;
    tx.commit().await.context("commit")?;
    context.faults.pass(Step::Committed).await;
    Ok(due)
}

/// Ends a turn that has nothing to answer.
pub(super) async fn silently(
    context: &Context,
    lease: &Lease,
    turn: TurnId,
    started_at: DateTime<Utc>,
) -> Result<Option<Due>> {
    let state: State = serde_json::from_value(lease.state.clone()).unwrap_or_default();
    let settled = Settled {
        language: lease.language,
        sales_stage: state.stage(&context.policy).word(),
        state: lease.state.clone(),
        hand_over: false,
    };
    let mut tx = context.db.begin().await.context("begin")?;
    let due = match conversations::settle(&mut tx, lease, &settled).await.context("settle")? {
        Settlement::Answer { due } => due,
        Settlement::TakenOver => None,
        Settlement::Lost => bail!("somebody else took the turn"),
    };
    let record = Turn {
        id: turn,
        conversation: lease.conversation,
        generation: lease.generation,
        messages: Vec::new(),
        outcome: "silent",
        language: lease.language,
        journal: json!({"version": 1}),
        started_at,
        finished_at: context.clock.now(),
    };
    turns::record(&mut tx, &record).await.context("write the journal")?;
    tx.commit().await.context("commit")?;
    Ok(due)
}

/// The text, split to what the line takes, then its paper, then the pictures of what it names.
fn messages(context: &Context, lease: &Lease, worded: &Worded) -> Vec<Queued> {
    let messenger = context.messengers.get(lease.gateway.as_str());
    let can = messenger.map(|messenger| messenger.capabilities(&lease.address.channel));
    let limit = can.map_or(1000, |can| can.max_text);
    let mut parts = split(&worded.text, limit);
    // The question stands at the end.
    let last = parts.pop().map(|text| {
        let Journal { answer, voice, .. } = &worded.journal;
        let buttons = compose::buttons(answer, context.content.words(), *voice);
        let fit = can.is_some_and(|can| buttons.len() <= can.buttons);
        OutgoingContent::Text { text, buttons: if fit { buttons } else { Vec::new() } }
    });
    let first = |text| OutgoingContent::Text { text, buttons: Vec::new() };
    let texts = parts.into_iter().map(first).chain(last);
    let named = &worded.evidence.products;
    let pictures = worded.journal.answer.pictures.iter().filter_map(|sku| {
        let product = named.iter().find(|product| product.sku == *sku)?;
        let picture = product.images.first()?;
        let url = context.links.picture(picture, &lease.conversation, context.clock.now())?;
        Some(OutgoingContent::Image { url: url.into(), sku: sku.clone() })
    });
    let paper = worded.paper.iter().filter_map(|paper| quotation::message(context, lease, paper));
    texts
        .chain(paper)
        .chain(pictures)
        .map(|content| Queued { id: OutgoingId(context.ids.next()), content })
        .collect()
}

/// Calls to vendors as the journal keeps them.
pub(super) fn calls(
    context: &Context,
    turn: TurnId,
    calls: &[CallRecord],
    at: DateTime<Utc>,
) -> Vec<ModelCall> {
    let count = |n: u64| i32::try_from(n).unwrap_or(i32::MAX);
    calls
        .iter()
        .map(|call| ModelCall {
            id: context.ids.next(),
            turn,
            role: call.role,
            model: call.model.clone(),
            outcome: call.outcome.clone(),
            tokens_in: count(call.usage.tokens_in),
            tokens_cached: count(call.usage.tokens_cached),
            tokens_out: count(call.usage.tokens_out),
            cost_usd: call.usage.cost_usd,
            elapsed_ms: count(call.elapsed_ms),
            at,
        })
        .collect()
}
