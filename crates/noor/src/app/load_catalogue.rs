//! Loading a source of products into the mirror.

use std::collections::HashSet;

use anyhow::{Context as _, Result};
use noor_core::lexicon::Lexicon;
use noor_core::normalise::{fold, tokens};
use noor_core::product::Product;
use noor_core::sku;
use noor_core::sound::sound;
use noor_providers::catalog::{CatalogSource, Row};
use noor_store::PgPool;
use noor_store::products::{self, Loaded, Mirrored, SyncRecord};
use serde_json::json;

use noor_core::clock::Clock;
use noor_core::ids::Ids;

/// Rows written in one statement.
const CHUNK: usize = 500;
/// Most rejected rows that are kept with their reasons.
const REJECTED: usize = 1000;

/// What a load did.
#[derive(Debug)]
pub struct Summary {
    /// New, changed and unchanged rows.
    pub loaded: Loaded,
    /// Rows taken off the shelf, since a complete walk did not see them.
    pub removed: u64,
    /// Rows that were not loaded: where they stood and why.
    pub rejected: Vec<(String, String)>,
    /// Whether the source was read to its end.
    pub complete: bool,
    /// How many products were missing from it and stay on the shelf, since more than half were: nobody
    /// drops half of a catalogue without saying so.
    pub kept: u64,
}

/// What loading needs.
#[derive(Debug, Clone, Copy)]
pub struct Loading<'a> {
    /// The mirror.
    pub db: &'a PgPool,
    /// Derives what rows do not say: family, colours, materials.
    pub lexicon: &'a Lexicon,
    /// The time.
    pub clock: &'a dyn Clock,
    /// Fresh identifiers.
    pub ids: &'a dyn Ids,
    /// Whether a catalogue that lost more than half of its products is believed.
    pub force: bool,
}

/// A smaller catalogue may lose any part of it.
const SMALL: i64 = 20;

/// Walks `source` and brings the mirror in line with it.
///
/// A bad row is left out and reported, the others go on. Products are taken off the shelf only after
/// a complete walk without a bad row that saw at least half of them; those of another source after any
/// complete walk. Addresses of pictures that are new become due for
/// [`super::prepare_pictures`]. Safe to call twice: what is the same stays untouched.
///
/// # Errors
///
/// When nothing of the source could be read, or the database was lost. What was written by then
/// stays; nothing was taken off the shelf.
pub async fn load_catalogue(
    loading: Loading<'_>,
    source: &dyn CatalogSource,
    progress: &(dyn Fn(usize, Option<usize>) + Send + Sync),
) -> Result<Summary> {
    let started_at = loading.clock.now();
    let walk = source.walk(progress).await.with_context(|| format!("read {}", source.name()))?;
    let mut summary = Summary {
        loaded: Loaded::default(),
        removed: 0,
        rejected: Vec::new(),
        complete: walk.complete,
        kept: 0,
    };
    let mut seen = HashSet::new();
    let mut rows = Vec::with_capacity(walk.rows.len());
    for row in walk.rows {
        match row {
            Row::Rejected { at, reason } => summary.rejected.push((at, reason)),
            Row::Product { at, product } => {
                let mirrored = mirrored(*product, loading.lexicon);
                if seen.insert(mirrored.sku_key.clone()) {
                    rows.push(mirrored);
                } else {
                    let reason = format!("the code {} is there twice", mirrored.product.sku);
                    summary.rejected.push((at, reason));
                }
            }
        }
    }
    let name = source.name();
    for chunk in rows.chunks(CHUNK) {
        let mut db = loading.db.acquire().await.context("reach the database")?;
        let loaded =
            products::load(&mut db, &name, chunk, started_at).await.context("write rows")?;
        summary.loaded.added += loaded.added;
        summary.loaded.changed += loaded.changed;
        summary.loaded.unchanged += loaded.unchanged;
    }
    let mut tx = loading.db.begin().await.context("begin")?;
    if summary.complete {
        let others = products::deactivate_other_sources(&mut tx, &name, started_at).await;
        summary.removed = others.context("take products off the shelf")?;
    }
    // A row that could not be read may be the very one that seems to be missing.
    if summary.complete && summary.rejected.is_empty() {
        let seen: Vec<String> = seen.into_iter().collect();
        let (offered, unseen) =
            products::unseen(&mut tx, &name, &seen).await.context("count what is missing")?;
        if offered >= SMALL && unseen * 2 > offered && !loading.force {
            summary.kept = u64::try_from(unseen).unwrap_or(0);
            tracing::error!(
                offered,
                missing = unseen,
                "more than half of the catalogue is missing from its source; nothing is taken off \
                 the shelf until `noor sync --force` says that this is right"
            );
        } else {
            let gone = products::deactivate_unseen(&mut tx, &name, &seen, started_at).await;
            summary.removed += gone.context("take products off the shelf")?;
        }
    }
    products::note_pictures(&mut tx, loading.clock.now()).await.context("note new pictures")?;
    let rejected: Vec<_> = summary
        .rejected
        .iter()
        .take(REJECTED)
        .map(|(at, reason)| json!({"at": at, "reason": reason}))
        .collect();
    let record = SyncRecord {
        id: loading.ids.next(),
        source: name,
        started_at,
        finished_at: loading.clock.now(),
        complete: summary.complete,
        loaded: summary.loaded,
        removed: summary.removed,
        rejected: rejected.into(),
    };
    products::record_sync(&mut tx, &record).await.context("keep the summary")?;
    tx.commit().await.context("commit")?;
    Ok(summary)
}

