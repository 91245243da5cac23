//! How many deliveries wait to be stored, and whether that is a crowd.

use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

/// How long a crowd is remembered. A commit lets many go at once, and they are back a moment later.
const MEMORY: Duration = Duration::from_millis(100);

/// Counts the deliveries that wait.
#[derive(Debug)]
pub struct Crowd {
    since: Instant,
    waiting: AtomicUsize,
    /// When there was a crowd, in milliseconds after `since`; nothing for zero.
    seen: AtomicU64,
}

impl Default for Crowd {
    fn default() -> Self {
        Self { since: Instant::now(), waiting: AtomicUsize::new(0), seen: AtomicU64::new(0) }
    }
}

impl Crowd {
    /// Deliveries waiting at once that make a crowd.
    pub(crate) const LEAST: usize = 24;

    /// One more waits, until the guard is dropped.
    pub(crate) fn join(&self) -> Waits<'_> {
        if self.waiting.fetch_add(1, Ordering::Relaxed) + 1 >= Self::LEAST {
            self.seen.store(self.now(), Ordering::Relaxed);
        }
        Waits(self)
    }

    /// Whether there is a crowd, or was one a moment ago.
    pub fn is_there(&self) -> bool {
        let seen = self.seen.load(Ordering::Relaxed);
        let ago = Duration::from_millis(self.now().saturating_sub(seen));
        self.waiting.load(Ordering::Relaxed) >= Self::LEAST || seen > 0 && ago < MEMORY
    }

    fn now(&self) -> u64 {
        u64::try_from(self.since.elapsed().as_millis()).unwrap_or(u64::MAX).saturating_add(1)
    }
}

/// One delivery that waits.
#[derive(Debug)]
pub(crate) struct Waits<'a>(&'a Crowd);

impl Drop for Waits<'_> {
    fn drop(&mut self) {
        self.0.waiting.fetch_sub(1, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_crowd_is_remembered_for_a_moment() {
        let crowd = Crowd::default();
        let few: Vec<Waits<'_>> = (1..Crowd::LEAST).map(|_| crowd.join()).collect();
        assert!(!crowd.is_there());
        let last = crowd.join();
        std::thread::sleep(MEMORY);
        assert!(crowd.is_there(), "they still wait");
        drop((few, last));
        let again: Vec<Waits<'_>> = (0..Crowd::LEAST).map(|_| crowd.join()).collect();
        drop(again);
        assert!(crowd.is_there(), "they were here a moment ago");
        std::thread::sleep(MEMORY + Duration::from_millis(20));
        assert!(!crowd.is_there());
    }
}
