//! A period day by day.

use chrono::NaiveDate;
use sqlx::PgPool;

use super::Period;

/// One day of the shop.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Day {
    /// The day, in the shop's zone.
    pub day: NaiveDate,
    /// Conversations in which the customer wrote on that day.
    pub conversations: i64,
    /// Calls for a person.
    pub handoffs: i64,
    /// Quotations accepted.
    pub sales: i64,
}

/// The days of a period, first to last, also those on which nothing happened. `zone` is the shop's
/// time zone by its IANA name.
///
/// # Errors
///
/// The database's own.
pub async fn days(db: &PgPool, period: Period, zone: &str) -> sqlx::Result<Vec<Day>> {
    sqlx::query_as!(
        Day,
        r#"with heard as (
               select distinct (received_at at time zone $3)::date as day, conversation_id
                 from messages
                where author = 'customer' and revision = 'original'
                  and received_at >= $1 and received_at < $2
           ),
           talks as (select day, count(*) as n from heard group by day),
           calls as (
               select (opened_at at time zone $3)::date as day, count(*) as n
                 from handoffs
                where opened_at >= $1 and opened_at < $2 and mode = 'hand_over'
                group by 1
           ),
           sold as (
               select (accepted_at at time zone $3)::date as day, count(*) as n
                 from quotes
                where accepted_at >= $1 and accepted_at < $2
                group by 1
           )
           select d.day::date as "day!", coalesce(talks.n, 0) as "conversations!",
                  coalesce(calls.n, 0) as "handoffs!", coalesce(sold.n, 0) as "sales!"
             from generate_series(($1 at time zone $3)::date,
                                  (($2 - interval '1 microsecond') at time zone $3)::date,
                                  interval '1 day') d (day)
             left join talks on talks.day = d.day
             left join calls on calls.day = d.day
             left join sold on sold.day = d.day
            order by 1"#,
        period.from,
        period.to,
        zone,
    )
    .fetch_all(db)
    .await
}
