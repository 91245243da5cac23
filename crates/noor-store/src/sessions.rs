//! Who is signed in, in PostgreSQL, so that every process of the shop knows it.
//!
//! A row is found by the hash of the cookie. Its age is told by the shop's clock: unused for too long
//! or simply too old, it is gone. What was ended stays ended: a request that is still under way
//! changes a session only if it is there.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use chrono::{DateTime, TimeDelta, Utc};
use noor_core::clock::Clock;
use noor_core::ids::UserId;
use sha2::{Digest as _, Sha256};
use sqlx::types::Json;
use sqlx::{PgConnection, PgPool};
use tower_sessions_core::session::{Id, Record};
use tower_sessions_core::session_store::{Error, Result, SessionStore};
use uuid::Uuid;

/// The member of a session that says who is signed in; it is kept in a column of its own too.
pub const USER: &str = "user";

/// Looking again within this time is not written down.
const NOTED_EVERY: TimeDelta = TimeDelta::seconds(30);

/// How long a session lasts.
#[derive(Debug, Clone, Copy)]
pub struct Lifetime {
    /// Without being used.
    pub idle: Duration,
    /// In all.
    pub absolute: Duration,
}

/// The sessions of a shop.
#[derive(Debug, Clone)]
pub struct Sessions {
    db: PgPool,
    clock: Arc<dyn Clock>,
    lifetime: Lifetime,
}

impl Sessions {
    /// The sessions in a database.
    pub fn new(db: PgPool, clock: Arc<dyn Clock>, lifetime: Lifetime) -> Self {
        Self { db, clock, lifetime }
    }
}

fn ago(now: DateTime<Utc>, time: Duration) -> DateTime<Utc> {
    let time = TimeDelta::from_std(time).unwrap_or(TimeDelta::MAX);
    now.checked_sub_signed(time).unwrap_or(DateTime::<Utc>::MIN_UTC)
}

fn hash(id: &Id) -> Vec<u8> {
    Sha256::digest(id.0.to_le_bytes()).to_vec()
}

/// The user whose session this record is.
fn user(record: &Record) -> Option<Uuid> {
    record.data.get(USER)?.as_str()?.parse().ok()
}

fn failed(error: &sqlx::Error) -> Error {
    Error::Backend(error.to_string())
}

#[async_trait]
impl SessionStore for Sessions {
    async fn create(&self, record: &mut Record) -> Result<()> {
        sqlx::query!(
            "insert into sessions (id_hash, user_id, data, created_at, seen_at)
             values ($1, $2, $3, $4, $4)",
            hash(&record.id),
            user(record),
            Json(&record.data) as _,
            self.clock.now(),
        )
        .execute(&self.db)
        .await
        .map_err(|error| failed(&error))?;
        Ok(())
    }

    async fn save(&self, record: &Record) -> Result<()> {
        sqlx::query!(
            "update sessions set user_id = $2, data = $3, seen_at = greatest(seen_at, $4)
              where id_hash = $1",
            hash(&record.id),
            user(record),
            Json(&record.data) as _,
            self.clock.now(),
        )
        .execute(&self.db)
        .await
        .map_err(|error| failed(&error))?;
        Ok(())
    }

    async fn load(&self, id: &Id) -> Result<Option<Record>> {
        let now = self.clock.now();
        let row = sqlx::query!(
            r#"select data as "data: Json<HashMap<String, serde_json::Value>>", seen_at
                 from sessions where id_hash = $1 and seen_at > $2 and created_at > $3"#,
            hash(id),
            ago(now, self.lifetime.idle),
            ago(now, self.lifetime.absolute),
        )
        .fetch_optional(&self.db)
        .await
        .map_err(|error| failed(&error))?;
        let Some(row) = row else { return Ok(None) };
        if now - row.seen_at >= NOTED_EVERY {
            sqlx::query!("update sessions set seen_at = $2 where id_hash = $1", hash(id), now)
                .execute(&self.db)
                .await
                .map_err(|error| failed(&error))?;
        }
        // The row's own times decide; the library's is never asked.
        let expiry_date = time::OffsetDateTime::UNIX_EPOCH;
        Ok(Some(Record { id: *id, data: row.data.0, expiry_date }))
    }

    async fn delete(&self, id: &Id) -> Result<()> {
        sqlx::query!("delete from sessions where id_hash = $1", hash(id))
            .execute(&self.db)
            .await
            .map_err(|error| failed(&error))?;
        Ok(())
    }
}

/// Ends all sessions of somebody, but for the one that `keep` names.
///
/// # Errors
///
/// The database's own.
pub async fn end_of(db: &mut PgConnection, user: UserId, keep: Option<Id>) -> sqlx::Result<u64> {
    let done = sqlx::query!(
        "delete from sessions where user_id = $1 and ($2::bytea is null or id_hash <> $2)",
        user.0,
        keep.map(|id| hash(&id)),
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected())
}

/// Deletes sessions that have ended by themselves, a thousand at the most; how many there were.
///
/// # Errors
///
/// The database's own.
pub async fn tidy(db: &PgPool, lifetime: Lifetime, now: DateTime<Utc>) -> sqlx::Result<u64> {
    let done = sqlx::query!(
        "delete from sessions where id_hash in (
            select id_hash from sessions where seen_at < $1 or created_at < $2 limit 1000)",
        ago(now, lifetime.idle),
        ago(now, lifetime.absolute),
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected())
}
