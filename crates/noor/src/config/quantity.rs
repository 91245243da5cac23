//! Durations and sizes as people write them.
//!
//! Owns their spelling. It must never guess a missing unit.

use std::time::Duration;

/// Reads "500ms", "3s", "2m", "1h", "7d" and their sums such as "1m30s"; `None` for anything else.
pub(super) fn duration(text: &str) -> Option<Duration> {
    let mut rest = text.trim();
    let mut total = Duration::ZERO;
    if rest.is_empty() {
        return None;
    }
    while !rest.is_empty() {
        let (number, after) = leading_number(rest)?;
        let (unit, next) = leading_unit(after);
        let part = match unit {
            "ms" => Duration::from_millis(number),
            "s" => Duration::from_secs(number),
            "m" => Duration::from_secs(number.checked_mul(60)?),
            "h" => Duration::from_secs(number.checked_mul(3_600)?),
            "d" => Duration::from_secs(number.checked_mul(86_400)?),
            _ => return None,
        };
        total = total.checked_add(part)?;
        rest = next;
    }
    Some(total)
}

/// Writes a duration so that [`duration`] reads it back, as short as possible.
pub(super) fn spell_duration(duration: Duration) -> String {
    let (milliseconds, seconds) = (duration.subsec_millis(), duration.as_secs());
    match (milliseconds, seconds) {
        (0, 0) => "0s".to_owned(),
        (0, s) if s % 86_400 == 0 => format!("{}d", s / 86_400),
        (0, s) if s % 3_600 == 0 => format!("{}h", s / 3_600),
        (0, s) if s % 60 == 0 => format!("{}m", s / 60),
        (0, s) => format!("{s}s"),
        (ms, 0) => format!("{ms}ms"),
        (ms, s) => format!("{s}s{ms}ms"),
    }
}

/// Reads "512KiB", "1MiB" or "1024B"; `None` for anything else.
pub(super) fn size(text: &str) -> Option<u64> {
    let (number, unit) = leading_number(text.trim())?;
    let factor = match unit {
        "B" => 1,
        "KiB" => 1 << 10,
        "MiB" => 1 << 20,
        "GiB" => 1 << 30,
        _ => return None,
    };
    number.checked_mul(factor)
}

/// Writes a size so that [`size`] reads it back.
pub(super) fn spell_size(bytes: u64) -> String {
    match bytes {
        b if b > 0 && b % (1 << 30) == 0 => format!("{}GiB", b >> 30),
        b if b > 0 && b % (1 << 20) == 0 => format!("{}MiB", b >> 20),
        b if b > 0 && b % (1 << 10) == 0 => format!("{}KiB", b >> 10),
        b => format!("{b}B"),
    }
}

fn leading_number(text: &str) -> Option<(u64, &str)> {
    let end = text.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(text.len());
    let (digits, rest) = text.split_at(end);
    Some((digits.parse().ok()?, rest.trim_start()))
}

fn leading_unit(text: &str) -> (&str, &str) {
    let end = text.find(|letter: char| !letter.is_ascii_alphabetic()).unwrap_or(text.len());
    let (unit, rest) = text.split_at(end);
    (unit, rest.trim_start())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_read_with_their_units() {
        for (text, milliseconds) in [
            ("500ms", 500),
            ("3s", 3_000),
            ("2m", 120_000),
            ("1h", 3_600_000),
            ("7d", 604_800_000),
            ("1m30s", 90_000),
            (" 1m 30s ", 90_000),
            ("0s", 0),
        ] {
            assert_eq!(duration(text), Some(Duration::from_millis(milliseconds)), "{text}");
        }
        for text in ["", "3", "s", "3 sec", "-3s", "1.5s", "٣s", "3s!", "99999999999999999999s"] {
            assert_eq!(duration(text), None, "{text}");
        }
        assert_eq!(duration("18446744073709551615d"), None, "too long for any clock");
    }

    #[test]
    fn a_written_duration_reads_back_the_same() {
        for milliseconds in [0, 1, 999, 1_000, 1_500, 60_000, 61_000, 3_600_000, 86_400_000] {
            let time = Duration::from_millis(milliseconds);
            assert_eq!(duration(&spell_duration(time)), Some(time));
        }
    }

    #[test]
    fn sizes_are_read_with_their_units() {
        assert_eq!(size("1MiB"), Some(1_048_576));
        assert_eq!(size("512 KiB"), Some(524_288));
        for text in ["", "1", "1MB", "MiB", "-1B", "99999999999999GiB"] {
            assert_eq!(size(text), None, "{text}");
        }
        for bytes in [0, 1, 1_024, 1_048_576, 3_221_225_472] {
            assert_eq!(size(&spell_size(bytes)), Some(bytes));
        }
    }
}
