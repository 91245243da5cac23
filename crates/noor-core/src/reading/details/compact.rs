//! Names and companies that nothing introduces but their place: in a row of details, in a signature,
//! in the answer to a question.

use std::ops::Range;

use super::company::is_like_one;
use super::contact::is_contact;
use super::marks::Mark;
use super::name::{Trust, name};
use super::sheet::{Sheet, Wall, Weight};
use super::{Telling, role};
use crate::reading::cues::Cue;
use crate::understanding::Detail;
use crate::words::Gap;

/// The longest name of a company.
const LONGEST: usize = 7;

/// A part of the message, as far as it is told.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    /// Some detail was read from all of it.
    Told,
    /// Words that may be a name.
    Open(Range<usize>),
    /// Anything else.
    Talk,
}

/// Reads what is left of a row of details.
pub(super) fn compact(telling: &mut Telling<'_>, asked: &[Detail]) {
    individuals(telling, asked);
    let parts: Vec<(Range<usize>, Part)> = at_colons(&telling.sheet)
        .into_iter()
        .map(|range| (range.clone(), part(&telling.sheet, range, asked)))
        .collect();
    let signed = closing(telling);
    let only_details = parts.iter().all(|(_, part)| *part != Part::Talk);
    for row in parts.split(|(_, part)| *part == Part::Talk) {
        let Some((first, _)) = row.first() else { continue };
        let told =
            row.iter().any(|(range, part)| *part == Part::Told && supports(telling, range.clone()));
        let closes = signed.is_some_and(|signed| first.start >= signed);
        let open: Vec<Range<usize>> = row
            .iter()
            .filter_map(|(_, part)| match part {
                Part::Open(range) => Some(range.clone()),
                Part::Told | Part::Talk => None,
            })
            .collect();
        let told = told || only_details && introduces(telling, row, &open);
        let wanted = asked.contains(&Detail::Name) || asked.contains(&Detail::Company);
        let row = Row { open, told: told || closes, wanted };
        fill(telling, row, asked);
    }
}

/// The parts of the message; a row of details may follow a colon: "4 desks for: Rana Aziz, …".
fn at_colons(sheet: &Sheet<'_>) -> Vec<Range<usize>> {
    let mut parts = Vec::new();
    for part in sheet.parts() {
        let mut start = part.start;
        for at in part.clone().skip(1) {
            if sheet.word(at).is_some_and(|word| word.gap == Gap::Colon) {
                parts.push(start..at);
                start = at;
            }
        }
        parts.push(start..part.end);
    }
    parts
}

/// Whether a message that is nothing but a row of details says by its own parts that they are some:
/// a whole name with an e-mail or a phone, or a person beside a company.
fn introduces(telling: &Telling<'_>, row: &[(Range<usize>, Part)], open: &[Range<usize>]) -> bool {
    let first_name = |range: &Range<usize>| {
        range.clone().any(|at| telling.sheet.mark(at, Mark::FirstName).is_some())
    };
    let contact = row.iter().any(|(range, _)| range.clone().any(|at| is_contact(telling, at)));
    let whole = open.iter().all(|range| range.len() > 1 || first_name(range));
    let companies = open.iter().filter(|range| is_like_one(&telling.sheet, (*range).clone()));
    let beside = open.len() == 2 && companies.count() == 1 && open.iter().any(first_name);
    contact && whole || beside
}

/// The open parts of a row.
struct Row {
    open: Vec<Range<usize>>,
    /// Whether other details stand beside them.
    told: bool,
    /// Whether a name or a company was asked for.
    wanted: bool,
}

