//! The shop's people: who may sign in, as what, and how they prove it.

use chrono::{DateTime, Utc};
use noor_core::access::Role;
use noor_core::ids::UserId;
use noor_core::language::Language;
use sqlx::{PgConnection, PgPool};

/// Somebody of the shop.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct User {
    /// Their id.
    pub id: UserId,
    /// What they sign in with; one spelling counts, whatever its case.
    pub username: String,
    /// What they are called.
    pub name: String,
    /// What they are there for.
    pub role: Role,
    /// The language of their pages.
    pub language: Language,
    /// `auto`, `light` or `dark`.
    pub theme: String,
    /// Whether a code is asked for beside the password.
    pub has_totp: bool,
    /// Grows with everything that ends their sessions.
    pub epoch: i64,
    /// When they were added.
    pub created_at: DateTime<Utc>,
    /// When they last came in.
    pub signed_in_at: Option<DateTime<Utc>>,
    /// Since when they may not come in any more.
    pub disabled_at: Option<DateTime<Utc>>,
}

/// What somebody proves who they are with. Never shown, never logged.
#[derive(Clone)]
pub struct Proof {
    /// argon2id, as a PHC string.
    pub password_hash: String,
    /// The sealed secret of their codes.
    pub totp_secret: Option<Vec<u8>>,
}

impl std::fmt::Debug for Proof {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Proof")
    }
}

macro_rules! user {
    ($row:expr) => {
        User {
            id: UserId($row.id),
            username: $row.username,
            name: $row.name,
            role: role(&$row.role)?,
            language: Language::from_code(&$row.language).unwrap_or(Language::English),
            theme: $row.theme,
            has_totp: $row.has_totp,
            epoch: $row.epoch,
            created_at: $row.created_at,
            signed_in_at: $row.signed_in_at,
            disabled_at: $row.disabled_at,
        }
    };
}

fn role(code: &str) -> sqlx::Result<Role> {
    Role::from_code(code)
        .ok_or_else(|| sqlx::Error::Decode(format!("there is no role {code}").into()))
}

/// Keeps others from adding, promoting or disabling people until the transaction ends.
///
/// # Errors
///
/// The database's own.
pub async fn lock(db: &mut PgConnection) -> sqlx::Result<()> {
    sqlx::query!("lock table users in share row exclusive mode").execute(db).await?;
    Ok(())
}

