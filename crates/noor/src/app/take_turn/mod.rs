//! One turn: claim ▸ gather ▸ understand ▸ plan ▸ look up ▸ conclude ▸ word ▸ settle.
//!
//! No database connection is held across a call to anything outside. Whatever breaks off before the
//! one transaction at the end leaves nothing behind but a lease that runs out, and the words of voice
//! notes that were heard already.

mod card;
mod crm;
mod gather;
pub(crate) mod look_up;
mod meet;
mod memory;
pub(crate) mod offers;
mod orders;
mod past;
mod pictures;
mod quotation;
mod read;
pub(crate) mod recall;
mod settle;
mod time;
mod word;

use std::time::Duration;

use anyhow::{Context as _, Result, bail};
use chrono::{DateTime, TimeDelta, Utc};
use noor_core::dialogue::answer::Answer;
use noor_core::dialogue::conclude::conclude;
use noor_core::dialogue::context::{Heard, in_context};
use noor_core::dialogue::findings::Findings;
use noor_core::dialogue::plan::{Lookup, plan};
use noor_core::dialogue::state::State;
use noor_core::ids::{ConversationId, TurnId};
use noor_core::reply::Draft;
use noor_core::reply::evidence::Evidence;
use noor_core::reply::figures::Voice;
use noor_providers::model::{CallRecord, Said};
use noor_store::conversations::{self, Lease};
use noor_store::inbox::Due;
use serde::Serialize;
use tokio::time::Instant;

pub(crate) use card::masked;

use crate::app::customer_number::phone;
use crate::context::Context;
use crate::faults::Step;
use crate::log::OrLog;
use memory::Memory;
use offers::Whom;
use quotation::Paper;
use time::Time;

/// Broken-off turns in a row after which a person is asked for; a turn that killed its process
/// counts as well.
const PATIENCE: i32 = 6;

/// How long to wait for something that should happen in a moment.
const AGAIN: Duration = Duration::from_millis(500);

/// What became of a conversation somebody was told to look at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Taken {
    /// It is not due, or somebody else is at it.
    NotDue,
    /// It is answered, up to `due`.
    Answered {
        /// When it is due again, if messages came in meanwhile.
        due: Option<Due>,
    },
}

/// Takes the turn of a conversation, if it is due. Safe to call for any conversation at any time.
///
/// # Errors
///
/// When the turn broke off. Its messages are still unanswered, and it is due again after a pause
/// that grows with each failure; after some of them a person is asked for.
pub async fn take_turn(context: &Context, id: ConversationId) -> Result<Taken> {
    let started = context.clock.now();
    let claimed =
        conversations::claim(&context.db, id, context.process, started, context.limits.lease);
    let Some(lease) = claimed.await.context("claim the conversation")? else {
        return Ok(Taken::NotDue);
    };
    context.faults.pass(Step::Claimed).await;
    let timer = Instant::now();
    let settled = tokio::select! {
        settled = turn(context, &lease, started) => settled,
        lost = keep(context, &lease) => lost,
    };
    match settled {
        Ok(due) => {
            metrics::histogram!("noor_turn_seconds").record(timer.elapsed().as_secs_f64());
            metrics::counter!("noor_turns_total", "outcome" => "answered").increment(1);
            Ok(Taken::Answered { due })
        }
        Err(error) => {
            metrics::counter!("noor_turns_total", "outcome" => "broken_off").increment(1);
            give_back(context, &lease, &error).await;
            Err(error)
        }
    }
}

/// Gives the lease of a turn that broke off back, so that nobody has to wait until it runs out.
///
/// If it broke off because the database was away, that is no failure of the turn, and the database
/// may be back in a moment.
async fn give_back(context: &Context, lease: &Lease, why: &anyhow::Error) {
    let was_away = why
        .chain()
        .filter_map(|cause| cause.downcast_ref::<sqlx::Error>())
        .any(noor_store::is_unavailable);
    let pause = if was_away { TimeDelta::zero() } else { pause_after(lease.failures) };
    let until = Instant::now() + context.limits.lease;
    while Instant::now() < until {
        let again = context.clock.now() + pause;
        match conversations::release(&context.db, lease, again, !was_away).await {
            Ok(()) => return,
            failed @ Err(_) => failed.or_log("give the lease back"),
        }
        tokio::time::sleep(AGAIN).await;
    }
}

/// 1 s, 2 s, 4 s, … up to half a minute.
fn pause_after(failures: i32) -> TimeDelta {
    let exponent = u32::try_from(failures).unwrap_or(0).min(5);
    TimeDelta::seconds(2_i64.pow(exponent).min(30))
}

