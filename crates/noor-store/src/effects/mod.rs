//! What is to be done outside: written before it is done, done once for each key, and settled after.
//!
//! `due` waits for its time; `running` is in somebody's hands until the lease ends; `done` has an
//! outcome; `failed` never will be, and a person was told. [`steps`] knows which calls were begun.

mod steps;

use std::time::Duration;

use chrono::{DateTime, Utc};
use noor_core::ids::ConversationId;
use serde_json::Value;
use sqlx::{PgConnection, PgPool};
use uuid::Uuid;

pub use steps::{Step, begin_again, begin_step, finish_step, forget_step, is_begun};

/// Something to be done outside.
#[derive(Debug, Clone, PartialEq)]
pub struct NewEffect<'a> {
    /// Its id.
    pub id: Uuid,
    /// The key it is done under: the same for the same thing, whoever asks for it and however often.
    pub key: &'a str,
    /// What kind of thing.
    pub kind: &'a str,
    /// What it is about.
    pub subject: &'a Value,
    /// Effects with the same lane are done one after the other, in the order in which they were
    /// planned: whose contact, whose orders.
    pub lane: &'a str,
    /// The conversation it came up in.
    pub conversation: Option<ConversationId>,
    /// When it is due.
    pub due_at: DateTime<Utc>,
}

/// Something in this process's hands.
#[derive(Debug, Clone, PartialEq)]
pub struct Effect {
    /// Its id.
    pub id: Uuid,
    /// Its key.
    pub key: String,
    /// What kind of thing.
    pub kind: String,
    /// What it is about.
    pub subject: Value,
    /// The conversation it came up in.
    pub conversation: Option<ConversationId>,
    /// How often it was tried, this time included.
    pub attempts: i32,
    /// When it was first wanted.
    pub created_at: DateTime<Utc>,
}

/// What came of trying.
#[derive(Debug, Clone, PartialEq)]
pub enum Settled<'a> {
    /// It is done.
    Done {
        /// What the other side said.
        outcome: &'a Value,
    },
    /// It is to be tried again.
    Later {
        /// When.
        due_at: DateTime<Utc>,
        /// What stood in the way.
        error: &'a str,
    },
    /// It will never be done.
    Failed {
        /// Why.
        error: &'a str,
    },
}

/// Writes down what is to be done; `false` if its key is there already. Belongs into the transaction
/// that decides on it.
///
/// # Errors
///
/// The database's own.
pub async fn plan(
    db: &mut PgConnection,
    effect: &NewEffect<'_>,
    now: DateTime<Utc>,
) -> sqlx::Result<bool> {
    let done = sqlx::query!(
        "insert into effects (id, key, kind, subject, conversation_id, due_at, created_at, lane)
         values ($1, $2, $3, $4, $5, $6, $7, $8)
         on conflict (key) do nothing",
        effect.id,
        effect.key,
        effect.kind,
        effect.subject,
        effect.conversation.map(|it| it.0),
        effect.due_at,
        now,
        effect.lane,
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Takes what is due of some kinds into this process's hands, longest due first, also what another process did not
/// finish within its lease. Of a lane it is the one that was planned first and is not settled, and
/// only while nobody is at another.
///
/// # Errors
///
/// The database's own.
pub async fn take_due(
    db: &PgPool,
    owner: Uuid,
    kinds: &[&str],
    now: DateTime<Utc>,
    lease: Duration,
    limit: i64,
) -> sqlx::Result<Vec<Effect>> {
    let until = now + lease;
    let rows = sqlx::query!(
        r#"update effects e
              set state = 'running', attempts = attempts + 1, lease_owner = $1, lease_until = $3
             from (select id from effects d
                    where (state = 'due' and due_at <= $2
                           or state = 'running' and lease_until <= $2)
                      and kind = any($5)
                      and not exists (select from effects o
                                       where o.lane = d.lane and o.id <> d.id
                                         and (o.state = 'running' and o.lease_until > $2
                                              or o.state in ('due', 'running')
                                                 and (o.created_at, o.id) < (d.created_at, d.id)))
                    order by due_at
                    limit $4
                    for update skip locked) due
            where e.id = due.id
           returning e.id, e.key, e.kind, e.subject, e.conversation_id, e.attempts, e.created_at"#,
        owner,
        now,
        until,
        limit,
        kinds as _,
    )
    .fetch_all(db)
    .await?;
    let effects = rows.into_iter().map(|row| Effect {
        id: row.id,
        key: row.key,
        kind: row.kind,
        subject: row.subject,
        conversation: row.conversation_id.map(ConversationId),
        attempts: row.attempts,
        created_at: row.created_at,
    });
    Ok(effects.collect())
}

/// Writes down what came of it; `false` if it is not in this process's hands any more.
///
/// # Errors
///
/// The database's own.
pub async fn settle(
    db: &mut PgConnection,
    id: Uuid,
    owner: Uuid,
    settled: &Settled<'_>,
    now: DateTime<Utc>,
) -> sqlx::Result<bool> {
    let (state, due_at, outcome, error) = match settled {
        Settled::Done { outcome } => ("done", None, Some(*outcome), None),
        Settled::Later { due_at, error } => ("due", Some(*due_at), None, Some(*error)),
        Settled::Failed { error } => ("failed", None, None, Some(*error)),
    };
    let done = sqlx::query!(
        "update effects
            set state = $3, due_at = coalesce($4, due_at), outcome = $5, error = $6,
                lease_owner = null, lease_until = null,
                finished_at = case when $4::timestamptz is null then $7::timestamptz end
          where id = $1 and lease_owner = $2 and state = 'running'",
        id,
        owner,
        state,
        due_at,
        outcome,
        error,
        now,
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// What came of the effect with a key; `None` while it is not done, or was never wanted.
///
/// # Errors
///
/// The database's own.
pub async fn outcome(db: &PgPool, key: &str) -> sqlx::Result<Option<Value>> {
    let row =
        sqlx::query_scalar!("select outcome from effects where key = $1 and state = 'done'", key)
            .fetch_optional(db)
            .await?;
    Ok(row.flatten())
}
