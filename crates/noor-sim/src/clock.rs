//! The simulator's clock: system time plus an offset that tests move. It never sleeps.

use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};

/// System time plus an offset. Everything that depends on the hour (the 60 seconds of
/// `crmMessageId`, the 24-hour window, the rate limit's 5 seconds) asks this clock.
#[derive(Debug, Default)]
pub struct SimClock {
    ahead_ms: AtomicI64,
}

impl SimClock {
    /// The time in the simulated world.
    pub fn now(&self) -> DateTime<Utc> {
        #[expect(
            clippy::disallowed_methods,
            reason = "the one place where the simulated world asks for the real time"
        )]
        let real = Utc::now();
        real + TimeDelta::milliseconds(self.ahead_ms.load(Ordering::Relaxed))
    }

    /// Lets `by` pass at once.
    pub fn advance(&self, by: Duration) {
        self.shift_ms(i64::try_from(by.as_millis()).unwrap_or(i64::MAX));
    }

    /// Moves the clock by milliseconds, backwards when negative.
    pub fn shift_ms(&self, by: i64) {
        self.ahead_ms.fetch_add(by, Ordering::Relaxed);
    }

    /// Returns to the system's time.
    pub fn reset(&self) {
        self.ahead_ms.store(0, Ordering::Relaxed);
    }
}
