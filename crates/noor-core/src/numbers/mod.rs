//! Typed numbers: every number of a message with what it counts or measures.
//!
//! A number is pieces, money, a size, people, a place in a list or something else before anybody
//! uses it, so that hours never become pieces and prices never become article codes. A number
//! that could belong to an article code is left alone.

mod calendar;
mod surroundings;
mod value;

use rust_decimal::Decimal;
use serde::Deserialize;

use crate::lexicon::Feature;
use crate::money::Currency;
use crate::reading::cues::{Cue, RoleForm};
use crate::reading::tags::{Item, Tagged};
use crate::understanding::Range;
use crate::words::{Gap, Kind};
use surroundings::{Before, Behind};
use value::{Value, value_at};

/// A word of the number grammar. The phrases of each are content; what they do is here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "each is the English word for what it means")]
pub enum Term {
    Below,
    Above,
    AtMostAfter,
    AtLeastAfter,
    Around,
    Between,
    From,
    To,
    And,
    Budget,
    Price,
    Each,
    Total,
    PerPerson,
    Vat,
    Including,
    Excluding,
    Width,
    Depth,
    Height,
    Length,
    Millimetre,
    Centimetre,
    Metre,
    TwoMetres,
    Inch,
    Foot,
    Half,
    SquareMetre,
    Piece,
    TwoPieces,
    Quantity,
    Times,
    Person,
    TwoPeople,
    Group,
    For,
    Time,
    Percent,
    Weight,
    Label,
    CodeMark,
}

/// A number with its type and the phrases it takes in the message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Figure {
    /// What it counts or measures.
    pub kind: FigureKind,
    /// The first phrase that belongs to it.
    pub start: usize,
    /// The phrase after the last one.
    pub end: usize,
    /// Whether it stands behind a "for": a price or people, but no pieces of the thing before.
    pub for_it: bool,
    /// Whether it holds for each of several things ("10 each").
    pub each: bool,
}

impl Figure {
    fn new(kind: FigureKind, start: usize, end: usize) -> Self {
        Self { kind, start, end, for_it: false, each: false }
    }
}

/// What a number counts or measures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FigureKind {
    /// Pieces of something.
    Pieces(u32),
    /// An amount of money, as the limits it sets.
    Price(Price),
    /// One side of a product.
    Size(Side, Range),
    /// Two or three sides (`120 x 60`).
    Footprint(Vec<(Side, Range)>),
    /// People.
    People(u32),
    /// A place in a list ("number 2").
    Place(u32),
    /// The number of a line in the customer's own list (`2)`).
    LineNumber,
    /// Hours, percent, kilograms, square metres: known not to be any of the above.
    Other,
    /// Nothing says what it is.
    Bare(u32),
    /// Nothing says what it is, and it counts nothing (`1.4`).
    Fraction(Decimal),
}

/// Limits of a price.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Price {
    /// Lowest.
    pub min: Option<Decimal>,
    /// Highest.
    pub max: Option<Decimal>,
    /// The currency named beside it.
    pub currency: Option<Currency>,
    /// What the amount pays.
    pub pays: Pays,
    /// The amount as it was said; of two, the higher.
    pub said: Decimal,
    /// Whether words make it the most, or about what, somebody wants to pay.
    pub limit: bool,
}

/// What an amount of money pays.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pays {
    /// Each piece, said in words.
    Each,
    /// Everything together, said in words or by the number of pieces it is for.
    All,
    /// What one person needs.
    Person,
    /// A budget that does not say for how much of it.
    Budget,
    /// Not said.
    Unsaid,
}

/// A side of a product.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// Left to right; also "long".
    Width,
    /// Front to back.
    Depth,
    /// Floor to top.
    Height,
}

