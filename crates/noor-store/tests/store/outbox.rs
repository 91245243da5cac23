//! What goes out: in order, each message once, nothing after a takeover.

use chrono::TimeDelta;
use futures::future::join_all;
use noor_core::ids::{ConversationId, OutgoingId};
use noor_core::message::{DeliveryStatus, OutgoingContent, StatusReport};
use noor_store::outbox::{self, Queue, Sending};
use noor_store::{PgPool, inbox};

use crate::shop::{GATEWAY, OMAR, Shop, again, at, fresh, message, report_line, said, texts_of};

/// Until when an echo may explain an unknown outcome.
const ECHO: i64 = 300;

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn messages_leave_one_after_the_other(db: PgPool) {
    let shop = Shop { db };
    let sara = shop.has_queued(&["one", "two", "three"], at(0)).await;
    for expected in ["one", "two", "three"] {
        let sending = shop.sends(sara, at(20)).await.unwrap();
        assert_eq!(said(&sending), expected);
        assert_eq!((sending.attempts, sending.first_attempt_at), (1, at(20)));
        assert_eq!(sending.last_customer_at, Some(at(0)));
        assert!(shop.sends(sara, at(20)).await.is_none(), "{expected} is still on its way");
        accept(&shop, &sending, expected).await;
    }
    assert!(shop.sends(sara, at(20)).await.is_none());
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn one_of_many_senders_gets_a_message(db: PgPool) {
    let shop = Shop { db };
    let sara = shop.has_queued(&["one", "two"], at(0)).await;
    let sendings = join_all((0..30).map(|_| shop.sends(sara, at(20)))).await;
    let taken: Vec<Sending> = sendings.into_iter().flatten().collect();
    assert_eq!(taken.iter().map(said).collect::<Vec<_>>(), ["one"]);
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn a_message_that_waits_for_its_time_holds_up_the_next(db: PgPool) {
    let shop = Shop { db };
    let sara = shop.has_queued(&["one", "two"], at(0)).await;
    let sending = shop.sends(sara, at(20)).await.unwrap();
    outbox::retry(&shop.db, sending.id, again(at(30), "429")).await.unwrap();
    assert!(shop.sends(sara, at(29)).await.is_none());
    let again = shop.sends(sara, at(30)).await.unwrap();
    assert_eq!((again.id, again.attempts, again.first_attempt_at), (sending.id, 2, at(20)));
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn what_waits_is_due_once_and_what_it_holds_up_is_not(db: PgPool) {
    let shop = Shop { db };
    let sara = shop.has_queued(&["one", "two"], at(0)).await;
    let omar = shop.hears(&[message(OMAR, "o1", "hi")], at(0)).await.added[0].conversation;
    let lease = shop.claims(omar, at(5)).await.unwrap();
    shop.answers(&lease, &["three"], at(5)).await;
    let due = async |now, limit| outbox::due(&shop.db, at(now), limit).await.unwrap();
    assert_eq!(due(4, 10).await, []);
    assert_eq!(due(20, 10).await, [omar, sara], "who waits longest comes first");
    assert_eq!(due(20, 1).await, [omar]);
    let sending = shop.sends(sara, at(20)).await.unwrap();
    assert_eq!(due(20, 10).await, [omar], "Sara's second message waits for her first");
    outbox::retry(&shop.db, sending.id, again(at(40), "429")).await.unwrap();
    assert_eq!(due(39, 10).await, [omar]);
    assert_eq!(due(40, 10).await, [omar, sara]);
    shop.is_taken_over(omar, at(41)).await;
    assert_eq!(due(42, 10).await, [sara]);
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn a_takeover_cancels_what_waits(db: PgPool) {
    let shop = Shop { db };
    let sara = shop.has_queued(&["one", "two"], at(0)).await;
    shop.is_taken_over(sara, at(20)).await;
    assert_eq!(shop.states().await, ["cancelled", "cancelled"]);
    assert!(shop.sends(sara, at(21)).await.is_none());
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn what_was_decided_before_a_takeover_never_leaves_even_if_queued_after_it(db: PgPool) {
    let shop = Shop { db };
    let sara = shop.hears_sara("m1", at(0)).await;
    shop.is_taken_over(sara, at(1)).await;
    queue(&shop, sara, 0, &["old"]).await;
    queue(&shop, sara, 1, &["new"]).await;
    assert_eq!(said(&shop.sends(sara, at(20)).await.unwrap()), "new");
    assert!(shop.sends(sara, at(20)).await.is_none());
    assert_eq!(shop.states().await, ["pending", "sending"]);
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn a_retry_after_a_takeover_never_leaves_and_holds_nothing_up(db: PgPool) {
    let shop = Shop { db };
    let sara = shop.has_queued(&["old", "older"], at(0)).await;
    let sending = shop.sends(sara, at(20)).await.unwrap();
    shop.is_taken_over(sara, at(21)).await;
    queue(&shop, sara, 1, &["new"]).await;
    assert!(shop.sends(sara, at(22)).await.is_none(), "the old one is still on its way");
    assert!(outbox::in_flight(&shop.db, sara, at(22)).await.unwrap());
    outbox::retry(&shop.db, sending.id, again(at(23), "429")).await.unwrap();
    assert!(!outbox::in_flight(&shop.db, sara, at(23)).await.unwrap());
    assert_eq!(said(&shop.sends(sara, at(24)).await.unwrap()), "new");
    assert_eq!(shop.states().await, ["cancelled", "cancelled", "sending"]);
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn a_sender_that_vanished_before_a_takeover_is_not_replaced(db: PgPool) {
    let shop = Shop { db };
    let sara = shop.has_queued(&["old"], at(0)).await;
    shop.sends(sara, at(20)).await.unwrap();
    shop.is_taken_over(sara, at(21)).await;
    recover(&shop, 41).await;
    assert!(shop.sends(sara, at(60)).await.is_none());
    assert_eq!(shop.states().await, ["cancelled"]);
    assert!(shop.echo(sara, "old", "p1").await, "it had left after all, and is known as ours");
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn a_vanished_sender_is_replaced_while_the_gateway_refuses_repeats(db: PgPool) {
    let shop = Shop { db };
    let sara = shop.has_queued(&["one", "two"], at(0)).await;
    let sending = shop.sends(sara, at(20)).await.unwrap();
    assert_eq!(recover(&shop, 39).await, 0, "its sender may still be there");
    assert_eq!(recover(&shop, 40).await, 1);
    assert_eq!(recover(&shop, 40).await, 0);
    let again = shop.sends(sara, at(40)).await.unwrap();
    assert_eq!((again.id, again.attempts), (sending.id, 2));
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn a_vanished_sender_is_not_replaced_when_a_repeat_could_arrive_twice(db: PgPool) {
    let shop = Shop { db };
    let sara = shop.has_queued(&["one", "two"], at(0)).await;
    shop.sends(sara, at(20)).await.unwrap();
    assert_eq!(recover(&shop, 75).await, 1);
    assert_eq!(shop.states().await, ["unknown", "pending"]);
    assert!(shop.sends(sara, at(80)).await.is_none(), "nothing overtakes an unknown outcome");
    assert!(shop.echo(sara, "one", "p1").await);
    assert_eq!(said(&shop.sends(sara, at(80)).await.unwrap()), "two");
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn an_unknown_outcome_goes_to_a_person_once_and_frees_the_way(db: PgPool) {
    let shop = Shop { db };
    let sara = shop.has_queued(&["one", "two"], at(0)).await;
    let sending = shop.sends(sara, at(20)).await.unwrap();
    outbox::unknown(&shop.db, sending.id, at(140), "timed out").await.unwrap();
    assert!(shop.sends(sara, at(139)).await.is_none());
    assert!(given_up(&shop, 139).await.is_empty());
    assert_eq!(given_up(&shop, 140).await, [(sending.id, sara, "timed out".to_owned())]);
    assert!(given_up(&shop, 141).await.is_empty());
    assert_eq!(said(&shop.sends(sara, at(141)).await.unwrap()), "two");
    assert!(shop.echo(sara, "one", "p1").await, "an echo may still come late");
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn givers_up_at_once_take_each_message_once(db: PgPool) {
    let shop = Shop { db };
    for n in 0..20 {
        let chat = format!("97150000{n:04}");
        let id = shop.hears(&[message(&chat, &chat, "hi")], at(0)).await.added[0].conversation;
        queue(&shop, id, 0, &["one"]).await;
        let sending = shop.sends(id, at(20)).await.unwrap();
        outbox::unknown(&shop.db, sending.id, at(140), "timed out").await.unwrap();
    }
    let given = join_all((0..4).map(|_| given_up(&shop, 150))).await;
    assert_eq!(given.into_iter().flatten().count(), 20);
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn an_echo_before_the_gateway_answers_settles_the_message(db: PgPool) {
    let shop = Shop { db };
    let sara = shop.has_queued(&["a  chair\nat 399"], at(0)).await;
    let sending = shop.sends(sara, at(20)).await.unwrap();
    assert!(shop.echo(sara, "a chair at 399", "p1").await);
    accept(&shop, &sending, "p1").await;
    outbox::retry(&shop.db, sending.id, again(at(30), "a late answer")).await.unwrap();
    let accepted = ("a chair at 399".to_owned(), "accepted".to_owned(), Some("p1".to_owned()));
    assert_eq!(shop.outgoing().await, [accepted]);
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn an_echo_tells_the_id_the_gateway_kept_to_itself(db: PgPool) {
    let shop = Shop { db };
    let sara = shop.has_queued(&["one"], at(0)).await;
    let sending = shop.sends(sara, at(20)).await.unwrap();
    outbox::accepted(&shop.db, sending.id, None, at(21)).await.unwrap();
    assert!(shop.echo(sara, "one", "p1").await);
    let mut db = shop.db.acquire().await.unwrap();
    let known = outbox::known(&mut db, GATEWAY, &["p1".into(), "p2".into()]).await.unwrap();
    assert_eq!(known, ["p1"]);
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn equal_texts_are_bound_in_the_order_they_left(db: PgPool) {
    let shop = Shop { db };
    let sara = shop.has_queued(&["hello", "hello", "hello"], at(0)).await;
    for _ in 0..2 {
        let sending = shop.sends(sara, at(20)).await.unwrap();
        outbox::accepted(&shop.db, sending.id, None, at(21)).await.unwrap();
    }
    assert!(shop.echo(sara, "hello", "p1").await);
    assert!(shop.echo(sara, "hello", "p2").await);
    assert!(!shop.echo(sara, "hello", "p3").await, "the third has not been tried yet");
    let ids: Vec<Option<String>> = shop.outgoing().await.into_iter().map(|(_, _, id)| id).collect();
    assert_eq!(ids, [Some("p1".into()), Some("p2".into()), None]);
}

/// The gateway's id used to be refused as taken, and the second message was sent for ever.
#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn an_equal_text_that_was_given_up_does_not_keep_the_next_one_from_being_accepted(
    db: PgPool,
) {
    let shop = Shop { db };
    let sara = shop.has_queued(&["hello", "hello"], at(0)).await;
    let first = shop.sends(sara, at(20)).await.unwrap();
    outbox::unknown(&shop.db, first.id, at(140), "timed out").await.unwrap();
    // A person's "hello" in between: there is no telling it from ours.
    assert!(shop.echo(sara, "hello", "p1").await);
    let second = shop.sends(sara, at(150)).await.unwrap();
    accept(&shop, &second, "p1").await;
    assert_eq!(shop.states().await, ["accepted", "accepted"]);
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn an_echo_belongs_to_what_is_on_its_way_before_what_was_given_up(db: PgPool) {
    let shop = Shop { db };
    let sara = shop.has_queued(&["hello", "hello"], at(0)).await;
    let first = shop.sends(sara, at(20)).await.unwrap();
    outbox::unknown(&shop.db, first.id, at(140), "timed out").await.unwrap();
    given_up(&shop, 141).await;
    shop.sends(sara, at(150)).await.unwrap();
    assert!(shop.echo(sara, "hello", "p2").await);
    assert_eq!(shop.states().await, ["unknown", "accepted"]);
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn what_others_wrote_is_not_ours(db: PgPool) {
    let shop = Shop { db };
    let sara = shop.has_queued(&["one"], at(0)).await;
    assert!(!shop.echo(sara, "one", "p0").await, "it was not tried yet");
    let sending = shop.sends(sara, at(20)).await.unwrap();
    assert!(!shop.echo(sara, "another", "p1").await);
    let mut db = shop.db.acquire().await.unwrap();
    outbox::failed(&mut db, sending.id, "refused").await.unwrap();
    drop(db);
    assert!(!shop.echo(sara, "one", "p2").await, "a person says what Noor could not");
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn a_long_text_of_letters_that_do_not_repeat_can_be_queued_and_bound(db: PgPool) {
    let shop = Shop { db };
    let sara = shop.hears_sara("m1", at(0)).await;
    let long: String =
        (0_u32..4000).filter_map(|n| char::from_u32(0x4E00 + n * 7919 % 20_000)).collect();
    queue(&shop, sara, 0, &[&long]).await;
    shop.sends(sara, at(20)).await.unwrap();
    assert!(shop.echo(sara, &long, "p1").await);
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn a_picture_is_known_by_its_link(db: PgPool) {
    let content =
        OutgoingContent::Image { url: "https://noor.test/p/1.png".into(), sku: "CH 616".into() };
    assert_eq!(outbox::echo_key(&content), "https://noor.test/p/1.png");
    let shop = Shop { db };
    let sara = shop.hears_sara("m1", at(0)).await;
    let picture = outbox::Queued { id: OutgoingId(fresh()), content };
    let mut db = shop.db.acquire().await.unwrap();
    outbox::queue(&mut db, place(sara, 0), &[picture], at(10)).await.unwrap();
    drop(db);
    assert_eq!(said(&shop.sends(sara, at(20)).await.unwrap()), "https://noor.test/p/1.png");
    assert!(shop.echo(sara, "https://noor.test/p/1.png", "p1").await);
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn a_failure_takes_the_rest_of_its_turn_along_and_no_more(db: PgPool) {
    let shop = Shop { db };
    let sara = shop.has_queued(&["one", "two"], at(0)).await;
    shop.has_queued(&["three"], at(12)).await;
    let sending = shop.sends(sara, at(30)).await.unwrap();
    let mut db = shop.db.acquire().await.unwrap();
    outbox::failed(&mut db, sending.id, "refused").await.unwrap();
    drop(db);
    assert_eq!(shop.states().await, ["failed", "cancelled", "pending"]);
    assert_eq!(said(&shop.sends(sara, at(30)).await.unwrap()), "three");
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn a_late_failure_is_handled_once_also_if_it_was_reported_before_we_knew_the_id(db: PgPool) {
    let shop = Shop { db };
    let sara = shop.has_queued(&["one"], at(0)).await;
    let sending = shop.sends(sara, at(20)).await.unwrap();
    report_failure(&shop, "p1", 20).await;
    report_failure(&shop, "somebody else's", 20).await;
    assert!(late_failures(&shop, 21).await.is_empty(), "nobody knows p1 yet");
    accept(&shop, &sending, "p1").await;
    let handled = join_all((0..4).map(|_| late_failures(&shop, 22))).await;
    let handled: Vec<_> = handled.into_iter().flatten().collect();
    assert_eq!(handled, [(sending.id, sara, "24hoursexceeded".to_owned())]);
    report_failure(&shop, "p1", 30).await;
    assert!(late_failures(&shop, 31).await.is_empty());
    assert_eq!(shop.states().await, ["failed"]);
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn what_is_silenced_is_kept_and_does_not_leave(db: PgPool) {
    let shop = Shop { db };
    let sara = shop.hears_sara("m1", at(0)).await;
    let mut db = shop.db.acquire().await.unwrap();
    let silenced = Queue { silenced: true, ..place(sara, 0) };
    outbox::queue(&mut db, silenced, &texts_of(&["one"]), at(10)).await.unwrap();
    drop(db);
    assert_eq!(shop.states().await, ["cancelled"]);
    assert!(shop.sends(sara, at(20)).await.is_none());
}

/// A message that never reached the gateway used to lose one of its attempts each time.
#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn what_is_put_back_untried_was_no_attempt(db: PgPool) {
    let shop = Shop { db };
    let sara = shop.has_queued(&["one"], at(0)).await;
    for _ in 0..3 {
        let sending = shop.sends(sara, at(20)).await.unwrap();
        assert_eq!((sending.attempts, sending.first_attempt_at), (1, at(20)));
        outbox::put_back(&shop.db, sending.id, at(20)).await.unwrap();
    }
    assert!(!shop.echo(sara, "one", "p1").await, "it was never tried");
    let sending = shop.sends(sara, at(21)).await.unwrap();
    shop.is_taken_over(sara, at(22)).await;
    outbox::put_back(&shop.db, sending.id, at(22)).await.unwrap();
    assert_eq!(shop.states().await, ["cancelled"]);
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn while_a_line_is_down_nothing_is_tried_on_it_and_nothing_is_forgotten(db: PgPool) {
    let shop = Shop { db };
    let sara = shop.has_queued(&["one"], at(0)).await;
    let due = async |now| outbox::due(&shop.db, at(now), 10).await.unwrap();
    report_line(&shop.db, false, at(11)).await;
    assert!(shop.sends(sara, at(20)).await.is_none());
    assert_eq!(due(20).await, []);
    report_line(&shop.db, true, at(30)).await;
    assert_eq!(due(31).await, [sara]);
    report_line(&shop.db, false, at(40)).await;
    assert_eq!(due(609).await, []);
    assert_eq!(due(611).await, [sara], "after ten minutes it is tried, and if need be given up");
    assert_eq!(shop.sends(sara, at(611)).await.unwrap().attempts, 1);
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn what_was_said_of_a_line_long_ago_holds_nothing_up(db: PgPool) {
    let shop = Shop { db };
    report_line(&shop.db, false, at(0)).await;
    let sara = shop.has_queued(&["one"], at(1000)).await;
    assert_eq!(said(&shop.sends(sara, at(1010)).await.unwrap()), "one");
}

/// "Hello!" of a person used to be taken for one that Noor had said weeks before, and Noor talked
/// on beside them.
#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn what_a_person_says_days_later_is_no_echo(db: PgPool) {
    let shop = Shop { db };
    let day = 24 * 3600;
    let sara = shop.has_queued(&["hello", "hello"], at(0)).await;
    for _ in 0..2 {
        let sending = shop.sends(sara, at(20)).await.unwrap();
        outbox::accepted(&shop.db, sending.id, None, at(21)).await.unwrap();
    }
    assert!(shop.echo_at(sara, "hello", "p1", at(day - 60)).await, "the gateway may be late");
    assert!(!shop.echo_at(sara, "hello", "p2", at(day + 60)).await);
}

fn place(conversation: ConversationId, epoch: i64) -> Queue<'static> {
    Queue { conversation, turn: None, gateway: GATEWAY, epoch, silenced: false }
}

async fn queue(shop: &Shop, conversation: ConversationId, epoch: i64, texts: &[&str]) {
    let mut db = shop.db.acquire().await.unwrap();
    outbox::queue(&mut db, place(conversation, epoch), &texts_of(texts), at(10)).await.unwrap();
}

async fn accept(shop: &Shop, sending: &Sending, provider_id: &str) {
    outbox::accepted(&shop.db, sending.id, Some(provider_id), at(21)).await.unwrap();
}

/// Looks for vanished senders; the gateway refuses repeats for fifty seconds.
async fn recover(shop: &Shop, now: i64) -> u64 {
    let repeatable = at(now) - TimeDelta::seconds(50);
    outbox::recover(&shop.db, at(now), repeatable, at(now + ECHO)).await.unwrap()
}

type Told = (OutgoingId, ConversationId, String);

async fn given_up(shop: &Shop, now: i64) -> Vec<Told> {
    let mut tx = shop.db.begin().await.unwrap();
    let stranded = outbox::give_up_unknown(&mut tx, at(now), 100).await.unwrap();
    tx.commit().await.unwrap();
    stranded.into_iter().map(|it| (it.id, it.conversation, it.error)).collect()
}

async fn late_failures(shop: &Shop, now: i64) -> Vec<Told> {
    let mut tx = shop.db.begin().await.unwrap();
    let stranded = outbox::late_failures(&mut tx, at(now), 100).await.unwrap();
    tx.commit().await.unwrap();
    stranded.into_iter().map(|it| (it.id, it.conversation, it.error)).collect()
}

async fn report_failure(shop: &Shop, provider_id: &str, now: i64) {
    let report = StatusReport {
        provider_id: provider_id.into(),
        status: DeliveryStatus::Failed,
        error: Some("24hoursexceeded".into()),
        at: None,
    };
    let mut db = shop.db.acquire().await.unwrap();
    inbox::keep_statuses(&mut db, GATEWAY, &[&report], at(now)).await.unwrap();
}
