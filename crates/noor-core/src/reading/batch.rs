//! What becomes of wishes when more is said: later words narrow, overrule or add.

use std::ops::Range as Places;

use crate::numbers::{Pays, Term};
use crate::reading::cues::Cue;
use crate::reading::tags::{Item, Tagged};
use crate::reading::things::{Role, Stretch};
use crate::reading::wish::{Message, Sought, note, owner};
use crate::understanding::{SizeWish, Wish};
use crate::words::{Gap, Kind};

/// Adds the wishes of a later message, or of what follows "sorry, I mean".
///
/// Traits without a thing narrow the last wish and overrule what it said before; "or white" adds. A
/// thing named again is the same wish, unless both come with pieces of their own. Another thing is
/// another wish, or takes the place of the last one if the later words correct it.
pub(super) fn add_later(sought: &mut Vec<Sought>, later: Vec<Sought>, corrects: bool) {
    // The wishes of one message are told apart already.
    let before = sought.len();
    for (number, later) in later.into_iter().enumerate() {
        let corrects = corrects && number == 0;
        let known = sought.get(..before).unwrap_or_default();
        match meant(known, &later, corrects).and_then(|place| sought.get_mut(place)) {
            Some(known) if known.names_thing() && corrects && !same_thing(known, &later) => {
                *known = later;
            }
            Some(known) => narrow(known, later),
            None => sought.push(later),
        }
    }
}

/// The place of the wish that a later one is about, if it is about one.
fn meant(known: &[Sought], later: &Sought, corrects: bool) -> Option<usize> {
    let last = known.len().checked_sub(1);
    if !later.names_thing() {
        return last;
    }
    let ordered_twice =
        |known: &Sought| known.wish.pieces.is_some() && later.wish.pieces.is_some() && !corrects;
    let same = known.iter().rposition(|known| same_thing(known, later) && !ordered_twice(known));
    same.or_else(|| last.filter(|_| corrects))
}

/// Whether a later wish names the thing of an earlier one, or the one it had left open.
fn same_thing(known: &Sought, later: &Sought) -> bool {
    !known.names_thing() || !later.names_thing() || known.wish.families == later.wish.families
}

/// Makes one wish of things of the same family that are not set apart: "office chairs, chairs for
/// our team" is one, "2 black chairs and 3 white chairs" are two.
pub(super) fn merge_repeated(sought: Vec<Sought>) -> Vec<Sought> {
    let mut merged: Vec<Sought> = Vec::new();
    for mut later in sought {
        match merged.last_mut() {
            Some(known)
                if known.wish.families == later.wish.families && !set_apart(known, &later) =>
            {
                later.adds = true;
                narrow(known, later);
            }
            Some(_) | None => merged.push(later),
        }
    }
    merged
}

fn set_apart(one: &Sought, other: &Sought) -> bool {
    let differ =
        |one: &[String], other: &[String]| !one.is_empty() && !other.is_empty() && one != other;
    let (wish, later) = (&one.wish, &other.wish);
    let pieces = wish.pieces.is_some() && later.pieces.is_some();
    let traits = differ(&wish.colours, &later.colours)
        || differ(&wish.materials, &later.materials)
        || differ(&wish.subtypes, &later.subtypes);
    let counted_anew = later.pieces.is_some()
        && *wish != Wish { families: wish.families.clone(), ..Wish::default() };
    pieces || other.joined || other.apart && (traits || counted_anew)
}

/// Things with nothing but an "and" between them share their colour and material: "black chairs and
/// desks", and in Arabic, where the trait stands behind, «كراسي ومكاتب سوداء».
pub(super) fn coordinate(
    text: &Tagged<'_>,
    roles: &[Role],
    stretches: &[Stretch],
    sought: &mut [Sought],
) {
    let is_thing = |place: &usize| roles.get(*place) == Some(&Role::Thing);
    let things: Vec<usize> = (0..text.items.len()).filter(is_thing).collect();
    let pairs: Vec<(usize, usize)> = things
        .windows(2)
        .filter_map(|pair| match pair {
            &[one, other] if owner(stretches, one) + 1 == owner(stretches, other) => {
                only_and_between(text, one, other).then_some((one, other))
            }
            _ => None,
        })
        .collect();
    let arabic = |place: usize| {
        let word = text.items.get(place).and_then(|item| text.first_word(item));
        word.is_some_and(|word| word.kind == Kind::Arabic)
    };
    for &(one, other) in pairs.iter().filter(|pair| !arabic(pair.1)) {
        let start = stretches.get(owner(stretches, one)).map_or(0, |stretch| stretch.start);
        if has_traits(text.items.get(start..one).unwrap_or_default()) {
            share(sought, owner(stretches, one), owner(stretches, other));
        }
    }
    for &(one, other) in pairs.iter().rev().filter(|pair| arabic(pair.1)) {
        share(sought, owner(stretches, other), owner(stretches, one));
    }
}

fn only_and_between(text: &Tagged<'_>, one: usize, other: usize) -> bool {
    let with_and = |item: &Item<'_>| item.is(Term::And) || item.particle == Some('و');
    let behind = text.items.get(one + 1..=other).unwrap_or_default();
    let and = behind.iter().any(with_and);
    and && behind.iter().all(|item| item.gap < Gap::Comma)
        && behind.split_last().is_some_and(|(_, between)| between.iter().all(with_and))
}

