//! Quotations, revision by revision.

use chrono::{DateTime, Utc};
use noor_core::ids::{ConversationId, CustomerId, QuoteId};
use noor_core::message::ChatAddress;
use noor_core::quote::{Draft, Quote, Standing};
use sqlx::{PgConnection, PgPool};

/// Whose quotation it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Owner {
    /// The conversation it was asked for in.
    pub conversation: ConversationId,
    /// The customer.
    pub customer: CustomerId,
}

/// A number for a new quotation. One that is drawn and not used is lost, which harms nobody.
///
/// # Errors
///
/// The database's own.
pub async fn next_number(db: &mut PgConnection) -> sqlx::Result<i64> {
    sqlx::query_scalar!(r#"select nextval('quote_numbers') as "n!""#).fetch_one(db).await
}

/// Keeps a quotation as it was made out; `false` if this revision is there already, or the one before
/// it was accepted or taken back meanwhile.
///
/// # Errors
///
/// The database's own.
pub async fn insert(db: &mut PgConnection, owner: Owner, quote: &Quote) -> sqlx::Result<bool> {
    let draft =
        serde_json::to_value(&quote.draft).map_err(|error| sqlx::Error::Encode(Box::new(error)))?;
    // Whoever accepts it waits for this, or is seen here.
    let before = sqlx::query_scalar!(
        r#"select accepted_at is not null or cancelled_at is not null as "over!"
             from quotes where number = $1 and revision = $2 for update"#,
        quote.number,
        i32::try_from(quote.revision).unwrap_or(i32::MAX) - 1,
    )
    .fetch_optional(&mut *db)
    .await?;
    if before == Some(true) {
        return Ok(false);
    }
    let done = sqlx::query!(
        "insert into quotes (id, number, revision, conversation_id, customer_id, draft, made_at,
                             valid_until)
         values ($1, $2, $3, $4, $5, $6, $7, $8)
         on conflict (number, revision) do nothing",
        quote.id.0,
        quote.number,
        i32::try_from(quote.revision).unwrap_or(i32::MAX),
        owner.conversation.0,
        owner.customer.0,
        draft,
        quote.made_at,
        quote.valid_until,
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// A row of a quotation, with the number of the revision that stands last.
struct Row {
    id: uuid::Uuid,
    number: String,
    revision: i32,
    last_revision: i32,
    draft: serde_json::Value,
    made_at: DateTime<Utc>,
    valid_until: DateTime<Utc>,
    accepted_at: Option<DateTime<Utc>>,
    accepted_variant: Option<i32>,
    cancelled_at: Option<DateTime<Utc>>,
}

impl Row {
    fn quote(self) -> sqlx::Result<Quote> {
        let draft: Draft = serde_json::from_value(self.draft)
            .map_err(|error| sqlx::Error::Decode(Box::new(error)))?;
        let natural = |n: i32| u32::try_from(n).unwrap_or(0);
        let standing = match (self.accepted_at, self.accepted_variant, self.cancelled_at) {
            (Some(at), variant, _) => {
                let variant = variant.and_then(|it| usize::try_from(it).ok()).unwrap_or(0);
                Standing::Accepted { at, variant }
            }
            (None, _, _) if self.last_revision > self.revision => {
                Standing::Revised { by: natural(self.last_revision) }
            }
            (None, _, Some(at)) => Standing::Cancelled { at },
            (None, _, None) => Standing::Open,
        };
        Ok(Quote {
            id: QuoteId(self.id),
            number: self.number,
            revision: natural(self.revision),
            draft,
            made_at: self.made_at,
            valid_until: self.valid_until,
            standing,
        })
    }
}

/// The quotation that was made out last in a conversation, whatever became of it.
///
/// # Errors
///
/// The database's own.
pub async fn last_of(db: &PgPool, conversation: ConversationId) -> sqlx::Result<Option<Quote>> {
    let row = sqlx::query_as!(
        Row,
        r#"select id, number, revision, revision as "last_revision!", draft, made_at, valid_until,
                  accepted_at, accepted_variant, cancelled_at
             from quotes
            where conversation_id = $1
            order by made_at desc, revision desc
            limit 1"#,
        conversation.0,
    )
    .fetch_optional(db)
    .await?;
    row.map(Row::quote).transpose()
}

/// A customer's own quotation by its number: the revision that stands last. Somebody else's is none.
///
/// # Errors
///
/// The database's own.
pub async fn own(db: &PgPool, customer: CustomerId, number: &str) -> sqlx::Result<Option<Quote>> {
    let row = sqlx::query_as!(
        Row,
        r#"select id, number, revision, revision as "last_revision!", draft, made_at, valid_until,
                  accepted_at, accepted_variant, cancelled_at
             from quotes
            where customer_id = $1 and upper(number) = upper($2)
            order by revision desc
            limit 1"#,
        customer.0,
        number,
    )
    .fetch_optional(db)
    .await?;
    row.map(Row::quote).transpose()
}

/// The quotation of a conversation that can still be accepted: its number, and until when. The newest of
/// several.
///
/// # Errors
///
/// The database's own.
pub async fn open_of(
    db: &PgPool,
    conversation: ConversationId,
    now: DateTime<Utc>,
) -> sqlx::Result<Option<(String, DateTime<Utc>)>> {
    let row = sqlx::query!(
        "select number, valid_until from quotes q
          where conversation_id = $1 and valid_until > $2
            and accepted_at is null and cancelled_at is null
            and not exists (select from quotes l
                             where l.number = q.number and l.revision > q.revision)
          order by made_at desc
          limit 1",
        conversation.0,
        now,
    )
    .fetch_optional(db)
    .await?;
    Ok(row.map(|row| (row.number, row.valid_until)))
}

/// The quotation that a customer accepted last.
///
/// # Errors
///
/// The database's own.
pub async fn last_accepted(db: &PgPool, customer: CustomerId) -> sqlx::Result<Option<Quote>> {
    let row = sqlx::query_as!(
        Row,
        r#"select id, number, revision, revision as "last_revision!", draft, made_at, valid_until,
                  accepted_at, accepted_variant, cancelled_at
             from quotes
            where customer_id = $1 and accepted_at is not null
            order by accepted_at desc
            limit 1"#,
        customer.0,
    )
    .fetch_optional(db)
    .await?;
    row.map(Row::quote).transpose()
}

/// One revision, as a paper names it.
///
/// # Errors
///
/// The database's own.
pub async fn revision(db: &PgPool, number: &str, revision: u32) -> sqlx::Result<Option<Quote>> {
    let row = sqlx::query_as!(
        Row,
        r#"select id, number, revision,
                  (select max(revision) from quotes l where l.number = q.number) as "last_revision!",
                  draft, made_at, valid_until, accepted_at, accepted_variant, cancelled_at
             from quotes q
            where number = $1 and revision = $2"#,
        number,
        i32::try_from(revision).unwrap_or(i32::MAX),
    )
    .fetch_optional(db)
    .await?;
    row.map(Row::quote).transpose()
}

/// Marks a quotation as accepted if it still stands; `false` means that somebody was faster, it was
/// revised or taken back, or its time is over.
///
/// # Errors
///
/// The database's own.
pub async fn accept(
    db: &mut PgConnection,
    id: QuoteId,
    variant: usize,
    now: DateTime<Utc>,
) -> sqlx::Result<bool> {
    // A statement of its own: a revision that was being written down is seen by the next.
    sqlx::query!("select id from quotes where id = $1 for update", id.0)
        .fetch_optional(&mut *db)
        .await?;
    let done = sqlx::query!(
        "update quotes q set accepted_at = $3, accepted_variant = $2
          where id = $1 and accepted_at is null and cancelled_at is null and valid_until > $3
            and expired_at is null
            and not exists (select from quotes l
                             where l.number = q.number and l.revision > q.revision)",
        id.0,
        i32::try_from(variant).unwrap_or(i32::MAX),
        now,
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Takes a quotation back that was not accepted; `false` if there is nothing to take back.
///
/// # Errors
///
/// The database's own.
pub async fn cancel(db: &mut PgConnection, id: QuoteId, now: DateTime<Utc>) -> sqlx::Result<bool> {
    let done = sqlx::query!(
        "update quotes set cancelled_at = $2
          where id = $1 and accepted_at is null and cancelled_at is null",
        id.0,
        now,
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// A quotation that nobody took in time, and whose it is.
#[derive(Debug, Clone)]
pub struct Expired {
    /// It.
    pub quote: Quote,
    /// Whose.
    pub owner: Owner,
    /// The chat it was sent to.
    pub address: ChatAddress,
}

/// Marks up to `limit` open quotations whose time is over, each once, and gives them. What was accepted,
/// taken back or revised is none of them, and one that cannot be read is passed over.
///
/// # Errors
///
/// The database's own.
pub async fn expire(
    db: &mut PgConnection,
    now: DateTime<Utc>,
    limit: i64,
) -> sqlx::Result<Vec<Expired>> {
    let rows = sqlx::query!(
        r#"with over as (
               select id from quotes
                where valid_until <= $1
                  and accepted_at is null and cancelled_at is null and expired_at is null
                order by valid_until limit $2 for update skip locked)
           update quotes q set expired_at = $1
             from over, conversations c
            where q.id = over.id and c.id = q.conversation_id
        returning q.id, q.number, q.revision, q.draft, q.made_at, q.valid_until, q.conversation_id,
                  q.customer_id, c.channel, c.messenger, c.chat,
                  (select max(l.revision) from quotes l where l.number = q.number) as "last!""#,
        now,
        limit,
    )
    .fetch_all(db)
    .await?;
    let stand = rows.into_iter().filter(|row| row.last == row.revision);
    let expired = stand.map(|row| {
        let quote = Row {
            id: row.id,
            number: row.number,
            revision: row.revision,
            last_revision: row.last,
            draft: row.draft,
            made_at: row.made_at,
            valid_until: row.valid_until,
            accepted_at: None,
            accepted_variant: None,
            cancelled_at: None,
        };
        Some(Expired {
            quote: quote.quote().ok()?,
            owner: Owner {
                conversation: ConversationId(row.conversation_id),
                customer: CustomerId(row.customer_id),
            },
            address: ChatAddress { channel: row.channel, messenger: row.messenger, chat: row.chat },
        })
    });
    Ok(expired.flatten().collect())
}

/// Those of some references (`noor_core::quote::reference`) that belong to revisions nobody accepted.
///
/// # Errors
///
/// The database's own.
pub async fn not_accepted(db: &PgPool, references: &[String]) -> sqlx::Result<Vec<String>> {
    sqlx::query_scalar!(
        r#"select reference as "reference!"
             from (select case when revision = 1 then number
                               else number || '-' || revision end as reference, accepted_at
                     from quotes) q
            where reference = any($1) and accepted_at is null"#,
        references,
    )
    .fetch_all(db)
    .await
}
