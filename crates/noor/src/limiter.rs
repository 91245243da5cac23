//! Keeps what leaves within a rate.

use std::sync::Mutex;
use std::sync::PoisonError;
use std::time::Duration;

use tokio::time::Instant;

/// Hands out turns, evenly spaced, with a burst of one second's worth.
///
/// One for each process: with several workers, divide the gateway's rate among them. A 429 pauses
/// everybody here until the gateway takes messages again.
#[derive(Debug)]
pub struct Limiter {
    spacing: Duration,
    burst: Duration,
    next: Mutex<Option<Instant>>,
}

impl Limiter {
    /// At most `per_second`.
    pub fn new(per_second: u32) -> Self {
        let spacing = Duration::from_secs(1) / per_second.max(1);
        Self { spacing, burst: Duration::from_secs(1), next: Mutex::new(None) }
    }

    /// Waits for a turn.
    pub async fn turn(&self) {
        tokio::time::sleep_until(self.book()).await;
    }

    /// Nobody gets a turn for `pause`.
    pub fn pause(&self, pause: Duration) {
        let until = Instant::now() + pause + self.burst;
        let mut next = self.next.lock().unwrap_or_else(PoisonError::into_inner);
        *next = Some(next.map_or(until, |next| next.max(until)));
    }

    /// The time of the next free turn. Turns may be taken up to a burst ahead of their spacing.
    fn book(&self) -> Instant {
        let now = Instant::now();
        let mut next = self.next.lock().unwrap_or_else(PoisonError::into_inner);
        let turn = next.unwrap_or(now).max(now);
        *next = Some(turn + self.spacing);
        turn.checked_sub(self.burst).unwrap_or(now).max(now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_burst_passes_and_then_the_rate_holds() {
        let limiter = Limiter::new(10);
        let start = Instant::now();
        for _ in 0..11 {
            limiter.turn().await;
        }
        assert_eq!(start.elapsed(), Duration::ZERO);
        for _ in 0..10 {
            limiter.turn().await;
        }
        assert!(start.elapsed() >= Duration::from_millis(900), "{:?}", start.elapsed());
    }

    #[tokio::test(start_paused = true)]
    async fn a_pause_holds_everybody() {
        let limiter = Limiter::new(10);
        let start = Instant::now();
        limiter.pause(Duration::from_secs(5));
        limiter.turn().await;
        assert!(start.elapsed() >= Duration::from_secs(5));
    }
}
