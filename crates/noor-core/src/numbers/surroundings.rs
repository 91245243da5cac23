//! What stands before and behind a number and says what it is.

use rust_decimal::Decimal;

use crate::money::Currency;
use crate::reading::cues::{Cue, RoleForm};
use crate::reading::tags::{Item, Tagged};
use crate::words::{Gap, Kind};

use super::value::value_at;
use super::{Side, Term};

/// What was read before a number.
#[derive(Debug, Clone, Default)]
#[expect(clippy::struct_excessive_bools, reason = "independent findings about one number")]
pub(super) struct Before {
    /// The first phrase that belongs to the number.
    pub(super) start: usize,
    pub(super) below: bool,
    pub(super) above: bool,
    pub(super) around: bool,
    pub(super) between: bool,
    pub(super) from: bool,
    /// "25 pieces *of* 616": the word for "from" means a part.
    pub(super) partitive: bool,
    pub(super) budget: bool,
    pub(super) price: bool,
    pub(super) each: bool,
    pub(super) total: bool,
    pub(super) per_person: bool,
    pub(super) quantity: bool,
    pub(super) times: bool,
    pub(super) label: bool,
    pub(super) code_mark: bool,
    /// "For 8": whom or what it is for.
    pub(super) for_it: bool,
    /// "A team of 6".
    pub(super) group: bool,
    pub(super) currency: Option<Currency>,
    pub(super) side: Option<Side>,
}

/// What was read behind a number.
#[derive(Debug, Clone, Default)]
#[expect(clippy::struct_excessive_bools, reason = "independent findings about one number")]
pub(super) struct Behind {
    /// The phrase after the last one that belongs to the number.
    pub(super) end: usize,
    pub(super) unit: Option<Term>,
    pub(super) currency: Option<Currency>,
    pub(super) side: Option<Side>,
    pub(super) half: bool,
    /// The centimetres of `1m20` or the inches of `5ft 3`, as a part of the metre or foot.
    pub(super) part: Decimal,
    pub(super) around: bool,
    pub(super) at_most: bool,
    pub(super) at_least: bool,
    pub(super) each: bool,
    pub(super) total: bool,
    pub(super) per_person: bool,
    pub(super) times: bool,
}

/// How many phrases are looked at on either side.
const REACH: usize = 5;

impl Before {
    /// Looks back from the number at `at`, not further than `taken`, where the last figure ended.
    pub(super) fn read(text: &Tagged<'_>, taken: usize, at: usize) -> Self {
        let mut before = Self { start: at, ..Self::default() };
        let mut gap = text.items.get(at).map_or(Gap::Line, |item| item.gap);
        for place in (taken..at).rev().take(REACH) {
            let Some(item) = text.items.get(place) else { break };
            let numbers = item.is(Term::Label) || item.is(Term::CodeMark);
            let abbreviated = gap == Gap::Stop && numbers;
            if gap >= Gap::Comma && !abbreviated {
                break;
            }
            let known = item.currency().is_some() || item.terms().count() > 0;
            let noted = known && before.note(item, place + 1 == at);
            if !noted && !item.says(Cue::Filler) {
                if before.from && before.start == place + 1 {
                    before.partitive |= item.is(Term::Piece) || item.number().is_some();
                }
                break;
            }
            if known {
                before.start = place;
            }
            gap = item.gap;
        }
        before.partitive |= before.from
            && before.start == taken
            && taken > 0
            && text
                .items
                .get(taken - 1)
                .is_some_and(|item| item.is(Term::Piece) || counts_articles(text, item, at));
        before
    }

    /// Whether words limit the number, as words limit prices and sizes.
    pub(super) fn compared(&self) -> bool {
        self.below
            || self.above
            || self.around
            || self.between
            || self.budget
            || (self.from && !self.partitive)
    }

    /// Whether words call it a price.
    pub(super) fn price_said(&self) -> bool {
        self.price || self.budget
    }

