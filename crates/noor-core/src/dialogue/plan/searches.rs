//! What a message looks for: something new, or more and other than what was shown before.

use rust_decimal::Decimal;

use super::lookup::{Aim, Lookup, Search};
use super::pointed::{goes_beyond, meant};
use crate::dialogue::narrow::{
    beyond, end_of, names_a_thing, names_a_version, narrowed, only_counts_people,
};
use crate::dialogue::sought::{self, Sought};
use crate::dialogue::state::State;
use crate::understanding::{
    Budget, Extreme, How, Intent, Property, Reference, Target, Understanding, Wish,
};

/// The wishes that name a trait, as many as are answered. Beside a reference, the kind of what is in
/// view only says what is pointed at: "this chair in grey" asks for grey.
pub(super) fn named(state: &State, said: &Understanding) -> Vec<Wish> {
    let points = said.reference.is_some() && !state.shown.is_empty();
    let says_a_trait = |wish: &Wish| !Wish { pieces: None, ..wish.clone() }.is_empty();
    let in_view = |wish: &Wish| {
        let mut families = wish.families.iter();
        points && !wish.families.is_empty() && families.all(|it| is_in_view(state, it))
    };
    let wishes = said.wishes.iter().cloned().map(|wish| {
        if in_view(&wish) {
            Wish { families: Vec::new(), subtypes: Vec::new(), ..wish }
        } else {
            wish
        }
    });
    // Words that nobody knows are no product beside a question about what is there already.
    let about_it = points || asks_beside_words(said);
    let only_words =
        |wish: &Wish| Wish { words: Vec::new(), pieces: None, ..wish.clone() }.is_empty();
    wishes
        .filter(|wish| says_a_trait(wish) && !(about_it && only_words(wish)))
        .take(sought::MOST)
        .collect()
}

/// Whether a message asks something that makes sense without any product of its own.
fn asks_beside_words(said: &Understanding) -> bool {
    said.intents.iter().any(|intent| {
        matches!(
            intent,
            Intent::AskProperty { .. }
                | Intent::Compare
                | Intent::AskAdvice
                | Intent::AskCart
                | Intent::AskWithVat
                | Intent::AskInCurrency { .. }
        )
    })
}

fn is_in_view(state: &State, family: &String) -> bool {
    let mut viewed = sought::in_view(state).into_iter().filter_map(|place| state.wishes.get(place));
    viewed.any(|sought| sought.wish.families.contains(family))
}

/// The searches of a message: one for each kind of thing it names, or one that goes on from before.
pub(super) fn searches(state: &State, said: &Understanding, named: &[Wish]) -> Vec<Lookup> {
    match named {
        [] => going_on(state, said),
        [one] => {
            let mut wish = one.clone();
            wish.pieces = wish.pieces.or_else(|| pieces_of(said, &wish));
            wish.first = wish.first.or_else(|| first_of(said.reference));
            vec![search_for(state, said, wish)]
        }
        several => each(state, several),
    }
}

/// How many of the only wish: as its line of the order says, where what else is taken has its own
/// number ("2 of it and a pedestal").
fn pieces_of(said: &Understanding, wish: &Wish) -> Option<u32> {
    let of_wish = |target: &Target| match target {
        Target::Kind(kind) => kind.families == wish.families,
        Target::Code(_) | Target::Shown(_) | Target::Meant | Target::Each | Target::Everything => {
            false
        }
    };
    let line = said.changes.iter().find(|change| of_wish(&change.target));
    match line {
        Some(line) if said.changes.len() > 1 => line.quantity,
        Some(_) | None => said.quantity,
    }
}

/// One search for each wish of a message. One that names no kind of thing says what is different
/// about the one before it: "a black chair and a white one".
fn each(state: &State, several: &[Wish]) -> Vec<Lookup> {
    let mut wishes: Vec<Wish> = Vec::new();
    for wish in several {
        let before = wishes.last().filter(|_| !names_a_thing(wish));
        let wish = before.map_or_else(|| wish.clone(), |before| narrowed(before, wish));
        wishes.push(wish);
    }
    wishes.into_iter().map(|wish| search(afresh(state, wish))).collect()
}

fn search(search: Search) -> Lookup {
    Lookup::SearchProducts { search: Box::new(search) }
}

/// A search for something new. How many are wanted of its kind stays known.
fn afresh(state: &State, mut wish: Wish) -> Search {
    let known = same_kind(state, &wish).and_then(|place| state.wishes.get(place));
    wish.pieces = wish.pieces.or_else(|| known?.wish.pieces);
    Search { wish, ..Search::default() }
}

/// The newest wish for the very families that `wish` names.
fn same_kind(state: &State, wish: &Wish) -> Option<usize> {
    let same = |sought: &Sought| sought.wish.families == wish.families;
    state.wishes.iter().rposition(same).filter(|_| !wish.families.is_empty())
}