/// Every amount that a message names, in digits or in words, whatever it counts or measures. Digits that
/// belong to a code are none.
pub(crate) fn amounts(text: &Tagged<'_>) -> Vec<Decimal> {
    let mut amounts = Vec::new();
    let mut at = 0;
    while at < text.items.len() {
        let Some(value) = value_at(text, at) else {
            at += 1;
            continue;
        };
        if !is_glued_to_letters(text, at, &value) {
            amounts.push(value.as_money().normalize());
        }
        at = value.end.max(at + 1);
    }
    let in_one_word = figures(text).into_iter().filter_map(|figure| match figure.kind {
        FigureKind::Pieces(count) | FigureKind::People(count) => Some(Decimal::from(count)),
        FigureKind::Price(_)
        | FigureKind::Size(..)
        | FigureKind::Footprint(_)
        | FigureKind::Place(_)
        | FigureKind::LineNumber
        | FigureKind::Other
        | FigureKind::Bare(_)
        | FigureKind::Fraction(_) => None,
    });
    for count in in_one_word {
        if !amounts.contains(&count) {
            amounts.push(count);
        }
    }
    amounts
}

/// Reads the numbers of a message in their order. No two figures overlap.
pub fn figures(text: &Tagged<'_>) -> Vec<Figure> {
    let mut figures: Vec<Figure> = Vec::new();
    let mut at = 0;
    while at < text.items.len() {
        let taken = figures.last().map_or(0, |figure| figure.end);
        let found = match (calendar::date_or_time(text, at), value_at(text, at)) {
            (Some(end), _) => Some(Figure::new(FigureKind::Other, at, end)),
            (None, Some(value)) => counted(text, taken, at, &value),
            (None, None) => said_in_one_word(text, taken, at),
        };
        match found {
            Some(figure) => {
                at = figure.end.max(at + 1);
                figures.push(figure);
            }
            None => at += 1,
        }
    }
    figures
}

/// Numbers inside other words: "two pieces", "a metre and a half".
fn said_in_one_word(text: &Tagged<'_>, taken: usize, at: usize) -> Option<Figure> {
    let item = text.items.get(at)?;
    let one = |kind| Some(Figure::new(kind, at, at + 1));
    if item.is(Term::TwoPieces) {
        return one(FigureKind::Pieces(2));
    }
    if item.is(Term::TwoPeople) || item.roles().any(|role| role.form == RoleForm::Pair) {
        return one(FigureKind::People(2));
    }
    let pair = |feature: &Feature| matches!(feature, Feature::Family { pair: true, .. });
    if item.features().any(pair) {
        // The family itself is read from the same word, so the figure takes no phrase of it.
        return Some(Figure::new(FigureKind::Pieces(2), at, at));
    }
    let metres = match () {
        () if item.is(Term::TwoMetres) => 2,
        () if item.is(Term::Metre) && text.words.get(item.at)?.text != "m" => 1,
        () => return None,
    };
    let value = Value::in_one_word(metres, at);
    let before = Before::read(text, taken, at);
    let mut behind = Behind::of_a_metre(text, value.end);
    behind.unit.get_or_insert(Term::Metre);
    let said = before.side.is_some()
        || behind.side.is_some()
        || behind.half
        || !behind.part.is_zero()
        || before.compared();
    said.then(|| size(&before, &behind, &value, None))
}

