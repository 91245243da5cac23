//! Telling the shop's people, one by one, that somebody waits for them.
//!
//! Whom to tell of what is written down first. An alert whose outcome nobody knows is not repeated: the
//! reminder is its repeat. While nobody can be told, the log is.

use std::time::Duration;

use anyhow::{Context as _, Result};
use chrono::{DateTime, Utc};
use futures::{StreamExt as _, stream};
use noor_providers::alerts::{Chat, NoteId};
use noor_providers::error::ProviderError;
use noor_store::alerts::{self, Alert};
use noor_store::handoffs::Handoff;

use super::Alerts;
use super::card;
use super::desk::ShopDesk;
use crate::context::Context;
use crate::log::{OrLog as _, chain};

/// Most alerts in one go, and how many are told side by side.
const SOME: i64 = 50;
const AT_ONCE: usize = 8;
/// The longest pause before an alert is tried again.
const LONGEST_PAUSE: Duration = Duration::from_mins(1);

/// Writes down whom to tell of what is due. What nobody can be told of goes to the log, which counts
/// as told.
///
/// # Errors
///
/// When the database was lost.
pub(in crate::app) async fn plan(context: &Context) -> Result<()> {
    let now = context.clock.now();
    let again = now + context.limits.alert_again;
    let planned = alerts::plan(&context.db, now, again, SOME).await.context("plan alerts")?;
    metrics::counter!("noor_alerts_total").increment(planned.taken as u64);
    for handoff in planned.nobody {
        super::log_and_settle(context, &handoff).await?;
    }
    Ok(())
}

/// Tells everybody who is to be told now. Safe to call by several processes.
///
/// # Errors
///
/// When the database was lost; whoever was being told then has an unknown outcome.
pub async fn tell_due(context: &Context, shop: &ShopDesk) -> Result<()> {
    let now = context.clock.now();
    // Long enough for all that wait for their turn before.
    let claim_until = now + shop.timeout * 2 + LONGEST_PAUSE * 2;
    let due = alerts::claim(&context.db, now, claim_until, SOME).await.context("claim alerts")?;
    let told = due.into_iter().map(|alert| async move {
        tell(context, shop, &alert).await.map_err(|error| (alert.id, error))
    });
    let told: Vec<_> = stream::iter(told).buffer_unordered(AT_ONCE).collect().await;
    for failed in told {
        if let Err((id, error)) = failed {
            tracing::error!(alert = id, error = format!("{error:#}"), "an alert broke off");
        }
    }
    Ok(())
}

async fn tell(context: &Context, shop: &ShopDesk, alert: &Alert) -> Result<()> {
    // Nobody reads their own name on it before they came.
    let note = card::note(&alert.subject, "", shop.wording(context));
    shop.limiter.turn().await;
    let told = shop.desk.tell(Chat(alert.chat), &note).await;
    let (db, now) = (&context.db, context.clock.now());
    let error = match told {
        Ok(NoteId(message)) => {
            metrics::counter!("noor_alerts_told_total", "outcome" => "delivered").increment(1);
            let noted = alerts::delivered(db, alert.id, message, now).await;
            return noted.context("note the delivery");
        }
        Err(error) => error,
    };
    let told = chain(&error);
    tracing::warn!(
        alert = alert.id,
        attempt = alert.attempts,
        error = told,
        "somebody was not told"
    );
    if alert.attempts == 1 {
        log(context.alerts.as_ref(), &alert.subject.handoff).await;
    }
    let outcome = match &error {
        ProviderError::Unavailable { .. } => "unavailable",
        ProviderError::Unconfirmed { .. } => "unconfirmed",
        ProviderError::Refused { .. } => "refused",
    };
    metrics::counter!("noor_alerts_told_total", "outcome" => outcome).increment(1);
    let noted = match &error {
        ProviderError::Unavailable { retry_after, .. } => {
            if let Some(pause) = retry_after {
                shop.limiter.pause((*pause).min(LONGEST_PAUSE));
            }
            let again = again_at(now, alert.attempts, *retry_after);
            alerts::retry(db, alert.id, again, &told).await
        }
        ProviderError::Unconfirmed { .. } => alerts::unknown(db, alert.id, &told).await,
        ProviderError::Refused { .. } => {
            alerts::failed(db, alert.id, &told, shop.desk.is_gone(&error), now).await
        }
    };
    noted.context("note that somebody was not told")
}

async fn log(alerts: &dyn Alerts, handoff: &Handoff) {
    alerts.tell(handoff).await.map_err(std::io::Error::other).or_log("log an alert");
}

/// 1 s, 2 s, 4 s, … up to a minute, but not before the other side allows it.
fn again_at(now: DateTime<Utc>, attempts: i32, retry_after: Option<Duration>) -> DateTime<Utc> {
    let exponent = u32::try_from(attempts).unwrap_or(1).clamp(1, 7) - 1;
    let pause = Duration::from_secs(2_u64.pow(exponent)).min(LONGEST_PAUSE);
    now + pause.max(retry_after.unwrap_or_default())
}
