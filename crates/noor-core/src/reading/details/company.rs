//! Where the name of a company begins and ends.

use std::ops::Range;

use super::marks::Mark;
use super::sheet::{Sheet, Wall, Weight};
use crate::reading::cues::Cue;
use crate::words::Kind;

/// No company's name has more words.
const LONGEST: usize = 8;

/// The company whose name begins at a place where one is expected ("from …", "شركة …").
pub(super) fn company(sheet: &Sheet<'_>, at: usize) -> Option<Range<usize>> {
    let mut start = at;
    while !sheet.is_capital(start) && sheet.mark(start, Mark::Article).is_some() {
        start += 1;
    }
    // "A small clinic" describes a company and names none.
    let described = start > at && sheet.says(start - 1, |cue| cue == Cue::Determiner);
    if described && !sheet.is_capital(start) {
        return None;
    }
    let head = head(sheet, start).unwrap_or(0);
    let first = start + head;
    // «شركة النور» is called so; "company called Bright Labs" is called Bright Labs.
    if !sheet.is_arabic(start) {
        start = first;
    }
    let mut end = first;
    while end - start < LONGEST && (end == first || sheet.follows(end)) {
        if let Some(length) = sheet.mark(end, Mark::Legal).filter(|_| end > first) {
            end += length;
            let goes_on = sheet.mark(end, Mark::Legal).is_some() || !is_short(sheet, end - 1);
            if goes_on {
                continue;
            }
            break;
        }
        let behind_head = head > 0 && is_proper_noun(sheet, end);
        let goes_on = end == first || !sheet.is_thing(end);
        if !(behind_head && goes_on || belongs(sheet, end, first)) {
            break;
        }
        end += 1;
    }
    while end > first && sheet.word(end - 1).is_some_and(|word| word.kind == Kind::Sign) {
        end -= 1;
    }
    end = without_talk(sheet, first..end).end.max(first);
    let named = (first..end).any(|at| {
        sheet.is_capital(at)
            || sheet.weight(at) == Weight::Unknown
            || sheet.mark(at, Mark::Trade).is_some()
    });
    let named = named || head > 0 && is_proper_noun(sheet, first);
    let place = (first..end).all(|at| sheet.is_any(at, &[Mark::City, Mark::Area]));
    let nobody = sheet.mark(first, Mark::NotName).is_some() && !sheet.is_capital(first);
    (named && !place && !nobody && !sheet.is_asked_before(end)).then_some(start..end)
}

/// A name without what is only said behind it: "Bright Labs *by the way*", «النور *لو سمحت*».
pub(super) fn without_talk(sheet: &Sheet<'_>, name: Range<usize>) -> Range<usize> {
    let Range { start, mut end } = name;
    let belongs = |at: usize| {
        sheet.is_capital(at)
            || sheet.is_digits(at)
            || sheet.is_any(at, &[Mark::Legal, Mark::Trade])
            || sheet.word(at).is_some_and(|word| word.kind == Kind::Sign)
    };
    let idle = |at: usize| {
        sheet.says(at, |cue| matches!(cue, Cue::Filler | Cue::Thank))
            || sheet.mark(at, Mark::NotName).is_some()
    };
    if sheet.is_capital(start)
        && let Some(last) = (start..end).rev().find(|at| belongs(*at))
        && end - last > 2
    {
        end = last + 1;
    }
    while end > start + 1 && idle(end - 1) && !belongs(end - 1) {
        end -= 1;
    }
    start..end
}

/// How many words announce the name of a company: «شركة», but neither «الشركة» nor «شركة:».
pub(super) fn head(sheet: &Sheet<'_>, at: usize) -> Option<usize> {
    let length = sheet.mark(at, Mark::Head)?;
    let bare = sheet.word(at).is_some_and(|word| word.stem == word.text);
    let behind = at + length;
    (bare && sheet.follows(behind) && !sheet.between(behind).contains(':')).then_some(length)
}

/// Whether an Arabic word has its article, as names behind «شركة» mostly have: «الواحة الزرقاء»,
/// «المكتب الذهبي».
fn is_proper_noun(sheet: &Sheet<'_>, at: usize) -> bool {
    sheet.is_arabic(at)
        && sheet.is_free(at)
        && sheet.text(at..at + 1).starts_with("ال")
        && sheet.mark(at, Mark::NotName).is_none()
        && (sheet.weight(at) < Weight::Strong || sheet.is_of_trade(at))
}

