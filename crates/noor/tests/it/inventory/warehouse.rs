//! A shop whose catalogue is an API and whose stock Zoho Inventory counts.

use std::time::Duration;

use noor::app::count_stock::{StockSummary, count_stock};
use noor::app::load_catalogue::{Loading, Summary, load_catalogue};
use noor_providers::catalog::CatalogSource;
use noor_providers::catalog::treejar::TreejarCatalog;
use noor_providers::wire;
use noor_sim::{
    CatalogueProduct, Options, Simulator, ZOHO_CLIENT_ID, ZOHO_CLIENT_SECRET, ZOHO_ORGANIZATION,
    ZOHO_REFRESH_TOKEN, ZohoItem, ZohoOptions,
};
use serde_json::json;
use sqlx::PgPool;

use crate::harness::TestApp;

/// The settings that lead to the simulated account.
pub(crate) fn settings(sim: &Simulator) -> Vec<(String, String)> {
    let own = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    vec![
        own("NOOR_INVENTORY__VENDOR", "zoho"),
        own("ZOHO_DATA_CENTRE", "eu"),
        own("ZOHO_CLIENT_ID", ZOHO_CLIENT_ID),
        own("ZOHO_CLIENT_SECRET", ZOHO_CLIENT_SECRET),
        own("ZOHO_REFRESH_TOKEN", ZOHO_REFRESH_TOKEN),
        own("ZOHO_ORGANIZATION_ID", ZOHO_ORGANIZATION),
        own("NOOR_ZOHO__ACCOUNTS_URL", &sim.zoho_accounts_url()),
        own("NOOR_ZOHO__API_URL", &sim.zoho_api_url()),
    ]
}

/// A world with these products on the site and these items in the warehouse.
pub(crate) async fn world(products: Vec<CatalogueProduct>, items: Vec<ZohoItem>) -> Simulator {
    let zoho = ZohoOptions { items, ..ZohoOptions::default() };
    Simulator::start(Options { products, zoho, ..Options::default() }).await.expect("a simulator")
}

/// Noor in that world, with some settings changed.
pub(crate) async fn shop(db: PgPool, sim: Simulator, changed: &[(&str, &str)]) -> TestApp {
    let usual = settings(&sim);
    let usual = usual.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    let all: Vec<(&str, &str)> = usual.chain(changed.iter().copied()).collect();
    TestApp::around(db, sim, &all).await
}

/// An end product of which so many pieces are there.
pub(crate) fn item(id: u32, sku: &str, pieces: u32) -> ZohoItem {
    let mut item = ZohoItem::new(id.to_string(), sku, f64::from(pieces));
    item.custom.insert("cf_end_product".to_owned(), json!(true));
    item
}

/// A chair on the site, of which nobody there knows how many there are.
pub(crate) fn chair(number: u32) -> CatalogueProduct {
    CatalogueProduct {
        slug: format!("chair-{number}"),
        sku: Some(format!("ROW-{number}")),
        name: format!("Chair {number}"),
        price: 100.0,
        sale_price: None,
        currency: "AED".to_owned(),
        brand: String::new(),
        in_stock: true,
        stock_quantity: None,
        weight: None,
        category: "Chairs".to_owned(),
        subcategory: None,
        images: Vec::new(),
        url: String::new(),
        description: format!("Chair number {number}."),
        features: Vec::new(),
        specifications: std::collections::BTreeMap::new(),
    }
}

/// So many chairs on the site, and an item with so many pieces for each.
pub(crate) async fn chairs(count: u32, pieces: u32) -> Simulator {
    let items = (1..=count).map(|n| item(n, &format!("ROW-{n}"), pieces)).collect();
    world((1..=count).map(chair).collect(), items).await
}

/// The catalogue API, asked without pauses between attempts.
pub(crate) fn site(sim: &Simulator) -> TreejarCatalog {
    let http = wire::redirecting_client("noor-tests").expect("an HTTP client");
    let address = sim.catalogue_url().parse().expect("an address");
    TreejarCatalog::new(http, address).with_pauses(vec![Duration::from_millis(10)])
}

impl TestApp {
    /// The first step of `noor sync`.
    pub(crate) async fn reads(&self, source: &dyn CatalogSource) -> Summary {
        // The demo's rows give way to the test's.
        let loading = Loading { force: true, ..Loading::of(self.context()) };
        load_catalogue(loading, source, &|_, _| ()).await.expect("a catalogue")
    }

    /// The second step of `noor sync`.
    pub(crate) async fn counts(&self, force: bool) -> StockSummary {
        self.tries_to_count(force).await.expect("an inventory")
    }

    /// The second step of `noor sync`, which may fail.
    pub(crate) async fn tries_to_count(&self, force: bool) -> anyhow::Result<StockSummary> {
        let context = self.context();
        let keeping = context.inventory.as_ref().expect("an inventory");
        count_stock(context, keeping.inventory.as_ref(), force, &|_, _| ()).await
    }
}