/// Types one number by what stands around it; `None` leaves it to the article codes.
fn counted(text: &Tagged<'_>, taken: usize, at: usize, value: &Value) -> Option<Figure> {
    if in_code(text, at, value) {
        return None;
    }
    let mut before = Before::read(text, taken, at);
    before.for_it |= text.items.get(at).is_some_and(|item| item.particle == Some('ل'));
    if let Some(footprint) = footprint(text, &before, at, value) {
        return Some(footprint);
    }
    if let Some(footprint) = written_with_a_slash(text, &before, at, value) {
        return Some(footprint);
    }
    let upper = upper_end(text, &before, value);
    let end = upper.as_ref().map_or(value.end, |upper| upper.end);
    let behind = Behind::read(text, end);
    let figure = |kind, end: usize| {
        let figure = Figure::new(kind, before.start.min(at), end);
        Some(Figure { for_it: before.for_it, each: before.each || behind.each, ..figure })
    };
    let whole = value.whole_number();

    if is_line_number(text, at, value) {
        return figure(FigureKind::LineNumber, value.end);
    }
    if before.code_mark && value.digits >= 3 {
        return None;
    }
    match behind.unit {
        Some(Term::SquareMetre | Term::Time | Term::Percent | Term::Weight) => {
            return figure(FigureKind::Other, behind.end);
        }
        Some(Term::Person) if behind.currency.is_none() => {
            return figure(FigureKind::People(whole?), behind.end);
        }
        // "620140 qty 4": the word counts the number behind it.
        Some(Term::Piece) if is_article(value) => {
            return figure(FigureKind::Bare(whole?), value.end);
        }
        Some(Term::Piece) if before.currency.is_none() => {
            return figure(FigureKind::Pieces(whole?), behind.end);
        }
        Some(unit) if is_length(unit) => {
            return Some(size(&before, &behind, value, upper.as_ref()));
        }
        Some(_) | None => {}
    }
    let money = before.currency.or(behind.currency);
    if money.is_none() && (before.side.is_some() || behind.side.is_some()) {
        return Some(size(&before, &behind, value, upper.as_ref()));
    }
    let thing = thing_follows(text, end, value);
    if before.group && money.is_none() && !thing {
        return figure(FigureKind::People(whole?), value.end);
    }
    let with_vat = money.is_none()
        && value.amount >= Decimal::from(LEAST_SHARED)
        && stands_with_vat(text, &before, behind.end);
    let limited = before.compared() || behind.compared() || upper.is_some() || with_vat;
    let limit = limited && !before.partitive && !thing && value.amount >= Decimal::TEN;
    let shared = !thing
        && value.amount >= Decimal::from(if money.is_some() { 10 } else { LEAST_SHARED })
        && pays_several(text, behind.end);
    let divided = !thing && !before.quantity && divides(&before, &behind, value);
    if money.is_some()
        || limit
        || shared
        || divided
        || (before.price_said() && value.amount >= Decimal::TEN)
    {
        let price = price(&before, &behind, value, upper.as_ref(), shared);
        let price = if with_vat && !price.limit && price.pays == Pays::Unsaid {
            Price { limit: true, pays: Pays::Budget, ..price }
        } else {
            price
        };
        return figure(FigureKind::Price(price), behind.end);
    }
    if (before.label || before.code_mark) && value.digits <= 2 && value.written_in_digits {
        return figure(FigureKind::Place(whole?), value.end);
    }
    if before.label && value.digits >= 3 {
        return None;
    }
    let listed = listed_behind_thing(text, at, value);
    // "551230 x 6" is an article and its pieces.
    let times = behind.times && value.digits < 5;
    if before.quantity || before.times || times || thing || listed {
        let end = if times { behind.end } else { end };
        return figure(FigureKind::Pieces(whole?), end);
    }
    if stands_for_a_thing(text, at, value) {
        return None;
    }
    let kind = whole.map_or(FigureKind::Fraction(value.amount), FigureKind::Bare);
    let each = behind.each && behind.end == value.end + 1;
    let end = if each { behind.end } else { value.end };
    let bare = Figure::new(kind, at, end);
    Some(Figure { for_it: before.for_it, each, ..bare })
}

/// "…, 5000 including VAT": whether nothing stands in the clause of a number but what is said of VAT.
fn stands_with_vat(text: &Tagged<'_>, before: &Before, end: usize) -> bool {
    let vat = |item: &Item<'_>| item.is(Term::Vat) || item.says(Cue::WithVat);
    let little = |item: &Item<'_>| {
        vat(item) || item.is(Term::Including) || item.is(Term::Excluding) || item.says(Cue::Filler)
    };
    let behind: Vec<&Item<'_>> =
        (end..).map_while(|place| text.next_in_clause(place)).take(REACH).collect();
    let opens = text.items.get(before.start).is_none_or(|item| item.gap >= Gap::Comma);
    opens && behind.iter().any(|item| vat(item)) && behind.into_iter().all(little)
}

