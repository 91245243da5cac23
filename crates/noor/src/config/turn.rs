//! `[turn]`: the timing of one answer.

use std::time::Duration;

use super::reader::Reader;

/// `[turn]`.
#[derive(Clone, Copy, Debug)]
pub struct TurnSettings {
    /// How long Noor waits after a message in case another follows.
    pub debounce: Duration,
    /// How long it waits at the most after the first message of a burst.
    pub max_wait: Duration,
    /// How long a worker may be silent before another takes over.
    pub lease: Duration,
    /// Conversations answered at the same time by one process.
    pub concurrency: usize,
    /// How soon an answer should leave: no further attempt of a model is made that is not likely to
    /// keep to it.
    pub answer_within: Duration,
    /// How long one answer may take before the template is sent.
    pub deadline: Duration,
    /// How often to look for messages whose bell was lost.
    pub sweep: Duration,
    /// How long after a person's last message Noor answers again.
    pub resume_after: Duration,
    /// How long nobody may take over before the shop's people are told again.
    pub alert_again: Duration,
}

impl TurnSettings {
    pub(super) fn read(from: &mut Reader<'_>) -> Self {
        let (tenth, second, minute) =
            (Duration::from_millis(100), Duration::from_secs(1), Duration::from_mins(1));
        let turn = Self {
            debounce: from.duration("turn.debounce", Duration::ZERO..=minute),
            max_wait: from.duration("turn.max_wait", Duration::ZERO..=minute * 5),
            lease: from.duration("turn.lease", second * 2..=minute * 10),
            concurrency: usize::from(from.number("turn.concurrency", 1..=1024_u16)),
            answer_within: from.duration("turn.answer_within", second..=minute * 5),
            deadline: from.duration("turn.deadline", second..=minute * 5),
            sweep: from.duration("turn.sweep", tenth..=minute * 5),
            resume_after: from.duration("turn.resume_after", minute..=minute * 60 * 24 * 30),
            alert_again: from.duration("turn.alert_again", minute..=minute * 60 * 24),
        };
        if turn.max_wait < turn.debounce {
            let advice = "Make max_wait at least as long as debounce.";
            from.reject("turn.max_wait", "it is shorter than turn.debounce.", advice);
        }
        turn
    }
}
