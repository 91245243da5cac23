//! Loading a source of products into the mirror.

mod mirrored;
mod pages;
mod rows;

use std::collections::HashSet;
use std::time::Duration;

use anyhow::{Context as _, Result};
use noor_core::clock::Clock;
use noor_core::ids::Ids;
use noor_core::lexicon::Lexicon;
use noor_core::sku;
use noor_providers::catalog::{CatalogSource, Row};
use noor_store::products::{self, Loaded, SyncRecord};
use noor_store::{PgConnection, PgPool};
use serde_json::json;

pub(super) use self::mirrored::features_of;
use self::pages::Pages;
use self::rows::{ReadRow, write};
use super::alerts::{Alerts, Trouble, report};
use super::shrinking::is_shrunk;
use crate::context::Context;
use crate::log::OrLog;

/// Most rejected rows that are kept with their reasons.
const REJECTED: usize = 1000;

/// What a load did.
#[derive(Debug)]
pub struct Summary {
    /// New, changed and unchanged rows.
    pub loaded: Loaded,
    /// Rows taken off the shelf, since a complete walk did not see them.
    pub removed: u64,
    /// Rows that were not loaded: where they stood and why.
    pub rejected: Vec<(String, String)>,
    /// Whether the source was read to its end.
    pub complete: bool,
    /// How many products were missing from it and stay on the shelf, since half or more were: nobody
    /// drops half of a catalogue without saying so.
    pub kept: u64,
    /// How many were missing and stay on the shelf, since each may be one of the rows that not even the
    /// code could be read of.
    pub in_doubt: u64,
}

/// What loading needs.
#[derive(Debug, Clone, Copy)]
pub struct Loading<'a> {
    /// The mirror.
    pub db: &'a PgPool,
    /// Derives what rows do not say: family, colours, materials.
    pub lexicon: &'a Lexicon,
    /// The time.
    pub clock: &'a dyn Clock,
    /// Fresh identifiers.
    pub ids: &'a dyn Ids,
    /// Told of a catalogue that shrank.
    pub alerts: &'a dyn Alerts,
    /// The inventory that counts new products, if the shop has one.
    pub inventory: Option<&'a str>,
    /// Whether a catalogue that lost half of its products or more is believed.
    pub force: bool,
    /// Whether every page is read anew, also those that seem to be the same.
    pub full: bool,
}

impl<'a> Loading<'a> {
    /// What loading needs of a context.
    pub fn of(context: &'a Context) -> Self {
        Self {
            db: &context.db,
            lexicon: &context.content.vocabulary.lexicon,
            clock: context.clock.as_ref(),
            ids: context.ids.as_ref(),
            alerts: context.alerts.as_ref(),
            inventory: context.inventory.as_ref().map(|it| it.inventory.name()),
            force: false,
            full: false,
        }
    }
}

/// How long after its last count an inventory that is not configured here is taken to be given up.
const GIVEN_UP: Duration = Duration::from_hours(24 * 7);

/// Without an inventory the catalogue's own figures stand, unless one counted not long ago: then this
/// process only lacks its settings.
async fn free_from_inventory(loading: &Loading<'_>, db: &mut PgConnection) -> Result<()> {
    let counted = products::last_count(db).await.context("ask when the stock was counted")?;
    let Some(counted) = counted else { return Ok(()) };
    if counted > loading.clock.now() - GIVEN_UP && !loading.force {
        tracing::warn!(
            %counted,
            "an inventory counted the stock that is not configured here: its figures stay; if the \
             shop gave it up, run `noor sync --force`"
        );
        return Ok(());
    }
    products::forget_inventory(db).await.context("take an inventory out of use")?;
    Ok(())
}

