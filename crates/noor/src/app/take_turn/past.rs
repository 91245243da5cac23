//! Where somebody who comes back left off, and what they bought last.

use std::time::Duration;

use anyhow::{Context as _, Result};
use noor_core::dialogue::cart::CartLine;
use noor_core::dialogue::past::{LastTime, Pending};
use noor_core::dialogue::placed::OrderStanding;
use noor_core::quote::Standing;
use noor_store::quotes;

use super::offers::Whom;
use super::orders;
use crate::context::Context;

/// How long a greeting may wait for the order book.
const DEADLINE: Duration = Duration::from_millis(1500);

/// The quotation that a customer can still accept, and the order they placed last.
pub(super) async fn pending(context: &Context, whom: Whom<'_>) -> Result<Pending> {
    let now = context.clock.now();
    let quotation = quotes::open_of(&context.db, whom.customer, now).await;
    let quotation = quotation.context("look for an open quotation")?;
    let placed = tokio::time::timeout(DEADLINE, orders::placed(context, whom)).await;
    let placed = placed.unwrap_or_else(|_| Ok(Vec::new()))?;
    let order = placed.into_iter().find(|order| order.standing != OrderStanding::Cancelled);
    Ok(Pending { quotation, order })
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
