//! The customer's own orders, as the order book has them at this moment.

use std::time::Duration;

use anyhow::{Context as _, Result};
use futures::future::try_join_all;
use noor_core::dialogue::placed::{OrderStanding, PlacedOrder};
use noor_providers::orders::{Buyer, Customers, Order, OrderBook, OrderError, OrderStatus};
use noor_store::crm_links::{self, Ours};
use noor_store::quotes;

use super::offers::Whom;
use crate::context::Context;
use crate::log::chain;

/// Most orders that are told of.
const ORDERS: usize = 3;
/// Newest orders that are looked at: drafts of offers may be among them.
const LOOKED_AT: usize = 10;
/// How long the book may take; after that a person tells.
const DEADLINE: Duration = Duration::from_secs(4);

/// The customer's orders that can be told of, newest first. None where the book cannot be asked, or
/// where it is not certain who in it the customer is: an order is told to nobody else.
pub(super) async fn placed(context: &Context, whom: Whom<'_>) -> Result<Vec<PlacedOrder>> {
    let (Some(book), Some(phone)) = (&context.orders, whom.phone) else { return Ok(Vec::new()) };
    let ours = Ours { vendor: book.name(), kind: "customer", subject: phone };
    let known = crm_links::find(&context.db, ours).await.context("look for the customer")?;
    let home = &context.content.shop.calling_code;
    let asked = tokio::time::timeout(DEADLINE, of(book.as_ref(), phone, home, known)).await;
    let orders = match asked {
        Ok(Ok(orders)) => orders,
        Ok(Err(error)) => {
            tracing::warn!(error = chain(&error), "the order book cannot be asked");
            return Ok(Vec::new());
        }
        Err(_) => {
            tracing::warn!("the order book is too slow");
            return Ok(Vec::new());
        }
    };
    // The draft of a quotation that nobody accepted is no order of the customer's.
    let references: Vec<String> = orders.iter().filter_map(|it| it.reference.clone()).collect();
    let offers = quotes::not_accepted(&context.db, &references).await;
    let offers = offers.context("look which orders are mere offers")?;
    let is_offer = |order: &&Order| {
        let drafted = matches!(order.status, OrderStatus::Draft | OrderStatus::Void);
        drafted && order.reference.as_ref().is_some_and(|it| offers.contains(it))
    };
    Ok(orders.iter().filter(|it| !is_offer(it)).filter_map(told).take(ORDERS).collect())
}

async fn of(
    book: &dyn OrderBook,
    phone: &str,
    home: &str,
    known: Option<String>,
) -> Result<Vec<Order>, OrderError> {
    let customer = if let Some(id) = known {
        id
    } else {
        let buyer = Buyer { phone: Some(phone.to_owned()), ..Buyer::default() };
        match book.find_customer(&buyer).await? {
            Customers::One(customer) if customer.has_number(phone, home) => customer.id,
            Customers::One(_) | Customers::None | Customers::Several(_) => return Ok(Vec::new()),
        }
    };
    let orders = book.orders_of(&customer, LOOKED_AT).await?;
    // Only an order's own page tells what left and what arrived.
    let whole = async |order: Order| -> Result<Order, OrderError> {
        if !has_left(&order.status) {
            return Ok(order);
        }
        Ok(book.order(&order.id).await?.unwrap_or(order))
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
