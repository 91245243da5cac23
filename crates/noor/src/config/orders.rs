//! `[orders]`: where draft orders are written down.

use super::inventory::InventoryVendor;
use super::reader::{Choice, Reader};

/// `[orders]`.
#[derive(Clone, Debug)]
pub struct OrderSettings {
    /// Where; `None`: nowhere, and people of the shop write them.
    pub vendor: Option<OrderVendor>,
    /// The id of the service item that a charge for delivery is written as; `None`: a shipping charge.
    pub delivery_item: Option<String>,
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
        let delivery_item = from.text("orders.delivery_item").and_then(|id| item(from, id));
        Self { vendor, delivery_item }
    }
}

/// The id of an item, all digits; told if it is something else.
fn item(from: &mut Reader<'_>, id: String) -> Option<String> {
    if id.len() <= 20 && id.bytes().all(|byte| byte.is_ascii_digit()) {
        return Some(id);
    }
    let advice = "Open the item in Zoho Inventory and copy the number at the end of its address.";
    from.reject("orders.delivery_item", &format!("{id:?} is no id of an item."), advice);
    None
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
