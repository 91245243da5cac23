//! Whether Noor has come to rest.

use std::time::Duration;

use anyhow::Result;
use sqlx::PgPool;
use tokio::time::Instant;

use super::Laboratory;

/// How often it is asked.
const LOOK: Duration = Duration::from_millis(200);

impl Laboratory {
    /// Waits until nothing is due and nothing is on its way; `false` when that takes too long.
    pub(in crate::cli) async fn until_quiet(&self, patience: Duration) -> Result<bool> {
        let db = self.database()?;
        let deadline = Instant::now() + patience;
        let mut quiet_before = false;
        while Instant::now() < deadline {
            // Twice in a row: between two looks an echo may have been on its way. A database that
            // is just away is not quiet.
            let quiet = is_quiet(&db).await.unwrap_or(false);
            if quiet && quiet_before {
                return Ok(true);
            }
            quiet_before = quiet;
            tokio::time::sleep(LOOK).await;
        }
        Ok(false)
    }
}

async fn is_quiet(db: &PgPool) -> sqlx::Result<bool> {
    // A lease that ran out is nobody's work once a person took over: it stands there until the customer
    // writes again.
    sqlx::query_scalar(
        "select not exists (select from conversations where due_at is not null)
            and not exists (select from conversations
                             where lease_owner is not null and lease_until > now())
            and not exists (select from outbox
                             where state in ('sending', 'unknown', 'pending')
                               and given_up_at is null)
            and not exists (select from effects where state in ('due', 'running'))",
    )
    .fetch_one(db)
    .await
}
