//! Catalogue sources: where products come from.

mod figures;
pub mod file;
mod plain;
pub mod treejar;

use noor_core::money::Money;
use noor_core::product::Product;
use serde_json::Value;

use crate::error::ProviderError;

/// One row of a source: a product, or why it is none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Row {
    /// A usable product.
    Product {
        /// Where it stood: the line number of a file (counted from 1), or a page's address.
        at: String,
        /// What the source calls its page, if it can be asked for it alone.
        page: Option<String>,
        /// The product.
        product: Box<Product>,
    },
    /// A row that is not loaded; its neighbours are.
    Rejected {
        /// Where it stood.
        at: String,
        /// The code it has, if that could be read: the product is there, whatever else it is.
        sku: Option<String>,
        /// Why, in words for the shop's owner.
        reason: String,
    },
}

/// The result of walking a whole source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Walk {
    /// Everything found, in source order.
    pub rows: Vec<Row>,
    /// Whether every page and line was read. Only then may products that are missing from it be
    /// taken off the shelf.
    pub complete: bool,
}

/// What earlier walks read, so that a walk does not ask again for what is the same, and one that
/// follows a walk that was broken off goes on from there.
#[async_trait::async_trait]
pub trait Memory: Send + Sync {
    /// The page kept under `key`, if it is of this version and not too old.
    async fn recall(&self, key: &str, version: &str) -> Option<Value>;

    /// Keeps a page. What cannot be kept will be asked for again.
    async fn keep(&self, key: &str, version: &str, page: &Value);
}

/// Remembers nothing: everything is read anew.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoMemory;

#[async_trait::async_trait]
impl Memory for NoMemory {
    async fn recall(&self, _: &str, _: &str) -> Option<Value> {
        None
    }

    async fn keep(&self, _: &str, _: &str, _: &Value) {}
}

/// A source of products.
#[async_trait::async_trait]
pub trait CatalogSource: Send + Sync + std::fmt::Debug {
    /// The source's name, kept with every product it gave.
    fn name(&self) -> String;

    /// Reads the whole source, asking `memory` for pages that cost a call each. `progress` is called
    /// with (rows read, rows expected if known).
    ///
    /// # Errors
    ///
    /// Only when nothing at all could be read; a source that breaks off half-way gives what it has
    /// with [`Walk::complete`] `false`.
    async fn walk(
        &self,
        memory: &dyn Memory,
        progress: &(dyn Fn(usize, Option<usize>) + Send + Sync),
    ) -> Result<Walk, ProviderError>;

    /// The customer price of one product as it is now, by its page; `None` if it has none.
    ///
    /// # Errors
    ///
    /// [`ProviderError::Unavailable`] when it does not say: the price is to be confirmed.
    /// [`ProviderError::Refused`] for a page it does not have, and from a source without pages.
    async fn price(&self, page: &str) -> Result<Option<Money>, ProviderError> {
        Err(ProviderError::Refused {
            service: "the catalogue",
            code: "no pages".to_owned(),
            reason: format!("{} gives its products only all together, not {page}", self.name()),
        })
    }
}
