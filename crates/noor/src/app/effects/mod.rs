//! Doing outside what a turn decided: orders and what the CRM should know.
//!
//! An effect is a row that was written in the transaction that decided on it. Whoever takes it writes
//! down each call before it is made ([`journal`]), so that a crash at any line, a lost answer or the
//! same wish twice makes nothing twice. What cannot be done now is done later; what can never be done
//! goes to a person.

mod journal;
pub(crate) mod order;
mod order_effects;
mod outcome;
mod place_order;
pub(crate) mod sync_crm;

use std::time::Duration;

use anyhow::{Context as _, Result};
use chrono::TimeDelta;
use futures::{StreamExt as _, stream};
use noor_core::dialogue::reason::Reason;
use noor_core::ids::HandoffId;
use noor_store::effects::{self, Effect, Settled};
use noor_store::handoffs::{self, Handoff};
use serde_json::json;
use sqlx::PgConnection;

use self::journal::{Journal, Wait};
use self::outcome::Outcome;
use crate::app::alerts::{self, Trouble};
use crate::context::Context;
use crate::faults::Step;

/// Effects that one process does side by side, and takes at a time.
const AT_ONCE: i64 = 8;
/// Attempts after which a person is told that something of a customer's has to wait.
const PATIENCE: i32 = 4;
/// The longest pause between two attempts.
const RARELY: Duration = Duration::from_mins(15);

/// What kinds of effects there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A draft order for a quotation.
    SaleOrder,
    /// The order of a quotation that was accepted is confirmed.
    ConfirmOrder,
    /// The order of a quotation that was taken back is called off.
    VoidOrder,
    /// The CRM is told what is new of a conversation.
    SyncCrm,
}

impl Kind {
    /// What is done with orders.
    pub const ORDERS: [Self; 3] = [Self::SaleOrder, Self::ConfirmOrder, Self::VoidOrder];
    /// What is done with the CRM.
    pub const CRM: [Self; 1] = [Self::SyncCrm];
    const ALL: [Self; 4] = [Self::SaleOrder, Self::ConfirmOrder, Self::VoidOrder, Self::SyncCrm];

    /// The word it is stored and reported under.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::SaleOrder => "sale_order",
            Self::ConfirmOrder => "confirm_order",
            Self::VoidOrder => "void_order",
            Self::SyncCrm => "crm",
        }
    }

    fn of(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }
}

/// Does what is due of some kinds. Gives back how many effects were taken. Safe to call at any time and
/// by several processes. Orders and the CRM are done apart, so that one that hangs holds up no other.
///
/// # Errors
///
/// When the database was lost; what was taken is due again once its lease has run out.
pub async fn do_due(context: &Context, kinds: &[Kind]) -> Result<usize> {
    let now = context.clock.now();
    let kinds: Vec<&str> = kinds.iter().map(|kind| kind.word()).collect();
    let lease = context.limits.effect_lease;
    let due = effects::take_due(&context.db, context.process, &kinds, now, lease, AT_ONCE).await;
    let due = due.context("take what is due")?;
    let taken = due.len();
    let side_by_side = usize::try_from(AT_ONCE).unwrap_or(1);
    let all = stream::iter(due).map(|effect| one(context, effect));
    let done: Vec<Result<()>> = all.buffer_unordered(side_by_side).collect().await;
    done.into_iter().collect::<Result<()>>()?;
    Ok(taken)
}

async fn one(context: &Context, effect: Effect) -> Result<()> {
    context.faults.pass(Step::EffectTaken).await;
    let journal = Journal { context, effect: effect.id };
    let doing = attempt(context, &effect, journal);
    // Well within the lease, so that nobody else begins meanwhile.
    let longest = context.limits.effect_lease.mul_f64(0.8);
    let outcome = tokio::time::timeout(longest, doing).await;
    let outcome = outcome.unwrap_or_else(|_| {
        Outcome::later(Wait::UntilOver, "it took too long and was broken off".to_owned())
    });
    context.faults.pass(Step::EffectDone).await;
    settle(context, &effect, outcome).await
}

