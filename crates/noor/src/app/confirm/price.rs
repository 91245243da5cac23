//! What things cost now, as the catalogue says.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context as _, Result};
use futures::{StreamExt, stream};
use noor_core::money::Money;
use noor_core::product::Product;
use noor_providers::catalog::CatalogSource;
use noor_providers::error::ProviderError;
use noor_store::products::{self, KnownPage};
use tokio::sync::mpsc;
use tokio::time::{Instant, timeout_at};

use crate::context::{Context, Pricing};
use crate::log::OrLog;

/// After so long an answer is of no use to anybody.
const LATE: Duration = Duration::from_secs(5);
/// Pages that are asked for at the same time.
const AT_ONCE: usize = 6;

/// What is known of the prices of some products; of those that are not in it, the mirror's stands.
#[derive(Debug, Default)]
pub(super) struct PricesNow {
    told: HashMap<String, Answer>,
    /// What nobody could be asked for, and the mirror is too old to say.
    unknown: HashSet<String>,
}

/// What the catalogue says of one product.
#[derive(Debug, Clone, Copy)]
enum Answer {
    /// Its price, if it has one.
    Is(Option<Money>),
    /// It is not sold any more.
    Gone,
}

impl PricesNow {
    /// Lets a product say what is known.
    pub(super) fn tell(&self, key: &str, product: &mut Product) {
        match self.told.get(key) {
            Some(Answer::Is(price)) => product.price = *price,
            Some(Answer::Gone) => product.active = false,
            None if self.unknown.contains(key) => product.price = None,
            None => {}
        }
    }
}

/// The prices of products by their lookup keys, one question each. Without an answer in time the
/// mirror's stand, as long as the catalogue was read not long ago.
///
/// # Errors
///
/// When the mirror cannot be asked what the catalogue calls them.
pub(super) async fn now(context: &Context, keys: &[String]) -> Result<PricesNow> {
    let Some(pricing) = &context.pricing else { return Ok(PricesNow::default()) };
    let source = pricing.catalogue.name();
    let pages = products::pages(&context.db, &source, keys).await;
    let mut pages = pages.context("ask what the catalogue calls them")?;
    let fresh = context.clock.now() - pricing.live_for;
    pages.retain(|page| page.checked_at.is_none_or(|at| at < fresh));
    if pages.is_empty() {
        return Ok(PricesNow::default());
    }
    let asked: Vec<String> = pages.iter().map(|page| page.sku_key.clone()).collect();
    let told = ask(context, pricing, pages).await;
    let silent: HashSet<String> = asked.into_iter().filter(|key| !told.contains_key(key)).collect();
    let walked = products::last_whole_walk(&context.db, &source).await;
    let walked = walked.context("ask when the catalogue was read")?;
    let is_old = walked.is_none_or(|at| context.clock.now() - at > pricing.believed_for);
    let unknown = if is_old { silent } else { HashSet::new() };
    Ok(PricesNow { told, unknown })
}

/// What the catalogue says in time, by lookup key. What it says too late is kept for the next one.
async fn ask(
    context: &Context,
    pricing: &Pricing,
    pages: Vec<KnownPage>,
) -> HashMap<String, Answer> {
    let until = Instant::now() + pricing.deadline;
    let (db, at, count) = (context.db.clone(), context.clock.now(), pages.len());
    let catalogue = Arc::clone(&pricing.catalogue);
    let (say, mut heard) = mpsc::unbounded_channel();
    context.tasks.spawn(async move {
        let questions = stream::iter(pages).map(|page| question(catalogue.as_ref(), page));
        let mut answers = questions.buffer_unordered(AT_ONCE);
        let mut prices = Vec::new();
        while let Some(answer) = answers.next().await {
            let Some((key, answer)) = answer else { continue };
            if let Answer::Is(price) = answer {
                prices.push((key.clone(), price));
            }
            // Who asked may not wait for it any more.
            say.send((key, answer)).ok();
        }
        drop(say);
        let kept = async {
            let mut db = db.acquire().await?;
            products::keep_prices(&mut db, &catalogue.name(), &prices, at).await
        };
        kept.await.or_log("keep prices of the catalogue");
    });
    let mut told = HashMap::new();
    while let Ok(Some((key, answer))) = timeout_at(until, heard.recv()).await {
        told.insert(key, answer);
    }
    if told.len() < count {
        let silent = count - told.len();
        tracing::warn!(silent, "the catalogue did not say some prices in time");
    }
    told
}

/// Asks for one page; `None` where there is no answer.
async fn question(catalogue: &dyn CatalogSource, page: KnownPage) -> Option<(String, Answer)> {
    let asked = tokio::time::timeout(LATE, catalogue.price(&page.page)).await;
    match asked.ok()? {
        Ok(price) => Some((page.sku_key, Answer::Is(price))),
        Err(ProviderError::Refused { code, .. }) if code == "404" => {
            Some((page.sku_key, Answer::Gone))
        }
        Err(error) => {
            tracing::debug!(error = &error as &dyn std::error::Error, "no price now");
            None
        }
    }
}
