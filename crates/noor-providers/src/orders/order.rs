//! Orders: what we ask for, what stands in the book, and what its status means.

use chrono::{DateTime, NaiveDate, Utc};
use noor_core::money::Money;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use url::Url;

/// An order to be written down as a draft.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DraftOrder {
    /// Our key, by which it is found again: letters, digits and dashes, no longer than 40.
    pub reference: String,
    /// The customer's id in the book.
    pub customer_id: String,
    /// What is ordered, in the order the customer reads it.
    pub lines: Vec<DraftLine>,
    /// What people should know; shown to the customer by some vendors.
    pub notes: Option<String>,
    /// The charge for delivery before tax, in the book's currency.
    pub shipping: Option<Decimal>,
}

/// A line of a draft.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DraftLine {
    /// The item's id in the book.
    pub item_id: String,
    /// The item's article code, for people.
    pub sku: String,
    /// What is said below its name.
    pub description: String,
    /// Pieces.
    pub quantity: u32,
    /// The price of one piece before tax, in the book's currency. The item's own price does not
    /// count.
    pub unit_price: Decimal,
}

/// An order as it stands in the book.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Order {
    /// The vendor's id.
    pub id: String,
    /// The number that people know it by.
    pub number: String,
    /// Our key; `None` for orders that people wrote.
    pub reference: Option<String>,
    /// The customer's id.
    pub customer_id: String,
    /// How it stands.
    pub status: OrderStatus,
    /// What is ordered.
    pub lines: Vec<OrderLine>,
    /// The lines' sum before tax and delivery.
    pub sub_total: Money,
    /// The charge for delivery.
    pub shipping: Money,
    /// The tax.
    pub tax: Money,
    /// What is to be paid.
    pub total: Money,
    /// Whether it is paid in full; `None` if the book does not say.
    pub paid: Option<bool>,
    /// When it was made.
    pub created_at: Option<DateTime<Utc>>,
    /// The day that stands on it, in the shop's own time.
    #[serde(default)]
    pub date: Option<NaiveDate>,
    /// The day it should leave, as a person guessed; not a promise.
    #[serde(default)]
    pub ships_on: Option<NaiveDate>,
    /// The parts of it that left, as far as the book tells: it does in an order's own page only.
    #[serde(default)]
    pub shipments: Vec<Shipment>,
}

/// A part of an order that left.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shipment {
    /// The number that people know it by.
    pub number: Option<String>,
    /// Who carries it.
    pub carrier: Option<String>,
    /// The carrier's own number for it.
    pub tracking_number: Option<String>,
    /// Where the carrier tells how far it is.
    pub tracking_url: Option<Url>,
    /// The day it left.
    pub shipped_on: Option<NaiveDate>,
    /// Whether it arrived.
    pub delivered: bool,
    /// The day it arrived, if it did.
    pub delivered_on: Option<NaiveDate>,
    /// The day it should arrive, if it did not yet.
    pub expected_on: Option<NaiveDate>,
}

/// A line of an order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderLine {
    /// The item's id.
    pub item_id: String,
    /// The item's article code, if the book tells it.
    pub sku: Option<String>,
    /// What stands on the line.
    pub name: String,
    /// Pieces.
    pub quantity: Decimal,
    /// The price of one piece.
    pub unit_price: Decimal,
    /// Price times pieces.
    pub total: Decimal,
}

/// How an order stands. Words for customers are made from this and from nothing else.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OrderStatus {
    /// Written down, and nothing is promised.
    Draft,
    /// A person has to approve it.
    AwaitingApproval,
    /// It will be delivered.
    Confirmed,
    /// A part of it is on its way.
    PartlyShipped,
    /// All of it is on its way.
    Shipped,
    /// All of it arrived: said only where the book has the fact of delivery.
    Delivered,
    /// It waits.
    OnHold,
    /// It was called off or turned down.
    Void,
    /// Finished in the book, which does not say how: perhaps delivered, perhaps not.
    Closed,
    /// A word of the vendor's that we do not know. Never shown to a customer.
    Unknown(String),
}
