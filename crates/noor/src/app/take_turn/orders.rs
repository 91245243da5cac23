//! The customer's own orders, as the order book has them at this moment.

use std::time::Duration;

use anyhow::{Context as _, Result};
use futures::future::try_join_all;
use noor_core::dialogue::placed::{OrderStanding, PlacedOrder};
use noor_providers::orders::{Buyer, Customers, Order, OrderBook, OrderError, OrderStatus};
use noor_store::crm_links::{self, Ours};

use super::offers::Whom;
use crate::context::Context;
use crate::log::chain;

/// Most orders that are told of.
const ORDERS: usize = 3;
/// How long the book may take; after that a person tells.
const DEADLINE: Duration = Duration::from_secs(4);

/// The customer's orders that can be told of, newest first. None where the book cannot be asked, or
/// where it is not certain who in it the customer is: an order is told to nobody else.
pub(super) async fn placed(context: &Context, whom: Whom<'_>) -> Result<Vec<PlacedOrder>> {
    let Some(book) = &context.orders else { return Ok(Vec::new()) };
    let ours = Ours { vendor: book.name(), kind: "customer", subject: whom.phone };
    let known = crm_links::find(&context.db, ours).await.context("look for the customer")?;
    let orders = tokio::time::timeout(DEADLINE, of(book.as_ref(), whom.phone, known)).await;
    Ok(match orders {
        Ok(Ok(orders)) => orders.iter().filter_map(told).collect(),
        Ok(Err(error)) => {
            tracing::warn!(error = chain(&error), "the order book cannot be asked");
            Vec::new()
        }
        Err(_) => {
            tracing::warn!("the order book is too slow");
            Vec::new()
        }
    })
}

async fn of(
    book: &dyn OrderBook,
    phone: &str,
    known: Option<String>,
) -> Result<Vec<Order>, OrderError> {
    let customer = if let Some(id) = known {
        id
    } else {
        let buyer = Buyer { phone: Some(phone.to_owned()), ..Buyer::default() };
        match book.find_customer(&buyer).await? {
            Customers::One(customer) => customer.id,
            Customers::None | Customers::Several(_) => return Ok(Vec::new()),
        }
    };
    let orders = book.orders_of(&customer, ORDERS).await?;
    // Only an order's own page tells what left and what arrived.
    let whole = async |order: Order| -> Result<Order, OrderError> {
        Ok(if has_left(&order.status) {
            book.order(&order.id).await?.unwrap_or(order)
        } else {
            order
        })
    };
    try_join_all(orders.into_iter().map(whole)).await
}

fn has_left(status: &OrderStatus) -> bool {
    matches!(status, OrderStatus::PartlyShipped | OrderStatus::Shipped | OrderStatus::Delivered)
}

/// An order as a customer may be told of it; `None` for what a person has to tell.
fn told(order: &Order) -> Option<PlacedOrder> {
    let standing = match &order.status {
        OrderStatus::Draft | OrderStatus::AwaitingApproval => OrderStanding::Received,
        OrderStatus::Confirmed => OrderStanding::Confirmed,
        OrderStatus::PartlyShipped => OrderStanding::PartlyShipped,
        OrderStatus::Shipped => OrderStanding::Shipped,
        OrderStatus::Delivered => OrderStanding::Delivered,
        OrderStatus::OnHold => OrderStanding::OnHold,
        OrderStatus::Void => OrderStanding::Cancelled,
        OrderStatus::Closed | OrderStatus::Unknown(_) => return None,
    };
    Some(PlacedOrder {
        number: order.number.clone(),
        standing,
        placed_on: order.date,
        total: order.total,
        shipped_on: order.shipments.iter().filter_map(|it| it.shipped_on).max(),
        delivered_on: order.shipments.iter().filter_map(|it| it.delivered_on).max(),
    })
}
