//! What a customer can spend: for one piece, for all of it, with or without VAT.

use rust_decimal::Decimal;

use crate::numbers::{Figure, FigureKind, Pays, Price, Term};
use crate::reading::cues::Cue;
use crate::reading::tags::{Item, Tagged};
use crate::understanding::{Budget, Headcount};
use crate::words::Gap;

/// The budget of a message. A limit for a piece and one for everything both stand; of two of a kind
/// the later counts. What each person may cost is the share of one of `people`, where they are
/// counted, and else a limit for a piece.
///
/// The amounts are as they were said: nothing is taken off for VAT.
pub(super) fn budget(
    text: &Tagged<'_>,
    figures: &[Figure],
    refused: &[bool],
    people: &[Headcount],
) -> Budget {
    let people = people.iter().fold(0_u32, |sum, one| sum.saturating_add(one.people));
    let mut budget = Budget::default();
    for (at, figure) in figures.iter().enumerate() {
        let FigureKind::Price(price) = &figure.kind else { continue };
        if price.limit && !refused.get(at).copied().unwrap_or(false) {
            budget = budget.with(said(price, people, budget.total));
        }
    }
    if !budget.is_empty() {
        budget.incl_vat = incl_vat(text);
    }
    budget
}

/// What one amount says. `known` is what may be spent in all, as said before it: who then names more has
/// thought better of it.
fn said(price: &Price, people: u32, known: Option<Decimal>) -> Budget {
    let per_item = Budget { per_item: Some(price.said), ..Budget::default() };
    let total = |amount: Decimal| Budget { total: Some(amount), ..Budget::default() };
    let budget = match price.pays {
        Pays::All | Pays::Budget => total(price.said),
        Pays::Unsaid if known.is_some_and(|known| price.said >= known) => total(price.said),
        Pays::Person if people > 0 => {
            price.said.checked_mul(Decimal::from(people)).map_or(per_item, total)
        }
        Pays::Person | Pays::Each | Pays::Unsaid => per_item,
    };
    Budget { currency: price.currency, ..budget }
}

/// Whether VAT is said to be in the amounts; `None` where nothing is said of it.
fn incl_vat(text: &Tagged<'_>) -> Option<bool> {
    text.items.iter().enumerate().find_map(|(place, item)| {
        if item.says(Cue::WithVat) {
            return Some(true);
        }
        let names = item.is(Term::Vat);
        names.then(|| said_before(text, place).or_else(|| said_behind(text, place)))?
    })
}

/// Whether words say nothing but that VAT is in an amount, or not.
pub(super) fn only_vat(text: &Tagged<'_>, words: &[usize]) -> bool {
    words.iter().all(|at| {
        let place = text.items.partition_point(|item| item.at <= *at).checked_sub(1);
        place.and_then(|place| text.items.get(place)).is_some_and(|item| {
            item.is(Term::Vat)
                || says(item).is_some()
                || item.says(Cue::WithVat)
                || item.says(Cue::Filler)
        })
    })
}

/// "Incl. VAT", «شامل الضريبة». An abbreviation's full stop ends no sentence.
fn said_before(text: &Tagged<'_>, place: usize) -> Option<bool> {
    let before = |steps: usize| place.checked_sub(steps).and_then(|at| text.items.get(at));
    let near =
        text.items.get(place).filter(|item| item.gap <= Gap::Stop).and_then(|_| before(1))?;
    let near = if says(near).is_none() && near.says(Cue::Filler) { before(2)? } else { near };
    let denied = |steps: usize| before(steps).is_some_and(|item| item.says(Cue::Not));
    says(near).map(|included| included && !denied(2))
}

/// "VAT included".
fn said_behind(text: &Tagged<'_>, place: usize) -> Option<bool> {
    let mut behind = (place + 1..place + 4).map_while(|at| text.next_in_clause(at));
    let mut denied = false;
    behind.find_map(|item| {
        denied |= item.says(Cue::Not);
        says(item).map(|included| included && !denied)
    })
}

fn says(item: &Item<'_>) -> Option<bool> {
    match () {
        () if item.is(Term::Excluding) => Some(false),
        () if item.is(Term::Including) => Some(true),
        () => None,
    }
}
