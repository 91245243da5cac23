//! Values with a label in front: "Company: Bright Labs", «الاسم: منى».

use std::ops::Range;

use super::address::{self, Kept, Signs};
use super::company::{head, without_talk};
use super::marks::Mark;
use super::name::{Trust, name};
use super::sheet::{Sheet, Wall};
use super::{Telling, contact, role};
use crate::understanding::Detail;
use crate::words::Kind;

/// What a label announces.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Label {
    Told(Detail),
    Role,
}

/// A label with its value.
struct Labelled {
    label: Label,
    at: usize,
    value: usize,
}

/// No value has more words; what follows is talk.
const LONGEST: usize = 30;

/// Reads every value that has a label.
pub(super) fn labels(telling: &mut Telling<'_>, asked: &[Detail]) {
    let found = labelled(&telling.sheet, asked);
    if found.is_empty() {
        return;
    }
    let signs = Signs::new(&telling.sheet);
    for Labelled { label, at, value } in found {
        let end = match label {
            Label::Told(Detail::Name) => labelled_name(telling, value),
            Label::Told(Detail::Company) => labelled_company(telling, value),
            Label::Told(Detail::Email) => contact::is_contact(telling, value).then_some(value),
            Label::Told(Detail::Phone) => {
                let taken = contact::is_contact(telling, value).then_some(value);
                taken.or_else(|| contact::labelled_phone(telling, value))
            }
            Label::Told(Detail::Address) => labelled_address(telling, &signs, value),
            Label::Role => Some(labelled_role(telling, value)),
        };
        // A broken e-mail is none, and its label says nothing either.
        let broken = label == Label::Told(Detail::Email) && !telling.sheet.is_free(value);
        if end.is_some() || broken {
            telling.sheet.take_form(at..value);
        }
    }
}

/// The labels that stand where a label stands, each with the place of its value.
fn labelled(sheet: &Sheet<'_>, asked: &[Detail]) -> Vec<Labelled> {
    let mut found = Vec::new();
    let mut unmarked = Vec::new();
    let mut named = 0;
    let mut at = 0;
    while at < sheet.len() {
        let Some((label, length)) = label(sheet, at) else {
            at += 1;
            continue;
        };
        let behind = at + length;
        let joined = sheet.mark(behind, Mark::Is).filter(|_| sheet.follows(behind));
        let value = behind + joined.unwrap_or(0);
        let between = sheet.between(behind);
        let marked =
            joined.is_some() || between.contains([':', '=', '：']) || between.trim() == "-";
        let begins = at == 0 || sheet.wall(at) > Wall::None || ends_contact(sheet, at);
        let one = Labelled { label, at, value };
        if value < sheet.len() && marked && !sheet.is_asked_before(value) {
            found.push(one);
        } else if value < sheet.len() && begins && sheet.follows(value) {
            // «شركة النور» is called so.
            if head(sheet, at).is_some() {
                named += 1;
            } else {
                unmarked.push(one);
            }
        }
        at = behind;
    }
    // Labels without a colon are some where there are several, where one of them was asked for, and
    // before a name beside an e-mail or a phone.
    let several = found.len() + unmarked.len() + named >= 2;
    let contact =
        (0..sheet.len()).any(|at| sheet.word(at).is_some_and(|it| it.kind == Kind::Private));
    unmarked.retain(|one| match one.label {
        Label::Told(Detail::Company | Detail::Name)
            if contact && (sheet.is_capital(one.value) || sheet.is_arabic(one.value)) =>
        {
            true
        }
        Label::Told(detail) => {
            several || asked.contains(&detail) || matches!(detail, Detail::Phone | Detail::Email)
        }
        Label::Role => several,
    });
    found.extend(unmarked);
    found.sort_by_key(|one| one.at);
    found
}

fn ends_contact(sheet: &Sheet<'_>, at: usize) -> bool {
    at.checked_sub(1).is_some_and(|before| !sheet.is_free(before))
}

fn label(sheet: &Sheet<'_>, at: usize) -> Option<(Label, usize)> {
    [
        (Mark::LabelName, Label::Told(Detail::Name)),
        (Mark::LabelCompany, Label::Told(Detail::Company)),
        (Mark::LabelEmail, Label::Told(Detail::Email)),
        (Mark::LabelPhone, Label::Told(Detail::Phone)),
        (Mark::LabelAddress, Label::Told(Detail::Address)),
        (Mark::LabelRole, Label::Role),
    ]
    .into_iter()
    .find_map(|(mark, label)| Some((label, sheet.mark(at, mark)?)))
}

/// The words from a place to where its value ends: the next wall, or the next label with a colon.
fn value(sheet: &Sheet<'_>, at: usize) -> Range<usize> {
    let mut end = at;
    while end < sheet.len()
        && end - at < LONGEST
        && (end == at || sheet.follows(end))
        && sheet.is_free(end)
        && !(end > at && begins_label(sheet, end))
    {
        end += 1;
    }
    at..end
}

fn begins_label(sheet: &Sheet<'_>, at: usize) -> bool {
    label(sheet, at).is_some_and(|(_, length)| {
        sheet.between(at + length).contains([':', '=', '：']) && at + length < sheet.len()
    })
}

fn labelled_name(telling: &mut Telling<'_>, at: usize) -> Option<usize> {
    let found = name(&telling.sheet, at, Trust::Sure)?;
    let end = found.end;
    telling.tell_name(found);
    super::introduction::affiliation(telling, end);
    Some(end)
}

fn labelled_company(telling: &mut Telling<'_>, at: usize) -> Option<usize> {
    let range = value(&telling.sheet, at);
    let nobody = telling.sheet.is_any(at, &[Mark::Alone, Mark::Individual]);
    let end = range.end;
    if range.is_empty() {
        return None;
    }
    if nobody {
        telling.tell_individual(range);
        return Some(end);
    }
    let named = without_talk(&telling.sheet, range);
    telling.sheet.take_form(named.end..end);
    telling.tell_company(named, true);
    Some(end)
}

fn labelled_address(telling: &mut Telling<'_>, signs: &Signs, at: usize) -> Option<usize> {
    let sheet = &telling.sheet;
    let mut end = at;
    // Commas are within an address; a line or a slash is only if the address goes on behind it.
    while end < sheet.len()
        && end - at < LONGEST
        && sheet.is_free(end)
        && (end == at || sheet.wall(end) <= Wall::Comma || address::begins(sheet, end))
        && !(end > at && label(sheet, end).is_some() && sheet.wall(end) > Wall::None)
        && !(end > at && begins_label(sheet, end))
        && !sheet.is_any(end, &[Mark::Individual])
    {
        end += 1;
    }
    let range = at..end;
    match address::labelled(sheet, signs, range.clone())? {
        Kept::Address => telling.tell_address(range),
        Kept::Area => telling.tell_area(range),
    }
    Some(end)
}

fn labelled_role(telling: &mut Telling<'_>, at: usize) -> usize {
    let range = value(&telling.sheet, at);
    let range = role::role(&telling.sheet, at).unwrap_or(range);
    let end = range.end;
    telling.tell_role(range);
    end
}
