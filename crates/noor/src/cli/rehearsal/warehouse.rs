//! A simulated Zoho Inventory that has what the catalogue says, so that quotations become orders.

use anyhow::{Context as _, Result};
use noor_sim::{
    Simulator, ZOHO_CLIENT_ID, ZOHO_CLIENT_SECRET, ZOHO_ORGANIZATION, ZOHO_REFRESH_TOKEN, ZohoItem,
};
use noor_store::products::{self, Loaded, StockItem, SyncRecord};
use noor_store::rehearsal::{self, Shelved};

use crate::config::Sources;
use crate::context::Context;

/// The inventory's name in the mirror.
const INVENTORY: &str = "zoho";

/// The settings that lead to the simulated account.
pub(super) fn around(sources: Sources, simulator: &Simulator) -> Sources {
    let name = "the rehearsal";
    sources
        .with_flag(name, "inventory.vendor", INVENTORY.to_owned())
        .with_flag(name, "orders.vendor", "inventory".to_owned())
        .with_flag(name, "zoho.data_centre", "eu".to_owned())
        .with_flag(name, "zoho.client_id", ZOHO_CLIENT_ID.to_owned())
        .with_flag(name, "zoho.client_secret", ZOHO_CLIENT_SECRET.to_owned())
        .with_flag(name, "zoho.refresh_token", ZOHO_REFRESH_TOKEN.to_owned())
        .with_flag(name, "zoho.organization_id", ZOHO_ORGANIZATION.to_owned())
        .with_flag(name, "zoho.end_product_field", String::new())
        .with_flag(name, "zoho.accounts_url", simulator.zoho_accounts_url())
        .with_flag(name, "zoho.api_url", simulator.zoho_api_url())
}

/// Writes an item for every product into the mirror, as the first count would.
pub(super) async fn count(context: &Context) -> Result<()> {
    let shelf = rehearsal::shelf(&context.db).await.context("read the catalogue")?;
    let items: Vec<StockItem> = shelf
        .into_iter()
        .map(|product| StockItem {
            id: product.place.to_string(),
            stock: pieces(&product),
            sku_key: product.sku_key,
            sellable: true,
        })
        .collect();
    let now = context.clock.now();
    let mut db = context.db.acquire().await.context("reach the database")?;
    products::count(&mut db, INVENTORY, &items, now).await.context("write the items")?;
    let walk = SyncRecord {
        id: context.ids.next(),
        source: INVENTORY.to_owned(),
        started_at: now,
        finished_at: now,
        complete: true,
        loaded: Loaded::default(),
        removed: 0,
        kept: 0,
        rejected: serde_json::json!([]),
    };
    products::record_sync(&mut db, &walk).await.context("keep that all was counted")
}

/// Puts the same items into the simulated inventory.
pub(super) async fn fill(context: &Context, simulator: &Simulator) -> Result<()> {
    let shelf = rehearsal::shelf(&context.db).await.context("read the catalogue")?;
    let item = |product: Shelved| {
        let there = pieces(&product);
        let pieces = f64::from(there.unwrap_or(0));
        let item = ZohoItem::new(product.place.to_string(), product.sku, pieces);
        // What is not tracked has no figures.
        ZohoItem { tracked: there.is_some(), ..item }
    };
    simulator.zoho().set_items(shelf.into_iter().map(item).collect());
    Ok(())
}

fn pieces(product: &Shelved) -> Option<u32> {
    product.stock.and_then(|stock| u32::try_from(stock).ok())
}
