//! Writing the rows of a walk: one that the database does not take costs no other.

use anyhow::{Context as _, Result};
use chrono::{DateTime, Utc};
use noor_core::product::Product;
use noor_store::products::{self, Loaded, Mirrored};

use super::Loading;
use super::mirrored::mirrored;

/// Rows written in one statement.
const CHUNK: usize = 500;

/// A product, as a walk gave it.
#[derive(Debug)]
pub(super) struct ReadRow {
    /// Where it stood.
    pub(super) at: String,
    /// What the source calls its page, if it can be asked for it alone.
    pub(super) page: Option<String>,
    pub(super) product: Product,
}

/// What writing came to.
#[derive(Debug, Default)]
pub(super) struct Written {
    /// New, changed and unchanged rows.
    pub(super) loaded: Loaded,
    /// Rows that the database did not take: where they stood, their keys, and why.
    pub(super) refused: Vec<(String, String, String)>,
}

/// Writes the products of a walk.
///
/// # Errors
///
/// When the database was lost.
pub(super) async fn write(
    loading: &Loading<'_>,
    source: &str,
    rows: Vec<ReadRow>,
    now: DateTime<Utc>,
) -> Result<Written> {
    let mut written = Written::default();
    let mut rows = rows.into_iter().peekable();
    while rows.peek().is_some() {
        let (places, chunk): (Vec<String>, Vec<Mirrored>) = rows
            .by_ref()
            .take(CHUNK)
            .map(|row| {
                let mirrored = mirrored(row.product, loading.lexicon);
                (row.at, Mirrored { page: row.page, ..mirrored })
            })
            .unzip();
        match load(loading, source, &chunk, now).await? {
            Ok(loaded) => written.add(loaded),
            // One of them is to blame; the others are as good as ever.
            Err(_) => {
                for (at, row) in places.into_iter().zip(chunk) {
                    match load(loading, source, std::slice::from_ref(&row), now).await? {
                        Ok(loaded) => written.add(loaded),
                        Err(reason) => written.refused.push((at, row.sku_key, reason)),
                    }
                }
            }
        }
    }
    Ok(written)
}

impl Written {
    fn add(&mut self, loaded: Loaded) {
        self.loaded.added += loaded.added;
        self.loaded.changed += loaded.changed;
        self.loaded.unchanged += loaded.unchanged;
    }
}

/// Writes some rows, or says what the database has against one of them; then none was written.
async fn load(
    loading: &Loading<'_>,
    source: &str,
    rows: &[Mirrored],
    now: DateTime<Utc>,
) -> Result<Result<Loaded, String>> {
    let mut db = loading.db.acquire().await.context("reach the database")?;
    match products::load(&mut db, source, loading.inventory, rows, now).await {
        Ok(loaded) => Ok(Ok(loaded)),
        Err(sqlx::Error::Database(error)) if is_about_data(error.code().as_deref()) => {
            Ok(Err(format!("the database does not take it: {}", error.message())))
        }
        Err(error) => Err(error).context("write rows"),
    }
}

/// Whether an error is about what a row says, and not about the database: a figure out of range, a
/// rule of the table, a text beyond the limits of an index.
fn is_about_data(code: Option<&str>) -> bool {
    code.is_some_and(|code| ["22", "23", "54"].iter().any(|class| code.starts_with(class)))
}
