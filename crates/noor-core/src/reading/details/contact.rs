//! E-mail addresses and telephone numbers.

use super::Telling;
use crate::reading::cues::Cue;
use crate::words::Kind;

/// Reads every e-mail and every number that is written like a phone's. What was meant for an e-mail
/// and is none is taken as well, so that nothing else is read from it.
pub(super) fn contacts(telling: &mut Telling<'_>) {
    for at in 0..telling.sheet.len() {
        let Some(word) = telling.sheet.word(at).filter(|word| word.kind == Kind::Private) else {
            continue;
        };
        let start = if word.plus { word.start - 1 } else { word.start };
        let written = telling.sheet.raw.get(start..word.end).unwrap_or_default();
        if written.contains("://") || written.to_lowercase().starts_with("www.") {
            continue;
        }
        if written.contains('@') {
            telling.details.email = email(written).or_else(|| telling.details.email.take());
            telling.sheet.take(at..at + 1);
        } else if !counts_an_order(telling, at) {
            telling.details.phone = Some(written.to_owned());
            telling.sheet.take(at..at + 1);
        }
    }
    broken(telling);
}

/// A well-formed e-mail address, its host in small letters.
pub(super) fn email(written: &str) -> Option<String> {
    let (name, host) = written.trim_end_matches('.').split_once('@')?;
    let sound = |text: &str, allowed: &str| {
        !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || allowed.contains(c))
    };
    let named = sound(name, "._%+-'") && !name.starts_with('.') && !name.ends_with('.');
    let labels = || host.split('.');
    let hosted = labels().count() >= 2
        && labels()
            .all(|label| sound(label, "-") && !label.starts_with('-') && !label.ends_with('-'));
    let topped = labels()
        .next_back()
        .is_some_and(|top| top.len() >= 2 && top.chars().all(|c| c.is_ascii_alphabetic()));
    (named && !name.contains("..") && hosted && topped)
        .then(|| format!("{name}@{}", host.to_ascii_lowercase()))
}

/// Whether the number stands beside words about an order or an invoice.
fn counts_an_order(telling: &Telling<'_>, at: usize) -> bool {
    let before = at.saturating_sub(4)..at;
    let about = |cue| matches!(cue, Cue::OrderStatus | Cue::Invoice | Cue::Cart);
    before.into_iter().any(|at| telling.sheet.says(at, about))
}

/// Takes the words of a stretch without blanks that has an `@` between letters: "sara@mail,com".
fn broken(telling: &mut Telling<'_>) {
    let sheet = &mut telling.sheet;
    let mut start = 0;
    for at in 1..=sheet.len() {
        if at < sheet.len() && !sheet.between(at).contains(char::is_whitespace) {
            continue;
        }
        let meant = |at: usize| {
            sheet.between(at).contains('@') && sheet.is_letters(at) && !sheet.is_digits(at - 1)
        };
        if (start + 1..at).any(meant) {
            sheet.take(start..at);
        }
        start = at;
    }
}

/// The number behind "mobile:": seven digits or more, in as many groups as they like.
pub(super) fn labelled_phone(telling: &mut Telling<'_>, at: usize) -> Option<usize> {
    const FEWEST: usize = 7;
    const MOST: usize = 15;
    let sheet = &telling.sheet;
    let mut end = at;
    let mut digits = 0;
    while digits < MOST
        && sheet.is_digits(end)
        && sheet.is_free(end)
        && (end == at
            || sheet.follows(end)
            || sheet.between(end).trim_matches(['(', ')', ' ']).is_empty())
    {
        digits += sheet.text(end..end + 1).chars().filter(|c| c.is_numeric()).count();
        end += 1;
    }
    if !(FEWEST..=MOST).contains(&digits) {
        return None;
    }
    let plus = if sheet.word(at).is_some_and(|word| word.plus) { "+" } else { "" };
    telling.details.phone = Some(format!("{plus}{}", sheet.text(at..end)));
    telling.sheet.take(at..end);
    Some(end)
}

/// Whether an e-mail or a phone was taken at a place.
pub(super) fn is_contact(telling: &Telling<'_>, at: usize) -> bool {
    let private = telling.sheet.word(at).is_some_and(|word| word.kind == Kind::Private);
    private && !telling.sheet.is_free(at)
}
