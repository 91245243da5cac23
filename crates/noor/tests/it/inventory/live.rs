//! What a customer is told when the inventory itself is asked: the figure of this moment, or none.

use std::time::{Duration, Instant};

use chrono::TimeDelta;
use noor_sim::{Effect, Fault, Simulator, ZOHO_REFRESH_TOKEN};
use serde_json::json;
use sqlx::PgPool;

use super::warehouse::{item, shop, world};
use crate::harness::TestApp;

const CODES: [&str; 6] =
    ["KX 201 black", "KX 201 grey", "MX 340 black", "MX 340 grey", "HL 118 black", "EX 955 black"];
/// What the mirror says of every one of them.
const MIRRORED: u32 = 77;
const UNCONFIRMED: &str = "availability to be confirmed";
const UNCONFIRMED_AR: &str = "التوفر نأكده لك";
/// How soon the shop wants every answer to be there.
const SOON: Duration = Duration::from_secs(10);

/// The demo shop, counted an hour ago.
async fn counted(db: PgPool, changed: &[(&str, &str)]) -> TestApp {
    let items = (101..).zip(CODES).map(|(id, code)| item(id, code, MIRRORED)).collect();
    let app = shop(db, world(Vec::new(), items).await, changed).await;
    assert_eq!(app.counts(false).await.matched, 6);
    app.sim.requests().clear();
    app.clock.advance(TimeDelta::minutes(50));
    app
}

