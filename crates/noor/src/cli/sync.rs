//! `noor sync`: the catalogue and the inventory into the mirror.

use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::{Result, bail};
use indicatif::ProgressBar;
use noor_providers::catalog::CatalogSource;
use noor_store::products;

use super::{migrate, progress};
use crate::app::count_stock::{StockSummary, count_stock};
use crate::app::index_meanings::index_meanings;
use crate::app::load_catalogue::{Loading, Summary, load_catalogue};
use crate::cli::serve::Running;
use crate::config::Config;
use crate::context::Context;
use crate::setup::{self, Outside};

/// Rejected rows that are told one by one.
const TOLD: usize = 20;

/// What a person may want of a sync beyond the usual.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Wanted {
    /// A source that lost more than half is believed.
    pub(super) force: bool,
    /// Every page is read anew.
    pub(super) full: bool,
}

pub(super) async fn sync(
    config: Config,
    from: Option<PathBuf>,
    wanted: Wanted,
) -> Result<ExitCode> {
    crate::log::start(&config.log);
    let running = Running::servers(&config)?;
    migrate::run(&running.servers.database_url).await?;
    let context = setup::context(&config, &running.servers, Outside::default())?;
    let currency = context.content.shop.currency;
    let source: Option<Arc<dyn CatalogSource>> = match from {
        Some(path) => Some(Arc::new(setup::catalogue_file(&path, currency)?)),
        None => setup::catalogue_source(&config, currency)?,
    };
    if source.is_none() && context.inventory.is_none() {
        bail!(
            "nothing to read: set [catalog] source or [inventory] vendor, or name a file with --from"
        );
    }
    let mut whole = true;
    if let Some(source) = source {
        let summary = load_as(&context, source.as_ref(), wanted).await?;
        whole &= summary.complete && summary.kept == 0 && summary.in_doubt == 0;
    }
    whole &= count(&context, wanted).await?;
    index(&context).await?;
    running.stop()?;
    Ok(if whole { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Counts the stock with a bar, and says what that did. `false` if not everything was seen.
async fn count(context: &Context, wanted: Wanted) -> Result<bool> {
    let Some(keeping) = &context.inventory else { return Ok(true) };
    let bar = progress::bar("stock");
    let told = told(&bar);
    let summary = count_stock(context, keeping.inventory.as_ref(), wanted.force, &told).await?;
    bar.finish_and_clear();
    tell_rejected(&summary.rejected);
    let StockSummary { matched, changed, lost, strangers, complete, kept, .. } = summary;
    progress::tell(&format!(
        "stock: {matched} items matched, {changed} changed, {lost} gone, {strangers} not in the \
         catalogue, {} rejected{}",
        summary.rejected.len(),
        if complete { "" } else { " (the inventory broke off: no item was taken away)" },
    ));
    if kept > 0 {
        progress::complain(&format!(
            "{kept} products are missing from the inventory, half or more of those that were there: \
             they keep their items; if that is right, run `noor sync --force`"
        ));
    }
    Ok(complete && kept == 0)
}

/// Indexes what products mean, with a bar, and says what that did.
pub(super) async fn index(context: &Context) -> Result<()> {
    let Some(meaning) = &context.meaning else { return Ok(()) };
    let bar = progress::bar("meanings");
    let offered = products::count_active(&context.db).await?;
    bar.set_length(u64::try_from(offered).unwrap_or(0));
    let told = |done: usize| bar.set_position(done as u64);
    let indexed = index_meanings(context, meaning, &told).await?;
    bar.finish_and_clear();
    progress::tell(&format!(
        "meanings: {} embedded, {} unchanged, {} gone, {} in the store",
        indexed.embedded, indexed.unchanged, indexed.removed, indexed.points
    ));
    Ok(())
}

/// Loads a source with a bar, and says what it did.
pub(super) async fn load(context: &Context, source: &dyn CatalogSource) -> Result<Summary> {
    // What a demo or a rehearsal is given is its catalogue, whatever was there before.
    load_as(context, source, Wanted { force: true, full: false }).await
}

async fn load_as(context: &Context, source: &dyn CatalogSource, wanted: Wanted) -> Result<Summary> {
    let bar = progress::bar("catalogue");
    let Wanted { force, full } = wanted;
    let loading = Loading { force, full, ..Loading::of(context) };
    let summary = load_catalogue(loading, source, &told(&bar)).await?;
    bar.finish_and_clear();
    tell_rejected(&summary.rejected);
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
            "{} products are missing from the source, half or more of what is offered: they stay on \
             the shelf; if that is right, run `noor sync --force`",
            summary.kept
        ));
    }
    if summary.in_doubt > 0 {
        progress::complain(&format!(
            "{} products are missing from the source and stay on the shelf: rows without a code may be \
             any of them; give those rows a code, or run `noor sync --force`",
            summary.in_doubt
        ));
    }
    Ok(summary)
}

/// Moves a bar along.
fn told(bar: &ProgressBar) -> impl Fn(usize, Option<usize>) + Send + Sync {
    |done, of| {
        bar.set_length(of.unwrap_or(done) as u64);
        bar.set_position(done as u64);
    }
}

fn tell_rejected(rejected: &[(String, String)]) {
    for (at, reason) in rejected.iter().take(TOLD) {
        progress::tell(&format!("{at}: not loaded: {reason}"));
    }
    let more = rejected.len().saturating_sub(TOLD);
    if more > 0 {
        progress::tell(&format!("… and {more} more; all are in the table catalogue_syncs"));
    }
}
