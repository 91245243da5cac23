//! A clock that can be moved, so that a customer's day passes while somebody types.

use std::sync::atomic::{AtomicI64, Ordering};

use chrono::{DateTime, TimeDelta, Utc};
use noor_core::clock::{Clock, SystemClock};

/// The system's time plus what was let pass.
#[derive(Debug, Default)]
pub(in crate::cli) struct ShiftedClock {
    ahead_ms: AtomicI64,
}

impl ShiftedClock {
    /// Lets whole milliseconds pass at once; negative ones turn the clock back.
    pub(in crate::cli) fn advance_ms(&self, by: i64) {
        self.ahead_ms.fetch_add(by, Ordering::Relaxed);
    }
}

impl Clock for ShiftedClock {
    fn now(&self) -> DateTime<Utc> {
        SystemClock.now() + TimeDelta::milliseconds(self.ahead_ms.load(Ordering::Relaxed))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_let_pass_adds_up() {
        let clock = ShiftedClock::default();
        let before = clock.now();
        clock.advance_ms(1_000);
        clock.advance_ms(2_000);
        let passed = clock.now() - before;
        assert!(passed >= TimeDelta::seconds(3) && passed < TimeDelta::minutes(1), "{passed}");
    }
}
