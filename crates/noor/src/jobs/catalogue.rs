//! Keeps the mirror of the catalogue fresh.

use std::sync::Arc;
use std::time::Duration;

use noor_providers::catalog::CatalogSource;
use tokio_util::sync::CancellationToken;

use crate::app::load_catalogue::{Loading, load_catalogue};
use crate::context::Context;

/// Loads `source` at once and then every `period`, until `stop`. Several workers may do this: what
/// is the same stays untouched.
pub async fn keep_fresh(
    context: Arc<Context>,
    source: Arc<dyn CatalogSource>,
    period: Duration,
    stop: CancellationToken,
) {
    loop {
        let loading = Loading {
            db: &context.db,
            lexicon: &context.content.vocabulary.lexicon,
            clock: context.clock.as_ref(),
            ids: context.ids.as_ref(),
            force: false,
        };
        let loaded = tokio::select! {
            () = stop.cancelled() => return,
            loaded = load_catalogue(loading, source.as_ref(), &|_, _| ()) => loaded,
        };
        match loaded {
            Ok(summary) => tracing::info!(
                added = summary.loaded.added,
                changed = summary.loaded.changed,
                removed = summary.removed,
                kept = summary.kept,
                rejected = summary.rejected.len(),
                complete = summary.complete,
                "the catalogue is in the mirror"
            ),
            Err(error) => tracing::error!(
                error = format!("{error:#}"),
                "the catalogue could not be read; the mirror stays as it is"
            ),
        }
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(period) => {}
        }
    }
}
