//! Two things in the same moment. PostgreSQL reads committed rows: a statement that waited for a
//! row sees its new version, but everything else as it was when the statement began.

use std::time::Duration;

use noor_core::ids::ConversationId;
use noor_store::conversations::{self, Lease, Settlement};
use noor_store::inbox::Due;
use noor_store::{PgPool, handoffs, outbox};
use sqlx::{Postgres, Transaction};
use tokio::task::JoinSet;

use crate::shop::{OMAR, SARA, Shop, answer, at, handoff, hear, message};

/// Long enough for a statement to reach the row it has to wait for.
const A_MOMENT: Duration = Duration::from_millis(300);
/// Less than PostgreSQL takes to find out that two wait for each other.
const AT_ONCE: Duration = Duration::from_millis(900);

/// Work under way beside the test.
struct Beside<T>(JoinSet<T>);

impl<T: Send + 'static> Beside<T> {
    fn start(work: impl Future<Output = T> + Send + 'static) -> Self {
        let mut set = JoinSet::new();
        set.spawn(work);
        Self(set)
    }

    /// Checks that the work has to wait.
    async fn waits(&mut self) {
        let ended = tokio::time::timeout(A_MOMENT, self.0.join_next()).await;
        assert!(ended.is_err(), "it should have to wait for the other one");
    }

    async fn ends(mut self) -> T {
        let ended = tokio::time::timeout(Duration::from_secs(10), self.0.join_next()).await;
        ended.expect("it ends").unwrap().unwrap()
    }
}

async fn open(shop: &Shop) -> Transaction<'static, Postgres> {
    shop.db.begin().await.unwrap()
}

fn claiming(shop: &Shop, id: ConversationId, now: i64) -> Beside<Option<Lease>> {
    let shop = shop.clone();
    Beside::start(async move { shop.claims(id, at(now)).await })
}

fn answering(shop: &Shop, lease: &Lease, now: i64) -> Beside<Settlement> {
    let (shop, lease) = (shop.clone(), lease.clone());
    Beside::start(async move { shop.answers(&lease, &["a chair at 399"], at(now)).await })
}

