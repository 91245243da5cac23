//! What stands in an order's way: it waits, and a person is told; or it cannot be, and a person is asked.

use chrono::TimeDelta;
use noor_sim::{Effect, Fault};
use sqlx::PgPool;

use super::desk::{PHONE, desk};

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn while_the_book_is_away_orders_wait_and_customers_do_not(db: PgPool) {
    let app = desk(db).await;
    app.sim.faults().add(Fault::always("zoho.*", Effect::ResetBefore));
    app.quotes("NR-2001", 1, &[("KX 201 black", 2)]).await;
    let told = "select count(*) from handoffs where mode = 'notify' and reason = 'quote_failure'";
    for _ in 0..200 {
        app.clock.advance(TimeDelta::seconds(20));
        tokio::time::sleep(std::time::Duration::from_millis(25)).await;
        if app.count(told).await > 0 {
            break;
        }
    }
    assert_eq!(app.count(told).await, 1, "a person knows that it waits");
    let answer = app.customer(PHONE).asks("KX 201 grey").await;
    assert!(answer.contains("KX 201 Grey") || answer.contains("KX 201 grey"), "{answer}");
    app.sim.faults().clear();
    app.does_everything().await;
    assert_eq!(app.orders().len(), 1, "it catches up by itself");
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn an_order_that_cannot_be_is_a_persons(db: PgPool) {
    let app = desk(db).await;
    app.quotes("NR-2001", 1, &[("KX 201 black", 2), ("EX 955 black", 1)]).await;
    app.does_everything().await;
    assert!(app.orders().is_empty(), "all lines or none");
    let asked = "select count(*) from handoffs
                  where mode = 'hand_over' and reason = 'quote_failure' and resolved_at is null
                    and card->>'problem' like '%EX 955%'";
    assert_eq!(app.count(asked).await, 1);
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn an_order_with_other_figures_is_looked_at(db: PgPool) {
    let app = desk(db).await;
    // Nobody told Zoho of the tax on this item.
    assert!(app.sim.zoho().amend("KX 201 black", |item| item.tax_percentage = 0.into()));
    app.quotes("NR-2001", 1, &[("KX 201 black", 2)]).await;
    app.does_everything().await;
    assert_eq!(app.orders().len(), 1);
    let told = "select count(*) from handoffs
                 where mode = 'notify' and card->>'problem' like '%see to its tax%'";
    assert_eq!(app.count(told).await, 1);
}
