//! Finished rings are cleared away: a bell that rings for years takes no more room than one that
//! rang for a minute.

use std::time::Duration;

use noor_store::PgPool;

use crate::stage::{Stage, conversations, now, ring_all};

const RINGS: usize = 300;
/// Several times what the bells take to tidy.
const PATIENCE: Duration = Duration::from_secs(40);

#[tokio::test]
async fn redis_keeps_nothing_of_what_was_heard() {
    let stage = Stage::redis();
    let Stage::Redis { url, queue } = &stage else { unreachable!("a stage in Redis") };
    let client = redis::Client::open(url.as_str()).unwrap();
    let mut redis = client.get_multiplexed_async_connection().await.unwrap();
    let bell = stage.bell();
    let mut ear = stage.listen(&bell, RINGS);
    ring_all(bell.as_ref(), &conversations(RINGS), now()).await;
    let rung = keys(&mut redis, queue).await;
    assert!(rung > RINGS, "{rung} keys for {RINGS} rings: the queue's keys are named otherwise");
    assert_eq!(ear.count(RINGS, Duration::from_secs(20)).await.len(), RINGS);
    until(|| async { keys(&mut redis.clone(), queue).await < 10 }).await;
    ear.stop().await;
}

async fn keys(redis: &mut redis::aio::MultiplexedConnection, queue: &str) -> usize {
    let keys: Vec<String> =
        redis::cmd("KEYS").arg(format!("{queue}*")).query_async(redis).await.unwrap();
    keys.len()
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn postgres_keeps_nothing_of_what_was_heard(db: PgPool) {
    let stage = Stage::postgres(db.clone());
    let bell = stage.bell();
    let mut ear = stage.listen(&bell, RINGS);
    ring_all(bell.as_ref(), &conversations(RINGS), now()).await;
    assert_eq!(ear.count(RINGS, Duration::from_secs(20)).await.len(), RINGS);
    until(|| async {
        let jobs: i64 =
            sqlx::query_scalar("select count(*) from apalis.jobs").fetch_one(&db).await.unwrap();
        jobs == 0
    })
    .await;
    ear.stop().await;
}

async fn until<F: Future<Output = bool>>(is_true: impl Fn() -> F) {
    let waiting = async {
        while !is_true().await {
            tokio::time::sleep(Duration::from_millis(500)).await;
        }
    };
    tokio::time::timeout(PATIENCE, waiting).await.expect("finished rings are cleared away");
}