/// The search for the only wish of a message.
fn search_for(state: &State, said: &Understanding, mut wish: Wish) -> Lookup {
    let goes_on = goes_beyond(said);
    let trait_of_it = Wish { families: Vec::new(), ..wish.clone() };
    if let Some(sku) = exchanged(state, said).filter(|_| names_a_version(&trait_of_it)) {
        return version(state, sku, trait_of_it);
    }
    if names_a_thing(&wish) {
        if let Some(place) = same_kind(state, &wish).filter(|_| goes_on) {
            return search(onward(state, said, place, &wish));
        }
        wish.first = wish.first.or_else(|| said.change.map(end_of));
        return search(afresh(state, wish));
    }
    if let ([sku], true, false) = (meant(state, said).as_slice(), names_a_version(&wish), goes_on) {
        return version(state, sku, wish);
    }
    // What is in view is meant first, then what was looked for before it.
    let viewed = sought::in_view(state);
    let (mut places, other): (Vec<usize>, Vec<usize>) =
        (0..state.wishes.len()).rev().partition(|place| viewed.contains(place));
    places.extend(other);
    let mut searches: Vec<Search> =
        places.into_iter().map(|place| onward(state, said, place, &wish)).collect();
    match searches.len() {
        // People sit, work and meet: what they need is to be asked.
        0 if only_counts_people(&wish) => Lookup::ListFamilies,
        0 => search(Search { wish, ..Search::default() }),
        1 => search(searches.remove(0)),
        _ => Lookup::SearchOne { searches },
    }
}

/// The search for another version of a product.
fn version(state: &State, sku: &str, wish: Wish) -> Lookup {
    let aim = Aim::Version { sku: sku.to_owned() };
    let of = state.wishes.iter().rposition(|sought| sought.saw(sku));
    search(Search { wish, aim, of, ..Search::default() })
}

/// The only line of the order that a message wants in another version: "the chairs in black instead".
fn exchanged<'s>(state: &'s State, said: &Understanding) -> Option<&'s str> {
    let [change] = said.changes.as_slice() else { return None };
    let (How::Swap { out, .. }, Target::Kind(_)) = (&change.how, &change.target) else {
        return None;
    };
    let is_out = |sku: &str| match out {
        Target::Meant => true,
        Target::Kind(wish) => {
            let of_it = state.wishes.iter().filter(|sought| sought.saw(sku));
            of_it.flat_map(|sought| &sought.wish.families).any(|it| wish.families.contains(it))
        }
        Target::Code(_) | Target::Shown(_) | Target::Each | Target::Everything => false,
    };
    let mut lines = state.cart.lines().iter().filter(|line| is_out(&line.sku));
    match (lines.next(), lines.next()) {
        (Some(line), None) => Some(line.sku.as_str()),
        _ => None,
    }
}

/// "Does it come in other colours?" asks for all versions of the only product that is pointed at.
pub(super) fn versions(said: &Understanding, pointed: &[String]) -> Option<Lookup> {
    let asks = said.has(&Intent::AskProperty { property: Property::Colour });
    let [sku] = pointed else { return None };
    let aim = Aim::Version { sku: sku.clone() };
    asks.then(|| search(Search { aim, ..Search::default() }))
}

/// What a message without a wish goes on from: each wish that is in view.
fn going_on(state: &State, said: &Understanding) -> Vec<Lookup> {
    let mut new = Wish::default();
    if !goes_beyond(said) && said.budget.total.is_none() {
        match first_of(said.reference) {
            Some(first) => new.first = Some(first),
            None => return Vec::new(),
        }
    }
    let viewed = sought::in_view(state).into_iter();
    viewed.map(|place| search(onward(state, said, place, &new))).collect()
}

/// The search that goes on from a wish of the state: narrower by `new`, with more of it, or beyond
/// what was shown.
fn onward(state: &State, said: &Understanding, place: usize, new: &Wish) -> Search {
    let Some(before) = state.wishes.get(place) else {
        return Search { wish: new.clone(), ..Search::default() };
    };
    let mut wish = narrowed(&before.wish, new);
    share(&mut wish, said.budget);
    let is_same = wish == before.wish;
    let seen = || before.seen.iter().map(|seen| seen.sku.clone()).collect();
    let go_on = Search { of: Some(place), ..Search::default() };
    match said.change {
        Some(change) => Search {
            wish: beyond(&wish, before, &state.shown, change),
            aim: Aim::Change { change },
            without: if is_same { before.without.clone() } else { Vec::new() },
            seen: seen(),
            ..go_on
        },
        None if said.has(&Intent::AskMore) && is_same => {
            Search { wish, aim: Aim::More, without: before.without.clone(), seen: seen(), ..go_on }
        }
        None if said.has(&Intent::AskMore) => Search { wish, seen: seen(), ..go_on },
        None => Search { wish, ..go_on },
    }
}

/// Shares a new total budget among the pieces that are known from before.
pub(super) fn share(wish: &mut Wish, budget: Budget) {
    let pieces = Decimal::from(wish.pieces.unwrap_or(1).max(1));
    if let Some(each) = budget.total.and_then(|total| total.checked_div(pieces)) {
        (wish.price_min, wish.price_max) = (None, Some(each.trunc_with_scale(2)));
        (wish.budget_total, wish.price_currency) = (budget.total, budget.currency);
    }
}

/// "The cheapest", said of nothing that was shown.
fn first_of(reference: Option<Reference>) -> Option<Extreme> {
    match reference {
        Some(Reference::Cheapest) => Some(Extreme::Cheapest),
        Some(Reference::Dearest) => Some(Extreme::Dearest),
        Some(Reference::Smallest) => Some(Extreme::Smallest),
        Some(Reference::Largest) => Some(Extreme::Largest),
        Some(Reference::Last | Reference::Ordinal(_) | Reference::End) | None => None,
    }
}
