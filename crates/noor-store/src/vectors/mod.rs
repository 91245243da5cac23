//! Product vectors in PostgreSQL, by pgvector.
//!
//! Every space has a partial index of its own. What products are filtered by is not kept here but
//! read from the mirror of the catalogue, so it is never out of date.

mod nearest;

use std::collections::HashMap;

use sqlx::{AssertSqlSafe, PgConnection};

pub use nearest::{Fusion, Narrow, Near, Query, nearest};

/// Creates extension and tables if that is possible, any number of times.
const TABLES: &str = include_str!("../../migrations/0011_vectors.sql");

/// Most dimensions that an index of half-precision vectors takes; longer ones are compared one by one.
const MOST_INDEXED: i32 = 4_000;

/// Which model made vectors.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Space<'a> {
    /// The model's name.
    pub model: &'a str,
    /// Numbers in a dense vector.
    pub dimensions: i32,
    /// Whether there are lexical weights too.
    pub sparse: bool,
}

/// A space that is prepared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SpaceId {
    id: i32,
    dimensions: i32,
}

/// A product's vectors.
#[derive(Debug, Clone, PartialEq)]
pub struct Row<'a> {
    /// The product's `sku_key`.
    pub product: &'a str,
    /// Of the embedded text.
    pub text_hash: &'a str,
    /// As many numbers as the space has dimensions.
    pub dense: &'a [f32],
    /// Places of words from 0, and their weights.
    pub sparse: Option<(&'a [u32], &'a [f32])>,
}

/// Why a space cannot be prepared.
#[derive(Debug, thiserror::Error)]
pub enum PrepareError {
    /// The server has no pgvector, or withholds it.
    #[error(
        "the database has no extension `vector`: install pgvector 0.8.4 or newer on its server and \
         run `create extension vector` as a user who may, or choose another store of vectors"
    )]
    Missing,
    /// It has one that cannot do what is needed.
    #[error(
        "the database's extension `vector` is version {version}, 0.8 or newer is needed: update \
         pgvector on its server and run `alter extension vector update`"
    )]
    Outdated {
        /// The version that is there.
        version: String,
    },
    /// The database's own.
    #[error("the tables for vectors could not be made")]
    Database(#[from] sqlx::Error),
}

/// What was found out about the extension.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Prepared {
    /// The space.
    pub space: SpaceId,
    /// Whether the extension is one whose parallel index builds could go wrong (before 0.8.4).
    pub unsafe_version: Option<String>,
}

/// Creates tables and indexes that are missing for a space. Belongs into a transaction.
///
/// # Errors
///
/// [`PrepareError::Missing`] and [`PrepareError::Outdated`] are for whoever runs the database.
pub async fn prepare(db: &mut PgConnection, space: Space<'_>) -> Result<Prepared, PrepareError> {
    sqlx::raw_sql(TABLES).execute(&mut *db).await?;
    let found = sqlx::query!(
        r#"select extversion as version, to_regclass('product_vectors') is not null as "is_there!"
             from pg_extension where extname = 'vector'"#,
    )
    .fetch_optional(&mut *db)
    .await?;
    let Some(found) = found else { return Err(PrepareError::Missing) };
    let version = release(&found.version);
    if version < [0, 8, 0] || !found.is_there {
        return Err(PrepareError::Outdated { version: found.version });
    }
    // Changing nothing keeps the row for this transaction: others who prepare the space wait here, and
    // find its indexes made.
    let prepared = sqlx::query_as!(
        SpaceId,
        "insert into vector_spaces (model, dimensions, sparse) values ($1, $2, $3)
         on conflict (model, dimensions, sparse) do update set model = excluded.model
         returning id, dimensions",
        space.model,
        space.dimensions,
        space.sparse,
    )
    .fetch_one(&mut *db)
    .await?;
    index(db, prepared).await?;
    let unsafe_version = (version < [0, 8, 4]).then_some(found.version);
    Ok(Prepared { space: prepared, unsafe_version })
}

