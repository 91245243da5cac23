//! `noor sync`: the catalogue's source into the mirror.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context as _, Result, bail};
use noor_providers::catalog::CatalogSource;
use noor_providers::catalog::file::CatalogFile;
use noor_providers::catalog::treejar::TreejarCatalog;
use noor_providers::wire;

use super::{migrate, progress};
use crate::app::load_catalogue::{Loading, Summary, load_catalogue};
use crate::cli::serve::Running;
use crate::config::{self, Config};
use crate::context::Context;
use crate::setup::{self, Outside};

/// Rejected rows that are told one by one.
const TOLD: usize = 20;

pub(super) async fn sync(config: Config, from: Option<PathBuf>) -> Result<ExitCode> {
    crate::log::start(&config.log);
    let running = Running::servers(&config)?;
    migrate::run(&running.servers.database_url).await?;
    let context = setup::context(&config, &running.servers, Outside::default())?;
    let currency = context.content.shop.currency;
    let source: Box<dyn CatalogSource> = match (from, &config.catalog.source) {
        (Some(path), _) => Box::new(file(&path, currency)?),
        (None, config::CatalogSource::File(path)) => Box::new(file(path, currency)?),
        (None, config::CatalogSource::Treejar(url)) => {
            let http = wire::client("noor-sync").context("set up the HTTP client")?;
            Box::new(TreejarCatalog::new(http, url.clone()))
        }
        (None, config::CatalogSource::None) => {
            bail!("no source: set [catalog] source, or name a file with --from")
        }
    };
    let summary = load(&context, source.as_ref()).await?;
    running.stop()?;
    Ok(if summary.complete { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// A catalogue file that is there.
pub(super) fn file(path: &Path, currency: noor_core::money::Currency) -> Result<CatalogFile> {
    if !path.is_file() {
        bail!("there is no catalogue file at {}", path.display());
    }
    Ok(CatalogFile::new(path, currency))
}

/// Loads a source with a bar, and says what it did.
pub(super) async fn load(context: &Context, source: &dyn CatalogSource) -> Result<Summary> {
    let bar = progress::bar("catalogue");
    let loading = Loading {
        db: &context.db,
        lexicon: &context.content.vocabulary.lexicon,
        clock: context.clock.as_ref(),
        ids: context.ids.as_ref(),
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
    Ok(summary)
}