/// How many phrases of a clause are looked at.
const REACH: usize = 6;

/// Whether a number is rather an article than an amount of anything: long, and not round.
fn is_article(value: &Value) -> bool {
    let round = Decimal::from(if value.digits > 5 { 10_000 } else { 1_000 });
    value.digits >= 5 && !(value.amount % round).is_zero()
}

/// Whether a number is part of something written like an article code: a short unknown word of
/// Latin letters stands before it, or letters are written together with it.
fn in_code(text: &Tagged<'_>, at: usize, value: &Value) -> bool {
    let unknown = |at: usize, most: usize| {
        text.items.get(at).is_some_and(|item| {
            let word = text.first_word(item);
            item.meanings.is_empty()
                && !text.in_shop_code(item)
                && word.is_some_and(|word| {
                    matches!(word.kind, Kind::Latin | Kind::Foreign)
                        && word.text.chars().take(most + 1).count() <= most
                })
        })
    };
    let gap = |at: usize| text.items.get(at).map(|item| item.gap);
    let behind_letters = gap(at).is_some_and(Gap::continues)
        && at.checked_sub(1).is_some_and(|before| unknown(before, 4));
    let before_letters = gap(value.end) == Some(Gap::Glued) && unknown(value.end, 12);
    value.written_in_digits
        && (behind_letters
            || before_letters
            || is_glued_to_letters(text, at, value)
            || is_arabizi(text, value))
}

/// Whether digits are the tail of a word, as in `CH616`: a code, unless the word is a unit.
fn is_glued_to_letters(text: &Tagged<'_>, at: usize, value: &Value) -> bool {
    let glued = text.items.get(at).is_some_and(|item| item.gap == Gap::Glued);
    let before = at.checked_sub(1).and_then(|before| text.items.get(before));
    value.written_in_digits
        && glued
        && before.is_some_and(|item| {
            text.first_word(item).is_some_and(|word| word.kind == Kind::Latin)
                && item.terms().next().is_none()
                && item.currency().is_none()
                && !text.in_shop_code(item)
        })
}

/// Whether a digit stands for an Arabic letter at the beginning of a word, as in `3andkum` or `7ag`:
/// something that is neither a unit nor a thing that can be counted is written together with it.
fn is_arabizi(text: &Tagged<'_>, value: &Value) -> bool {
    let Some(next) = text.items.get(value.end).filter(|next| next.gap == Gap::Glued) else {
        return false;
    };
    let counted = next.terms().next().is_some()
        || next.currency().is_some()
        || next.number().is_some()
        || next.features().next().is_some();
    value.digits == 1 && !counted
}

/// `2)` or `2.` at the start of a line that goes on, and `2-` where the lines are numbered like
/// that throughout; within a line where the numbers follow each other ("1) 5 chairs 2) 5 desks").
fn is_line_number(text: &Tagged<'_>, at: usize, value: &Value) -> bool {
    let gap = |at: usize| text.items.get(at).map(|item| item.gap);
    let plain = value.written_in_digits && value.digits <= 2;
    if plain && numbers_a_part(text, at, value) {
        return true;
    }
    plain
        && gap(at) == Some(Gap::Line)
        && match gap(value.end) {
            Some(Gap::Bracket | Gap::Stop) => true,
            Some(Gap::Joined | Gap::Dash | Gap::Colon) => numbered_throughout(text, at, value),
            Some(Gap::Glued | Gap::Blank | Gap::Comma | Gap::Line) | None => false,
        }
}

