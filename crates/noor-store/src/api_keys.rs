//! Keys that let programs in. Only their hashes are kept.

use chrono::{DateTime, Utc};
use noor_core::access::Permission;
use noor_core::ids::ApiKeyId;
use sha2::{Digest as _, Sha256};
use sqlx::{PgConnection, PgPool};

/// How often it is noted that a key was used: each minute at the most.
const NOTED_EVERY: chrono::TimeDelta = chrono::TimeDelta::minutes(1);

/// A key, without the key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiKey {
    /// Its id.
    pub id: ApiKeyId,
    /// What it is for, in the words of whoever made it.
    pub name: String,
    /// How it begins.
    pub beginning: String,
    /// What it opens.
    pub scopes: Vec<Permission>,
    /// Who made it.
    pub created_by: String,
    /// When.
    pub created_at: DateTime<Utc>,
    /// From when on it opens nothing.
    pub expires_at: Option<DateTime<Utc>>,
}

/// What is kept of a key. Keys are drawn at random, so a plain hash is enough.
fn hash(key: &str) -> Vec<u8> {
    Sha256::digest(key.as_bytes()).to_vec()
}

fn codes(scopes: &[Permission]) -> Vec<String> {
    scopes.iter().map(|scope| scope.code().to_owned()).collect()
}

/// A scope that this version does not know opens nothing.
fn scopes(codes: &[String]) -> Vec<Permission> {
    codes.iter().filter_map(|code| Permission::from_code(code)).collect()
}

/// Keeps a new key, of which `secret` is the key itself.
///
/// # Errors
///
/// The database's own.
pub async fn add(db: &mut PgConnection, key: &ApiKey, secret: &str) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into api_keys (id, name, beginning, hash, scopes, created_by, created_at, expires_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8)",
        key.id.0,
        key.name,
        key.beginning,
        hash(secret),
        &codes(&key.scopes),
        key.created_by,
        key.created_at,
        key.expires_at,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// The key that a program showed, if it opens anything at `now`. Notes that it was used.
///
/// # Errors
///
/// The database's own.
pub async fn opening(
    db: &PgPool,
    secret: &str,
    now: DateTime<Utc>,
) -> sqlx::Result<Option<ApiKey>> {
    let row = sqlx::query!(
        "select id, name, beginning, scopes, created_by, created_at, expires_at, last_used_at
           from api_keys
          where hash = $1 and revoked_at is null and (expires_at is null or expires_at > $2)",
        hash(secret),
        now,
    )
    .fetch_optional(db)
    .await?;
    let Some(row) = row else { return Ok(None) };
    if row.last_used_at.is_none_or(|at| now - at >= NOTED_EVERY) {
        sqlx::query!("update api_keys set last_used_at = $2 where id = $1", row.id, now)
            .execute(db)
            .await?;
    }
    Ok(Some(ApiKey {
        id: ApiKeyId(row.id),
        name: row.name,
        beginning: row.beginning,
        scopes: scopes(&row.scopes),
        created_by: row.created_by,
        created_at: row.created_at,
        expires_at: row.expires_at,
    }))
}

/// A key by its id, with whether it was revoked.
///
/// # Errors
///
/// The database's own.
pub async fn by_id(db: &mut PgConnection, id: ApiKeyId) -> sqlx::Result<Option<(ApiKey, bool)>> {
    let row = sqlx::query!(
        r#"select id, name, beginning, scopes, created_by, created_at, expires_at,
                  revoked_at is not null as "revoked!"
             from api_keys where id = $1"#,
        id.0,
    )
    .fetch_optional(db)
    .await?;
    Ok(row.map(|row| {
        let key = ApiKey {
            id: ApiKeyId(row.id),
            name: row.name,
            beginning: row.beginning,
            scopes: scopes(&row.scopes),
            created_by: row.created_by,
            created_at: row.created_at,
            expires_at: row.expires_at,
        };
        (key, row.revoked)
    }))
}

/// Lets a key open nothing any more; `false` if it did not anyway.
///
/// # Errors
///
/// The database's own.
pub async fn revoke(db: &mut PgConnection, id: ApiKeyId, now: DateTime<Utc>) -> sqlx::Result<bool> {
    let done = sqlx::query!(
        "update api_keys set revoked_at = $2 where id = $1 and revoked_at is null",
        id.0,
        now,
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected() == 1)
}