/// Walks `source` and brings the mirror in line with it.
///
/// A bad row is left out and reported, the others go on; its product, if the code can be read, stays on
/// the shelf without a price, since what cannot be read is not promised. Products that are not in the
/// source, from whatever source they came, are taken off the shelf only after a complete walk that read
/// the code of every row and saw more than half of those on offer, or where [`Loading::force`] says so.
/// Addresses of pictures that are new become due for [`super::prepare_pictures`]. Safe to call twice:
/// what is the same stays untouched.
///
/// # Errors
///
/// When nothing of the source could be read, or the database was lost. What was written by then
/// stays; nothing was taken off the shelf.
pub async fn load_catalogue(
    loading: Loading<'_>,
    source: &dyn CatalogSource,
    progress: &(dyn Fn(usize, Option<usize>) + Send + Sync),
) -> Result<Summary> {
    let started_at = loading.clock.now();
    let name = source.name();
    let pages = Pages::of(&loading, &name, started_at);
    let walk = source.walk(&pages, progress).await.with_context(|| format!("read {name}"))?;
    let mut summary = Summary {
        loaded: Loaded::default(),
        removed: 0,
        rejected: Vec::new(),
        complete: walk.complete,
        kept: 0,
        in_doubt: 0,
    };
    let (mut seen, mut unreadable) = (HashSet::new(), HashSet::new());
    let mut nameless = 0;
    let mut rows = Vec::with_capacity(walk.rows.len());
    for row in walk.rows {
        match row {
            Row::Rejected { at, sku, reason } => {
                match sku {
                    Some(sku) => drop(unreadable.insert(sku::key(&sku))),
                    None => nameless += 1,
                }
                summary.rejected.push((at, reason));
            }
            Row::Product { at, page, product } => {
                if seen.insert(sku::key(&product.sku)) {
                    rows.push(ReadRow { at, page, product: *product });
                } else {
                    let reason = format!("the code {} is there twice", product.sku);
                    summary.rejected.push((at, reason));
                }
            }
        }
    }
    unreadable.retain(|key| !seen.contains(key));
    // What is missing is counted before anything is added: other products are no sign that these are
    // really gone.
    let there: Vec<String> = seen.iter().chain(&unreadable).cloned().collect();
    let mut db = loading.db.acquire().await.context("reach the database")?;
    let missing = products::unseen(&mut db, &there).await;
    let (offered, missing) = missing.context("count what is missing")?;
    drop(db);
    let written = write(&loading, &name, rows, started_at).await?;
    summary.loaded = written.loaded;
    for (at, key, reason) in written.refused {
        unreadable.insert(key);
        summary.rejected.push((at, reason));
    }
    let mut tx = loading.db.begin().await.context("begin")?;
    let unreadable: Vec<String> = unreadable.into_iter().collect();
    products::without_price(&mut tx, &unreadable, started_at).await.context("withdraw prices")?;
    let missing_now = u64::try_from(missing).unwrap_or(0);
    if summary.complete && is_shrunk(offered, missing) && !loading.force {
        summary.kept = missing_now;
    } else if summary.complete && nameless > 0 && !loading.force {
        // A row without a code may be the very one that seems to be missing.
        summary.in_doubt = missing_now;
    } else if summary.complete {
        let gone = products::deactivate_unseen(&mut tx, &there, started_at).await;
        summary.removed = gone.context("take products off the shelf")?;
    }
    if summary.complete && loading.inventory.is_none() {
        free_from_inventory(&loading, &mut tx).await?;
    }
    products::note_pictures(&mut tx, loading.clock.now()).await.context("note new pictures")?;
    let rejected: Vec<_> = summary
        .rejected
        .iter()
        .take(REJECTED)
        .map(|(at, reason)| json!({"at": at, "reason": reason}))
        .collect();
    let record = SyncRecord {
        id: loading.ids.next(),
        source: name.clone(),
        started_at,
        finished_at: loading.clock.now(),
        complete: summary.complete,
        loaded: summary.loaded,
        removed: summary.removed,
        kept: summary.kept,
        rejected: rejected.into(),
    };
    products::record_sync(&mut tx, &record).await.context("keep the summary")?;
    tx.commit().await.context("commit")?;
    let source = &record.source;
    let troubles = [
        (summary.kept > 0).then_some(Trouble::Shrunk { source, missing: summary.kept }),
        (summary.in_doubt > 0).then_some(Trouble::InDoubt {
            source,
            missing: summary.in_doubt,
            nameless,
        }),
    ];
    for trouble in troubles.into_iter().flatten() {
        report(loading.alerts, &trouble).await;
    }
    if summary.complete {
        pages.forget_old().await.or_log("forget pages of products that are gone");
    }
    Ok(summary)
}
