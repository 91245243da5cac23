//! How long a turn may ask models.

use std::time::Duration;

use tokio::time::Instant;

use crate::context::Limits;

/// What is left must be worth a call.
const LEAST: Duration = Duration::from_millis(200);

/// The two ends of a turn's time.
#[derive(Debug, Clone, Copy)]
pub(super) struct Time {
    /// When the answer should leave.
    aim: Instant,
    /// When the plain template is sent, whatever models do.
    end: Instant,
    /// Whether models have answered in this turn, as far as they were asked.
    trusted: bool,
}

impl Time {
    /// Of a turn that begins now.
    pub(super) fn of(limits: &Limits) -> Self {
        let now = Instant::now();
        Self { aim: now + limits.answer_within, end: now + limits.deadline, trusted: true }
    }

    /// The same after models were asked, who answered or failed to.
    pub(super) fn after(self, answered: bool) -> Self {
        Self { trusted: self.trusted && answered, ..self }
    }

    /// What is left of `wanted` before the plain template has to be sent.
    pub(super) fn at_most(&self, wanted: Duration) -> Duration {
        wanted.min(self.end.saturating_duration_since(Instant::now()))
    }
}

/// Attempts at one task. The first always gets its chance, unless models failed at the task before and
/// that took until the aim; another is made only if one as long as the last would end before the aim: a
/// customer would rather have a plain answer than wait.
#[derive(Debug)]
pub(super) struct Attempts {
    time: Time,
    began: Instant,
    last: Option<Duration>,
}

impl Attempts {
    pub(super) fn new(time: Time) -> Self {
        Self { time, began: Instant::now(), last: None }
    }

    /// How long the next attempt may take; `None` if it is not to be made.
    pub(super) fn begin(&mut self) -> Option<Duration> {
        self.begin_at(Instant::now())
    }

    /// The attempt is over, one way or another.
    pub(super) fn end(&mut self) {
        self.last = Some(self.began.elapsed());
    }

    fn begin_at(&mut self, now: Instant) -> Option<Duration> {
        self.began = now;
        let again = self.last.or_else(|| (!self.time.trusted).then_some(Duration::ZERO));
        if again.is_some_and(|last| now + last > self.time.aim) {
            return None;
        }
        let left = self.time.end.saturating_duration_since(now);
        (left >= LEAST).then_some(left)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn seconds(n: u64) -> Duration {
        Duration::from_secs(n)
    }

    fn attempts(now: Instant, last: Option<Duration>) -> Attempts {
        let (aim, end) = (now + seconds(5), now + seconds(20));
        Attempts { time: Time { aim, end, trusted: true }, began: now, last }
    }

    #[test]
    fn another_attempt_is_made_if_it_is_likely_to_end_in_time() {
        let now = Instant::now();
        let mut repair = attempts(now, Some(seconds(2)));
        assert_eq!(repair.begin_at(now + seconds(3)), Some(seconds(17)));
        assert_eq!(repair.begin_at(now + seconds(4)), None);
    }

    #[test]
    fn the_first_attempt_gets_all_the_time_there_is() {
        let now = Instant::now();
        let mut first = attempts(now, None);
        assert_eq!(first.begin_at(now + seconds(8)), Some(seconds(12)));
        assert_eq!(first.begin_at(now + seconds(20)), None);
    }

    #[test]
    fn who_failed_to_read_for_too_long_is_not_asked_to_write() {
        let now = Instant::now();
        for (answered, at, expected) in
            [(false, 6, None), (false, 2, Some(seconds(18))), (true, 6, Some(seconds(14)))]
        {
            let mut first = attempts(now, None);
            first.time = first.time.after(answered);
            assert_eq!(first.begin_at(now + seconds(at)), expected);
        }
    }
}
