//! Deletes what has been kept long enough, a little at a time.

use std::sync::Arc;
use std::time::Duration;

use rand::Rng;
use tokio_util::sync::CancellationToken;

use crate::app::forget::forget;
use crate::context::Context;

/// How often there is something to look for.
const ROUND: Duration = Duration::from_mins(10);
/// How long to leave the database to others between two batches.
const BREATH: Duration = Duration::from_millis(200);

/// Deletes until `stop`. Nobody waits for it, so it begins a while after the start.
pub(super) async fn forget_for_ever(context: Arc<Context>, stop: CancellationToken) {
    let mut more = false;
    loop {
        // Processes that started together must not do this together.
        let pause = if more { BREATH } else { ROUND.mul_f64(rand::rng().random_range(0.5..1.5)) };
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(pause) => {}
        }
        more = forget(&context).await.unwrap_or_else(|error| {
            tracing::warn!(error = format!("{error:#}"), "nothing old was deleted");
            false
        });
    }
}
