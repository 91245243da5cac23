//! Figures: each on rows made by hand, and on none.

use chrono::{DateTime, TimeDelta, TimeZone as _, Utc};
use noor_store::PgPool;
use noor_store::figures::{self, Period};
use rust_decimal::Decimal;
use uuid::Uuid;

use crate::shop::fresh;

/// Noon of a day in March, in UTC.
fn noon(day: u32) -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 3, day, 12, 0, 0).unwrap()
}

/// From the 10th to the 19th, as Dubai counts days: they begin at 20:00 of the day before.
fn ten_days() -> Period {
    let from = Utc.with_ymd_and_hms(2026, 3, 9, 20, 0, 0).unwrap();
    Period { from, to: from + TimeDelta::days(10) }
}

/// A customer who first wrote at a moment, and their conversation.
async fn customer(db: &PgPool, since: DateTime<Utc>, language: &str, state: &str) -> (Uuid, Uuid) {
    let (customer, conversation) = (fresh(), fresh());
    sqlx::query("insert into customers (id, name, created_at) values ($1, 'Sara', $2)")
        .bind(customer)
        .bind(since)
        .execute(db)
        .await
        .unwrap();
    sqlx::query(
        "insert into conversations (id, customer_id, gateway, channel, messenger, chat, language,
                                    state, created_at)
         values ($1, $2, 'wazzup', 'line-1', 'whatsapp', $1::text, $3, $4::jsonb, $5)",
    )
    .bind(conversation)
    .bind(customer)
    .bind(language)
    .bind(state)
    .bind(since)
    .execute(db)
    .await
    .unwrap();
    (customer, conversation)
}

/// Somebody writes.
async fn writes(
    db: &PgPool,
    conversation: Uuid,
    author: &str,
    at: DateTime<Utc>,
    turn: Option<Uuid>,
) {
    sqlx::query(
        "insert into messages (conversation_id, gateway, provider_id, revision, author, kind, text,
                               received_at, turn_id)
         values ($1, 'wazzup', gen_random_uuid()::text, 'original', $2, 'text', 'hello', $3, $4)",
    )
    .bind(conversation)
    .bind(author)
    .bind(at)
    .bind(turn)
    .execute(db)
    .await
    .unwrap();
}

/// A part of an answer leaves.
async fn leaves(
    db: &PgPool,
    conversation: Uuid,
    turn: Uuid,
    at: Option<DateTime<Utc>>,
    made: DateTime<Utc>,
) {
    sqlx::query(
        "insert into outbox (id, conversation_id, turn_id, gateway, epoch, content, echo_key, state,
                             next_attempt_at, accepted_at, created_at)
         values (gen_random_uuid(), $1, $2, 'wazzup', 0, '{}', 'x',
                 case when $3::timestamptz is null then 'failed' else 'accepted' end, $4, $3, $4)",
    )
    .bind(conversation)
    .bind(turn)
    .bind(at)
    .bind(made)
    .execute(db)
    .await
    .unwrap();
}

/// A quotation of an amount, as a draft holds it.
async fn quotes(
    db: &PgPool,
    (customer, conversation): (Uuid, Uuid),
    number: &str,
    revision: i32,
    amount: &str,
    made: DateTime<Utc>,
) {
    let draft = serde_json::json!({"variants": [
        {"totals": {"total": {"amount": "1.00", "currency": "AED"}}},
        {"totals": {"total": {"amount": amount, "currency": "AED"}}},
    ]});
    sqlx::query(
        "insert into quotes (id, number, revision, conversation_id, customer_id, draft, made_at,
                             valid_until)
         values (gen_random_uuid(), $1, $2, $3, $4, $5, $6, $6 + interval '7 days')",
    )
    .bind(number)
    .bind(revision)
    .bind(conversation)
    .bind(customer)
    .bind(draft)
    .bind(made)
    .execute(db)
    .await
    .unwrap();
}

async fn becomes(db: &PgPool, what: &'static str, number: &str, at: DateTime<Utc>) {
    let set = match what {
        "accepted" => "update quotes set accepted_at = $2, accepted_variant = 1 where number = $1",
        "expired" => "update quotes set expired_at = $2 where number = $1",
        _ => "update quotes set cancelled_at = $2 where number = $1",
    };
    sqlx::query(set).bind(number).bind(at).execute(db).await.unwrap();
}