/// Takes and answers turns until nothing is due; what was answered, in order.
async fn answers_everything(shop: &Shop, sara: ConversationId, now: i64) -> Vec<String> {
    let mut answered = Vec::new();
    while let Some(lease) = shop.claims(sara, at(now)).await {
        answered.extend(lease.batch.iter().map(|message| message.text.clone()));
        shop.answers(&lease, &["a chair at 399"], at(now)).await;
    }
    answered
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn a_message_during_a_turn_makes_it_due_again(db: PgPool) {
    let shop = Shop { db };
    let sara = shop.hears_sara("m1", at(0)).await;
    let lease = shop.claims(sara, at(5)).await.unwrap();
    shop.hears(&[message(SARA, "m2", "m2")], at(6)).await;
    let due = Some(Due { conversation: sara, at: at(9) });
    assert_eq!(shop.answers(&lease, &["here"], at(7)).await, Settlement::Answer { due });
    assert_eq!(answers_everything(&shop, sara, 10).await, ["m2"]);
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn a_message_that_is_just_being_stored_when_the_turn_ends_makes_it_due_again(db: PgPool) {
    let shop = Shop { db };
    let sara = shop.hears_sara("m1", at(0)).await;
    let lease = shop.claims(sara, at(5)).await.unwrap();
    let mut storing = open(&shop).await;
    hear(&mut storing, &[message(SARA, "m2", "m2")], at(6)).await.unwrap();
    let mut ending = answering(&shop, &lease, 7);
    ending.waits().await;
    storing.commit().await.unwrap();
    let due = Some(Due { conversation: sara, at: at(9) });
    assert_eq!(ending.ends().await, Settlement::Answer { due });
    assert_eq!(answers_everything(&shop, sara, 10).await, ["m2"]);
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn a_message_that_waits_for_the_end_of_a_turn_is_answered_by_the_next(db: PgPool) {
    let shop = Shop { db };
    let sara = shop.hears_sara("m1", at(0)).await;
    let lease = shop.claims(sara, at(5)).await.unwrap();
    let mut ending = open(&shop).await;
    let settlement = answer(&mut ending, &lease, &["here"], at(6)).await.unwrap();
    assert_eq!(settlement, Settlement::Answer { due: None });
    let waiting = shop.clone();
    let mut storing =
        Beside::start(async move { waiting.hears(&[message(SARA, "m2", "m2")], at(6)).await });
    storing.waits().await;
    ending.commit().await.unwrap();
    assert_eq!(storing.ends().await.dues[0].at, at(9));
    assert_eq!(answers_everything(&shop, sara, 10).await, ["m2"]);
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn a_turn_that_was_rolled_back_while_a_message_waited_answers_both_later(db: PgPool) {
    let shop = Shop { db };
    let sara = shop.hears_sara("m1", at(0)).await;
    let lease = shop.claims(sara, at(5)).await.unwrap();
    let mut ending = open(&shop).await;
    answer(&mut ending, &lease, &["here"], at(6)).await.unwrap();
    let waiting = shop.clone();
    let mut storing =
        Beside::start(async move { waiting.hears(&[message(SARA, "m2", "m2")], at(6)).await });
    storing.waits().await;
    ending.rollback().await.unwrap();
    storing.ends().await;
    conversations::release(&shop.db, &lease, at(8), true).await.unwrap();
    assert_eq!(answers_everything(&shop, sara, 10).await, ["m1", "m2"]);
    assert_eq!(shop.count("outbox").await, 1);
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn a_message_that_is_just_being_stored_when_the_turn_begins_puts_it_off(db: PgPool) {
    let shop = Shop { db };
    let sara = shop.hears_sara("m1", at(0)).await;
    let mut storing = open(&shop).await;
    hear(&mut storing, &[message(SARA, "m2", "m2")], at(4)).await.unwrap();
    let mut beginning = claiming(&shop, sara, 4);
    beginning.waits().await;
    storing.commit().await.unwrap();
    assert!(beginning.ends().await.is_none(), "the customer is still writing");
    assert_eq!(answers_everything(&shop, sara, 10).await, ["m1", "m2"]);
}

/// The claim used to take the message's number without the message, which then was "answered".
#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn a_message_that_is_just_being_stored_when_a_long_burst_is_answered_is_not_lost(db: PgPool) {
    let shop = Shop { db };
    let sara = shop.hears_sara("m1", at(0)).await;
    let mut storing = open(&shop).await;
    hear(&mut storing, &[message(SARA, "m2", "m2")], at(16)).await.unwrap();
    let mut beginning = claiming(&shop, sara, 16);
    beginning.waits().await;
    storing.commit().await.unwrap();
    let lease = beginning.ends().await.expect("fifteen seconds are over");
    let mut answered: Vec<String> =
        lease.batch.iter().map(|message| message.text.clone()).collect();
    shop.answers(&lease, &["here"], at(17)).await;
    answered.extend(answers_everything(&shop, sara, 20).await);
    assert_eq!(answered, ["m1", "m2"]);
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn a_message_that_was_not_stored_after_all_leaves_the_turn_as_it_was(db: PgPool) {
    let shop = Shop { db };
    let sara = shop.hears_sara("m1", at(0)).await;
    let mut storing = open(&shop).await;
    hear(&mut storing, &[message(SARA, "m2", "m2")], at(16)).await.unwrap();
    let mut beginning = claiming(&shop, sara, 16);
    beginning.waits().await;
    storing.rollback().await.unwrap();
    assert_eq!(beginning.ends().await.unwrap().batch.len(), 1);
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn customers_who_write_all_the_time_are_answered_message_by_message(db: PgPool) {
    let shop = Shop { db };
    let sara = shop.hears_sara("first", at(0)).await;
    let writing = shop.clone();
    let writer = Beside::start(async move {
        for n in 0..60 {
            writing.hears(&[message(SARA, &format!("m{n}"), &format!("m{n}"))], at(20)).await;
        }
    });
    let mut answered = Vec::new();
    for _ in 0..60 {
        answered.extend(answers_everything(&shop, sara, 40).await);
    }
    writer.ends().await;
    answered.extend(answers_everything(&shop, sara, 40).await);
    let mut written = vec!["first".to_owned()];
    written.extend((0..60).map(|n| format!("m{n}")));
    assert_eq!(answered, written, "each message in exactly one turn, in order");
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn a_takeover_that_waits_for_the_end_of_a_turn_silences_what_it_queued(db: PgPool) {
    let shop = Shop { db };
    let sara = shop.hears_sara("m1", at(0)).await;
    let lease = shop.claims(sara, at(5)).await.unwrap();
    let mut ending = open(&shop).await;
    answer(&mut ending, &lease, &["one", "two"], at(6)).await.unwrap();
    let person = shop.clone();
    let mut taking_over = Beside::start(async move { person.is_taken_over(sara, at(6)).await });
    taking_over.waits().await;
    ending.commit().await.unwrap();
    taking_over.ends().await;
    assert_eq!(shop.states().await, ["cancelled", "cancelled"]);
    assert!(shop.sends(sara, at(60)).await.is_none());
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn a_turn_that_waits_for_a_takeover_says_nothing(db: PgPool) {
    let shop = Shop { db };
    let sara = shop.hears_sara("m1", at(0)).await;
    let lease = shop.claims(sara, at(5)).await.unwrap();
    let mut taking_over = open(&shop).await;
    conversations::take_over(&mut taking_over, sara, at(6)).await.unwrap();
    let mut ending = answering(&shop, &lease, 6);
    ending.waits().await;
    taking_over.commit().await.unwrap();
    assert_eq!(ending.ends().await, Settlement::TakenOver);
    assert_eq!(shop.states().await, ["cancelled"]);
    assert!(shop.sends(sara, at(60)).await.is_none());
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn a_sender_that_comes_in_the_moment_of_a_takeover_gets_nothing(db: PgPool) {
    let shop = Shop { db };
    let sara = shop.has_queued(&["one", "two"], at(0)).await;
    let mut taking_over = open(&shop).await;
    conversations::take_over(&mut taking_over, sara, at(20)).await.unwrap();
    let sending = shop.clone();
    let mut sender = Beside::start(async move { sending.sends(sara, at(20)).await });
    sender.waits().await;
    taking_over.commit().await.unwrap();
    assert!(sender.ends().await.is_none());
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn a_turn_cannot_begin_while_a_person_takes_over(db: PgPool) {
    let shop = Shop { db };
    let sara = shop.hears_sara("m1", at(0)).await;
    let mut taking_over = open(&shop).await;
    conversations::take_over(&mut taking_over, sara, at(5)).await.unwrap();
    let mut beginning = claiming(&shop, sara, 5);
    beginning.waits().await;
    taking_over.commit().await.unwrap();
    assert!(beginning.ends().await.is_none());
}

/// A handoff refers to its conversation. That used to wait for whoever stores a message of the
/// same customer, who in turn waited for the message that had just failed.
#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn a_message_that_fails_and_a_takeover_do_not_wait_for_each_other(db: PgPool) {
    let shop = Shop { db };
    let sara = shop.has_queued(&["one", "two", "three"], at(0)).await;
    let first = shop.sends(sara, at(20)).await.unwrap();
    let mut storing = open(&shop).await;
    hear(&mut storing, &[message(SARA, "m2", "hello?")], at(21)).await.unwrap();
    let mut failing = open(&shop).await;
    outbox::failed(&mut failing, first.id, "refused").await.unwrap();
    let card = handoff(sara, "delivery_failed");
    let opening = handoffs::open(&mut failing, &card, at(21));
    tokio::time::timeout(AT_ONCE, opening).await.expect("it need not wait").unwrap();
    let mut taking_over = Beside::start(async move {
        conversations::take_over(&mut storing, sara, at(21)).await.unwrap();
        storing.commit().await.unwrap();
    });
    taking_over.waits().await;
    failing.commit().await.unwrap();
    taking_over.ends().await;
    assert_eq!(shop.states().await, ["failed", "cancelled", "cancelled"]);
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn two_deliveries_about_the_same_customers_do_not_block_each_other_for_good(db: PgPool) {
    let shop = Shop { db };
    let writer = |who: usize, chats: [&'static str; 2]| {
        let shop = shop.clone();
        Beside::start(async move {
            for n in 0..25 {
                let group = chats.map(|chat| message(chat, &format!("{who}-{n}-{chat}"), "hi"));
                shop.hears(&group, at(0)).await;
            }
        })
    };
    let writers = [writer(0, [SARA, OMAR]), writer(1, [OMAR, SARA]), writer(2, [SARA, OMAR])];
    for writer in writers {
        writer.ends().await;
    }
    assert_eq!(shop.count("messages").await, 150);
    assert_eq!(shop.count("customers").await, 2);
}
