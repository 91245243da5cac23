//! When a person was called, why, and how fast one came.

use sqlx::PgPool;

use super::Period;

/// Calls for a person, for one reason or for all.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Called {
    /// Why; `None` for all reasons together.
    pub reason: Option<String>,
    /// How often.
    pub opened: i64,
    /// How many of these somebody took.
    pub taken: i64,
    /// How long half of those who were taken waited at most, in seconds.
    pub usual_wait: Option<f64>,
    /// The same for 95 of 100.
    pub long_wait: Option<f64>,
}

/// The calls of a period.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Handoffs {
    /// All of them.
    pub all: Called,
    /// By reason, the most frequent first.
    pub by_reason: Vec<Called>,
    /// How often people were told without a customer waiting for them.
    pub notices: i64,
}

/// Counts the calls for a person that were opened in a period, whenever they were taken.
///
/// # Errors
///
/// The database's own.
pub async fn handoffs(db: &PgPool, period: Period) -> sqlx::Result<Handoffs> {
    let called = sqlx::query_as!(
        Called,
        r#"select reason as "reason?", count(*) as "opened!", count(taken_at) as "taken!",
                  percentile_cont(0.5) within group (
                      order by extract(epoch from taken_at - opened_at)::float8) as usual_wait,
                  percentile_cont(0.95) within group (
                      order by extract(epoch from taken_at - opened_at)::float8) as long_wait
             from handoffs
            where opened_at >= $1 and opened_at < $2 and mode = 'hand_over'
            group by grouping sets ((), (reason))
            order by 2 desc, 1 nulls first"#,
        period.from,
        period.to,
    )
    .fetch_all(db)
    .await?;
    let notices = sqlx::query_scalar!(
        r#"select count(*) as "n!" from handoffs
            where opened_at >= $1 and opened_at < $2 and mode = 'notify'"#,
        period.from,
        period.to,
    )
    .fetch_one(db)
    .await?;
    let (all, by_reason): (Vec<_>, Vec<_>) =
        called.into_iter().partition(|called| called.reason.is_none());
    let all = all.into_iter().next().unwrap_or_default();
    Ok(Handoffs { all, by_reason, notices })
}
