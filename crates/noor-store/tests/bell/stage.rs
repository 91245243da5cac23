//! A backend to ring on, and ears to hear with.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use noor_core::clock::{Clock, SystemClock};
use noor_core::ids::{ConversationId, Ids, RandomIds};
use noor_store::PgPool;
use noor_store::bell::{Bell, BellError, InProcessBell, PostgresBell, RedisBell, Ring};
use tokio::sync::mpsc;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

/// Where rings wait: each stage has a place of its own, so that tests do not hear each other.
pub(crate) enum Stage {
    InProcess(Arc<InProcessBell>),
    Redis { url: String, queue: String },
    Postgres(PgPool),
}

impl Stage {
    pub(crate) fn in_process() -> Self {
        Self::InProcess(Arc::new(InProcessBell::new(Arc::new(SystemClock))))
    }

    /// In the Redis of the environment.
    pub(crate) fn redis() -> Self {
        Self::redis_at(environment("REDIS_URL").unwrap_or_else(|| {
            panic!("REDIS_URL is not set: run the tests by `make test`, or name a Redis")
        }))
    }

    pub(crate) fn redis_at(url: String) -> Self {
        Self::Redis { url, queue: format!("test:bell:{}", RandomIds.next()) }
    }

    pub(crate) fn postgres(db: PgPool) -> Self {
        Self::Postgres(db)
    }

    /// A bell as one more process would have it.
    pub(crate) fn bell(&self) -> Arc<dyn Bell> {
        let clock = Arc::new(SystemClock);
        let listener = RandomIds.next();
        match self {
            Self::InProcess(bell) => Arc::clone(bell) as Arc<dyn Bell>,
            Self::Redis { url, queue } => {
                Arc::new(RedisBell::new(url, clock, listener).unwrap().named(queue))
            }
            Self::Postgres(db) => Arc::new(PostgresBell::new(db.clone(), clock, listener)),
        }
    }

    /// Listens, with room for `room` rings that nobody has taken yet.
    #[expect(clippy::unused_self, reason = "reads as what it is: somebody listens on this stage")]
    pub(crate) fn listen(&self, bell: &Arc<dyn Bell>, room: usize) -> Ear {
        let (sender, heard) = mpsc::channel(room);
        let (bell, stop) = (Arc::clone(bell), CancellationToken::new());
        let mut listening = JoinSet::new();
        let until = stop.clone();
        listening.spawn(async move { bell.listen(sender, until).await });
        Ear { heard, stop, listening }
    }
}

/// Somebody who listens.
pub(crate) struct Ear {
    heard: mpsc::Receiver<ConversationId>,
    stop: CancellationToken,
    listening: JoinSet<Result<(), BellError>>,
}

impl Ear {
    /// The next ring, and when it was heard.
    pub(crate) async fn next(&mut self, patience: Duration) -> (ConversationId, DateTime<Utc>) {
        let heard = tokio::time::timeout(patience, self.heard.recv()).await;
        (heard.expect("a ring within the time").expect("somebody listens"), now())
    }

    /// The next ring, however long it takes.
    pub(crate) async fn any(&mut self) -> ConversationId {
        self.heard.recv().await.expect("somebody listens")
    }

    /// Hears until `wanted` different conversations rang or patience is at its end.
    pub(crate) async fn count(
        &mut self,
        wanted: usize,
        patience: Duration,
    ) -> HashSet<ConversationId> {
        let mut heard = HashSet::new();
        let hearing = async {
            while heard.len() < wanted {
                match self.heard.recv().await {
                    Some(conversation) => heard.insert(conversation),
                    None => break,
                };
            }
        };
        // The caller compares what was heard, whether or not it was in time.
        tokio::time::timeout(patience, hearing).await.ok();
        heard
    }

    pub(crate) async fn is_silent_for(&mut self, time: Duration) {
        let heard = tokio::time::timeout(time, self.heard.recv()).await;
        assert!(heard.is_err(), "a ring was heard twice");
    }

    /// How listening ended by itself.
    pub(crate) async fn ended(&mut self, patience: Duration) -> Result<(), BellError> {
        let ended = tokio::time::timeout(patience, self.listening.join_next()).await;
        ended.expect("listening ends within the time").unwrap().unwrap()
    }

    /// Asks to stop and waits until that happened.
    pub(crate) async fn stop(mut self) {
        self.stop.cancel();
        self.ended(Duration::from_secs(5)).await.unwrap();
    }
}

pub(crate) fn now() -> DateTime<Utc> {
    SystemClock.now()
}

pub(crate) fn conversations(count: usize) -> Vec<ConversationId> {
    (0..count).map(|_| ConversationId(RandomIds.next())).collect()
}

pub(crate) fn rings(conversations: &[ConversationId], at: DateTime<Utc>) -> Vec<Ring> {
    conversations.iter().map(|conversation| Ring { conversation: *conversation, at }).collect()
}

pub(crate) async fn ring_all(bell: &dyn Bell, asked: &[ConversationId], at: DateTime<Utc>) {
    bell.ring(&rings(asked, at)).await.unwrap();
}

#[expect(clippy::disallowed_methods, reason = "`make test` names its servers in the environment")]
pub(crate) fn environment(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}
