//! Messages whose way broke off: vanished senders, unknown outcomes, failures reported late.

use chrono::{DateTime, Utc};
use noor_core::ids::{ConversationId, OutgoingId};
use sqlx::{PgConnection, PgPool};

/// Settles messages whose sender vanished: those that may still be repeated under their key are
/// `pending` again, the others `unknown` until `echo_until`. One that a person took over from is
/// `cancelled`; if it did leave, its echo tells. Returns how many there were.
///
/// # Errors
///
/// The database's own.
pub async fn recover(
    db: &PgPool,
    now: DateTime<Utc>,
    repeatable_since: DateTime<Utc>,
    echo_until: DateTime<Utc>,
) -> sqlx::Result<u64> {
    let done = sqlx::query!(
        "update outbox o
            set state = case when o.epoch <> c.epoch then 'cancelled'
                             when r.until > $1 then 'pending'
                             else 'unknown' end,
                next_attempt_at = case when r.until > $1 then $1 else $3 end,
                repeatable_until = r.until,
                error = 'the sender vanished'
           from outbox v
           join conversations c on c.id = v.conversation_id
          cross join lateral (
                select coalesce(v.repeatable_until, v.attempt_at + ($1::timestamptz - $2::timestamptz))
                  as until) r
          where v.state = 'sending' and v.given_up_at is null and v.claim_until <= $1
            and o.id = v.id",
        now,
        repeatable_since,
        echo_until,
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected())
}

/// Messages that may have been taken and can no longer be repeated wait for an echo until
/// `echo_until`. Returns how many there were.
///
/// # Errors
///
/// The database's own.
pub async fn end_repeats(
    db: &PgPool,
    now: DateTime<Utc>,
    echo_until: DateTime<Utc>,
) -> sqlx::Result<u64> {
    let done = sqlx::query!(
        "update outbox set state = 'unknown', next_attempt_at = $2
          where state = 'pending' and given_up_at is null and next_attempt_at <= $1
            and repeatable_until <= $1",
        now,
        echo_until,
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected())
}

/// A message that a person has to look after.
#[derive(Debug, Clone)]
pub struct Stranded {
    /// Our key.
    pub id: OutgoingId,
    /// Its conversation.
    pub conversation: ConversationId,
    /// The gateway it left by.
    pub gateway: String,
    /// What is known about it.
    pub error: String,
}

/// Takes messages of unknown outcome that no echo explained in time. They no longer hold up what
/// follows, and whoever takes them opens a handoff in the same transaction.
///
/// # Errors
///
/// The database's own.
pub async fn give_up_unknown(
    db: &mut PgConnection,
    now: DateTime<Utc>,
    limit: i64,
) -> sqlx::Result<Vec<Stranded>> {
    let rows = sqlx::query!(
        r#"update outbox set given_up_at = $1
            where id in (select id from outbox
                          where state = 'unknown' and given_up_at is null and next_attempt_at <= $1
                          limit $2 for update skip locked)
        returning id, conversation_id, gateway, coalesce(error, 'no answer') as "error!""#,
        now,
        limit,
    )
    .fetch_all(db)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| Stranded {
            id: OutgoingId(row.id),
            conversation: ConversationId(row.conversation_id),
            gateway: row.gateway,
            error: row.error,
        })
        .collect())
}

/// Takes messages that the gateway accepted and later reported as failed (a closed 24-hour window,
/// a number without WhatsApp). Each is given out once. A report that found no message of ours within
/// a week is about somebody else's.
///
/// # Errors
///
/// The database's own.
pub async fn late_failures(
    db: &mut PgConnection,
    now: DateTime<Utc>,
    limit: i64,
) -> sqlx::Result<Vec<Stranded>> {
    let rows = sqlx::query!(
        r#"with handled as (
               update delivery_states d set handled_at = $1
                where (d.gateway, d.provider_id, d.status) in (
                          select s.gateway, s.provider_id, s.status
                            from delivery_states s
                            join outbox o on o.gateway = s.gateway and o.provider_id = s.provider_id
                           where s.status = 'failed' and s.handled_at is null
                             and s.received_at > $1::timestamptz - interval '7 days'
                           limit $2 for update of s skip locked)
            returning d.gateway, d.provider_id, coalesce(d.error, 'failed') as error
           )
           update outbox o set state = 'failed', error = h.error
             from handled h
            where o.gateway = h.gateway and o.provider_id = h.provider_id
        returning o.id, o.conversation_id, o.gateway, h.error as "error!""#,
        now,
        limit,
    )
    .fetch_all(db)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| Stranded {
            id: OutgoingId(row.id),
            conversation: ConversationId(row.conversation_id),
            gateway: row.gateway,
            error: row.error,
        })
        .collect())
}
