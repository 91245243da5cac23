//! What is done outside: once for each key, in one process's hands, and never begun twice by mistake.

use std::time::Duration;

use futures::future::join_all;
use noor_store::PgPool;
use noor_store::effects::{
    self, Effect, NewEffect, Settled, Step, begin_again, begin_step, finish_step, forget_step,
};
use serde_json::json;
use uuid::Uuid;

use crate::shop::{at, fresh};

const LEASE: Duration = Duration::from_mins(1);

/// Writes down that an order is to be placed, which waits for no other.
async fn plan(db: &PgPool, key: &str, due: i64) -> bool {
    plan_in(db, key, key, due).await
}

/// Writes down that an order is to be placed after what came before it in its lane.
async fn plan_in(db: &PgPool, lane: &str, key: &str, due: i64) -> bool {
    let subject = json!({"quote": "NR-1042"});
    let effect = NewEffect {
        id: fresh(),
        key,
        kind: "place_order",
        subject: &subject,
        lane,
        conversation: None,
        due_at: at(due),
    };
    effects::plan(&mut db.acquire().await.unwrap(), &effect, at(0)).await.unwrap()
}

async fn take(db: &PgPool, owner: Uuid, now: i64) -> Vec<Effect> {
    effects::take_due(db, owner, &["place_order"], at(now), LEASE, 10).await.unwrap()
}

async fn settle(db: &PgPool, id: Uuid, owner: Uuid, settled: &Settled<'_>) -> bool {
    let mut db = db.acquire().await.unwrap();
    effects::settle(&mut db, id, owner, settled, at(9)).await.unwrap()
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn the_same_thing_is_wanted_once(db: PgPool) {
    let planned = join_all((0..8).map(|_| plan(&db, "order NR-1042/1", 0))).await;
    assert_eq!(planned.iter().filter(|it| **it).count(), 1);
    assert!(plan(&db, "order NR-1042/2", 0).await, "another revision is another order");
    let owner = fresh();
    let taken = take(&db, owner, 1).await;
    assert_eq!(taken.len(), 2);
    for effect in taken {
        let outcome = json!({"order": "Fr-1"});
        assert!(settle(&db, effect.id, owner, &Settled::Done { outcome: &outcome }).await);
    }
    assert!(!plan(&db, "order NR-1042/1", 0).await, "what is done is not wanted again");
    assert!(take(&db, owner, 9_999).await.is_empty());
    let outcome = effects::outcome(&db, "order NR-1042/1").await.unwrap();
    assert_eq!(outcome, Some(json!({"order": "Fr-1"})));
    assert_eq!(effects::outcome(&db, "order NR-9/1").await.unwrap(), None);
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn one_process_has_it_until_its_lease_ends(db: PgPool) {
    for n in 0..20 {
        plan(&db, &format!("order {n}"), 0).await;
    }
    let takers: Vec<Uuid> = (0..4).map(|_| fresh()).collect();
    let taken = join_all(takers.iter().map(|owner| take(&db, *owner, 1))).await;
    let mut ids: Vec<Uuid> = taken.into_iter().flatten().map(|it| it.id).collect();
    for owner in &takers {
        ids.extend(take(&db, *owner, 1).await.into_iter().map(|it| it.id));
    }
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), 20, "each in one hand");

    let (late, next) = (takers[0], fresh());
    assert!(take(&db, next, 60).await.is_empty());
    let again = effects::take_due(&db, next, &["place_order"], at(61), LEASE, 100).await.unwrap();
    assert_eq!(again.len(), 20);
    assert!(again.iter().all(|it| it.attempts == 2));
    let settled = Settled::Failed { error: "late" };
    assert!(!settle(&db, again[0].id, late, &settled).await, "it is in another's hands");
    assert!(settle(&db, again[0].id, next, &settled).await);
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn what_is_to_be_tried_again_waits_for_its_time(db: PgPool) {
    plan(&db, "order", 5).await;
    let owner = fresh();
    assert!(take(&db, owner, 4).await.is_empty());
    let first = take(&db, owner, 5).await;
    let later = Settled::Later { due_at: at(100), error: "Zoho Inventory is unavailable" };
    assert!(settle(&db, first[0].id, owner, &later).await);
    assert!(take(&db, owner, 99).await.is_empty());
    let again = take(&db, owner, 100).await;
    assert_eq!((again.len(), again[0].attempts, again[0].created_at), (1, 2, at(0)));
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn a_call_that_was_begun_is_not_begun_again(db: PgPool) {
    plan(&db, "order", 0).await;
    let effect = take(&db, fresh(), 1).await[0].id;
    let begin = async |step: &str| begin_step(&db, effect, step, at(1)).await.unwrap();
    assert_eq!(begin("create customer").await, Step::Begun);
    let uncertain = Step::Uncertain { begun_at: at(1) };
    assert_eq!(begin("create customer").await, uncertain, "the process may have died here");
    begin_again(&db, effect, "create customer", at(7)).await.unwrap();
    assert_eq!(begin("create customer").await, Step::Uncertain { begun_at: at(7) });
    let finish = async |outcome: serde_json::Value| {
        let mut db = db.acquire().await.unwrap();
        finish_step(&mut db, effect, "create customer", &outcome, at(2)).await.unwrap();
    };
    finish(json!({"id": "90"})).await;
    finish(json!({"id": "91"})).await;
    assert_eq!(begin("create customer").await, Step::Done(json!({"id": "90"})), "the first stays");
    forget_step(&db, effect, "create customer").await.unwrap();
    assert_eq!(begin("create customer").await, Step::Done(json!({"id": "90"})));

    assert_eq!(begin("create order").await, Step::Begun);
    forget_step(&db, effect, "create order").await.unwrap();
    assert_eq!(begin("create order").await, Step::Begun, "it was surely not made");
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn what_stands_in_a_lane_is_done_in_its_order(db: PgPool) {
    let keys = |taken: &[Effect]| {
        let mut keys: Vec<_> = taken.iter().map(|it| it.key.clone()).collect();
        keys.sort();
        keys
    };
    for (lane, key) in [("sara", "1"), ("sara", "2"), ("omar", "3"), ("sara", "4")] {
        assert!(plan_in(&db, lane, key, 0).await);
    }
    let owner = fresh();
    let first = take(&db, owner, 1).await;
    assert_eq!(keys(&first), ["1", "3"], "one of each lane");
    assert!(take(&db, fresh(), 1).await.is_empty(), "while one is under way, the next waits");
    let error = "away";
    let later = Settled::Later { due_at: at(50), error };
    let sara = first.iter().find(|it| it.key == "1").unwrap();
    assert!(settle(&db, sara.id, owner, &later).await);
    assert!(take(&db, owner, 20).await.is_empty(), "and while one waits for its time");
    let again = take(&db, owner, 50).await;
    assert_eq!(keys(&again), ["1"]);
    assert!(settle(&db, again[0].id, owner, &Settled::Failed { error }).await);
    assert_eq!(keys(&take(&db, owner, 51).await), ["2"], "what failed holds nobody up");
    assert_eq!(keys(&take(&db, owner, 51 + 61).await), ["2", "3"], "what a dead process held");
}
