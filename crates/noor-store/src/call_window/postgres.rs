//! The window in PostgreSQL, for shops without Redis.

use std::time::Duration;

use async_trait::async_trait;
use chrono::{DateTime, TimeDelta, Utc};
use sqlx::PgPool;

use super::{Allowance, Booking, CallWindow, CallWindowError, full, micros};

/// A row with the times of an account's calls.
#[derive(Debug, Clone)]
pub struct PostgresCallWindow {
    db: PgPool,
    allowance: Allowance,
}

impl PostgresCallWindow {
    /// A window in the database of `db`, whose migrations made its table.
    pub fn new(db: PgPool, allowance: Allowance) -> Self {
        Self { db, allowance }
    }

    async fn try_book(&self, now: DateTime<Utc>) -> sqlx::Result<Booking> {
        let calls = i32::try_from(self.allowance.calls).unwrap_or(i32::MAX);
        let period = TimeDelta::microseconds(micros(self.allowance.period));
        // Up to this, calls are out of the window; and up to twice as long ago, out of everybody's.
        let (since, forgotten) = (now - period, now - period * 2);
        if calls == 0 {
            return Ok(full(micros(self.allowance.period)));
        }
        // Two who book at once meet at the row: the second looks at what the first has left.
        let booked = sqlx::query!(
            "insert into call_windows as w (account, calls) values ($1, array[$2::timestamptz])
             on conflict (account) do update set calls =
                 array(select at from unnest(w.calls) as at where at > $5) || $2::timestamptz
             where (select count(*) from unnest(w.calls) as at where at > $3) < $4
               and (w.blocked_until is null or w.blocked_until <= $2)",
            self.allowance.account,
            now,
            since,
            i64::from(calls),
            forgotten,
        )
        .execute(&self.db)
        .await?;
        if booked.rows_affected() == 1 {
            return Ok(Booking::Booked);
        }
        // There is room when so many are left that one more is allowed, and the pause is over.
        let busy = sqlx::query!(
            "select blocked_until,
                    (select at from unnest(calls) as at where at > $2
                      order by at desc offset $3::bigint - 1 limit 1) as leaving
               from call_windows where account = $1",
            self.allowance.account,
            since,
            i64::from(calls),
        )
        .fetch_optional(&self.db)
        .await?;
        let waits = busy.into_iter().flat_map(|busy| {
            [busy.blocked_until.map(|until| until - now), busy.leaving.map(|at| at - since)]
        });
        let wait = waits.flatten().filter_map(|wait| wait.num_microseconds()).max();
        Ok(full(wait.unwrap_or(0)))
    }
}

fn failed(error: sqlx::Error) -> CallWindowError {
    CallWindowError { backend: "postgres", source: error.into() }
}

#[async_trait]
impl CallWindow for PostgresCallWindow {
    fn name(&self) -> &'static str {
        "postgres"
    }

    async fn book(&self, now: DateTime<Utc>) -> Result<Booking, CallWindowError> {
        self.try_book(now).await.map_err(failed)
    }

    async fn block(&self, now: DateTime<Utc>, pause: Duration) -> Result<(), CallWindowError> {
        let until = now + TimeDelta::microseconds(micros(pause));
        sqlx::query!(
            "insert into call_windows as w (account, calls, blocked_until)
             values ($1, '{}', $2)
             on conflict (account) do update
                set blocked_until = greatest(w.blocked_until, excluded.blocked_until)",
            self.allowance.account,
            until,
        )
        .execute(&self.db)
        .await
        .map_err(failed)?;
        Ok(())
    }
}
