//! What every bell promises, whatever rings it, and what the two with a server do when the server
//! is gone. Needs `DATABASE_URL` and `REDIS_URL`, which `make test` provides.

#![expect(clippy::unwrap_used, reason = "a test that cannot be set up fails")]

mod lost;
mod stage;
mod tidy;

use std::collections::HashMap;
use std::time::Duration;

use chrono::TimeDelta;
use noor_store::PgPool;

use stage::{Stage, conversations, now, ring_all};

/// How late a ring may be on a busy machine.
const LATE: Duration = Duration::from_secs(10);

/// Holds all three backends to one promise.
macro_rules! promise {
    ($name:ident) => {
        mod $name {
            use noor_store::PgPool;

            use crate::stage::Stage;

            #[tokio::test]
            async fn in_process() {
                super::promises::$name(Stage::in_process()).await;
            }

            #[tokio::test]
            async fn redis() {
                super::promises::$name(Stage::redis()).await;
            }

            #[sqlx::test(migrator = "noor_store::MIGRATOR")]
            async fn postgres(db: PgPool) {
                super::promises::$name(Stage::postgres(db)).await;
            }
        }
    };
}

promise!(a_ring_is_heard_at_its_time_and_not_earlier);
promise!(a_ring_of_the_past_is_heard_at_once);
promise!(an_earlier_ring_overtakes_a_later_one);
promise!(five_thousand_rings_are_all_heard);
promise!(two_listeners_share_the_rings);
promise!(a_ring_outlives_a_listener_that_stops_before_its_time);
promise!(a_stop_ends_listening_at_once_even_if_nobody_takes_the_rings);
promise!(the_same_bell_is_listened_to_again_and_again);
promise!(ringing_for_nobody_is_no_mistake);

mod promises {
    use super::{Duration, HashMap, LATE, Stage, TimeDelta, conversations, now, ring_all};
    use crate::stage::rings;

    pub(super) async fn a_ring_is_heard_at_its_time_and_not_earlier(stage: Stage) {
        let bell = stage.bell();
        let mut ear = stage.listen(&bell, 100);
        let at = now() + TimeDelta::milliseconds(1300);
        let asked = conversations(1);
        bell.ring(&rings(&asked, at)).await.unwrap();
        let (heard, when) = ear.next(Duration::from_millis(1300) + LATE).await;
        assert_eq!(heard, asked[0]);
        assert!(when >= at, "heard {} ms early", (at - when).num_milliseconds());
        assert!(when < at + LATE, "heard {} ms late", (when - at).num_milliseconds());
        ear.stop().await;
    }

    pub(super) async fn a_ring_of_the_past_is_heard_at_once(stage: Stage) {
        let bell = stage.bell();
        let mut ear = stage.listen(&bell, 100);
        let asked = conversations(1);
        bell.ring(&rings(&asked, now() - TimeDelta::days(2))).await.unwrap();
        assert_eq!(ear.next(LATE).await.0, asked[0]);
        ear.stop().await;
    }

    pub(super) async fn an_earlier_ring_overtakes_a_later_one(stage: Stage) {
        let bell = stage.bell();
        let mut ear = stage.listen(&bell, 100);
        let asked = conversations(2);
        bell.ring(&rings(&asked[..1], now() + TimeDelta::seconds(3))).await.unwrap();
        bell.ring(&rings(&asked[1..], now())).await.unwrap();
        let first = ear.next(LATE).await.0;
        let second = ear.next(LATE + LATE).await.0;
        assert_eq!([first, second], [asked[1], asked[0]]);
        ear.stop().await;
    }

    pub(super) async fn five_thousand_rings_are_all_heard(stage: Stage) {
        let bell = stage.bell();
        let asked = conversations(5000);
        let mut ear = stage.listen(&bell, 10_000);
        ring_all(bell.as_ref(), &asked, now() + TimeDelta::milliseconds(500)).await;
        let heard = ear.count(asked.len(), Duration::from_mins(1)).await;
        assert_eq!(heard.len(), asked.len(), "each conversation is heard of");
        ear.stop().await;
    }

    pub(super) async fn two_listeners_share_the_rings(stage: Stage) {
        let asked = conversations(600);
        let (one, other) = (stage.bell(), stage.bell());
        let mut first = stage.listen(&one, 1000);
        let mut second = stage.listen(&other, 1000);
        ring_all(one.as_ref(), &asked, now() + TimeDelta::seconds(1)).await;
        let mut heard = HashMap::new();
        for _ in 0..asked.len() {
            let conversation = tokio::select! {
                conversation = first.any() => conversation,
                conversation = second.any() => conversation,
                () = tokio::time::sleep(Duration::from_secs(30)) => {
                    panic!("only {} of {} rings were heard", heard.len(), asked.len())
                }
            };
            *heard.entry(conversation).or_insert(0) += 1;
        }
        assert_eq!(heard.len(), asked.len(), "a ring was heard twice and another one never");
        first.is_silent_for(Duration::from_millis(300)).await;
        second.is_silent_for(Duration::from_millis(300)).await;
        first.stop().await;
        second.stop().await;
    }

    pub(super) async fn a_ring_outlives_a_listener_that_stops_before_its_time(stage: Stage) {
        let asked = conversations(20);
        let (one, other) = (stage.bell(), stage.bell());
        let first = stage.listen(&one, 100);
        ring_all(one.as_ref(), &asked, now() + TimeDelta::milliseconds(2500)).await;
        tokio::time::sleep(Duration::from_millis(400)).await;
        first.stop().await;
        let mut second = stage.listen(&other, 100);
        let heard = second.count(asked.len(), Duration::from_secs(20)).await;
        assert_eq!(heard.len(), asked.len());
        second.stop().await;
    }

    pub(super) async fn a_stop_ends_listening_at_once_even_if_nobody_takes_the_rings(stage: Stage) {
        let bell = stage.bell();
        let ear = stage.listen(&bell, 1);
        ring_all(bell.as_ref(), &conversations(50), now()).await;
        tokio::time::sleep(Duration::from_millis(500)).await;
        let asked_to_stop = now();
        ear.stop().await;
        assert!(now() - asked_to_stop < TimeDelta::seconds(1));
    }

    pub(super) async fn the_same_bell_is_listened_to_again_and_again(stage: Stage) {
        let bell = stage.bell();
        for _ in 0..4 {
            let mut ear = stage.listen(&bell, 100);
            let asked = conversations(1);
            bell.ring(&rings(&asked, now())).await.unwrap();
            assert_eq!(ear.next(LATE).await.0, asked[0]);
            ear.stop().await;
        }
    }

    pub(super) async fn ringing_for_nobody_is_no_mistake(stage: Stage) {
        stage.bell().ring(&[]).await.unwrap();
    }
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn bells_know_their_names(db: PgPool) {
    let names =
        [Stage::in_process(), Stage::redis(), Stage::postgres(db)].map(|stage| stage.bell().name());
    assert_eq!(names, ["in_process", "redis", "postgres"]);
}
