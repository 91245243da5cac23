//! Asking the inventory itself how many there are, before a figure is promised.

use std::collections::{HashMap, HashSet};

use anyhow::{Context as _, Result};
use noor_core::product::Product;
use noor_core::sku;
use noor_providers::error::ProviderError;
use noor_providers::inventory::Item;
use noor_store::products::{self, StockItem};

use super::count_stock::stock_item;
use crate::context::{Context, StockKeeping};
use crate::log::OrLog;

/// Gives products the stock they have now, by one question for all of them. One whose figure cannot
/// be had in time has none: it is to be confirmed. Figures that were counted a moment ago stand.
///
/// Without an inventory nothing is asked, and the catalogue's figures stand.
///
/// # Errors
///
/// When the mirror cannot be asked which items they are.
pub(crate) async fn confirm_stock(context: &Context, found: &mut [&mut Product]) -> Result<()> {
    let Some(keeping) = &context.inventory else { return Ok(()) };
    let keys: Vec<String> = found.iter().map(|product| sku::key(&product.sku)).collect();
    if keys.is_empty() {
        return Ok(());
    }
    let known = products::items(&context.db, keeping.inventory.name(), &keys).await;
    let known = known.context("ask which items they are")?;
    let fresh = context.clock.now() - keeping.live_for;
    let stale = known.iter().filter(|item| item.counted_at.is_none_or(|at| at < fresh));
    let key_of: HashMap<String, String> =
        stale.map(|item| (item.id.clone(), item.sku_key.clone())).collect();
    let asked: HashSet<String> = key_of.values().cloned().collect();
    let told = if key_of.is_empty() { Vec::new() } else { ask(context, keeping, key_of).await };
    let told: HashMap<&str, &StockItem> =
        told.iter().map(|item| (item.sku_key.as_str(), item)).collect();
    let counted: HashSet<&str> = known
        .iter()
        .map(|item| item.sku_key.as_str())
        .filter(|key| !asked.contains(*key))
        .collect();
    for product in found {
        let key = sku::key(&product.sku);
        if let Some(item) = told.get(key.as_str()) {
            product.stock = item.stock;
            product.active &= item.sellable;
        } else if !counted.contains(key.as_str()) {
            // Nobody counted it a moment ago, and the catalogue's own figure is no promise.
            product.stock = None;
        }
    }
    Ok(())
}

/// The figures of items, by id, as they are now; none where the inventory does not say in time.
///
/// An answer that comes too late for the customer is kept for the next one, and a token that was
/// asked for on the way is not lost.
async fn ask(
    context: &Context,
    keeping: &StockKeeping,
    key_of: HashMap<String, String>,
) -> Vec<StockItem> {
    let (inventory, db) = (keeping.inventory.clone(), context.db.clone());
    let (asked_at, items) = (context.clock.now(), key_of.len());
    let asked = context.tasks.spawn(async move {
        let ids: Vec<String> = key_of.keys().cloned().collect();
        let told = inventory.now(&ids).await?;
        let told: Vec<StockItem> = told.iter().filter_map(|item| known(item, &key_of)).collect();
        let kept = async {
            let mut db = db.acquire().await?;
            products::count(&mut db, inventory.name(), &told, asked_at).await
        };
        kept.await.or_log("keep figures of the inventory");
        Ok::<_, ProviderError>(told)
    });
    match tokio::time::timeout(keeping.deadline, asked).await {
        Ok(Ok(Ok(told))) => told,
        Ok(Ok(Err(error))) => {
            tracing::warn!(
                error = &error as &dyn std::error::Error,
                items,
                "the stock is to be confirmed: the inventory cannot be asked"
            );
            Vec::new()
        }
        Ok(Err(error)) => {
            tracing::error!(%error, items, "the stock is to be confirmed: asking broke off");
            Vec::new()
        }
        Err(_) => {
            tracing::warn!(
                items,
                "the stock is to be confirmed: the inventory did not answer in time"
            );
            Vec::new()
        }
    }
}

/// The item of the product it was asked for; none if it carries another product's code by now.
fn known(item: &Item, key_of: &HashMap<String, String>) -> Option<StockItem> {
    let key = key_of.get(&item.id)?;
    let told = stock_item(item);
    let same = told.sku_key.is_empty() || told.sku_key == *key;
    same.then(|| StockItem { sku_key: key.clone(), ..told })
}