/// Whether a legal form is written with letters only, as those are that end a name.
fn is_short(sheet: &Sheet<'_>, at: usize) -> bool {
    sheet.text(at..at + 1).chars().count() <= 4
}

fn belongs(sheet: &Sheet<'_>, at: usize, first: usize) -> bool {
    const ENDS: [Mark; 11] = [
        Mark::Being,
        Mark::Plural,
        Mark::Named,
        Mark::Closing,
        Mark::LabelName,
        Mark::LabelEmail,
        Mark::LabelPhone,
        Mark::LabelAddress,
        Mark::LabelRole,
        Mark::Individual,
        Mark::From,
    ];
    let Some(word) = sheet.word(at).filter(|_| sheet.is_free(at)) else { return false };
    if sheet.is_any(at, &[Mark::Legal, Mark::Trade]) && at > first {
        return true;
    }
    if sheet.is_any(at, &ENDS) && !sheet.is_capital(at) {
        return false;
    }
    match word.kind {
        Kind::Sign => word.text == "&",
        // "3 Stars", "Trading 2020"; not "from Bright Labs 5 chairs".
        Kind::Digits => at == first || !sheet.follows(at + 1) || sheet.is_capital(at + 1),
        Kind::Latin | Kind::Arabic => {
            let talk = sheet.mark(at, Mark::NotName).is_some() || sheet.says(at, speaks);
            sheet.is_capital(at) || !talk && sheet.weight(at) != Weight::Strong
        }
        Kind::Foreign => true,
        Kind::Private => false,
    }
}

fn speaks(cue: Cue) -> bool {
    matches!(cue, Cue::Filler | Cue::Name | Cue::Determiner | Cue::With)
}

/// The company whose name ends with the legal form at a place: "Al Noor Trading LLC".
pub(super) fn company_before(sheet: &Sheet<'_>, legal: usize) -> Option<Range<usize>> {
    let length = sheet.mark(legal, Mark::Legal)?;
    let mut start = legal;
    while legal - start < LONGEST
        && start > 0
        && sheet.follows(start)
        && sheet.is_free(start - 1)
        && is_proper(sheet, start - 1)
    {
        start -= 1;
    }
    let mut end = legal + length;
    while sheet.follows(end)
        && (sheet.is_any(end, &[Mark::Legal])
            || sheet.is_digits(end) && sheet.wall(end + 1) > Wall::None)
    {
        end += sheet.mark(end, Mark::Legal).unwrap_or(1);
    }
    (start < legal).then_some(start..end)
}

/// Whether a word right before a legal form is one of the name.
fn is_proper(sheet: &Sheet<'_>, at: usize) -> bool {
    const NEVER: [Mark; 6] =
        [Mark::From, Mark::Being, Mark::Plural, Mark::Named, Mark::Is, Mark::Here];
    let Some(word) = sheet.word(at) else { return false };
    if sheet.is_any(at, &NEVER) && !sheet.is_capital(at) {
        return false;
    }
    match word.kind {
        Kind::Sign => word.text == "&",
        Kind::Digits => true,
        Kind::Latin | Kind::Arabic => {
            let known = sheet.is_any(at, &[Mark::Legal, Mark::Trade, Mark::Head]);
            let talk = sheet.mark(at, Mark::NotName).is_some();
            known
                || sheet.is_capital(at) && !sheet.says(at, |cue| cue == Cue::Find)
                || !talk && sheet.weight(at) == Weight::Unknown
        }
        Kind::Foreign | Kind::Private => false,
    }
}

/// Whether a part is rather a company's name than a person's.
pub(super) fn is_like_one(sheet: &Sheet<'_>, range: Range<usize>) -> bool {
    range.into_iter().any(|at| {
        sheet.is_any(at, &[Mark::Legal, Mark::Trade, Mark::Head])
            || sheet.is_digits(at)
            || sheet.word(at).is_some_and(|word| word.kind == Kind::Sign)
    })
}
