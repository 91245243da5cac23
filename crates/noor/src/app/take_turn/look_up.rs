//! Running the lookups of a plan, side by side.

use std::collections::BTreeSet;

use anyhow::Result;
use futures::future::try_join_all;
use noor_core::bundle::Need;
use noor_core::dialogue::findings::{CodeIs, Findings, Found, FoundCode, Place};
use noor_core::dialogue::offer::Quotations;
use noor_core::dialogue::plan::{Aim, Lookup, Search};
use noor_core::product::Product;
use noor_core::quote::{Quote, Standing};
use noor_core::sku;
use noor_core::understanding::{CodeMention, Headcount, Wish};
use noor_store::products;

use super::offers::{self, Whom};
use super::orders;
use super::past;
use super::pictures;
use crate::app::confirm::confirm;
use crate::app::search::{codes, found, known, pointed, with_least_let_go};
use crate::context::Context;

/// Most families that are named at once.
const FAMILIES: i64 = 8;
/// Most products that are offered for one that cannot be had.
const INSTEAD: usize = 8;
/// Most needs of one place that are looked at.
const NEEDS: usize = 8;

/// Runs all lookups and gathers what they found. What only belongs to a customer is looked up if it is
/// known `whom` it is for.
pub(crate) async fn run(
    context: &Context,
    whom: Option<Whom<'_>>,
    lookups: &[Lookup],
) -> Result<Findings> {
    let found = try_join_all(lookups.iter().map(|lookup| one(context, lookup))).await?;
    let mut all = found.into_iter().fold(Findings::default(), |mut all, one| {
        all.searches.extend(one.searches);
        all.codes.extend(one.codes);
        all.pointed.extend(one.pointed);
        all.order.extend(one.order);
        all.places.extend(one.places);
        all.families.extend(one.families);
        all
    });
    // Who looks for what there is not is told what there is.
    let first = |found: &Found| matches!(found.search.aim, Aim::Wish);
    let nothing = all.searches.iter().all(|found| found.products.is_empty() && first(found));
    if nothing && !all.searches.is_empty() && all.codes.is_empty() {
        all.families = products::families(&context.db, FAMILIES).await?;
    }
    without_old_figures(context, &mut all).await?;
    let Some(whom) = whom else {
        pictures::of_our_own(context, &mut all).await?;
        return Ok(all);
    };
    for lookup in lookups {
        match lookup {
            Lookup::CheckOrders => all.placed = Box::pin(orders::placed(context, whom)).await?,
            Lookup::GetPending => all.pending = Box::pin(past::pending(context, whom)).await?,
            Lookup::GetLastOrder => {
                let last = past::last_time(context, whom).await?;
                let lines = last.iter().flat_map(|last| &last.lines);
                let bought: Vec<String> = lines.map(|line| line.sku.clone()).collect();
                all.order.extend(confirmed(context, &bought).await?);
                all.last_time = last;
            }
            Lookup::GetQuotation { numbers } => {
                about_quotations(context, whom, numbers, lookups, &mut all).await?;
            }
            // They are about nobody in particular.
            Lookup::SearchProducts { .. }
            | Lookup::SearchOne { .. }
            | Lookup::FindCodes { .. }
            | Lookup::GetStock { .. }
            | Lookup::GetOrder { .. }
            | Lookup::Furnish { .. }
            | Lookup::ListFamilies => {}
        }
    }
    pictures::of_our_own(context, &mut all).await?;
    if all.products_mut().next().is_some() {
        all.prices = Some(offers::prices(context, whom).await?);
    }
    Ok(all)
}

/// The customer's quotations, the products of those that can still be taken, and others for what is not
/// offered any more.
async fn about_quotations(
    context: &Context,
    whom: Whom<'_>,
    numbers: &[String],
    lookups: &[Lookup],
    all: &mut Findings,
) -> Result<()> {
    let known = offers::quotations(context, whom, numbers).await?;
    let quoted = offered_in(&known).filter(|sku| !is_among(&all.order, sku));
    let quoted: Vec<String> = quoted.cloned().collect();
    all.order.extend(confirmed(context, &quoted).await?);
    let ordered = lookups.iter().flat_map(Lookup::ordered).chain(&quoted);
    let gone: BTreeSet<String> =
        ordered.filter(|sku| !is_among(&all.order, sku)).cloned().collect();
    all.instead = for_gone(context, gone.into_iter().collect()).await?;
    let without_item = offers::without_item(context, all).await?;
    all.quotations = Some(Quotations { without_item, ..known });
    Ok(())
}

/// The codes of the quotations that were named and can still be taken or made out anew.
fn offered_in(known: &Quotations) -> impl Iterator<Item = &String> {
    let open = |quote: &&Quote| quote.standing == Standing::Open;
    let quotes = known.named.iter().filter_map(|it| it.quote.as_ref()).filter(open);
    let lines = quotes.flat_map(|quote| &quote.draft.variants).flat_map(|it| &it.lines);
    lines.map(|line| &line.sku)
}

fn is_among(products: &[Product], sku: &str) -> bool {
    products.iter().any(|product| sku::key(&product.sku) == sku::key(sku))
}

/// Others of the kind of what was ordered and is not offered any more.
async fn for_gone(context: &Context, skus: Vec<String>) -> Result<Vec<Found>> {
    if skus.is_empty() {
        return Ok(Vec::new());
    }
    let rows = known(context, &skus).await?;
    let codes = rows.into_iter().map(|product| FoundCode {
        mention: CodeMention { text: product.sku.clone(), ..CodeMention::default() },
        is: CodeIs::Gone(Box::new(product)),
        other_colour: false,
    });
    instead(context, &codes.collect::<Vec<_>>(), &[]).await
}

