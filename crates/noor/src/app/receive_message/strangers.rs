//! Lines that are not the shop's: each is worth a line in the log, but not for every message.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use chrono::{DateTime, TimeDelta, Utc};

/// How long a line is no news after it was named.
const QUIET: TimeDelta = TimeDelta::hours(1);
/// How many lines are remembered. Whoever knows the webhook's address can invent any number.
const MOST: usize = 100;

/// Remembers which lines were named lately.
#[derive(Debug, Default)]
pub struct Strangers {
    named: Mutex<HashMap<String, DateTime<Utc>>>,
}

impl Strangers {
    /// Whether `channel` is to be named now; it is no news for an hour then.
    pub(crate) fn is_news(&self, channel: &str, now: DateTime<Utc>) -> bool {
        let mut named = self.named.lock().unwrap_or_else(PoisonError::into_inner);
        named.retain(|_, at| now - *at < QUIET);
        if named.contains_key(channel) || named.len() >= MOST {
            return false;
        }
        named.insert(channel.to_owned(), now);
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_named_once_an_hour_and_no_flood_of_lines_is() {
        let (strangers, now) = (Strangers::default(), DateTime::UNIX_EPOCH);
        assert!(strangers.is_news("a", now));
        assert!(!strangers.is_news("a", now + TimeDelta::minutes(59)));
        assert!(strangers.is_news("b", now + TimeDelta::minutes(59)));
        assert!(strangers.is_news("a", now + TimeDelta::minutes(60)));
        let flood = (0..1000).filter(|n| strangers.is_news(&n.to_string(), now)).count();
        assert_eq!(flood, MOST - 2);
    }
}
