//! The bell in Redis (or Valkey), the default in production.
//!
//! Everything it keeps may be lost: an emptied or dead Redis costs a customer the sweeper's second,
//! not the answer.

use std::sync::Arc;
use std::sync::atomic::AtomicU64;
use std::time::Duration;

use apalis::prelude::{BackendExt, WorkerBuilder};
use apalis_core::backend::Vacuum;
use apalis_redis::{Config, ConnectionManager, RedisStorage};
use async_trait::async_trait;
use noor_core::clock::Clock;
use noor_core::ids::ConversationId;
use redis::aio::ConnectionManagerConfig;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use super::queue::{self, POLL};
use super::{Bell, BellError, Ring};

/// How often finished rings are cleared away.
const TIDY: Duration = Duration::from_secs(10);

/// A queue of rings in Redis.
#[derive(Clone)]
pub struct RedisBell {
    connection: ConnectionManager,
    config: Config,
    clock: Arc<dyn Clock>,
    listener: Uuid,
    listened: Arc<AtomicU64>,
}

impl std::fmt::Debug for RedisBell {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("RedisBell").finish_non_exhaustive()
    }
}

impl RedisBell {
    /// A bell in the Redis at `url`. It connects when it is first used, so a Redis that is down
    /// keeps nobody from starting. `listener` tells this process from others.
    ///
    /// # Errors
    ///
    /// When the address cannot be read.
    pub fn new(url: &str, clock: Arc<dyn Clock>, listener: Uuid) -> Result<Self, BellError> {
        let patience = ConnectionManagerConfig::new()
            .set_connection_timeout(Some(Duration::from_secs(1)))
            .set_response_timeout(Some(Duration::from_secs(2)))
            .set_number_of_retries(1);
        let connection = redis::Client::open(url)
            .and_then(|client| client.get_connection_manager_lazy(patience))
            .map_err(failed)?;
        let config = Config::default()
            .queue("noor:bell")
            .batch_size(100)
            .heartbeat_interval(Duration::from_secs(5))
            .lock_tasks(false)
            .emit_events(false);
        Ok(Self { connection, config, clock, listener, listened: Arc::default() })
    }

    /// The same bell under a name of its own, for shops that share a Redis.
    #[must_use]
    pub fn named(mut self, queue: &str) -> Self {
        self.config = self.config.queue(queue);
        self
    }

    /// Clears finished rings away: the library keeps them until told otherwise.
    async fn tidy(mut connection: ConnectionManager, config: Config) {
        let mut storage = RedisStorage::<Ring>::new(connection.clone()).with_config(config.clone());
        loop {
            tokio::time::sleep(TIDY).await;
            let tidied = async {
                storage.vacuum().await.map_err(failed)?;
                redis::cmd("DEL")
                    .arg(config.done_jobs_set())
                    .query_async::<()>(&mut connection)
                    .await
                    .map_err(failed)
            };
            if let Err(error) = tidied.await {
                tracing::debug!(error = &error as &dyn std::error::Error, "bell not tidied");
            }
        }
    }

    /// Throws all rings away. Done when the queue itself is in disorder, so that a ring nobody can
    /// read does not silence the ones behind it.
    async fn reset(&self) -> Result<(), BellError> {
        let mut connection = self.connection.clone();
        redis::cmd("DEL")
            .arg(self.config.active_jobs_list())
            .arg(self.config.scheduled_jobs_set())
            .arg(self.config.job_data_hash())
            .arg(self.config.signal_list())
            .query_async::<()>(&mut connection)
            .await
            .map_err(failed)
    }
}

fn failed(error: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> BellError {
    BellError { backend: "redis", source: error.into() }
}

#[async_trait]
impl Bell for RedisBell {
    fn name(&self) -> &'static str {
        "redis"
    }

    async fn ring(&self, rings: &[Ring]) -> Result<(), BellError> {
        queue::in_time(self.name(), async {
            let mut connection = self.connection.clone();
            for handful in rings.chunks(queue::HANDFUL) {
                let tasks: Vec<_> = handful.iter().filter_map(queue::task).collect();
                apalis_redis::queries::push_tasks(&mut connection, &self.config, &tasks)
                    .await
                    .map_err(failed)?;
            }
            Ok(())
        })
        .await
    }

    async fn listen(
        &self,
        heard: mpsc::Sender<ConversationId>,
        stop: CancellationToken,
    ) -> Result<(), BellError> {
        let storage =
            RedisStorage::<Ring>::new(self.connection.clone()).with_config(self.config.clone());
        let worker = WorkerBuilder::new(queue::worker_name(self.listener, &self.listened))
            .backend(storage.poll_with_strategy(queue::every(POLL)))
            .build(queue::hear(heard, Arc::clone(&self.clock)));
        let ended = tokio::select! {
            () = stop.cancelled() => return Ok(()),
            ended = worker.run() => ended.map_err(failed),
            () = Self::tidy(self.connection.clone(), self.config.clone()) => Ok(()),
        };
        self.reset().await?;
        ended.and_then(|()| Err(failed("the queue's worker ended")))
    }
}