async fn calls(
    db: &PgPool,
    conversation: Uuid,
    (reason, mode): (&str, &str),
    opened: DateTime<Utc>,
    taken: Option<DateTime<Utc>>,
) {
    sqlx::query(
        "insert into handoffs (id, conversation_id, reason, card, opened_at, taken_at, resolved_at,
                               mode)
         values (gen_random_uuid(), $1, $2, '{}', $3, $4, $4, $5)",
    )
    .bind(conversation)
    .bind(reason)
    .bind(opened)
    .bind(taken)
    .bind(mode)
    .execute(db)
    .await
    .unwrap();
}

fn pairs(groups: &[figures::Group]) -> Vec<(Option<&str>, i64)> {
    groups.iter().map(|group| (group.key.as_deref(), group.conversations)).collect()
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn a_shop_where_nothing_happened_has_zeros_and_no_averages(db: PgPool) {
    let found = figures::figures(&db, ten_days()).await.unwrap();
    assert_eq!(found.conversations.conversations, 0);
    assert_eq!(found.conversations.usual_length, None);
    assert_eq!(found.groups.language, []);
    assert_eq!(found.groups.segment, [], "nobody is without a segment either");
    assert_eq!(found.handoffs.all.opened, 0);
    assert_eq!(found.handoffs.all.usual_wait, None);
    assert_eq!(found.handoffs.by_reason, []);
    assert_eq!(found.sales.by_currency, []);
    assert_eq!(found.answers.usual_wait, None);
    assert_eq!(found.models, []);
    assert_eq!(found.conversion(), None, "nobody wrote, so nobody was lost");
    let days = figures::days(&db, ten_days(), "Asia/Dubai").await.unwrap();
    assert_eq!(days.len(), 10);
    assert!(days.iter().all(|day| day.conversations + day.handoffs + day.sales == 0));
    let now = figures::now(&db, noon(10), 5).await.unwrap();
    assert_eq!((now.unanswered, now.waiting_for_person), (0, 0));
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn who_wrote_is_counted_once_and_known_by_when_they_came(db: PgPool) {
    let (sara, first) = customer(&db, noon(12), "ar", r#"{"consent": "declined"}"#).await;
    let (_, old) =
        customer(&db, noon(1), "en", r#"{"lead": "supplier", "consent": "granted"}"#).await;
    let (_, silent) = customer(&db, noon(1), "en", "{}").await;
    // Sara writes on two lines, and is one customer.
    let second = fresh();
    sqlx::query(
        "insert into conversations (id, customer_id, gateway, channel, messenger, chat, language,
                                    created_at)
         values ($1, $2, 'wazzup', 'line-2', 'telegram', 'sara', 'en', $3)",
    )
    .bind(second)
    .bind(sara)
    .bind(noon(12))
    .execute(&db)
    .await
    .unwrap();
    sqlx::query(
        r#"update customers set profile = '{"segments": ["vip", "hotels"]}' where id = $1"#,
    )
    .bind(sara)
    .execute(&db)
    .await
    .unwrap();
    for (conversation, author, day) in [
        (first, "customer", 12),
        (first, "customer", 13),
        (first, "customer", 14),
        (second, "customer", 12),
        (old, "customer", 15),
        // Neither what Noor's people write nor what came outside the period counts.
        (old, "manager", 15),
        (silent, "manager", 15),
        (silent, "customer", 5),
        (silent, "customer", 25),
    ] {
        writes(&db, conversation, author, noon(day), None).await;
    }
    let found = figures::conversations(&db, ten_days()).await.unwrap();
    assert_eq!((found.conversations, found.customers), (3, 2));
    assert_eq!((found.new_customers, found.returning_customers()), (1, 1));
    assert_eq!((found.messages, found.usual_length), (5, Some(1.0)));
    let groups = figures::groups(&db, ten_days()).await.unwrap();
    assert_eq!(pairs(&groups.language), [(Some("en"), 2), (Some("ar"), 1)]);
    assert_eq!(pairs(&groups.messenger), [(Some("whatsapp"), 2), (Some("telegram"), 1)]);
    assert_eq!(pairs(&groups.lead), [(Some("customer"), 2), (Some("supplier"), 1)]);
    assert_eq!(pairs(&groups.refusal), [(Some("declined"), 1)]);
    let segments = [(Some("hotels"), 2), (Some("vip"), 2), (None, 1)];
    assert_eq!(pairs(&groups.segment), segments);
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn days_begin_when_they_begin_in_dubai(db: PgPool) {
    let (_, talk) = customer(&db, noon(1), "en", "{}").await;
    let midnight = Utc.with_ymd_and_hms(2026, 3, 11, 20, 0, 0).unwrap();
    let moment = TimeDelta::milliseconds(1);
    writes(&db, talk, "customer", midnight - moment, None).await;
    writes(&db, talk, "customer", midnight, None).await;
    writes(&db, talk, "customer", midnight + moment, None).await;
    let period = ten_days();
    // The period's own borders: its first moment is in it, its last is not.
    writes(&db, talk, "customer", period.from, None).await;
    writes(&db, talk, "customer", period.to, None).await;
    writes(&db, talk, "customer", period.from - moment, None).await;
    let days = figures::days(&db, period, "Asia/Dubai").await.unwrap();
    let busy: Vec<_> = days
        .iter()
        .filter(|day| day.conversations > 0)
        .map(|day| (day.day.to_string(), day.conversations))
        .collect();
    let one = |day: &str| (day.to_owned(), 1);
    assert_eq!(busy, [one("2026-03-10"), one("2026-03-11"), one("2026-03-12")]);
    assert_eq!(days.len(), 10);
    assert_eq!(figures::conversations(&db, period).await.unwrap().messages, 4);
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn an_answer_is_timed_from_the_last_message_to_its_first_part(db: PgPool) {
    let (_, talk) = customer(&db, noon(1), "en", "{}").await;
    let (quick, slow, never) = (fresh(), fresh(), fresh());
    let seconds = TimeDelta::seconds;
    writes(&db, talk, "customer", noon(12), Some(quick)).await;
    writes(&db, talk, "customer", noon(12) + seconds(5), Some(quick)).await;
    leaves(&db, talk, quick, Some(noon(12) + seconds(9)), noon(12)).await;
    leaves(&db, talk, quick, Some(noon(12) + seconds(60)), noon(12)).await;
    writes(&db, talk, "customer", noon(13), Some(slow)).await;
    leaves(&db, talk, slow, Some(noon(13) + seconds(24)), noon(13)).await;
    writes(&db, talk, "customer", noon(14), Some(never)).await;
    leaves(&db, talk, never, None, noon(14)).await;
    let found = figures::answers(&db, ten_days()).await.unwrap();
    assert_eq!((found.answered, found.soon, found.failed), (2, 1, 1));
    assert_eq!(found.usual_wait, Some(14.0));
    assert_eq!(found.long_wait, Some(23.0));
    // A failure that the gateway reports later counts too.
    sqlx::query(
        "insert into delivery_states (gateway, provider_id, status, received_at)
         values ('wazzup', 'p1', 'failed', $1), ('wazzup', 'p2', 'read', $1)",
    )
    .bind(noon(14))
    .execute(&db)
    .await
    .unwrap();
    assert_eq!(figures::answers(&db, ten_days()).await.unwrap().failed, 2);
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn calls_for_a_person_are_counted_by_reason_and_timed_by_who_came(db: PgPool) {
    let (_, talk) = customer(&db, noon(1), "en", "{}").await;
    let minutes = TimeDelta::minutes;
    let waits = ("complaint", "hand_over");
    calls(&db, talk, waits, noon(11), Some(noon(11) + minutes(2))).await;
    calls(&db, talk, waits, noon(12), Some(noon(12) + minutes(4))).await;
    calls(&db, talk, ("sample", "hand_over"), noon(13), None).await;
    calls(&db, talk, ("sample", "notify"), noon(13), Some(noon(13))).await;
    calls(&db, talk, waits, noon(25), Some(noon(25))).await;
    let found = figures::handoffs(&db, ten_days()).await.unwrap();
    assert_eq!((found.all.opened, found.all.taken, found.notices), (3, 2, 1));
    assert_eq!(found.all.usual_wait, Some(180.0));
    let reasons: Vec<_> = found
        .by_reason
        .iter()
        .map(|it| (it.reason.as_deref().unwrap(), it.opened, it.usual_wait))
        .collect();
    assert_eq!(reasons, [("complaint", 2, Some(180.0)), ("sample", 1, None)]);
    // Nobody has come for the sample yet.
    assert_eq!(figures::now(&db, noon(20), 5).await.unwrap().waiting_for_person, 1);
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn a_sale_is_noors_own_unless_a_person_came_before_the_yes(db: PgPool) {
    let alone = customer(&db, noon(1), "en", "{}").await;
    let helped = customer(&db, noon(1), "en", "{}").await;
    let minute = TimeDelta::minutes(1);
    let called = ("large_order", "hand_over");
    quotes(&db, alone, "NR-1", 1, "100.00", noon(11)).await;
    becomes(&db, "accepted", "NR-1", noon(12)).await;
    // Who confirms the order comes after the yes.
    calls(&db, alone.1, called, noon(12), Some(noon(12) + minute)).await;
    calls(&db, helped.1, called, noon(11), Some(noon(11) + minute)).await;
    quotes(&db, helped, "NR-2", 1, "200.50", noon(11)).await;
    becomes(&db, "accepted", "NR-2", noon(13)).await;
    // The next sale of the same customer is Noor's again.
    quotes(&db, helped, "NR-3", 1, "300.00", noon(13)).await;
    becomes(&db, "accepted", "NR-3", noon(14)).await;
    // Outside the period.
    quotes(&db, alone, "NR-4", 1, "900.00", noon(20)).await;
    becomes(&db, "accepted", "NR-4", noon(21)).await;
    for talk in [alone.1, helped.1] {
        writes(&db, talk, "customer", noon(12), None).await;
    }
    let found = figures::figures(&db, ten_days()).await.unwrap();
    let sales = &found.sales;
    assert_eq!((sales.alone, sales.after_handoff, sales.conversations), (2, 1, 2));
    assert_eq!(found.conversion(), Some(1000));
    let [aed] = sales.by_currency.as_slice() else { panic!("{sales:?}") };
    assert_eq!((aed.currency.as_deref(), aed.sales), (Some("AED"), 3));
    assert_eq!(aed.total, Some(Decimal::new(60_050, 2)));
    assert_eq!(aed.average, Some(Decimal::new(20_017, 2)));
    let days = figures::days(&db, ten_days(), "Asia/Dubai").await.unwrap();
    assert_eq!(days.iter().map(|day| day.sales).sum::<i64>(), 3);
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn a_revised_quotation_is_made_once_and_expires_once(db: PgPool) {
    let sara = customer(&db, noon(1), "en", "{}").await;
    quotes(&db, sara, "NR-1", 1, "1.00", noon(10)).await;
    quotes(&db, sara, "NR-1", 2, "2.00", noon(11)).await;
    becomes(&db, "expired", "NR-1", noon(18)).await;
    quotes(&db, sara, "NR-2", 1, "1.00", noon(2)).await;
    becomes(&db, "cancelled", "NR-2", noon(12)).await;
    quotes(&db, sara, "NR-3", 1, "1.00", noon(12)).await;
    becomes(&db, "accepted", "NR-3", noon(25)).await;
    let found = figures::quotations(&db, ten_days()).await.unwrap();
    let expected = figures::Quotations { made: 2, accepted: 0, expired: 1, cancelled: 1 };
    assert_eq!(found, expected);
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn models_cost_what_their_vendors_told(db: PgPool) {
    for (model, cost, day) in [
        ("cheap", Some("0.0010"), 11),
        ("dear", Some("0.5000"), 11),
        ("dear", None, 12),
        ("own", None, 12),
        ("dear", Some("9.0000"), 25),
    ] {
        sqlx::query(
            "insert into model_calls (id, role, model, outcome, tokens_in, tokens_out, cost_usd,
                                      elapsed_ms, at)
             values (gen_random_uuid(), 'write', $1, 'ok', 100, 10, $2::numeric, 900, $3)",
        )
        .bind(model)
        .bind(cost.map(|cost| cost.parse::<Decimal>().unwrap()))
        .bind(noon(day))
        .execute(&db)
        .await
        .unwrap();
    }
    let found = figures::models(&db, ten_days()).await.unwrap();
    let costs: Vec<_> = found.iter().map(|it| (it.model.as_str(), it.calls, it.cost_usd)).collect();
    let (half, thousandth) = (Decimal::new(5, 1), Decimal::new(1, 3));
    assert_eq!(costs, [("dear", 2, Some(half)), ("cheap", 1, Some(thousandth)), ("own", 1, None)]);
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn who_waits_is_named_until_a_person_has_them(db: PgPool) {
    let (sara, talk) = customer(&db, noon(1), "en", "{}").await;
    sqlx::query(
        "update conversations set due_at = $2, last_inbound = 7, answered_to = 6 where id = $1",
    )
    .bind(talk)
    .bind(noon(10))
    .execute(&db)
    .await
    .unwrap();
    let soon = figures::now(&db, noon(10) + TimeDelta::seconds(9), 5).await.unwrap();
    assert_eq!(soon.unanswered, 0, "an answer takes a few seconds");
    let late = figures::now(&db, noon(10) + TimeDelta::seconds(10), 5).await.unwrap();
    assert_eq!((late.unanswered, late.first[0].customer), (1, sara));
    assert_eq!(late.first[0].since, noon(10));
    let held = "update conversations set holder = 'manager' where id = $1";
    sqlx::query(held).bind(talk).execute(&db).await.unwrap();
    assert_eq!(figures::now(&db, noon(11), 5).await.unwrap().unanswered, 0);
}
