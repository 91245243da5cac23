//! Keeps the mirror fresh: the catalogue and the inventory at their time, by one worker of all.

use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context as _, Result, anyhow};
use noor_providers::catalog::CatalogSource;
use noor_store::schedule;
use tokio_util::sync::CancellationToken;

use crate::app::count_stock::count_stock;
use crate::app::index_meanings::index_meanings;
use crate::app::load_catalogue::{Loading, load_catalogue};
use crate::context::Context;

/// How often a worker asks whether it is time.
const ASK: Duration = Duration::from_secs(20);
/// Whoever has not finished after this long is taken to be gone, and another begins.
const PATIENCE: Duration = Duration::from_mins(30);
/// How soon what failed is tried again.
const AGAIN: Duration = Duration::from_mins(5);

/// What is kept fresh, and how often it is read anew.
#[derive(Debug, Clone)]
pub struct Mirrored {
    /// The catalogue; `None` where the mirror's stays.
    pub catalogue: Option<Arc<dyn CatalogSource>>,
    /// How often.
    pub every: Duration,
}

/// Reads what is due, until `stop`.
pub async fn keep_fresh(context: Arc<Context>, mirrored: Mirrored, stop: CancellationToken) {
    let catalogue = mirrored.catalogue.as_ref().map(|source| source.name());
    let inventory = context.inventory.as_ref().map(|it| it.inventory.name());
    let sources: Vec<String> = catalogue.into_iter().chain(inventory.map(str::to_owned)).collect();
    let work = format!("read {}", sources.join(" and "));
    loop {
        let round = tokio::select! {
            () = stop.cancelled() => return,
            round = if_due(&context, &mirrored, &work) => round,
        };
        if let Err(error) = round {
            tracing::error!(
                error = format!("{error:#}"),
                "the mirror could not be brought up to date; what was not read stays as it is"
            );
        }
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(ASK.min(mirrored.every)) => {}
        }
    }
}

async fn if_due(context: &Context, mirrored: &Mirrored, work: &str) -> Result<()> {
    let now = context.clock.now();
    let due = schedule::claim(&context.db, work, now, now + PATIENCE);
    if !due.await.context("ask whether the catalogue is due")? {
        return Ok(());
    }
    let read = read(context, mirrored).await;
    let pause = if read.is_ok() { mirrored.every } else { AGAIN.min(mirrored.every) };
    let next = schedule::set(&context.db, work, context.clock.now() + pause);
    next.await.context("say when the catalogue is due again")?;
    read
}

/// The catalogue first, since the inventory only counts what is there, and meanings last, since they
/// are those of what is offered. Each is brought up to date although another cannot be.
async fn read(context: &Context, mirrored: &Mirrored) -> Result<()> {
    let steps =
        [read_catalogue(context, mirrored).await, read_stock(context).await, index(context).await];
    let failures = steps.into_iter().filter_map(Result::err);
    let failures: Vec<String> = failures.map(|error| format!("{error:#}")).collect();
    if failures.is_empty() { Ok(()) } else { Err(anyhow!(failures.join("; "))) }
}

async fn read_catalogue(context: &Context, mirrored: &Mirrored) -> Result<()> {
    let Some(source) = &mirrored.catalogue else { return Ok(()) };
    let loading = Loading::of(context);
    let summary = load_catalogue(loading, source.as_ref(), &|_, _| ()).await?;
    tracing::info!(
        added = summary.loaded.added,
        changed = summary.loaded.changed,
        removed = summary.removed,
        kept = summary.kept,
        rejected = summary.rejected.len(),
        complete = summary.complete,
        "the catalogue is in the mirror"
    );
    Ok(())
}

async fn read_stock(context: &Context) -> Result<()> {
    let Some(keeping) = &context.inventory else { return Ok(()) };
    let inventory = keeping.inventory.as_ref();
    let summary = count_stock(context, inventory, None, false, &|_, _| ()).await?;
    tracing::info!(
        matched = summary.matched,
        changed = summary.changed,
        lost = summary.lost,
        kept = summary.kept,
        rejected = summary.rejected.len(),
        complete = summary.complete,
        "the stock is in the mirror"
    );
    Ok(())
}

async fn index(context: &Context) -> Result<()> {
    let Some(meaning) = &context.meaning else { return Ok(()) };
    let indexed = index_meanings(context, meaning, &|_| ()).await;
    let indexed = indexed.context("index what products mean")?;
    tracing::info!(
        embedded = indexed.embedded,
        unchanged = indexed.unchanged,
        removed = indexed.removed,
        points = indexed.points,
        "what products mean is in the store of vectors"
    );
    Ok(())
}
