//! How near products are to a text in what they mean.

use anyhow::Result;
use noor_core::understanding::Wish;
use noor_providers::embedding::Purpose;
use noor_providers::error::ProviderError;
use noor_providers::vectors::{Narrow, Near, Vector};

use crate::app::index_meanings::{space, vector};
use crate::context::{Context, Meaning};

/// Neighbours that are looked at.
const NEIGHBOURS: usize = 300;

/// The offered products that are near enough to a text, nearest first, by their lookup keys with the
/// cosine, among those that `wishes` leave; none where nobody embeds. Who cannot be asked is done
/// without.
pub(super) async fn similar(context: &Context, text: &str, wishes: &[Wish]) -> Vec<(String, f32)> {
    let Some(meaning) = &context.meaning else { return Vec::new() };
    if !text.chars().any(char::is_alphabetic) {
        return Vec::new();
    }
    let near = match tokio::time::timeout(
        meaning.deadline,
        neighbours(meaning, text, &narrow(context, wishes)),
    )
    .await
    {
        Ok(Ok(near)) => near,
        Ok(Err(error)) => {
            tracing::warn!(
                error = format!("{error:#}"),
                "the search goes on without meanings: who embeds or keeps vectors cannot be asked"
            );
            Vec::new()
        }
        Err(_) => {
            tracing::warn!(
                "the search goes on without meanings: who embeds or keeps vectors is too slow"
            );
            Vec::new()
        }
    };
    let enough = near.into_iter().filter(|it| it.score >= meaning.least_similarity);
    enough.map(|it| (it.key, it.score)).collect()
}

/// What always holds of what a text names, so that the neighbours that are looked at are not all
/// something else. Several things have nothing in common.
fn narrow(context: &Context, wishes: &[Wish]) -> Narrow {
    let [wish] = wishes else { return Narrow::default() };
    let own = context.content.shop.currency;
    let priced = wish.price_currency.is_none_or(|currency| currency == own);
    Narrow {
        families: wish.families.clone(),
        colours: wish.colours.clone(),
        price_min: wish.price_min.filter(|_| priced),
        price_max: wish.price_max.filter(|_| priced),
        in_stock: wish.in_stock,
        ..Narrow::default()
    }
}

/// The nearest products by meaning alone, so that their score is a cosine. Whatever else holds of them
/// is the mirror's to say.
async fn neighbours(meaning: &Meaning, text: &str, narrow: &Narrow) -> Result<Vec<Near>> {
    let space = space(meaning).await?;
    let question = [text.to_owned()];
    let embedding = meaning.embedder.embed(Purpose::Query, &question).await?.pop();
    let Some(embedding) = embedding else { return Ok(Vec::new()) };
    let query = Vector { sparse: None, ..vector(embedding) };
    let found = meaning.store.nearest(&space, &query, narrow, NEIGHBOURS).await;
    match found {
        Err(ProviderError::Refused { reason, .. }) => {
            anyhow::bail!("{reason}; `noor sync` indexes the products")
        }
        other => Ok(other?),
    }
}
