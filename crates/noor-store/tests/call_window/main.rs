//! What the window over an account's calls promises, wherever it is kept. Needs `DATABASE_URL` and
//! `REDIS_URL`, which `make test` provides.

#![expect(clippy::unwrap_used, reason = "a test that cannot be set up fails")]

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use noor_core::ids::{Ids, RandomIds};
use noor_store::PgPool;
use noor_store::call_window::{
    Allowance, Booking, CallWindow, PostgresCallWindow, RedisCallWindow,
};
use tokio::task::JoinSet;

const PERIOD: Duration = Duration::from_secs(10);

/// Where windows are kept.
enum Stage {
    Redis(String),
    Postgres(PgPool),
}

impl Stage {
    /// The Redis of the environment.
    fn redis() -> Self {
        let url = std::env::vars().find(|(name, _)| name == "REDIS_URL").map(|(_, url)| url);
        Self::Redis(url.expect("REDIS_URL is set: run the tests by `make test`, or name a Redis"))
    }

    /// A window as one more process would have it.
    fn window(&self, account: &str, calls: u32) -> Arc<dyn CallWindow> {
        let allowance = Allowance { account: account.to_owned(), calls, period: PERIOD };
        match self {
            Self::Redis(url) => Arc::new(RedisCallWindow::new(url, allowance).unwrap()),
            Self::Postgres(db) => Arc::new(PostgresCallWindow::new(db.clone(), allowance)),
        }
    }
}

/// An account of its own, so that tests do not count each other's calls.
fn account() -> String {
    format!("test-{}", RandomIds.next())
}

/// So many milliseconds after the account was opened.
fn at(milliseconds: i64) -> DateTime<Utc> {
    DateTime::UNIX_EPOCH + TimeDelta::days(20_000) + TimeDelta::milliseconds(milliseconds)
}

/// Holds both backends to one promise.
macro_rules! promise {
    ($name:ident) => {
        mod $name {
            use noor_store::PgPool;

            use crate::Stage;

            #[tokio::test]
            async fn redis() {
                super::promises::$name(Stage::redis()).await;
            }

            #[sqlx::test(migrator = "noor_store::MIGRATOR")]
            async fn postgres(db: PgPool) {
                super::promises::$name(Stage::Postgres(db)).await;
            }
        }
    };
}

promise!(no_more_than_the_limit_lie_in_any_period_however_many_book);
promise!(the_wait_that_is_told_is_enough_and_no_more);
promise!(a_pause_holds_everybody_and_a_shorter_one_does_not_end_it);
promise!(accounts_do_not_count_each_other);
promise!(a_clock_that_is_behind_does_not_make_room);
promise!(an_allowance_of_nothing_is_always_full);

mod promises {
    use super::{Arc, AtomicI64, Booking, Duration, JoinSet, Ordering, PERIOD, Stage, account, at};

    pub(super) async fn no_more_than_the_limit_lie_in_any_period_however_many_book(stage: Stage) {
        const LIMIT: usize = 7;
        let account = account();
        let time = Arc::new(AtomicI64::new(0));
        let mut bookers = JoinSet::new();
        for _ in 0..8 {
            let window = stage.window(&account, u32::try_from(LIMIT).unwrap());
            let time = Arc::clone(&time);
            bookers.spawn(async move {
                let mut booked = Vec::new();
                for _ in 0..60 {
                    let now = time.fetch_add(137, Ordering::SeqCst);
                    if window.book(at(now)).await.unwrap() == Booking::Booked {
                        booked.push(now);
                    }
                }
                booked
            });
        }
        let mut booked: Vec<i64> = bookers.join_all().await.into_iter().flatten().collect();
        booked.sort_unstable();
        let period = i64::try_from(PERIOD.as_millis()).unwrap();
        for calls in booked.windows(LIMIT + 1) {
            assert!(calls[LIMIT] - calls[0] >= period, "{calls:?} lie in one period");
        }
        // 480 moments of 137 ms are six and a half periods, of which six are full to the brim.
        assert!(booked.len() >= 6 * LIMIT, "only {} were booked", booked.len());
    }