    /// Notes what a phrase says; `false` if it says nothing about a number behind it.
    fn note(&mut self, item: &Item<'_>, adjacent: bool) -> bool {
        let mut noted = item.currency().is_some();
        if noted {
            self.currency = self.currency.or_else(|| item.currency());
        }
        for term in item.terms() {
            noted = true;
            match term {
                Term::Below => self.below = true,
                Term::Above => self.above = true,
                Term::Around => self.around = true,
                Term::Between => self.between = true,
                Term::From => self.from = true,
                Term::Budget => self.budget = true,
                Term::Price => self.price = true,
                Term::Each => self.each = true,
                Term::Total => self.total = true,
                Term::PerPerson => self.per_person = true,
                Term::Quantity => self.quantity = true,
                Term::Times if adjacent => self.times = true,
                Term::Label if adjacent => self.label = true,
                Term::CodeMark => self.code_mark = true,
                Term::For => self.for_it = true,
                Term::Group => self.group = true,
                Term::Width | Term::Length | Term::Depth | Term::Height => {
                    self.side = self.side.or_else(|| side(term));
                }
                Term::AtMostAfter | Term::AtLeastAfter => {}
                Term::Times
                | Term::Label
                | Term::To
                | Term::And
                | Term::Vat
                | Term::Including
                | Term::Excluding
                | Term::Millimetre
                | Term::Centimetre
                | Term::Metre
                | Term::TwoMetres
                | Term::Inch
                | Term::Foot
                | Term::Half
                | Term::SquareMetre
                | Term::Piece
                | Term::TwoPieces
                | Term::Person
                | Term::TwoPeople
                | Term::Time
                | Term::Percent
                | Term::Weight => noted = noted_otherwise(item),
            }
        }
        noted
    }
}

/// Whether a number alone stands before the article it counts: «٤ من 620140».
fn counts_articles(text: &Tagged<'_>, number: &Item<'_>, at: usize) -> bool {
    let digits = |item: &Item<'_>| text.first_word(item).filter(|it| it.kind == Kind::Digits);
    let article = text.items.get(at).and_then(digits).is_some_and(|word| word.text.len() >= 5);
    article && (number.number().is_some() || digits(number).is_some_and(|it| it.text.len() <= 3))
}

impl Behind {
    /// Looks forward from `start`, the phrase after the number.
    pub(super) fn read(text: &Tagged<'_>, start: usize) -> Self {
        Self::default().go_on(text, start)
    }

    /// Looks forward from `start`, the phrase after a metre that no number stands before.
    pub(super) fn of_a_metre(text: &Tagged<'_>, start: usize) -> Self {
        let mut behind = Self { end: start, ..Self::default() };
        behind.centimetres(text);
        let start = behind.end;
        behind.go_on(text, start)
    }

    fn go_on(self, text: &Tagged<'_>, start: usize) -> Self {
        let mut behind = Self { end: start, ..self };
        for place in start..start + REACH {
            let Some(item) = text.next_in_clause(place) else { break };
            if item.gap == Gap::Dash
                || of_the_next_number(text, item, place)
                || place == start && says_whose(text, item, place)
                || !behind.note(item, place == start)
            {
                if item.says(Cue::Filler) && place > start {
                    continue;
                }
                break;
            }
            behind.end = place + 1;
            if place == start && item.is(Term::Metre) {
                behind.centimetres(text);
            } else if place == start && item.is(Term::Foot) {
                behind.inches(text);
            }
        }
        behind
    }

