//! Phones and e-mails in free text.
//!
//! Owns what counts as one. In doubt a run of eight or more digits is a phone: a model that
//! misses a number asks again, a vendor that has seen one cannot forget it.

use std::ops::Range;

use super::Kind;

const FEWEST_DIGITS: usize = 8;
/// So many separators may stand between two digits of one phone (`) - `).
const MOST_SEPARATORS: usize = 3;

/// Finds e-mails, and phones between them, in order.
pub(super) fn find(text: &str) -> Vec<(Kind, Range<usize>)> {
    let chars: Vec<(usize, char)> = text.char_indices().collect();
    let mut found = Vec::new();
    let mut open = 0;
    for email in emails(&chars) {
        phones(&chars, open..email.start, &mut found);
        found.push((Kind::Email, email.clone()));
        open = email.end;
    }
    phones(&chars, open..chars.len(), &mut found);
    let byte = |place: usize| chars.get(place).map_or(text.len(), |(at, _)| *at);
    found.into_iter().map(|(kind, range)| (kind, byte(range.start)..byte(range.end))).collect()
}

fn at(chars: &[(usize, char)], place: usize) -> Option<char> {
    chars.get(place).map(|(_, c)| *c)
}

/// Finds `name@host.tld`, also with one blank on either side of the sign.
fn emails(chars: &[(usize, char)]) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    for (place, (_, sign)) in chars.iter().enumerate() {
        if !matches!(sign, '@' | '＠') {
            continue;
        }
        let floor = found.last().map_or(0, |last| last.end);
        let blank =
            |beside: Option<usize>| beside.is_some_and(|beside| at(chars, beside) == Some(' '));
        let name_end = if blank(place.checked_sub(1)) { place - 1 } else { place };
        let mut start = name_end;
        while start > floor && at(chars, start - 1).is_some_and(is_name) {
            start -= 1;
        }
        let host = if blank(Some(place + 1)) { place + 2 } else { place + 1 };
        let mut end = host;
        while at(chars, end).is_some_and(is_host) {
            end += 1;
        }
        while end > host && at(chars, end - 1).is_some_and(|c| !c.is_alphanumeric()) {
            end -= 1;
        }
        let dotted = (host + 1..end).any(|place| matches!(at(chars, place), Some('.' | '。')));
        if start < name_end && name_end >= floor && dotted {
            found.push(start..end);
        }
    }
    found
}

fn is_name(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '.' | '_' | '%' | '+' | '-' | '\'')
}

fn is_host(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '.' | '-' | '。')
}

/// Finds runs of digits that could be dialled, whatever script and separators.
fn phones(chars: &[(usize, char)], within: Range<usize>, found: &mut Vec<(Kind, Range<usize>)>) {
    let mut place = within.start;
    while place < within.end {
        if at(chars, place).and_then(digit).is_none() {
            place += 1;
            continue;
        }
        let run = Run::at(chars, place, within.end);
        if run.digits >= FEWEST_DIGITS && !run.is_date(chars) {
            let plus = place > within.start && at(chars, place - 1).is_some_and(is_prefix);
            let start = if plus { place - 1 } else { place };
            found.push((Kind::Phone, start..run.end));
        }
        place = run.end;
    }
}

/// Digits with separators between them.
struct Run {
    start: usize,
    end: usize,
    digits: usize,
}

impl Run {
    fn at(chars: &[(usize, char)], start: usize, limit: usize) -> Self {
        let mut run = Self { start, end: start, digits: 0 };
        let mut separators = 0;
        let mut place = start;
        while place < limit
            && separators <= MOST_SEPARATORS
            && let Some(c) = at(chars, place)
        {
            place += 1;
            if digit(c).is_some() {
                run.digits += 1;
                run.end = place;
                separators = 0;
            } else if is_separator(c) {
                separators += 1;
            } else if !is_invisible(c) {
                break;
            }
        }
        run
    }

    /// `2026-11-23`, `23/11/2026`, `23.11.2026`: what a customer writes about delivery.
    fn is_date(&self, chars: &[(usize, char)]) -> bool {
        if self.end - self.start != 10 {
            return false;
        }
        let inside = chars.get(self.start..self.end).unwrap_or_default();
        let parts: Vec<Vec<u32>> = inside
            .split(|(_, c)| matches!(c, '-' | '/' | '.'))
            .map(|part| part.iter().filter_map(|(_, c)| digit(*c)).collect())
            .collect();
        let [first, second, third] = parts.as_slice() else { return false };
        let (year, day) = match (first.len(), second.len(), third.len()) {
            (4, 2, 2) => (first, third),
            (2, 2, 4) => (third, first),
            _ => return false,
        };
        let value = |digits: &[u32]| digits.iter().fold(0, |value, digit| value * 10 + digit);
        (1900..2100).contains(&value(year))
            && (1..=31).contains(&value(day))
            && (1..=31).contains(&value(second))
    }
}

/// The value of a digit in the scripts customers type in.
fn digit(c: char) -> Option<u32> {
    match c {
        '0'..='9' => Some(u32::from(c) - 0x30),
        '٠'..='٩' => Some(u32::from(c) - 0x0660),
        '۰'..='۹' => Some(u32::from(c) - 0x06F0),
        '０'..='９' => Some(u32::from(c) - 0xFF10),
        _ => None,
    }
}

fn is_prefix(c: char) -> bool {
    matches!(c, '+' | '＋' | '(')
}

fn is_separator(c: char) -> bool {
    matches!(
        c,
        ' ' | '\t' | '\u{a0}' | '\u{2009}' | '\u{202f}' | '-' | '\u{2010}'
            ..='\u{2015}' | '\u{2212}' | '.' | '(' | ')' | '/' | '_' | '·' | '•' | '*'
    )
}

/// Marks without width, which phones are full of when copied from right-to-left text.
fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'
            | '\u{2066}'..='\u{2069}' | '\u{feff}' | '\u{61c}'
    )
}
