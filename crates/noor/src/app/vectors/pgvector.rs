//! The store of vectors in Noor's own database, by pgvector.
//!
//! What products are filtered by stands in the mirror of the catalogue, which is asked in the same
//! statement: there is nothing to keep up to date, and a product that left the shelf is not found.

use std::collections::HashMap;

use async_trait::async_trait;
use noor_providers::error::ProviderError;
use noor_providers::vectors::{
    CANDIDATES, Narrow, Near, Point, RRF_K, Space, SparseVector, Traits, Vector, VectorStore,
};
use noor_store::vectors::{self, Fusion, PrepareError, Query, Row, SpaceId};
use noor_store::{PgConnection, PgPool, is_unavailable};

/// The service's name in errors.
const SERVICE: &str = "pgvector";
/// Points written in one statement.
const HANDFUL: usize = 200;

/// Vectors in the database.
#[derive(Debug, Clone)]
pub struct PgVectors {
    db: PgPool,
}

impl PgVectors {
    /// A store in the database of `db`. The server's part is checked by [`VectorStore::prepare`].
    pub fn new(db: PgPool) -> Self {
        Self { db }
    }
}

/// A space as the tables name it.
fn named(space: &Space) -> Result<vectors::Space<'_>, ProviderError> {
    let dimensions = i32::try_from(space.dimensions).map_err(|_| {
        refused("space", format!("{} dimensions are more than it can count", space.dimensions))
    })?;
    Ok(vectors::Space { model: &space.model, dimensions, sparse: space.sparse })
}

/// The prepared space.
async fn prepared(db: &mut PgConnection, space: &Space) -> Result<SpaceId, ProviderError> {
    let found = vectors::find(db, named(space)?).await.map_err(failed)?;
    found.ok_or_else(|| {
        let Space { model, dimensions, .. } = space;
        refused("space", format!("no space of {model} with {dimensions} dimensions was prepared"))
    })
}

fn pairs(sparse: Option<&SparseVector>) -> Option<(&[u32], &[f32])> {
    sparse.map(|sparse| (sparse.indices.as_slice(), sparse.values.as_slice()))
}

fn row(point: &Point) -> Row<'_> {
    Row {
        product: &point.key,
        text_hash: &point.text_hash,
        dense: &point.vector.dense,
        sparse: pairs(point.vector.sparse.as_ref()),
    }
}

fn refused(code: &str, reason: String) -> ProviderError {
    ProviderError::Refused { service: SERVICE, code: code.to_owned(), reason }
}

/// Whatever was asked may be asked again, so a lost connection is no more than that.
fn failed(error: sqlx::Error) -> ProviderError {
    if is_unavailable(&error) {
        return ProviderError::Unavailable {
            service: SERVICE,
            retry_after: None,
            source: error.into(),
        };
    }
    let code = error.as_database_error().and_then(sqlx::error::DatabaseError::code);
    let code = code.unwrap_or_default().to_lowercase();
    match code.as_str() {
        "42p01" => refused("space", "the tables for vectors were not prepared".to_owned()),
        _ => refused(&code, error.to_string()),
    }
}

#[async_trait]
impl VectorStore for PgVectors {
    fn name(&self) -> &'static str {
        "pgvector"
    }

    async fn prepare(&self, space: &Space) -> Result<(), ProviderError> {
        let mut tx = self.db.begin().await.map_err(failed)?;
        let done = vectors::prepare(&mut tx, named(space)?).await.map_err(|error| match error {
            PrepareError::Database(error) => failed(error),
            error @ (PrepareError::Missing | PrepareError::Outdated { .. }) => {
                refused("extension", error.to_string())
            }
        })?;
        tx.commit().await.map_err(failed)?;
        if let Some(version) = done.unsafe_version {
            tracing::warn!(
                version,
                "this version of pgvector can spoil an index that is built in parallel: 0.8.4 or \
                 newer is better"
            );
        }
        Ok(())
    }

    async fn stored(&self, space: &Space) -> Result<HashMap<String, String>, ProviderError> {
        let mut db = self.db.acquire().await.map_err(failed)?;
        let space = prepared(&mut db, space).await?;
        vectors::stored(&mut db, space).await.map_err(failed)
    }

    async fn put(&self, space: &Space, points: &[Point]) -> Result<(), ProviderError> {
        space.check_points(SERVICE, points)?;
        let mut db = self.db.acquire().await.map_err(failed)?;
        let space = prepared(&mut db, space).await?;
        for handful in points.chunks(HANDFUL) {
            let rows: Vec<Row<'_>> = handful.iter().map(row).collect();
            vectors::put(&mut db, space, &rows).await.map_err(failed)?;
        }
        Ok(())
    }

    async fn refresh(&self, _: &Space, _: &[(String, Traits)]) -> Result<(), ProviderError> {
        Ok(())
    }

    async fn remove(&self, space: &Space, keys: &[String]) -> Result<(), ProviderError> {
        let mut db = self.db.acquire().await.map_err(failed)?;
        let space = prepared(&mut db, space).await?;
        vectors::remove(&mut db, space, keys).await.map_err(failed)
    }

    async fn nearest(
        &self,
        space: &Space,
        query: &Vector,
        narrow: &Narrow,
        limit: usize,
    ) -> Result<Vec<Near>, ProviderError> {
        space.check(SERVICE, "the query", query)?;
        let query = Query { dense: &query.dense, sparse: pairs(query.sparse.as_ref()) };
        let narrow = vectors::Narrow {
            families: &narrow.families,
            colours: &narrow.colours,
            materials: &narrow.materials,
            features: &narrow.features,
            price_min: narrow.price_min,
            price_max: narrow.price_max,
            currency: narrow.currency.as_deref(),
            in_stock: narrow.in_stock,
        };
        let rows = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
        let fusion = Fusion { candidates: rows(CANDIDATES), k: i32::from(RRF_K) };
        let mut tx = self.db.begin().await.map_err(failed)?;
        let space = prepared(&mut tx, space).await?;
        let near = vectors::nearest(&mut tx, space, query, narrow, fusion, rows(limit)).await;
        let near = near.map_err(failed)?;
        tx.commit().await.map_err(failed)?;
        Ok(near.into_iter().map(|near| Near { key: near.product, score: near.score }).collect())
    }

    async fn count(&self, space: &Space) -> Result<u64, ProviderError> {
        let mut db = self.db.acquire().await.map_err(failed)?;
        let space = prepared(&mut db, space).await?;
        let count = vectors::count(&mut db, space).await.map_err(failed)?;
        Ok(u64::try_from(count).unwrap_or(0))
    }
}
