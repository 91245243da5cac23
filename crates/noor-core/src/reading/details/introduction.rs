//! "I'm Ahmed from Bright Labs", «معك سارة من شركة النور», "Omar here".

use std::ops::Range;

use super::Telling;
use super::address::begins as begins_address;
use super::company::{company, company_before, head};
use super::marks::Mark;
use super::name::{Trust, name};
use super::role::role;
use super::sheet::{Sheet, Wall, Weight};
use crate::reading::cues::Cue;
use crate::understanding::Detail;

/// Reads every introduction. `asked` is what the customer was asked for last.
pub(super) fn introductions(telling: &mut Telling<'_>, asked: &[Detail]) {
    let mut at = 0;
    while at < telling.sheet.len() {
        let end = if telling.sheet.is_free(at) { introduction(telling, at, asked) } else { None };
        at = end.filter(|end| *end > at).unwrap_or(at + 1);
    }
    employers(telling);
}

/// The introduction that begins at a place; gives back where it ends.
fn introduction(telling: &mut Telling<'_>, at: usize, asked: &[Detail]) -> Option<usize> {
    let sheet = &telling.sheet;
    if let Some(length) = sheet.mark(at, Mark::Named) {
        return named(telling, at..at + length, Trust::Sure);
    }
    if let Some(length) = sheet.mark(at, Mark::Being) {
        let behind = at + length;
        if !sheet.follows(behind) {
            return None;
        }
        return being(telling, at..behind);
    }
    if let Some(length) = sheet.mark(at, Mark::Plural) {
        return employer(telling, at..at + length);
    }
    if !begins(sheet, at) {
        return None;
    }
    here(telling, at).or_else(|| with_employer(telling, at, asked))
}

/// Whether a place is the start of a part, greetings aside.
fn begins(sheet: &Sheet<'_>, at: usize) -> bool {
    let greeted = at > 0 && sheet.says(at - 1, |cue| matches!(cue, Cue::Greet | Cue::Salam));
    sheet.wall(at) > Wall::None || greeted
}

/// "My name is …".
fn named(telling: &mut Telling<'_>, form: Range<usize>, trust: Trust) -> Option<usize> {
    let found = name(&telling.sheet, form.end, trust)?;
    let end = found.end;
    telling.sheet.take_form(form);
    telling.tell_name(found);
    Some(affiliation(telling, end))
}

/// "I'm …": a post, a place of work or a name.
fn being(telling: &mut Telling<'_>, form: Range<usize>) -> Option<usize> {
    let sheet = &telling.sheet;
    let behind = form.end;
    let article = sheet.mark(behind, Mark::Article).unwrap_or(0);
    let nobody = sheet.mark(behind + article, Mark::NotName).is_some();
    if !nobody && let Some(found) = role(sheet, behind + article) {
        let end = found.end;
        telling.sheet.take_form(form.start..found.start);
        telling.tell_role(found);
        return Some(affiliation(telling, end));
    }
    if sheet.mark(behind, Mark::From).is_some() {
        let end = affiliation(telling, behind);
        if end > behind && !telling.sheet.is_free(behind) {
            telling.sheet.take_form(form);
        }
        return Some(end);
    }
    named(telling, form, Trust::Perhaps)
}

/// "We are …", "I work for …".
fn employer(telling: &mut Telling<'_>, form: Range<usize>) -> Option<usize> {
    let sheet = &telling.sheet;
    let from = sheet.mark(form.end, Mark::From).unwrap_or(0);
    let at = form.end + from;
    if at >= sheet.len() || !sheet.follows(at) {
        return None;
    }
    let found = company(sheet, at)?;
    let formed = found.clone().any(|at| sheet.is_any(at, &[Mark::Legal, Mark::Trade, Mark::Head]));
    let proper = found.clone().all(|at| sheet.is_capital(at)) && sheet.wall(found.end) > Wall::None;
    // "We are opening a branch", "we are from Ajman".
    if !(formed || proper || from > 0) || sheet.mark(at, Mark::NotName).is_some() {
        return None;
    }
    let end = found.end;
    telling.sheet.take_form(form.start..at);
    telling.tell_company(found, false);
    Some(end)
}

