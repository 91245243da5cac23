//! What each of the shop's people was told about which request for a person.
//!
//! A row stands for one person, one request and one reminder. It is written before anybody is told, so
//! that what was said once is never said again by a worker that does not know of it.

use chrono::{DateTime, TimeDelta, Utc};
use noor_core::ids::{ConversationId, HandoffId};
use sqlx::{PgConnection, PgPool};

use crate::handoffs::{Handoff, Name};

/// How long messages that show an open request are looked at.
const WATCHED: TimeDelta = TimeDelta::days(30);

/// Takes up to `limit` requests whose alert is due, sets their next alert to `again_at`, and writes
/// down for each of them whom it is to be told. Gives back those that nobody can be told of.
///
/// What an earlier reminder did not get through is not tried any longer.
///
/// # Errors
///
/// The database's own.
pub async fn plan(
    db: &PgPool,
    now: DateTime<Utc>,
    again_at: DateTime<Utc>,
    limit: i64,
) -> sqlx::Result<Planned> {
    let rows = sqlx::query!(
        r#"with due as (
               update handoffs set alert_due_at = $2, alerts = alerts + 1
                where id in (select id from handoffs
                              where alert_due_at <= $1 and resolved_at is null and taken_at is null
                              order by alert_due_at limit $3 for update skip locked)
            returning id, conversation_id, reason, card, alerts - 1 as round, mode
           ), overtaken as (
               update alerts set state = 'superseded'
                where handoff_id in (select id from due) and state = 'due'
           ), told as (
               insert into alerts (handoff_id, round, chat_id, state, due_at)
               select due.id, due.round, people.chat_id, 'due', $1
                 from due cross join telegram_people people
                where people.blocked_at is null and people.removed_at is null
               on conflict do nothing
            returning handoff_id
           )
           select id as "id!", conversation_id as "conversation_id!", reason as "reason!",
                  card as "card!", round as "round!", mode as "mode!",
                  exists (select from told where handoff_id = due.id) as "told!"
             from due"#,
        now,
        again_at,
        limit,
    )
    .fetch_all(db)
    .await?;
    let mut planned = Planned::default();
    for row in rows {
        planned.taken += 1;
        if !row.told {
            planned.nobody.push(Handoff {
                id: HandoffId(row.id),
                conversation: ConversationId(row.conversation_id),
                reason: row.reason,
                card: row.card,
                alerts: row.round,
                notice: row.mode == "notify",
            });
        }
    }
    Ok(planned)
}

/// What [`plan`] did.
#[derive(Debug, Default)]
pub struct Planned {
    /// How many requests it took.
    pub taken: usize,
    /// Those that no person can be told of.
    pub nobody: Vec<Handoff>,
}

/// One person to be told of one request.
#[derive(Debug, Clone)]
pub struct Alert {
    /// The row.
    pub id: i64,
    /// Whom.
    pub chat: i64,
    /// How often it was tried, this time included.
    pub attempts: i32,
    /// Of what.
    pub subject: Subject,
}

/// A request for a person, as somebody is told of it.
#[derive(Debug, Clone)]
pub struct Subject {
    /// The request; [`Handoff::alerts`] is the round.
    pub handoff: Handoff,
    /// The chat the customer writes in: their number, on most messengers.
    pub customer_chat: String,
    /// The name the customer goes by.
    pub customer_name: Option<String>,
    /// The last words of theirs.
    pub last_words: Option<String>,
    /// How it stands.
    pub standing: Standing,
}

/// How a request stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    /// Nobody came yet.
    Open,
    /// Somebody has it.
    Taken {
        /// Who; `None` for somebody who wrote in the gateway's own app.
        by: Option<Name>,
    },
    /// Somebody settled it.
    Resolved {
        /// Who.
        by: Name,
    },
    /// Somebody gave the conversation back to Noor.
    HandedBack {
        /// Who.
        by: Name,
    },
    /// It ended by itself.
    Over,
}

/// The columns of a row that say how its request stands.
struct StandingRow {
    standing: String,
    by: Option<String>,
    by_name: Option<String>,
}

impl StandingRow {
    fn read(self) -> Standing {
        let by = self.by.map(|code| Name { name: self.by_name.unwrap_or_default(), code });
        match (self.standing.as_str(), by) {
            ("open", _) => Standing::Open,
            ("taken", by) => Standing::Taken { by },
            ("resolved", Some(by)) => Standing::Resolved { by },
            ("handed_back", Some(by)) => Standing::HandedBack { by },
            (_, _) => Standing::Over,
        }
    }
}