/// Gives each open part to the detail it is likeliest to be.
fn fill(telling: &mut Telling<'_>, row: Row, asked: &[Detail]) {
    let certain = |telling: &Telling<'_>, range: &Range<usize>| {
        range.clone().any(|at| telling.sheet.mark(at, Mark::FirstName).is_some())
            && !is_like_one(&telling.sheet, range.clone())
    };
    // An address alone says too little about what stands beside it, unless that is a first name.
    let near_address = telling.details.address.is_some();
    let first_names = row.open.iter().filter(|range| certain(telling, range)).count();
    if !(row.told || row.wanted || near_address && first_names > 0) {
        return;
    }
    let mut rest = Vec::new();
    for range in row.open {
        if let Some(post) = role::role(&telling.sheet, range.start)
            .filter(|post| *post == range && telling.details.role.is_none())
            .filter(|post| telling.sheet.mark(post.end - 1, Mark::Trade).is_none())
        {
            telling.tell_role(post);
        } else if is_like_one(&telling.sheet, range.clone()) {
            if telling.company_open() && (row.told || asked.contains(&Detail::Company)) {
                telling.tell_company(range, false);
            }
        } else if certain(telling, &range) && name_open(telling, asked, row.told) {
            let named = name(&telling.sheet, range.start, Trust::Expected)
                .filter(|found| found.end == range.end);
            match named {
                Some(found) => telling.tell_name(found),
                None => rest.push(range),
            }
        } else {
            rest.push(range);
        }
    }
    for range in rest {
        let as_name = name(&telling.sheet, range.start, Trust::Expected)
            .filter(|found| found.end == range.end && name_open(telling, asked, row.told));
        match as_name {
            Some(found) => telling.tell_name(found),
            None if telling.company_open() && (row.told || asked.contains(&Detail::Company)) => {
                telling.tell_company(range, false);
            }
            None => {}
        }
    }
}

/// Whether a name is still to be told; where only the company was asked for, it is the company's.
fn name_open(telling: &Telling<'_>, asked: &[Detail], told: bool) -> bool {
    let company_only = asked.contains(&Detail::Company) && !asked.contains(&Detail::Name);
    telling.details.name.is_none()
        && !(company_only && telling.company_open())
        && (told || asked.contains(&Detail::Name) || telling.details.address.is_some())
}

/// What a part of the message is, once greetings and "it's" are taken off it.
fn part(sheet: &Sheet<'_>, range: Range<usize>, asked: &[Detail]) -> Part {
    if range.clone().all(|at| !sheet.is_free(at)) {
        return Part::Told;
    }
    let mut start = range.start;
    let polite = |at: usize| {
        sheet.says(at, |cue| matches!(cue, Cue::Greet | Cue::Salam | Cue::Agree | Cue::Thank))
    };
    while start < range.end
        && sheet.mark(start, Mark::FirstName).is_none()
        && (!asked.is_empty() && sheet.mark(start, Mark::Answering).is_some()
            || sheet.mark(start, Mark::Closing).is_some()
            || !asked.is_empty() && polite(start)
            || !sheet.is_free(start))
    {
        start += sheet
            .mark(start, Mark::Answering)
            .or_else(|| sheet.mark(start, Mark::Closing))
            .unwrap_or(1);
    }
    let mut end = range.end;
    while end > start
        && (!sheet.is_free(end - 1)
            || !asked.is_empty() && sheet.says(end - 1, |cue| matches!(cue, Cue::Thank))
            || !asked.is_empty() && !sheet.is_capital(end - 1) && is_please(sheet, end - 1))
    {
        end -= 1;
    }
    let rest = start..end;
    if rest.is_empty() {
        return if range.clone().any(|at| !sheet.is_free(at))
            || sheet.mark(range.start, Mark::Closing).is_some()
        {
            Part::Told
        } else {
            Part::Talk
        };
    }
    if is_open(sheet, rest.clone(), asked) { Part::Open(rest) } else { Part::Talk }
}

/// "Please", behind an answer.
fn is_please(sheet: &Sheet<'_>, at: usize) -> bool {
    sheet.says(at, |cue| cue == Cue::Filler) && sheet.mark(at, Mark::NotName).is_some()
}

