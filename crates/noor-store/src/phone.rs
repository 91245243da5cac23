//! What customers' phones show, from Noor's own tables: for the demo page, whose gateway remembers
//! nothing. It reads, and must never change a row.

use chrono::{DateTime, Utc};
use sqlx::PgPool;

/// The shop's side of chats: one line at one gateway.
#[derive(Debug, Clone, Copy)]
pub struct Line<'a> {
    /// The gateway.
    pub gateway: &'a str,
    /// The line of the shop.
    pub channel: &'a str,
    /// The messenger.
    pub messenger: &'a str,
}

/// One message on a customer's phone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    /// The gateway's id for it; ours, if it never told one.
    pub id: String,
    /// When it was written, or taken by the gateway.
    pub at: DateTime<Utc>,
    /// `customer`, `noor`, `manager`, `bot` or `system`.
    pub author: String,
    /// What it consists of.
    pub kind: String,
    /// Its words, after the last edit; empty if it has none.
    pub text: String,
    /// The link of its file.
    pub url: Option<String>,
}

/// The last `limit` messages of a chat from before `before`, oldest first: what the customer wrote
/// and did not take back, and what reached them.
///
/// # Errors
///
/// The database's own.
pub async fn chat(
    db: &PgPool,
    line: Line<'_>,
    chat: &str,
    before: DateTime<Utc>,
    limit: i64,
) -> sqlx::Result<Vec<Shown>> {
    let mut shown = sqlx::query_as!(
        Shown,
        r#"select shown.id as "id!", at as "at!", author as "author!", kind as "kind!",
                  text as "text!", url
             from conversations c,
          lateral (
               select m.provider_id as id, coalesce(m.sent_at, m.received_at) as at, m.author, m.kind,
                      coalesce((select e.text from messages e
                                 where e.gateway = m.gateway and e.provider_id = m.provider_id
                                   and e.revision = 'edited'
                                 order by e.id desc limit 1), m.text) as text,
                      m.attachment ->> 'url' as url, m.id as place
                 from messages m
                where m.conversation_id = c.id and m.received_at < $5 and m.revision = 'original'
                  and not exists (select from messages d
                                   where d.gateway = m.gateway and d.provider_id = m.provider_id
                                     and d.revision = 'deleted')
               union all
               select coalesce(o.provider_id, o.id::text), o.accepted_at, 'noor',
                      o.content ->> 'kind', coalesce(o.content ->> 'text', ''),
                      o.content ->> 'url', o.seq
                 from outbox o
                where o.conversation_id = c.id and o.state = 'accepted' and o.accepted_at < $5
           ) shown
            where c.gateway = $1 and c.channel = $2 and c.messenger = $3 and c.chat = $4
            order by at desc, place desc limit $6"#,
        line.gateway,
        line.channel,
        line.messenger,
        chat,
        before,
        limit,
    )
    .fetch_all(db)
    .await?;
    shown.reverse();
    Ok(shown)
}

/// A chat of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chat {
    /// The customer, as the messenger calls them.
    pub chat: String,
    /// The name the customer goes by.
    pub name: Option<String>,
}

/// The chats of a line whose customers wrote last, newest first.
///
/// # Errors
///
/// The database's own.
pub async fn chats(db: &PgPool, line: Line<'_>, limit: i64) -> sqlx::Result<Vec<Chat>> {
    sqlx::query_as!(
        Chat,
        "select c.chat, u.name
           from conversations c join customers u on u.id = c.customer_id
          where c.gateway = $1 and c.channel = $2 and c.messenger = $3
          order by c.last_customer_at desc nulls last limit $4",
        line.gateway,
        line.channel,
        line.messenger,
        limit,
    )
    .fetch_all(db)
    .await
}
