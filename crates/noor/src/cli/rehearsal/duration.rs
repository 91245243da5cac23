//! Lengths of time as scenarios and people write them.

use chrono::TimeDelta;

/// The longest time that can be let pass at once.
const LONGEST: TimeDelta = TimeDelta::days(366);

/// Reads a duration of ISO 8601 in weeks, days, hours, minutes and seconds: `P1DT2H`.
///
/// # Errors
///
/// A sentence that shows how one is written.
pub(in crate::cli) fn duration(text: &str) -> Result<TimeDelta, String> {
    let days = [('W', 604_800), ('D', 86_400)];
    let hours = [('H', 3_600), ('M', 60), ('S', 1)];
    let seconds = text.strip_prefix('P').and_then(|rest| match rest.split_once('T') {
        Some(("", time)) => amount(time, &hours),
        Some((date, time)) => amount(date, &days)?.checked_add(amount(time, &hours)?),
        None => amount(rest, &days),
    });
    seconds
        .and_then(TimeDelta::try_seconds)
        .filter(|length| *length <= LONGEST)
        .ok_or_else(|| format!("`{text}` is no length of time: write PT23H, PT30M or P2D"))
}

/// Adds up `2H30M`; each unit at most once, in the order of `units`, and at least one.
fn amount(text: &str, units: &[(char, i64)]) -> Option<i64> {
    let mut units = units.iter();
    let mut number = String::new();
    let mut total = None;
    for letter in text.chars() {
        if letter.is_ascii_digit() {
            number.push(letter);
            continue;
        }
        let (_, seconds) = units.find(|(unit, _)| *unit == letter)?;
        let part = number.parse::<i64>().ok()?.checked_mul(*seconds)?;
        total = Some(total.unwrap_or(0_i64).checked_add(part)?);
        number.clear();
    }
    if number.is_empty() { total } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_of_time() {
        let table = [
            ("PT23H", Some(TimeDelta::hours(23))),
            ("P1DT2H", Some(TimeDelta::hours(26))),
            ("P2W", Some(TimeDelta::weeks(2))),
            ("PT1M30S", Some(TimeDelta::seconds(90))),
            ("P", None),
            ("PT", None),
            ("P1DT", None),
            ("PT5", None),
            ("PTH", None),
            ("PT1S1H", None),
            ("PT-1H", None),
            ("P1Y", None),
            ("P999999W", None),
            ("PT99999999999999999999S", None),
        ];
        for (text, expected) in table {
            assert_eq!(duration(text).ok(), expected, "{text}");
        }
    }
}
