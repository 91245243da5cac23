//! Hears the bell and puts a worker on each conversation, one at a time for each.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use noor_core::ids::ConversationId;
use noor_store::bell::Ring;
use tokio::sync::{Semaphore, mpsc};
use tokio_util::sync::CancellationToken;

use crate::app::deliver::deliver;
use crate::app::take_turn::{Taken, take_turn};
use crate::context::Context;
use crate::log::OrLog;

use super::precedence::Precedence;

/// How long to wait before listening to a bell again that was lost.
const AGAIN: Duration = Duration::from_secs(1);

/// Passes rings on for as long as it takes; a bell that is lost is listened to again.
pub(super) async fn listen(
    context: Arc<Context>,
    heard: mpsc::Sender<ConversationId>,
    stop: CancellationToken,
) {
    while !stop.is_cancelled() {
        let Err(error) = context.bell.listen(heard.clone(), stop.clone()).await else { continue };
        metrics::counter!("noor_bell_lost_total").increment(1);
        tracing::warn!(
            error = &error as &dyn std::error::Error,
            "the bell is lost; the sweeper does its work until it is back"
        );
        tokio::select! {
            () = stop.cancelled() => {}
            () = tokio::time::sleep(AGAIN) => {}
        }
    }
}

/// Works on conversations as they are heard of, several at a time, never two at once for one.
pub(super) async fn dispatch(
    context: Arc<Context>,
    mut rings: mpsc::Receiver<ConversationId>,
    stop: CancellationToken,
) {
    let places = Arc::new(Semaphore::new(context.limits.concurrency));
    let busy = Arc::new(Mutex::new(HashSet::new()));
    let precedence = Arc::new(Precedence::default());
    loop {
        let conversation = tokio::select! {
            () = stop.cancelled() => return,
            ring = rings.recv() => match ring {
                Some(conversation) => conversation,
                None => return,
            },
        };
        // Whoever is at it already will see what is new: the store tells it at the end of a turn.
        if !lock(&busy).insert(conversation) {
            continue;
        }
        let place = tokio::select! {
            () = stop.cancelled() => return,
            place = Arc::clone(&places).acquire_owned() => place,
        };
        let turn = Turn { busy: Arc::clone(&busy), conversation };
        let (context, precedence) = (Arc::clone(&context), Arc::clone(&precedence));
        context.tasks.clone().spawn(async move {
            let pass = precedence.wait(&context.crowd).await;
            work(&context, turn).await;
            drop((pass, place));
        });
    }
}

fn lock(
    busy: &Mutex<HashSet<ConversationId>>,
) -> std::sync::MutexGuard<'_, HashSet<ConversationId>> {
    busy.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The only turn of a conversation in this process. Ends when it is dropped, also by a panic.
struct Turn {
    busy: Arc<Mutex<HashSet<ConversationId>>>,
    conversation: ConversationId,
}

impl Drop for Turn {
    fn drop(&mut self) {
        lock(&self.busy).remove(&self.conversation);
    }
}

/// One turn, if it is due, and then what it has to say.
async fn work(context: &Arc<Context>, turn: Turn) {
    let conversation = turn.conversation;
    let taken = take_turn(context, conversation).await;
    // From here on another turn may begin; what is queued still leaves in order.
    drop(turn);
    match taken {
        Ok(Taken::NotDue) => return,
        Ok(Taken::Answered { due: Some(due) }) => {
            let ring = Ring { conversation: due.conversation, at: due.at };
            let ringing = Arc::clone(context);
            context.tasks.spawn(async move {
                ringing.bell.ring(&[ring]).await.or_log("ring the bell");
            });
        }
        Ok(Taken::Answered { due: None }) => {}
        Err(error) => {
            tracing::error!(%conversation, error = format!("{error:#}"), "a turn broke off");
            return;
        }
    }
    if let Err(error) = deliver(context, conversation).await {
        tracing::error!(%conversation, error = format!("{error:#}"), "a delivery broke off");
    }
}