/// How often the inventory was asked for figures.
fn asked(app: &TestApp) -> u64 {
    app.sim.requests().count("zoho.details")
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn the_figure_of_this_moment_is_told_and_not_the_mirrors(db: PgPool) {
    let app = counted(db, &[]).await;
    app.sim.zoho().set_stock("KX 201 black", 13.0);
    let sara = app.customer("971500000001");
    let answer = sara.asks("how many KX 201 black do you have in stock?").await;
    assert!(answer.contains("13 in stock") && !answer.contains("77"), "{answer}");
    assert_eq!(asked(&app), 1);

    app.sim.zoho().set_stock("KX 201 black", 12.0);
    app.clock.advance(TimeDelta::seconds(30));
    let omar = app.customer("971500000002");
    let answer = omar.asks("KX 201 black in stock?").await;
    assert!(answer.contains("13 in stock"), "a figure of half a minute ago stands: {answer}");
    assert_eq!(asked(&app), 1, "nobody asks again");

    app.clock.advance(TimeDelta::seconds(31));
    let answer = omar.asks("KX 201 black in stock?").await;
    assert!(answer.contains("12 in stock"), "{answer}");
    assert_eq!(asked(&app), 2);
    let mirrored = "select stock::bigint from products where sku = 'KX 201 black'";
    assert_eq!(app.count(mirrored).await, 12, "the mirror has it too");
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn an_order_of_five_codes_is_one_question(db: PgPool) {
    let app = counted(db, &[]).await;
    let order = "I want to order 2 KX 201 black, 3 KX 201 grey, 4 MX 340 black, 5 MX 340 grey and \
                 6 HL 118 black";
    let answer = app.customer("971500000001").asks(order).await;
    assert!(answer.contains("HL 118 black"), "{answer}");
    let questions = app.sim.requests().of("zoho.details");
    assert_eq!(questions.len(), 1, "{questions:#?}");
    for id in 101..=105 {
        assert!(questions[0].path.contains(&id.to_string()), "{}", questions[0].path);
    }
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn what_is_sold_out_now_is_answered_with_what_stands_instead(db: PgPool) {
    let app = counted(db, &[]).await;
    app.sim.zoho().set_stock("KX 201 black", 0.0);
    let answer = app.customer("971500000001").asks("KX 201 black in stock?").await;
    assert!(answer.contains("out of stock right now"), "{answer}");
    let others = answer.matches("*(").count() + answer.matches("* (").count();
    assert!(others > 1, "others of its kind: {answer}");

    // Taken off the shelf since the last count; what was offered above was counted then.
    app.clock.advance(TimeDelta::minutes(2));
    app.sim.zoho().amend("KX 201 grey", |item| item.active = false);
    let answer = app.customer("971500000002").asks("KX 201 grey in stock?").await;
    assert!(!answer.contains("77 in stock"), "{answer}");
    assert!(!answer.contains("Chair KX 201 Grey* (KX 201 grey): AED"), "not offered: {answer}");
    let offered = "select count(*) from products where sku = 'KX 201 grey' and active";
    assert_eq!(app.count(offered).await, 0);
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn an_item_that_carries_another_code_by_now_says_nothing_of_its_old_product(db: PgPool) {
    let app = counted(db, &[]).await;
    app.sim.zoho().amend("KX 201 black", |item| item.sku = Some("KX 201 blue".to_owned()));
    app.sim.zoho().set_stock("KX 201 blue", 13.0);
    let answer = app.customer("971500000001").asks("KX 201 black in stock?").await;
    assert!(answer.contains(UNCONFIRMED) && !answer.contains("13"), "{answer}");
    let taken = "select count(*) from products where sku = 'KX 201 blue' and item_id is not null";
    assert_eq!(app.count(taken).await, 0, "that is for a count to decide");
}

/// Spoils the account: nobody is told a figure, in either language, and nobody waits for long.
async fn unconfirmed(db: PgPool, spoil: impl FnOnce(&Simulator)) {
    let app = counted(db, &[]).await;
    spoil(&app.sim);
    for (chat, question, expected) in [
        ("971500000001", "how many KX 201 black do you have in stock?", UNCONFIRMED),
        ("971500000002", "كم المتوفر من KX 201 grey عندكم؟", UNCONFIRMED_AR),
    ] {
        let start = Instant::now();
        let answer = app.customer(chat).asks(question).await;
        assert!(answer.contains(expected), "{answer}");
        assert!(!answer.contains("77") && !answer.contains("٧٧"), "{answer}");
        assert!(start.elapsed() < SOON, "{:?}", start.elapsed());
    }
    assert_eq!(app.count("select count(*) from handoffs").await, 0);
}

fn status(status: u16, body: serde_json::Value) -> Effect {
    Effect::Status { status, body: Some(body), retry_after: None, done: false }
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn unconfirmed_while_the_inventory_is_slow(db: PgPool) {
    let slow = Fault::always("zoho.details", Effect::Delay { ms: 30_000 });
    unconfirmed(db, |sim| sim.faults().add(slow)).await;
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn unconfirmed_while_the_inventory_is_broken(db: PgPool) {
    let broken = Fault::always("zoho.details", status(500, json!({ "message": "oops" })));
    unconfirmed(db, |sim| sim.faults().add(broken)).await;
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn unconfirmed_while_the_organization_is_blocked(db: PgPool) {
    let body = json!({ "code": 44, "message": "For security reasons you have been blocked" });
    let blocked = Fault::always("zoho.details", status(429, body));
    let app = counted(db, &[]).await;
    app.sim.faults().add(blocked);
    for (chat, question, expected) in [
        ("971500000001", "how many KX 201 black do you have in stock?", UNCONFIRMED),
        ("971500000002", "كم المتوفر من KX 201 grey عندكم؟", UNCONFIRMED_AR),
    ] {
        let answer = app.customer(chat).asks(question).await;
        assert!(answer.contains(expected) && !answer.contains("77"), "{answer}");
    }
    assert_eq!(asked(&app), 1, "nobody calls while the block lasts");
    app.sim.faults().clear();
    app.clock.advance(TimeDelta::minutes(2));
    let answer = app.customer("971500000001").asks("KX 201 black in stock?").await;
    assert!(answer.contains("77 in stock"), "and then it is asked again: {answer}");
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn unconfirmed_once_the_token_is_revoked(db: PgPool) {
    unconfirmed(db, |sim| assert!(sim.zoho().revoke(ZOHO_REFRESH_TOKEN))).await;
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn unconfirmed_while_tokens_come_slowly_and_none_is_thrown_away(db: PgPool) {
    let app = counted(db, &[]).await;
    app.sim.zoho().kill_tokens();
    app.sim.faults().add(Fault::times("zoho.token", 1, Effect::Delay { ms: 2_500 }));
    let sara = app.customer("971500000001");
    let answer = sara.asks("how many KX 201 black do you have in stock?").await;
    assert!(answer.contains(UNCONFIRMED), "{answer}");
    // The answer that came too late for one customer is there for the next.
    app.appears("select count(*) from products where sku = 'KX 201 black' and counted_at > now()")
        .await;
    let answer = app.customer("971500000002").asks("KX 201 black in stock?").await;
    assert!(answer.contains("77 in stock"), "{answer}");
    assert_eq!(app.sim.requests().count("zoho.token"), 1, "one token is enough");
    assert_eq!(asked(&app), 2, "one call with the dead token, one with the new");
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn health_tells_of_a_count_that_is_too_old(db: PgPool) {
    let app = shop(db, world(Vec::new(), vec![item(1, CODES[0], 5)]).await, &[]).await;
    let health = async || app.get("/api/v1/health").await;
    let (status, body) = health().await;
    assert_eq!(status, 200, "it is wanted and not needed: {body}");
    assert!(body.contains("\"status\":\"degraded\"") && body.contains("never counted"), "{body}");
    app.counts(false).await;
    let (_, body) = health().await;
    assert!(body.contains("\"status\":\"ok\"") && body.contains("counted 0 min ago"), "{body}");
    app.clock.advance(TimeDelta::hours(4));
    let (status, body) = health().await;
    assert_eq!(status, 200);
    assert!(body.contains("\"status\":\"degraded\"") && body.contains("240 min ago"), "{body}");
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn a_list_tells_no_figure_that_is_hours_old(db: PgPool) {
    let app = counted(db, &[]).await;
    let fresh = app.customer("971500000001").asks("task chairs in black").await;
    assert!(fresh.contains("in stock"), "{fresh}");
    app.clock.advance(TimeDelta::hours(4));
    let old = app.customer("971500000002").asks("task chairs in black").await;
    assert!(old.contains("AED") && !old.contains("in stock"), "{old}");
}