/// How far away the number before or behind is looked for.
const PART: usize = 40;

/// Whether the number before or the next one stands set off like this one.
fn numbers_a_part(text: &Tagged<'_>, at: usize, value: &Value) -> bool {
    // "2) …" and not "KX 210 (2)".
    let gap = |place: usize| text.items.get(place).map(|item| item.gap);
    let set_off = |place: usize, end: usize| {
        gap(place) != Some(Gap::Bracket) && gap(end) == Some(Gap::Bracket)
    };
    let is = |place: usize, number: Decimal| {
        value_at(text, place)
            .is_some_and(|it| it.written_in_digits && it.amount == number && set_off(place, it.end))
    };
    let (one, last) = (Decimal::ONE, text.items.len().min(at + PART));
    let goes_on = || (value.end..last).any(|place| is(place, value.amount + one));
    let follows = || (at.saturating_sub(PART)..at).any(|place| is(place, value.amount - one));
    set_off(at, value.end) && if value.amount == one { goes_on() } else { follows() }
}

/// Whether the line before begins with the number before, or the next one with the next.
fn numbered_throughout(text: &Tagged<'_>, at: usize, value: &Value) -> bool {
    let begins_line = |place: &usize| text.items.get(*place).is_some_and(|it| it.gap == Gap::Line);
    let begins_with = |place: usize, number: Decimal| {
        value_at(text, place).is_some_and(|value| value.written_in_digits && value.amount == number)
    };
    let next = (at + 1..text.items.len()).find(begins_line);
    let before = (0..at).rev().find(begins_line);
    let goes_on = next.is_some_and(|next| begins_with(next, value.amount + Decimal::ONE));
    let follows = before.is_some_and(|it| begins_with(it, value.amount - Decimal::ONE));
    goes_on && (value.amount == Decimal::ONE || before.is_some()) || follows
}

/// "The blue one", "which one", «أي واحد»: a word that takes the place of a thing and counts none.
fn stands_for_a_thing(text: &Tagged<'_>, at: usize, value: &Value) -> bool {
    let before = at.checked_sub(1).and_then(|before| text.items.get(before));
    let counts = |item: &Item<'_>| {
        [Cue::Find, Cue::Price, Cue::Take, Cue::Add, Cue::Remove, Cue::Set]
            .into_iter()
            .any(|cue| item.says(cue))
    };
    let led_to = text.items.get(at).is_some_and(|item| item.gap < Gap::Comma)
        && before.is_some_and(|item| !counts(item))
        && !one_of_what_it_follows(text, at)
        && !text.next_in_clause(value.end).is_some_and(|item| item.says(Cue::More))
        && !code_follows(text, value.end);
    !value.written_in_digits && value.amount == Decimal::ONE && led_to
}

/// Whether an Arabic "one" counts the thing before it: «كرسي واحد». With the article it means each.
fn one_of_what_it_follows(text: &Tagged<'_>, at: usize) -> bool {
    let word = text.items.get(at).and_then(|item| text.first_word(item));
    let bare = word.is_some_and(|word| word.kind == Kind::Arabic && word.text == word.stem);
    let before = at.checked_sub(1).and_then(|before| text.items.get(before));
    bare && before.is_some_and(|item| item.features().any(names_thing))
}

/// Whether an unknown word with digits behind it follows: "one *KX 210*".
fn code_follows(text: &Tagged<'_>, at: usize) -> bool {
    let unknown = text.next_in_clause(at).filter(|item| item.meanings.is_empty());
    let digits = text.next_in_clause(at + 1).and_then(|item| text.first_word(item));
    text.next_in_clause(at).is_some_and(|item| text.in_shop_code(item))
        || unknown.is_some() && digits.is_some_and(|word| word.kind == Kind::Digits)
}

