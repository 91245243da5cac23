//! `[retention]`: how long is kept what nobody needs for ever.

use std::time::Duration;

use super::reader::Reader;

/// Shortest time anything is kept: a failure may be reported within a week.
const LEAST: Duration = Duration::from_hours(7 * 24);

/// `[retention]`.
#[derive(Clone, Copy, Debug)]
pub struct Retention {
    /// How long raw deliveries and reports about our messages are kept; zero is for ever.
    pub deliveries: Duration,
    /// How long the journals of turns are kept; zero is for ever.
    pub journals: Duration,
}

impl Retention {
    pub(super) fn read(from: &mut Reader<'_>) -> Self {
        Self {
            deliveries: kept(from, "retention.deliveries"),
            journals: kept(from, "retention.journals"),
        }
    }
}

fn kept(from: &mut Reader<'_>, key: &'static str) -> Duration {
    let ten_years = Duration::from_hours(24 * 3_653);
    let kept = from.duration(key, Duration::ZERO..=ten_years);
    if !kept.is_zero() && kept < LEAST {
        let advice = "Choose 7d or more, or 0s for ever.";
        from.reject(key, "a failure that is reported late would find nothing.", advice);
    }
    kept
}
