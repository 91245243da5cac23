//! Prepares the pictures of the catalogue, soon after each sync.

use std::sync::Arc;
use std::time::Duration;

use rand::Rng;
use tokio_util::sync::CancellationToken;

use crate::app::prepare_pictures::{Prepared, prepare_pictures};
use crate::context::Context;

/// How often there is something to look for.
const ROUND: Duration = Duration::from_secs(30);
/// How long to leave the machine to others between two batches.
const BREATH: Duration = Duration::from_millis(200);

/// Prepares what is due until `stop`. What a stop interrupts is due again later.
pub(super) async fn prepare_for_ever(context: Arc<Context>, stop: CancellationToken) {
    if context.pictures.is_none() {
        return;
    }
    let mut more = false;
    loop {
        // Processes that started together must not do this together.
        let pause = if more { BREATH } else { ROUND.mul_f64(rand::rng().random_range(0.5..1.5)) };
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(pause) => {}
        }
        let prepared = tokio::select! {
            () = stop.cancelled() => return,
            prepared = prepare_pictures(&context) => prepared,
        };
        more = match prepared {
            Ok(prepared) => {
                if prepared != Prepared::default() {
                    let Prepared { ready, broken } = prepared;
                    tracing::info!(ready, broken, "pictures of the catalogue were prepared");
                }
                prepared.is_full()
            }
            Err(error) => {
                tracing::warn!(error = format!("{error:#}"), "no pictures were prepared");
                false
            }
        };
    }
}
