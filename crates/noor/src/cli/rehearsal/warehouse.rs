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

/// The settings that lead to the simulated account, by their keys.
pub(in crate::cli) fn settings(simulator: &Simulator) -> [(&'static str, String); 10] {
    [
        ("inventory.vendor", INVENTORY.to_owned()),
        ("orders.vendor", "inventory".to_owned()),
        ("zoho.data_centre", "eu".to_owned()),
        ("zoho.client_id", ZOHO_CLIENT_ID.to_owned()),
        ("zoho.client_secret", ZOHO_CLIENT_SECRET.to_owned()),
        ("zoho.refresh_token", ZOHO_REFRESH_TOKEN.to_owned()),
        ("zoho.organization_id", ZOHO_ORGANIZATION.to_owned()),
        // Every item is an end product: no field tells, and an empty setting counts as none.
        ("zoho.end_product_required", "false".to_owned()),
        ("zoho.accounts_url", simulator.zoho_accounts_url()),
        ("zoho.api_url", simulator.zoho_api_url()),
    ]
}

/// The same settings before all others.
pub(super) fn around(sources: Sources, simulator: &Simulator) -> Sources {
    let settings = settings(simulator).into_iter();
    settings.fold(sources, |all, (key, value)| all.with_flag("the rehearsal", key, value))
}

/// Writes an item for every product into the mirror, as the first count would.
pub(in crate::cli) async fn count(context: &Context) -> Result<()> {
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
pub(in crate::cli) async fn fill(context: &Context, simulator: &Simulator) -> Result<()> {
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
