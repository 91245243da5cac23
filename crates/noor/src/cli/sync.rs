//! `noor sync`: the catalogue's source into the mirror.

use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::{Context as _, Result};
use noor_providers::catalog::CatalogSource;

use super::{migrate, progress};
use crate::app::load_catalogue::{Loading, Summary, load_catalogue};
use crate::cli::serve::Running;
use crate::config::Config;
use crate::context::Context;
use crate::setup::{self, Outside};

/// Rejected rows that are told one by one.
const TOLD: usize = 20;

pub(super) async fn sync(config: Config, from: Option<PathBuf>, force: bool) -> Result<ExitCode> {
    crate::log::start(&config.log);
    let running = Running::servers(&config)?;
    migrate::run(&running.servers.database_url).await?;
    let context = setup::context(&config, &running.servers, Outside::default())?;
    let currency = context.content.shop.currency;
    let source: Arc<dyn CatalogSource> = match from {
        Some(path) => Arc::new(setup::catalogue_file(&path, currency)?),
        None => setup::catalogue_source(&config, currency)?
            .context("no source: set [catalog] source, or name a file with --from")?,
    };
    let summary = load_as(&context, source.as_ref(), force).await?;
    running.stop()?;
    let whole = summary.complete && summary.kept == 0;
    Ok(if whole { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Loads a source with a bar, and says what it did.
pub(super) async fn load(context: &Context, source: &dyn CatalogSource) -> Result<Summary> {
    load_as(context, source, false).await
}

async fn load_as(context: &Context, source: &dyn CatalogSource, force: bool) -> Result<Summary> {
    let bar = progress::bar("catalogue");
    let loading = Loading {
        db: &context.db,
        lexicon: &context.content.vocabulary.lexicon,
        clock: context.clock.as_ref(),
        ids: context.ids.as_ref(),
        force,
    };
    let told = |done: usize, of: Option<usize>| {
        bar.set_length(of.unwrap_or(done) as u64);
        bar.set_position(done as u64);
    };
    let summary = load_catalogue(loading, source, &told).await?;
    bar.finish_and_clear();
    for (at, reason) in summary.rejected.iter().take(TOLD) {
        progress::tell(&format!("{at}: not loaded: {reason}"));
    }
    let more = summary.rejected.len().saturating_sub(TOLD);
    if more > 0 {
        progress::tell(&format!("… and {more} more; all are in the table catalogue_syncs"));
    }
    let loaded = summary.loaded;
    progress::tell(&format!(
        "catalogue: {} new, {} changed, {} unchanged, {} gone, {} rejected{}",
        loaded.added,
        loaded.changed,
        loaded.unchanged,
        summary.removed,
        summary.rejected.len(),
        if summary.complete { "" } else { " (the source broke off: nothing was taken down)" },
    ));
    if summary.kept > 0 {
        progress::complain(&format!(
            "{} products are missing from the source, more than half of what is offered: they stay on \
             the shelf; if that is right, run `noor sync --force`",
            summary.kept
        ));
    }
    Ok(summary)
}
