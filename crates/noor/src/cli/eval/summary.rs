//! The end of a run in figures: how many hold, by language and by tag, and how fast Noor was.

use std::collections::BTreeMap;

use super::play::Outcome;
use super::scenario::Scenario;

/// How many of some scenarios hold.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Tally {
    /// Those without a failure.
    pub(super) good: usize,
    /// All of them.
    pub(super) all: usize,
}

/// Milliseconds of turns.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Latency {
    /// Half of the turns took no longer.
    pub(super) p50: u64,
    /// Nineteen of twenty took no longer.
    pub(super) p95: u64,
    /// None took longer.
    pub(super) max: u64,
}

/// A run in figures.
#[derive(Debug, Default)]
pub(super) struct Summary {
    /// All scenarios, with those that could not be played.
    pub(super) total: Tally,
    /// Lines that could not be played.
    pub(super) unplayable: usize,
    /// By language, then by tag.
    pub(super) rows: Vec<(String, Tally)>,
    /// What turns took: altogether, in models, and without them.
    pub(super) latency: [(&'static str, Latency); 3],
}

impl Summary {
    /// Counts; `unplayable` more do not hold.
    pub(super) fn of(played: &[(&Scenario, Outcome)], unplayable: usize) -> Self {
        let mut total = Tally { good: 0, all: unplayable };
        let (mut languages, mut tags) = (BTreeMap::new(), BTreeMap::new());
        for (scenario, outcome) in played {
            let good = outcome.failed.is_empty();
            total.count(good);
            let of_language: &mut Tally = languages.entry(scenario.lang.clone()).or_default();
            of_language.count(good);
            for tag in &scenario.tags {
                let of_tag: &mut Tally = tags.entry(format!("#{tag}")).or_default();
                of_tag.count(good);
            }
        }
        let turns = || played.iter().flat_map(|(_, outcome)| &outcome.turns).map(|turn| turn.ms);
        // A turn without an answer of Noor's took no time.
        let answered = || turns().filter(|ms| ms.total > 0);
        let latency = [
            ("all", Latency::of(answered().map(|ms| ms.total).collect())),
            ("models", Latency::of(answered().map(|ms| ms.model).collect())),
            ("rest", Latency::of(answered().map(|ms| ms.total.saturating_sub(ms.model)).collect())),
        ];
        Self { total, unplayable, rows: languages.into_iter().chain(tags).collect(), latency }
    }

    /// As a table for people.
    pub(super) fn table(&self) -> String {
        let mut lines = vec![String::new()];
        let width =
            self.rows.iter().map(|(name, _)| name.chars().count()).max().unwrap_or_default();
        for (name, tally) in &self.rows {
            let Tally { good, all } = tally;
            lines.push(format!("{name:width$}  {good:>4} of {all:>4}"));
        }
        lines.push(String::new());
        lines.push(format!("{:8} {:>8} {:>8} {:>8}", "ms", "p50", "p95", "max"));
        for (name, Latency { p50, p95, max }) in &self.latency {
            lines.push(format!("{name:8} {p50:>8} {p95:>8} {max:>8}"));
        }
        lines.push(String::new());
        if self.unplayable > 0 {
            lines.push(format!("{} could not be played", self.unplayable));
        }
        lines.push(format!("{} of {} scenarios hold", self.total.good, self.total.all));
        lines.join("\n")
    }
}

impl Tally {
    fn count(&mut self, good: bool) {
        self.all += 1;
        self.good += usize::from(good);
    }
}

impl Latency {
    fn of(mut times: Vec<u64>) -> Self {
        times.sort_unstable();
        // The smallest time that this share of all does not exceed.
        let at = |percent: usize| {
            let place = (times.len() * percent).div_ceil(100).saturating_sub(1);
            times.get(place).copied().unwrap_or_default()
        };
        Self { p50: at(50), p95: at(95), max: at(100) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_of_times() {
        assert_eq!(Latency::of((1..=100).rev().collect()), Latency { p50: 50, p95: 95, max: 100 });
        assert_eq!(Latency::of(vec![7]), Latency { p50: 7, p95: 7, max: 7 });
        assert_eq!(Latency::of(Vec::new()), Latency::default());
    }
}
