//! Versions of one product: the same model in another colour, material or size.

use anyhow::Result;
use noor_core::dialogue::findings::{Found, Trait};
use noor_core::dialogue::plan::Search;
use noor_core::lexicon::Lexicon;
use noor_core::product::Product;
use noor_core::understanding::{Range, SizeWish, Wish};

use super::give_way::with_least_let_go;
use super::hits::hits;
use super::pointed;
use crate::context::Context;

/// The versions of a product that have the wished traits; else others of its kind that have them.
pub(super) async fn version(context: &Context, search: &Search, sku: &str) -> Result<Found> {
    let Some(product) = pointed(context, &[sku.to_owned()]).await?.into_iter().next() else {
        return with_least_let_go(context, search).await;
    };
    let lexicon = &context.content.vocabulary.lexicon;
    let wish = of_its_kind(&product, &search.wish, lexicon);
    let of_its_kind = Search { wish, ..search.clone() };
    let tells_version = |word: &str| tells_version(context, &search.wish, word);
    let model = product.model(tells_version);
    let named = Search {
        wish: Wish { words: model.clone(), ..near(&product, &of_its_kind.wish) },
        ..of_its_kind.clone()
    };
    let mut versions = hits(context, &named, &[]).await?;
    versions.retain(|hit| hit.product.model(tells_version) == model);
    if !versions.is_empty() {
        let products = versions.into_iter().map(|hit| hit.product).collect();
        return Ok(Found { search: of_its_kind, products, ..Found::default() });
    }
    let others = Search { seen: vec![sku.to_owned()], ..of_its_kind };
    let mut found = with_least_let_go(context, &others).await?;
    found.without.push(Trait::Version);
    Ok(found)
}

/// Whether a word of a name tells versions of a model apart: a colour, or a size if sizes differ.
fn tells_version(context: &Context, asked: &Wish, word: &str) -> bool {
    let lexicon = &context.content.vocabulary.lexicon;
    let sized = asked.size != SizeWish::default();
    !lexicon.colours_in(word).is_empty()
        || !asked.materials.is_empty() && !lexicon.materials_in(word).is_empty()
        || sized && word.chars().any(|c| c.is_ascii_digit())
}

/// A wish for the kind of thing a product is, with other traits.
fn of_its_kind(product: &Product, traits: &Wish, lexicon: &Lexicon) -> Wish {
    let families: Vec<String> = product.family.iter().cloned().collect();
    // A wider bed is another version of the same.
    let by_width = |kind: &&String| families.iter().any(|it| lexicon.is_by_lying(it, kind));
    Wish {
        subtypes: product.subtype.iter().filter(|kind| !by_width(kind)).cloned().collect(),
        families,
        ..traits.clone()
    }
}

/// A wish that prefers the sizes of a product, where it names none.
fn near(product: &Product, wish: &Wish) -> Wish {
    let of = |size: Option<u32>| Some(Range { min: None, max: None, near: Some(size?) });
    let size = SizeWish {
        width: wish.size.width.or_else(|| of(product.size.width.or(product.size.length))),
        depth: wish.size.depth.or_else(|| of(product.size.depth)),
        height: wish.size.height.or_else(|| of(product.size.height)),
    };
    Wish { size, ..wish.clone() }
}
