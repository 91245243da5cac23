//! A gateway delivers something: store it, ring for it, and only then say yes.
//!
//! Many deliveries share one commit. A caller gets its yes after the commit that has its own
//! delivery in it; if the database is away, it gets a no and the gateway delivers again.

mod crowd;
mod group;
mod strangers;

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use chrono::{DateTime, Utc};
use noor_core::ids::ConversationId;
use noor_core::message::InboundEvent;
use noor_store::is_unavailable;
use tokio::sync::{mpsc, oneshot};

use super::take_over::until_left;
use crate::context::Context;
use crate::faults::Step;

pub use crowd::Crowd;
pub use strangers::Strangers;

/// Most deliveries in one commit.
const GROUP: usize = 128;
/// How many deliveries may wait before a caller has to.
const QUEUE: usize = 4096;
/// How long storing a group may take.
const STORING: Duration = Duration::from_secs(10);

/// A delivery of a gateway, parsed as far as it could be.
#[derive(Debug, Clone)]
pub struct Delivered {
    /// The gateway's name.
    pub gateway: &'static str,
    /// The body, byte for byte.
    pub body: Bytes,
    /// What it says, in order.
    pub events: Vec<InboundEvent>,
    /// What could not be read in it.
    pub problem: Option<String>,
}

/// Why a delivery was not taken.
#[derive(Debug, thiserror::Error)]
pub enum ReceiveError {
    /// The database is away: nothing was stored, the gateway has to deliver again.
    #[error("the database is away")]
    Unavailable,
}

/// Takes deliveries.
#[derive(Debug, Clone)]
pub struct Inbox {
    waiting: mpsc::Sender<Waiting>,
    context: Arc<Context>,
}

#[derive(Debug)]
struct Waiting {
    delivered: Delivered,
    received_at: DateTime<Utc>,
    done: oneshot::Sender<Result<Stored, ReceiveError>>,
}

/// What storing a delivery meant.
#[derive(Debug, Clone, Default)]
struct Stored {
    /// Conversations a person took over with it.
    taken_over: Vec<ConversationId>,
}

impl Inbox {
    /// An inbox whose writer runs until all inboxes are dropped.
    pub fn open(context: &Arc<Context>) -> Self {
        let (waiting, queue) = mpsc::channel(QUEUE);
        context.tasks.spawn(write(Arc::clone(context), queue));
        Self { waiting, context: Arc::clone(context) }
    }

    /// Stores a delivery and rings for the conversations in it. Safe to call again with the same
    /// delivery: what is known already changes nothing.
    ///
    /// After a person's message nothing of Noor's is under way any more: what was just leaving has
    /// left by the time this returns.
    ///
    /// # Errors
    ///
    /// [`ReceiveError::Unavailable`]: answer 503.
    pub async fn receive(&self, delivered: Delivered) -> Result<(), ReceiveError> {
        let (done, stored) = oneshot::channel();
        let waiting = Waiting { delivered, received_at: self.context.clock.now(), done };
        let _waits = self.context.crowd.join();
        self.waiting.send(waiting).await.map_err(|_| ReceiveError::Unavailable)?;
        let stored = stored.await.map_err(|_| ReceiveError::Unavailable)??;
        for conversation in stored.taken_over {
            until_left(&self.context, conversation).await;
        }
        Ok(())
    }
}

/// The writer: one group after the other, each as large as what came in meanwhile.
async fn write(context: Arc<Context>, mut queue: mpsc::Receiver<Waiting>) {
    let mut group = Vec::with_capacity(GROUP);
    while queue.recv_many(&mut group, GROUP).await > 0 {
        store(&context, std::mem::take(&mut group)).await;
    }
}

async fn store(context: &Arc<Context>, group: Vec<Waiting>) {
    let deliveries: Vec<group::Member<'_>> = group.iter().map(group::Member::of).collect();
    match store_in_time(context, &deliveries).await {
        Ok(stored) => {
            context.faults.pass(Step::Stored).await;
            for (waiting, stored) in group.into_iter().zip(stored) {
                waiting.done.send(Ok(stored)).ok();
            }
        }
        Err(error) if is_unavailable(&error) => {
            tracing::error!(error = &error as &dyn std::error::Error, "nothing can be received");
            for waiting in group {
                waiting.done.send(Err(ReceiveError::Unavailable)).ok();
            }
        }
        // The database does not like something in the group: each on its own, so that one
        // delivery does not spoil its neighbours.
        Err(error) => {
            tracing::warn!(error = &error as &dyn std::error::Error, "a group was refused");
            for waiting in group {
                let stored = store_alone(context, &waiting).await;
                waiting.done.send(stored).ok();
            }
        }
    }
}

/// Stores a group, once more if a connection was broken or a lock lost: storing again is harmless,
/// and a gateway may never deliver again what it was refused.
async fn store_in_time(
    context: &Arc<Context>,
    members: &[group::Member<'_>],
) -> sqlx::Result<Vec<Stored>> {
    let attempt = || async {
        let stored = tokio::time::timeout(STORING, group::store(context, members)).await;
        stored.unwrap_or(Err(sqlx::Error::PoolTimedOut))
    };
    match attempt().await {
        Err(error) if is_unavailable(&error) && !matches!(error, sqlx::Error::PoolTimedOut) => {
            tokio::time::sleep(Duration::from_millis(200)).await;
            attempt().await
        }
        done => done,
    }
}

/// Stores one delivery; if even that is refused, its raw body is kept for a person to look at.
async fn store_alone(context: &Arc<Context>, waiting: &Waiting) -> Result<Stored, ReceiveError> {
    let member = group::Member::of(waiting);
    let refused = match store_in_time(context, std::slice::from_ref(&member)).await {
        Ok(stored) => return Ok(stored.into_iter().next().unwrap_or_default()),
        Err(error) if is_unavailable(&error) => return Err(ReceiveError::Unavailable),
        Err(error) => error,
    };
    tracing::error!(error = &refused as &dyn std::error::Error, "a delivery was put aside");
    metrics::counter!("noor_inbound_problems_total").increment(1);
    let aside = group::Member::put_aside(waiting, &refused.to_string());
    match store_in_time(context, std::slice::from_ref(&aside)).await {
        Ok(_) => Ok(Stored::default()),
        Err(_) => Err(ReceiveError::Unavailable),
    }
}
