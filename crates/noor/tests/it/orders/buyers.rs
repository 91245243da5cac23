//! Whom an order is written down for, and what becomes of the order of a revised quotation.

use noor_sim::ZohoCustomer;
use sqlx::PgPool;

use super::desk::{PHONE, desk};

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn a_known_customer_is_found_however_their_number_was_typed(db: PgPool) {
    let app = desk(db).await;
    let known = app.sim.zoho().put_customer(ZohoCustomer::new("Palm Trading", "050 000 0001"));
    app.quotes("NR-2001", 1, &[("KX 201 black", 2)]).await;
    app.does_everything().await;
    assert_eq!(app.sim.zoho().customers().len(), 1);
    assert_eq!(app.orders()[0].customer_id, known);
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn a_customer_out_of_use_is_made_active_again(db: PgPool) {
    let app = desk(db).await;
    let gone = ZohoCustomer { active: false, ..ZohoCustomer::new("Palm", format!("+{PHONE}")) };
    let id = app.sim.zoho().put_customer(gone);
    app.quotes("NR-2001", 1, &[("KX 201 black", 2)]).await;
    app.does_everything().await;
    let customers = app.sim.zoho().customers();
    let [customer] = customers.as_slice() else { panic!("{customers:#?}") };
    assert!(customer.active);
    assert_eq!(app.orders()[0].customer_id, id);
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn who_has_the_name_of_another_gets_one_of_their_own(db: PgPool) {
    let app = desk(db).await;
    let other = app.sim.zoho().put_customer(ZohoCustomer::new("شركة النخيل", "+971500000099"));
    app.quotes("NR-2001", 1, &[("KX 201 black", 2)]).await;
    app.does_everything().await;
    assert_eq!(app.sim.zoho().customers().len(), 2);
    assert_ne!(app.orders()[0].customer_id, other, "not somebody else's order");
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn the_order_of_a_revision_stands_in_the_place_of_the_one_before(db: PgPool) {
    let app = desk(db).await;
    app.quotes("NR-2001", 1, &[("KX 201 black", 2)]).await;
    app.does_everything().await;
    let quote = app.quotes("NR-2001", 2, &[("KX 201 black", 5)]).await;
    app.does_everything().await;
    let orders = app.orders();
    let [order] = orders.as_slice() else { panic!("{orders:#?}") };
    assert_eq!(order.reference, "NR-2001-2");
    assert_eq!(order.total(), quote.draft.variants[0].totals.total.amount);
    assert_eq!(app.sim.zoho().orders().len(), 2, "the first is called off, not gone");
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn what_was_revised_before_it_was_written_down_is_not_written_down(db: PgPool) {
    let app = desk(db).await;
    let away = noor_sim::Effect::HtmlBody { status: 502 };
    app.sim.faults().add(noor_sim::Fault::always("zoho.contact*", away));
    app.quotes("NR-2001", 1, &[("KX 201 black", 2)]).await;
    app.appears("select count(*) from effects where attempts > 0 and state = 'due'").await;
    app.quotes("NR-2001", 2, &[("KX 201 black", 5)]).await;
    app.sim.faults().clear();
    app.does_everything().await;
    let orders = app.sim.zoho().orders();
    assert_eq!(orders.len(), 1, "{orders:#?}");
    assert_eq!(orders[0].reference, "NR-2001-2");
}
