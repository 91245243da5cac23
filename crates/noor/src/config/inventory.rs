//! `[inventory]`: who counts the stock.

use std::time::Duration;

use super::reader::{Choice, Reader};
use super::zoho::ZohoSettings;

/// `[inventory]`.
#[derive(Clone, Debug)]
pub struct InventorySettings {
    /// Who counts; `None`: nobody, and the catalogue's own figures stand.
    pub vendor: Option<InventoryVendor>,
    /// How long a figure may be told without asking again.
    pub live_for: Duration,
    /// How long asking may take.
    pub deadline: Duration,
}

/// Who counts the stock.
#[derive(Clone, Debug)]
pub enum InventoryVendor {
    /// Zoho Inventory.
    Zoho(Box<ZohoSettings>),
}

impl InventorySettings {
    pub(super) fn read(from: &mut Reader<'_>) -> Self {
        let (hour, moment) = (Duration::from_hours(1), Duration::from_millis(100));
        let vendor = from.choice("inventory.vendor");
        let live_for = from.duration("inventory.live_for", Duration::ZERO..=hour);
        let deadline = from.duration("inventory.deadline", moment..=Duration::from_secs(10));
        let zoho = ZohoSettings::read(from, matches!(vendor, Wish::Zoho));
        let vendor = zoho.map(|zoho| InventoryVendor::Zoho(Box::new(zoho)));
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
