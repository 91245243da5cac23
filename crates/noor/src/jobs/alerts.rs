//! Tells the shop's people, on its own: a slow vendor must not hold up the sweep.

use std::sync::Arc;
use std::time::Duration;

use noor_providers::error::ProviderError;
use rand::Rng;
use tokio_util::sync::CancellationToken;

use crate::app::alerts::amend::amend_due;
use crate::app::alerts::tell::tell_due;
use crate::context::Context;
use crate::log::chain;

/// How often the address for deliveries is given again: somebody may have given another one.
const REGISTER: Duration = Duration::from_hours(1);
/// The pauses after a failure, from the first to the longest.
const PAUSES: (Duration, Duration) = (Duration::from_secs(2), Duration::from_mins(5));

pub(super) async fn tell_for_ever(context: Arc<Context>, stop: CancellationToken) {
    let Some(bot) = &context.desk else { return };
    loop {
        // Processes that started together must not look together.
        let pause = context.limits.sweep.mul_f64(rand::rng().random_range(0.4..0.6));
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(pause) => {}
        }
        for done in [tell_due(&context, bot).await, amend_due(&context, bot).await] {
            if let Err(error) = done {
                tracing::warn!(error = format!("{error:#}"), "nobody was told");
            }
        }
    }
}

/// Has what people do delivered to this shop, now and from time to time.
pub(super) async fn register_for_ever(context: Arc<Context>, stop: CancellationToken) {
    let Some(bot) = &context.desk else { return };
    let (first, longest) = PAUSES;
    let mut pause = first;
    loop {
        let next = match bot.desk.deliver_to(&bot.address, &bot.secret).await {
            Ok(()) => {
                pause = first;
                REGISTER
            }
            Err(error) => {
                let error_chain = chain(&error);
                tracing::warn!(
                    error = error_chain,
                    "buttons of the shop's people reach nobody yet"
                );
                let asked = match error {
                    ProviderError::Unavailable { retry_after, .. } => {
                        retry_after.unwrap_or_default()
                    }
                    ProviderError::Unconfirmed { .. } => Duration::ZERO,
                    ProviderError::Refused { .. } => longest,
                };
                let next = pause.max(asked);
                pause = (pause * 2).min(longest);
                next
            }
        };
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(next) => {}
        }
    }
}
