//! The nearest products of a query, filtered by the mirror of the catalogue.
//!
//! An index of pgvector is used only if the statement names the very type and condition it was made
//! with, so the text of the statement has the space's two numbers in it, and nothing else of anyone's.

use std::fmt::Write as _;

use rust_decimal::Decimal;
use sqlx::{AssertSqlSafe, PgConnection};

use super::SpaceId;

/// Places of lexical weights, as in the table.
const VOCABULARY: u32 = 250_002;
/// Rows an index looks at while filters refuse most of them.
const MOST_SCANNED: &str = "100000";
/// Fewest candidates an index keeps while it searches: more find more, and take longer.
const LEAST_BREADTH: i64 = 100;
/// The most it takes.
const MOST_BREADTH: i64 = 1_000;

/// What to be near to.
#[derive(Debug, Clone, Copy)]
pub struct Query<'a> {
    /// As many numbers as the space has dimensions.
    pub dense: &'a [f32],
    /// Places of words from 0, and their weights.
    pub sparse: Option<(&'a [u32], &'a [f32])>,
}

/// What products must be; empty lists and absent bounds mean "any".
#[derive(Debug, Clone, Copy, Default)]
pub struct Narrow<'a> {
    /// One of these families.
    pub families: &'a [String],
    /// One of these colours on it.
    pub colours: &'a [String],
    /// One of these materials in it.
    pub materials: &'a [String],
    /// All of these features.
    pub features: &'a [String],
    /// Lowest price.
    pub price_min: Option<Decimal>,
    /// Highest price.
    pub price_max: Option<Decimal>,
    /// Priced in this currency.
    pub currency: Option<&'a str>,
    /// Only what is known to be in stock.
    pub in_stock: bool,
}

/// How two rankings become one.
#[derive(Debug, Clone, Copy)]
pub struct Fusion {
    /// Best products of each.
    pub candidates: i64,
    /// A product's score is `1 / (k + place)` added up over both, with places from 0.
    pub k: i32,
}

/// A product that was found.
#[derive(Debug, Clone, PartialEq, sqlx::FromRow)]
pub struct Near {
    /// Its `sku_key`.
    pub product: String,
    /// The cosine, or the fused score.
    pub score: f32,
}

/// The nearest active products that pass `narrow`, best first. Belongs into a transaction, since it
/// sets what holds for its end: how far an index goes on while filters refuse what it finds.
///
/// # Errors
///
/// The database's own.
pub async fn nearest(
    db: &mut PgConnection,
    space: SpaceId,
    query: Query<'_>,
    narrow: Narrow<'_>,
    fusion: Fusion,
    limit: i64,
) -> sqlx::Result<Vec<Near>> {
    let words = query.sparse.and_then(sparse_text);
    let candidates = if words.is_some() { fusion.candidates.max(limit) } else { limit };
    let breadth = candidates.clamp(LEAST_BREADTH, MOST_BREADTH).to_string();
    sqlx::query!(
        "select set_config('hnsw.iterative_scan', 'relaxed_order', true) as scan,
                set_config('hnsw.ef_search', $1, true) as breadth,
                set_config('hnsw.max_scan_tuples', $2, true) as most",
        breadth,
        MOST_SCANNED,
    )
    .fetch_one(&mut *db)
    .await?;
    let statement = match words {
        Some(_) => fused(space),
        None => by_meaning(space),
    };
    let asked = sqlx::query_as(AssertSqlSafe(statement))
        .bind(dense_text(query.dense))
        .bind(candidates)
        .bind(narrow.families)
        .bind(narrow.colours)
        .bind(narrow.materials)
        .bind(narrow.features)
        .bind(narrow.price_min)
        .bind(narrow.price_max)
        .bind(narrow.currency)
        .bind(narrow.in_stock);
    match words {
        Some(words) => asked.bind(words).bind(fusion.k).bind(limit),
        None => asked,
    }
    .fetch_all(db)
    .await
}

/// The products of a space that pass `$3` to `$10`.
const PASSING: &str = "p.active
          and ($3::text[] = '{}' or p.family = any($3))
          and ($4::text[] = '{}' or p.colours && $4)
          and ($5::text[] = '{}' or p.materials && $5)
          and p.features @> $6::text[]
          and ($7::numeric is null or p.price >= $7)
          and ($8::numeric is null or p.price <= $8)
          and ($9::text is null or p.currency = $9)
          and (not $10::boolean or p.stock > 0)";

/// The `$2` products with the least `distance`, in about that order.
fn candidates(space: SpaceId, distance: &str) -> String {
    format!(
        "select v.product, {distance} as distance
           from product_vectors v join products p on p.sku_key = v.product
          where v.space = {} and {PASSING}
          order by {distance}
          limit $2",
        space.id,
    )
}

fn cosine(space: SpaceId) -> String {
    let dimensions = space.dimensions;
    format!("v.dense::halfvec({dimensions}) <=> $1::text::halfvec({dimensions})")
}

fn by_meaning(space: SpaceId) -> String {
    // The index gives an order that is nearly right; adding nothing makes the sort look again.
    format!(
        "with near as materialized ({})
         select product, (1 - distance)::real as score from near order by distance + 0, product",
        candidates(space, &cosine(space)),
    )
}

fn fused(space: SpaceId) -> String {
    let dense = candidates(space, &cosine(space));
    // The operator gives the product with its sign turned; 0 is no word in common.
    let sparse = candidates(space, &format!("v.sparse <#> $11::text::sparsevec({VOCABULARY})"));
    format!(
        "with dense as materialized ({dense}), sparse as materialized ({sparse}), ranked as (
             select product, row_number() over (order by distance + 0, product) - 1 as place
               from dense
             union all
             select product, row_number() over (order by distance + 0, product) - 1
               from sparse where distance < 0
         )
         select product, sum(1.0::float8 / ($12::integer + place))::real as score
           from ranked group by product order by sum(1.0::float8 / ($12::integer + place)) desc, product
          limit $13"
    )
}

/// `[0.1,0.2]`.
pub(super) fn dense_text(dense: &[f32]) -> String {
    let mut text = String::with_capacity(dense.len() * 12);
    for (place, value) in dense.iter().enumerate() {
        text.push(if place == 0 { '[' } else { ',' });
        // Writing to a text cannot fail.
        write!(text, "{value}").ok();
    }
    text.push(']');
    text
}

/// `{1:0.5,17:0.2}/250002`, whose places count from 1; `None` where there are no weights.
pub(super) fn sparse_text((places, weights): (&[u32], &[f32])) -> Option<String> {
    let weights: Vec<String> = places
        .iter()
        .zip(weights)
        .map(|(place, weight)| format!("{}:{weight}", u64::from(*place) + 1))
        .collect();
    (!weights.is_empty()).then(|| format!("{{{}}}/{VOCABULARY}", weights.join(",")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn vectors_are_written_as_pgvector_reads_them() {
        assert_eq!(dense_text(&[0.5, -1.0, 1e-7]), "[0.5,-1,0.0000001]");
        assert_eq!(sparse_text((&[0, 16], &[0.5, 0.25])).unwrap(), "{1:0.5,17:0.25}/250002");
        assert_eq!(sparse_text((&[], &[])), None);
    }
}
