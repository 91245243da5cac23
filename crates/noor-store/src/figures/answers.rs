//! How fast the answers were, whether they arrived, and what models cost.

use rust_decimal::Decimal;
use sqlx::PgPool;

use super::Period;

/// An answer within so many seconds is in time (business rules, "Service levels").
pub const SOON_SECONDS: i32 = 10;

/// The answers to what customers wrote in a period.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Answers {
    /// How many batches of messages were answered by Noor.
    pub answered: i64,
    /// How many of them in time ([`SOON_SECONDS`]).
    pub soon: i64,
    /// From the last message of a batch until the gateway took the first part of the answer: half
    /// of the answers took no more seconds.
    pub usual_wait: Option<f64>,
    /// The same for 95 of 100.
    pub long_wait: Option<f64>,
    /// Messages to customers that did not arrive: the gateway refused them, or reported it later.
    pub failed: i64,
}

/// Measures the answers of a period.
///
/// # Errors
///
/// The database's own.
pub async fn answers(db: &PgPool, period: Period) -> sqlx::Result<Answers> {
    sqlx::query_as!(
        Answers,
        r#"with asked as (
               select turn_id, max(received_at) as at
                 from messages
                where author = 'customer' and revision = 'original' and turn_id is not null
                  and received_at >= $1 and received_at < $2
                group by turn_id
           ),
           taken as (
               select turn_id, min(accepted_at) as at
                 from outbox
                where accepted_at >= $1 and accepted_at < $2 + interval '1 day'
                  and turn_id is not null
                group by turn_id
           ),
           waits as (
               select extract(epoch from t.at - a.at)::float8 as seconds
                 from asked a join taken t using (turn_id)
           )
           select count(*) as "answered!",
                  count(*) filter (where seconds < $3::integer) as "soon!",
                  percentile_cont(0.5) within group (order by seconds) as usual_wait,
                  percentile_cont(0.95) within group (order by seconds) as long_wait,
                  (select count(*) from outbox
                    where state = 'failed' and created_at >= $1 and created_at < $2)
                  + (select count(*) from delivery_states d
                      where d.status = 'failed' and d.received_at >= $1 and d.received_at < $2
                        and not exists (select from outbox o
                                         where o.gateway = d.gateway and o.state = 'failed'
                                           and o.provider_id = d.provider_id)) as "failed!"
             from waits"#,
        period.from,
        period.to,
        SOON_SECONDS,
    )
    .fetch_one(db)
    .await
}

/// What one model did and cost.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ModelCost {
    /// The model.
    pub model: String,
    /// How often it was asked.
    pub calls: i64,
    /// Tokens it was given.
    pub tokens_in: i64,
    /// Tokens it wrote.
    pub tokens_out: i64,
    /// Its cost in US dollars; `None` where its vendor told none.
    pub cost_usd: Option<Decimal>,
}

/// Adds up the calls of models in a period, the dearest model first.
///
/// # Errors
///
/// The database's own.
pub async fn models(db: &PgPool, period: Period) -> sqlx::Result<Vec<ModelCost>> {
    sqlx::query_as!(
        ModelCost,
        r#"select model, count(*) as "calls!", sum(tokens_in)::bigint as "tokens_in!",
                  sum(tokens_out)::bigint as "tokens_out!", sum(cost_usd) as cost_usd
             from model_calls
            where at >= $1 and at < $2
            group by model
            order by 5 desc nulls last, 2 desc, 1"#,
        period.from,
        period.to,
    )
    .fetch_all(db)
    .await
}