/// "Chairs: 10", "sofa - 1": a small number set off behind a thing, as lists have it.
fn listed_behind_thing(text: &Tagged<'_>, at: usize, value: &Value) -> bool {
    let set_off = text
        .items
        .get(at)
        .is_some_and(|item| matches!(item.gap, Gap::Dash | Gap::Colon | Gap::Bracket));
    let before = at.checked_sub(1).and_then(|before| text.items.get(before));
    set_off && value.digits <= 2 && before.is_some_and(|item| item.features().any(names_thing))
}

fn names_thing(feature: &Feature) -> bool {
    match feature {
        Feature::Family { .. } | Feature::Kind { named: true, .. } => true,
        Feature::Kind { named: false, .. }
        | Feature::Colour(_)
        | Feature::Material(_)
        | Feature::Has(_) => false,
    }
}

/// Whether a thing that can be counted follows: a family, perhaps after its colour or kind, or
/// what stands for it ("of those").
fn thing_follows(text: &Tagged<'_>, end: usize, value: &Value) -> bool {
    for (place, item) in text.items.iter().enumerate().skip(end).take(5) {
        // «٣٠٠ للكرسي» is what one costs, and "max 2500 *if* it is good" counts nothing.
        if item.gap >= Gap::Dash || item.particle == Some('ل') || item.says(Cue::If) {
            return false;
        }
        if item.features().any(names_thing) {
            let last = text.words.get(item.at + item.length - 1);
            let one = last.is_some_and(|word| word.kind == Kind::Latin && word.text == word.stem);
            // "the 616 chair" is an article, "12 chair" is careless plural.
            return !(one && value.digits >= 3);
        }
        let partitive = || {
            let little = text.items.get(end).is_some_and(|item| item.says(Cue::Filler));
            let the = text.next_in_clause(end + 1).is_some_and(|item| item.says(Cue::Definite));
            little && the
        };
        if item.says(Cue::Those) || stands_for_things(text, item, partitive()) {
            return true;
        }
        let passed = item.features().next().is_some()
            || item.says(Cue::Setting)
            || (item.says(Cue::Filler) && !item.is(Term::And) && place < end + 2)
            || (item.is(Term::From) && place == end);
        if !passed {
            return false;
        }
    }
    false
}

/// "2 black *ones*", "2 of the black *one*".
fn stands_for_things(text: &Tagged<'_>, item: &Item<'_>, partitive: bool) -> bool {
    let plural = text.first_word(item).is_some_and(|word| word.text != word.stem);
    item.number() == Some(1) && (plural || partitive)
}

/// From here on a number that is said to be for all of several pieces is money.
const LEAST_SHARED: u32 = 500;
/// From here on a number that is said of each is money: fewer may be pieces ("10 each").
const LEAST_EACH: u32 = 200;

/// Whether "each" or "in all" beside a number make it money.
fn divides(before: &Before, behind: &Behind, value: &Value) -> bool {
    let least = match () {
        () if before.per_person || behind.per_person => 20,
        () if before.each || behind.each => LEAST_EACH,
        () if before.total || behind.total => LEAST_SHARED,
        () => return false,
    };
    value.amount >= Decimal::from(least)
}

/// Whether an amount pays for several things: "5k *for 10 chairs*".
fn pays_several(text: &Tagged<'_>, end: usize) -> bool {
    let led_to = text.next_in_clause(end).is_some_and(|item| item.is(Term::For));
    let pieces = value_at(text, end + 1).filter(|_| text.next_in_clause(end + 1).is_some());
    led_to
        && pieces.is_some_and(|pieces| {
            pieces.amount > Decimal::ONE && thing_follows(text, pieces.end, &pieces)
        })
}

