//! Looking for products: what has the wished traits, else what has all but the least of them; what
//! stands behind a code; what a free text finds.

pub(crate) mod codes;
mod give_way;
mod hits;
mod likeness;
mod meaning;
pub mod ranked;
mod sizes;
pub mod text;
mod traits;
mod version;
mod wanted;

use anyhow::Result;
use noor_core::dialogue::findings::{Found, Trait};
use noor_core::dialogue::plan::{Aim, Search};
use noor_core::product::Product;
use noor_core::sku;
use noor_core::understanding::SizeWish;
use noor_core::understanding::Wish;
use noor_store::products::{self, Filter, Similar};

use crate::context::Context;
pub(crate) use give_way::with_least_let_go;
use hits::{hits, of_hits};
use meaning::similar;
use version::version;

/// Most products that are shown for their meaning alone.
const ALIKE: i64 = 6;

/// Runs a search as its aim asks for.
pub(crate) async fn found(context: &Context, search: &Search) -> Result<Found> {
    let wish = context.content.vocabulary.lexicon.seated(search.wish.clone());
    let search = &Search { wish, ..search.clone() };
    match &search.aim {
        Aim::Wish => match in_either_plane(context, search).await? {
            found if found.products.is_empty() => by_meaning(context, search, found).await,
            found => Ok(found),
        },
        Aim::InColour | Aim::Instead => in_either_plane(context, search).await,
        Aim::More | Aim::Change { .. } => once(context, search).await,
        Aim::Version { sku } => version(context, search, sku).await,
    }
}

/// What is nearest in meaning to words that name nothing of the shop's, within all else that is wished;
/// they stay words that nothing meets.
async fn by_meaning(context: &Context, search: &Search, nothing: Found) -> Result<Found> {
    let words = search.wish.words.join(" ");
    let similar = match search.wish.families.as_slice() {
        [] => similar(context, &words, std::slice::from_ref(&search.wish)).await,
        [_, ..] => Vec::new(),
    };
    if similar.is_empty() {
        return Ok(nothing);
    }
    let wish = Wish { words: Vec::new(), ..search.wish.clone() };
    let keys = similar.iter().map(|(key, _)| key.clone()).collect();
    let similar = Similar { products: similar, first: true };
    let filter = Filter { keys, similar, ..hits::filter(context, &wish) };
    let alike = products::search(&context.db, &filter, ALIKE).await?;
    let products = alike.into_iter().map(|hit| hit.product).collect();
    Ok(Found { products, ..nothing })
}

/// Searches with the whole wish. "120x90" is width by depth of what lies, and width by height of
/// what stands or hangs: where the first finds nothing of that size, the second is tried.
async fn in_either_plane(context: &Context, search: &Search) -> Result<Found> {
    let lying = with_least_let_go(context, search).await?;
    let size = search.wish.size;
    let two_sides = size.width.is_some() && size.depth.is_some() && size.height.is_none();
    if !two_sides || !lying.without.contains(&Trait::Size) {
        return Ok(lying);
    }
    let size = SizeWish { depth: None, height: size.depth, ..size };
    let search = Search { wish: Wish { size, ..search.wish.clone() }, ..search.clone() };
    let standing = with_least_let_go(context, &search).await?;
    Ok(if standing.without.contains(&Trait::Size) { lying } else { standing })
}

/// Searches again what was searched before, so with the same let go and nothing else.
async fn once(context: &Context, search: &Search) -> Result<Found> {
    let hits = hits(context, search, &search.without).await?;
    Ok(of_hits(search, hits, search.without.clone()))
}

/// The products shown before, as they are today, in the order they were shown.
pub(crate) async fn pointed(context: &Context, skus: &[String]) -> Result<Vec<Product>> {
    let mut products = known(context, skus).await?;
    products.retain(|product| product.active);
    Ok(products)
}

/// The products with these codes, on offer or not any more.
pub(crate) async fn known(context: &Context, skus: &[String]) -> Result<Vec<Product>> {
    let keys: Vec<String> = skus.iter().map(|sku| sku::key(sku)).collect();
    let hits = products::by_codes(&context.db, &keys, 1).await?;
    Ok(hits.into_iter().filter(|hit| hit.exact).map(|hit| hit.product).collect())
}
