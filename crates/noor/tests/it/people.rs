//! While a person is there, Noor is not (P5).

use chrono::TimeDelta;
use noor::faults::{Faults, Step};
use noor_sim::{CustomerMessage, Effect, Fault, Kind};
use sqlx::PgPool;

use crate::harness::{TestApp, stop_once_at};

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn who_asks_for_a_person_gets_one_sentence_and_then_silence(db: PgPool) {
    let app = TestApp::start(db).await;
    let customer = app.customer("971500000001");
    let answer = customer.asks("can I talk to a real person?").await;
    assert!(answer.contains("colleague"), "{answer}");
    assert!(!answer.contains("notified"), "nobody was told yet: {answer}");
    let open =
        "select count(*) from handoffs where reason = 'human_request' and resolved_at is null";
    assert_eq!(app.count(open).await, 1);
    customer.says("hello?").await;
    app.quiet().await;
    assert_eq!(customer.received().len(), 1);
    let kept = "select count(*) from messages where author = 'customer'";
    assert_eq!(app.count(kept).await, 2);
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn a_persons_message_takes_over_at_once(db: PgPool) {
    let app = TestApp::start(db).await;
    let customer = app.customer("971500000001");
    customer.says("I need a desk").await;
    assert!(app.sim.wazzup().operator_writes("971500000001", "I am on it").delivered().await);
    app.quiet().await;
    customer.says("are you there?").await;
    app.quiet().await;
    let by_noor = customer.sees().iter().filter(|it| it.crm_message_id.is_some()).count();
    assert_eq!(by_noor, 0, "{:?}", customer.sees());
    let managers = "select count(*) from messages where author = 'manager'";
    assert_eq!(app.count(managers).await, 1);
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn what_was_queued_before_a_takeover_never_leaves(db: PgPool) {
    let mut app = TestApp::start(db).await;
    app.kill();
    let (faults, reached) = stop_once_at(Step::Committed);
    app.start_process(faults).await;
    app.customer("971500000001").says("KX 201 black").await;
    reached.await.expect("an answer was queued");
    app.kill();
    // The worker is dead, the answer is queued; a person is faster than the restart.
    app.start_process(Faults::stopping(|step| step == Step::Claimed)).await;
    assert!(app.sim.wazzup().operator_writes("971500000001", "Hi, this is Sam").delivered().await);
    app.restart().await;
    app.quiet().await;
    tokio::time::sleep(std::time::Duration::from_millis(500)).await;
    let by_noor = app.customer("971500000001").sees();
    let after: Vec<_> = by_noor.iter().skip_while(|it| it.crm_message_id.is_some()).collect();
    assert!(after.iter().all(|it| it.crm_message_id.is_none()), "{by_noor:?}");
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn an_answer_in_flight_has_left_before_a_takeover_is_confirmed(db: PgPool) {
    let app = TestApp::start(db).await;
    app.sim.faults().add(Fault::times("wazzup.send", 1, Effect::Delay { ms: 600 }));
    let customer = app.customer("971500000001");
    customer.says("KX 201 black").await;
    // Wait until the sender has it.
    app.appears("select count(*) from outbox where state = 'sending'").await;
    assert!(app.sim.wazzup().operator_writes("971500000001", "Hi").delivered().await);
    let so_far = customer.sees().len();
    tokio::time::sleep(std::time::Duration::from_millis(1500)).await;
    assert_eq!(customer.sees().len(), so_far, "{:?}", customer.sees());
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn noors_own_echo_is_no_takeover(db: PgPool) {
    let app = TestApp::start(db).await;
    let customer = app.customer("971500000001");
    customer.asks("hello").await;
    let answer = customer.asks("KX 201 black").await;
    assert!(answer.contains("KX 201 black"), "{answer}");
    let managers = "select count(*) from messages where author <> 'customer'";
    assert_eq!(app.count(managers).await, 0);
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn long_after_a_persons_last_word_noor_answers_again(db: PgPool) {
    let app = TestApp::start(db).await;
    let customer = app.customer("971500000001");
    customer.says("hi").await;
    assert!(app.sim.wazzup().operator_writes("971500000001", "Hello!").delivered().await);
    app.quiet().await;
    app.clock.advance(TimeDelta::hours(13));
    let before = customer.received().len();
    customer.says("KX 201 black").await;
    customer.waits_for(before + 1).await;
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn what_cannot_be_read_yet_is_kept_and_answered_honestly(db: PgPool) {
    let app = TestApp::start(db).await;
    let kinds = [
        Kind::Voice,
        Kind::Image,
        Kind::Document,
        Kind::Video,
        Kind::Sticker,
        Kind::Geo,
        Kind::Vcard,
        Kind::MissingCall,
        Kind::Unsupported,
    ];
    for (place, kind) in kinds.into_iter().enumerate() {
        let chat = format!("97150000{place:04}");
        let file = app.sim.wazzup().keep_file("note.ogg", "audio/ogg", vec![1, 2, 3]);
        let message = CustomerMessage { kind, ..CustomerMessage::file(&chat, kind, file) };
        assert!(app.sim.wazzup().customer_writes(message).delivered().await);
        let customer = app.customer(&chat);
        customer.waits_for(1).await;
        app.quiet().await;
        assert_eq!(customer.received().len(), 1, "{kind:?}");
    }
    assert_eq!(app.count("select count(*) from messages where turn_id is not null").await, 9);
}