async fn attempt(context: &Context, effect: &Effect, journal: Journal<'_>) -> Outcome {
    match Kind::of(&effect.kind) {
        Some(Kind::SaleOrder) => place_order::place(context, effect, journal).await,
        Some(Kind::ConfirmOrder) => order_effects::confirm(context, effect).await,
        Some(Kind::VoidOrder) => order_effects::call_off(context, effect).await,
        Some(Kind::SyncCrm) => sync_crm::sync(context, effect, journal).await,
        None => Outcome::failed(format!("this version does not know how to do a {}", effect.kind)),
    }
}

/// Writes down what came of it, and has a person look at what cannot be done.
async fn settle(context: &Context, effect: &Effect, outcome: Outcome) -> Result<()> {
    let now = context.clock.now();
    let (id, kind) = (effect.id, &effect.kind);
    let mut tx = context.db.begin().await.context("begin")?;
    let label = outcome.word();
    metrics::counter!("noor_effects_total", "kind" => kind.clone(), "outcome" => label)
        .increment(1);
    let settled = match &outcome {
        Outcome::Done { outcome, .. } => Settled::Done { outcome },
        Outcome::Later { wait, reason } => {
            tracing::warn!(%id, kind, reason, attempt = effect.attempts, "to be done later");
            let least = match wait {
                Wait::For(wait) => *wait,
                Wait::UntilOver => context.limits.ask_after,
            };
            let wait = pause_after(effect.attempts).max(least);
            let wait = TimeDelta::from_std(wait).unwrap_or(TimeDelta::hours(1));
            Settled::Later { due_at: now + wait, error: reason }
        }
        Outcome::Failed { reason } => {
            tracing::error!(%id, kind, reason, "it cannot be done");
            Settled::Failed { error: reason }
        }
    };
    let mine = effects::settle(&mut tx, id, context.process, &settled, now).await;
    let problem = match &outcome {
        _ if !mine.context("settle the effect")? => None,
        Outcome::Done { remark, .. } => remark.as_deref(),
        Outcome::Later { reason, .. } => (effect.attempts == PATIENCE).then_some(reason.as_str()),
        Outcome::Failed { reason } => Some(reason.as_str()),
    };
    // A customer waits for an order, and nobody for the CRM.
    let waits = Kind::of(kind) != Some(Kind::SyncCrm);
    if let (Some(problem), true) = (problem, waits) {
        let failed = matches!(outcome, Outcome::Failed { .. });
        has_a_person_look(context, &mut tx, effect, problem, failed).await?;
    }
    tx.commit().await.context("commit")?;
    if let (Some(problem), false) = (problem, waits) {
        let trouble = Trouble::NotInCrm { what: &effect.key, problem };
        alerts::report(context.alerts.as_ref(), &trouble).await;
    }
    Ok(())
}

/// 5 s, 10 s, 20 s, … up to a quarter of an hour.
fn pause_after(attempts: i32) -> Duration {
    let exponent = u32::try_from(attempts).unwrap_or(1).clamp(1, 12) - 1;
    Duration::from_secs(5).saturating_mul(2_u32.pow(exponent)).min(RARELY)
}

/// Opens a handoff for what will not be done by itself, and has a person told of what came up in what
/// is. Noor goes on answering what comes next.
async fn has_a_person_look(
    context: &Context,
    tx: &mut PgConnection,
    effect: &Effect,
    problem: &str,
    failed: bool,
) -> Result<()> {
    let Some(conversation) = effect.conversation else { return Ok(()) };
    let handoff = Handoff {
        id: HandoffId(context.ids.next()),
        conversation,
        reason: Reason::QuoteFailure.code().to_owned(),
        card: json!({ "problem": problem, "effect": effect.kind, "about": effect.subject }),
        alerts: 0,
        notice: !failed,
    };
    let now = context.clock.now();
    // Where somebody is asked for already, they are told of this as well.
    let opened = failed && handoffs::open(tx, &handoff, now).await.context("open the handoff")?;
    if !opened {
        let notice = Handoff { notice: true, ..handoff };
        handoffs::notify(tx, &notice, now).await.context("note what to tell")?;
    }
    Ok(())
}