    /// The `20` of `1m20`, and the «و٢٠» of «متر و٢٠».
    fn centimetres(&mut self, text: &Tagged<'_>) {
        if let Some((hundredths, end)) = and_centimetres(text, self.end) {
            (self.part, self.end) = (Decimal::new(i64::from(hundredths), 2), end);
            return;
        }
        if let Some((hundredths, end)) = in_words(text, self.end) {
            (self.part, self.end) = (Decimal::new(i64::from(hundredths), 2), end);
            return;
        }
        let glued = text.items.get(self.end).filter(|item| item.gap == Gap::Glued);
        let digits = glued
            .and_then(|item| text.first_word(item))
            .filter(|word| word.kind == Kind::Digits && word.text.len() <= 2);
        let hundredths = digits.and_then(|word| word.text.parse::<u32>().ok());
        if let Some(hundredths) = hundredths {
            let tenths_only = digits.is_some_and(|word| word.text.len() == 1);
            let hundredths = if tenths_only { hundredths * 10 } else { hundredths };
            self.part = Decimal::new(i64::from(hundredths), 2);
            self.end += 1;
        }
    }

    /// The `3` of "5ft 3" and of `5'3"`, as a part of the foot.
    fn inches(&mut self, text: &Tagged<'_>) {
        let next = text.next_in_clause(self.end).filter(|item| item.gap.continues());
        let Some(value) = next.and_then(|_| value_at(text, self.end)) else { return };
        let Some(inches) = value.whole_number().filter(|it| (1..12).contains(it)) else { return };
        let behind = text.next_in_clause(value.end);
        let named = behind.is_some_and(|item| item.is(Term::Inch));
        let says_more = |item: &Item<'_>| {
            item.features().next().is_some()
                || item.currency().is_some()
                || item.terms().any(|term| side(term).is_none())
        };
        if named || !behind.is_some_and(says_more) {
            self.part = Decimal::from(inches) / Decimal::from(12);
            self.end = value.end + usize::from(named);
        }
    }

    /// Whether words behind the number limit it.
    pub(super) fn compared(&self) -> bool {
        self.at_most || self.at_least
    }

    fn note(&mut self, item: &Item<'_>, adjacent: bool) -> bool {
        if let Some(currency) = item.currency() {
            return self.currency.replace(currency).is_none();
        }
        let mut noted = false;
        for term in item.terms() {
            noted |= match term {
                Term::Millimetre
                | Term::Centimetre
                | Term::Metre
                | Term::Inch
                | Term::Foot
                | Term::SquareMetre
                | Term::Piece
                | Term::Person
                | Term::Time
                | Term::Percent
                | Term::Weight => adjacent && self.unit.replace(term).is_none(),
                Term::Width | Term::Length | Term::Depth | Term::Height => {
                    let first = self.side.is_none();
                    self.side = self.side.or_else(|| side(term));
                    first
                }
                Term::Half => !std::mem::replace(&mut self.half, true),
                Term::Around => !std::mem::replace(&mut self.around, true),
                Term::AtMostAfter => !std::mem::replace(&mut self.at_most, true),
                Term::AtLeastAfter => !std::mem::replace(&mut self.at_least, true),
                Term::Each => !std::mem::replace(&mut self.each, true),
                Term::Total => !std::mem::replace(&mut self.total, true),
                Term::PerPerson => !std::mem::replace(&mut self.per_person, true),
                Term::Times => adjacent && !std::mem::replace(&mut self.times, true),
                Term::Below
                | Term::Above
                | Term::Between
                | Term::From
                | Term::To
                | Term::And
                | Term::Budget
                | Term::Price
                | Term::TwoMetres
                | Term::TwoPieces
                | Term::Quantity
                | Term::TwoPeople
                | Term::Group
                | Term::For
                | Term::Vat
                | Term::Including
                | Term::Excluding
                | Term::Label
                | Term::CodeMark => false,
            };
        }
        let people = item.roles().any(|role| role.form != RoleForm::Room);
        if adjacent && self.unit.is_none() && people {
            self.unit = Some(Term::Person);
            noted = true;
        }
        noted
    }
}