/// The index of a space's meanings. Its name and condition are made of numbers alone.
///
/// Words have none. Texts that share no word are no neighbours of each other, so a graph of neighbours
/// loses its way: of 6,000 products it found an eighth of those with a rare word. Comparing all of them
/// takes 10 ms.
async fn index(db: &mut PgConnection, space: SpaceId) -> sqlx::Result<()> {
    let SpaceId { id, dimensions } = space;
    if dimensions > MOST_INDEXED {
        return Ok(());
    }
    let index = format!(
        "create index if not exists product_vectors_dense_{id} on product_vectors
          using hnsw ((dense::halfvec({dimensions})) halfvec_cosine_ops) where space = {id}"
    );
    sqlx::query(AssertSqlSafe(index)).execute(db).await?;
    Ok(())
}

/// A version's numbers; what is no number counts as 0.
fn release(version: &str) -> [u32; 3] {
    let mut numbers = version.split('.').map(|number| number.parse().unwrap_or(0));
    [(); 3].map(|()| numbers.next().unwrap_or(0))
}

/// A space that was prepared before.
///
/// # Errors
///
/// The database's own; one with the code 42P01 where no space was ever prepared.
pub async fn find(db: &mut PgConnection, space: Space<'_>) -> sqlx::Result<Option<SpaceId>> {
    sqlx::query_as!(
        SpaceId,
        "select id, dimensions from vector_spaces
          where model = $1 and dimensions = $2 and sparse = $3",
        space.model,
        space.dimensions,
        space.sparse,
    )
    .fetch_optional(db)
    .await
}

/// The text hashes of all products in a space, by product.
///
/// # Errors
///
/// The database's own.
pub async fn stored(
    db: &mut PgConnection,
    space: SpaceId,
) -> sqlx::Result<HashMap<String, String>> {
    let rows =
        sqlx::query!("select product, text_hash from product_vectors where space = $1", space.id,)
            .fetch_all(db)
            .await?;
    Ok(rows.into_iter().map(|row| (row.product, row.text_hash)).collect())
}

/// Writes vectors; of several rows of one product the last counts.
///
/// # Errors
///
/// The database's own.
pub async fn put(db: &mut PgConnection, space: SpaceId, rows: &[Row<'_>]) -> sqlx::Result<()> {
    let owned = |text: &str| text.to_owned();
    let products: Vec<String> = rows.iter().map(|row| owned(row.product)).collect();
    let hashes: Vec<String> = rows.iter().map(|row| owned(row.text_hash)).collect();
    let dense: Vec<String> = rows.iter().map(|row| nearest::dense_text(row.dense)).collect();
    let sparse: Vec<Option<String>> =
        rows.iter().map(|row| row.sparse.and_then(nearest::sparse_text)).collect();
    sqlx::query!(
        "insert into product_vectors as v (space, product, text_hash, dense, sparse)
         select distinct on (product) $1, product, text_hash, dense::halfvec, sparse::sparsevec
           from unnest($2::text[], $3::text[], $4::text[], $5::text[]) with ordinality
                as given (product, text_hash, dense, sparse, place)
          order by product, place desc
         on conflict (space, product) do update set
             text_hash = excluded.text_hash, dense = excluded.dense, sparse = excluded.sparse",
        space.id,
        &products,
        &hashes,
        &dense,
        &sparse as &[Option<String>],
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Forgets the vectors of products.
///
/// # Errors
///
/// The database's own.
pub async fn remove(
    db: &mut PgConnection,
    space: SpaceId,
    products: &[String],
) -> sqlx::Result<()> {
    sqlx::query!(
        "delete from product_vectors where space = $1 and product = any($2)",
        space.id,
        products,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// How many products have vectors.
///
/// # Errors
///
/// The database's own.
pub async fn count(db: &mut PgConnection, space: SpaceId) -> sqlx::Result<i64> {
    sqlx::query_scalar!(
        r#"select count(*) as "n!" from product_vectors where space = $1"#,
        space.id,
    )
    .fetch_one(db)
    .await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn releases_are_compared_by_their_numbers() {
        assert!(release("0.10.1") > release("0.8.6"));
        assert_eq!(release("0.8"), [0, 8, 0]);
        assert_eq!(release("unknown"), [0, 0, 0]);
    }
}
