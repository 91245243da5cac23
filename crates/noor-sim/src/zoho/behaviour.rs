//! The switches of the account: where sources disagree on what Zoho does, or Zoho does both.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::{CrmBehaviour, CrmLimits, OrderIdKey, OrderKey};

/// How the account answers.
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of its own")]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct ZohoBehaviour {
    /// Clients are of another data centre: nobody here knows them.
    pub wrong_data_centre: bool,
    /// The status of the answer that a refresh token is used too often: 200 or 400.
    pub throttle_status: u16,
    /// Access tokens of one refresh token that live side by side; one more drives out the oldest.
    pub live_tokens: usize,
    /// `expires_in` counts milliseconds, and `expires_in_sec` stands beside it.
    pub expires_in_ms: bool,
    /// What tokens name as their API's address; `None` is the simulator's own.
    pub api_domain: Option<String>,
    /// The status of code 57: 401 or 400.
    pub code_57_status: u16,
    /// Lists come without `page_context`.
    pub omit_page_context: bool,
    /// This page holds the rows of the page before it.
    pub repeat_page: Option<usize>,
    /// This page is empty, though more pages follow.
    pub lose_page: Option<usize>,
    /// Numbers are strings.
    pub numbers_as_strings: bool,
    /// Ids are integers.
    pub ids_as_ints: bool,
    /// Absent values are `""`; otherwise null.
    pub empty_strings: bool,
    /// Offsets of times have a colon.
    pub colon_offsets: bool,
    /// Stock keys of items whose stock is not tracked are there and empty, not absent.
    pub untracked_stock_keys: bool,
    /// Lists name the figures for sale too; item pages always do.
    pub for_sale_in_lists: bool,
    /// A change of stock moves the time of the item's last change.
    pub stock_touches_items: bool,
    /// Filters (names of query parameters) that are passed over; `*` is all of them, but not
    /// `sort_order`, without which a list of orders begins with the oldest.
    pub ignored_filters: BTreeSet<String>,
    /// There is a route for the details of many items.
    pub item_details: bool,
    /// One unknown id spoils the answer for all of them.
    pub unknown_ids_refuse: bool,
    /// Filters by a contact's name find nothing.
    pub name_filter_misses: bool,
    /// The status of the answer that a contact or an order does not exist: 404 or 400.
    pub missing_status: u16,
    /// The key that an order stands under.
    pub order_key: OrderKey,
    /// The key of an order's id.
    pub order_id_key: OrderIdKey,
    /// Orders that were confirmed cannot be changed any more.
    pub confirmed_orders_are_fixed: bool,
    /// Those of the CRM.
    pub crm: CrmBehaviour,
}

impl Default for ZohoBehaviour {
    fn default() -> Self {
        Self {
            wrong_data_centre: false,
            throttle_status: 200,
            live_tokens: 10,
            expires_in_ms: false,
            api_domain: None,
            code_57_status: 401,
            omit_page_context: false,
            repeat_page: None,
            lose_page: None,
            numbers_as_strings: false,
            ids_as_ints: false,
            empty_strings: true,
            colon_offsets: false,
            untracked_stock_keys: false,
            for_sale_in_lists: false,
            stock_touches_items: false,
            ignored_filters: BTreeSet::new(),
            item_details: true,
            unknown_ids_refuse: false,
            name_filter_misses: false,
            missing_status: 404,
            order_key: OrderKey::default(),
            order_id_key: OrderIdKey::default(),
            confirmed_orders_are_fixed: false,
            crm: CrmBehaviour::default(),
        }
    }
}

impl ZohoBehaviour {
    /// Whether a list looks at this query parameter.
    pub(super) fn heeds(&self, filter: &str) -> bool {
        !self.ignored_filters.contains("*") && !self.ignored_filters.contains(filter)
    }
}

/// How often the organization may call Zoho Inventory, and the CRM; `None` is without end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct ZohoLimits {
    /// Calls in any 60 seconds; one more blocks the organization.
    pub per_minute: Option<usize>,
    /// Seconds that a block lasts.
    pub block_seconds: u32,
    /// A block's answers say how long it lasts.
    pub retry_after: bool,
    /// Calls in any 24 hours.
    pub per_day: Option<usize>,
    /// Calls at the same time.
    pub parallel: Option<usize>,
    /// Those of the CRM, which counts for itself.
    pub crm: CrmLimits,
}

impl Default for ZohoLimits {
    fn default() -> Self {
        Self {
            per_minute: Some(100),
            block_seconds: 60,
            retry_after: false,
            per_day: None,
            parallel: Some(10),
            crm: CrmLimits::default(),
        }
    }
}
