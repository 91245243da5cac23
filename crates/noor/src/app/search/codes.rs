//! The shop's codes in a batch: which it may name, asked before it is read, so that "MAX 300" is no
//! amount and `STACK-8` no eight pieces where the catalogue has them; and what stands behind those it
//! names.

use std::collections::{HashMap, HashSet};

use anyhow::{Context as _, Result};
use noor_core::dialogue::findings::{CodeIs, FoundCode};
use noor_core::product::Product;
use noor_core::reading::{ShopCode, possible_codes};
use noor_core::sku;
use noor_core::understanding::CodeMention;
use noor_store::products::{self, ByCode};

use crate::context::Context;

/// Most codes of one batch that are answered: more than an order by message has.
const CODES: usize = 100;
/// Most candidates that are looked up.
const KEYS: usize = 1_200;
/// Most unknown codes worth a word of their own.
const UNKNOWN: usize = 2;
/// Most codes that begin with one key which are looked at, and shown.
const VARIANTS: i64 = 5;

/// The codes that `messages` could name and the catalogue has. Asks nothing where no word could be one.
///
/// # Errors
///
/// When the catalogue cannot be asked.
pub(crate) async fn of_shop(context: &Context, messages: &[&str]) -> Result<Vec<ShopCode>> {
    let keys = possible_codes(messages, &context.content.vocabulary);
    if keys.is_empty() {
        return Ok(Vec::new());
    }
    let found = products::by_codes(&context.db, &keys, VARIANTS).await;
    let found = found.context("ask which codes the shop has")?;
    Ok(found.into_iter().map(|hit| ShopCode { key: hit.key, sku: hit.product.sku }).collect())
}

/// Looks all candidates up at once, then lets the longest reading of each place stand.
pub(crate) async fn behind(
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
            let apart = mention.explicit && other.mention.explicit
                || mention.stands_apart_from(&other.mention);
            let within = other.mention.key.contains(&mention.key);
            !matches!(other.is, CodeIs::Unknown) && !apart && within
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

/// The colours that stand with a code, in either language: "KX 210 أسود".
fn colours_with(context: &Context, code: &CodeMention, all: &[CodeMention]) -> Vec<String> {
    let around =
        all.iter().filter(|other| other.spot == code.spot && other.key.starts_with(&code.key));
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
