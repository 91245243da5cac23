//! A store of vectors, and the shop whose products are in it.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use noor::app::vectors::pgvector::PgVectors;
use noor_core::clock::{Clock as _, SystemClock};
use noor_core::money::{Currency, Money};
use noor_core::product::{PriceBasis, Product, SizeMm, Texts};
use noor_providers::vectors::qdrant::Qdrant;
use noor_providers::vectors::{Point, Space, Traits, VectorStore};
use noor_providers::wire;
use noor_sim::{Options, SIMULATOR_KEY, Simulator};
use noor_store::PgPool;
use noor_store::products::{self, Mirrored};

/// Where vectors are kept.
pub(super) enum Stage {
    Pgvector(PgPool),
    Qdrant(Simulator),
}

impl Stage {
    pub(super) fn pgvector(db: PgPool) -> Self {
        Self::Pgvector(db)
    }

    /// A server that insists on an index for every filter.
    pub(super) async fn qdrant() -> Self {
        Self::Qdrant(Simulator::start(Options::default()).await.unwrap())
    }

    /// The store as one more process would have it.
    pub(super) fn store(&self) -> Arc<dyn VectorStore> {
        match self {
            Self::Pgvector(db) => Arc::new(PgVectors::new(db.clone())),
            Self::Qdrant(sim) => {
                let http = wire::client("noor-tests").unwrap();
                let address = sim.qdrant_url().parse().unwrap();
                let store = Qdrant::new(http, &address, Some(SIMULATOR_KEY.into()), "noor");
                Arc::new(store.with_pauses(vec![Duration::from_millis(1)]))
            }
        }
    }

    /// A store with these points, whose products are in the catalogue.
    pub(super) async fn with(&self, space: &Space, points: &[Point]) -> Arc<dyn VectorStore> {
        let store = self.store();
        store.prepare(space).await.unwrap();
        let traits = points.iter().map(|point| (point.key.clone(), point.traits.clone()));
        self.sell(&traits.collect::<Vec<_>>()).await;
        store.put(space, points).await.unwrap();
        store
    }

    /// Puts products into the mirror of the catalogue, where it is asked.
    pub(super) async fn sell(&self, products: &[(String, Traits)]) {
        let Self::Pgvector(db) = self else { return };
        let mirrored: Vec<Mirrored> =
            products.iter().map(|(key, traits)| mirrored(key, traits)).collect();
        let mut tx = db.begin().await.unwrap();
        products::load(&mut tx, "test", None, &mirrored, SystemClock.now()).await.unwrap();
        tx.commit().await.unwrap();
        // As after a while: the planner knows what there is.
        sqlx::query("analyze products").execute(db).await.unwrap();
    }
}

fn mirrored(key: &str, traits: &Traits) -> Mirrored {
    let currency = traits.currency.as_deref().map(|code| Currency::parse(code).unwrap());
    let price = traits.price.map(|price| Money::new(price, currency.expect("of every price")));
    let product = Product {
        sku: key.to_owned(),
        name: Texts { en: Some(key.to_owned()), ar: None },
        description: Texts::default(),
        categories: Vec::new(),
        family: traits.family.clone(),
        subtype: None,
        colours: traits.colours.clone(),
        materials: traits.materials.clone(),
        size: SizeMm::default(),
        price,
        price_basis: PriceBasis::Each,
        stock: Some(if traits.in_stock { 3 } else { 0 }),
        active: traits.active,
        images: Vec::new(),
        attributes: BTreeMap::new(),
        capacity: None,
        url: None,
    };
    Mirrored {
        product,
        sku_key: key.to_owned(),
        words: [key.to_owned(), String::new(), String::new()],
        folded_name: key.to_owned(),
        says_itself: true,
        page: None,
        derived: Vec::new(),
        features: traits.features.clone(),
        name_sounds: Vec::new(),
    }
}
