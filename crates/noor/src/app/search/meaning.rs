//! Products by what a text means, where it names nothing that is known.

use std::cmp::Ordering;
use std::collections::HashMap;

use anyhow::Result;
use noor_core::sku;
use noor_core::understanding::Wish;
use noor_providers::embedding::Purpose;
use noor_providers::error::ProviderError;
use noor_providers::vectors::{Narrow, Near, Vector};
use noor_store::products::{self, Filter, Hit};

use crate::app::index_meanings::{space, vector};
use crate::context::{Context, Meaning};

/// Neighbours that are looked at.
const NEIGHBOURS: usize = 50;

/// A product with how near its meaning is: the cosine.
pub(super) type Alike = (Hit, f32);

/// The offered products that are nearest in meaning to a text and pass `filter`, nearest first; none
/// where nobody embeds, or where nothing is near enough. Who cannot be asked is done without.
///
/// # Errors
///
/// When the mirror cannot be asked.
pub(super) async fn alike(
    context: &Context,
    text: &str,
    wish: &Wish,
    filter: Filter,
    limit: usize,
) -> Result<Vec<Alike>> {
    let Some(meaning) = &context.meaning else { return Ok(Vec::new()) };
    if !text.chars().any(char::is_alphabetic) {
        return Ok(Vec::new());
    }
    let near = neighbours(meaning, text, wish).await.unwrap_or_else(|error| {
        tracing::warn!(
            error = format!("{error:#}"),
            "the search goes on without meanings: who embeds or keeps vectors cannot be asked"
        );
        Vec::new()
    });
    let similar: HashMap<String, f32> = near
        .into_iter()
        .filter(|it| it.score >= meaning.least_similarity)
        .map(|it| (it.key, it.score))
        .collect();
    if similar.is_empty() {
        return Ok(Vec::new());
    }
    // The store may lag behind: what holds today, the mirror says.
    let filter = Filter { keys: similar.keys().cloned().collect(), ..filter };
    let most = i64::try_from(similar.len()).unwrap_or(i64::MAX);
    let hits = products::search(&context.db, &filter, most).await?;
    let mut alike: Vec<Alike> = hits
        .into_iter()
        .filter_map(|hit| {
            let similarity = *similar.get(&sku::key(&hit.product.sku))?;
            Some((hit, similarity))
        })
        .collect();
    alike.sort_by(|one, other| other.1.partial_cmp(&one.1).unwrap_or(Ordering::Equal));
    alike.truncate(limit);
    Ok(alike)
}

/// The nearest points by meaning alone, so that their score is a cosine.
async fn neighbours(meaning: &Meaning, text: &str, wish: &Wish) -> Result<Vec<Near>> {
    let space = space(meaning).await?;
    let question = [text.to_owned()];
    let embedding = meaning.embedder.embed(Purpose::Query, &question).await?.pop();
    let Some(embedding) = embedding else { return Ok(Vec::new()) };
    let query = Vector { sparse: None, ..vector(embedding) };
    let found = meaning.store.nearest(&space, &query, &narrow(wish), NEIGHBOURS).await;
    match found {
        Err(ProviderError::Refused { reason, .. }) => {
            anyhow::bail!("{reason}; `noor sync` indexes the products")
        }
        other => Ok(other?),
    }
}

/// What a store can sort out by itself.
fn narrow(wish: &Wish) -> Narrow {
    Narrow {
        families: wish.families.clone(),
        colours: wish.colours.clone(),
        features: wish.features.clone(),
        in_stock: wish.in_stock,
        ..Narrow::default()
    }
}
