//! `[inventory]`: who counts the stock.

use std::time::Duration;

use super::reader::{Choice, Reader};

/// `[inventory]`.
#[derive(Clone, Copy, Debug)]
pub struct InventorySettings {
    /// Who counts; `None`: nobody, and the catalogue's own figures stand.
    pub vendor: Option<InventoryVendor>,
    /// How long a figure may be told without asking again.
    pub live_for: Duration,
    /// How long asking may take.
    pub deadline: Duration,
}

/// Who counts the stock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InventoryVendor {
    /// Zoho Inventory.
    Zoho,
}

impl InventorySettings {
    pub(super) fn read(from: &mut Reader<'_>) -> Self {
        let (hour, moment) = (Duration::from_hours(1), Duration::from_millis(100));
        let vendor = match from.choice("inventory.vendor") {
            Wish::None => None,
            Wish::Zoho => Some(InventoryVendor::Zoho),
        };
        let live_for = from.duration("inventory.live_for", Duration::ZERO..=hour);
        let deadline = from.duration("inventory.deadline", moment..=Duration::from_secs(10));
        Self { vendor, live_for, deadline }
    }
}

#[derive(Clone, Copy)]
enum Wish {
    None,
    Zoho,
}

impl Choice for Wish {
    const NAMES: &'static [(&'static str, Self)] = &[("none", Self::None), ("zoho", Self::Zoho)];
}