/// Whether words may be the name of a person or a company.
fn is_open(sheet: &Sheet<'_>, range: Range<usize>, asked: &[Detail]) -> bool {
    let formed = range
        .clone()
        .any(|at| sheet.is_any(at, &[Mark::Legal, Mark::Trade, Mark::Head]) && at > range.start);
    let post = role::role(sheet, range.start).is_some_and(|post| post == range);
    let some = range.clone().any(|at| sheet.weight(at) == Weight::Unknown && sheet.is_letters(at))
        || sheet.is_any(range.start, &[Mark::Head, Mark::Trade, Mark::Patronym]);
    let fits = |at: usize| {
        let capital = sheet.is_capital(at) && !sheet.is_thing(at);
        let numbered = sheet.is_digits(at)
            && (formed || asked.contains(&Detail::Company) && at == range.start && range.len() > 1);
        let sign = sheet.text(at..at + 1) == "&";
        let formed = formed && sheet.is_capital(at);
        let mark = sheet
            .is_any(at, &[Mark::FirstName, Mark::Patronym, Mark::Legal, Mark::Trade, Mark::Head]);
        sheet.is_free(at)
            && (numbered
                || sign
                || formed
                || mark
                || sheet.is_letters(at)
                    && (capital
                        || sheet.weight(at) == Weight::Unknown
                            && sheet.mark(at, Mark::NotName).is_none()))
    };
    // "KX 210" is a code.
    let code = range.clone().any(|at| sheet.is_digits(at) && !formed && at > range.start);
    range.len() <= LONGEST
        && (post || some && !code && range.clone().all(fits))
        && !sheet.is_asked_before(range.end)
}

/// Whether what was read from a part makes a name beside it likely.
fn supports(telling: &Telling<'_>, range: Range<usize>) -> bool {
    range.into_iter().any(|at| telling.supports.get(at).copied().unwrap_or(false))
}

/// Reads "individual" and "no company".
fn individuals(telling: &mut Telling<'_>, asked: &[Detail]) {
    for range in telling.sheet.parts() {
        for at in range.clone() {
            let sheet = &telling.sheet;
            let said = sheet.mark(at, Mark::Individual).filter(|_| sheet.is_free(at));
            if let Some(length) = said {
                let thing = sheet.follows(at + length) && sheet.is_thing(at + length);
                if !thing {
                    telling.tell_individual(at..at + length);
                }
            }
        }
        let sheet = &telling.sheet;
        let skipped = range
            .clone()
            .take_while(|at| {
                sheet.mark(*at, Mark::Alone).is_none()
                    && sheet.is_any(*at, &[Mark::Being, Mark::Answering, Mark::Article])
            })
            .count();
        let at = range.start + skipped;
        let Some(length) = sheet.mark(at, Mark::Alone).filter(|_| sheet.is_free(at)) else {
            continue;
        };
        let whole = at + length == range.end;
        let others = telling.details.email.is_some()
            || telling.details.address.is_some()
            || telling.details.name.is_some();
        if whole && (others || asked.contains(&Detail::Company)) {
            telling.tell_individual(range.start..range.end);
        }
    }
}

/// Where a signature begins: behind the last "regards" that ends the talk.
fn closing(telling: &mut Telling<'_>) -> Option<usize> {
    let sheet = &telling.sheet;
    let begins = |at: usize| at == 0 || sheet.wall(at) > Wall::None;
    let (at, length) = (0..sheet.len())
        .filter(|at| begins(*at) && sheet.is_free(*at))
        .filter_map(|at| Some((at, sheet.mark(at, Mark::Closing)?)))
        .next_back()?;
    let behind = at + length;
    let thanks = sheet.says(at, |cue| cue == Cue::Thank);
    let line = sheet.between(behind).contains('\n');
    let ends = behind < sheet.len() && (sheet.wall(behind) > Wall::None || !thanks);
    if !(ends && (line || !thanks)) {
        return None;
    }
    if !thanks {
        telling.sheet.take_form(at..behind);
    }
    Some(at)
}
