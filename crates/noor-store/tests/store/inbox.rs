//! What comes in: once, in order, and answered when the customer has finished writing.

use chrono::{DateTime, TimeDelta, Utc};
use futures::future::join_all;
use noor_core::ids::EventId;
use noor_core::message::{
    Author, ChannelReport, DeliveryStatus, InboundMessage, Revision, StatusReport,
};
use noor_store::inbox::{self, RawEvent};
use noor_store::{PgPool, conversations, handoffs};

use crate::shop::{
    GATEWAY, OMAR, SARA, Shop, address, at, fresh, handoff, message, revised, settled,
};

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn a_repeated_delivery_changes_nothing(db: PgPool) {
    let shop = Shop { db };
    let hello = [message(SARA, "m1", "hello")];
    let first = shop.hears(&hello, at(0)).await;
    let again = shop.hears(&hello, at(2)).await;
    assert_eq!(first.added.len(), 1);
    assert!(again.added.is_empty() && again.dues.is_empty());
    let lease = shop.claims(first.added[0].conversation, at(3)).await.unwrap();
    assert_eq!(lease.batch.len(), 1, "the repeat did not put the answer off");
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn the_same_message_twice_in_one_delivery_is_one(db: PgPool) {
    let shop = Shop { db };
    let heard = shop.hears(&[message(SARA, "m1", "hi"), message(SARA, "m1", "hi")], at(0)).await;
    assert_eq!(heard.added.len(), 1);
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn five_identical_deliveries_at_once_become_one_message(db: PgPool) {
    let shop = Shop { db };
    let hello = [message(SARA, "m1", "hello")];
    let heard = join_all((0..5).map(|_| shop.hears(&hello, at(0)))).await;
    assert_eq!(heard.iter().map(|heard| heard.added.len()).sum::<usize>(), 1);
    assert_eq!(heard.iter().map(|heard| heard.dues.len()).sum::<usize>(), 1);
    for table in ["messages", "conversations", "customer_identities", "customers"] {
        assert_eq!(shop.count(table).await, 1, "{table}");
    }
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn one_person_on_several_lines_is_one_customer_even_at_once(db: PgPool) {
    let shop = Shop { db };
    let on = |line: &str| InboundMessage {
        address: noor_core::message::ChatAddress { channel: line.into(), ..address(SARA) },
        ..message(SARA, line, "hello")
    };
    let lines = ["line-1", "line-2", "line-3", "line-4"].map(|line| [on(line)]);
    join_all(lines.iter().map(|line| shop.hears(line, at(0)))).await;
    shop.hears(&[on("line-5"), on("line-6")], at(1)).await;
    assert_eq!(shop.count("conversations").await, 6);
    assert_eq!(shop.count("customers").await, 1);
    let known: i64 = sqlx::query_scalar("select count(distinct customer_id) from conversations")
        .fetch_one(&shop.db)
        .await
        .unwrap();
    assert_eq!(known, 1);
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn messages_keep_the_order_they_were_given_in(db: PgPool) {
    let shop = Shop { db };
    let burst: Vec<InboundMessage> = (0..500)
        .map(|n| message(if n % 3 == 0 { OMAR } else { SARA }, &format!("m{n}"), "hi"))
        .collect();
    let heard = shop.hears(&burst, at(0)).await;
    assert!(heard.added.is_sorted_by_key(|added| added.id));
    let names: Vec<&str> = heard.added.iter().map(|added| added.provider_id.as_str()).collect();
    let given: Vec<&str> = burst.iter().map(|message| message.provider_id.as_str()).collect();
    assert_eq!(names, given);
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn writers_at_once_agree_which_message_of_a_conversation_is_the_newest(db: PgPool) {
    let shop = Shop { db };
    let writer = async |who: usize| {
        for n in 0..20 {
            shop.hears(&[message(SARA, &format!("{who}-{n}"), "hi")], at(0)).await;
        }
    };
    join_all((0..4).map(writer)).await;
    let (newest, last): (i64, i64) = sqlx::query_as(
        "select max(m.id), max(c.last_inbound) from messages m
           join conversations c on c.id = m.conversation_id",
    )
    .fetch_one(&shop.db)
    .await
    .unwrap();
    assert_eq!(newest, last);
    assert_eq!(shop.count("messages").await, 80);
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn every_edit_counts_once_and_taking_back_asks_for_no_answer(db: PgPool) {
    let shop = Shop { db };
    let edit = |text: &str| revised(Revision::Edited, message(SARA, "m1", text));
    shop.hears(&[message(SARA, "m1", "black chair")], at(0)).await;
    assert_eq!(shop.hears(&[edit("white chair")], at(1)).await.added.len(), 1);
    assert_eq!(shop.hears(&[edit("white chair")], at(1)).await.added.len(), 0);
    assert_eq!(shop.hears(&[edit("grey chair")], at(2)).await.added.len(), 1);
    let gone = revised(Revision::Deleted, message(SARA, "m1", ""));
    let taken_back = shop.hears(&[gone], at(3)).await;
    assert!(!taken_back.added[0].calls_for_answer);
    assert!(taken_back.dues.is_empty());
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn an_answer_waits_for_three_quiet_seconds_but_for_fifteen_at_the_most(db: PgPool) {
    let shop = Shop { db };
    for (second, due) in [(0, 3), (2, 5), (4, 7), (7, 10), (10, 13), (13, 15), (14, 15), (20, 15)] {
        let heard = shop.hears(&[message(SARA, &format!("m{second}"), "and")], at(second)).await;
        assert_eq!(heard.dues[0].at, at(due), "a message in second {second}");
    }
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn a_message_after_the_batch_was_taken_begins_a_burst_of_its_own(db: PgPool) {
    let shop = Shop { db };
    let sara = shop.hears_sara("m1", at(0)).await;
    shop.claims(sara, at(14)).await.unwrap();
    let heard = shop.hears(&[message(SARA, "m2", "and a desk")], at(14)).await;
    assert_eq!(heard.dues[0].at, at(17));
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn what_a_customer_writes_to_a_person_is_not_due(db: PgPool) {
    let shop = Shop { db };
    let sara = shop.hears_sara("m1", at(0)).await;
    shop.is_taken_over(sara, at(1)).await;
    assert!(shop.hears(&[message(SARA, "m2", "thanks")], at(1800)).await.dues.is_empty());
    assert!(shop.claims(sara, at(1820)).await.is_none());
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn noor_answers_again_when_the_person_has_been_away_long_enough(db: PgPool) {
    let shop = Shop { db };
    let sara = shop.hears_sara("m1", at(0)).await;
    shop.is_taken_over(sara, at(1)).await;
    shop.hears(&[message(SARA, "m2", "thanks")], at(1800)).await;
    let heard = shop.hears(&[message(SARA, "m3", "another chair?")], at(1801)).await;
    assert_eq!(heard.dues[0].at, at(1804));
    let lease = shop.claims(sara, at(1804)).await.unwrap();
    let said: Vec<&str> = lease.batch.iter().map(|message| message.text.as_str()).collect();
    assert_eq!(said, ["another chair?"], "the rest was said to the person");
}

/// The 24-hour window used to be opened by an edit, and by a message that came a day late.
#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn the_window_counts_from_when_the_customer_wrote(db: PgPool) {
    let shop = Shop { db };
    let wrote = |id: &str, when: Option<i64>| InboundMessage {
        sent_at: when.map(at),
        ..message(SARA, id, id)
    };
    let hears = async |message: InboundMessage, now: i64| {
        shop.hears(&[message], at(now)).await;
        sqlx::query_scalar::<_, Option<DateTime<Utc>>>("select last_customer_at from conversations")
            .fetch_one(&shop.db)
            .await
            .unwrap()
    };
    assert_eq!(hears(wrote("m1", Some(90_000)), 100_000).await, Some(at(90_000)));
    let edit = revised(Revision::Edited, wrote("m1", Some(100_001)));
    let edit = InboundMessage { text: "other words".into(), ..edit };
    assert_eq!(hears(edit, 100_002).await, Some(at(90_000)), "an edit");
    assert_eq!(hears(wrote("m0", Some(500)), 100_003).await, Some(at(90_000)), "a day late");
    assert_eq!(hears(wrote("m1", Some(100_004)), 100_004).await, Some(at(90_000)), "a repeat");
    assert_eq!(hears(wrote("m2", None), 100_005).await, Some(at(100_005)), "no time is now");
    let ahead = hears(wrote("m3", Some(900_000)), 100_006).await;
    assert_eq!(ahead, Some(at(100_006)), "a clock that is ahead opens nothing for later");
}

/// A request for a person, after one had come and gone, used to find the old one still open and to
/// alert nobody.
#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn a_person_who_came_and_went_does_not_swallow_the_next_request_for_one(db: PgPool) {
    let shop = Shop { db };
    let sara = asks_for_a_person(&shop, "m1", at(0)).await;
    shop.is_taken_over(sara, at(20)).await;
    asks_for_a_person(&shop, "m2", at(7200)).await;
    let due = handoffs::due_alerts(&shop.db, at(7300), at(7400), 10).await.unwrap();
    assert_eq!(due.len(), 1, "the shop's people are told of the second request");
}

/// A takeover of yesterday used to make Noor answer the customer's next word after a handoff.
#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn a_handoff_is_not_undone_by_a_takeover_of_long_ago(db: PgPool) {
    let shop = Shop { db };
    let sara = shop.hears_sara("m1", at(0)).await;
    shop.is_taken_over(sara, at(1)).await;
    asks_for_a_person(&shop, "m2", at(7200)).await;
    let heard = shop.hears(&[message(SARA, "m3", "hello?")], at(7220)).await;
    assert!(heard.dues.is_empty(), "nobody but a person answers now");
}

/// Sara asks for a person and Noor says that one will come.
async fn asks_for_a_person(
    shop: &Shop,
    id: &str,
    now: DateTime<Utc>,
) -> noor_core::ids::ConversationId {
    let sara = shop.hears_sara(id, now).await;
    let lease = shop.claims(sara, now + TimeDelta::seconds(5)).await.unwrap();
    let mut tx = shop.db.begin().await.unwrap();
    conversations::settle(&mut tx, &lease, &settled(true)).await.unwrap();
    handoffs::open(&mut tx, &handoff(sara, "asked"), now + TimeDelta::seconds(5)).await.unwrap();
    tx.commit().await.unwrap();
    sara
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn a_delivery_is_kept_byte_for_byte(db: PgPool) {
    let event = RawEvent {
        id: EventId(fresh()),
        body: vec![0, 159, 255, b'{', 0],
        problem: Some("not JSON".into()),
        received_at: at(0),
    };
    let mut connection = db.acquire().await.unwrap();
    for _ in 0..2 {
        inbox::keep_raw(&mut connection, GATEWAY, std::slice::from_ref(&event)).await.unwrap();
    }
    let kept: Vec<(Vec<u8>, Option<String>)> =
        sqlx::query_as("select body, problem from inbound_events").fetch_all(&db).await.unwrap();
    assert_eq!(kept, [(event.body, event.problem)]);
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn reports_are_kept_once_and_writers_at_once_do_not_block_each_other_for_good(db: PgPool) {
    let report = |n: usize| StatusReport {
        provider_id: format!("p{n}"),
        status: DeliveryStatus::Delivered,
        error: None,
        at: Some(at(0)),
    };
    let keep = async |backwards: bool| {
        let mut reports: Vec<StatusReport> = (0..200).map(report).collect();
        if backwards {
            reports.reverse();
        }
        let mut tx = db.begin().await.unwrap();
        let all: Vec<&StatusReport> = reports.iter().collect();
        inbox::keep_statuses(&mut tx, GATEWAY, &all, at(1)).await.unwrap();
        tx.commit().await.unwrap();
    };
    join_all([false, true, false, true].map(|backwards| Box::pin(keep(backwards)))).await;
    assert_eq!(Shop { db: db.clone() }.count("delivery_states").await, 200);
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn the_newest_report_about_a_line_counts(db: PgPool) {
    let report = |active, state: &str| ChannelReport {
        channel: "line-1".into(),
        active,
        state: state.into(),
    };
    let mut connection = db.acquire().await.unwrap();
    for report in [report(true, "active"), report(false, "qridle")] {
        inbox::keep_channel(&mut connection, GATEWAY, &report, at(0)).await.unwrap();
    }
    assert_eq!(inbox::channels_down(&db).await.unwrap(), [report(false, "qridle")]);
    inbox::keep_channel(&mut connection, GATEWAY, &report(true, "active"), at(1)).await.unwrap();
    assert!(inbox::channels_down(&db).await.unwrap().is_empty());
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn what_a_person_or_another_bot_wrote_asks_for_no_answer(db: PgPool) {
    let shop = Shop { db };
    for author in [Author::Manager, Author::Bot, Author::System] {
        let word = InboundMessage { author, ..message(SARA, &format!("{author:?}"), "good day") };
        let heard = shop.hears(&[word], at(0)).await;
        assert!(!heard.added[0].calls_for_answer && heard.dues.is_empty(), "{author:?}");
    }
}