/// Takes up to `limit` alerts that are due; until `claim_until` nobody else gets them. An alert whose
/// teller vanished has an unknown outcome, and one whose request found somebody is not told any more.
///
/// # Errors
///
/// The database's own.
pub async fn claim(
    db: &PgPool,
    now: DateTime<Utc>,
    claim_until: DateTime<Utc>,
    limit: i64,
) -> sqlx::Result<Vec<Alert>> {
    let rows = sqlx::query!(
        r#"with found as (
               select a.id, a.state, h.taken_at is null
                      and (h.resolved_at is null or h.mode = 'notify' and h.resolution is null)
                      and p.blocked_at is null and p.removed_at is null as wanted
                 from alerts a
                 join handoffs h on h.id = a.handoff_id
                 join telegram_people p on p.chat_id = a.chat_id
                where a.state = 'due' and a.due_at <= $1
                   or a.state = 'sending' and a.claim_until <= $1
                order by a.due_at, a.id limit $3 for update of a skip locked
           ), claimed as (
               update alerts a
                  set state = case when f.state = 'sending' then 'unknown'
                                   when f.wanted then 'sending' else 'superseded' end,
                      attempts = attempts + case when f.state = 'due' and f.wanted then 1 else 0 end,
                      claim_until = $2
                 from found f
                where a.id = f.id
            returning a.*
           )
           select a.id as "id!", a.chat_id as "chat_id!", a.attempts as "attempts!",
                  a.round as "round!", h.id as "handoff!", h.conversation_id, h.reason, h.card, h.mode,
                  c.chat, u.name as customer_name, m.text as "last_words?"
             from claimed a
             join handoffs h on h.id = a.handoff_id
             join conversations c on c.id = h.conversation_id
             join customers u on u.id = c.customer_id
             left join lateral (
                 select case when btrim(text) = '' then coalesce(transcript, '') else text end as text
                   from messages
                  where conversation_id = c.id and author = 'customer' and revision <> 'deleted'
                  order by id desc limit 1
             ) m on true
            where a.state = 'sending'
            order by a.id"#,
        now,
        claim_until,
        limit,
    )
    .fetch_all(db)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| Alert {
            id: row.id,
            chat: row.chat_id,
            attempts: row.attempts,
            subject: Subject {
                handoff: Handoff {
                    id: HandoffId(row.handoff),
                    conversation: ConversationId(row.conversation_id),
                    reason: row.reason,
                    card: row.card,
                    alerts: row.round,
                    notice: row.mode == "notify",
                },
                customer_chat: row.chat,
                customer_name: row.customer_name,
                last_words: row.last_words,
                standing: Standing::Open,
            },
        })
        .collect())
}

