//! Running the lookups of a plan, side by side.

use std::collections::{HashMap, HashSet};

use anyhow::Result;
use futures::future::try_join_all;
use noor_core::bundle::Need;
use noor_core::dialogue::findings::{CodeIs, Findings, Found, FoundCode, Place, Trait};
use noor_core::dialogue::plan::{Aim, Lookup, Search};
use noor_core::product::Product;
use noor_core::sku;
use noor_core::understanding::{CodeMention, Extreme, Headcount, Range, SizeWish, Wish};
use noor_store::products::{self, ByCode, Filter, Hit, People};

use crate::context::Context;

/// How many hits the answer's list is chosen from.
const HITS: i64 = 36;
/// Most families that are named at once.
const FAMILIES: i64 = 8;
/// Most needs of one place that are looked at.
const NEEDS: usize = 8;
/// Most codes of one batch that are answered; who lists more than this is answered about the first.
const CODES: usize = 8;
/// Most candidates that are looked up.
const KEYS: usize = 200;
/// Most unknown codes worth a word of their own.
const UNKNOWN: usize = 2;
/// Most versions of an ambiguous code that are shown.
const VARIANTS: i64 = 5;

/// Runs all lookups and gathers what they found.
pub(crate) async fn run(context: &Context, lookups: &[Lookup]) -> Result<Findings> {
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
    Ok(all)
}

