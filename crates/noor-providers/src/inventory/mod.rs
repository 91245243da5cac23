//! Inventories: which item stands behind a code, and how many there are.

use chrono::{DateTime, Utc};

use crate::error::ProviderError;

/// One item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// The inventory's own id.
    pub id: String,
    /// The article code as it stands there.
    pub sku: String,
    /// Whole pieces that can be promised, rounded down; `None` is unknown, below zero is 0.
    pub stock: Option<u32>,
    /// Whether it may be sold: active, for sale, and an end product where a field says so.
    pub offered: bool,
    /// When it was last changed.
    pub modified_at: Option<DateTime<Utc>>,
}

/// The result of a walk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ItemWalk {
    /// What was found.
    pub items: Vec<Item>,
    /// Rows that are no item: where they stood, and why.
    pub rejected: Vec<(String, String)>,
    /// Whether every page was read.
    pub complete: bool,
}

/// An inventory.
#[async_trait::async_trait]
pub trait Inventory: Send + Sync + std::fmt::Debug {
    /// The name, kept with every figure it gave.
    fn name(&self) -> &'static str;

    /// All items, or those changed since a moment.
    ///
    /// # Errors
    ///
    /// Only when nothing could be read.
    async fn walk(
        &self,
        since: Option<DateTime<Utc>>,
        progress: &(dyn Fn(usize, Option<usize>) + Send + Sync),
    ) -> Result<ItemWalk, ProviderError>;

    /// The figures of these items now, in one call for every hundred ids. Items that are unknown are
    /// left out.
    ///
    /// # Errors
    ///
    /// [`ProviderError`]: the figures are to be confirmed.
    async fn now(&self, ids: &[String]) -> Result<Vec<Item>, ProviderError>;
}
