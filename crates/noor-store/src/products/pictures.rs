//! Pictures of products: which addresses the catalogue gives, what became of each, and the files that
//! were made of them.

use chrono::{DateTime, Utc};
use sqlx::{PgConnection, PgPool};

/// Pictures of one product that are kept: the first is shown, and the next stand in for a broken one.
const OF_A_PRODUCT: i32 = 3;
/// Longest address, in bytes. What is longer carries a whole picture in itself, or a secret.
const LONGEST: i32 = 2_000;

/// A picture made ready for customers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PictureFile {
    /// SHA-256 of what was fetched.
    pub sha256: [u8; 32],
    /// What the bytes are: `image/jpeg`.
    pub content_type: &'static str,
    /// Pixels from left to right.
    pub width: u32,
    /// Pixels from top to bottom.
    pub height: u32,
    /// The picture itself.
    pub bytes: Vec<u8>,
}

/// A picture that is to be fetched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DuePicture {
    /// Its address.
    pub source: String,
    /// Which attempt this is, counted from one.
    pub attempts: i32,
}

/// Notes the addresses that the products on offer give for their pictures, the new ones as due, and
/// which are given no longer. Returns how many are new. Safe to call twice.
///
/// # Errors
///
/// The database's own.
pub async fn note_pictures(db: &mut PgConnection, now: DateTime<Utc>) -> sqlx::Result<u64> {
    let done = sqlx::query!(
        "with given as (
             select i.address, min(i.place)::integer as place
               from products p
              cross join unnest(p.images[1:$2::integer]) with ordinality as i (address, place)
              where p.active and i.address ~* '^https?://' and octet_length(i.address) <= $3::integer
              group by i.address
         ), gone as (
             update product_pictures k set gone_at = $1
              where k.gone_at is null and not exists (select from given g where g.address = k.source)
         ), back as (
             update product_pictures k
                set gone_at = null, place = g.place, due_at = case when k.due_at is not null then $1 end
               from given g
              where g.address = k.source and k.gone_at is not null
         )
         insert into product_pictures (source, state, place, due_at)
         select address, 'waiting', place, $1 from given order by address
             on conflict (source) do nothing",
        now,
        OF_A_PRODUCT,
        LONGEST,
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected())
}

/// Takes up to `limit` pictures that are due, those that are shown first. Nobody else gets them before
/// `again_at`, when they are due again unless their outcome was told.
///
/// # Errors
///
/// The database's own.
pub async fn take_due_pictures(
    db: &PgPool,
    now: DateTime<Utc>,
    again_at: DateTime<Utc>,
    limit: i64,
) -> sqlx::Result<Vec<DuePicture>> {
    sqlx::query_as!(
        DuePicture,
        "update product_pictures set attempts = attempts + 1, due_at = $2
          where source in (select source from product_pictures
                            where due_at <= $1 and gone_at is null
                            order by place, due_at limit $3
                              for update skip locked)
         returning source, attempts",
        now,
        again_at,
        limit,
    )
    .fetch_all(db)
    .await
}

/// Keeps the file that was made of a picture, once, however many addresses have it.
///
/// # Errors
///
/// The database's own.
pub async fn picture_fetched(
    db: &mut PgConnection,
    source: &str,
    file: &PictureFile,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    let pixels = |n: u32| i32::try_from(n).unwrap_or(i32::MAX);
    sqlx::query!(
        "insert into picture_files (sha256, content_type, width, height, bytes)
         values ($1, $2, $3, $4, $5) on conflict (sha256) do nothing",
        &file.sha256,
        file.content_type,
        pixels(file.width),
        pixels(file.height),
        &file.bytes,
    )
    .execute(&mut *db)
    .await?;
    sqlx::query!(
        "update product_pictures
            set state = 'fetched', sha256 = $2, reason = null, due_at = null, fetched_at = $3
          where source = $1",
        source,
        &file.sha256,
        now,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Notes that an address gave no picture, and when it is tried again.
///
/// # Errors
///
/// The database's own.
pub async fn picture_broken(
    db: &PgPool,
    source: &str,
    reason: &str,
    again_at: DateTime<Utc>,
) -> sqlx::Result<()> {
    sqlx::query!(
        "update product_pictures set state = 'broken', reason = $2, due_at = $3
          where source = $1 and state <> 'fetched'",
        source,
        reason,
        again_at,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// A picture of the catalogue that is ready.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadyPicture {
    /// The address that the catalogue gives.
    pub source: String,
    /// SHA-256 of what was fetched from there.
    pub sha256: Vec<u8>,
}

/// Those of some addresses whose pictures are ready.
///
/// # Errors
///
/// The database's own.
pub async fn ready_pictures(db: &PgPool, sources: &[String]) -> sqlx::Result<Vec<ReadyPicture>> {
    sqlx::query_as!(
        ReadyPicture,
        r#"select source, sha256 as "sha256!" from product_pictures
            where source = any($1) and state = 'fetched'"#,
        sources,
    )
    .fetch_all(db)
    .await
}

/// What is sent of a picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PictureBody {
    /// What the bytes are.
    pub content_type: String,
    /// The picture itself.
    pub bytes: Vec<u8>,
}

/// The file that was made of the picture with this hash.
///
/// # Errors
///
/// The database's own.
pub async fn picture(db: &PgPool, sha256: &[u8]) -> sqlx::Result<Option<PictureBody>> {
    sqlx::query_as!(
        PictureBody,
        "select content_type, bytes from picture_files where sha256 = $1",
        sha256,
    )
    .fetch_optional(db)
    .await
}

/// Deletes up to `limit` pictures that no product on offer has had since `before`, and the files that
/// nobody has any more. Returns how many pictures it deleted.
///
/// # Errors
///
/// The database's own.
pub async fn forget_pictures(
    db: &mut PgConnection,
    before: DateTime<Utc>,
    limit: i64,
) -> sqlx::Result<u64> {
    let deleted = sqlx::query_scalar!(
        "delete from product_pictures
          where source in (select source from product_pictures
                            where gone_at < $1 order by gone_at limit $2
                              for update skip locked)
         returning sha256",
        before,
        limit,
    )
    .fetch_all(&mut *db)
    .await?;
    let files: Vec<Vec<u8>> = deleted.iter().flatten().cloned().collect();
    sqlx::query!(
        "delete from picture_files f
          where f.sha256 = any($1)
            and not exists (select from product_pictures p where p.sha256 = f.sha256)",
        &files,
    )
    .execute(db)
    .await?;
    Ok(u64::try_from(deleted.len()).unwrap_or(u64::MAX))
}
