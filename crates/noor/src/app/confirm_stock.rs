//! Asking the inventory itself how many there are, before a figure is promised.

use std::collections::HashMap;

use anyhow::{Context as _, Result};
use noor_core::product::Product;
use noor_core::sku;
use noor_providers::inventory::Item;
use noor_store::products;

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
    if key_of.is_empty() {
        return Ok(());
    }
    let counted = ask(keeping, &key_of).await;
    keep(context, keeping, &counted).await;
    let by_key: HashMap<&str, &Item> =
        counted.iter().filter_map(|item| Some((key_of.get(&item.id)?.as_str(), item))).collect();
    for product in found {
        let key = sku::key(&product.sku);
        if let Some(item) = by_key.get(key.as_str()) {
            product.stock = item.stock;
            product.active &= item.offered;
        } else if key_of.values().any(|stale| *stale == key) {
            product.stock = None;
        }
    }
    Ok(())
}

/// The figures of items as they are now; none where the inventory does not say in time.
async fn ask(keeping: &StockKeeping, items: &HashMap<String, String>) -> Vec<Item> {
    let ids: Vec<String> = items.keys().cloned().collect();
    let inventory = keeping.inventory.as_ref();
    match tokio::time::timeout(keeping.deadline, inventory.now(&ids)).await {
        Ok(Ok(items)) => items,
        Ok(Err(error)) => {
            tracing::warn!(
                error = &error as &dyn std::error::Error,
                items = ids.len(),
                "the stock is to be confirmed: the inventory cannot be asked"
            );
            Vec::new()
        }
        Err(_) => {
            tracing::warn!(
                items = ids.len(),
                "the stock is to be confirmed: the inventory did not answer in time"
            );
            Vec::new()
        }
    }
}

/// Keeps the figures, so that nobody asks again in the next moment.
async fn keep(context: &Context, keeping: &StockKeeping, counted: &[Item]) {
    if counted.is_empty() {
        return;
    }
    let items: Vec<_> = counted.iter().map(stock_item).collect();
    let now = context.clock.now();
    let kept = async {
        let mut db = context.db.acquire().await?;
        products::count(&mut db, keeping.inventory.name(), &items, now).await
    };
    kept.await.or_log("keep figures of the inventory");
}
