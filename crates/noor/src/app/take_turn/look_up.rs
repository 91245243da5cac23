//! Running the lookups of a plan, side by side.

use std::collections::{HashMap, HashSet};

use anyhow::Result;
use futures::future::try_join_all;
use noor_core::dialogue::conclude::{CodeIs, Findings, Found, FoundCode, Trait};
use noor_core::dialogue::plan::Lookup;
use noor_core::sku;
use noor_core::understanding::{CodeMention, Range, SizeWish, Wish};
use noor_store::products::{self, ByCode, Filter};

use crate::context::Context;

/// How many hits the answer's list is chosen from.
const HITS: i64 = 24;
/// Most codes of one batch that are answered; who lists more than this is answered about the first.
const CODES: usize = 8;
/// Most candidates that are looked up.
const KEYS: usize = 200;
/// Most unknown codes worth a word of their own.
const UNKNOWN: usize = 2;
/// Most versions of an ambiguous code that are shown.
const VARIANTS: i64 = 5;

/// Runs all lookups and gathers what they found.
pub(super) async fn run(context: &Context, lookups: &[Lookup]) -> Result<Findings> {
    let found = try_join_all(lookups.iter().map(|lookup| one(context, lookup))).await?;
    Ok(found.into_iter().fold(Findings::default(), |mut all, one| {
        all.search = all.search.or(one.search);
        all.codes.extend(one.codes);
        all.pointed.extend(one.pointed);
        all.families.extend(one.families);
        all
    }))
}

async fn one(context: &Context, lookup: &Lookup) -> Result<Findings> {
    let mut findings = Findings::default();
    match lookup {
        Lookup::SearchProducts { wish } => findings.search = Some(search(context, wish).await?),
        Lookup::FindCodes { mentions, colours } => {
            findings.codes = codes(context, mentions, colours).await?;
        }
        Lookup::GetStock { skus } => findings.pointed = pointed(context, skus).await?,
        Lookup::ListFamilies => findings.families = products::families(&context.db, 8).await?,
    }
    Ok(findings)
}

/// Searches with the whole wish; if nothing has all of it, with as little let go as possible, and
/// says what that was.
async fn search(context: &Context, wish: &Wish) -> Result<Found> {
    for without in ways_to_give_way(wish) {
        let asked = without.iter().copied().fold(wish.clone(), let_go);
        let hits = products::search(&context.db, &filter(context, &asked), HITS).await?;
        if !hits.is_empty() {
            return Ok(Found { wish: wish.clone(), products: hits, without });
        }
    }
    Ok(Found { wish: wish.clone(), products: Vec::new(), without: Vec::new() })
}

/// The order in which customers give way.
const ORDER: [Trait; 6] =
    [Trait::Stock, Trait::Size, Trait::Material, Trait::Kind, Trait::Colour, Trait::Price];

/// What to let go, least first: nothing, each trait alone, then two of them, then more and more. A
/// wish for a family is never given up: a table is no answer to "chair".
fn ways_to_give_way(wish: &Wish) -> Vec<Vec<Trait>> {
    let mut ways = vec![Vec::new()];
    if wish.families.is_empty() {
        return ways;
    }
    let named: Vec<Trait> =
        ORDER.into_iter().filter(|it| let_go(wish.clone(), *it) != *wish).collect();
    ways.extend(named.iter().map(|it| vec![*it]));
    for (place, first) in named.iter().enumerate() {
        ways.extend(named.iter().skip(place + 1).map(|second| vec![*first, *second]));
    }
    ways.extend((3..=named.len()).map(|n| named.iter().take(n).copied().collect()));
    ways
}

/// A wish without one of its traits. What was ruled out stays ruled out, and a size that was named
/// still says which of the others come nearest.
fn let_go(mut wish: Wish, it: Trait) -> Wish {
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
        Trait::Kind => wish.subtypes.clear(),
        Trait::Colour => wish.colours.clear(),
        Trait::Price => (wish.price_min, wish.price_max) = (None, None),
    }
    wish
}

fn filter(context: &Context, wish: &Wish) -> Filter {
    let rates = match wish.price_currency {
        Some(wished) => context.content.shop.rates_into(wished),
        None => Vec::new(),
    };
    let has_traits = !wish.families.is_empty() || !wish.colours.is_empty();
    Filter {
        families: wish.families.clone(),
        subtypes: wish.subtypes.clone(),
        colours: wish.colours.clone(),
        colours_not: wish.colours_not.clone(),
        materials: wish.materials.clone(),
        materials_not: wish.materials_not.clone(),
        price_min: wish.price_min,
        price_max: wish.price_max,
        rates,
        width: wish.size.width,
        depth: wish.size.depth,
        height: wish.size.height,
        in_stock: wish.in_stock,
        words: wish.words.clone(),
        words_required: !has_traits,
    }
}

