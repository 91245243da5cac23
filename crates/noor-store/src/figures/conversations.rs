//! Who wrote, and how much.

use sqlx::PgPool;

use super::Period;

/// How many wrote.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Conversations {
    /// Conversations in which the customer wrote.
    pub conversations: i64,
    /// The customers of those, each once, on however many lines they wrote.
    pub customers: i64,
    /// Those of them who wrote to the shop for the first time.
    pub new_customers: i64,
    /// What they wrote, without later wordings of the same message.
    pub messages: i64,
    /// The length of a conversation: the customer's messages within the period. Half of all
    /// conversations have no more.
    pub usual_length: Option<f64>,
}

impl Conversations {
    /// Customers who had written before.
    pub fn returning_customers(&self) -> i64 {
        self.customers - self.new_customers
    }
}

/// Counts who wrote in a period.
///
/// # Errors
///
/// The database's own.
pub async fn conversations(db: &PgPool, period: Period) -> sqlx::Result<Conversations> {
    sqlx::query_as!(
        Conversations,
        r#"with heard as (
               select conversation_id, count(*) as messages
                 from messages
                where author = 'customer' and revision = 'original'
                  and received_at >= $1 and received_at < $2
                group by conversation_id
           )
           select count(*) as "conversations!",
                  count(distinct c.customer_id) as "customers!",
                  count(distinct c.customer_id)
                      filter (where u.created_at >= $1 and u.created_at < $2) as "new_customers!",
                  coalesce(sum(h.messages), 0)::bigint as "messages!",
                  percentile_cont(0.5) within group (order by h.messages) as usual_length
             from heard h
             join conversations c on c.id = h.conversation_id
             join customers u on u.id = c.customer_id"#,
        period.from,
        period.to,
    )
    .fetch_one(db)
    .await
}

/// So many conversations of one kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// The kind; `None` for those that have none.
    pub key: Option<String>,
    /// How many conversations.
    pub conversations: i64,
}

/// The conversations of a period in several ways, the largest group of each first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Groups {
    /// By the language they are held in.
    pub language: Vec<Group>,
    /// By the messenger they come through.
    pub messenger: Vec<Group>,
    /// By what the CRM calls the customer; whoever belongs to two segments is counted in both.
    pub segment: Vec<Group>,
    /// By what the writer is to the shop: somebody who may buy, or looks for work, sells or
    /// advertises.
    pub lead: Vec<Group>,
    /// By why there is no quotation, where the customer said so: not now (`deferred`), no
    /// (`declined`).
    pub refusal: Vec<Group>,
}

/// Counts the conversations of a period, kind by kind, as the conversations stand today.
///
/// # Errors
///
/// The database's own.
pub async fn groups(db: &PgPool, period: Period) -> sqlx::Result<Groups> {
    let rows = sqlx::query!(
        r#"with heard as (
               select distinct conversation_id
                 from messages
                where author = 'customer' and revision = 'original'
                  and received_at >= $1 and received_at < $2
           ),
           known as materialized (
               select c.language, c.messenger, c.state ->> 'lead' as lead,
                      c.state ->> 'consent' as consent, u.profile -> 'segments' as segments
                 from heard h
                 join conversations c on c.id = h.conversation_id
                 join customers u on u.id = c.customer_id
           )
           select 'language' as "kind!", language as key, count(*) as "conversations!"
             from known group by language
           union all
           select 'messenger', messenger, count(*) from known group by messenger
           union all
           select 'lead', coalesce(lead, 'customer'), count(*) from known group by 2
           union all
           select 'refusal', consent, count(*) from known
            where consent in ('deferred', 'declined') group by consent
           union all
           select 'segment', s.segment, count(*)
             from known
             left join lateral jsonb_array_elements_text(
                 case jsonb_typeof(segments) when 'array' then segments end) s (segment) on true
            group by s.segment
            order by 1, 3 desc, 2"#,
        period.from,
        period.to,
    )
    .fetch_all(db)
    .await?;
    let mut groups = Groups::default();
    for row in rows {
        let group = Group { key: row.key, conversations: row.conversations };
        match row.kind.as_str() {
            "language" => groups.language.push(group),
            "messenger" => groups.messenger.push(group),
            "segment" => groups.segment.push(group),
            "lead" => groups.lead.push(group),
            // The statement names five kinds.
            _ => groups.refusal.push(group),
        }
    }
    Ok(groups)
}
