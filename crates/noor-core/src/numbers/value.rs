//! The value of a number, in digits or in words, in English and Arabic.

use rust_decimal::Decimal;

use crate::reading::tags::Tagged;
use crate::words::{Gap, InCode, Kind};

/// A number as written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Value {
    pub(super) amount: Decimal,
    /// How many digits it was written with; 0 for words.
    pub(super) digits: usize,
    /// Whether it has a decimal part.
    pub(super) fraction: bool,
    pub(super) written_in_digits: bool,
    /// Its first phrase.
    pub(super) start: usize,
    /// The phrase after its last one.
    pub(super) end: usize,
}

impl Value {
    /// A value that one word says together with its unit (`مترين`).
    pub(super) fn in_one_word(amount: u32, at: usize) -> Self {
        Self {
            amount: Decimal::from(amount),
            digits: 0,
            fraction: false,
            written_in_digits: false,
            start: at,
            end: at + 1,
        }
    }

    /// The value, if it can count things.
    pub(super) fn whole_number(&self) -> Option<u32> {
        self.amount.is_integer().then(|| u32::try_from(self.amount).ok()).flatten()
    }

    /// The value as an amount: with money, `1.500` is fifteen hundred and not one and a half.
    pub(super) fn as_money(&self) -> Decimal {
        if self.fraction && self.amount.scale() == 3 && self.amount >= Decimal::ONE {
            self.amount * Decimal::from(1000)
        } else {
            self.amount
        }
    }
}

/// The number that begins at a phrase: `1,200`, `1.5k`, `٢ الف`, "two hundred and fifty",
/// «خمسة وعشرين».
pub(super) fn value_at(text: &Tagged<'_>, at: usize) -> Option<Value> {
    let item = text.items.get(at)?;
    let word = text.first_word(item).filter(|word| word.code == InCode::Nowhere)?;
    if word.kind == Kind::Digits && item.meanings.is_empty() {
        in_digits(text, at, &word.text)
    } else {
        in_words(text, at)
    }
}

fn in_digits(text: &Tagged<'_>, at: usize, written: &str) -> Option<Value> {
    let (amount, fraction) = parse(written)?;
    let scale = text.items.get(at + 1).filter(|next| next.gap.continues()).and_then(|next| {
        let glued_only = text.first_word(next).is_some_and(|word| word.text == "k");
        let scale = next.number().filter(|scale| matches!(scale, 100 | 1000))?;
        (!glued_only || next.gap == Gap::Glued).then_some(scale)
    });
    let amount = amount.checked_mul(Decimal::from(scale.unwrap_or(1)))?.normalize();
    Some(Value {
        // Trailing zeros matter to tell `1.500` from `1.5`.
        amount: if scale.is_none() && fraction { parse(written)?.0 } else { amount },
        digits: written.chars().filter(char::is_ascii_digit).count(),
        fraction: fraction && scale.is_none(),
        written_in_digits: true,
        start: at,
        end: at + 1 + usize::from(scale.is_some()),
    })
}

/// Digits with separators. `None` for what is no number (`801.552.05`) or has too many digits.
fn parse(written: &str) -> Option<(Decimal, bool)> {
    if written.len() > 15 {
        return None;
    }
    let last = written.rfind(['.', ',']);
    let Some(last) = last else { return Some((written.parse().ok()?, false)) };
    let (head, tail) = written.split_at(last);
    let separator = tail.chars().next()?;
    let tail = tail.trim_start_matches(separator);
    let in_groups = |text: &str, separator: char| {
        let mut groups = text.split(separator);
        groups.next().is_some_and(|first| (1..=3).contains(&first.len()))
            && groups.all(|group| group.len() == 3)
    };
    let other = if separator == '.' { ',' } else { '.' };
    let plain = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
    // Commas in groups of three separate thousands.
    if separator == ',' && in_groups(written, ',') {
        return Some((plain(written).parse().ok()?, false));
    }
    if separator == '.' && head.contains('.') {
        return in_groups(written, '.').then(|| plain(written).parse().ok().map(|n| (n, false)))?;
    }
    let whole = !head.contains(other) || in_groups(head, other);
    let decimal = whole && !head.contains(separator) && tail.len() <= 3;
    if !decimal {
        return None;
    }
    Some((format!("{}.{tail}", plain(head)).parse().ok()?, true))
}

fn in_words(text: &Tagged<'_>, at: usize) -> Option<Value> {
    let mut total = 0_u32;
    let mut current = 0_u32;
    let mut end = at;
    while let Some(item) = text.items.get(end) {
        let first = end == at;
        let Some(number) = item.number().filter(|_| first || item.gap.continues()) else { break };
        let word = text.first_word(item)?;
        if word.text == "k" {
            break;
        }
        let with_and = word.text.starts_with('و') && number != 1;
        current = match (number, current) {
            (_, 0) if first => number,
            (1000, thousands) if !with_and => {
                total += thousands.max(1) * 1000;
                0
            }
            (100, hundreds @ 1..=9) if !with_and => hundreds * 100,
            (_, 0) if total > 0 && number < 1000 => number,
            (1..=9, tens @ 20..) if tens % 10 == 0 && tens % 100 >= 20 => tens + number,
            (1..=99, hundreds @ 100..) if hundreds % 100 == 0 => hundreds + number,
            (20..=90, ones) if with_and && number % 10 == 0 && (1..10).contains(&(ones % 100)) => {
                ones + number
            }
            _ => break,
        };
        if first && number == 1000 {
            (total, current) = (1000, 0);
        } else if first && number == 2000 {
            (total, current) = (2000, 0);
        }
        end += 1;
        // "two hundred and fifty": the "and" counts only between two parts of one number.
        let joins = text.items.get(end).is_some_and(|next| {
            next.is(super::Term::And) && next.gap.continues() && current.is_multiple_of(100)
        });
        let goes_on = text.items.get(end + 1).is_some_and(|next| {
            next.gap.continues() && next.number().is_some_and(|next| next < 100)
        });
        if joins && goes_on && current + total >= 100 {
            end += 1;
        }
    }
    (end > at && total + current > 0).then(|| Value {
        amount: Decimal::from(total + current),
        digits: 0,
        fraction: false,
        written_in_digits: false,
        start: at,
        end,
    })
}
