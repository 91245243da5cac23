//! Dates and times of the day: numbers that no product has.

use crate::reading::tags::{Item, Tagged};
use crate::words::{Gap, Kind};

/// The phrase after the date or time that begins at a phrase: `12/11/2026`, `12.11.26`, `10:30`.
pub(super) fn date_or_time(text: &Tagged<'_>, at: usize) -> Option<usize> {
    let first = text.items.get(at)?;
    let written = digits(text, first)?;
    if written.contains('.') {
        let parts: Vec<&str> = written.split('.').collect();
        return is_date(&parts).then_some(at + 1);
    }
    let next = |place: usize, gap: Gap| {
        text.items.get(place).filter(|item| item.gap == gap).and_then(|item| digits(text, item))
    };
    // "We are 20: 17 of us" tells no time.
    let together = || {
        let end = text.first_word(first).map(|word| word.end + 1);
        end == text.items.get(at + 1).and_then(|item| text.first_word(item)).map(|word| word.start)
    };
    if let Some(minutes) = next(at + 1, Gap::Colon).filter(|_| together()) {
        return is_time(written, minutes).then_some(at + 2);
    }
    let second = next(at + 1, Gap::Joined)?;
    let third = next(at + 2, Gap::Joined)?;
    let ends = next(at + 3, Gap::Joined).is_none() && first.gap > Gap::Joined;
    (ends && is_date(&[written, second, third])).then_some(at + 3)
}

fn digits<'t>(text: &'t Tagged<'_>, item: &Item<'_>) -> Option<&'t str> {
    let word = text.first_word(item)?;
    (word.kind == Kind::Digits && item.meanings.is_empty()).then_some(word.text.as_str())
}

/// Day, month and year in any of the usual orders.
fn is_date(parts: &[&str]) -> bool {
    let &[first, second, third] = parts else { return false };
    let number = |part: &str, most: u32| {
        part.len() <= 2 && part.parse::<u32>().is_ok_and(|number| (1..=most).contains(&number))
    };
    let year = |part: &str| {
        let plausible = |year: u32| (2000..2100).contains(&year) || (20..60).contains(&year);
        matches!(part.len(), 2 | 4) && part.parse().is_ok_and(plausible)
    };
    let day_and_month = |one: &str, other: &str| {
        number(one, 31) && number(other, 12) || number(one, 12) && number(other, 31)
    };
    day_and_month(first, second) && year(third)
        || first.len() == 4 && year(first) && day_and_month(second, third)
}

fn is_time(hours: &str, minutes: &str) -> bool {
    let within = |part: &str, most: u32| part.parse::<u32>().is_ok_and(|number| number < most);
    hours.len() <= 2 && minutes.len() == 2 && within(hours, 25) && within(minutes, 60)
}