/// The centimetres behind the "and" of «متر و٤٠», with the phrase after them. A number that counts
/// something («متر و ٤ كراسي») is none.
fn and_centimetres(text: &Tagged<'_>, at: usize) -> Option<(u32, usize)> {
    let and = text.next_in_clause(at)?;
    let joined = and.particle == Some('و') || text.first_word(and)?.text.starts_with('و');
    let number = if and.is(Term::And) { at + 1 } else { Some(at).filter(|_| joined)? };
    let value = value_at(text, number).filter(|_| text.next_in_clause(number).is_some())?;
    let hundredths = value.whole_number().filter(|it| (10..100).contains(it))?;
    let end = match text.next_in_clause(value.end) {
        Some(next) if next.is(Term::Centimetre) => value.end + 1,
        Some(next) => {
            let counted = next.features().next().is_some()
                || next.terms().any(|term| side(term).is_none())
                || next.currency().is_some();
            (!counted).then_some(value.end)?
        }
        None => value.end,
    };
    Some((hundredths, end))
}

/// The "forty" of "one metre forty", unless it counts something.
fn in_words(text: &Tagged<'_>, at: usize) -> Option<(u32, usize)> {
    let word = text.next_in_clause(at).filter(|item| item.gap.continues())?;
    word.number()?;
    let value = value_at(text, at)?;
    let hundredths = value.whole_number().filter(|it| (10..100).contains(it))?;
    let counted = text.next_in_clause(value.end).is_some_and(|next| {
        next.features().next().is_some()
            || next.currency().is_some()
            || next.terms().next().is_some()
    });
    (!counted).then_some((hundredths, value.end))
}

/// Whether people stand behind a number only to say whose thing it is: "2 *managers* wooden desks".
fn says_whose(text: &Tagged<'_>, item: &Item<'_>, place: usize) -> bool {
    let thing = |item: &Item<'_>| item.features().any(super::names_thing);
    // "3 staff desks" are three desks, and a "6 person table" is for six.
    let several = |item: &Item<'_>| {
        let last = text.words.get(item.at + item.length - 1);
        last.is_some_and(|word| word.kind == Kind::Latin && word.text != word.stem)
    };
    let thing_of_theirs =
        |next: &Item<'_>| thing(next) && (!item.is(Term::Person) || several(next));
    item.roles().next().is_some()
        && (thing(item) && !item.is(Term::Person)
            || (place + 1..place + 3)
                .map_while(|next| {
                    text.items.get(next).filter(|it| {
                        it.gap.continues()
                            && it.particle.is_none()
                            && it.features().next().is_some()
                    })
                })
                .any(thing_of_theirs))
}

/// A phrase with several meanings counts if one of them was noted.
fn noted_otherwise(item: &Item<'_>) -> bool {
    item.is(Term::Quantity) || item.is(Term::CodeMark) || item.is(Term::Below) || item.is(Term::For)
}

/// Whether the name of a side belongs to the number behind it ("under 400 *width* 100") rather
/// than to the one before ("100 *width* 60 depth").
fn of_the_next_number(text: &Tagged<'_>, item: &Item<'_>, place: usize) -> bool {
    let names_side = |item: &Item<'_>| item.terms().any(|term| side(term).is_some());
    // "200 *max* width 90"
    let limits_the_next = (item.is(Term::Below) || item.is(Term::Above))
        && text.next_in_clause(place + 1).is_some_and(names_side)
        && value_at(text, place + 2).is_some();
    if limits_the_next {
        return true;
    }
    let next = value_at(text, place + 1).filter(|_| text.next_in_clause(place + 1).is_some());
    names_side(item)
        && next.is_some_and(|next| {
            !text.next_in_clause(next.end).is_some_and(names_side)
                && !text.next_in_clause(next.end + 1).is_some_and(names_side)
        })
}

/// The side that a term names; "long" is the width.
fn side(term: Term) -> Option<Side> {
    match term {
        Term::Width | Term::Length => Some(Side::Width),
        Term::Depth => Some(Side::Depth),
        Term::Height => Some(Side::Height),
        _ => None,
    }
}
