//! A charge for delivery: taxed in the order as on the paper, or else a person is told.

use noor_sim::ZohoItem;
use sqlx::PgPool;
use tempfile::TempDir;

use super::desk::{PHONE, desk_with};
use super::talk::{WHO, WISH};
use crate::harness::TestApp;

/// The id of the service item for delivery.
const SERVICE: &str = "95001";

/// A shop that charges 150 for delivery, with its content.
async fn charging(db: PgPool, item: &str) -> (TestApp, TempDir) {
    let folder = tempfile::tempdir().expect("a folder");
    let built_in = concat!(env!("CARGO_MANIFEST_DIR"), "/../../content/policy.toml");
    let policy = std::fs::read_to_string(built_in).expect("the policy");
    let charged = policy.replace("\nvalid_days = 7", "\nvalid_days = 7\ndelivery = 150");
    assert_ne!(policy, charged, "where the charge stands");
    std::fs::write(folder.path().join("policy.toml"), charged).expect("a policy");
    let content = folder.path().display().to_string();
    let settings = [("NOOR_SHOP__CONTENT", content.as_str()), ("NOOR_ORDERS__DELIVERY_ITEM", item)];
    let app = desk_with(db, &settings).await;
    let zoho = app.sim.zoho();
    let service = ZohoItem::service(SERVICE, "Delivery");
    zoho.set_items(zoho.items().into_iter().chain([service]).collect());
    (app, folder)
}

/// What people were told of an order whose total is another.
const TOLD: &str = "select count(*) from handoffs
                     where mode = 'notify' and card->>'problem' like '%see to its tax%'";

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn an_order_with_delivery_comes_to_what_the_paper_says(db: PgPool) {
    let (app, _content) = charging(db, SERVICE).await;
    let sara = app.customer(PHONE);
    sara.asks(WISH).await;
    let answer = sara.asks(WHO).await;
    app.does_everything().await;
    let orders = app.orders();
    let [order] = orders.as_slice() else { panic!("{orders:#?}") };
    let quoted: rust_decimal::Decimal = sqlx::query_scalar(
        "select (draft #>> '{variants,0,totals,total,amount}')::numeric from quotes",
    )
    .fetch_one(&app.db)
    .await
    .expect("a quotation");
    assert_eq!(order.total(), quoted);
    let lines: rust_decimal::Decimal = order.lines.iter().map(|line| line.item_total).sum();
    assert_eq!((lines * rust_decimal::Decimal::new(105, 2)).round_dp(2), quoted, "VAT on both");
    assert!(order.lines.iter().any(|line| line.item_id == SERVICE && line.rate == 150.into()));
    assert!(answer.contains("150"), "{answer}");
    assert_eq!(app.count(TOLD).await, 0);
    let book = app.context().orders.as_ref().expect("an order book");
    assert_eq!(book.delivery_misfit(5.into()).await.expect("an answer"), None);
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn without_an_item_for_delivery_a_person_is_told_of_the_total(db: PgPool) {
    let (app, _content) = charging(db, "").await;
    let sara = app.customer(PHONE);
    sara.asks(WISH).await;
    sara.asks(WHO).await;
    app.does_everything().await;
    assert_eq!(app.orders().len(), 1);
    assert_eq!(app.count(TOLD).await, 1);
}
