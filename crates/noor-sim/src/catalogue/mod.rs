//! A shop's public catalogue API in the shape of Treejar's: categories with children, pages of
//! products, one product in full.
//!
//! It owns the shelf and its defects. It must never be tidier than the real one: products repeat in
//! parent and child categories, and no text is Arabic unless the file had it.

mod api;
mod control;
mod file;

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::routing::get;
use serde::{Deserialize, Serialize};

pub(crate) use control::routes as control_routes;
pub use file::read_products;

use crate::gate::Gated as _;
use crate::lock;
use crate::world::World;

/// A product as the shop's site knows it.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct CatalogueProduct {
    /// The end of its page's address; unique.
    pub slug: String,
    /// Article code; some have none.
    pub sku: Option<String>,
    /// The name.
    pub name: String,
    /// The regular price; 0 stands for "not known".
    pub price: f64,
    /// A reduced price which the site shows and Noor must not.
    pub sale_price: Option<f64>,
    /// Three letters.
    pub currency: String,
    /// Brand, often empty.
    pub brand: String,
    /// Whether the site offers it.
    pub in_stock: bool,
    /// Pieces; `None` is unknown.
    pub stock_quantity: Option<i64>,
    /// Kilograms.
    pub weight: Option<f64>,
    /// The main category's name.
    pub category: String,
    /// The category below it, if any.
    pub subcategory: Option<String>,
    /// Pictures, the first one for lists.
    pub images: Vec<String>,
    /// Its page.
    pub url: String,
    /// All of its text.
    pub description: String,
    /// What it can do, in lines.
    pub features: Vec<String>,
    /// Specifications.
    pub specifications: BTreeMap<String, String>,
}

/// A category with those below it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct CatalogueCategory {
    /// Unique name for queries.
    pub slug: String,
    /// The name.
    pub name: String,
    /// Often null.
    pub description: Option<String>,
    /// Products in it and below it.
    pub product_count: usize,
    /// Categories below it.
    pub children: Vec<CatalogueCategory>,
}

/// Changes to one product; what is absent stays.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct Amendment {
    /// The code vanishes.
    pub sku_gone: bool,
    /// A new price; 0 is allowed.
    pub price: Option<f64>,
    /// A reduced price.
    pub sale_price: Option<f64>,
    /// A stock figure; negative means that it is unknown from now on.
    pub stock_quantity: Option<i64>,
    /// Whether the site offers it.
    pub in_stock: Option<bool>,
    /// A new name.
    pub name: Option<String>,
    /// The product leaves the shelf.
    pub removed: bool,
}

/// The catalogue. Cheap to clone.
#[derive(Clone)]
pub struct Catalogue {
    inner: Arc<Inner>,
}

struct Inner {
    base: String,
    shelf: Mutex<Shelf>,
}

#[derive(Default)]
struct Shelf {
    products: Vec<CatalogueProduct>,
    /// Places of products by category slug, and by product slug.
    by_category: HashMap<String, Vec<usize>>,
    by_slug: HashMap<String, usize>,
    categories: Vec<CatalogueCategory>,
    /// Pages that answer 500: category slug and offset.
    failing: HashSet<(String, usize)>,
    redirects: bool,
}

impl Catalogue {
    pub(crate) fn new(products: Vec<CatalogueProduct>, base: String) -> Self {
        let catalogue = Self { inner: Arc::new(Inner { base, shelf: Mutex::default() }) };
        catalogue.set_products(products);
        catalogue
    }

    /// Replaces everything on the shelf.
    pub fn set_products(&self, products: Vec<CatalogueProduct>) {
        let mut current = lock(&self.inner.shelf);
        let (failing, redirects) = (std::mem::take(&mut current.failing), current.redirects);
        *current = Shelf { failing, redirects, ..Shelf::stock(products) };
    }

    /// Everything on the shelf.
    pub fn products(&self) -> Vec<CatalogueProduct> {
        lock(&self.inner.shelf).products.clone()
    }

    /// The category tree.
    pub fn categories(&self) -> Vec<CatalogueCategory> {
        lock(&self.inner.shelf).categories.clone()
    }

    /// Changes the product with this slug or code; `false` if there is none.
    pub fn amend(&self, slug_or_sku: &str, amendment: &Amendment) -> bool {
        let mut products = self.products();
        let known = |product: &CatalogueProduct| {
            product.slug == slug_or_sku || product.sku.as_deref() == Some(slug_or_sku)
        };
        let Some(place) = products.iter().position(known) else { return false };
        if amendment.removed {
            products.remove(place);
        } else {
            amendment.apply(&mut products[place]);
        }
        self.set_products(products);
        true
    }

    /// The page of `category` that starts at `offset` answers 500 from now on.
    pub fn fail_page(&self, category: &str, offset: usize) {
        lock(&self.inner.shelf).failing.insert((category.to_owned(), offset));
    }

    /// Every first request is redirected from now on, as after a move of the site.
    pub fn redirect(&self, redirects: bool) {
        lock(&self.inner.shelf).redirects = redirects;
    }

    /// Ends failing pages and redirects; amendments stay.
    pub(crate) fn reset(&self) {
        let mut current = lock(&self.inner.shelf);
        current.failing.clear();
        current.redirects = false;
    }
}

impl Amendment {
    fn apply(&self, product: &mut CatalogueProduct) {
        if self.sku_gone {
            product.sku = None;
        }
        if let Some(price) = self.price {
            product.price = price;
        }
        if let Some(sale_price) = self.sale_price {
            product.sale_price = Some(sale_price);
        }
        if let Some(quantity) = self.stock_quantity {
            product.stock_quantity = (quantity >= 0).then_some(quantity);
            product.in_stock = quantity != 0;
        }
        if let Some(in_stock) = self.in_stock {
            product.in_stock = in_stock;
        }
        if let Some(name) = &self.name {
            product.name.clone_from(name);
        }
    }
}

impl Shelf {
    /// Sorts products into categories. A product with a subcategory stands in both.
    fn stock(products: Vec<CatalogueProduct>) -> Self {
        let mut shelf = Self::default();
        let mut parents: BTreeMap<String, (String, BTreeMap<String, String>)> = BTreeMap::new();
        for (place, product) in products.iter().enumerate() {
            shelf.by_slug.insert(product.slug.clone(), place);
            let parent = file::slug(&product.category);
            shelf.by_category.entry(parent.clone()).or_default().push(place);
            let (_, children) = parents
                .entry(parent.clone())
                .or_insert_with(|| (product.category.clone(), BTreeMap::new()));
            if let Some(subcategory) = &product.subcategory {
                let child = format!("{parent}-{}", file::slug(subcategory));
                shelf.by_category.entry(child.clone()).or_default().push(place);
                children.insert(child, subcategory.clone());
            }
        }
        let count = |slug: &str| shelf.by_category.get(slug).map_or(0, Vec::len);
        let category = |slug: String, name: String, children: Vec<CatalogueCategory>| {
            let product_count = count(&slug);
            CatalogueCategory { slug, name, description: None, product_count, children }
        };
        shelf.categories = parents
            .into_iter()
            .map(|(slug, (name, children))| {
                let children = children
                    .into_iter()
                    .map(|(slug, name)| category(slug, name, Vec::new()))
                    .collect();
                category(slug, name, children)
            })
            .collect();
        shelf.products = products;
        shelf
    }
}

pub(crate) fn routes(world: &Arc<World>) -> Router<Arc<World>> {
    Router::new().gated(world, "catalogue.list", "/api/catalog", get(api::answer)).gated(
        world,
        "catalogue.moved",
        "/moved/api/catalog",
        get(api::answer_moved),
    )
}