/// The second number of "500 to 800", "between 500 and 800", "500-800".
fn upper_end(text: &Tagged<'_>, before: &Before, value: &Value) -> Option<Value> {
    let next = text.next_in_clause(value.end)?;
    let joined = matches!(next.gap, Gap::Joined | Gap::Dash);
    let (upper, needs_hint) = if next.is(Term::To) || next.is(Term::And) && before.between {
        (value_at(text, value.end + 1)?, false)
    } else if before.between && !joined {
        // The Arabic "and" is written together with a number word: «بين خمسمية وثمانمية».
        (value_at(text, value.end)?, false)
    } else if joined && value.written_in_digits {
        (value_at(text, value.end)?, true)
    } else {
        return None;
    };
    let goes_on = text
        .items
        .get(upper.end)
        .is_some_and(|item| matches!(item.gap, Gap::Joined) && value_at(text, upper.end).is_some());
    let plain = !needs_hint || (!goes_on && value.amount >= Decimal::from(20) && value.digits <= 5);
    (plain && upper.amount > value.amount).then_some(upper)
}

fn footprint(text: &Tagged<'_>, before: &Before, at: usize, value: &Value) -> Option<Figure> {
    let mut values = vec![value.clone()];
    let mut end = value.end;
    while values.len() < 3
        && text.next_in_clause(end).is_some_and(|item| item.is(Term::Times))
        && let Some(next) = value_at(text, end + 1)
    {
        end = next.end;
        values.push(next);
    }
    if values.len() < 2 {
        return None;
    }
    let behind = Behind::read(text, end);
    let said = behind.unit.filter(|unit| is_length(*unit));
    // Sides of one thing have one unit: `1600x450` is in millimetres throughout.
    let millimetres_meant = values.iter().any(|value| value.amount >= Decimal::from(500));
    let unit = said.or_else(|| millimetres_meant.then_some(Term::Millimetre));
    // A number that long is an article ("620140 x 5").
    if values.iter().any(|value| value.amount >= Decimal::from(20_000)) {
        return None;
    }
    let plausible = values.iter().all(|value| value.amount >= Decimal::from(20));
    if !(plausible || unit.is_some() || values.iter().all(|value| value.fraction)) {
        return None;
    }
    let end = if said.is_some() { behind.end } else { end };
    Some(Figure::new(FigureKind::Footprint(sides(&values, unit)), before.start.min(at), end))
}

/// `160/80`: two plausible sides, the longer one first, where nothing else explains them.
fn written_with_a_slash(
    text: &Tagged<'_>,
    before: &Before,
    at: usize,
    value: &Value,
) -> Option<Figure> {
    let joined = |at: usize| text.items.get(at).is_some_and(|item| item.gap == Gap::Joined);
    let other = value_at(text, value.end).filter(|_| joined(value.end))?;
    let behind = Behind::read(text, other.end);
    let money = before.currency.or(behind.currency).is_some() || before.price_said();
    let side = |value: &Value| {
        value.written_in_digits && (Decimal::from(30)..=Decimal::from(400)).contains(&value.amount)
    };
    let length = behind.unit.is_none_or(is_length);
    let plausible = side(value) && side(&other) && value.amount > other.amount;
    if !plausible || !length || money || before.compared() || joined(at) || joined(other.end) {
        return None;
    }
    let end = if behind.unit.is_some() { behind.end } else { other.end };
    let sides = sides(&[value.clone(), other], behind.unit.or(Some(Term::Centimetre)));
    Some(Figure::new(FigureKind::Footprint(sides), before.start.min(at), end))
}

/// Width, depth and height, in the order people write them.
fn sides(values: &[Value], unit: Option<Term>) -> Vec<(Side, Range)> {
    let sides = [Side::Width, Side::Depth, Side::Height].into_iter().zip(values);
    sides
        .filter_map(|(side, value)| Some((side, exactly(millimetres(value.amount, unit)?))))
        .collect()
}