/// Prolongs the lease while the turn runs. Returns only when it is lost.
async fn keep(context: &Context, lease: &Lease) -> Result<Option<Due>> {
    let beat = context.limits.lease / 3;
    loop {
        tokio::time::sleep(beat).await;
        let kept =
            conversations::renew(&context.db, lease, context.clock.now(), context.limits.lease);
        match kept.await {
            Ok(true) => {}
            Ok(false) => {
                // Somebody else has it, or the turn itself ended it just now and is about to say so.
                tokio::time::sleep(AGAIN).await;
                bail!("the lease was lost")
            }
            // The lease still runs for a while; the next beat may reach the database again.
            Err(error) => Err::<(), _>(error).or_log("renew the lease"),
        }
    }
}

/// Everything a turn came to know and decided: its journal, enough to compute it again.
#[derive(Debug, Serialize)]
struct Journal {
    version: u8,
    seed: u64,
    voice: Voice,
    before: State,
    messages: Vec<conversations::BatchMessage>,
    /// What models were told of the messages before, masked.
    history: Vec<Said>,
    heard: Heard,
    lookups: Vec<Lookup>,
    findings: Findings,
    answer: Answer,
    draft: Draft,
    author: String,
    refused: Vec<String>,
    timings_ms: Timings,
}

#[derive(Debug, Default, Serialize)]
struct Timings {
    gather: u64,
    understand: u64,
    look_up: u64,
    word: u64,
}

/// The decision, worded and ready to be written down.
struct Worded {
    journal: Journal,
    /// What the answer may state; it follows from the answer, so the journal does without.
    evidence: Evidence,
    text: String,
    calls: Vec<CallRecord>,
    /// The paper that goes with it.
    paper: Option<Paper>,
}

async fn turn(context: &Context, lease: &Lease, started: DateTime<Utc>) -> Result<Option<Due>> {
    let turn = TurnId(context.ids.next());
    if lease.batch.is_empty() {
        // Everything was taken back by the customer: nothing to say.
        return settle::silently(context, lease, turn, started).await;
    }
    let worded = if lease.failures >= PATIENCE {
        word::hand_over(context, lease)?
    } else {
        answer(context, lease, turn).await?
    };
    context.faults.pass(Step::Worded).await;
    settle::with_answer(context, lease, turn, started, worded).await
}

async fn answer(context: &Context, lease: &Lease, turn: TurnId) -> Result<Worded> {
    let time = Time::of(&context.limits);
    let timer = Instant::now();
    let gathered = gather::gather(context, lease, turn, time).await?;
    let met = Box::pin(meet::meet(context, lease)).await;
    let lease = met.as_ref().unwrap_or(lease);
    let before = memory::state(lease, context.clock.now());
    let language = memory::language(lease, &before);
    let lease = &Lease { batch: gathered, language, ..lease.clone() };
    let mut memory = Memory::recall(context, lease, &before).await?;
    let gather = millis(timer.elapsed());
    let mut timings = Timings { gather, ..Timings::default() };

    let timer = Instant::now();
    let (heard, mut calls) = read::heard(context, lease, &before, &mut memory, time).await?;
    let policy = &context.policy;
    let heard = in_context(&before, heard, policy);
    let time = time.after(calls.last().is_none_or(CallRecord::was_answered));
    timings.understand = millis(timer.elapsed());
    context.faults.pass(Step::Understood).await;

    let timer = Instant::now();
    let lookups = plan(&before, &heard, policy);
    let segments = memory::profile(lease).segments;
    let (conversation, customer) = (lease.conversation, lease.customer);
    let phone = phone(context, &lease.address);
    let whom = Whom { conversation, customer, phone: phone.as_deref(), segments: &segments };
    let findings = look_up::run(context, Some(whom), &lookups).await.context("look things up")?;
    timings.look_up = millis(timer.elapsed());
    context.faults.pass(Step::LookedUp).await;

    let answer = conclude(&before, &heard, &findings, policy);
    let timer = Instant::now();
    let draft = word::word(context, lease, &before, &heard, &answer, &mut memory, time).await?;
    let paper = quotation::paper(context, lease, answer.quote.as_ref(), draft.voice).await?;
    timings.word = millis(timer.elapsed());
    calls.extend(draft.calls);

    Ok(Worded {
        paper,
        text: draft.text,
        evidence: draft.evidence,
        calls,
        journal: Journal {
            version: 1,
            seed: draft.seed,
            voice: draft.voice,
            before,
            messages: lease.batch.clone(),
            history: memory.into_history(),
            heard,
            lookups,
            findings,
            answer,
            draft: draft.draft,
            author: draft.author,
            refused: draft.refused,
            timings_ms: timings,
        },
    })
}

fn millis(elapsed: Duration) -> u64 {
    u64::try_from(elapsed.as_millis()).unwrap_or(u64::MAX)
}
