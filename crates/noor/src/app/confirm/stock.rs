//! How many there are now, as the inventory says.

use std::collections::{HashMap, HashSet};

use anyhow::{Context as _, Result};
use noor_core::product::Product;
use noor_providers::error::ProviderError;
use noor_providers::inventory::Item;
use noor_store::products::{self, StockItem};

use crate::app::count_stock::stock_item;
use crate::context::{Context, StockKeeping};
use crate::log::OrLog;

/// What is known of the stock of some products.
#[derive(Debug)]
pub(super) enum StockNow {
    /// Nobody counts: the catalogue's own figures stand.
    AsListed,
    /// The inventory was asked.
    Asked {
        /// What it said.
        told: HashMap<String, StockItem>,
        /// Whom it counted a moment ago.
        counted: HashSet<String>,
    },
}

impl StockNow {
    /// Lets a product say what is known. What nobody counted a moment ago is unknown: the catalogue's
    /// own figure is no promise.
    pub(super) fn tell(&self, key: &str, product: &mut Product) {
        let Self::Asked { told, counted } = self else { return };
        if let Some(item) = told.get(key) {
            product.stock = item.stock;
            product.active &= item.sellable;
        } else if !counted.contains(key) {
            product.stock = None;
        }
    }
}

/// The stock of products by their lookup keys, by one question for all of them.
///
/// # Errors
///
/// When the mirror cannot be asked which items they are.
pub(super) async fn now(context: &Context, keys: &[String]) -> Result<StockNow> {
    let Some(keeping) = &context.inventory else { return Ok(StockNow::AsListed) };
    let known = products::items(&context.db, keeping.inventory.name(), keys).await;
    let known = known.context("ask which items they are")?;
    let fresh = context.clock.now() - keeping.live_for;
    let (stale, counted): (Vec<_>, Vec<_>) =
        known.into_iter().partition(|item| item.counted_at.is_none_or(|at| at < fresh));
    let key_of: HashMap<String, String> =
        stale.into_iter().map(|item| (item.id, item.sku_key)).collect();
    let told = if key_of.is_empty() { Vec::new() } else { ask(context, keeping, key_of).await };
    let told = told.into_iter().map(|item| (item.sku_key.clone(), item)).collect();
    let counted = counted.into_iter().map(|item| item.sku_key).collect();
    Ok(StockNow::Asked { told, counted })
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
