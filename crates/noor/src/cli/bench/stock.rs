//! A shop with a past: customers, messages, turns and answers by the hundred thousand.

use anyhow::{Context as _, Result};
use sqlx::PgPool;

/// Each statement is given the number of conversations; each conversation has twenty messages and
/// ten turns with one answer each.
const PAST: [&str; 6] = [
    "insert into customers (id, name, created_at)
     select md5('customer' || n)::uuid, 'Customer ' || n, now() - interval '30 days'
       from generate_series(1, $1::int) n",
    "insert into customer_identities (messenger, external_id, customer_id, created_at)
     select 'whatsapp', '9716' || lpad(n::text, 8, '0'), md5('customer' || n)::uuid,
            now() - interval '30 days'
       from generate_series(1, $1::int) n",
    "insert into conversations (id, customer_id, gateway, channel, messenger, chat, created_at,
                                last_customer_at)
     select md5('conversation' || n)::uuid, md5('customer' || n)::uuid, 'wazzup', 'past',
            'whatsapp', '9716' || lpad(n::text, 8, '0'), now() - interval '30 days',
            now() - interval '2 days'
       from generate_series(1, $1::int) n",
    "insert into messages (conversation_id, gateway, provider_id, revision, author, kind, text,
                           sent_at, received_at, turn_id)
     select md5('conversation' || n)::uuid, 'wazzup', md5('message' || n || '/' || k), 'original',
            'customer', 'text', 'do you have black office chairs, and what do they cost?',
            now() - interval '20 days' + k * interval '1 day',
            now() - interval '20 days' + k * interval '1 day',
            md5('turn' || n || '/' || k / 2)::uuid
       from generate_series(0, 19) k, generate_series(1, $1::int) n",
    "insert into turns (id, conversation_id, generation, message_ids, outcome, language, journal,
                        started_at, finished_at)
     select md5('turn' || n || '/' || k)::uuid, md5('conversation' || n)::uuid, k, '{}', 'answered',
            'en', '{\"version\": 1}', now() - interval '20 days' + k * interval '1 day',
            now() - interval '20 days' + k * interval '1 day'
       from generate_series(0, 9) k, generate_series(1, $1::int) n",
    "insert into outbox (id, conversation_id, turn_id, gateway, epoch, content, echo_key, state,
                         provider_id, attempts, next_attempt_at, accepted_at, created_at)
     select md5('outgoing' || n || '/' || k)::uuid, md5('conversation' || n)::uuid,
            md5('turn' || n || '/' || k)::uuid, 'wazzup', 0,
            '{\"kind\": \"text\", \"text\": \"Yes, we have several.\"}', 'Yes, we have several.',
            'accepted', md5('sent' || n || '/' || k), 1, now() - interval '10 days',
            now() - interval '10 days', now() - interval '10 days'
       from generate_series(0, 9) k, generate_series(1, $1::int) n",
];

/// Fills the tables of the road with `messages` messages, and what belongs to them.
pub(super) async fn fill(db: &PgPool, messages: u32) -> Result<()> {
    let conversations = i32::try_from(messages / 20).unwrap_or(i32::MAX);
    for statement in PAST {
        sqlx::query(statement).bind(conversations).execute(db).await.context("fill a table")?;
    }
    sqlx::query("vacuum analyze").execute(db).await.context("look at what there is")?;
    sqlx::query("checkpoint").execute(db).await.context("write everything to the disk")?;
    Ok(())
}
