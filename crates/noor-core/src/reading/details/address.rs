//! Where something is to be delivered: an address somebody can drive to, or the area it is in.
//!
//! What numbers and names a house is shared with the masking of addresses
//! ([`crate::privacy`]); districts and landmarks around it are content.

use std::ops::Range;

use super::Telling;
use super::marks::Mark;
use super::sheet::{Sheet, Wall, Weight};
use crate::privacy::address::{Noun, is_measure, is_number_word, noun, signs_in};
use crate::understanding::Detail;

/// What a word says about a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sign {
    /// A numbered or named building or a room in one.
    House,
    /// A numbered room, unless it is a number of desks ("office 20").
    Room,
    /// A street, a post box.
    Street,
    /// A district, or something near.
    Place,
    /// A city, an emirate, a country.
    City,
}

/// How far a place is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kept {
    /// Somebody can drive there.
    Address,
    /// It is too vague to deliver to.
    Area,
}

/// A stretch that describes a place.
struct Piece {
    range: Range<usize>,
    /// Whether it goes on to the end of its part.
    to_the_end: bool,
}

/// Reads addresses and areas. `asked` lends weight to signs that are weak alone.
pub(super) fn addresses(telling: &mut Telling<'_>, asked: &[Detail]) {
    let wanted = asked.contains(&Detail::Address);
    let signs = signs(&telling.sheet);
    let pieces = pieces(&telling.sheet, &signs);
    for run in runs(&telling.sheet, &signs, pieces) {
        match judge(&telling.sheet, &signs, run.clone(), wanted) {
            Some(Kept::Address) => telling.tell_address(run),
            Some(Kept::Area) => telling.tell_area(run),
            None => {}
        }
    }
}

/// What a stretch that was labelled as an address is.
pub(super) fn labelled(sheet: &Sheet<'_>, signs: &Signs, range: Range<usize>) -> Option<Kept> {
    judge(sheet, &signs.0, range, true)
}

/// What each word of a message says about a place.
pub(super) struct Signs(Vec<Option<Sign>>);

impl Signs {
    /// Reads them all; once a message is enough.
    pub(super) fn new(sheet: &Sheet<'_>) -> Self {
        Self(signs(sheet))
    }
}

/// Whether a word begins a building, a street or a district.
pub(super) fn begins(sheet: &Sheet<'_>, at: usize) -> bool {
    let numbered = numbered(sheet, at).is_some();
    numbered
        || sheet.is_any(at, &[Mark::City, Mark::Area, Mark::Near])
        || noun(sheet.text(at..at + 1)) == Some(Noun::Street)
}

fn judge(
    sheet: &Sheet<'_>,
    signs: &[Option<Sign>],
    range: Range<usize>,
    wanted: bool,
) -> Option<Kept> {
    let said = || range.clone().filter_map(|at| signs.get(at).copied().flatten());
    let has = |sign: Sign| said().any(|it| it == sign);
    let money = range.clone().any(|at| !sheet.is_letters(at) && sheet.weight(at) == Weight::Strong);
    if money {
        return None;
    }
    let digits = range.clone().filter(|at| sheet.is_digits(*at)).count();
    let places = has(Sign::Place) || has(Sign::City);
    let house = has(Sign::House) || has(Sign::Room) && (wanted || places || has(Sign::Street));
    // "Al Quoz 4, behind the bakery, blue gate": told as an address, and more than a district.
    let described = wanted && digits > 0 && range.len() >= 6;
    if house || has(Sign::Street) && digits > 1 || described {
        Some(Kept::Address)
    } else if places {
        Some(Kept::Area)
    } else {
        None
    }
}

/// For each word, what it says about a place.
fn signs(sheet: &Sheet<'_>) -> Vec<Option<Sign>> {
    let mut signs = vec![None; sheet.len()];
    let mut set = |range: Range<usize>, sign: Sign| {
        for at in range {
            if let Some(known) = signs.get_mut(at).filter(|_| sheet.is_free(at)) {
                *known = Some(sign);
            }
        }
    };
    for at in 0..sheet.len() {
        if let Some(range) = place(sheet, at) {
            set(range, Sign::Place);
        }
        if let Some(length) = sheet.mark(at, Mark::City) {
            set(at..at + length, Sign::City);
        }
    }
    for range in written(sheet) {
        let houses = range
            .clone()
            .any(|at| matches!(noun(sheet.text(at..at + 1)), Some(Noun::House | Noun::Room)));
        set(range, if houses { Sign::House } else { Sign::Street });
    }
    for at in 0..sheet.len() {
        if let Some((range, sign)) = numbered(sheet, at) {
            set(range, sign);
        }
    }
    signs
}

/// The signs that masking knows, as ranges of free words.
fn written(sheet: &Sheet<'_>) -> Vec<Range<usize>> {
    let at_byte = |byte: usize| sheet.words.partition_point(|word| word.end <= byte);
    signs_in(sheet.raw)
        .into_iter()
        .map(|bytes| at_byte(bytes.start)..at_byte(bytes.end.saturating_sub(1)) + 1)
        .map(|range| trimmed(sheet, range))
        .filter(|range| !range.is_empty() && sheet.all_free(range))
        .filter(|range| !is_a_code(sheet, range))
        .collect()
}

