//! What was sold, and what became of quotations.

use rust_decimal::Decimal;
use sqlx::PgPool;

use super::Period;

/// Sales in one currency.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SalesIn {
    /// The currency; `None` for quotations whose draft cannot be read.
    pub currency: Option<String>,
    /// How many.
    pub sales: i64,
    /// What they come to, with VAT.
    pub total: Option<Decimal>,
    /// The average of one, rounded to two places.
    pub average: Option<Decimal>,
}

/// The sales of a period: quotations that were accepted in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sales {
    /// By Noor alone: no person took the conversation since the sale before.
    pub alone: i64,
    /// After a person had taken it.
    pub after_handoff: i64,
    /// Conversations with at least one sale.
    pub conversations: i64,
    /// By currency, the most sales first.
    pub by_currency: Vec<SalesIn>,
}

/// Counts the quotations that were accepted in a period. A person who is called to confirm an order
/// comes after the sale and is no part of it.
///
/// # Errors
///
/// The database's own.
pub async fn sales(db: &PgPool, period: Period) -> sqlx::Result<Sales> {
    let who = sqlx::query!(
        r#"with sold as (
               select conversation_id, exists (
                      select from handoffs h
                       where h.conversation_id = q.conversation_id and h.mode = 'hand_over'
                         and h.taken_at < q.accepted_at
                         and h.taken_at > coalesce(
                             (select max(b.accepted_at) from quotes b
                               where b.conversation_id = q.conversation_id
                                 and b.accepted_at < q.accepted_at), '-infinity')) as by_people
                 from quotes q
                where accepted_at >= $1 and accepted_at < $2
           )
           select count(*) filter (where not by_people) as "alone!",
                  count(*) filter (where by_people) as "after_handoff!",
                  count(distinct conversation_id) as "conversations!"
             from sold"#,
        period.from,
        period.to,
    )
    .fetch_one(db)
    .await?;
    let by_currency = sqlx::query_as!(
        SalesIn,
        r#"with sold as (
               select draft -> 'variants' -> accepted_variant -> 'totals' -> 'total' as total
                 from quotes
                where accepted_at >= $1 and accepted_at < $2
           )
           select total ->> 'currency' as currency, count(*) as "sales!",
                  sum((total ->> 'amount')::numeric) as total,
                  round(avg((total ->> 'amount')::numeric), 2) as average
             from sold
            group by total ->> 'currency'
            order by 2 desc, 1"#,
        period.from,
        period.to,
    )
    .fetch_all(db)
    .await?;
    Ok(Sales {
        alone: who.alone,
        after_handoff: who.after_handoff,
        conversations: who.conversations,
        by_currency,
    })
}

/// What became of quotations in a period, whenever they were made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quotations {
    /// Made, each once: a revision is no new one.
    pub made: i64,
    /// Accepted.
    pub accepted: i64,
    /// Not taken in time.
    pub expired: i64,
    /// Taken back.
    pub cancelled: i64,
}

/// Counts what became of quotations in a period. Of a revised quotation only the last revision
/// expires.
///
/// # Errors
///
/// The database's own.
pub async fn quotations(db: &PgPool, period: Period) -> sqlx::Result<Quotations> {
    sqlx::query_as!(
        Quotations,
        r#"select count(*) filter (where made_at >= $1 and made_at < $2 and revision = 1) as "made!",
                  count(*) filter (where accepted_at >= $1 and accepted_at < $2) as "accepted!",
                  count(*) filter (where expired_at >= $1 and expired_at < $2
                      and not exists (select from quotes l where l.number = q.number
                                                             and l.revision > q.revision))
                      as "expired!",
                  count(*) filter (where cancelled_at >= $1 and cancelled_at < $2) as "cancelled!"
             from quotes q"#,
        period.from,
        period.to,
    )
    .fetch_one(db)
    .await
}
