//! What else somebody may want who looks at a product: something instead of it, and what belongs to it.

use anyhow::{Context as _, Result};
use noor_core::money::Currency;
use noor_core::product::Product;
use noor_core::recommendation::{Beside, Candidate, Recommended, Thing};
use noor_core::sku;
use noor_core::understanding::Extreme;
use noor_store::products::{self, Filter};
use rust_decimal::Decimal;

use super::load_catalogue::features_of;
use crate::context::Context;

/// Most products that are compared from one search.
const CANDIDATES: i64 = 120;

/// Something else instead of a product, best first, at most `limit`; nothing where its family is not
/// known. It may be off the shelf itself.
///
/// # Errors
///
/// When the catalogue cannot be asked.
pub async fn alternatives(
    context: &Context,
    product: &Product,
    limit: usize,
) -> Result<Vec<Recommended>> {
    let Some(family) = product.family.clone() else { return Ok(Vec::new()) };
    let features = features(context, product);
    let rates = rates(context, product);
    let beside = beside(context, product, &features, &rates);
    let of_its_kind = Filter {
        families: vec![family],
        subtypes: product.subtype.iter().cloned().collect(),
        ..plain(context, product, &features, &rates)
    };
    let recommending = &context.content.recommending;
    // What there is goes first; what is not in stock is only looked at where that is too little.
    let mut best = Vec::new();
    for in_stock in [true, false] {
        let mut candidates: Vec<Candidate> = Vec::new();
        for filter in around(context, product, &Filter { in_stock, ..of_its_kind.clone() }) {
            let hits = products::search(&context.db, &filter, CANDIDATES).await;
            for hit in hits.context("look for alternatives")? {
                if !candidates.iter().any(|(known, _)| known.sku == hit.product.sku) {
                    let features = self::features(context, &hit.product);
                    candidates.push((hit.product, features));
                }
            }
        }
        best = recommending.alternatives(&beside, candidates, limit);
        if best.len() >= limit {
            break;
        }
    }
    Ok(best)
}

/// What belongs to a product, in the order of the shop's rule, at most `limit`: of each thing the piece
/// that goes best with it, with the thing's family.
///
/// # Errors
///
/// When the catalogue cannot be asked.
pub async fn complements(
    context: &Context,
    product: &Product,
    limit: usize,
) -> Result<Vec<Recommended>> {
    let features = features(context, product);
    let rates = rates(context, product);
    let beside = beside(context, product, &features, &rates);
    let (things, most) = belonging(context, product);
    let mut found = Vec::new();
    for thing in things {
        if found.len() >= limit {
            break;
        }
        let of_thing = Filter {
            families: vec![thing.family.clone()],
            subtypes: thing.kinds(&context.content.vocabulary.lexicon),
            price_max: most,
            ..plain(context, product, &features, &rates)
        };
        let mut candidates = Vec::new();
        for filter in in_its_style(product, of_thing) {
            let hits = products::search(&context.db, &filter, CANDIDATES).await;
            let hits = hits.context("look for what belongs to it")?;
            candidates.extend(hits.into_iter().map(|hit| hit.product));
        }
        found.extend(beside.complement(thing, most, candidates));
    }
    Ok(found)
}

/// A search, and before it the same for what looks like the product: that may be dearer than so many
/// others that it would not be among those that are compared.
fn in_its_style(product: &Product, any: Filter) -> Vec<Filter> {
    let colours: Vec<String> = product.colours.first().cloned().into_iter().collect();
    let same_colour = Filter { colours, ..any.clone() };
    let same_material = Filter { materials: product.materials.clone(), ..any.clone() };
    let mut filters = Vec::new();
    filters.extend((!same_colour.colours.is_empty()).then_some(same_colour));
    filters.extend((!same_material.materials.is_empty()).then_some(same_material));
    filters.push(any);
    filters
}

/// What belongs to a product, most important first, and the most that a piece of it may cost: as the
/// shop's content says. What customers bought together would go before that, once orders are kept.
fn belonging<'c>(context: &'c Context, product: &Product) -> (&'c [Thing], Option<Decimal>) {
    context.content.recommending.belonging(product)
}

fn beside<'a>(
    context: &'a Context,
    product: &'a Product,
    features: &'a [String],
    rates: &'a [(Currency, Decimal)],
) -> Beside<'a> {
    Beside { product, features, rates, lexicon: &context.content.vocabulary.lexicon }
}

fn features(context: &Context, product: &Product) -> Vec<String> {
    features_of(product, &context.content.vocabulary.lexicon)
}

/// What one unit of other currencies is in the product's own.
fn rates(context: &Context, product: &Product) -> Vec<(Currency, Decimal)> {
    product.price.map(|price| context.content.shop.rates_into(price.currency)).unwrap_or_default()
}

/// Everything but the product itself, and but what is for somebody else: nothing for children beside
/// what is for grown-ups.
fn plain(
    context: &Context,
    product: &Product,
    features: &[String],
    rates: &[(Currency, Decimal)],
) -> Filter {
    let special = context.content.vocabulary.lexicon.special_features();
    let others = special.filter(|it| !features.iter().any(|own| own == it)).map(str::to_owned);
    Filter {
        keys_not: vec![sku::key(&product.sku)],
        features_not: others.collect(),
        rates: rates.to_vec(),
        ..Filter::default()
    }
}

/// The searches that find what is nearest in price: downwards and upwards from it within the band, or
/// any where the price is not known.
fn around(context: &Context, product: &Product, filter: &Filter) -> Vec<Filter> {
    let Some(price) = product.price else { return vec![filter.clone()] };
    let Some((from, to)) = context.content.recommending.band(price.amount) else {
        return Vec::new();
    };
    let between = |from, to, first| Filter {
        price_min: Some(from),
        price_max: Some(to),
        first: Some(first),
        ..filter.clone()
    };
    vec![
        between(from, price.amount, Extreme::Dearest),
        between(price.amount, to, Extreme::Cheapest),
    ]
}
