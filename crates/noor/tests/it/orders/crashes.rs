//! Killed at any line, or left without an answer: one customer, one order (P2).

use chrono::TimeDelta;
use noor::app::effects::Kind;
use noor::faults::{Faults, Step};
use noor_sim::{Effect, Fault};
use rust_decimal::Decimal;
use sqlx::PgPool;

use super::desk::desk;
use crate::harness::{TestApp, stop_at};

const LINES: [(&str, u32); 2] = [("KX 201 black", 3), ("KX 201 grey", 1)];

/// The book holds one customer and one order, with the figures of the quotation to the fils.
async fn has_one_order(app: &TestApp, total: Decimal) {
    assert_eq!(app.sim.zoho().customers().len(), 1);
    let orders = app.sim.zoho().orders();
    let [order] = orders.as_slice() else { panic!("{orders:#?}") };
    assert_eq!((order.reference.as_str(), order.status.as_str()), ("NR-2001", "draft"));
    assert_eq!(order.total(), total);
    assert_eq!(app.count("select count(*) from effects where state = 'done'").await, 1);
}

/// Kills Noor the first time it comes to `step`.
async fn killed_at(db: PgPool, step: Step) {
    killed_the_time_at(db, 1, step).await;
}

/// Kills Noor the `time`th time it comes to `step`.
async fn killed_the_time_at(db: PgPool, time: usize, step: Step) {
    let mut app = desk(db).await;
    app.kill();
    let (faults, reached) = stop_at(step, time);
    app.start_process(faults).await;
    let quote = app.quotes("NR-2001", 1, &LINES).await;
    reached.await.expect("the step is on the way");
    app.kill();
    // Its lease runs out, and what it began is asked about.
    app.clock.advance(TimeDelta::minutes(6));
    app.start_process(Faults::none()).await;
    app.does_everything().await;
    has_one_order(&app, quote.draft.variants[0].totals.total.amount).await;
}

macro_rules! killed_at {
    ($($name:ident: $step:ident),+ $(,)?) => {
        $(#[sqlx::test(migrator = "noor_store::MIGRATOR")]
        async fn $name(db: PgPool) {
            killed_at(db, Step::$step).await;
        })+

        #[test]
        fn every_step_has_its_test() {
            assert_eq!([$(Step::$step),+], Step::OUTSIDE);
        }
    };
}

killed_at! {
    killed_with_an_effect_in_its_hands: EffectTaken,
    killed_before_a_call: CallBegun,
    killed_after_a_call: CallMade,
    killed_after_noting_a_call: CallNoted,
    killed_with_everything_done: EffectDone,
}

/// The first call writes the customer down and the second the order.
#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn killed_after_the_order_was_written(db: PgPool) {
    killed_the_time_at(db, 2, Step::CallMade).await;
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn killed_before_the_order_was_written(db: PgPool) {
    killed_the_time_at(db, 2, Step::CallBegun).await;
}

/// A call that is carried out and not answered.
async fn unanswered(db: PgPool, route: &str, effect: Effect) {
    let app = desk(db).await;
    app.sim.faults().add(Fault::times(route, 1, effect));
    let quote = app.quotes("NR-2001", 1, &LINES).await;
    app.does_everything().await;
    has_one_order(&app, quote.draft.variants[0].totals.total.amount).await;
    assert_eq!(app.count("select count(*) from handoffs").await, 0, "nobody is called for it");
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn an_order_that_was_written_and_not_confirmed_is_found_again(db: PgPool) {
    unanswered(db, "zoho.order.create", Effect::ResetAfter).await;
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn a_customer_who_was_written_and_not_confirmed_is_found_again(db: PgPool) {
    unanswered(db, "zoho.contact.create", Effect::ResetAfter).await;
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn an_error_after_the_order_was_written_is_no_reason_for_another(db: PgPool) {
    let effect = Effect::Status { status: 503, body: None, retry_after: None, done: true };
    unanswered(db, "zoho.order.create", effect).await;
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn an_order_that_was_not_written_is_written_in_the_end(db: PgPool) {
    unanswered(db, "zoho.order.create", Effect::ResetBefore).await;
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn eight_processes_write_one_order(db: PgPool) {
    let app = desk(db).await;
    let others: Vec<_> = (0..7).map(|_| app.another_context()).collect();
    let quote = app.quotes("NR-2001", 1, &LINES).await;
    let doing = others.iter().map(|context| noor::app::effects::do_due(context, &Kind::ORDERS));
    futures::future::try_join_all(doing).await.expect("all of them");
    app.does_everything().await;
    has_one_order(&app, quote.draft.variants[0].totals.total.amount).await;
}
