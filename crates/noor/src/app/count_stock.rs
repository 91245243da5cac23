//! What the inventory says of the shop's products: items, stock, and whether they may be sold.

use std::collections::HashSet;

use anyhow::{Context as _, Result};
use noor_core::sku;
use noor_providers::inventory::{Inventory, Item};
use noor_store::products::{self, Loaded, StockItem, SyncRecord};
use serde_json::json;

use super::alerts::{Trouble, report};
use super::shrinking::is_shrunk;
use crate::context::Context;

/// Items written in one statement.
const CHUNK: usize = 500;

/// What a count did.
#[derive(Debug, Default)]
pub struct StockSummary {
    /// Items whose product is in the catalogue.
    pub matched: u64,
    /// Products whose figures are different now.
    pub changed: u64,
    /// Products that no longer have an item.
    pub lost: u64,
    /// Items that no product of the catalogue has: never shown.
    pub strangers: u64,
    /// Rows that are no item: where they stood and why.
    pub rejected: Vec<(String, String)>,
    /// Whether everything was read.
    pub complete: bool,
    /// Products whose item is missing and which keep it, since half or more of them were.
    pub kept: u64,
}

/// Walks the whole inventory and writes what it says into the mirror: a move of stock need not touch
/// the moment at which an item was changed, so what changed since would not do.
///
/// A product loses its item only after a whole walk that saw more than half of them. Safe to call twice.
///
/// # Errors
///
/// When nothing of the inventory could be read, or the database was lost. What was written by then
/// stays.
pub async fn count_stock(
    context: &Context,
    inventory: &dyn Inventory,
    force: bool,
    progress: &(dyn Fn(usize, Option<usize>) + Send + Sync),
) -> Result<StockSummary> {
    let (name, started_at) = (inventory.name(), context.clock.now());
    let walk = inventory.walk(None, progress).await;
    let walk = walk.with_context(|| format!("read the items of {name}"))?;
    let mut summary = StockSummary {
        rejected: walk.rejected,
        complete: walk.complete,
        ..StockSummary::default()
    };
    let mut seen = HashSet::new();
    let mut items = Vec::with_capacity(walk.items.len());
    for item in walk.items.iter().map(stock_item) {
        if item.sku_key.is_empty() || !seen.insert(item.sku_key.clone()) {
            let reason = "the code is there twice, or has no letter and no digit".to_owned();
            summary.rejected.push((format!("item {}", item.id), reason));
        } else {
            items.push(item);
        }
    }
    // What is missing is counted before anything is written: other items are no sign that these are
    // really gone.
    let seen: Vec<String> = seen.into_iter().collect();
    let mut db = context.db.acquire().await.context("reach the database")?;
    let had = products::items_of(&mut db, name, &seen).await.context("count what is missing")?;
    drop(db);
    for chunk in items.chunks(CHUNK) {
        let mut db = context.db.acquire().await.context("reach the database")?;
        let counts = products::count(&mut db, name, chunk, started_at).await;
        let counts = counts.context("write figures")?;
        summary.matched += counts.matched;
        summary.changed += counts.changed;
    }
    summary.strangers = (items.len() as u64).saturating_sub(summary.matched);
    let mut tx = context.db.begin().await.context("begin")?;
    if summary.complete {
        if is_shrunk(had.items, had.unseen) && !force {
            summary.kept = u64::try_from(had.unseen).unwrap_or(0);
        } else {
            let lost = products::unmatched(&mut tx, name, &seen, started_at).await;
            summary.lost = lost.context("take items away")?;
        }
    }
    let count = |n: u64| u32::try_from(n).unwrap_or(u32::MAX);
    let record = SyncRecord {
        id: context.ids.next(),
        source: name.to_owned(),
        started_at,
        finished_at: context.clock.now(),
        complete: summary.complete,
        loaded: Loaded {
            added: 0,
            changed: count(summary.changed),
            unchanged: count(summary.matched.saturating_sub(summary.changed)),
        },
        removed: summary.lost,
        kept: summary.kept,
        rejected: summary
            .rejected
            .iter()
            .map(|(at, reason)| json!({"at": at, "reason": reason}))
            .collect(),
    };
    products::record_sync(&mut tx, &record).await.context("keep the summary")?;
    tx.commit().await.context("commit")?;
    let troubles = [
        (summary.kept > 0).then_some(Trouble::Shrunk { source: name, missing: summary.kept }),
        (summary.lost > 0).then_some(Trouble::NoItem { inventory: name, products: summary.lost }),
    ];
    for trouble in troubles.into_iter().flatten() {
        report(context.alerts.as_ref(), &trouble).await;
    }
    Ok(summary)
}

/// An item as the mirror keeps it.
pub(super) fn stock_item(item: &Item) -> StockItem {
    StockItem {
        sku_key: sku::key(&item.sku),
        id: item.id.clone(),
        stock: item.stock,
        sellable: item.offered,
    }
}
