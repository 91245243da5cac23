//! Killed between any two steps, every customer is answered, and once (P1, P2).

use noor::faults::{Faults, Step};
use sqlx::PgPool;

use crate::harness::{TestApp, stop_once_at};

/// Kills Noor the first time it comes to `step` and looks what the customer got in the end.
async fn killed_at(db: PgPool, step: Step) {
    let mut app = TestApp::start(db).await;
    app.kill();
    let (faults, reached) = stop_once_at(step);
    app.start_process(faults).await;
    // Where the gateway was not answered it delivers again by itself.
    let message = noor_sim::CustomerMessage::text("971500000001", "KX 201 black");
    let posted = app.sim.wazzup().customer_writes(message);
    reached.await.expect("the step is on the way");
    app.kill();
    app.start_process(Faults::none()).await;
    assert!(posted.delivered().await);
    let customer = app.customer("971500000001");
    customer.waits_for(1).await;
    app.quiet().await;
    let seen = customer.sees();
    assert_eq!(customer.received().len(), 1, "{seen:?}");
    assert_eq!(seen.iter().filter(|message| message.file.is_some()).count(), 1, "{seen:?}");
    let left = "select count(*) from messages where author = 'customer' and turn_id is null";
    assert_eq!(app.count(left).await, 0);
    assert_eq!(app.count("select count(*) from turns").await, 1);
    assert_eq!(app.count("select count(*) from handoffs").await, 0);
}

macro_rules! killed_at {
    ($($name:ident: $step:ident),+ $(,)?) => {
        $(#[sqlx::test(migrator = "noor_store::MIGRATOR")]
        async fn $name(db: PgPool) {
            killed_at(db, Step::$step).await;
        })+

        #[test]
        fn every_step_has_its_test() {
            assert_eq!([$(Step::$step),+], Step::ALL);
        }
    };
}

killed_at! {
    killed_after_storing: Stored,
    killed_after_claiming: Claimed,
    killed_after_understanding: Understood,
    killed_after_looking_up: LookedUp,
    killed_after_wording: Worded,
    killed_before_the_commit: Written,
    killed_after_the_commit: Committed,
    killed_before_sending: Sending,
    killed_after_sending: Sent,
    killed_after_noting_the_acceptance: Accepted,
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn an_ordinary_stop_finishes_what_is_under_way(db: PgPool) {
    let mut app = TestApp::start(db).await;
    for place in 0..20 {
        app.customer(&format!("97150000{place:04}")).says("KX 201 black").await;
    }
    app.stop().await;
    app.start_process(Faults::none()).await;
    for place in 0..20 {
        app.customer(&format!("97150000{place:04}")).waits_for(1).await;
    }
    app.quiet().await;
    for place in 0..20 {
        assert_eq!(app.customer(&format!("97150000{place:04}")).received().len(), 1);
    }
}
