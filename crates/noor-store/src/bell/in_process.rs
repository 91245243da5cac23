//! A bell inside one process, for the `minimal` profile and for tests.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use noor_core::clock::Clock;
use noor_core::ids::ConversationId;
use tokio::sync::{Notify, mpsc};
use tokio_util::sync::CancellationToken;

use super::{Bell, BellError, Ring};

/// The longest sleep before looking at the clock again: a test's clock may jump.
const GLANCE: Duration = Duration::from_millis(50);

/// A ring by its time, so that the heap has the earliest on top.
type ByTime = Reverse<(DateTime<Utc>, ConversationId)>;

/// A heap of rings and somebody who waits for the first of them.
#[derive(Debug)]
pub struct InProcessBell {
    clock: Arc<dyn Clock>,
    rings: Mutex<BinaryHeap<ByTime>>,
    earlier: Notify,
}

impl InProcessBell {
    /// A silent bell.
    pub fn new(clock: Arc<dyn Clock>) -> Self {
        Self { clock, rings: Mutex::default(), earlier: Notify::new() }
    }

    /// What is due now, or how long until something is.
    fn next(&self) -> Result<Ring, Duration> {
        let mut rings = self.rings.lock().unwrap_or_else(PoisonError::into_inner);
        let now = self.clock.now();
        match rings.peek() {
            Some(Reverse((at, _))) if *at > now => {
                Err((*at - now).to_std().unwrap_or_default().min(GLANCE))
            }
            Some(_) => rings
                .pop()
                .map_or(Err(GLANCE), |Reverse((at, conversation))| Ok(Ring { conversation, at })),
            None => Err(GLANCE),
        }
    }
}

#[async_trait]
impl Bell for InProcessBell {
    fn name(&self) -> &'static str {
        "in_process"
    }

    async fn ring(&self, rings: &[Ring]) -> Result<(), BellError> {
        self.rings
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .extend(rings.iter().map(|ring| Reverse((ring.at, ring.conversation))));
        self.earlier.notify_one();
        Ok(())
    }

    async fn listen(
        &self,
        heard: mpsc::Sender<ConversationId>,
        stop: CancellationToken,
    ) -> Result<(), BellError> {
        loop {
            match self.next() {
                Ok(ring) => {
                    tokio::select! {
                        biased;
                        sent = heard.send(ring.conversation) => {
                            if sent.is_err() {
                                return Ok(());
                            }
                        }
                        // Nobody takes it here any more; another listener may.
                        () = stop.cancelled() => return self.ring(&[ring]).await,
                    }
                }
                Err(pause) => {
                    tokio::select! {
                        () = stop.cancelled() => return Ok(()),
                        () = self.earlier.notified() => {}
                        () = tokio::time::sleep(pause) => {}
                    }
                }
            }
        }
    }
}