    pub(super) async fn the_wait_that_is_told_is_enough_and_no_more(stage: Stage) {
        let window = stage.window(&account(), 2);
        assert_eq!(window.book(at(0)).await.unwrap(), Booking::Booked);
        assert_eq!(window.book(at(4_000)).await.unwrap(), Booking::Booked);
        let full = |wait: u64| Booking::Full { wait: Duration::from_millis(wait) };
        assert_eq!(window.book(at(4_000)).await.unwrap(), full(6_000));
        assert_eq!(window.book(at(9_999)).await.unwrap(), full(1));
        assert_eq!(window.book(at(10_000)).await.unwrap(), Booking::Booked);
        assert_eq!(window.book(at(10_000)).await.unwrap(), full(4_000));
        assert_eq!(window.book(at(14_000)).await.unwrap(), Booking::Booked);
    }

    pub(super) async fn a_pause_holds_everybody_and_a_shorter_one_does_not_end_it(stage: Stage) {
        let account = account();
        let (one, other) = (stage.window(&account, 5), stage.window(&account, 5));
        one.block(at(0), Duration::from_secs(30)).await.unwrap();
        one.block(at(1_000), Duration::from_secs(2)).await.unwrap();
        let full = Booking::Full { wait: Duration::from_secs(25) };
        assert_eq!(other.book(at(5_000)).await.unwrap(), full);
        assert_eq!(other.book(at(30_000)).await.unwrap(), Booking::Booked);
        other.block(at(30_000), Duration::MAX).await.unwrap();
        // Whoever says "for ever" is taken at his word for a year.
        let full = Booking::Full { wait: Duration::from_hours(24 * 365) };
        assert_eq!(one.book(at(30_000)).await.unwrap(), full);
    }

    pub(super) async fn accounts_do_not_count_each_other(stage: Stage) {
        let (one, other) = (stage.window(&account(), 1), stage.window(&account(), 1));
        assert_eq!(one.book(at(0)).await.unwrap(), Booking::Booked);
        assert_eq!(other.book(at(0)).await.unwrap(), Booking::Booked);
        other.block(at(0), PERIOD * 9).await.unwrap();
        assert_eq!(one.book(at(10_000)).await.unwrap(), Booking::Booked);
    }

    pub(super) async fn a_clock_that_is_behind_does_not_make_room(stage: Stage) {
        let account = account();
        let (ahead, behind) = (stage.window(&account, 2), stage.window(&account, 2));
        assert_eq!(ahead.book(at(0)).await.unwrap(), Booking::Booked);
        assert_eq!(ahead.book(at(0)).await.unwrap(), Booking::Booked);
        assert_eq!(ahead.book(at(10_000)).await.unwrap(), Booking::Booked);
        assert!(matches!(behind.book(at(9_999)).await.unwrap(), Booking::Full { .. }));
    }

    pub(super) async fn an_allowance_of_nothing_is_always_full(stage: Stage) {
        let window = stage.window(&account(), 0);
        assert_eq!(window.book(at(0)).await.unwrap(), Booking::Full { wait: PERIOD });
        assert_eq!(window.book(at(60_000)).await.unwrap(), Booking::Full { wait: PERIOD });
    }
}

#[tokio::test]
async fn a_server_that_is_gone_is_an_error_and_not_a_yes() {
    let stage = Stage::Redis("redis://127.0.0.1:1".to_owned());
    let window = stage.window("anybody", 1);
    let error = window.book(at(0)).await.unwrap_err();
    assert_eq!((error.backend, window.name()), ("redis", "redis"));
    assert!(window.block(at(0), PERIOD).await.is_err());
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn a_database_that_is_gone_is_an_error_and_not_a_yes(db: PgPool) {
    let window = Stage::Postgres(db.clone()).window("anybody", 1);
    db.close().await;
    let error = window.book(at(0)).await.unwrap_err();
    assert_eq!((error.backend, window.name()), ("postgres", "postgres"));
    assert!(window.block(at(0), PERIOD).await.is_err());
}
