//! Requests for a person, open until somebody resolves them.

use chrono::{DateTime, Utc};
use noor_core::ids::{ConversationId, HandoffId};
use serde_json::Value;
use sqlx::{PgConnection, PgPool};

/// A request for a person.
#[derive(Debug, Clone)]
pub struct Handoff {
    /// Its id.
    pub id: HandoffId,
    /// The conversation.
    pub conversation: ConversationId,
    /// Why, one of the shop's closed list of reasons.
    pub reason: String,
    /// What a person needs to take over.
    pub card: Value,
    /// How often the shop's people were told before.
    pub alerts: i32,
    /// Whether it only tells a person something, while Noor goes on.
    pub notice: bool,
}

/// Who did something about a request for a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Name {
    /// What they are called by programs: `user:…`, `telegram:…`, `system`.
    pub code: String,
    /// What they are called by people.
    pub name: String,
}

/// How a request for a person ended, if somebody ended it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Resolution {
    /// What the customer wanted is settled.
    Resolved,
    /// Noor goes on with it.
    HandedBack,
}

impl Resolution {
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Resolved => "resolved",
            Self::HandedBack => "handed_back",
        }
    }
}

/// Opens a handoff and makes its alert due at once. One that is open already stays as it is, unless
/// it only says that an answer did not arrive. `false` if it stayed as it is.
///
/// # Errors
///
/// The database's own.
pub async fn open(
    db: &mut PgConnection,
    handoff: &Handoff,
    now: DateTime<Utc>,
) -> sqlx::Result<bool> {
    let done = sqlx::query!(
        "insert into handoffs (id, conversation_id, reason, card, opened_at, alert_due_at)
         values ($1, $2, $3, $4, $5, $5)
         on conflict (conversation_id) where resolved_at is null and mode = 'hand_over' do update
            set reason = excluded.reason, card = excluded.card, alert_due_at = excluded.alert_due_at
          where handoffs.reason = 'delivery_failed' and excluded.reason <> 'delivery_failed'",
        handoff.id.0,
        handoff.conversation.0,
        handoff.reason,
        handoff.card,
        now,
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Has a person told of something while Noor goes on, at once and until they were told.
///
/// # Errors
///
/// The database's own.
pub async fn notify(
    db: &mut PgConnection,
    notice: &Handoff,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into handoffs (id, conversation_id, reason, card, opened_at, alert_due_at, mode)
         values ($1, $2, $3, $4, $5, $5, 'notify')",
        notice.id.0,
        notice.conversation.0,
        notice.reason,
        notice.card,
        now,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// A person was told. A notice is settled by that; a handoff stays open.
///
/// # Errors
///
/// The database's own.
pub async fn told(db: &PgPool, id: HandoffId, now: DateTime<Utc>) -> sqlx::Result<()> {
    sqlx::query!(
        "update handoffs set resolved_at = $2, alert_due_at = null
          where id = $1 and mode = 'notify' and resolved_at is null",
        id.0,
        now,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Takes up to `limit` handoffs whose alert is due and sets their next alert to `again_at`.
///
/// Whoever gets one tells the shop's people. If that fails, the next alert comes by itself.
///
/// # Errors
///
/// The database's own.
pub async fn due_alerts(
    db: &PgPool,
    now: DateTime<Utc>,
    again_at: DateTime<Utc>,
    limit: i64,
) -> sqlx::Result<Vec<Handoff>> {
    let rows = sqlx::query!(
        "update handoffs set alert_due_at = $2, alerts = alerts + 1
          where id in (select id from handoffs
                        where alert_due_at <= $1 and resolved_at is null and taken_at is null
                        order by alert_due_at limit $3 for update skip locked)
      returning id, conversation_id, reason, card, alerts, mode",
        now,
        again_at,
        limit,
    )
    .fetch_all(db)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| Handoff {
            id: HandoffId(row.id),
            conversation: ConversationId(row.conversation_id),
            reason: row.reason,
            card: row.card,
            alerts: row.alerts - 1,
            notice: row.mode == "notify",
        })
        .collect())
}

/// The conversation of a handoff, and whether a person can still do something about it: it is open,
/// or it is a notice that nobody has settled.
///
/// # Errors
///
/// The database's own.
pub async fn find(db: &mut PgConnection, id: HandoffId) -> sqlx::Result<Option<Found>> {
    let row = sqlx::query!(
        r#"select conversation_id, reason, mode = 'notify' as "notice!", taken_at is not null as "taken!",
                  resolution is null and (resolved_at is null or mode = 'notify') as "open!"
             from handoffs where id = $1"#,
        id.0,
    )
    .fetch_optional(db)
    .await?;
    Ok(row.map(|row| Found {
        conversation: ConversationId(row.conversation_id),
        reason: row.reason,
        notice: row.notice,
        taken: row.taken,
        open: row.open,
    }))
}

/// A handoff as somebody finds it who wants to do something about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// The conversation.
    pub conversation: ConversationId,
    /// Why a person is wanted.
    pub reason: String,
    /// Whether it only tells a person something, while Noor goes on.
    pub notice: bool,
    /// Whether somebody has it.
    pub taken: bool,
    /// Whether anything can be done about it.
    pub open: bool,
}

/// Somebody holds the conversation of a notice because of it: it is theirs. Of a handoff of the other
/// kind nothing is changed; taking its conversation over does that.
///
/// # Errors
///
/// The database's own.
pub async fn take_notice(
    db: &mut PgConnection,
    id: HandoffId,
    by: &Name,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    sqlx::query!(
        "update handoffs
            set taken_at = coalesce(taken_at, $2), taken_by = $3, taken_by_name = $4,
                resolved_at = coalesce(resolved_at, $2), alert_due_at = null
          where id = $1 and mode = 'notify' and resolution is null",
        id.0,
        now,
        by.code,
        by.name,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Somebody ends a handoff that can still be ended; `false` if somebody was faster.
///
/// # Errors
///
/// The database's own.
pub async fn resolve(
    db: &mut PgConnection,
    id: HandoffId,
    by: &Name,
    resolution: Resolution,
    now: DateTime<Utc>,
) -> sqlx::Result<bool> {
    let done = sqlx::query!(
        "update handoffs
            set resolved_at = coalesce(resolved_at, $2), resolved_by = $3, resolved_by_name = $4,
                resolution = $5, alert_due_at = null
          where id = $1 and resolution is null and (resolved_at is null or mode = 'notify')",
        id.0,
        now,
        by.code,
        by.name,
        resolution.word(),
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected() == 1)
}