fn size(before: &Before, behind: &Behind, value: &Value, upper: Option<&Value>) -> Figure {
    let unit = behind.unit.filter(|unit| is_length(*unit));
    let half = if behind.half { Decimal::new(5, 1) } else { behind.part };
    let side = before.side.or(behind.side).unwrap_or(Side::Width);
    let near = millimetres(value.amount + half, unit);
    let to = upper.and_then(|upper| millimetres(upper.amount, unit));
    let range = match (near, to) {
        (Some(from), Some(to)) => Range { min: Some(from), max: Some(to), near: None },
        (Some(near), None) if before.below || behind.at_most => {
            Range { min: None, max: Some(near), near: None }
        }
        (Some(near), None) if before.above || behind.at_least => {
            Range { min: Some(near), max: None, near: None }
        }
        (Some(near), None) if before.around || behind.around => {
            Range { min: Some(near - near / 10), max: Some(near + near / 10), near: Some(near) }
        }
        (Some(near), None) => exactly(near),
        (None, _) => Range { min: None, max: None, near: None },
    };
    let kind = if near.is_some() { FigureKind::Size(side, range) } else { FigureKind::Other };
    Figure::new(kind, before.start.min(value.start), behind.end)
}

/// "120 cm wide" means what measures about that: five centimetres either way.
pub(crate) fn exactly(near: u32) -> Range {
    Range { min: Some(near.saturating_sub(50)), max: Some(near + 50), near: Some(near) }
}

fn is_length(unit: Term) -> bool {
    matches!(unit, Term::Millimetre | Term::Centimetre | Term::Metre | Term::Inch | Term::Foot)
}

/// Whole millimetres; without a unit, what furniture of that number would measure. `None` for what
/// no furniture measures.
fn millimetres(amount: Decimal, unit: Option<Term>) -> Option<u32> {
    let factor = match unit {
        Some(Term::Millimetre) => Decimal::ONE,
        Some(Term::Metre) if amount >= Decimal::from(20) => Decimal::TEN,
        Some(Term::Metre) => Decimal::from(1000),
        Some(Term::Inch) => Decimal::new(254, 1),
        Some(Term::Foot) => Decimal::new(3048, 1),
        None if amount < Decimal::from(6) => Decimal::from(1000),
        None if amount >= Decimal::from(500) => Decimal::ONE,
        Some(_) | None => Decimal::TEN,
    };
    let whole = (amount.checked_mul(factor)?).round();
    u32::try_from(whole).ok().filter(|mm| (1..=20_000).contains(mm))
}

fn price(
    before: &Before,
    behind: &Behind,
    value: &Value,
    upper: Option<&Value>,
    shared: bool,
) -> Price {
    let amount = value.as_money();
    let fifth = amount / Decimal::from(5);
    let per_person = before.per_person || behind.per_person;
    let each = before.each || behind.each;
    let all = before.total || behind.total || shared;
    let at_least = (before.above || behind.at_least) && upper.is_none();
    let (min, max) = match upper {
        Some(upper) => (Some(amount), Some(upper.as_money())),
        None if before.below || behind.at_most => (None, Some(amount)),
        None if before.above || behind.at_least => (Some(amount), None),
        None if before.around || behind.around => (Some(amount - fifth), Some(amount + fifth)),
        None if before.budget || each || all || per_person => (None, Some(amount)),
        None if before.from && !before.partitive => (Some(amount), None),
        None => (Some(amount - fifth), Some(amount + fifth)),
    };
    let pays = match () {
        () if per_person => Pays::Person,
        () if each => Pays::Each,
        () if all => Pays::All,
        () if before.budget => Pays::Budget,
        () => Pays::Unsaid,
    };
    let limited = before.below || behind.at_most || before.around || behind.around;
    let limit = !at_least && (limited || upper.is_some() || pays != Pays::Unsaid);
    let round = |amount: Decimal| amount.round_dp(2).normalize();
    Price {
        min: min.map(round),
        max: max.map(round),
        currency: before.currency.or(behind.currency),
        pays,
        said: round(upper.map_or(amount, Value::as_money)),
        limit,
    }
}

#[cfg(test)]
mod tests;
