//! Does outside what turns decided, on its own: a slow vendor must not hold up the sweep.

use std::sync::Arc;

use rand::Rng;
use tokio_util::sync::CancellationToken;

use crate::app::effects::{Kind, do_due};
use crate::context::Context;

pub(super) async fn do_for_ever(
    context: Arc<Context>,
    kinds: &'static [Kind],
    stop: CancellationToken,
) {
    let mut more = false;
    loop {
        // Processes that started together must not look together.
        let pause = context.limits.sweep.mul_f64(rand::rng().random_range(0.4..0.6));
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(pause), if !more => {}
            () = std::future::ready(()), if more => {}
        }
        more = match do_due(&context, kinds).await {
            Ok(taken) => taken > 0,
            Err(error) => {
                tracing::warn!(error = format!("{error:#}"), "nothing was done outside");
                false
            }
        };
    }
}
