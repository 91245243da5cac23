//! Looks every second for work whose bell was lost.

use std::sync::Arc;

use noor_core::ids::ConversationId;
use rand::Rng;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

use crate::app::look_after::{deliver_due, look_after};
use crate::context::Context;

pub(super) async fn sweep(
    context: Arc<Context>,
    heard: mpsc::Sender<ConversationId>,
    stop: CancellationToken,
) {
    loop {
        // Processes that started together must not sweep together.
        let pause = context.limits.sweep.mul_f64(rand::rng().random_range(0.8..1.2));
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(pause) => {}
        }
        match look_after(&context).await {
            Ok(wanted) => {
                for conversation in wanted {
                    if heard.send(conversation).await.is_err() {
                        return;
                    }
                }
            }
            Err(error) => tracing::warn!(error = format!("{error:#}"), "nobody was looked after"),
        }
    }
}

/// Sends what is due, on its own: a slow gateway must not hold up the sweep.
pub(super) async fn send_due(context: Arc<Context>, stop: CancellationToken) {
    loop {
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(context.limits.sweep / 2) => {}
        }
        if let Err(error) = deliver_due(&context).await {
            tracing::warn!(error = format!("{error:#}"), "nothing due was sent");
        }
    }
}
