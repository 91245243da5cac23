//! Where a person's name begins and ends.

use std::ops::Range;

use super::marks::Mark;
use super::sheet::{Sheet, Wall, Weight};
use crate::reading::cues::Cue;

/// How sure it is that a name stands at a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Trust {
    /// "My name is", a label.
    Sure,
    /// It was asked for, or stands where names stand.
    Expected,
    /// "I'm", which other words follow more often.
    Perhaps,
}

/// Nobody's name has more words.
const LONGEST: usize = 4;

/// The name that begins at a place; forms of address before it are no part of it.
pub(super) fn name(sheet: &Sheet<'_>, at: usize, trust: Trust) -> Option<Range<usize>> {
    let mut start = at;
    while let Some(length) = sheet.mark(start, Mark::Title) {
        start += length;
    }
    let mut end = start;
    while end - start < LONGEST
        && (end == at || sheet.follows(end))
        && fits(sheet, end, trust, end == start)
        && (end == start || goes_on(sheet, start, end, trust))
    {
        end += 1;
    }
    let whole = (start..end).any(|at| sheet.mark(at, Mark::Patronym).is_none());
    let possessive =
        sheet.text(start..end).ends_with("'s") || sheet.text(start..end).ends_with("’s");
    let belongs_to_more = sheet.follows(end) && sheet.is_any(end, &[Mark::Legal, Mark::Trade]);
    let ok = whole
        && !possessive
        && !belongs_to_more
        && (trust == Trust::Sure || is_likely(sheet, start..end, trust));
    ok.then_some(start..end)
}

/// Whether a word can be one of a name.
fn fits(sheet: &Sheet<'_>, at: usize, trust: Trust, first: bool) -> bool {
    const NEVER: [Mark; 16] = [
        Mark::From,
        Mark::Is,
        Mark::Article,
        Mark::Closing,
        Mark::Being,
        Mark::Legal,
        Mark::Trade,
        Mark::Post,
        Mark::City,
        Mark::Area,
        Mark::LabelName,
        Mark::LabelCompany,
        Mark::LabelEmail,
        Mark::LabelPhone,
        Mark::LabelAddress,
        Mark::LabelRole,
    ];
    if !sheet.is_letters(at) || !sheet.is_free(at) {
        return false;
    }
    if sheet.is_any(at, &[Mark::FirstName, Mark::Patronym]) {
        return true;
    }
    // «منى العلي»: behind a name that is sure, a word with an article is its family.
    let family = !first
        && trust == Trust::Sure
        && sheet.is_arabic(at)
        && sheet.text(at..at + 1).starts_with("ال")
        && !sheet.is_thing(at);
    let talk = sheet.mark(at, Mark::NotName).is_some() && !family;
    if talk || sheet.is_any(at, &NEVER) || sheet.mark(at, Mark::Here).is_some() && !first {
        return false;
    }
    if family {
        return true;
    }
    match sheet.weight(at) {
        Weight::Unknown => true,
        // "Lil" is also a word of Arabic in Latin letters, "Rose" a colour.
        Weight::Weak => {
            trust != Trust::Perhaps && sheet.is_capital(at) && !sheet.says(at, is_function_word)
        }
        Weight::Strong => trust == Trust::Sure && sheet.is_capital(at) && !sheet.is_thing(at),
    }
}

fn is_function_word(cue: Cue) -> bool {
    cue == Cue::Filler || cue == Cue::Determiner
}

/// Whether a word goes on with the name that began before it.
fn goes_on(sheet: &Sheet<'_>, start: usize, at: usize, trust: Trust) -> bool {
    if sheet.is_any(at, &[Mark::FirstName, Mark::Patronym]) {
        return true;
    }
    let after_patronym = sheet.mark(at - 1, Mark::Patronym).is_some();
    let family = sheet.is_arabic(at) && sheet.text(at..at + 1).starts_with("ال");
    let whole_text = trust == Trust::Expected;
    let last = ends(sheet, at + 1);
    if sheet.is_capital(start) {
        return sheet.is_capital(at) || after_patronym;
    }
    after_patronym || family || last || whole_text
}

/// Whether a name can end before a place.
fn ends(sheet: &Sheet<'_>, at: usize) -> bool {
    !sheet.follows(at)
        || !sheet.is_free(at)
        || sheet.is_any(at, &[Mark::From, Mark::Here])
        || sheet.is_arabic(at) && sheet.weight(at) > Weight::Unknown
}

/// Whether words that nothing introduces for sure are a name.
fn is_likely(sheet: &Sheet<'_>, range: Range<usize>, trust: Trust) -> bool {
    let behind = range.end;
    if sheet.is_asked_before(behind) {
        return false;
    }
    // "This is KX 210".
    if sheet.follows(behind) && sheet.is_digits(behind) {
        return false;
    }
    if (range.clone()).any(|at| sheet.mark(at, Mark::FirstName).is_some())
        || sheet.mark(range.start, Mark::Patronym).is_some()
    {
        return true;
    }
    let long = range.clone().all(|at| sheet.text(at..at + 1).chars().take(2).count() == 2);
    if trust == Trust::Expected {
        return long;
    }
    let first = range.start;
    if sheet.is_capital(first) {
        return true;
    }
    let verbal = ["ing", "ly"].iter().any(|ending| sheet.text(first..first + 1).ends_with(ending));
    long && !verbal && !sheet.is_ordinary(first) && ends(sheet, behind) && not_torn(sheet, behind)
}

/// Whether nothing but a wall or an affiliation follows, so that the words are a name and no talk.
fn not_torn(sheet: &Sheet<'_>, behind: usize) -> bool {
    sheet.wall(behind) > Wall::None
        || sheet.is_any(behind, &[Mark::From, Mark::Here])
        || sheet.is_arabic(behind)
}
