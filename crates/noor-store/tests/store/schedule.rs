//! Work that comes round: one of all who ask does it.

use chrono::TimeDelta;
use futures::future::join_all;
use noor_store::{PgPool, schedule};

use crate::shop::at;

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn one_of_all_who_ask_has_it_until_it_is_due_again(db: PgPool) {
    let minute = TimeDelta::minutes(1);
    let all = join_all((0..20).map(|_| schedule::claim(&db, "read", at(0), at(0) + minute))).await;
    assert_eq!(all.into_iter().filter(|it| *it.as_ref().unwrap()).count(), 1);
    assert!(schedule::claim(&db, "another", at(0), at(0) + minute).await.unwrap());
    // Whoever had it is gone.
    assert!(schedule::claim(&db, "read", at(0) + minute, at(0) + minute * 2).await.unwrap());
    // It was done, and is due later.
    schedule::set(&db, "read", at(0) + minute * 9).await.unwrap();
    assert!(!schedule::claim(&db, "read", at(0) + minute * 8, at(0) + minute * 9).await.unwrap());
    assert!(schedule::claim(&db, "read", at(0) + minute * 9, at(0) + minute * 10).await.unwrap());
}
