//! What a customer is told to pay: the price of this moment where the catalogue can be asked for it.

use chrono::TimeDelta;
use noor_sim::{Amendment, CatalogueProduct, Effect, Fault, Simulator};
use sqlx::PgPool;

use super::warehouse::{chair, site, world};
use crate::harness::TestApp;

/// What asks for one product's page, and for nothing else of the catalogue.
const PAGE: &str = "catalogue.list";

/// A shop with ten chairs on its site, read a moment ago.
async fn shop(db: PgPool, changed: &[(&str, &str)]) -> TestApp {
    let chairs = (1..=10).map(|n| CatalogueProduct { sku: Some(code(n)), ..chair(n) }).collect();
    let sim: Simulator = world(chairs, Vec::new()).await;
    let url = sim.catalogue_url();
    let own = [("NOOR_CATALOG__SOURCE", "treejar"), ("NOOR_CATALOG__URL", url.as_str())];
    let all: Vec<(&str, &str)> = own.into_iter().chain(changed.iter().copied()).collect();
    let app = TestApp::around(db, sim, &all).await;
    app.reads(&site(&app.sim)).await;
    app.sim.requests().clear();
    app
}

fn code(number: u32) -> String {
    format!("RW {}", 100 + number)
}

fn at(price: f64) -> Amendment {
    Amendment { price: Some(price), ..Amendment::default() }
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn the_price_of_this_moment_is_told_and_kept(db: PgPool) {
    let app = shop(db, &[]).await;
    app.sim.catalogue().amend("RW 101", &at(123.5));
    let answer = app.customer("971500000001").asks("price of RW 101?").await;
    assert!(answer.contains("123.50") && !answer.contains("AED 100"), "{answer}");
    assert_eq!(app.sim.requests().count(PAGE), 1);
    let kept = "select count(*) from products where sku = 'RW 101' and price = 123.5";
    app.appears(kept).await;

    app.sim.catalogue().amend("RW 101", &at(130.0));
    app.clock.advance(TimeDelta::minutes(9));
    let answer = app.customer("971500000002").asks("price of RW 101?").await;
    assert!(answer.contains("123.50"), "asked a moment ago: {answer}");
    app.clock.advance(TimeDelta::minutes(2));
    let answer = app.customer("971500000002").asks("and now, price of RW 101?").await;
    assert!(answer.contains("AED 130"), "{answer}");
    assert_eq!(app.sim.requests().count(PAGE), 2);
    // The walk has the last word, whatever was asked in between.
    app.sim.catalogue().amend("RW 101", &at(140.0));
    app.reads(&site(&app.sim)).await;
    let walked = "select count(*) from products where sku = 'RW 101' and price = 140";
    assert_eq!(app.count(walked).await, 1);
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn what_has_no_price_any_more_is_told_without_one(db: PgPool) {
    let app = shop(db, &[]).await;
    app.sim.catalogue().amend("RW 102", &at(0.0));
    let answer = app.customer("971500000001").asks("price of RW 102?").await;
    assert!(!answer.contains("AED 100"), "{answer}");
    app.sim.catalogue().amend("RW 103", &Amendment { removed: true, ..Amendment::default() });
    let answer = app.customer("971500000002").asks("price of RW 103?").await;
    assert!(!answer.contains("AED 100"), "it is not sold any more: {answer}");
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn a_silent_catalogue_is_believed_for_some_time(db: PgPool) {
    let patience = [("NOOR_CATALOG__DEADLINE", "200ms"), ("NOOR_CATALOG__BELIEVED_FOR", "3h")];
    let app = shop(db, &patience).await;
    app.sim.faults().add(Fault::always(PAGE, Effect::Delay { ms: 30_000 }));
    let answer = app.customer("971500000001").asks("price of RW 104?").await;
    assert!(answer.contains("AED 100"), "read a moment ago: {answer}");
    app.clock.advance(TimeDelta::hours(4));
    let answer = app.customer("971500000002").asks("price of RW 104?").await;
    assert!(!answer.contains("AED 100"), "a price of hours ago is no promise: {answer}");
}
