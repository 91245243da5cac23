//! What a turn has to know before it can offer something: the customer's prices and quotations.

use std::collections::{BTreeSet, HashSet};

use anyhow::{Context as _, Result};
use futures::future::try_join_all;
use noor_core::dialogue::findings::Findings;
use noor_core::dialogue::offer::{Fresh, NamedQuote, Prices, Quotations};
use noor_core::ids::{ConversationId, CustomerId, QuoteId};
use noor_core::sku;
use noor_store::{price_rules, products, quotes};

use crate::context::Context;

/// Most quotations that a message names by their numbers.
const NAMED: usize = 4;

/// Whose turn it is.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Whom<'a> {
    /// Where it is talked.
    pub(crate) conversation: ConversationId,
    /// Who talks.
    pub(crate) customer: CustomerId,
    /// Their number, in full, where it is known.
    pub(crate) phone: Option<&'a str>,
    /// The segments they belong to.
    pub(crate) segments: &'a [String],
}

/// What decides what this customer pays.
pub(super) async fn prices(context: &Context, whom: Whom<'_>) -> Result<Prices> {
    let rules = price_rules::approved(&context.db).await.context("read the price rules")?;
    Ok(Prices { customer: whom.customer, segments: whom.segments.to_vec(), rules })
}

/// The customer's quotations, and what a new one would be called; which products have no item is
/// another question.
pub(super) async fn quotations(
    context: &Context,
    whom: Whom<'_>,
    numbers: &[String],
) -> Result<Quotations> {
    let db = &context.db;
    let own = async |number: &String| -> Result<NamedQuote> {
        let quote = quotes::own(db, whom.customer, number).await?;
        Ok(NamedQuote { number: number.clone(), quote })
    };
    let named = try_join_all(numbers.iter().take(NAMED).map(own)).await;
    let last = quotes::last_of(db, whom.conversation).await;
    let number = quotes::next_number(&mut *db.acquire().await?).await;
    let number = number.context("draw a number for a quotation")?;
    Ok(Quotations {
        fresh: Fresh {
            id: QuoteId(context.ids.next()),
            number: format!("{}{number}", context.policy.quotation.prefix),
        },
        last: last.context("look for the last quotation")?,
        named: named.context("look for the named quotations")?,
        without_item: BTreeSet::new(),
    })
}

/// The products of the turn that the shop's inventory does not have, so that nobody could order them;
/// none where nobody counts.
pub(super) async fn without_item(
    context: &Context,
    findings: &mut Findings,
) -> Result<BTreeSet<String>> {
    let Some(keeping) = &context.inventory else { return Ok(BTreeSet::new()) };
    let keys: BTreeSet<String> = findings.products_mut().map(|it| sku::key(&it.sku)).collect();
    let asked: Vec<String> = keys.iter().cloned().collect();
    let items = products::items(&context.db, keeping.inventory.name(), &asked).await;
    let there: HashSet<String> =
        items.context("look for items")?.into_iter().map(|item| item.sku_key).collect();
    Ok(keys.into_iter().filter(|key| !there.contains(key)).collect())
}
