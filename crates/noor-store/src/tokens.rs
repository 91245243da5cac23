//! Access tokens of outside accounts: one for all processes, sealed, and asked for by one of them at
//! a time.
//!
//! The reservation is a row with an owner and an end, so it works through a pooler and without
//! Redis. A token that was sealed with another key reads as absent.

use chrono::{DateTime, Utc};
use secrecy::{ExposeSecret as _, SecretString};
use sqlx::PgPool;
use uuid::Uuid;

use crate::seal::SealingKey;

/// A token with an end.
#[derive(Debug, Clone)]
pub struct Kept {
    /// The token and what belongs to it.
    pub secret: SecretString,
    /// From when on it is worth nothing.
    pub expires_at: DateTime<Utc>,
}

/// Why nobody may ask for a token for a while.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Circuit {
    /// Until when.
    pub open_until: DateTime<Utc>,
    /// The reason in one word.
    pub reason: String,
}

/// What is known of an account.
#[derive(Debug, Clone, Default)]
pub struct Held {
    /// Its token; one that has expired may still be there.
    pub token: Option<Kept>,
    /// Its circuit; one that has closed by itself may still be there.
    pub circuit: Option<Circuit>,
}

/// What is known of `account`.
///
/// # Errors
///
/// The database's own.
pub async fn load(db: &PgPool, key: &SealingKey, account: &str) -> sqlx::Result<Held> {
    let row = sqlx::query!(
        "select token, expires_at, circuit_open_until, circuit_reason
           from oauth_tokens where account = $1",
        account,
    )
    .fetch_optional(db)
    .await?;
    let Some(row) = row else { return Ok(Held::default()) };
    let secret = row.token.and_then(|sealed| key.open(account, &sealed));
    let token = secret.zip(row.expires_at).map(|(secret, expires_at)| Kept { secret, expires_at });
    let circuit = row.circuit_open_until.zip(row.circuit_reason);
    let circuit = circuit.map(|(open_until, reason)| Circuit { open_until, reason });
    Ok(Held { token, circuit })
}

/// Keeps a new token in place of the old one, and closes the circuit.
///
/// # Errors
///
/// The database's own; [`sqlx::Error::Encode`] for a token that is too long to be sealed.
pub async fn save(
    db: &PgPool,
    key: &SealingKey,
    account: &str,
    token: &Kept,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    let sealed =
        key.seal(account, &token.secret).map_err(|error| sqlx::Error::Encode(error.into()))?;
    sqlx::query!(
        "insert into oauth_tokens (account, token, expires_at, updated_at) values ($1, $2, $3, $4)
         on conflict (account) do update
            set token = excluded.token, expires_at = excluded.expires_at,
                circuit_open_until = null, circuit_reason = null,
                updated_at = excluded.updated_at",
        account,
        sealed,
        token.expires_at,
        now,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Forgets the token if it is still `secret`; `false` means that somebody was faster.
///
/// # Errors
///
/// The database's own.
pub async fn forget(
    db: &PgPool,
    key: &SealingKey,
    account: &str,
    secret: &SecretString,
    now: DateTime<Utc>,
) -> sqlx::Result<bool> {
    let sealed = sqlx::query_scalar!("select token from oauth_tokens where account = $1", account)
        .fetch_optional(db)
        .await?
        .flatten();
    let Some(sealed) = sealed else { return Ok(false) };
    let held = key.open(account, &sealed);
    if held.is_none_or(|held| held.expose_secret() != secret.expose_secret()) {
        return Ok(false);
    }
    // No two seals are alike, so a token that was saved since is not this one.
    let done = sqlx::query!(
        "update oauth_tokens set token = null, expires_at = null, updated_at = $3
          where account = $1 and token = $2",
        account,
        sealed,
        now,
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Reserves `account` for `owner` until `until`, if nobody else has it at `now`; whether it is
/// reserved. Its owner may reserve it again, for longer.
///
/// # Errors
///
/// The database's own.
pub async fn lock(
    db: &PgPool,
    account: &str,
    owner: Uuid,
    now: DateTime<Utc>,
    until: DateTime<Utc>,
) -> sqlx::Result<bool> {
    let done = sqlx::query!(
        "insert into oauth_tokens (account, lock_owner, lock_until, updated_at)
         values ($1, $2, $4, $3)
         on conflict (account) do update
            set lock_owner = excluded.lock_owner, lock_until = excluded.lock_until,
                updated_at = excluded.updated_at
          where oauth_tokens.lock_owner is null or oauth_tokens.lock_owner = $2
             or oauth_tokens.lock_until <= $3",
        account,
        owner,
        now,
        until,
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Releases `account` if it is `owner`'s.
///
/// # Errors
///
/// The database's own; the reservation then ends by itself.
pub async fn unlock(
    db: &PgPool,
    account: &str,
    owner: Uuid,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    sqlx::query!(
        "update oauth_tokens set lock_owner = null, lock_until = null, updated_at = $3
          where account = $1 and lock_owner = $2",
        account,
        owner,
        now,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Opens the account's circuit, or closes it with `None`.
///
/// # Errors
///
/// The database's own.
pub async fn set_circuit(
    db: &PgPool,
    account: &str,
    circuit: Option<&Circuit>,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into oauth_tokens (account, circuit_open_until, circuit_reason, updated_at)
         values ($1, $2, $3, $4)
         on conflict (account) do update
            set circuit_open_until = excluded.circuit_open_until,
                circuit_reason = excluded.circuit_reason, updated_at = excluded.updated_at",
        account,
        circuit.map(|circuit| circuit.open_until),
        circuit.map(|circuit| circuit.reason.as_str()),
        now,
    )
    .execute(db)
    .await?;
    Ok(())
}
