//! Deleting what has been kept long enough.

use std::time::Duration;

use anyhow::{Context as _, Result};
use chrono::{DateTime, TimeDelta, Utc};
use noor_store::{products, retention};

use crate::app::access::tidy::tidy;
use crate::context::Context;

/// Most rows of a kind in one statement, so that none of them takes long.
const SOME: i64 = 1_000;
/// How long pictures are kept that no product on offer has: longer than any link to one opens.
const PICTURES: TimeDelta = TimeDelta::days(30);

/// Deletes one batch of each kind that is older than the shop keeps it. Gives back whether more may
/// be left. Safe to run anywhere and at any time, also by several processes.
///
/// # Errors
///
/// When the database was lost; the next round goes on.
pub async fn forget(context: &Context) -> Result<bool> {
    let now = context.clock.now();
    let mut deleted = 0;
    if let Some(before) = end_of(context.limits.keep_deliveries, now) {
        let deliveries = retention::forget_deliveries(&context.db, before, SOME).await;
        deleted = deleted.max(deliveries.context("delete old deliveries")?);
    }
    if let Some(before) = end_of(context.limits.keep_journals, now) {
        let journals = retention::forget_journals(&context.db, before, SOME).await;
        deleted = deleted.max(journals.context("delete old journals")?);
    }
    tidy(context).await.context("delete old sessions")?;
    let mut tx = context.db.begin().await.context("begin")?;
    let pictures = products::forget_pictures(&mut tx, now - PICTURES, SOME).await;
    deleted = deleted.max(pictures.context("delete old pictures")?);
    tx.commit().await.context("commit")?;
    Ok(deleted >= SOME.unsigned_abs())
}

/// What came before this has been kept for long enough; `None` if it is kept for ever.
fn end_of(kept: Duration, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let kept = TimeDelta::from_std(kept).ok().filter(|kept| !kept.is_zero())?;
    now.checked_sub_signed(kept)
}