/// The person has it. A notice is settled by that; a request for a person stays open. From now on the
/// message is kept in line with how the request stands.
///
/// # Errors
///
/// The database's own.
pub async fn delivered(db: &PgPool, id: i64, message: i64, now: DateTime<Utc>) -> sqlx::Result<()> {
    sqlx::query!(
        "with told as (
             update alerts
                set state = 'delivered', message_id = $2, told_at = $3, amend_at = $3,
                    shown = 'open', error = null, claim_until = null
              where id = $1 and state = 'sending'
          returning handoff_id
         )
         update handoffs set resolved_at = $3, alert_due_at = null
          where id in (select handoff_id from told) and mode = 'notify' and resolved_at is null",
        id,
        message,
        now,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// The person did not get it; it is tried again at `again_at`.
///
/// # Errors
///
/// The database's own.
pub async fn retry(db: &PgPool, id: i64, again_at: DateTime<Utc>, error: &str) -> sqlx::Result<()> {
    sqlx::query!(
        "update alerts set state = 'due', due_at = $2, error = $3, claim_until = null
          where id = $1 and state = 'sending'",
        id,
        again_at,
        error,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// The person may have it or not: nobody says it again before the next reminder.
///
/// # Errors
///
/// The database's own.
pub async fn unknown(db: &PgPool, id: i64, error: &str) -> sqlx::Result<()> {
    sqlx::query!(
        "update alerts set state = 'unknown', error = $2, claim_until = null
          where id = $1 and state = 'sending'",
        id,
        error,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// The person will not get it. If that is so because they cannot be reached (`gone`), they are not
/// told of anything until they come back.
///
/// # Errors
///
/// The database's own.
pub async fn failed(
    db: &PgPool,
    id: i64,
    error: &str,
    gone: bool,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    sqlx::query!(
        "with failed as (
             update alerts set state = 'failed', error = $2, claim_until = null
              where id = $1 and state = 'sending'
          returning chat_id
         )
         update telegram_people set blocked_at = coalesce(blocked_at, $4)
          where $3 and chat_id in (select chat_id from failed)",
        id,
        error,
        gone,
        now,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// A message that shows something else than how its request stands.
#[derive(Debug, Clone)]
pub struct Amendment {
    /// The row.
    pub id: i64,
    /// Whose phone it is on.
    pub chat: i64,
    /// Their code among those who do something.
    pub person: String,
    /// The message.
    pub message: i64,
    /// What it is about, and how that stands.
    pub subject: Subject,
    /// The standing, for [`amended`].
    pub key: String,
}

/// Takes up to `limit` messages that show something else than how their request stands; until
/// `again_at` nobody else gets them.
///
/// # Errors
///
/// The database's own.
pub async fn to_amend(
    db: &PgPool,
    now: DateTime<Utc>,
    again_at: DateTime<Utc>,
    limit: i64,
) -> sqlx::Result<Vec<Amendment>> {
    let rows = sqlx::query!(
        r#"with stands as (
               select a.id, s.standing, s.by, s.by_name,
                      s.standing || coalesce(' ' || s.by, '') as key
                 from alerts a
                 join handoffs h on h.id = a.handoff_id
                 cross join lateral (
                     select case when h.resolution is not null then h.resolution
                                 when h.resolved_at is not null and h.mode = 'hand_over' then 'over'
                                 when h.taken_at is not null then 'taken'
                                 else 'open' end as standing,
                            case when h.resolution is not null then h.resolved_by
                                 else h.taken_by end as by,
                            case when h.resolution is not null then h.resolved_by_name
                                 else h.taken_by_name end as by_name
                 ) s
                where a.state = 'delivered' and a.closed_at is null and a.amend_at <= $1
                  and a.told_at > $4
                  and a.shown is distinct from s.standing || coalesce(' ' || s.by, '')
                order by a.amend_at limit $3 for update of a skip locked
           ), claimed as (
               update alerts a set amend_at = $2 from stands s where a.id = s.id
            returning a.id, a.chat_id, a.message_id, a.handoff_id, a.round
           )
           select a.id as "id!", a.chat_id as "chat_id!", a.message_id as "message_id!",
                  a.round as "round!", h.id as "handoff!", h.conversation_id, h.reason, h.card, h.mode,
                  p.telegram_user_id,
                  c.chat, u.name as customer_name, m.text as "last_words?",
                  s.standing as "standing!", s.by, s.by_name, s.key as "key!"
             from claimed a
             join stands s on s.id = a.id
             join handoffs h on h.id = a.handoff_id
             join telegram_people p on p.chat_id = a.chat_id
             join conversations c on c.id = h.conversation_id
             join customers u on u.id = c.customer_id
             left join lateral (
                 select case when btrim(text) = '' then coalesce(transcript, '') else text end as text
                   from messages
                  where conversation_id = c.id and author = 'customer' and revision <> 'deleted'
                  order by id desc limit 1
             ) m on true
            order by a.id"#,
        now,
        again_at,
        limit,
        now - WATCHED,
    )
    .fetch_all(db)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| Amendment {
            id: row.id,
            chat: row.chat_id,
            person: crate::people::code(row.telegram_user_id),
            message: row.message_id,
            key: row.key,
            subject: Subject {
                handoff: Handoff {
                    id: HandoffId(row.handoff),
                    conversation: ConversationId(row.conversation_id),
                    reason: row.reason,
                    card: row.card,
                    alerts: row.round,
                    notice: row.mode == "notify",
                },
                customer_chat: row.chat,
                customer_name: row.customer_name,
                last_words: row.last_words,
                standing: StandingRow { standing: row.standing, by: row.by, by_name: row.by_name }
                    .read(),
            },
        })
        .collect())
}

/// The message shows this standing now, or never will. One that says how it ended is closed.
///
/// # Errors
///
/// The database's own.
pub async fn amended(
    db: &PgPool,
    id: i64,
    key: &str,
    ended: bool,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    sqlx::query!(
        "update alerts set shown = $2, amend_at = $4::timestamptz,
                closed_at = case when $3 then $4::timestamptz end
          where id = $1",
        id,
        key,
        ended,
        now,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Whether anybody was told of a request, for certain.
///
/// # Errors
///
/// The database's own.
pub async fn was_told(db: &mut PgConnection, handoff: HandoffId) -> sqlx::Result<bool> {
    sqlx::query_scalar!(
        r#"select exists (select from alerts where handoff_id = $1 and state = 'delivered') as "told!""#,
        handoff.0,
    )
    .fetch_one(db)
    .await
}
