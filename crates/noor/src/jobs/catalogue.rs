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
use crate::log::OrLog;

/// How often a worker asks whether it is time.
const ASK: Duration = Duration::from_secs(20);
/// Whoever has not finished after this long is taken to be gone, and another begins: longer than it
/// takes to embed a large catalogue on a small machine.
const PATIENCE: Duration = Duration::from_hours(2);
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

/// One of the things that are brought up to date, each at its own time: the catalogue first, since the
/// inventory only counts what is there, and meanings last, since they are those of what is offered.
#[derive(Debug, Clone, Copy)]
enum Step {
    Catalogue,
    Stock,
    Meanings,
}

const STEPS: [Step; 3] = [Step::Catalogue, Step::Stock, Step::Meanings];

/// Brings up to date what is due, until `stop`.
pub async fn keep_fresh(context: Arc<Context>, mirrored: Mirrored, stop: CancellationToken) {
    let works = STEPS.into_iter().filter_map(|step| work(step, &context, &mirrored));
    let round = works.collect::<Vec<_>>().join(", ");
    loop {
        tokio::select! {
            () = stop.cancelled() => {
                // What this process was at, another may do at once.
                let given = schedule::set(&context.db, &round, context.clock.now()).await;
                given.or_log("give a round of reading back");
                return;
            }
            done = if_due(&context, &mirrored, &round) => if let Err(error) = done {
                tracing::error!(
                    error = format!("{error:#}"),
                    "the mirror could not be brought up to date; what was not read stays as it is"
                );
            },
        }
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(ASK.min(mirrored.every)) => {}
        }
    }
}

/// The name of a step's work; `None` where there is nothing to do.
fn work(step: Step, context: &Context, mirrored: &Mirrored) -> Option<String> {
    Some(match step {
        Step::Catalogue => format!("read {}", mirrored.catalogue.as_ref()?.name()),
        Step::Stock => format!("count {}", context.inventory.as_ref()?.inventory.name()),
        Step::Meanings => format!("index in {}", context.meaning.as_ref()?.store.name()),
    })
}

/// One round, by one process of all. A step that failed is tried again soon, and the others only at
/// their own time.
async fn if_due(context: &Context, mirrored: &Mirrored, round: &str) -> Result<()> {
    let now = context.clock.now();
    let due = schedule::claim(&context.db, round, now, now + PATIENCE);
    if !due.await.context("ask whether anything is due")? {
        return Ok(());
    }
    let mut failures = Vec::new();
    for step in STEPS {
        let Some(work) = work(step, context, mirrored) else { continue };
        if let Err(error) = take(context, mirrored, step, &work).await {
            failures.push(format!("{error:#}"));
        }
    }
    let pause = if failures.is_empty() { mirrored.every } else { AGAIN.min(mirrored.every) };
    let next = schedule::set(&context.db, round, context.clock.now() + pause);
    next.await.context("say when something is due again")?;
    if failures.is_empty() { Ok(()) } else { Err(anyhow!(failures.join("; "))) }
}

/// A step of the round, if it is due.
async fn take(context: &Context, mirrored: &Mirrored, step: Step, work: &str) -> Result<()> {
    let now = context.clock.now();
    let due = schedule::claim(&context.db, work, now, now).await;
    if !due.with_context(|| format!("ask whether it is time to {work}"))? {
        return Ok(());
    }
    match step {
        Step::Catalogue => read_catalogue(context, mirrored).await,
        Step::Stock => read_stock(context).await,
        Step::Meanings => index(context).await,
    }?;
    // A little before the next round, which may be a moment early.
    let next = context.clock.now() + mirrored.every - mirrored.every / 10;
    let said = schedule::set(&context.db, work, next).await;
    said.with_context(|| format!("say when it is time to {work}"))
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
    let summary = count_stock(context, inventory, false, &|_, _| ()).await?;
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
