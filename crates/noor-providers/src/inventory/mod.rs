//! What a shop has in stock, as its warehouse program knows it.
//!
//! Names, texts and prices are the catalogue's: from here come ids for orders, stock, and whether an
//! item may be sold at all. Unknown is not zero.

pub mod zoho;

use chrono::{DateTime, Utc};

use crate::error::ProviderError;

/// An item as the warehouse knows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// The vendor's id, which orders name.
    pub id: String,
    /// Article code as the vendor writes it; empty only where an item was asked for by its id.
    pub sku: String,
    /// Whole pieces that can be promised, rounded down and never negative. `None` is not known.
    pub stock: Option<u32>,
    /// Whether it is active, may be sold, and is an end product where the vendor says so.
    pub offered: bool,
    /// When the vendor last changed it. A move of stock need not count as a change.
    pub modified_at: Option<DateTime<Utc>>,
}

/// The result of walking the items.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ItemWalk {
    /// Usable items, each code once, in the vendor's order.
    pub items: Vec<Item>,
    /// Rows that are not used: which, and why, in words for the shop's owner.
    pub rejected: Vec<(String, String)>,
    /// Whether every page was read. Only then may items that are missing be taken for gone.
    pub complete: bool,
}

/// A warehouse program.
#[async_trait::async_trait]
pub trait Inventory: Send + Sync + std::fmt::Debug {
    /// The vendor's name.
    fn name(&self) -> &'static str;

    /// All items, or those changed since a moment (asked with an overlap of ten minutes).
    /// `progress` is called with (rows read, rows expected if known).
    ///
    /// # Errors
    ///
    /// Only when nothing at all could be read; a walk that breaks off half-way gives what it has
    /// with [`ItemWalk::complete`] `false`.
    async fn walk(
        &self,
        since: Option<DateTime<Utc>>,
        progress: &(dyn Fn(usize, Option<usize>) + Send + Sync),
    ) -> Result<ItemWalk, ProviderError>;

    /// The figures of these items now, in the order asked for and in one call for every hundred
    /// ids. Items the vendor does not know are left out.
    ///
    /// # Errors
    ///
    /// The vendor's. Figures of some items are never given for those of all.
    async fn now(&self, ids: &[String]) -> Result<Vec<Item>, ProviderError>;
}