/// Whether what looks like a street has no name and is written like an article: `RD 100`, `ST 40`.
fn is_a_code(sheet: &Sheet<'_>, range: &Range<usize>) -> bool {
    let mut letters = range.clone().filter(|at| !sheet.is_digits(*at));
    let shortened = |at: usize| {
        noun(sheet.text(at..at + 1)) == Some(Noun::Street)
            && sheet.word(at).is_some_and(|word| word.capitals)
    };
    let street = range.clone().find(|at| shortened(*at));
    street.is_some_and(|street| {
        sheet.is_digits(street + 1)
            && letters.all(|at| {
                at == street || sheet.is_arabic(at) && sheet.mark(at, Mark::From).is_some()
            })
    })
}

/// A street's name ends before the words that ask for something.
fn trimmed(sheet: &Sheet<'_>, mut range: Range<usize>) -> Range<usize> {
    let is_talk = |at: usize| {
        sheet.weight(at) == Weight::Strong
            && sheet.is_letters(at)
            && noun(sheet.text(at..at + 1)).is_none()
            && !sheet.is_any(at, &[Mark::Area, Mark::District])
    };
    if let Some(talk) = range.clone().find(|at| is_talk(*at)) {
        let nouns =
            |mut range: Range<usize>| range.any(|at| noun(sheet.text(at..at + 1)).is_some());
        if nouns(range.start..talk) {
            range.end = talk;
        } else {
            range.start = talk + 1;
        }
    }
    range
}

/// "Tower B", "office no. 4", «شقة ١٤»: a noun with its number.
fn numbered(sheet: &Sheet<'_>, at: usize) -> Option<(Range<usize>, Sign)> {
    let kind = noun(sheet.text(at..at + 1))?;
    if is_a_code(sheet, &(at..at + 2)) {
        return None;
    }
    let mut number = at + 1;
    let marked = sheet.follows(number)
        && (is_number_word(sheet.text(number..number + 1))
            || sheet.text(number..number + 1) == "#");
    if marked {
        number += 1;
    }
    let close = sheet.follows(number) || marked && sheet.wall(number) <= Wall::Comma;
    if !close || number >= sheet.len() {
        return None;
    }
    let text = sheet.text(number..number + 1);
    let letter = text.chars().count() == 1
        && sheet.is_letters(number)
        && (kind == Noun::House || sheet.is_capital(number));
    if !(sheet.is_digits(number) || letter) {
        return None;
    }
    let mut end = number + 1;
    // "Tower B2", "villa 12A", "office 4-5".
    while end < sheet.len() && sheet.between(end).trim_matches('-').is_empty() && end - number < 3 {
        end += 1;
    }
    let counted = sheet.follows(end)
        && !sheet.is_any(end, &[Mark::Area, Mark::City, Mark::District])
        && noun(sheet.text(end..end + 1)).is_none()
        && (is_measure(sheet.text(end..end + 1)) || sheet.weight(end) == Weight::Strong);
    let sign = match kind {
        Noun::House => Sign::House,
        Noun::Room => Sign::Room,
        Noun::Street => Sign::Street,
    };
    (!counted).then_some((at..end, sign))
}

/// A district with its number ("Al Barsha 2"), a floor, a landmark with what it is named after.
fn place(sheet: &Sheet<'_>, at: usize) -> Option<Range<usize>> {
    if let Some(length) = sheet.mark(at, Mark::Area) {
        return Some(at..numbered_end(sheet, at + length));
    }
    if let Some(length) = sheet.mark(at, Mark::Near) {
        let end = proper_end(sheet, at + length, 4);
        return (end > at + length).then_some(at..end);
    }
    let length = sheet.mark(at, Mark::District)?;
    if sheet.is_arabic(at) {
        let end = proper_end(sheet, at + length, 3);
        let end = numbered_end(sheet, end);
        return (end > at + length).then_some(at..end);
    }
    let mut start = at;
    while at - start < 3
        && start > 0
        && sheet.follows(start)
        && sheet.is_capital(start - 1)
        && sheet.is_free(start - 1)
        && sheet.mark(start - 1, Mark::FirstName).is_none()
    {
        start -= 1;
    }
    let end = numbered_end(sheet, at + length);
    let alone = length > 1;
    (start < at && sheet.is_capital(at) || end > at + length || alone).then_some(start..end)
}

/// The place behind the number that goes on with a name, if it counts nothing else.
fn numbered_end(sheet: &Sheet<'_>, at: usize) -> usize {
    let number = sheet.follows(at) && sheet.is_digits(at);
    let counts = sheet.follows(at + 1)
        && (is_measure(sheet.text(at + 1..at + 2)) || sheet.weight(at + 1) == Weight::Strong)
        && noun(sheet.text(at + 1..at + 2)).is_none();
    if number && !counts { at + 1 } else { at }
}

