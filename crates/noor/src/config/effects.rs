//! `[effects]`: the timing of what is done outside because of a turn.

use std::time::Duration;

use super::reader::Reader;

/// `[effects]`.
#[derive(Clone, Copy, Debug)]
pub struct EffectSettings {
    /// How long one stays in the hands of a process that is not heard of any more.
    pub lease: Duration,
    /// How long after a call without an answer the other side is asked whether it was carried out.
    pub ask_after: Duration,
}

impl EffectSettings {
    pub(super) fn read(from: &mut Reader<'_>) -> Self {
        let (second, minute) = (Duration::from_secs(1), Duration::from_mins(1));
        Self {
            lease: from.duration("effects.lease", second * 5..=minute * 60),
            ask_after: from.duration("effects.ask_after", second * 2..=minute * 10),
        }
    }

    /// A call that may still be on its way must not be asked about: it may be carried out afterwards.
    pub(super) fn check(self, calls: &[(&str, Duration)], from: &mut Reader<'_>) {
        for (setting, longest) in calls {
            if self.ask_after <= *longest {
                let problem = format!("it is not longer than {setting}.");
                let advice = "Make it a little longer than any call to the other side takes.";
                from.reject("effects.ask_after", &problem, advice);
                return;
            }
        }
    }
}
