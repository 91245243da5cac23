//! Receiving goes before answering: a gateway that waits too long delivers again, or never.

use std::time::Duration;

use tokio::sync::{Semaphore, SemaphorePermit};

use crate::app::receive_message::Crowd;

/// Turns that go on at once beside a crowd.
const BESIDE: usize = 1;
/// How often the crowd is looked at.
const LOOK: Duration = Duration::from_millis(50);

/// Lets turns begin: all of them while little comes in, a few at a time beside a crowd of
/// deliveries. No turn waits for ever: those few go on, one after the other.
#[derive(Debug)]
pub(super) struct Precedence {
    beside: Semaphore,
}

impl Default for Precedence {
    fn default() -> Self {
        Self { beside: Semaphore::new(BESIDE) }
    }
}

impl Precedence {
    /// Waits until a turn may begin. What it gives back is to be kept until the turn has ended.
    pub(super) async fn wait(&self, crowd: &Crowd) -> Option<SemaphorePermit<'_>> {
        let mut place = std::pin::pin!(self.beside.acquire());
        while crowd.is_there() {
            tokio::select! {
                // It is never closed.
                pass = &mut place => return pass.ok(),
                () = tokio::time::sleep(LOOK) => {}
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn beside_a_crowd_one_goes_on_and_when_it_is_gone_all_do() {
        let (precedence, crowd) = (Precedence::default(), Crowd::default());
        let waiting: Vec<_> = (0..Crowd::LEAST).map(|_| crowd.join()).collect();
        let first = precedence.wait(&crowd).await;
        assert!(first.is_some());
        let patience = Duration::from_millis(200);
        assert!(tokio::time::timeout(patience, precedence.wait(&crowd)).await.is_err());
        drop(first);
        let second = precedence.wait(&crowd).await;
        assert!(second.is_some());
        drop(waiting);
        assert!(precedence.wait(&crowd).await.is_none());
    }
}