/// Looks all candidates up at once, then lets the longest reading of each place stand.
async fn codes(
    context: &Context,
    mentions: &[CodeMention],
    beside: &[String],
) -> Result<Vec<FoundCode>> {
    let keys: Vec<String> = {
        let mut seen = HashSet::new();
        let keys = mentions.iter().map(|mention| mention.key.clone());
        keys.filter(|key| key.len() >= 3 && seen.insert(key.clone())).take(KEYS).collect()
    };
    let mut by_key: HashMap<String, Vec<ByCode>> = HashMap::new();
    for hit in products::by_codes(&context.db, &keys, VARIANTS).await? {
        by_key.entry(hit.key.clone()).or_default().push(hit);
    }
    let mut found: Vec<FoundCode> = Vec::new();
    for mention in longest_first(mentions) {
        let inside_another = found.iter().any(|other| {
            !matches!(other.is, CodeIs::Unknown) && other.mention.key.contains(&mention.key)
        });
        if inside_another {
            continue;
        }
        let Some(hits) = by_key.get(&mention.key) else { continue };
        let mut colours = colours_with(context, mention, mentions);
        colours.extend_from_slice(beside);
        let is = in_colour(hits, &colours).or_else(|| meaning(hits, mention, mentions));
        if let Some(is) = is {
            found.push(FoundCode { mention: mention.clone(), is });
        }
    }
    // What is written like a code and is none is worth a word, unless a longer or shorter reading
    // of the same place was found.
    let mut unknown = 0;
    for mention in mentions.iter().filter(|mention| mention.explicit) {
        let covered = found.iter().any(|other| {
            other.mention.key.contains(&mention.key) || mention.key.contains(&other.mention.key)
        });
        if !covered && unknown < UNKNOWN {
            unknown += 1;
            found.push(FoundCode { mention: mention.clone(), is: CodeIs::Unknown });
        }
    }
    let place = |found: &FoundCode| mentions.iter().position(|mention| *mention == found.mention);
    found.sort_by_key(place);
    found.truncate(CODES);
    Ok(found)
}

/// The colours that stand with a code, in either language: "KX 210 أسود".
fn colours_with(context: &Context, code: &CodeMention, all: &[CodeMention]) -> Vec<String> {
    let around = all.iter().filter(|other| other.key.starts_with(&code.key));
    around.flat_map(|other| context.content.vocabulary.lexicon.colours_in(&other.text)).collect()
}

/// The version of a code in the colour that was named with it: the code with the colour's name
/// behind it, else whichever versions have it as their main colour. `None` where the code itself is
/// what was asked for.
fn in_colour(hits: &[ByCode], colours: &[String]) -> Option<CodeIs> {
    let offered = hits.iter().filter(|hit| hit.product.active);
    let spelled_out = |hit: &&ByCode| {
        let whole = sku::key(&hit.product.sku);
        colours.iter().any(|colour| whole.strip_prefix(&hit.key).is_some_and(|it| it == colour))
    };
    if let Some(hit) = offered.clone().find(spelled_out) {
        return Some(CodeIs::One(Box::new(hit.product.clone())));
    }
    let mainly = |hit: &&ByCode| hit.product.colours.first().is_some_and(|it| colours.contains(it));
    let versions: Vec<&ByCode> = offered.filter(mainly).collect();
    match versions.as_slice() {
        [] => None,
        several if several.iter().any(|hit| hit.exact) => None,
        [one] => Some(CodeIs::One(Box::new(one.product.clone()))),
        many => Some(CodeIs::Many(many.iter().map(|hit| hit.product.clone()).collect())),
    }
}

fn longest_first(mentions: &[CodeMention]) -> Vec<&CodeMention> {
    let mut sorted: Vec<&CodeMention> = mentions.iter().collect();
    sorted.sort_by_key(|mention| std::cmp::Reverse(mention.key.chars().count()));
    sorted
}

fn meaning(hits: &[ByCode], mention: &CodeMention, all: &[CodeMention]) -> Option<CodeIs> {
    if let Some(exact) = hits.iter().find(|hit| hit.exact) {
        let product = Box::new(exact.product.clone());
        return Some(if product.active { CodeIs::One(product) } else { CodeIs::Gone(product) });
    }
    // Only what looks like a code is completed: "210" alone is a number. A word behind a code may
    // belong to it: "KX 210 NEW".
    let goes_on = |code: &CodeMention| {
        code.explicit && mention.key.len() > code.key.len() && mention.key.starts_with(&code.key)
    };
    if mention.key.chars().count() < 4 || !mention.explicit && !all.iter().any(goes_on) {
        return None;
    }
    match hits {
        [] => None,
        [one] => Some(CodeIs::One(Box::new(one.product.clone()))),
        many => Some(CodeIs::Many(many.iter().map(|hit| hit.product.clone()).collect())),
    }
}

/// The products shown before, as they are today, in the order they were shown.
async fn pointed(context: &Context, skus: &[String]) -> Result<Vec<noor_core::product::Product>> {
    let keys: Vec<String> = skus.iter().map(|sku| sku::key(sku)).collect();
    let hits = products::by_codes(&context.db, &keys, 1).await?;
    Ok(hits
        .into_iter()
        .filter(|hit| hit.exact && hit.product.active)
        .map(|hit| hit.product)
        .collect())
}
