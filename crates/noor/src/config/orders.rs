//! `[orders]`: where draft orders are written down.

use super::inventory::InventoryVendor;
use super::reader::{Choice, Reader};

/// `[orders]`.
#[derive(Clone, Copy, Debug)]
pub struct OrderSettings {
    /// Where; `None`: nowhere, and people of the shop write them.
    pub vendor: Option<OrderVendor>,
}

/// Where draft orders are written down.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OrderVendor {
    /// Zoho Inventory.
    Zoho,
}

impl OrderSettings {
    pub(super) fn read(from: &mut Reader<'_>, counts: Option<InventoryVendor>) -> Self {
        let vendor = match (from.choice("orders.vendor"), counts) {
            (Wish::None, _) | (Wish::Inventory, None) => None,
            (Wish::Inventory, Some(InventoryVendor::Zoho)) => Some(OrderVendor::Zoho),
        };
        Self { vendor }
    }
}

/// Orders name items by the ids of the inventory that counts them, so no other book can hold them.
#[derive(Clone, Copy)]
enum Wish {
    None,
    Inventory,
}

impl Choice for Wish {
    const NAMES: &'static [(&'static str, Self)] =
        &[("inventory", Self::Inventory), ("none", Self::None)];
}