/// Whether there is nobody yet.
///
/// # Errors
///
/// The database's own.
pub async fn is_empty(db: &mut PgConnection) -> sqlx::Result<bool> {
    sqlx::query_scalar!(r#"select not exists (select from users) as "empty!""#).fetch_one(db).await
}

/// Adds somebody; `false` if the name is taken.
///
/// # Errors
///
/// The database's own.
pub async fn add(db: &mut PgConnection, user: &User, password_hash: &str) -> sqlx::Result<bool> {
    let done = sqlx::query!(
        "insert into users (id, username, name, role, password_hash, language, theme, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8)
         on conflict (lower(username)) do nothing",
        user.id.0,
        user.username,
        user.name,
        user.role.code(),
        password_hash,
        user.language.code(),
        user.theme,
        user.created_at,
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Somebody by id.
///
/// # Errors
///
/// The database's own; also for a role this version does not know.
pub async fn by_id(db: &mut PgConnection, id: UserId) -> sqlx::Result<Option<User>> {
    let row = sqlx::query!(
        r#"select id, username, name, role, language, theme, totp_secret is not null as "has_totp!",
                  epoch, created_at, signed_in_at, disabled_at
             from users where id = $1"#,
        id.0,
    )
    .fetch_optional(db)
    .await?;
    row.map(|row| Ok(user!(row))).transpose()
}

/// Somebody by the name they sign in with.
///
/// # Errors
///
/// The database's own; also for a role this version does not know.
pub async fn by_username(db: &mut PgConnection, username: &str) -> sqlx::Result<Option<User>> {
    let row = sqlx::query!(
        r#"select id, username, name, role, language, theme, totp_secret is not null as "has_totp!",
                  epoch, created_at, signed_in_at, disabled_at
             from users where lower(username) = lower($1)"#,
        username,
    )
    .fetch_optional(db)
    .await?;
    row.map(|row| Ok(user!(row))).transpose()
}

/// Everybody, by name.
///
/// # Errors
///
/// The database's own; also for a role this version does not know.
pub async fn all(db: &PgPool) -> sqlx::Result<Vec<User>> {
    let rows = sqlx::query!(
        r#"select id, username, name, role, language, theme, totp_secret is not null as "has_totp!",
                  epoch, created_at, signed_in_at, disabled_at
             from users order by lower(username)"#,
    )
    .fetch_all(db)
    .await?;
    rows.into_iter().map(|row| Ok(user!(row))).collect()
}

/// Whose session this is, if they may still come in. Asked for with every page.
///
/// # Errors
///
/// The database's own; also for a role this version does not know.
pub async fn active(db: &PgPool, id: UserId) -> sqlx::Result<Option<User>> {
    let row = sqlx::query!(
        r#"select id, username, name, role, language, theme, totp_secret is not null as "has_totp!",
                  epoch, created_at, signed_in_at, disabled_at
             from users where id = $1 and disabled_at is null"#,
        id.0,
    )
    .fetch_optional(db)
    .await?;
    row.map(|row| Ok(user!(row))).transpose()
}

/// What somebody proves themselves with.
///
/// # Errors
///
/// The database's own.
pub async fn proof(db: &mut PgConnection, id: UserId) -> sqlx::Result<Option<Proof>> {
    sqlx::query_as!(Proof, "select password_hash, totp_secret from users where id = $1", id.0)
        .fetch_optional(db)
        .await
}

/// Replaces a password; `false` if nobody is called that.
///
/// # Errors
///
/// The database's own.
pub async fn set_password(db: &mut PgConnection, id: UserId, hash: &str) -> sqlx::Result<bool> {
    let done = sqlx::query!(
        "update users set password_hash = $2, epoch = epoch + 1 where id = $1",
        id.0,
        hash
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Changes a role, unless the shop would be left without an owner who may come in. Call [`lock`]
/// before.
///
/// # Errors
///
/// The database's own.
pub async fn set_role(db: &mut PgConnection, id: UserId, role: Role) -> sqlx::Result<bool> {
    let done = sqlx::query!(
        "update users set role = $2, epoch = epoch + 1
          where id = $1
            and ($2 = 'owner' or exists (select from users other
                  where other.role = 'owner' and other.disabled_at is null and other.id <> $1))",
        id.0,
        role.code(),
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Keeps somebody out from `at` on, or lets them in again with `None`; not the last owner. Call
/// [`lock`] before.
///
/// # Errors
///
/// The database's own.
pub async fn set_disabled(
    db: &mut PgConnection,
    id: UserId,
    at: Option<DateTime<Utc>>,
) -> sqlx::Result<bool> {
    let done = sqlx::query!(
        "update users set disabled_at = $2, epoch = epoch + 1
          where id = $1
            and ($2::timestamptz is null or role <> 'owner' or exists (select from users other
                  where other.role = 'owner' and other.disabled_at is null and other.id <> $1))",
        id.0,
        at,
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Keeps the sealed secret of somebody's codes, and that the code of `step` was used; or forgets it.
///
/// # Errors
///
/// The database's own.
pub async fn set_totp(
    db: &mut PgConnection,
    id: UserId,
    secret: Option<(&[u8], i64)>,
) -> sqlx::Result<()> {
    sqlx::query!(
        "update users set totp_secret = $2, totp_step = $3, epoch = epoch + 1 where id = $1",
        id.0,
        secret.map(|(secret, _)| secret),
        secret.map(|(_, step)| step),
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Takes the code of a step; `false` if it, or a later one, was taken before.
///
/// # Errors
///
/// The database's own.
pub async fn take_code(db: &mut PgConnection, id: UserId, step: i64) -> sqlx::Result<bool> {
    let done = sqlx::query!(
        "update users set totp_step = $2 where id = $1 and coalesce(totp_step, -1) < $2",
        id.0,
        step,
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Notes that somebody came in.
///
/// # Errors
///
/// The database's own.
pub async fn came_in(db: &mut PgConnection, id: UserId, now: DateTime<Utc>) -> sqlx::Result<()> {
    sqlx::query!("update users set signed_in_at = $2 where id = $1", id.0, now).execute(db).await?;
    Ok(())
}

/// How somebody's pages look.
///
/// # Errors
///
/// The database's own.
pub async fn set_look(
    db: &mut PgConnection,
    id: UserId,
    language: Language,
    theme: &str,
) -> sqlx::Result<()> {
    sqlx::query!(
        "update users set language = $2, theme = $3 where id = $1",
        id.0,
        language.code(),
        theme,
    )
    .execute(db)
    .await?;
    Ok(())
}
