//! One question to the mirror: a wish without what was let go of it.

use anyhow::Result;
use noor_core::dialogue::findings::{Found, Trait};
use noor_core::dialogue::plan::{Aim, Search};
use noor_core::sku;
use noor_core::understanding::Wish;
use noor_store::products::{self, Filter, Hit, People, Words};

use super::give_way::let_go;
use crate::context::Context;

/// How many hits the answer's list is chosen from.
const HITS: i64 = 36;

/// Hits without some traits of the wish. What room there is for is let go in two steps: what nobody
/// knows comes before what is known to be too small.
pub(super) async fn hits(
    context: &Context,
    search: &Search,
    without: &[Trait],
) -> Result<Vec<Hit>> {
    let asked = without.iter().copied().fold(search.wish.clone(), let_go);
    let mut filter = filter(context, &asked);
    filter.keys_not = search.seen.iter().map(|sku| sku::key(sku)).collect();
    // More of what met the words has to meet them as well.
    if search.aim == Aim::More && !filter.words.is_empty() && !without.contains(&Trait::Words) {
        filter.words_as = Words::Required;
    }
    let people = search.people_each();
    if !without.contains(&Trait::People) {
        filter.people = people.map(People::AtLeast);
        return Ok(products::search(&context.db, &filter, HITS).await?);
    }
    filter.people = people.map(|_| People::Unknown);
    let hits = products::search(&context.db, &filter, HITS).await?;
    if !hits.is_empty() || filter.people.is_none() {
        return Ok(hits);
    }
    filter.people = None;
    Ok(products::search(&context.db, &filter, HITS).await?)
}

/// What was found: of the hits, those that meet most of the words, and what they lack.
pub(super) fn of_hits(search: &Search, mut hits: Vec<Hit>, mut without: Vec<Trait>) -> Found {
    let most = hits.iter().map(|hit| hit.met.len()).max().unwrap_or(0);
    // Without a kind of thing to go by, what meets few of the words is something else.
    let few = search.wish.families.is_empty() && most * 2 < search.wish.words.len();
    hits.retain(|hit| hit.met.len() == most && !few);
    let is_met = |word: &String| hits.iter().any(|hit| hit.met.contains(word));
    // A name that is not carried is worth a word. Arabic words are rarely names here, and to tell a
    // customer that we carry no "enough" or "fits" would be silly.
    let may_be_name = |word: &&String| word.is_ascii();
    let unmet: Vec<String> =
        search.wish.words.iter().filter(|it| !is_met(it)).filter(may_be_name).cloned().collect();
    // Another number of drawers makes another kind.
    let (numbers, unmet): (Vec<_>, Vec<_>) =
        unmet.into_iter().partition(|word| word.chars().all(|c| c.is_ascii_digit()));
    for (lacks, it) in [(!unmet.is_empty(), Trait::Words), (!numbers.is_empty(), Trait::Kind)] {
        if lacks && !without.contains(&it) {
            without.push(it);
        }
    }
    let products = hits.into_iter().map(|hit| hit.product).collect();
    Found { search: search.clone(), products, without, unmet }
}

pub(super) fn filter(context: &Context, wish: &Wish) -> Filter {
    let rates = match wish.price_currency {
        Some(wished) => context.content.shop.rates_into(wished),
        None => Vec::new(),
    };
    let lexicon = &context.content.vocabulary.lexicon;
    let usual = |family: &String| lexicon.usual_kinds(family);
    Filter {
        families: wish.families.clone(),
        subtypes: wish.subtypes.clone(),
        subtypes_first: match wish.subtypes.as_slice() {
            [] => wish.families.iter().flat_map(usual).collect(),
            [..] => Vec::new(),
        },
        subtypes_not: wish.subtypes_not.clone(),
        colours: wish.colours.clone(),
        colours_not: wish.colours_not.clone(),
        materials: lexicon.with_taken_in(&wish.materials),
        materials_not: lexicon.with_taken_in(&wish.materials_not),
        features: wish.features.clone(),
        features_not: wish.features_not.clone(),
        families_last: lexicon.details().map(str::to_owned).collect(),
        special: lexicon.special_features().map(str::to_owned).collect(),
        price_min: wish.price_min,
        price_max: wish.price_max,
        rates,
        width: wish.size.width,
        depth: wish.size.depth,
        height: wish.size.height,
        in_stock: wish.in_stock,
        words: wish.words.clone(),
        // A colour is not a thing to look for: "BILLY in white" is BILLY or nothing.
        words_as: match wish.words.as_slice() {
            [_, ..] if wish.families.is_empty() => Words::Required,
            [..] => Words::Preferred,
        },
        first: wish.first,
        ..Filter::default()
    }
}
