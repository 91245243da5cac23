//! What walks have read: kept in the database, so that a walk that was broken off is not begun anew
//! and an hourly one asks only for what changed.

use std::time::Duration;

use chrono::{DateTime, Utc};
use noor_providers::catalog::Memory;
use noor_store::PgPool;
use noor_store::products;
use serde_json::Value;

use super::Loading;
use crate::log::OrLog;

/// How long a page may be believed whose entry in the list stays the same.
const FRESH: Duration = Duration::from_hours(24);
/// Pages that were not read again for so long belong to products that are gone.
const OLD: Duration = Duration::from_hours(24 * 7);

/// The pages of one source.
pub(super) struct Pages<'a> {
    db: &'a PgPool,
    source: &'a str,
    now: DateTime<Utc>,
    full: bool,
}

impl<'a> Pages<'a> {
    pub(super) fn of(loading: &Loading<'a>, source: &'a str, now: DateTime<Utc>) -> Self {
        Self { db: loading.db, source, now, full: loading.full }
    }

    /// Forgets pages that nothing asks for any more.
    pub(super) async fn forget_old(&self) -> Result<u64, sqlx::Error> {
        products::forget_pages(self.db, self.source, self.now - OLD).await
    }
}

#[async_trait::async_trait]
impl Memory for Pages<'_> {
    async fn recall(&self, key: &str, version: &str) -> Option<Value> {
        if self.full {
            return None;
        }
        let page = products::kept_page(self.db, self.source, key, version, self.now - FRESH).await;
        page.unwrap_or_else(|error| {
            tracing::warn!(error = &error as &dyn std::error::Error, "a kept page cannot be read");
            None
        })
    }

    async fn keep(&self, key: &str, version: &str, page: &Value) {
        let kept = products::keep_page(self.db, self.source, key, version, page, self.now).await;
        kept.or_log("keep a page of the catalogue");
    }
}
