//! What the two queue backends share: rings as jobs of the queue library.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use apalis::prelude::{BoxDynError, Strategy, Task, TaskBuilder};
use futures::future::BoxFuture;
use noor_core::clock::Clock;
use noor_core::ids::ConversationId;
use tokio::sync::mpsc;
use uuid::Uuid;

use super::{BellError, Ring};

/// How often the queue is asked for what is due.
pub(super) const POLL: Duration = Duration::from_millis(100);

/// How long ringing may take before the backend counts as lost.
const PATIENCE: Duration = Duration::from_secs(2);

/// Most rings in one call to the backend.
pub(super) const HANDFUL: usize = 1000;

/// Waits for `ringing` no longer than a caller has patience for.
pub(super) async fn in_time(
    backend: &'static str,
    ringing: impl Future<Output = Result<(), BellError>>,
) -> Result<(), BellError> {
    tokio::time::timeout(PATIENCE, ringing)
        .await
        .unwrap_or_else(|elapsed| Err(BellError { backend, source: elapsed.into() }))
}

/// A name nobody else has: the library refuses one that was in use a moment ago, and a bell that
/// was lost is listened to again at once.
pub(super) fn worker_name(listener: Uuid, times: &AtomicU64) -> String {
    format!("noor-{listener}-{}", times.fetch_add(1, Ordering::Relaxed))
}

/// A ring as a job. The library counts in whole seconds, so the job comes up in the second of the
/// ring and [`hear`] waits for the rest of it.
pub(super) fn task(ring: &Ring) -> Option<Task<Vec<u8>>> {
    let body = serde_json::to_vec(ring).ok()?;
    let second = u64::try_from(ring.at.timestamp()).unwrap_or(0);
    Some(TaskBuilder::new(body).run_at_timestamp(second).build())
}

/// Asks the queue once every `period`.
pub(super) fn every(period: Duration) -> Strategy {
    Strategy::new().interval(period)
}

/// The job's handler: waits for the ring's very time and passes it on.
pub(super) fn hear(
    heard: mpsc::Sender<ConversationId>,
    clock: Arc<dyn Clock>,
) -> impl Fn(Ring) -> BoxFuture<'static, Result<(), BoxDynError>> + Clone + Send + Sync + 'static {
    move |ring: Ring| {
        let heard = heard.clone();
        let rest = (ring.at - clock.now()).to_std().unwrap_or_default();
        Box::pin(async move {
            tokio::time::sleep(rest).await;
            heard.send(ring.conversation).await.map_err(Into::into)
        })
    }
}
