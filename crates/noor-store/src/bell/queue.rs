//! What the two queue backends share: rings as jobs of the queue library.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::{Context as TaskContext, Poll};
use std::time::Duration;

use apalis::prelude::{BoxDynError, Task, TaskBuilder};
use apalis_core::backend::ext::poll_strategy::{PollSnapshot, PollStrategy};
use futures::future::BoxFuture;
use noor_core::clock::Clock;
use noor_core::ids::ConversationId;
use tokio::sync::mpsc;
use tokio::time::{Interval, MissedTickBehavior};
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

/// A ring as a job. The library counts in whole seconds and is asked every [`POLL`], so the job comes
/// up in the second before the ring's own and [`hear`] waits for the rest.
pub(super) fn task(ring: &Ring) -> Option<Task<Vec<u8>>> {
    let body = serde_json::to_vec(ring).ok()?;
    let second = u64::try_from(ring.at.timestamp() - 1).unwrap_or(0);
    Some(TaskBuilder::new(body).run_at_timestamp(second).build())
}

/// Asks the queue once every `period`.
///
/// The library's own interval does not wait for its next tick while it reports one, so a query that
/// takes as long as a period would leave the queue unasked until the next heartbeat.
pub(super) fn every(period: Duration) -> Ticks {
    let mut ticks = tokio::time::interval(period);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    Ticks(ticks)
}

/// A strategy that never stops ticking.
#[derive(Debug)]
pub(super) struct Ticks(Interval);

impl PollStrategy for Ticks {
    fn poll_drive(&mut self, cx: &mut TaskContext<'_>, _: &PollSnapshot) -> Poll<Option<()>> {
        let ticked = self.0.poll_tick(cx).map(|_| Some(()));
        // Whoever asks is woken by the tick after the one that just came.
        while self.0.poll_tick(cx).is_ready() {}
        ticked
    }
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

#[cfg(test)]
mod tests {
    use std::sync::atomic::AtomicUsize;
    use std::task::{Wake, Waker};

    use super::*;

    #[derive(Default)]
    struct Woken(AtomicUsize);

    impl Wake for Woken {
        fn wake(self: Arc<Self>) {
            self.0.fetch_add(1, Ordering::Relaxed);
        }
    }

    #[tokio::test]
    async fn the_queue_is_asked_again_however_late_it_was_asked_last() {
        let woken = Arc::new(Woken::default());
        let waker = Waker::from(Arc::clone(&woken));
        let mut ticks = every(Duration::from_millis(20));
        tokio::time::sleep(Duration::from_millis(100)).await;
        for round in 1..=3 {
            let polled =
                ticks.poll_drive(&mut TaskContext::from_waker(&waker), &PollSnapshot::new());
            assert!(polled.is_ready(), "round {round} comes after its tick");
            let before = woken.0.load(Ordering::Relaxed);
            tokio::time::sleep(Duration::from_millis(100)).await;
            assert!(woken.0.load(Ordering::Relaxed) > before, "nobody is woken after {round}");
        }
    }
}
