//! What is wrong with a configuration.
//!
//! Owns the sentences about it. They must never repeat the value of a secret.

use std::fmt;

use super::values::Origin;

/// One thing to correct.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mistake {
    /// The setting, as in `turn.debounce`; empty if the mistake concerns a whole file.
    pub key: String,
    /// Where the wrong value was written.
    pub origin: Origin,
    /// What is wrong with it.
    pub problem: String,
    /// What to do.
    pub advice: String,
}

impl fmt::Display for Mistake {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.key.is_empty() {
            write!(out, "{} ", self.key)?;
        }
        write!(out, "({}): {} {}", self.origin, self.problem, self.advice)
    }
}

/// Every mistake of a configuration, in the order of `default.toml`; never empty.
#[derive(Debug, thiserror::Error)]
pub struct ConfigErrors(pub Vec<Mistake>);

impl fmt::Display for ConfigErrors {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.len() {
            1 => write!(out, "the configuration has a mistake:")?,
            count => write!(out, "the configuration has {count} mistakes:")?,
        }
        self.0.iter().try_for_each(|mistake| write!(out, "\n  - {mistake}"))
    }
}

/// The known key that somebody most likely meant by `wrong`.
///
/// That is one with the same last part in another section, or the one that needs the fewest changed
/// letters, if those are few.
pub(super) fn nearest<'a>(wrong: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    const LONGEST: usize = 80;
    let letters: Vec<char> = wrong.chars().take(LONGEST + 1).collect();
    if letters.len() > LONGEST {
        return None;
    }
    let last_part = |key: &str| key.rsplit('.').next().map(str::to_owned);
    let wanted = last_part(wrong);
    known
        .map(|key| {
            let changes = changed_letters(&letters, key);
            let distance = if last_part(key) == wanted { changes.min(2) } else { changes };
            (distance, key)
        })
        .min_by_key(|(distance, _)| *distance)
        .filter(|(distance, key)| *distance <= 1 + key.len() / 6)
        .map(|(_, key)| key)
}

/// How many letters must be added, removed or replaced to turn one word into the other.
fn changed_letters(from: &[char], to: &str) -> usize {
    let mut row: Vec<usize> = (0..=from.len()).collect();
    for (line, letter) in to.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = line + 1;
        for (column, other) in from.iter().enumerate() {
            let replaced = diagonal + usize::from(letter != *other);
            diagonal = row[column + 1];
            row[column + 1] = replaced.min(diagonal + 1).min(row[column] + 1);
        }
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_key_is_suggested() {
        let known = ["turn.debounce", "server.port", "messaging.wazzup.api_key", "model.api_key"];
        let near = |wrong| nearest(wrong, known.into_iter());
        assert_eq!(near("turn.debunce"), Some("turn.debounce"));
        assert_eq!(near("server.debounce"), Some("turn.debounce"), "right name, wrong section");
        assert_eq!(near("sever.port"), Some("server.port"));
        assert_eq!(near("colour.of.the.sofa"), None);
        assert_eq!(near(&"x".repeat(100_000)), None);
    }
}
