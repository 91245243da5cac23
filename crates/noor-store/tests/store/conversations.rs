//! Whose turn it is: one holder, fenced; batches as the customer last worded them.

use futures::future::join_all;
use noor_core::message::{InboundMessage, MessageKind, Revision};
use noor_store::PgPool;
use noor_store::conversations::{self, Settlement};
use noor_store::handoffs::Resolution;

use crate::shop::{LEASE, OMAR, SARA, Shop, at, handoff, message, revised, sam, settled};

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn a_conversation_is_claimed_when_it_is_due_and_not_before(db: PgPool) {
    let shop = Shop { db };
    let sara = shop.hears_sara("m1", at(0)).await;
    assert!(shop.claims(sara, at(2)).await.is_none());
    assert!(shop.claims(sara, at(3)).await.is_some());
    assert!(shop.claims(sara, at(4)).await.is_none(), "somebody is at it");
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn one_of_many_claimers_gets_the_turn(db: PgPool) {
    let shop = Shop { db };
    let sara = shop.hears_sara("m1", at(0)).await;
    let claims = join_all((0..30).map(|_| shop.claims(sara, at(5)))).await;
    assert_eq!(claims.into_iter().flatten().count(), 1);
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn a_lease_that_ran_out_goes_to_the_next_and_the_old_holder_can_do_nothing(db: PgPool) {
    let shop = Shop { db };
    let sara = shop.hears_sara("m1", at(0)).await;
    let old = shop.claims(sara, at(5)).await.unwrap();
    assert!(shop.claims(sara, at(64)).await.is_none());
    let new = shop.claims(sara, at(65)).await.unwrap();
    assert!(new.generation > old.generation);
    assert_eq!(new.batch.len(), 1, "nothing of the batch is lost");

    assert!(!conversations::renew(&shop.db, &old, at(66), LEASE).await.unwrap());
    conversations::release(&shop.db, &old, at(66), true).await.unwrap();
    assert_eq!(shop.answers(&old, &["late"], at(66)).await, Settlement::Lost);
    assert!(shop.claims(sara, at(67)).await.is_none(), "the new holder still holds it");
    assert!(conversations::renew(&shop.db, &new, at(67), LEASE).await.unwrap());
    assert_eq!(shop.answers(&new, &["here"], at(68)).await, Settlement::Answer { due: None });
    assert_eq!(shop.count("outbox").await, 1);
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn a_renewed_lease_lasts(db: PgPool) {
    let shop = Shop { db };
    let sara = shop.hears_sara("m1", at(0)).await;
    let lease = shop.claims(sara, at(5)).await.unwrap();
    assert!(conversations::renew(&shop.db, &lease, at(60), LEASE).await.unwrap());
    assert!(shop.claims(sara, at(100)).await.is_none());
    assert!(shop.claims(sara, at(120)).await.is_some());
}

/// A renewal that was under way when the turn ended used to lock the customer out for a lease.
#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn a_lease_that_ended_cannot_be_renewed_released_or_settled_again(db: PgPool) {
    let shop = Shop { db };
    let sara = shop.hears_sara("m1", at(0)).await;
    let lease = shop.claims(sara, at(5)).await.unwrap();
    shop.answers(&lease, &["here"], at(6)).await;
    assert!(!conversations::renew(&shop.db, &lease, at(6), LEASE).await.unwrap());
    assert_eq!(shop.answers(&lease, &["here"], at(6)).await, Settlement::Lost);

    shop.hears_sara("m2", at(7)).await;
    conversations::release(&shop.db, &lease, at(500), true).await.unwrap();
    let next = shop.claims(sara, at(10)).await.unwrap();
    assert_eq!(next.failures, 0);
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn a_turn_that_broke_off_is_due_again_after_its_pause(db: PgPool) {
    let shop = Shop { db };
    let sara = shop.hears_sara("m1", at(0)).await;
    let lease = shop.claims(sara, at(5)).await.unwrap();
    conversations::release(&shop.db, &lease, at(20), true).await.unwrap();
    assert!(shop.claims(sara, at(19)).await.is_none());
    let again = shop.claims(sara, at(20)).await.unwrap();
    assert_eq!((again.failures, again.batch.len()), (1, 1));
    shop.answers(&again, &["here"], at(21)).await;
    shop.hears_sara("m2", at(30)).await;
    assert_eq!(shop.claims(sara, at(40)).await.unwrap().failures, 0, "an answer clears the count");
}

/// A turn that broke off after a takeover used to stay overdue for ever, in front of everybody.
#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn a_turn_that_broke_off_after_a_takeover_is_over(db: PgPool) {
    let shop = Shop { db };
    let sara = shop.hears_sara("m1", at(0)).await;
    let lease = shop.claims(sara, at(5)).await.unwrap();
    shop.is_taken_over(sara, at(6)).await;
    conversations::release(&shop.db, &lease, at(7), true).await.unwrap();
    assert_eq!(conversations::overdue(&shop.db, at(900), at(900), 10).await.unwrap(), []);
    assert_eq!(conversations::waiting(&shop.db, at(900)).await.unwrap(), 0);
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn a_batch_has_the_last_wording_and_leaves_out_what_was_taken_back(db: PgPool) {
    let shop = Shop { db };
    let burst = [
        message(SARA, "a", "black chair"),
        message(SARA, "b", "never mind"),
        message(SARA, "c", "and a desk"),
        revised(Revision::Edited, message(SARA, "a", "white chair")),
        revised(Revision::Edited, message(SARA, "a", "grey chair")),
        revised(Revision::Deleted, message(SARA, "b", "")),
    ];
    let sara = shop.hears(&burst, at(0)).await.added[0].conversation;
    let lease = shop.claims(sara, at(5)).await.unwrap();
    let said: Vec<&str> = lease.batch.iter().map(|message| message.text.as_str()).collect();
    assert_eq!(said, ["and a desk", "grey chair"]);
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn a_batch_of_nothing_but_what_was_taken_back_is_empty_and_ends(db: PgPool) {
    let shop = Shop { db };
    let burst = [message(SARA, "a", "oops"), revised(Revision::Deleted, message(SARA, "a", ""))];
    let sara = shop.hears(&burst, at(0)).await.added[0].conversation;
    let lease = shop.claims(sara, at(5)).await.unwrap();
    assert!(lease.batch.is_empty());
    assert_eq!(shop.answers(&lease, &[], at(6)).await, Settlement::Answer { due: None });
    assert!(shop.claims(sara, at(60)).await.is_none());
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn an_edit_of_an_answered_message_is_answered_by_itself(db: PgPool) {
    let shop = Shop { db };
    let sara = shop.hears(&[message(SARA, "a", "black chair")], at(0)).await.added[0].conversation;
    let lease = shop.claims(sara, at(5)).await.unwrap();
    shop.answers(&lease, &["here"], at(6)).await;
    shop.hears(&[revised(Revision::Edited, message(SARA, "a", "white chair"))], at(7)).await;
    let lease = shop.claims(sara, at(10)).await.unwrap();
    assert_eq!(lease.batch.len(), 1);
    assert_eq!(lease.batch[0].text, "white chair");
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn a_turn_leaves_its_state_and_marks_its_messages(db: PgPool) {
    let shop = Shop { db };
    let sara = shop.hears_sara("m1", at(0)).await;
    let lease = shop.claims(sara, at(5)).await.unwrap();
    shop.answers(&lease, &["here"], at(6)).await;
    let answered: i64 = sqlx::query_scalar("select count(turn_id) from messages")
        .fetch_one(&shop.db)
        .await
        .unwrap();
    assert_eq!(answered, 1);
    shop.hears_sara("m2", at(10)).await;
    let next = shop.claims(sara, at(15)).await.unwrap();
    assert_eq!(next.language, noor_core::language::Language::Arabic);
    assert_eq!(next.state, settled(false).state);
    assert_eq!(next.contact_name.as_deref(), Some("Sara"));
    assert_eq!(next.batch.len(), 1);
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn a_handoff_silences_noor_until_the_conversation_is_given_back(db: PgPool) {
    let shop = Shop { db };
    let sara = shop.hears_sara("m1", at(0)).await;
    let lease = shop.claims(sara, at(5)).await.unwrap();
    shop.hears_sara("m2", at(5)).await;
    let mut tx = shop.db.begin().await.unwrap();
    let settlement = conversations::settle(&mut tx, &lease, &settled(true)).await.unwrap();
    noor_store::handoffs::open(&mut tx, &handoff(sara, "asked"), at(6)).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(settlement, Settlement::Answer { due: None });
    assert!(shop.hears(&[message(SARA, "m3", "hello?")], at(9000)).await.dues.is_empty());

    let mut db = shop.db.acquire().await.unwrap();
    assert!(
        conversations::hand_back(&mut db, sara, &sam(), Resolution::Resolved, at(9001))
            .await
            .unwrap()
    );
    assert!(
        !conversations::hand_back(&mut db, sara, &sam(), Resolution::Resolved, at(9001))
            .await
            .unwrap(),
        "it is Noor's"
    );
    let nobody = noor_core::ids::ConversationId(crate::shop::fresh());
    assert!(
        !conversations::hand_back(&mut db, nobody, &sam(), Resolution::Resolved, at(9001))
            .await
            .unwrap()
    );
    drop(db);
    let due = noor_store::handoffs::due_alerts(&shop.db, at(9999), at(9999), 9).await.unwrap();
    assert!(due.is_empty(), "the handoff is resolved");
    let heard = shop.hears(&[message(SARA, "m4", "a desk?")], at(9002)).await;
    assert_eq!(heard.dues[0].at, at(9005));
}

/// The dialogue used to remember a list that the customer never saw, and "the second one" meant one
/// of it.
#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn an_answer_that_never_left_is_not_remembered(db: PgPool) {
    let shop = Shop { db };
    let sara = shop.hears_sara("m1", at(0)).await;
    let before = shop.claims(sara, at(5)).await.unwrap();
    shop.is_taken_over(sara, at(6)).await;
    assert_eq!(shop.answers(&before, &["a list"], at(7)).await, Settlement::TakenOver);
    assert_eq!(shop.states().await, ["cancelled"]);
    let mut connection = shop.db.acquire().await.unwrap();
    conversations::hand_back(&mut connection, sara, &sam(), Resolution::HandedBack, at(60))
        .await
        .unwrap();
    drop(connection);
    shop.hears_sara("m2", at(70)).await;
    let after = shop.claims(sara, at(80)).await.unwrap();
    assert_eq!((after.state, after.language), (before.state, before.language));
    assert_eq!(after.batch.len(), 1, "what came before the takeover is in the person's hands");
}

/// Such a turn used to silence Noor for good, with nobody asked to take over.
#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn a_request_for_a_person_that_is_over_already_silences_nobody(db: PgPool) {
    let shop = Shop { db };
    let sara = shop.hears_sara("m1", at(0)).await;
    let lease = shop.claims(sara, at(5)).await.unwrap();
    shop.is_taken_over(sara, at(6)).await;
    let mut connection = shop.db.acquire().await.unwrap();
    conversations::hand_back(&mut connection, sara, &sam(), Resolution::HandedBack, at(7))
        .await
        .unwrap();
    shop.hears_sara("m2", at(8)).await;
    let settlement = conversations::settle(&mut connection, &lease, &settled(true)).await.unwrap();
    drop(connection);
    assert_eq!(settlement, Settlement::TakenOver);
    let next = shop.claims(sara, at(20)).await.unwrap();
    assert_eq!(next.batch.len(), 1, "the customer's next word is answered");
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn the_sweeper_finds_who_waits_longest_and_nobody_at_work(db: PgPool) {
    let shop = Shop { db };
    let sara = shop.hears_sara("m1", at(10)).await;
    let omar = shop.hears(&[message(OMAR, "m2", "hi")], at(0)).await.added[0].conversation;
    let overdue = async |now| conversations::overdue(&shop.db, at(now), at(now), 10).await.unwrap();
    assert_eq!(overdue(2).await, []);
    assert_eq!(overdue(20).await, [omar, sara]);
    assert_eq!(conversations::overdue(&shop.db, at(20), at(20), 1).await.unwrap(), [omar]);
    shop.claims(omar, at(20)).await.unwrap();
    assert_eq!(overdue(21).await, [sara]);
    assert_eq!(overdue(81).await, [omar, sara], "a lease that ran out is overdue work");
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn a_transcript_has_the_last_lines_of_both_sides_in_order(db: PgPool) {
    let shop = Shop { db };
    let sara = shop.has_queued(&["a chair at 399"], at(0)).await;
    shop.hears(&[message(SARA, "m9", "and a desk?")], at(20)).await;
    let texts = async |before, limit| -> Vec<String> {
        let lines = conversations::transcript(&shop.db, sara, before, limit).await.unwrap();
        lines.into_iter().map(|line| line.text).collect()
    };
    assert_eq!(texts(at(99), 2).await, ["a chair at 399", "and a desk?"]);
    assert_eq!(texts(at(99), 10).await.len(), 3);
    assert_eq!(texts(at(20), 1).await, ["a chair at 399"]);
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn what_was_said_is_kept_once_beside_what_was_written(db: PgPool) {
    let shop = Shop { db };
    let voice = |id: &str, text: &str| InboundMessage {
        kind: MessageKind::Voice,
        ..message(SARA, id, text)
    };
    let sent = [voice("m1", ""), voice("m2", " "), voice("m3", "a caption"), voice("m4", "")];
    let sara = shop.hears(&sent, at(0)).await.added[0].conversation;
    let lease = shop.claims(sara, at(5)).await.unwrap();
    assert!(lease.batch.iter().all(|message| message.transcript.is_none()));
    let mut tx = shop.db.begin().await.unwrap();
    for (note, said) in lease.batch.iter().zip(["كرسي أسود", "", "something else"]) {
        conversations::heard(&mut tx, note.id, said).await.unwrap();
        conversations::heard(&mut tx, note.id, "heard again").await.unwrap();
    }
    tx.commit().await.unwrap();

    let again = shop.claims(sara, at(500)).await.unwrap();
    let kept: Vec<Option<&str>> = again.batch.iter().map(|it| it.transcript.as_deref()).collect();
    assert_eq!(kept, [Some("كرسي أسود"), Some(""), Some("something else"), None]);
    let words: Vec<&str> = again.batch.iter().map(|it| it.words().trim()).collect();
    assert_eq!(words, ["كرسي أسود", "", "a caption", ""]);
    let lines = conversations::transcript(&shop.db, sara, at(600), 10).await.unwrap();
    let lines: Vec<&str> = lines.iter().map(|line| line.text.trim()).collect();
    assert_eq!(lines, ["كرسي أسود", "", "a caption", ""]);
}
