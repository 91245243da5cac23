//! Zoho Inventory's customers and sales orders.
//!
//! Facts it holds to: names are unique among active and inactive contacts; filters may be passed over
//! without a word, so every row is looked at again; the key an order stands under and the key of its
//! id vary; there is no key by which Zoho knows a repeat, so our reference stands in
//! `reference_number`; a list without `page_context` is a broken answer and never the last page; a
//! line is taxed by its item, and `shipping_charge` is not taxed.
//!
//! Source: Zoho Inventory v1, "Contacts", "Sales Orders" and "Pagination" (March 2026).

mod customers;
mod delivery;
mod draft;
mod history;
mod list;
mod reading;
mod sales_orders;
mod shipments;

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use reqwest::Method;
use rust_decimal::Decimal;
use serde_json::Value;

use super::{
    Buyer, Customer, Customers, DraftOrder, Naming, Order, OrderBook, OrderError, OrderStatus,
};
use crate::error::{BoxError, ProviderError};
use crate::quota::Quota;
use crate::zoho::oauth::ZohoAuth;
use crate::zoho::wire::{Call, ZohoWire};

/// The service's name in errors.
pub const SERVICE: &str = "Zoho Inventory";
const CONTACTS: &str = "inventory contacts";
const ORDERS: &str = "inventory sales orders";
/// What Zoho says of a record that does not exist.
const NO_SUCH_RECORD: &str = "1002";
/// What Zoho says of a name that somebody else has.
const NAME_TAKEN: &str = "3062";

/// What the shop decides.
#[derive(Debug, Clone)]
pub struct Options {
    /// The organization's id, all digits.
    pub organization_id: String,
    /// The shop's own country in digits: `971`. Numbers without a country are taken for its.
    pub home: String,
    /// The id of the service item that a charge for delivery is written as; `None`: it is written as
    /// a shipping charge, which Zoho does not tax.
    pub delivery_item: Option<String>,
    /// The longest that one attempt of a call may take.
    pub timeout: Duration,
}

/// An organization in Zoho Inventory, as the book of its orders.
#[derive(Debug)]
pub struct ZohoOrders {
    wire: ZohoWire,
    options: Options,
}

impl ZohoOrders {
    /// The organization of `options`, called through `auth` within `quota`, which is the one that
    /// stock is counted within.
    pub fn new(
        http: reqwest::Client,
        auth: Arc<ZohoAuth>,
        quota: Arc<dyn Quota>,
        options: Options,
    ) -> Self {
        let wire = ZohoWire::new(http, auth, quota, SERVICE, options.timeout);
        Self { wire, options }
    }

    async fn get(
        &self,
        area: &'static str,
        path: &str,
        query: Vec<(&'static str, String)>,
    ) -> Result<Value, ProviderError> {
        let query = self.with_organization(query);
        let call = Call { method: Method::GET, path, query: &query, body: None, area };
        self.wire.call(&call).await
    }

    async fn post(
        &self,
        area: &'static str,
        path: &str,
        body: Option<&Value>,
    ) -> Result<Value, ProviderError> {
        let query = self.with_organization(Vec::new());
        let call = Call { method: Method::POST, path, query: &query, body, area };
        self.wire.call(&call).await
    }

    fn with_organization(
        &self,
        mut query: Vec<(&'static str, String)>,
    ) -> Vec<(&'static str, String)> {
        query.push(("organization_id", self.options.organization_id.clone()));
        query
    }
}

/// Whether a failure says that the record asked for does not exist.
fn is_missing(error: &ProviderError) -> bool {
    matches!(error, ProviderError::Refused { code, .. } if code == NO_SUCH_RECORD)
}

/// A record that is named in a call and does not exist is a failure of its own.
fn sorted(error: ProviderError) -> OrderError {
    match error {
        ProviderError::Refused { code, reason, .. } if code == NO_SUCH_RECORD => {
            OrderError::Missing(reason)
        }
        error => OrderError::Provider(error),
    }
}

fn unavailable(source: impl Into<BoxError>) -> ProviderError {
    ProviderError::Unavailable { service: SERVICE, retry_after: None, source: source.into() }
}

fn unconfirmed(source: impl Into<BoxError>) -> ProviderError {
    ProviderError::Unconfirmed { service: SERVICE, source: source.into() }
}

/// Whether it can be an id of Zoho's: anything else names nothing.
fn is_id(id: &str) -> bool {
    !id.is_empty() && id.len() <= 20 && id.bytes().all(|byte| byte.is_ascii_digit())
}

#[async_trait::async_trait]
impl OrderBook for ZohoOrders {
    fn name(&self) -> &'static str {
        "zoho"
    }

    async fn find_customer(&self, buyer: &Buyer) -> Result<Customers, OrderError> {
        self.customers_like(buyer).await
    }

    async fn customer_named(&self, buyer: &Buyer) -> Result<Option<Customer>, OrderError> {
        self.customer_called(buyer.title()).await
    }

    async fn customer(&self, id: &str) -> Result<Option<Customer>, OrderError> {
        self.read_customer(id).await
    }

    async fn activate_customer(&self, id: &str) -> Result<(), OrderError> {
        self.activate(id).await
    }

    async fn create_customer(&self, buyer: &Buyer, naming: Naming) -> Result<Customer, OrderError> {
        self.insert_customer(buyer, naming).await
    }

    async fn create_draft(&self, draft: &DraftOrder) -> Result<Order, OrderError> {
        self.insert_draft(draft).await
    }

    async fn by_reference(
        &self,
        reference: &str,
        since: DateTime<Utc>,
    ) -> Result<Option<Order>, OrderError> {
        self.order_with(reference, since).await
    }

    async fn order(&self, id: &str) -> Result<Option<Order>, OrderError> {
        self.read_order(id).await
    }

    async fn orders_of(&self, customer_id: &str, most: usize) -> Result<Vec<Order>, OrderError> {
        self.newest_of(customer_id, most).await
    }

    async fn confirm(&self, id: &str) -> Result<Order, OrderError> {
        self.set_status(id, "confirmed", |status| match status {
            OrderStatus::Confirmed
            | OrderStatus::PartlyShipped
            | OrderStatus::Shipped
            | OrderStatus::Delivered
            | OrderStatus::Closed => true,
            OrderStatus::Draft
            | OrderStatus::AwaitingApproval
            | OrderStatus::OnHold
            | OrderStatus::Void
            | OrderStatus::Unknown(_) => false,
        })
        .await
    }

    async fn void(&self, id: &str) -> Result<Order, OrderError> {
        self.set_status(id, "void", |status| *status == OrderStatus::Void).await
    }

    async fn pdf(&self, id: &str) -> Result<Vec<u8>, OrderError> {
        self.paper(id).await
    }

    async fn delivery_misfit(&self, vat_percent: Decimal) -> Result<Option<String>, OrderError> {
        self.misfit(vat_percent).await
    }
}
