//! Days as bars, beside those of the period before. The page draws them without a script; words stand
//! outside of the picture, which Arabic mirrors as a whole.

use minijinja::context;
use minijinja::value::Value;
use noor_core::language::Language;
use noor_store::figures::Day;

use super::super::page::Page;
use super::number::Number;

/// The picture's width and height in its own units.
const WIDTH: i64 = 10_000;
const HEIGHT: i64 = 1_000;

/// The chart of one figure.
pub(super) fn of(
    page: &Page,
    label: &'static str,
    days: &[Day],
    past: &[Day],
    figure: fn(&Day) -> i64,
) -> Value {
    let most = top(days.iter().chain(past).map(figure).max().unwrap_or(0));
    let slots = i64::try_from(days.len()).unwrap_or(1).max(1);
    let slot = WIDTH / slots;
    let height = |count: i64| count.saturating_mul(HEIGHT) / most;
    let mut bars = Vec::new();
    for (place, day) in (0_i64..).zip(days) {
        let now = figure(day);
        let then = usize::try_from(place).ok().and_then(|place| past.get(place)).map_or(0, figure);
        bars.push(context! {
            x => place * slot + slot / 8, width => slot * 3 / 4,
            inner_x => place * slot + slot / 4, inner_width => (slot / 2).max(1),
            y => HEIGHT - height(now), height => height(now),
            then_y => HEIGHT - height(then), then_height => height(then),
            day => date(page, day),
            now => Number::Count(now).words(page), then => Number::Count(then).words(page),
        });
    }
    let middle = days.get(days.len() / 2).filter(|_| days.len() > 2);
    let ends = [days.first(), middle, days.last().filter(|_| days.len() > 1)];
    let count = |n: i64| Number::Count(n).words(page);
    context! {
        label, bars,
        all => count(days.iter().map(figure).sum()),
        levels => vec![count(most), count(most / 2), count(0)],
        ends => ends.into_iter().flatten().map(|day| date(page, day)).collect::<Vec<_>>(),
    }
}

/// Where the scale ends: an even number with one or two digits that count, and never nothing.
fn top(most: i64) -> i64 {
    let mut unit = 2;
    while most > unit * 10 {
        unit *= 10;
    }
    (most.max(1) + unit - 1) / unit * unit
}

fn date(page: &Page, day: &Day) -> String {
    match page.language() {
        Language::English => day.day.format("%-d %b").to_string(),
        Language::Arabic => day.day.format("%Y/%m/%d").to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_scale_ends_above_the_highest_bar_and_can_be_halved() {
        for (most, end) in
            [(0, 2), (1, 2), (3, 4), (20, 20), (21, 40), (999, 1_000), (1_001, 1_200)]
        {
            assert_eq!(top(most), end, "{most}");
            assert!(top(most) >= most && top(most) % 2 == 0);
        }
    }
}
