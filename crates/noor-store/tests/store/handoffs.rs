//! Requests for a person: one at a time for a conversation, told of until somebody comes.

use futures::future::join_all;
use noor_store::{PgPool, handoffs};

use crate::shop::{Shop, at, handoff, message};

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn a_handoff_that_is_open_stays_as_it_is(db: PgPool) {
    let shop = Shop { db };
    let sara = shop.hears_sara("m1", at(0)).await;
    let mut db = shop.db.acquire().await.unwrap();
    let first = handoff(sara, "asked");
    handoffs::open(&mut db, &first, at(1)).await.unwrap();
    handoffs::open(&mut db, &handoff(sara, "delivery_failed"), at(2)).await.unwrap();
    drop(db);
    let due = handoffs::due_alerts(&shop.db, at(3), at(900), 10).await.unwrap();
    assert_eq!(due.len(), 1);
    assert_eq!((due[0].id, due[0].reason.as_str(), due[0].alerts), (first.id, "asked", 0));
    assert_eq!(due[0].card, first.card);
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn people_are_told_again_until_somebody_comes(db: PgPool) {
    let shop = Shop { db };
    let sara = shop.hears_sara("m1", at(0)).await;
    let mut db = shop.db.acquire().await.unwrap();
    handoffs::open(&mut db, &handoff(sara, "asked"), at(1)).await.unwrap();
    drop(db);
    let told = async |now: i64| -> Vec<i32> {
        let due = handoffs::due_alerts(&shop.db, at(now), at(now + 900), 10).await.unwrap();
        due.into_iter().map(|handoff| handoff.alerts).collect()
    };
    assert!(told(0).await.is_empty());
    assert_eq!(told(1).await, [0]);
    assert!(told(900).await.is_empty());
    assert_eq!(told(901).await, [1]);
    shop.is_taken_over(sara, at(902)).await;
    assert!(told(9000).await.is_empty());
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn workers_at_once_tell_of_each_handoff_once(db: PgPool) {
    let shop = Shop { db };
    for n in 0..20 {
        let chat = format!("97150000{n:04}");
        let id = shop.hears(&[message(&chat, &chat, "hi")], at(0)).await.added[0].conversation;
        let mut db = shop.db.acquire().await.unwrap();
        handoffs::open(&mut db, &handoff(id, "asked"), at(1)).await.unwrap();
    }
    let told = join_all((0..4).map(|_| handoffs::due_alerts(&shop.db, at(2), at(900), 20))).await;
    let told: usize = told.into_iter().map(|due| due.unwrap().len()).sum();
    assert_eq!(told, 20);
}
