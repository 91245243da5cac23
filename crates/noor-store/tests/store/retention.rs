//! What has been kept long enough goes, a little at a time, and nothing else does.

use noor_core::ids::EventId;
use noor_core::message::{DeliveryStatus, StatusReport};
use noor_store::inbox::{self, RawEvent};
use noor_store::turns::{self, Turn};
use noor_store::{PgPool, retention};
use serde_json::json;

use crate::shop::{GATEWAY, SARA, Shop, at, fresh, message};

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn old_deliveries_and_reports_go_in_batches(db: PgPool) {
    let mut connection = db.acquire().await.unwrap();
    for n in 0..5 {
        let event = RawEvent {
            id: EventId(fresh()),
            body: b"{}".to_vec(),
            problem: None,
            received_at: at(n),
        };
        inbox::keep_raw(&mut connection, GATEWAY, &[event]).await.unwrap();
        let report = StatusReport {
            provider_id: format!("p{n}"),
            status: DeliveryStatus::Read,
            error: None,
            at: None,
        };
        inbox::keep_statuses(&mut connection, GATEWAY, &[&report], at(n)).await.unwrap();
    }
    drop(connection);
    let shop = Shop { db };
    let forget = async || retention::forget_deliveries(&shop.db, at(3), 2).await.unwrap();
    assert_eq!(forget().await, 2);
    assert_eq!(forget().await, 1);
    assert_eq!(forget().await, 0);
    let oldest: chrono::DateTime<chrono::Utc> =
        sqlx::query_scalar("select min(received_at) from inbound_events")
            .fetch_one(&shop.db)
            .await
            .unwrap();
    assert_eq!(oldest, at(3), "the oldest went first, and the youngest stay");
    assert_eq!(shop.count("inbound_events").await, 2);
    assert_eq!(shop.count("delivery_states").await, 2);
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn old_journals_go_and_the_conversation_stays(db: PgPool) {
    let shop = Shop { db };
    let heard = shop.hears(&[message(SARA, "m1", "hello")], at(0)).await;
    let mut connection = shop.db.acquire().await.unwrap();
    for n in 0..3 {
        let turn = Turn {
            id: noor_core::ids::TurnId(fresh()),
            conversation: heard.added[0].conversation,
            generation: n,
            messages: vec![heard.added[0].id],
            outcome: "answered",
            language: noor_core::language::Language::English,
            journal: json!({"version": 1}),
            started_at: at(n),
            finished_at: at(n),
        };
        turns::record(&mut connection, &turn).await.unwrap();
    }
    drop(connection);
    assert_eq!(retention::forget_journals(&shop.db, at(2), 10).await.unwrap(), 2);
    assert_eq!(shop.count("turns").await, 1);
    assert_eq!((shop.count("messages").await, shop.count("conversations").await), (1, 1));
}
