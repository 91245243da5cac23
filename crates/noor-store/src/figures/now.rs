//! What is the case at this moment, whatever period somebody looks at.

use chrono::{DateTime, TimeDelta, Utc};
use sqlx::PgPool;

use super::SOON_SECONDS;

/// A customer whom nobody has answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiting {
    /// The customer.
    pub customer: uuid::Uuid,
    /// As they go by on the messenger.
    pub name: Option<String>,
    /// When their answer was due.
    pub since: DateTime<Utc>,
}

/// What waits, and what went wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Now {
    /// Customers whose answer is overdue and whom no person has; has to be 0.
    pub unanswered: i64,
    /// The first of them, those who wait longest first.
    pub first: Vec<Waiting>,
    /// Customers who were promised a person and whom nobody took yet.
    pub waiting_for_person: i64,
    /// What is to be done outside and is late.
    pub effects_late: i64,
    /// What could not be done outside.
    pub effects_failed: i64,
}

/// Looks at what waits, with the first `limit` customers who are not answered. An answer is overdue
/// once it is due for longer than a prompt one takes ([`SOON_SECONDS`]).
///
/// # Errors
///
/// The database's own.
pub async fn now(db: &PgPool, at: DateTime<Utc>, limit: i64) -> sqlx::Result<Now> {
    let overdue = at - TimeDelta::seconds(SOON_SECONDS.into());
    let first = sqlx::query_as!(
        Waiting,
        r#"select u.id as customer, u.name, c.due_at as "since!"
             from conversations c join customers u on u.id = c.customer_id
            where c.due_at <= $1 and c.last_inbound > c.answered_to and c.holder = 'noor'
            order by c.due_at
            limit $2"#,
        overdue,
        limit,
    )
    .fetch_all(db)
    .await?;
    let counts = sqlx::query!(
        r#"select (select count(*) from conversations
                    where due_at <= $1 and last_inbound > answered_to and holder = 'noor')
                  as "unanswered!",
                  (select count(*) from handoffs
                    where resolved_at is null and taken_at is null and mode = 'hand_over')
                  as "waiting_for_person!",
                  (select count(*) from effects
                    where state in ('due', 'running') and due_at <= $1) as "effects_late!",
                  (select count(*) from effects where state = 'failed') as "effects_failed!""#,
        overdue,
    )
    .fetch_one(db)
    .await?;
    Ok(Now {
        unanswered: counts.unanswered,
        first,
        waiting_for_person: counts.waiting_for_person,
        effects_late: counts.effects_late,
        effects_failed: counts.effects_failed,
    })
}