/// The end of the unknown or capital words from a place on.
fn proper_end(sheet: &Sheet<'_>, at: usize, most: usize) -> usize {
    let mut end = at;
    while end - at < most
        && sheet.follows(end)
        && sheet.is_letters(end)
        && (sheet.is_capital(end)
            || sheet.weight(end) < Weight::Strong && sheet.mark(end, Mark::NotName).is_none())
    {
        end += 1;
    }
    end
}

/// The stretches of the message that describe a place, at most one a part.
fn pieces(sheet: &Sheet<'_>, signs: &[Option<Sign>]) -> Vec<Piece> {
    sheet.parts().into_iter().filter_map(|part| piece(sheet, signs, part)).collect()
}

fn piece(sheet: &Sheet<'_>, signs: &[Option<Sign>], part: Range<usize>) -> Option<Piece> {
    let signed = |at: usize| signs.get(at).copied().flatten().is_some();
    let first = part.clone().find(|at| signed(*at))?;
    let last = part.clone().rev().find(|at| signed(*at))?;
    let is_talk = |at: usize| !signed(at) && !may_stand_in(sheet, at);
    let asked = sheet.is_asked_before(part.end);
    let mut start = first;
    while start > part.start && !is_talk(start - 1) && describes(sheet, start - 1) {
        start -= 1;
    }
    // What follows the last sign without asking for anything still describes the place.
    let clean = (first..part.end).all(|at| !is_talk(at));
    let mut end = if clean { part.end } else { last + 1 };
    if let Some(talk) = (first..=last).find(|at| is_talk(*at)) {
        end = talk;
    }
    while end > last + 1 && !describes(sheet, end - 1) {
        end -= 1;
    }
    let house = (start..end)
        .any(|at| matches!(signs.get(at), Some(Some(Sign::House | Sign::Room | Sign::Street))));
    let to_the_end = end == part.end;
    let free = sheet.all_free(&(start..end));
    (free && start < end && (house || !asked)).then_some(Piece { range: start..end, to_the_end })
}

/// Whether a word may stand in the middle of an address.
fn may_stand_in(sheet: &Sheet<'_>, at: usize) -> bool {
    sheet.is_free(at)
        && (sheet.is_capital(at) && !sheet.is_thing(at)
            || sheet.is_digits(at)
            || sheet.weight(at) < Weight::Strong
                && !sheet.is_any(at, &[Mark::NotName, Mark::Being, Mark::Plural])
            || sheet.is_any(at, &[Mark::From, Mark::Near, Mark::District])
            || names_house(sheet, at))
}

/// Whether an Arabic word with its article stands right behind a house, whatever else it says: «برج
/// السلام».
fn names_house(sheet: &Sheet<'_>, at: usize) -> bool {
    let house = |before: usize| noun(sheet.text(before..at)).is_some();
    sheet.is_arabic(at)
        && sheet.follows(at)
        && sheet.text(at..at + 1).starts_with("ال")
        && at.checked_sub(1).is_some_and(house)
}

/// Whether a word beside a sign belongs to the place: a name, and no "deliver to".
fn describes(sheet: &Sheet<'_>, at: usize) -> bool {
    let name = sheet.mark(at, Mark::FirstName).is_some();
    let talk = sheet.is_any(at, &[Mark::Answering, Mark::From, Mark::NotName, Mark::Article]);
    let unknown = sheet.weight(at) == Weight::Unknown && !sheet.is_digits(at);
    !name && !talk && (unknown || sheet.is_capital(at) && sheet.weight(at) == Weight::Weak)
}

/// Pieces joined over commas and lines, with a part between two of them that nobody knows.
fn runs(sheet: &Sheet<'_>, signs: &[Option<Sign>], pieces: Vec<Piece>) -> Vec<Range<usize>> {
    let mut runs: Vec<(Range<usize>, bool)> = Vec::new();
    for Piece { range, to_the_end } in pieces {
        if let Some((last, open)) = runs.last_mut()
            && *open
            && joins(sheet, signs, last, &range)
        {
            last.end = range.end;
            *open = to_the_end;
        } else {
            runs.push((range, to_the_end));
        }
    }
    runs.into_iter().map(|(range, _)| range).collect()
}

fn joins(
    sheet: &Sheet<'_>,
    signs: &[Option<Sign>],
    last: &Range<usize>,
    next: &Range<usize>,
) -> bool {
    let between = last.end..next.start;
    if between.is_empty() {
        return sheet.wall(next.start) < Wall::Sentence;
    }
    let vague = |range: &Range<usize>| {
        range.clone().all(|at| matches!(signs.get(at), Some(Some(Sign::City | Sign::Place) | None)))
    };
    let commas = (between.start..=between.end).all(|at| sheet.wall(at) <= Wall::Comma);
    let named = between.clone().any(|at| {
        sheet
            .is_any(at, &[Mark::FirstName, Mark::Legal, Mark::Trade, Mark::Individual, Mark::Alone])
    });
    let unknown = between.clone().all(|at| {
        sheet.is_free(at)
            && (describes(sheet, at)
                || sheet.is_digits(at) && sheet.follows(at) && at > between.start)
    });
    commas && !named && unknown && between.len() <= 4 && !vague(last)
}
