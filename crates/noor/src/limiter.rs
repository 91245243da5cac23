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
        tokio::time::sleep_until(self.book(Instant::now())).await;
    }

    /// Waits until a turn is free, without taking it: what is not yet taken in hand need not be held
    /// while nothing can leave.
    pub async fn open(&self) {
        tokio::time::sleep_until(self.opens(Instant::now())).await;
    }

    fn opens(&self, now: Instant) -> Instant {
        let next = *self.next.lock().unwrap_or_else(PoisonError::into_inner);
        let turn = next.unwrap_or(now).max(now);
        turn.checked_sub(self.burst).unwrap_or(now).max(now)
    }

    /// Nobody gets a turn for `pause`.
    pub fn pause(&self, pause: Duration) {
        self.pause_from(Instant::now(), pause);
    }

    fn pause_from(&self, now: Instant, pause: Duration) {
        let until = now + pause + self.burst;
        let mut next = self.next.lock().unwrap_or_else(PoisonError::into_inner);
        *next = Some(next.map_or(until, |next| next.max(until)));
    }

    /// The time of the next free turn. Turns may be taken up to a burst ahead of their spacing.
    fn book(&self, now: Instant) -> Instant {
        let mut next = self.next.lock().unwrap_or_else(PoisonError::into_inner);
        let turn = next.unwrap_or(now).max(now);
        *next = Some(turn + self.spacing);
        turn.checked_sub(self.burst).unwrap_or(now).max(now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_burst_passes_and_then_the_rate_holds() {
        let limiter = Limiter::new(10);
        let start = Instant::now();
        let waits: Vec<Duration> = (0..31).map(|_| limiter.book(start) - start).collect();
        assert!(waits.iter().take(11).all(Duration::is_zero), "{waits:?}");
        assert_eq!(waits.get(20), Some(&Duration::from_secs(1)));
        assert_eq!(waits.get(30), Some(&Duration::from_secs(2)));
    }

    #[test]
    fn a_pause_holds_everybody() {
        let limiter = Limiter::new(10);
        let start = Instant::now();
        limiter.pause_from(start, Duration::from_secs(5));
        assert_eq!(limiter.opens(start) - start, Duration::from_secs(5));
        assert_eq!(limiter.book(start) - start, Duration::from_secs(5));
    }
}
