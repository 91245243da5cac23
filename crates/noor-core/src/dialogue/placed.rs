//! Orders that a customer placed before, as the shop's order book has them.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::money::Money;
use crate::understanding::{Intent, Understanding};

/// An order of the customer's own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlacedOrder {
    /// The number that people of the shop know it by.
    pub number: String,
    /// How it stands.
    pub standing: OrderStanding,
    /// The day that stands on it.
    pub placed_on: Option<NaiveDate>,
    /// What it comes to, with VAT.
    pub total: Money,
    /// The day on which the last part of it left, if one did.
    pub shipped_on: Option<NaiveDate>,
    /// The day on which all of it had arrived, if it did.
    pub delivered_on: Option<NaiveDate>,
}

/// How an order stands, as far as a customer may be told. What the book says in other words is for a
/// person to tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OrderStanding {
    /// It is written down, and a person of the shop has to confirm it.
    Received,
    /// It is confirmed.
    Confirmed,
    /// A part of it is on its way.
    PartlyShipped,
    /// It is on its way.
    Shipped,
    /// It arrived.
    Delivered,
    /// It waits.
    OnHold,
    /// It was called off.
    Cancelled,
}

impl OrderStanding {
    /// The word it is reported under, and that content words it by.
    pub fn word(self) -> &'static str {
        match self {
            Self::Received => "received",
            Self::Confirmed => "confirmed",
            Self::PartlyShipped => "partly_shipped",
            Self::Shipped => "shipped",
            Self::Delivered => "delivered",
            Self::OnHold => "on_hold",
            Self::Cancelled => "cancelled",
        }
    }
}

/// Whether a message asks how an order stands, and for nothing else that matters.
pub(super) fn asks_how_orders_stand(said: &Understanding) -> bool {
    let courtesy = |intent: &Intent| {
        matches!(
            intent,
            Intent::AskOrder
                | Intent::Greet { .. }
                | Intent::Thank
                | Intent::SayGoodbye
                | Intent::Agree
                | Intent::Introduce
        )
    };
    said.has(&Intent::AskOrder)
        && said.intents.iter().all(courtesy)
        && said.changes.is_empty()
        && said.wishes.is_empty()
}
