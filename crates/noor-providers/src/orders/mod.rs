//! The book of orders: whom an order is for, and how it stands.
//!
//! A vendor's file translates. Every call here does one thing, so that whoever calls can write down
//! beforehand that it will; none is repeated when its outcome is not known. Prices are ours: the
//! vendor's own are written over.

mod buyer;
mod order;
pub mod zoho;

use async_trait::async_trait;

pub use self::buyer::{Address, Buyer, Customer, Customers, Naming};
pub use self::order::{DraftLine, DraftOrder, Order, OrderLine, OrderStatus, Shipment};
use crate::error::ProviderError;
use chrono::{DateTime, Utc};
use rust_decimal::Decimal;

/// A program that keeps customers and orders.
#[async_trait]
pub trait OrderBook: Send + Sync + std::fmt::Debug {
    /// The vendor's name, as it stands in settings and in the store (`zoho`).
    fn name(&self) -> &'static str;

    /// The customers with the buyer's number, however it was typed; if there is none, those with the
    /// same email address. Inactive ones are among them: see [`Customer::active`].
    ///
    /// It also finds what was created a moment ago, so it answers whether a
    /// [`Self::create_customer`] without an answer was carried out.
    ///
    /// # Errors
    ///
    /// The vendor's; nothing is written.
    async fn find_customer(&self, buyer: &Buyer) -> Result<Customers, OrderError>;

    /// The customer that stands under the name the buyer would get, which only one may have: the
    /// question to ask after [`OrderError::NameTaken`]. Reads the whole list if it must.
    ///
    /// # Errors
    ///
    /// The vendor's; nothing is written.
    async fn customer_named(&self, buyer: &Buyer) -> Result<Option<Customer>, OrderError>;

    /// One customer; `None` if they are not there any more. Ask before an order is written: it must
    /// be [active](Customer::active).
    ///
    /// # Errors
    ///
    /// The vendor's; nothing is written.
    async fn customer(&self, id: &str) -> Result<Option<Customer>, OrderError>;

    /// Makes an inactive customer active again. Safe to call twice.
    ///
    /// # Errors
    ///
    /// [`OrderError::Missing`] if they are gone; otherwise the vendor's.
    async fn activate_customer(&self, id: &str) -> Result<(), OrderError>;

    /// Writes down a customer under the name that `naming` says.
    ///
    /// # Errors
    ///
    /// [`OrderError::NameTaken`]: ask [`Self::customer_named`] who has it; if that is somebody else,
    /// try [`Naming::WithPhone`]. [`ProviderError::Unconfirmed`]: ask [`Self::find_customer`] before
    /// trying again.
    async fn create_customer(&self, buyer: &Buyer, naming: Naming) -> Result<Customer, OrderError>;

    /// Writes down a draft under our reference, at our prices and without discount.
    ///
    /// # Errors
    ///
    /// [`OrderError::Missing`] if the customer or an item is gone. [`ProviderError::Unconfirmed`]:
    /// ask [`Self::by_reference`] before trying again.
    async fn create_draft(&self, draft: &DraftOrder) -> Result<Order, OrderError>;

    /// The oldest order under our reference that is not void, or else the oldest; `None` if there is
    /// none. It also finds what was created a moment ago. Orders older than `since` (when the draft
    /// was first asked for) need not be looked at.
    ///
    /// # Errors
    ///
    /// The vendor's, and [`ProviderError::Unavailable`] if the orders cannot all be looked at: then
    /// nobody knows whether there is one. Nothing is written.
    async fn by_reference(
        &self,
        reference: &str,
        since: DateTime<Utc>,
    ) -> Result<Option<Order>, OrderError>;

    /// One order; `None` if it is not there any more.
    ///
    /// # Errors
    ///
    /// The vendor's; nothing is written.
    async fn order(&self, id: &str) -> Result<Option<Order>, OrderError>;

    /// The newest orders of a customer, newest first and no more than `most`, each as
    /// [`Self::order`] gives it; void ones are among them. It costs a call for each order, and one
    /// or more to find them. None for a customer that does not exist.
    ///
    /// # Errors
    ///
    /// The vendor's, and [`ProviderError::Unavailable`] if nobody knows whether the customer has
    /// any. Nothing is written.
    async fn orders_of(&self, customer_id: &str, most: usize) -> Result<Vec<Order>, OrderError>;

    /// Confirms a draft and gives the order as it stands afterwards. Safe to call twice.
    ///
    /// # Errors
    ///
    /// [`OrderError::Missing`] if it is gone; a refusal if it cannot be confirmed any more.
    async fn confirm(&self, id: &str) -> Result<Order, OrderError>;

    /// Calls an order off and gives it as it stands afterwards. Safe to call twice.
    ///
    /// # Errors
    ///
    /// [`OrderError::Missing`] if it is gone; a refusal if it was shipped already.
    async fn void(&self, id: &str) -> Result<Order, OrderError>;

    /// The vendor's own paper of an order, as PDF.
    ///
    /// # Errors
    ///
    /// [`OrderError::Missing`] if the order is gone; otherwise the vendor's.
    async fn pdf(&self, id: &str) -> Result<Vec<u8>, OrderError>;

    /// Why a charge for delivery would not be taxed here with `vat_percent`, as quotations tax it;
    /// `None` if it would.
    ///
    /// # Errors
    ///
    /// The vendor's; nothing is written.
    async fn delivery_misfit(&self, vat_percent: Decimal) -> Result<Option<String>, OrderError>;
}

/// Why an order book did not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum OrderError {
    /// Another customer has the name, perhaps an inactive one: see who it is.
    #[error("another customer is called {0:?}")]
    NameTaken(String),
    /// A record is not there any more, in the vendor's words: find it again, or tell a person.
    #[error("a record does not exist: {0}")]
    Missing(String),
    /// What we were asked to write cannot be written: a mistake of the caller's.
    #[error("{0}")]
    Invalid(String),
    /// Everything that happens to any service.
    #[error(transparent)]
    Provider(#[from] ProviderError),
}

impl OrderError {
    /// Whether it may have been done: ask before trying again.
    pub fn is_unconfirmed(&self) -> bool {
        matches!(self, Self::Provider(ProviderError::Unconfirmed { .. }))
    }

    /// Whether nothing was done and a later attempt may succeed.
    pub fn is_passing(&self) -> bool {
        matches!(self, Self::Provider(ProviderError::Unavailable { .. }))
    }
}
