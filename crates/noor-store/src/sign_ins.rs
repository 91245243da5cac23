//! Failed attempts to come in: whoever fails often waits longer and longer.
//!
//! An attempt is counted before the password is looked at, in one statement, so that a storm of them
//! at the same moment gets no further than the same number one after the other. A success takes the
//! account's own count away. Rows survive a restart; names are kept as hashes, since people type
//! passwords into the wrong field.

use chrono::{DateTime, TimeDelta, Utc};
use sha2::{Digest as _, Sha256};
use sqlx::PgPool;

/// Whose attempts are counted.
#[derive(Debug, Clone, Copy)]
pub enum Subject<'a> {
    /// Those on an account, whether it exists or not.
    Account(&'a str),
    /// Those from a network address.
    Address(&'a str),
}

/// How patient the door is with a subject.
#[derive(Debug, Clone, Copy)]
pub struct Patience {
    /// Attempts without a wait.
    pub free: i32,
    /// The wait after the next one, which doubles with each.
    pub first_wait: TimeDelta,
    /// The longest wait.
    pub longest_wait: TimeDelta,
    /// After how long without an attempt all is forgotten.
    pub forgotten_after: TimeDelta,
}

impl Subject<'_> {
    fn hash(self) -> Vec<u8> {
        let (kind, name) = match self {
            Self::Account(name) => ("account", name.trim().to_lowercase()),
            Self::Address(address) => ("address", address.to_owned()),
        };
        Sha256::digest(format!("{kind}:{name}")).to_vec()
    }
}

/// Counts an attempt as failed; `Err` says until when the subject has to wait, and nothing was
/// counted.
///
/// # Errors
///
/// The database's own.
pub async fn attempt(
    db: &PgPool,
    subject: Subject<'_>,
    patience: Patience,
    now: DateTime<Utc>,
) -> sqlx::Result<Result<(), DateTime<Utc>>> {
    let hash = subject.hash();
    let seconds =
        |wait: TimeDelta| f64::from(i32::try_from(wait.num_seconds()).unwrap_or(i32::MAX));
    let counted = sqlx::query_scalar!(
        "insert into sign_in_failures as f (subject, failures, failed_at, wait_until)
         values ($1, 1, $2, $2)
         on conflict (subject) do update
            set failures = case when f.failed_at <= $3 then 1 else f.failures + 1 end,
                failed_at = $2,
                wait_until = case
                    when f.failed_at <= $3 or f.failures + 1 < $4 then $2
                    else $2 + make_interval(secs =>
                        least($6::float8, $5::float8 * power(2, least(f.failures + 1 - $4, 30)))) end
          where f.wait_until <= $2
      returning failures",
        hash,
        now,
        now - patience.forgotten_after,
        patience.free,
        seconds(patience.first_wait),
        seconds(patience.longest_wait),
    )
    .fetch_optional(db)
    .await?;
    if counted.is_some() {
        return Ok(Ok(()));
    }
    let until =
        sqlx::query_scalar!("select wait_until from sign_in_failures where subject = $1", hash)
            .fetch_optional(db)
            .await?;
    Ok(Err(until.unwrap_or(now)))
}

/// Forgets a subject's failures: it came in.
///
/// # Errors
///
/// The database's own.
pub async fn forget(db: &PgPool, subject: Subject<'_>) -> sqlx::Result<()> {
    sqlx::query!("delete from sign_in_failures where subject = $1", subject.hash())
        .execute(db)
        .await?;
    Ok(())
}

/// Takes one attempt of a subject back, which turned out to be none.
///
/// # Errors
///
/// The database's own.
pub async fn take_back(db: &PgPool, subject: Subject<'_>) -> sqlx::Result<()> {
    sqlx::query!(
        "update sign_in_failures set failures = greatest(failures - 1, 0), wait_until = failed_at
          where subject = $1",
        subject.hash(),
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Deletes what was forgotten before `before`, a thousand rows at the most; how many there were.
///
/// # Errors
///
/// The database's own.
pub async fn tidy(db: &PgPool, before: DateTime<Utc>) -> sqlx::Result<u64> {
    let done = sqlx::query!(
        "delete from sign_in_failures where subject in (
            select subject from sign_in_failures where failed_at < $1 limit 1000)",
        before,
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected())
}