/// "Omar here".
fn here(telling: &mut Telling<'_>, at: usize) -> Option<usize> {
    let sheet = &telling.sheet;
    let found = name(sheet, at, Trust::Expected)?;
    let length = sheet.mark(found.end, Mark::Here).filter(|_| sheet.follows(found.end))?;
    let end = found.end + length;
    let closes = !sheet.follows(end) || sheet.mark(end, Mark::From).is_some();
    if !closes || sheet.is_asked_before(end) {
        return None;
    }
    telling.sheet.take_form(found.end..end);
    telling.tell_name(found);
    Some(affiliation(telling, end))
}

/// "Rana Aziz from Bright Labs", where who they are was asked or a first name says it.
fn with_employer(telling: &mut Telling<'_>, at: usize, asked: &[Detail]) -> Option<usize> {
    let sheet = &telling.sheet;
    let found = name(sheet, at, Trust::Expected)?;
    let wanted = asked.contains(&Detail::Name) || asked.contains(&Detail::Company);
    let known = found.clone().any(|at| sheet.mark(at, Mark::FirstName).is_some());
    let from = sheet.mark(found.end, Mark::From).filter(|_| sheet.follows(found.end))?;
    let employer = company(sheet, found.end + from)?;
    let proper = sheet.is_capital(employer.start) && sheet.wall(employer.end) > Wall::None;
    let place = begins_address(sheet, employer.start);
    if !(wanted || known && proper) || place {
        return None;
    }
    telling.tell_name(found.clone());
    Some(affiliation(telling, found.end))
}

/// What follows a name or a post: ", procurement manager at Bright Labs". Gives back where it ends.
pub(super) fn affiliation(telling: &mut Telling<'_>, mut at: usize) -> usize {
    let near = |sheet: &Sheet<'_>, at: usize| at < sheet.len() && sheet.wall(at) <= Wall::Comma;
    let article = telling.sheet.mark(at, Mark::Article).unwrap_or(0);
    if near(&telling.sheet, at)
        && let Some(found) = role(&telling.sheet, at + article)
    {
        let end = found.end;
        telling.sheet.take_form(at..found.start);
        telling.tell_role(found);
        at = end;
    }
    let sheet = &telling.sheet;
    let from = sheet.mark(at, Mark::From).filter(|_| near(sheet, at));
    // «خالد شركة النور».
    let length = match from {
        Some(length) => length,
        None if near(sheet, at) && head(sheet, at).is_some() => 0,
        None => return at,
    };
    let Some(found) = company(sheet, at + length) else { return at };
    if begins_address(sheet, found.start) {
        return at;
    }
    let end = found.end;
    telling.sheet.take_form(at..found.start);
    telling.tell_company(found, false);
    end
}

/// Companies that say so themselves, wherever they stand: «شركة النور», "Al Noor Trading LLC".
fn employers(telling: &mut Telling<'_>) {
    for at in 0..telling.sheet.len() {
        let sheet = &telling.sheet;
        if !sheet.is_free(at) {
            continue;
        }
        if let Some(length) = head(sheet, at)
            && is_named(sheet, at, length)
            && let Some(found) = company(sheet, at)
        {
            telling.tell_company(found, false);
        } else if let Some(found) = company_before(sheet, at) {
            let form = found.start.checked_sub(1).filter(|before| {
                sheet.follows(found.start)
                    && sheet.is_free(*before)
                    && sheet.mark(*before, Mark::From).is_some()
            });
            if let Some(form) = form {
                telling.sheet.take_form(form..form + 1);
            }
            telling.tell_company(found, false);
        }
    }
}

/// Whether «شركة» has a name behind it, and no word that describes it («شركة جديدة»).
fn is_named(sheet: &Sheet<'_>, at: usize, length: usize) -> bool {
    let next = at + length;
    sheet.is_letters(next)
        && sheet.mark(next, Mark::NotName).is_none()
        && (sheet.weight(next) == Weight::Unknown && !is_common(sheet, next)
            || sheet.is_any(next, &[Mark::Trade, Mark::Patronym]))
}

/// An Arabic word without an article that anybody knows describes a company and names none.
fn is_common(sheet: &Sheet<'_>, at: usize) -> bool {
    let article = sheet.word(at).is_some_and(|word| word.stem != word.text);
    sheet.is_arabic(at) && !article && sheet.is_ordinary(at)
}
