//! Who comes back: they are known, they are told where they left off, and what stood open is settled.

use chrono::TimeDelta;
use noor_providers::crm::StageKind;
use noor_sim::{Effect, Fault, ZohoContact};
use sqlx::PgPool;

use super::desk::PHONE;
use super::talk::{WHO, WISH, has_one_deal, shop};
use crate::harness::TestApp;

/// Time goes by for the shop and for the world around it.
fn days_go_by(app: &TestApp, days: i64) {
    let time = TimeDelta::days(days);
    app.clock.advance(time);
    app.sim.clock().advance(time.to_std().expect("no negative time"));
}

/// Somebody the CRM knows and Noor does not yet.
const OMAR: &str = "971500000002";

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn who_is_in_the_crm_is_greeted_by_name_at_once(db: PgPool) {
    let app = shop(db).await;
    app.sim.zoho().put_contact(ZohoContact::new("Omar", "050 000 0002"));
    let answer = app.customer(OMAR).asks("hello").await;
    assert!(answer.contains("Omar"), "{answer}");
    let answer = app.customer("971500000003").asks("hello").await;
    assert!(!answer.contains("Omar"), "nobody else is: {answer}");
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn two_contacts_with_one_number_are_nobody_in_particular(db: PgPool) {
    let app = shop(db).await;
    app.sim.zoho().put_contact(ZohoContact::new("Omar", "050 000 0002"));
    app.sim.zoho().put_contact(ZohoContact::new("Laila", "0500000002"));
    let answer = app.customer(OMAR).asks("hello").await;
    assert!(!answer.contains("Omar") && !answer.contains("Laila"), "{answer}");
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn a_crm_that_hangs_holds_up_no_greeting(db: PgPool) {
    let app = shop(db).await;
    app.does_everything().await;
    app.sim.faults().add(Fault::always("zoho.crm.*", Effect::Delay { ms: 60_000 }));
    let answer = app.customer(OMAR).asks("hello, do you have KX 201 black?").await;
    assert!(answer.contains("KX 201"), "{answer}");
    app.sim.faults().clear();
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn what_was_told_for_one_order_is_proposed_for_the_next(db: PgPool) {
    let app = shop(db).await;
    let sara = app.customer(PHONE);
    sara.asks(WISH).await;
    sara.asks(WHO).await;
    sara.asks("ok go ahead").await;
    app.does_everything().await;
    // A person has looked at the order and gives the chat back.
    for statement in
        ["update handoffs set resolved_at = now()", "update conversations set holder = 'noor'"]
    {
        sqlx::query(statement).execute(&app.db).await.expect("an update");
    }
    let answer = sara.asks("please quote me 2 KX 201 grey as well").await;
    assert!(answer.contains("sara@palm.example"), "{answer}");
    assert_eq!(app.count("select count(*) from quotes").await, 1);
    let answer = sara.asks("yes, but the email is new@palm.example").await;
    assert!(answer.contains("NR-"), "{answer}");
    let told = "select count(*) from quotes
                 where draft->'recipient'->>'email' = 'new@palm.example'";
    assert_eq!(app.count(told).await, 1);
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn a_quotation_that_nobody_answers_leaves_no_order_behind(db: PgPool) {
    let app = shop(db).await;
    let sara = app.customer(PHONE);
    sara.asks(WISH).await;
    sara.asks(WHO).await;
    app.does_everything().await;
    assert_eq!(app.orders().len(), 1);
    days_go_by(&app, 8);
    app.appears("select count(*) from quotes where expired_at is not null").await;
    app.does_everything().await;
    assert!(app.orders().is_empty(), "the draft is called off");
    has_one_deal(&app, StageKind::OnHold);
    let notes = app.sim.zoho().notes();
    assert!(notes.iter().any(|note| note.content.contains("valid until")), "{notes:#?}");

    let answer = sara.asks("ok go ahead").await;
    assert!(answer.contains("no longer valid"), "{answer}");
    app.does_everything().await;
    assert_eq!(app.orders().len(), 1, "made out anew, it has an order of its own");
    sara.asks("yes").await;
    app.does_everything().await;
    has_one_deal(&app, StageKind::OrderConfirmed);
    assert_eq!(app.count("select count(*) from quotes where accepted_at is not null").await, 1);
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn an_order_that_people_confirmed_outlives_its_quotation(db: PgPool) {
    let app = shop(db).await;
    let sara = app.customer(PHONE);
    sara.asks(WISH).await;
    sara.asks(WHO).await;
    app.does_everything().await;
    let order = app.orders().remove(0);
    assert!(app.sim.zoho().amend_order(&order.id, |order| order.status = "confirmed".to_owned()));
    days_go_by(&app, 8);
    app.appears("select count(*) from quotes where expired_at is not null").await;
    app.does_everything().await;
    assert_eq!(app.orders().len(), 1, "a yes to a person counts as well");
    let told = "select count(*) from handoffs
                 where mode = 'notify' and card->>'problem' like '%left as it is%'";
    assert_eq!(app.count(told).await, 1);
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn who_comes_back_is_told_of_the_quotation_that_is_open(db: PgPool) {
    let app = shop(db).await;
    let sara = app.customer(PHONE);
    sara.asks(WISH).await;
    sara.asks(WHO).await;
    app.does_everything().await;
    days_go_by(&app, 2);
    let answer = sara.asks("السلام عليكم").await;
    assert!(answer.contains("NR-") && answer.contains("ساري"), "{answer}");
}
