//! Bringing the store of vectors in line with the mirror: what a product's words mean, and what it is
//! filtered by.

use std::collections::{HashMap, HashSet};

use anyhow::{Context as _, Result};
use noor_providers::embedding::Purpose;
use noor_providers::vectors::{Point, Space, SparseVector, Traits, Vector};
use noor_store::products::{self, Meant};
use sha2::{Digest as _, Sha256};

use crate::context::{Context, Meaning};

/// Products looked at in one go.
const PAGE: i64 = 500;
/// Texts embedded in one go.
const BATCH: usize = 64;

/// What indexing did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Indexed {
    /// Products whose words were new or different.
    pub embedded: usize,
    /// Products whose words were the same.
    pub unchanged: usize,
    /// Products that are no longer offered.
    pub removed: usize,
    /// Points in the store now.
    pub points: u64,
}

/// The space that an embedder's vectors are of.
///
/// # Errors
///
/// When the embedder cannot say which model it is.
pub(crate) async fn space(meaning: &Meaning) -> Result<Space> {
    let identity = meaning.embedder.identity().await.context("ask which model embeds")?;
    let (model, dimensions, sparse) = (identity.model, identity.dimensions, identity.sparse);
    Ok(Space { model, dimensions, sparse })
}

/// Embeds the products whose words changed, forgets those that are gone, and tells the store what the
/// others are filtered by now. Safe to call twice; what was done before a failure stays.
///
/// # Errors
///
/// When the embedder, the store or the database cannot be asked. Until the next time the search finds
/// by traits and words what it does not find by meaning.
pub async fn index_meanings(
    context: &Context,
    meaning: &Meaning,
    progress: &(dyn Fn(usize) + Send + Sync),
) -> Result<Indexed> {
    let space = space(meaning).await?;
    let store = meaning.store.as_ref();
    store.prepare(&space).await.context("prepare the store of vectors")?;
    let mut stored = store.stored(&space).await.context("ask what the store has")?;
    let mut indexed = Indexed::default();
    let mut known: Vec<(String, Traits)> = Vec::new();
    let mut after = i64::MIN;
    loop {
        let page = products::meanings(&context.db, after, PAGE).await.context("read products")?;
        let Some(last) = page.last() else { break };
        after = last.id;
        let changed = sorted(page, &mut stored, &mut known);
        for batch in changed.chunks(BATCH) {
            let points = embedded(meaning, batch).await?;
            store.put(&space, &points).await.context("keep vectors")?;
            indexed.embedded += batch.len();
            progress(indexed.embedded + known.len());
        }
        progress(indexed.embedded + known.len());
    }
    // At once, since a store may have to look through all its points for them.
    store.refresh(&space, &known).await.context("tell the store of prices and stock")?;
    indexed.unchanged = known.len();
    let gone: Vec<String> = stored.into_keys().collect();
    indexed.removed = gone.len();
    if !gone.is_empty() {
        store.remove(&space, &gone).await.context("forget products that are gone")?;
    }
    indexed.points = store.count(&space).await.context("count the vectors")?;
    Ok(indexed)
}

/// A product with the text that says what it means, and the text's hash.
struct Changed {
    key: String,
    text: String,
    hash: String,
    traits: Traits,
}

/// Products whose text the store has not; those whose text it has are added to `known`. What is looked
/// at is taken out of `stored`, so that what is gone is left in it.
fn sorted(
    page: Vec<Meant>,
    stored: &mut HashMap<String, String>,
    known: &mut Vec<(String, Traits)>,
) -> Vec<Changed> {
    let mut changed = Vec::new();
    for product in page {
        let text = text(&product);
        if text.is_empty() {
            continue;
        }
        let hash = hash(&text);
        let before = stored.remove(&product.sku_key);
        let (key, traits) = (product.sku_key.clone(), traits(product));
        if before.as_ref() == Some(&hash) {
            known.push((key, traits));
        } else {
            changed.push(Changed { key, text, hash, traits });
        }
    }
    changed
}

async fn embedded(meaning: &Meaning, batch: &[Changed]) -> Result<Vec<Point>> {
    let texts: Vec<String> = batch.iter().map(|it| it.text.clone()).collect();
    let embeddings = meaning.embedder.embed(Purpose::Passage, &texts).await;
    let embeddings = embeddings.context("embed products")?;
    let point = |(it, embedding): (&Changed, noor_providers::embedding::Embedding)| Point {
        key: it.key.clone(),
        text_hash: it.hash.clone(),
        vector: vector(embedding),
        traits: it.traits.clone(),
    };
    Ok(batch.iter().zip(embeddings).map(point).collect())
}

/// An embedding as stores keep it.
pub(crate) fn vector(embedding: noor_providers::embedding::Embedding) -> Vector {
    let sparse = embedding.sparse.map(SparseVector::from_weights);
    Vector { dense: embedding.dense, sparse }
}

/// What is embedded of a product: its words in both languages and where it is kept. Prices and stock
/// change too often, and mean nothing.
fn text(product: &Meant) -> String {
    let mut said: HashSet<&str> = HashSet::new();
    let names =
        [&product.name_en, &product.name_ar, &product.description_en, &product.description_ar];
    let words = names.into_iter().flatten().map(String::as_str);
    let all = words.chain(product.categories.iter().map(String::as_str));
    let parts: Vec<&str> =
        all.map(str::trim).filter(|it| !it.is_empty() && said.insert(it)).collect();
    parts.join(". ")
}

fn hash(text: &str) -> String {
    let mut hash = hex::encode(Sha256::digest(text));
    hash.truncate(24);
    hash
}

fn traits(product: Meant) -> Traits {
    Traits {
        family: product.family,
        colours: product.colours,
        materials: product.materials,
        features: product.features,
        price: product.price,
        currency: product.currency,
        in_stock: product.in_stock,
        active: true,
    }
}
