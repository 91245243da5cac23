//! Numbers as people read them, and as spreadsheets do.

use rust_decimal::Decimal;

use super::super::page::Page;

/// A number of the dashboard; what has no basis has no number.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Number {
    /// So many.
    Count(i64),
    /// A figure with a place after the point.
    Plain(Option<f64>),
    /// A share in thousandths.
    Thousandths(Option<i64>),
    /// A time.
    Seconds(Option<f64>),
    /// An amount in the currency that stands beside it.
    Amount(Option<Decimal>),
}

impl Number {
    /// The share of a part in a whole; none in nothing.
    pub(super) fn share(part: i64, whole: i64) -> Self {
        Self::Thousandths((whole > 0).then(|| part.saturating_mul(1000) / whole))
    }

    /// For people.
    pub(super) fn words(&self, page: &Page) -> String {
        let with = |label, n: String| page.words(label).replace("{n}", &n);
        let known = match self {
            Self::Count(n) => Some(grouped(&n.to_string())),
            Self::Plain(n) => n.map(|n| format!("{n:.1}")),
            Self::Thousandths(n) => {
                n.map(|n| with("board.percent", format!("{}.{}", n / 10, n % 10)))
            }
            Self::Seconds(n) => n.map(|n| {
                if n < 90.0 {
                    with("board.seconds", format!("{n:.1}"))
                } else if n < 5_400.0 {
                    with("board.minutes", format!("{:.0}", n / 60.0))
                } else {
                    with("board.hours", format!("{:.1}", n / 3_600.0))
                }
            }),
            Self::Amount(n) => n.map(|n| grouped(&n.round_dp(2).to_string())),
        };
        known.unwrap_or_else(|| page.words("board.none").to_owned())
    }

    /// For a spreadsheet: bare, in whole units, seconds and per cent; empty without a basis.
    pub(super) fn plain(&self) -> String {
        match self {
            Self::Count(n) => n.to_string(),
            Self::Plain(n) | Self::Seconds(n) => n.map(|n| format!("{n:.1}")).unwrap_or_default(),
            Self::Thousandths(n) => n.map(|n| format!("{}.{}", n / 10, n % 10)).unwrap_or_default(),
            Self::Amount(n) => n.map(|n| n.to_string()).unwrap_or_default(),
        }
    }
}

/// A number with its thousands set apart.
fn grouped(number: &str) -> String {
    let (whole, rest) =
        number.split_once('.').map_or((number, None), |(it, rest)| (it, Some(rest)));
    let count = whole.chars().filter(char::is_ascii_digit).count();
    let mut out = String::new();
    let mut left = count;
    for letter in whole.chars() {
        if letter.is_ascii_digit() {
            if left < count && left.is_multiple_of(3) {
                out.push(',');
            }
            left -= 1;
        }
        out.push(letter);
    }
    if let Some(rest) = rest {
        out.push('.');
        out.push_str(rest);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_stand_apart() {
        for (number, words) in [
            ("0", "0"),
            ("999", "999"),
            ("1000", "1,000"),
            ("1234567.50", "1,234,567.50"),
            ("-1000", "-1,000"),
        ] {
            assert_eq!(grouped(number), words);
        }
    }

    #[test]
    fn nothing_has_no_share() {
        assert_eq!(Number::share(0, 0), Number::Thousandths(None));
        assert_eq!(Number::share(1, 3).plain(), "33.3");
        assert_eq!(Number::Thousandths(None).plain(), "");
    }
}