/// Lists and solutions tell what was counted with the catalogue; where that is too old, nobody knows.
async fn without_old_figures(context: &Context, findings: &mut Findings) -> Result<()> {
    let Some(keeping) = &context.inventory else { return Ok(()) };
    // What stands in for something else was asked for just now.
    let listed = findings.searches.iter_mut().filter(|found| !found.search.aim.stands_in());
    let listed = listed.flat_map(|found| &mut found.products);
    let placed = findings.places.iter_mut().flat_map(|place| &mut place.products);
    let products: Vec<&mut Product> = listed.chain(placed).collect();
    if products.is_empty() {
        return Ok(());
    }
    let counted = products::last_whole_walk(&context.db, keeping.inventory.name()).await?;
    if counted.is_none_or(|at| keeping.is_old(at, context.clock.now())) {
        for product in products {
            product.stock = None;
        }
    }
    Ok(())
}

async fn one(context: &Context, lookup: &Lookup) -> Result<Findings> {
    let mut findings = Findings::default();
    match lookup {
        Lookup::SearchProducts { search } => findings.searches.push(found(context, search).await?),
        Lookup::SearchOne { searches } => {
            findings.searches.extend(first_whole(context, searches).await?);
        }
        Lookup::FindCodes { mentions, colours } => {
            findings.codes = codes::behind(context, mentions, colours).await?;
            confirm_codes(context, &mut findings.codes).await?;
            findings.searches = instead(context, &findings.codes, colours).await?;
        }
        Lookup::GetStock { skus } => findings.pointed = confirmed(context, skus).await?,
        Lookup::GetOrder { skus } => findings.order = confirmed(context, skus).await?,
        Lookup::Furnish { people, wishes } => {
            findings.places = places(context, people, wishes).await?;
        }
        Lookup::ListFamilies => {
            findings.families = products::families(&context.db, FAMILIES).await?;
        }
        // Once it is known whom, and which products, it is about.
        Lookup::GetQuotation { .. }
        | Lookup::CheckOrders
        | Lookup::GetPending
        | Lookup::GetLastOrder => {}
    }
    Ok(findings)
}

/// The products shown or ordered before, with what there is of them now and what they cost.
async fn confirmed(context: &Context, skus: &[String]) -> Result<Vec<Product>> {
    let mut products = pointed(context, skus).await?;
    confirm(context, &mut products.iter_mut().collect::<Vec<_>>()).await?;
    products.retain(|product| product.active);
    Ok(products)
}

/// Asks what there is, and for how much, of the products that were named by their codes.
async fn confirm_codes(context: &Context, codes: &mut [FoundCode]) -> Result<()> {
    let mut named: Vec<&mut Product> =
        codes.iter_mut().flat_map(|code| offered(&mut code.is)).collect();
    confirm(context, &mut named).await?;
    for code in codes {
        match &mut code.is {
            CodeIs::One(product) if !product.active => code.is = CodeIs::Gone(product.clone()),
            CodeIs::Many(products) => {
                let first = products.first().cloned().map(Box::new);
                products.retain(|product| product.active);
                match (products.as_slice(), first) {
                    ([], Some(first)) => code.is = CodeIs::Gone(first),
                    ([only], _) => code.is = CodeIs::One(Box::new(only.clone())),
                    _ => {}
                }
            }
            CodeIs::One(_) | CodeIs::Gone(_) | CodeIs::Unknown => {}
        }
    }
    Ok(())
}

/// The products on offer behind a code.
fn offered(is: &mut CodeIs) -> Vec<&mut Product> {
    match is {
        CodeIs::One(product) => vec![product.as_mut()],
        CodeIs::Many(products) => products.iter_mut().collect(),
        CodeIs::Gone(_) | CodeIs::Unknown => Vec::new(),
    }
}

/// What a whole place needs, each need with what could cover it.
async fn places(context: &Context, people: &[Headcount], wishes: &[Wish]) -> Result<Vec<Place>> {
    let lexicon = &context.content.vocabulary.lexicon;
    let named = wishes.iter().filter_map(|wish| Need::of(lexicon.seated(wish.clone())));
    let needs = context.content.bundles.needs(people).into_iter().chain(named).take(NEEDS);
    let place = async |need: Need| -> Result<Place> {
        let search = Search { wish: need.wish.clone(), ..Search::default() };
        let found = with_least_let_go(context, &search).await?;
        Ok(Place { products: found.products, need })
    };
    try_join_all(needs.map(place)).await
}

/// The first of several searches that finds all of its wish, else the first.
async fn first_whole(context: &Context, searches: &[Search]) -> Result<Option<Found>> {
    let mut first = None;
    for search in searches {
        let found = found(context, search).await?;
        if !found.products.is_empty() && found.without.is_empty() {
            return Ok(Some(found));
        }
        first = first.or(Some(found));
    }
    Ok(first)
}

/// Others of the kind of what cannot be had.
async fn instead(context: &Context, codes: &[FoundCode], colours: &[String]) -> Result<Vec<Found>> {
    let mut all = Vec::new();
    for search in codes.iter().filter_map(|code| code.others(colours)) {
        let mut found = found(context, &search).await?;
        found.products.truncate(INSTEAD);
        confirm(context, &mut found.products.iter_mut().collect::<Vec<_>>()).await?;
        if found.search.aim == Aim::Instead {
            // What stands in for something sold out is there itself.
            found.products.retain(|it| it.active && it.stock.is_some_and(|stock| stock > 0));
        }
        all.extend(Some(found).filter(Found::replaces));
    }
    Ok(all)
}