fn has_traits(items: &[Item<'_>]) -> bool {
    items.iter().any(|item| item.features().next().is_some())
}

/// Gives what has no colour and no material those of another thing.
fn share(sought: &mut [Sought], from: usize, to: usize) {
    let Some(wish) = sought.get(from).map(|one| one.wish.clone()) else { return };
    let Some(other) = sought.get_mut(to) else { return };
    if other.wish.colours.is_empty() && other.wish.materials.is_empty() {
        (other.wish.colours, other.wish.materials) = (wish.colours, wish.materials);
    }
}

/// Traits that are said of everything named: behind "all", or at the end behind a comma where no
/// thing has such a trait of its own. They were read as traits of the last thing.
pub(super) fn spread(
    message: &Message<'_>,
    range: Places<usize>,
    roles: &[Role],
    sought: &mut [Sought],
) {
    let Some((last, others)) = sought.split_last_mut().filter(|(_, others)| !others.is_empty())
    else {
        return;
    };
    share_budget(last, others);
    let things = roles.iter().rposition(|role| *role == Role::Thing).unwrap_or(range.start);
    let behind = message.text.items.get(things + 1..range.end).unwrap_or_default();
    let set_off = behind.iter().any(|item| {
        item.gap >= Gap::Comma || item.says(Cue::All) || item.is(Term::Each) || item.is(Term::Total)
    });
    let all = set_off || last.pays == Some(Pays::Each);
    if !all {
        return;
    }
    let share =
        |lists: fn(&mut Wish) -> &mut Vec<String>, last: &mut Wish, others: &mut [Sought]| {
            let given = lists(last).clone();
            if others.iter_mut().all(|other| lists(&mut other.wish).is_empty()) {
                for other in others.iter_mut() {
                    lists(&mut other.wish).clone_from(&given);
                }
            }
        };
    share(|wish| &mut wish.colours, &mut last.wish, others);
    share(|wish| &mut wish.colours_not, &mut last.wish, others);
    share(|wish| &mut wish.materials, &mut last.wish, others);
    share(|wish| &mut wish.materials_not, &mut last.wish, others);
    for other in others {
        let (wish, from) = (&mut other.wish, &last.wish);
        if wish.price_min.is_none() && wish.price_max.is_none() && wish.budget_total.is_none() {
            (wish.price_min, wish.price_max) = (from.price_min, from.price_max);
            (wish.price_currency, wish.budget_total) = (from.price_currency, from.budget_total);
            other.pays = last.pays;
        }
        let each = || from.pieces.filter(|_| each(message, things));
        wish.pieces = wish.pieces.or_else(each);
    }
}

/// A budget that several things are named with is for all of them.
fn share_budget(last: &mut Sought, others: &mut [Sought]) {
    let priced = |one: &Sought| one.pays.is_some();
    let mut all: Vec<&mut Sought> = others.iter_mut().chain(std::iter::once(last)).collect();
    let mut named = all.iter().filter(|one| priced(one));
    let (Some(one), None) = (named.next(), named.next()) else { return };
    let total = one.wish.budget_total.or(one.wish.price_max);
    let currency = one.wish.price_currency;
    if matches!(one.pays, Some(Pays::Budget | Pays::All)) {
        for one in &mut all {
            (one.wish.budget_total, one.wish.price_currency) = (total, currency);
            (one.wish.price_max, one.pays) = (total, Some(Pays::All));
        }
    }
}

/// Whether the pieces behind the last thing are said of each ("10 each").
fn each(message: &Message<'_>, last_thing: usize) -> bool {
    message.figures.iter().any(|figure| figure.each && figure.start > last_thing)
}

/// `known` with what was said later.
fn narrow(known: &mut Sought, later: Sought) {
    let adds = later.adds;
    let joined = |earlier: &mut Vec<String>, later: Vec<String>| {
        if !adds && !later.is_empty() {
            earlier.clear();
        }
        for key in &later {
            note(earlier, key);
        }
    };
    let (pays, guess) = (later.pays, later.guess);
    let (wish, said) = (&mut known.wish, later.wish);
    // What is wanted now is no longer excluded, and the other way round.
    wish.colours_not.retain(|colour| !said.colours.contains(colour));
    wish.materials_not.retain(|material| !said.materials.contains(material));
    wish.subtypes_not.retain(|kind| !said.subtypes.contains(kind));
    wish.colours.retain(|colour| !said.colours_not.contains(colour));
    wish.materials.retain(|material| !said.materials_not.contains(material));
    wish.subtypes.retain(|kind| !said.subtypes_not.contains(kind));
    joined(&mut wish.colours, said.colours);
    joined(&mut wish.materials, said.materials);
    joined(&mut wish.subtypes, said.subtypes);
    for (earlier, later) in [
        (&mut wish.families, &said.families),
        (&mut wish.subtypes_not, &said.subtypes_not),
        (&mut wish.colours_not, &said.colours_not),
        (&mut wish.materials_not, &said.materials_not),
        (&mut wish.words, &said.words),
    ] {
        for key in later {
            note(earlier, key);
        }
    }
    if said.price_min.is_some() || said.price_max.is_some() {
        (wish.price_min, wish.price_max) = (said.price_min, said.price_max);
    }
    wish.price_currency = said.price_currency.or(wish.price_currency);
    wish.budget_total = said.budget_total.or(wish.budget_total);
    wish.size = SizeWish {
        width: said.size.width.or(wish.size.width),
        depth: said.size.depth.or(wish.size.depth),
        height: said.size.height.or(wish.size.height),
    };
    wish.people = said.people.or(wish.people);
    wish.in_stock |= said.in_stock;
    wish.pieces = said.pieces.or(wish.pieces);
    wish.first = said.first.or(wish.first);
    known.pays = pays.or(known.pays);
    known.guess = guess.or_else(|| known.guess.take());
}
