//! Where somebody who comes back left off, and what they bought last.

use std::time::Duration;

use anyhow::{Context as _, Result};
use chrono::{NaiveDate, TimeDelta};
use noor_core::dialogue::cart::CartLine;
use noor_core::dialogue::past::{LastTime, Pending};
use noor_core::dialogue::placed::{OrderStanding, PlacedOrder};
use noor_core::quote::Standing;
use noor_store::quotes;

use super::offers::Whom;
use super::orders;
use crate::context::Context;

/// How long a greeting may wait for the order book.
const DEADLINE: Duration = Duration::from_millis(1500);
/// How long an order that arrived is spoken of.
const LATELY: TimeDelta = TimeDelta::days(14);

/// The quotation that a customer can still accept, and the order they placed last.
pub(super) async fn pending(context: &Context, whom: Whom<'_>) -> Result<Pending> {
    let now = context.clock.now();
    let quotation = quotes::open_of(&context.db, whom.conversation, now).await;
    let quotation = quotation.context("look for an open quotation")?;
    let placed = tokio::time::timeout(DEADLINE, orders::placed(context, whom)).await;
    let placed = placed.unwrap_or_else(|_| Ok(Vec::new()))?;
    let today = context.policy.day_of(now);
    let order = placed.into_iter().find(|order| is_news(order, today));
    Ok(Pending { quotation, order })
}

/// Whether an order is worth a word with a greeting: one that is on its way, or arrived a short while ago.
fn is_news(order: &PlacedOrder, today: NaiveDate) -> bool {
    let lately = |day: NaiveDate| today - day <= LATELY;
    match order.standing {
        OrderStanding::Cancelled => false,
        OrderStanding::Delivered => order.delivered_on.is_some_and(lately),
        OrderStanding::Received
        | OrderStanding::Confirmed
        | OrderStanding::PartlyShipped
        | OrderStanding::Shipped
        | OrderStanding::OnHold => true,
    }
}

/// What the quotation says that a customer accepted last.
pub(super) async fn last_time(context: &Context, whom: Whom<'_>) -> Result<Option<LastTime>> {
    let quote = quotes::last_accepted(&context.db, whom.customer).await;
    let Some(quote) = quote.context("look for what was bought last")? else { return Ok(None) };
    let Standing::Accepted { variant, .. } = quote.standing else { return Ok(None) };
    let lines = quote.draft.variants.get(variant).map(|it| it.lines.as_slice());
    let line = |line: &noor_core::quote::QuoteLine| CartLine {
        sku: line.sku.clone(),
        quantity: line.quantity,
    };
    let lines = lines.unwrap_or_default().iter().map(line).collect();
    Ok(Some(LastTime { number: quote.number, lines }))
}
