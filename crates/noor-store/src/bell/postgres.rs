//! The bell in PostgreSQL, for shops without Redis.

use std::sync::Arc;
use std::sync::atomic::AtomicU64;
use std::time::Duration;

use apalis::prelude::{BackendExt, WorkerBuilder};
use apalis_postgres::{Config, PostgresStorage};
use async_trait::async_trait;
use noor_core::clock::Clock;
use noor_core::ids::ConversationId;
use sqlx::PgPool;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use super::queue::{self, POLL};
use super::{Bell, BellError, Ring};

/// How often finished rings are cleared away.
const TIDY: Duration = Duration::from_secs(10);
const QUEUE: &str = "noor:bell";

/// A queue of rings in a table.
#[derive(Debug, Clone)]
pub struct PostgresBell {
    db: PgPool,
    clock: Arc<dyn Clock>,
    listener: Uuid,
    listened: Arc<AtomicU64>,
}

impl PostgresBell {
    /// A bell in the database of `db`, whose migrations made its tables. `listener` tells this
    /// process from others.
    pub fn new(db: PgPool, clock: Arc<dyn Clock>, listener: Uuid) -> Self {
        Self { db, clock, listener, listened: Arc::default() }
    }

    /// Clears finished rings away, and workers that are long gone.
    async fn tidy(db: PgPool) {
        loop {
            tokio::time::sleep(TIDY).await;
            let tidied = sqlx::query!(
                "with done as (
                     delete from apalis.jobs
                      where job_type = $1 and (status in ('Done', 'Failed', 'Killed')
                                               or lock_at < now() - interval '1 minute'))
                 delete from apalis.workers w
                  where w.last_seen < now() - interval '1 hour'
                    and not exists (select from apalis.jobs j where j.lock_by = w.id)",
                QUEUE,
            )
            .execute(&db)
            .await;
            if let Err(error) = tidied {
                tracing::debug!(error = &error as &dyn std::error::Error, "bell not tidied");
            }
        }
    }
}

fn failed(error: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> BellError {
    BellError { backend: "postgres", source: error.into() }
}

#[async_trait]
impl Bell for PostgresBell {
    fn name(&self) -> &'static str {
        "postgres"
    }

    async fn ring(&self, rings: &[Ring]) -> Result<(), BellError> {
        queue::in_time(self.name(), async {
            let mut connection = self.db.acquire().await.map_err(failed)?;
            for handful in rings.chunks(queue::HANDFUL) {
                let tasks = handful.iter().filter_map(queue::task).collect();
                apalis_postgres::queries::push_tasks(&mut *connection, QUEUE, tasks)
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
        let mut config = Config::default().queue(QUEUE);
        config.batch_size = 100;
        config.heartbeat_interval = Duration::from_secs(5);
        config.lock_tasks = false;
        let storage = PostgresStorage::<Ring>::new(&self.db).with_config(config);
        let worker = WorkerBuilder::new(queue::worker_name(self.listener, &self.listened))
            .backend(storage.poll_with_strategy(queue::every(POLL)))
            .build(queue::hear(heard, Arc::clone(&self.clock)));
        let ended = tokio::select! {
            () = stop.cancelled() => return Ok(()),
            ended = worker.run() => ended.map_err(failed),
            () = Self::tidy(self.db.clone()) => Ok(()),
        };
        ended.and_then(|()| Err(failed("the queue's worker ended")))
    }
}
