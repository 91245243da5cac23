//! The gateway fails in every way it is known to, and the customer sees each answer once.

use noor_sim::{Effect, Fault, Options, Simulator, Transport, WazzupBehaviour};
use sqlx::PgPool;

use crate::harness::TestApp;

async fn one_answer_in_spite_of(db: PgPool, effect: Effect, times: u32) -> TestApp {
    let app = TestApp::start(db).await;
    app.sim.faults().add(Fault::times("wazzup.send", times, effect));
    let customer = app.customer("971500000001");
    customer.says("which languages do you speak?").await;
    customer.waits_for(1).await;
    app.quiet().await;
    tokio::time::sleep(std::time::Duration::from_millis(300)).await;
    assert_eq!(customer.received().len(), 1, "{:?}", customer.received());
    assert_eq!(app.count("select count(*) from outbox where state = 'accepted'").await, 1);
    app
}

fn status(status: u16) -> Effect {
    Effect::Status { status, body: None, retry_after: None, done: false }
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn too_many_requests(db: PgPool) {
    one_answer_in_spite_of(db, status(429), 1).await;
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn a_server_error_before_anything_was_done(db: PgPool) {
    one_answer_in_spite_of(db, status(500), 2).await;
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn a_reset_before_anything_was_done(db: PgPool) {
    one_answer_in_spite_of(db, Effect::ResetBefore, 2).await;
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn a_reset_after_the_message_was_taken(db: PgPool) {
    one_answer_in_spite_of(db, Effect::ResetAfter, 1).await;
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn a_timeout_after_the_message_was_taken(db: PgPool) {
    one_answer_in_spite_of(db, Effect::HangAfter { ms: 3_000 }, 1).await;
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn an_answer_nobody_can_read_after_the_message_was_taken(db: PgPool) {
    one_answer_in_spite_of(db, Effect::TruncatedBody, 1).await;
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn a_timeout_without_any_echo_or_status(db: PgPool) {
    let app = TestApp::start(db).await;
    app.sim.wazzup().set_behaviour(WazzupBehaviour {
        echoes: false,
        statuses: noor_sim::StatusLevel::None,
        ..app.sim.wazzup().behaviour()
    });
    app.sim.faults().add(Fault::times("wazzup.send", 1, Effect::HangAfter { ms: 3_000 }));
    let customer = app.customer("971500000001");
    customer.says("which languages do you speak?").await;
    customer.waits_for(1).await;
    app.quiet().await;
    // The repeat was refused under the same key, so it is known to have been taken.
    assert_eq!(customer.received().len(), 1, "{:?}", customer.received());
    assert_eq!(app.count("select count(*) from outbox where state = 'accepted'").await, 1);
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn a_wrong_key_ends_with_a_person_and_not_in_silence(db: PgPool) {
    let app = TestApp::with(
        db,
        &[("NOOR_MESSAGING__WAZZUP__API_KEY", "wrong"), ("NOOR_MESSAGING__WAZZUP__ATTEMPTS", "2")],
    )
    .await;
    app.customer("971500000001").says("hello").await;
    app.appears("select count(*) from handoffs").await;
    app.quiet().await;
    assert_eq!(app.count("select count(*) from outbox where state = 'failed'").await, 1);
    let asked = "select count(*) from handoffs
                  where reason = 'delivery_failed' and card ->> 'means' = 'settings'";
    assert_eq!(app.count(asked).await, 1);
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn a_closed_window_that_is_reported_after_the_201_calls_a_person(db: PgPool) {
    let app = TestApp::start(db).await;
    app.sim.wazzup().refuse_later("971500000001", Some("24_HOURS_EXCEEDED"));
    app.customer("971500000001").says("hello").await;
    app.appears("select count(*) from handoffs where card ->> 'means' = 'window_closed'").await;
    assert_eq!(app.count("select count(*) from outbox where state = 'failed'").await, 1);
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn statuses_before_the_answer_duplicates_and_bundles_change_nothing(db: PgPool) {
    let app = TestApp::start(db).await;
    app.sim.wazzup().set_behaviour(WazzupBehaviour {
        status_before_response: true,
        duplicates: 3,
        bundle: 4,
        ..app.sim.wazzup().behaviour()
    });
    let customer = app.customer("971500000001");
    customer.asks("hello").await;
    customer.asks("KX 201 black").await;
    assert_eq!(customer.received().len(), 2, "{:?}", customer.received());
    let unbound = "select count(*) from outbox where provider_id is null";
    assert_eq!(app.count(unbound).await, 0);
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn a_long_answer_is_split_to_what_a_business_line_takes(db: PgPool) {
    let options = Options::default();
    let sim = Simulator::start(options).await.unwrap();
    sim.wazzup().add_channel(noor_sim::Channel::new("business", Transport::Wapi));
    let app = TestApp::around(db, sim, &[]).await;
    let message = noor_sim::CustomerMessage {
        channel_id: Some("business".to_owned()),
        ..noor_sim::CustomerMessage::text(
            "971500000001",
            "do you deliver? what is the warranty? how can I pay? do you do custom work? \
             where are you? do you install? what are your opening hours? and the price of \
             KX 210 black, KX 201 black, KX 210 NEW black and FD 15 black",
        )
    };
    assert!(app.sim.wazzup().customer_writes(message).delivered().await);
    let customer = app.customer("971500000001");
    customer.waits_for(2).await;
    app.quiet().await;
    let received = customer.received();
    assert!(received.iter().all(|text| text.chars().count() <= 1000), "{received:?}");
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn the_window_is_closed_a_day_after_the_customers_last_message(db: PgPool) {
    use noor::faults::{Faults, Step};
    let sim = Simulator::start(Options::default()).await.unwrap();
    sim.wazzup().add_channel(noor_sim::Channel::new("business", Transport::Wapi));
    let mut app = TestApp::around(db, sim, &[]).await;
    app.kill();
    app.start_process(Faults::stopping(|step| step == Step::Committed)).await;
    let message = noor_sim::CustomerMessage {
        channel_id: Some("business".to_owned()),
        ..noor_sim::CustomerMessage::text("971500000001", "hello")
    };
    assert!(app.sim.wazzup().customer_writes(message).delivered().await);
    app.appears("select count(*) from outbox").await;
    app.kill();
    app.clock.advance(chrono::TimeDelta::hours(25));
    app.start_process(Faults::none()).await;
    app.appears("select count(*) from handoffs").await;
    assert_eq!(app.customer("971500000001").received(), [] as [&str; 0]);
}
