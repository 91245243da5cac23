//! What customers give way in, where nothing has all of their wish.

use anyhow::Result;
use noor_core::dialogue::findings::{Found, Trait};
use noor_core::dialogue::plan::Search;
use noor_core::lexicon::Lexicon;
use noor_core::product::Product;
use noor_core::understanding::{Extreme, Range, SizeWish, Wish};
use noor_store::products::{self, Filter, Words};

use super::hits::{hits, of_hits};
use crate::context::Context;

/// Searches with the whole wish; if nothing has all of it, with as little let go as possible, and
/// says what that was.
///
/// Words that name something of the family are let go last: who asks for a BILLY in red gets one in
/// another colour and not another shelf. Words that name nothing there may be anything.
pub(crate) async fn with_least_let_go(context: &Context, search: &Search) -> Result<Found> {
    let mut ways = ways_to_give_way(search, &context.content.vocabulary.lexicon).into_iter();
    let hits_of = async |without: &[Trait]| hits(context, search, without).await;
    let found = |hits, without| {
        let mut found = of_hits(search, hits, without);
        if search.wish.first.is_none() && search.seen.is_empty() {
            found.products = usual(context, &search.wish, found.products);
        }
        found
    };
    let whole = found(hits_of(&ways.next().unwrap_or_default()).await?, Vec::new());
    let all_met = whole.unmet.is_empty();
    if !whole.products.is_empty() && all_met {
        return Ok(whole);
    }
    let names = names_among(context, search, &whole.unmet).await?;
    for without in ways {
        if names.is_empty() && !whole.products.is_empty() {
            break;
        }
        let mut hits = hits_of(&without).await?;
        hits.retain(|hit| names.iter().all(|name| hit.met.contains(name)));
        if !hits.is_empty() {
            return Ok(found(hits, without));
        }
    }
    Ok(whole)
}

/// Those of some words that stand in names of the families that are wished for.
async fn names_among(context: &Context, search: &Search, words: &[String]) -> Result<Vec<String>> {
    if words.is_empty() || search.wish.families.is_empty() {
        return Ok(Vec::new());
    }
    let filter = Filter {
        families: search.wish.families.clone(),
        words: words.to_vec(),
        words_as: Words::RequiredInName,
        ..Filter::default()
    };
    let named = products::search(&context.db, &filter, 1).await?;
    Ok(named.into_iter().flat_map(|hit| hit.met).collect())
}

/// Fewer products of the usual kinds than this are no choice.
const USUAL: usize = 2;

/// What is usual of a thing that was named without its kind, where there is a choice of it: who
/// furnishes an office with "10 chairs" is not offered folding chairs because they are cheap.
fn usual(context: &Context, wish: &Wish, products: Vec<Product>) -> Vec<Product> {
    let lexicon = &context.content.vocabulary.lexicon;
    let kinds: Vec<String> =
        wish.families.iter().flat_map(|family| lexicon.usual_kinds(family)).collect();
    let is_usual =
        |product: &Product| product.subtype.as_ref().is_some_and(|it| kinds.contains(it));
    let few = products.iter().filter(|product| is_usual(product)).count() < USUAL;
    if few || !wish.subtypes.is_empty() {
        return products;
    }
    products.into_iter().filter(is_usual).collect()
}

/// The order in which customers give way.
const ORDER: [Trait; 8] = [
    Trait::Stock,
    Trait::Feature,
    Trait::Size,
    Trait::Material,
    Trait::Kind,
    Trait::Colour,
    Trait::Price,
    Trait::People,
];

/// What to let go, least first: nothing, each trait alone, then two of them, then more and more. A
/// wish for a family is never given up: a table is no answer to "chair"; nor is one for a kind of what is
/// filed together without being alike: a knob is no answer to "mattress".
fn ways_to_give_way(search: &Search, lexicon: &Lexicon) -> Vec<Vec<Trait>> {
    let wish = &search.wish;
    let mut ways = vec![Vec::new()];
    if wish.families.is_empty() {
        return ways;
    }
    let all_catch_all = wish.families.iter().all(|family| lexicon.is_catch_all(family));
    let is_named = |it: &Trait| match it {
        Trait::Kind if all_catch_all => false,
        Trait::People => search.people_each().is_some(),
        Trait::Stock
        | Trait::Size
        | Trait::Material
        | Trait::Feature
        | Trait::Kind
        | Trait::Colour
        | Trait::Price
        | Trait::Words
        | Trait::Version => let_go(wish.clone(), *it) != *wish,
    };
    let named: Vec<Trait> = ORDER.into_iter().filter(is_named).collect();
    ways.extend(named.iter().map(|it| vec![*it]));
    for (place, first) in named.iter().enumerate() {
        ways.extend(named.iter().skip(place + 1).map(|second| vec![*first, *second]));
    }
    ways.extend((3..=named.len()).map(|n| named.iter().take(n).copied().collect()));
    ways
}

/// A wish without one of its traits. What was ruled out stays ruled out, and a size that was named
/// still says which of the others come nearest.
pub(super) fn let_go(mut wish: Wish, it: Trait) -> Wish {
    let nearest = |range: Option<Range>| {
        range.and_then(|range| range.near).map(|near| Range {
            min: None,
            max: None,
            near: Some(near),
        })
    };
    match it {
        Trait::Stock => wish.in_stock = false,
        Trait::Size => {
            wish.size = SizeWish {
                width: nearest(wish.size.width),
                depth: nearest(wish.size.depth),
                height: nearest(wish.size.height),
            };
        }
        Trait::Material => wish.materials.clear(),
        Trait::Feature => wish.features.clear(),
        Trait::Kind => wish.subtypes.clear(),
        Trait::Colour => wish.colours.clear(),
        Trait::Price => {
            // The nearest price then comes first.
            let end = match wish.price_max {
                Some(_) => Some(Extreme::Cheapest),
                None => wish.price_min.map(|_| Extreme::Dearest),
            };
            wish.first = wish.first.or(end);
            (wish.price_min, wish.price_max) = (None, None);
        }
        // The words only ever order, how many people there is room for is told apart by the caller,
        // and versions are of one product.
        Trait::Words | Trait::People | Trait::Version => {}
    }
    wish
}