/// A product with what it does not say itself but its words do.
fn mirrored(mut product: Product, lexicon: &Lexicon) -> Mirrored {
    let name = product.name.en.clone().or_else(|| product.name.ar.clone()).unwrap_or_default();
    let description = product.description.en.clone().unwrap_or_default();
    // A category only tells where a row is kept: a bracket stands among the shelves, is none of their
    // kinds, and comes after them.
    let says_itself =
        product.family.is_some() || lexicon.family_of(&name, &description, &[]).is_some();
    if let Some(family) = product.family.take() {
        let (family, kind) =
            lexicon.placed(&family, product.subtype.as_deref(), &name, &description);
        (product.family, product.subtype) = (Some(family), kind);
    } else if let Some((family, kind)) = lexicon.family_of(&name, &description, &product.categories)
    {
        product.family = Some(family);
        product.subtype = product.subtype.or_else(|| kind.filter(|_| says_itself));
    }
    let described = format!("{name} {description}");
    product.colours =
        in_words_of_content(&product.colours, &described, |text| lexicon.colours_in(text));
    product.materials =
        in_words_of_content(&product.materials, &described, |text| lexicon.materials_in(text));
    let features = features_of(&product, lexicon);
    let name_sounds = tokens(&name).iter().filter_map(|word| sound(word)).collect();
    Mirrored {
        features,
        name_sounds,
        sku_key: sku::key(&product.sku),
        words: words(&product, says_itself),
        folded_name: fold(&names(&product)),
        says_itself,
        product,
    }
}

/// What a product has or is made for, under the lexicon's keys: as its words, its own table and its
/// categories say.
pub(super) fn features_of(product: &Product, lexicon: &Lexicon) -> Vec<String> {
    let name = product.name.en.as_deref().or(product.name.ar.as_deref()).unwrap_or_default();
    let description = product.description.en.as_deref().unwrap_or_default();
    let described = format!("{name} {description}. {}", equipment(product));
    let mut features = lexicon.features_of_row(&described, &product.categories);
    if let Some(family) = &product.family {
        features.extend(lexicon.included(family, description));
    }
    features
}

/// What a row's own table says it has: "Armrests: fixed", and not "Armrests: none".
fn equipment(product: &Product) -> String {
    const ABSENT: [&str; 5] = ["none", "no", "without", "-", "0"];
    let there = product.attributes.iter().filter(|(_, value)| {
        let value = fold(value);
        !value.is_empty() && !ABSENT.contains(&value.as_str())
    });
    there.map(|(name, value)| format!("{name} {value}")).collect::<Vec<_>>().join(". ")
}

/// The traits a row gives, under the keys that `find` knows them by; those of its text where it gives
/// none. One that content has no word for stays as it is.
fn in_words_of_content(
    given: &[String],
    described: &str,
    find: impl Fn(&str) -> Vec<String>,
) -> Vec<String> {
    if given.is_empty() {
        return find(described);
    }
    let mut traits: Vec<String> = Vec::new();
    for word in given {
        let known = find(word);
        let known = if known.is_empty() { vec![fold(word)] } else { known };
        for key in known {
            if !traits.contains(&key) {
                traits.push(key);
            }
        }
    }
    traits
}

fn names(product: &Product) -> String {
    [product.name.en.as_deref(), product.name.ar.as_deref()]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join(" ")
}

/// Folded words by weight: names and code; traits and categories; the descriptions.
fn words(product: &Product, says_itself: bool) -> [String; 3] {
    let family = product.family.as_deref().filter(|_| says_itself);
    let traits = [family, product.subtype.as_deref()]
        .into_iter()
        .flatten()
        .chain(product.colours.iter().map(String::as_str))
        .chain(product.materials.iter().map(String::as_str))
        .chain(product.categories.iter().map(String::as_str))
        .collect::<Vec<_>>()
        .join(" ");
    let descriptions = [product.description.en.as_deref(), product.description.ar.as_deref()]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join(" ");
    [fold(&format!("{} {}", names(product), product.sku)), fold(&traits), fold(&descriptions)]
}