async fn one(context: &Context, lookup: &Lookup) -> Result<Findings> {
    let mut findings = Findings::default();
    match lookup {
        Lookup::SearchProducts { search } => findings.searches.push(found(context, search).await?),
        Lookup::SearchOne { searches } => {
            findings.searches.extend(first_whole(context, searches).await?);
        }
        Lookup::FindCodes { mentions, colours } => {
            findings.codes = codes(context, mentions, colours).await?;
            findings.searches = instead(context, &findings.codes, colours).await?;
        }
        Lookup::GetStock { skus } => findings.pointed = pointed(context, skus).await?,
        Lookup::GetOrder { skus } => findings.order = pointed(context, skus).await?,
        Lookup::Furnish { people, wishes } => {
            findings.places = places(context, people, wishes).await?;
        }
        Lookup::ListFamilies => {
            findings.families = products::families(&context.db, FAMILIES).await?;
        }
    }
    Ok(findings)
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

/// Runs a search as its aim asks for.
async fn found(context: &Context, search: &Search) -> Result<Found> {
    let wish = context.content.vocabulary.lexicon.seated(search.wish.clone());
    let search = &Search { wish, ..search.clone() };
    match &search.aim {
        Aim::Wish | Aim::InColour | Aim::Instead => in_either_plane(context, search).await,
        Aim::More | Aim::Change { .. } => once(context, search).await,
        Aim::Version { sku } => version(context, search, sku).await,
    }
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

/// Searches with the whole wish; if nothing has all of it, with as little let go as possible, and
/// says what that was.
///
/// Words that name something of the family are let go last: who asks for a BILLY in red gets one in
/// another colour and not another shelf. Words that name nothing there may be anything.
async fn with_least_let_go(context: &Context, search: &Search) -> Result<Found> {
    let mut ways = ways_to_give_way(search).into_iter();
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
        words_required: true,
        in_name: true,
        ..Filter::default()
    };
    let named = products::search(&context.db, &filter, 1).await?;
    Ok(named.into_iter().flat_map(|hit| hit.met).collect())
}

/// Searches again what was searched before, so with the same let go and nothing else.
async fn once(context: &Context, search: &Search) -> Result<Found> {
    let hits = hits(context, search, &search.without).await?;
    Ok(of_hits(search, hits, search.without.clone()))
}

/// The versions of a product that have the wished traits; else others of its kind that have them.
async fn version(context: &Context, search: &Search, sku: &str) -> Result<Found> {
    let Some(product) = pointed(context, &[sku.to_owned()]).await?.into_iter().next() else {
        return with_least_let_go(context, search).await;
    };
    let of_its_kind = Search { wish: of_its_kind(&product, &search.wish), ..search.clone() };
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
fn of_its_kind(product: &Product, traits: &Wish) -> Wish {
    Wish {
        families: product.family.iter().cloned().collect(),
        subtypes: product.subtype.iter().cloned().collect(),
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

/// Hits without some traits of the wish. What room there is for is let go in two steps: what nobody
/// knows comes before what is known to be too small.
async fn hits(context: &Context, search: &Search, without: &[Trait]) -> Result<Vec<Hit>> {
    let asked = without.iter().copied().fold(search.wish.clone(), let_go);
    let mut filter = filter(context, &asked);
    filter.keys_not = search.seen.iter().map(|sku| sku::key(sku)).collect();
    // More of what met the words has to meet them as well.
    filter.words_required |=
        search.aim == Aim::More && !filter.words.is_empty() && !without.contains(&Trait::Words);
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
fn of_hits(search: &Search, mut hits: Vec<Hit>, mut without: Vec<Trait>) -> Found {
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

/// The order in which customers give way.
const ORDER: [Trait; 7] = [
    Trait::Stock,
    Trait::Size,
    Trait::Material,
    Trait::Kind,
    Trait::Colour,
    Trait::Price,
    Trait::People,
];

/// What to let go, least first: nothing, each trait alone, then two of them, then more and more. A
/// wish for a family is never given up: a table is no answer to "chair".
fn ways_to_give_way(search: &Search) -> Vec<Vec<Trait>> {
    let wish = &search.wish;
    let mut ways = vec![Vec::new()];
    if wish.families.is_empty() {
        return ways;
    }
    let is_named = |it: &Trait| match it {
        Trait::People => search.people_each().is_some(),
        Trait::Stock
        | Trait::Size
        | Trait::Material
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

fn filter(context: &Context, wish: &Wish) -> Filter {
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
        // A colour is not a thing to look for: "BILLY in white" is BILLY or nothing.
        words_required: wish.families.is_empty() && !wish.words.is_empty(),
        first: wish.first,
        ..Filter::default()
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
        let long_enough = mentions.iter().filter(|it| it.explicit || it.key.len() >= 3);
        let keys = long_enough.map(|mention| mention.key.clone());
        keys.filter(|key| seen.insert(key.clone())).take(KEYS).collect()
    };
    let mut by_key: HashMap<String, Vec<ByCode>> = HashMap::new();
    for hit in products::by_codes(&context.db, &keys, VARIANTS).await? {
        by_key.entry(hit.key.clone()).or_default().push(hit);
    }
    let mut found: Vec<FoundCode> = Vec::new();
    for mention in longest_first(mentions) {
        // What is written like a code is one of its own beside another such.
        let inside_another = found.iter().any(|other| {
            let apart = mention.explicit && other.mention.explicit;
            !matches!(other.is, CodeIs::Unknown)
                && !apart
                && other.mention.key.contains(&mention.key)
        });
        if inside_another {
            continue;
        }
        let Some(hits) = by_key.get(&mention.key) else { continue };
        let own = colours_with(context, mention, mentions);
        let mut colours = own.clone();
        colours.extend_from_slice(beside);
        let is = in_colour(hits, &colours).or_else(|| meaning(hits, mention, mentions));
        if let Some(is) = is {
            // What is wished beside a code with a colour of its own is another colour.
            let wished = if beside.is_empty() { &own } else { beside };
            let other_colour = is_in_another_colour(&is, wished);
            found.push(FoundCode { mention: mention.clone(), is, other_colour });
        }
    }
    // What is written like a code and is none is worth a word, unless a longer or shorter reading
    // of the same place was found.
    let mut unknown = 0;
    for mention in mentions.iter().filter(|mention| mention.explicit) {
        let covered = found.iter().any(|other| {
            other.mention.key.contains(&mention.key)
                || mention.key.contains(&other.mention.key)
                || other.mention.text == mention.text
        });
        if !covered && unknown < UNKNOWN {
            unknown += 1;
            let (is, other_colour) = (CodeIs::Unknown, false);
            found.push(FoundCode { mention: mention.clone(), is, other_colour });
        }
    }
    let place = |found: &FoundCode| mentions.iter().position(|mention| *mention == found.mention);
    found.sort_by_key(place);
    found.truncate(CODES);
    Ok(found)
}

/// Others of the kind of what cannot be had.
async fn instead(context: &Context, codes: &[FoundCode], colours: &[String]) -> Result<Vec<Found>> {
    let mut all = Vec::new();
    for search in codes.iter().filter_map(|code| code.others(colours)) {
        let found = found(context, &search).await?;
        all.extend(Some(found).filter(Found::replaces));
    }
    Ok(all)
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

/// Whether a colour was named and all that is behind the code is known to have another.
fn is_in_another_colour(is: &CodeIs, wished: &[String]) -> bool {
    let products = match is {
        CodeIs::One(product) => std::slice::from_ref(product.as_ref()),
        CodeIs::Many(products) => products.as_slice(),
        CodeIs::Gone(_) | CodeIs::Unknown => &[],
    };
    let differs = |product: &Product| {
        !product.colours.is_empty() && !product.colours.iter().any(|it| wished.contains(it))
    };
    !wished.is_empty() && !products.is_empty() && products.iter().all(differs)
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
    let shortest = if mention.explicit { 3 } else { 4 };
    if mention.key.chars().count() < shortest || !mention.explicit && !all.iter().any(goes_on) {
        return None;
    }
    match hits {
        [] => None,
        [one] => Some(CodeIs::One(Box::new(one.product.clone()))),
        many => Some(CodeIs::Many(many.iter().map(|hit| hit.product.clone()).collect())),
    }
}

/// The products shown before, as they are today, in the order they were shown.
async fn pointed(context: &Context, skus: &[String]) -> Result<Vec<Product>> {
    let keys: Vec<String> = skus.iter().map(|sku| sku::key(sku)).collect();
    let hits = products::by_codes(&context.db, &keys, 1).await?;
    Ok(hits
        .into_iter()
        .filter(|hit| hit.exact && hit.product.active)
        .map(|hit| hit.product)
        .collect())
}
