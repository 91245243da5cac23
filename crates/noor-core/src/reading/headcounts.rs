//! Whom a place is to be furnished for: "6 seats, 2 managers", «مكتب لعشرة موظفين».
//!
//! People counted with one kind of thing belong to that thing ("chairs for 20 people"), and so does
//! whoever only says whose it is ("a manager's chair").

use std::collections::HashSet;

use crate::numbers::{Figure, FigureKind, Term};
use crate::reading::cues::{Cue, RoleForm};
use crate::reading::tags::{Item, Tagged};
use crate::reading::things::family;
use crate::understanding::Headcount;
use crate::words::Gap;

/// The people of a message, and what no wish may read.
#[derive(Debug, Default)]
pub(super) struct Headcounts {
    /// One entry for each kind of people, in the order of the text.
    pub(super) list: Vec<Headcount>,
    /// For each word, whether it names the people or their place.
    pub(super) words: Vec<bool>,
    /// For each figure, whether it counts them.
    pub(super) figures: Vec<bool>,
}

/// Fewer people than this share a desk; for more of them «مكتب» is an office.
const OFFICE: u32 = 3;

/// People as they are counted at one place of the text.
struct Counted {
    role: String,
    people: u32,
    /// The figure that counts them; none for "a receptionist".
    figure: Option<usize>,
    /// The phrase of their role or room.
    place: Option<usize>,
    /// Whether they stand behind a "for".
    for_it: bool,
    /// Whether only others beside them say that it is people who are counted.
    bare: bool,
}

/// Reads the people. `refused` says which figures the customer takes back, `of_codes` which count
/// pieces of an article.
pub(super) fn headcounts(
    text: &Tagged<'_>,
    figures: &[Figure],
    refused: &[bool],
    of_codes: &HashSet<usize>,
) -> Headcounts {
    let mut found = Headcounts {
        list: Vec::new(),
        words: vec![false; text.words.len()],
        figures: vec![false; figures.len()],
    };
    let mut counted = counted(text, figures, |at| {
        refused.get(at).copied().unwrap_or(false) || of_codes.contains(&at)
    });
    let office = office(text, &counted, figures);
    counted.retain(|one| {
        let at = one.figure.and_then(|at| figures.get(at)).map(|figure| figure.start);
        !of_a_thing(text, at.or(one.place).unwrap_or(0), office)
    });
    if !counted.is_empty() && counted.iter().all(|one| one.bare) {
        return found;
    }
    if let Some(sum) = doubled(&mut counted) {
        found.take(text, figures, &sum);
    }
    let singles = singles(text, figures, office, !counted.is_empty());
    counted.extend(singles);
    counted.sort_by_key(|one| {
        one.figure.and_then(|at| figures.get(at)).map(|figure| figure.start).or(one.place)
    });
    let Some(first) = counted.first() else { return found };
    let several = counted.iter().any(|one| one.role != first.role);
    let sure = several || office.is_some() || counted.iter().any(|one| one.role != STAFF);
    let seat = |one: &Counted| one.place.and_then(|it| text.items.get(it)).and_then(family);
    let fragment = counted.iter().any(|one| one.for_it || seat(one).is_some());
    // "For 8 people" goes on about the thing before, perhaps of an earlier message.
    if !sure && fragment {
        return found;
    }
    for one in counted {
        if sure {
            found.take(text, figures, &one);
        }
        match found.list.iter_mut().find(|known| known.role == one.role) {
            Some(known) => known.people = known.people.saturating_add(one.people),
            None => found.list.push(Headcount { role: one.role, people: one.people }),
        }
    }
    if let Some(item) = office.and_then(|place| text.items.get(place)) {
        found.take_words(item);
    }
    found
}

/// The role of whom no word tells apart.
const STAFF: &str = "staff";

impl Headcounts {
    fn take(&mut self, text: &Tagged<'_>, figures: &[Figure], one: &Counted) {
        if let Some(item) = one.place.and_then(|place| text.items.get(place)) {
            self.take_words(item);
        }
        let Some(at) = one.figure else { return };
        if let Some(taken) = self.figures.get_mut(at) {
            *taken = true;
        }
        let places = figures.get(at).map_or(0..0, |figure| figure.start..figure.end);
        for item in text.items.get(places).unwrap_or_default() {
            self.take_words(item);
        }
    }

    fn take_words(&mut self, item: &Item<'_>) {
        let words = self.words.get_mut(item.at..item.at + item.length);
        words.into_iter().flatten().for_each(|taken| *taken = true);
    }
}

/// The people that figures count. `used` says which figures count something else.
fn counted(text: &Tagged<'_>, figures: &[Figure], used: impl Fn(usize) -> bool) -> Vec<Counted> {
    let mut counted = Vec::new();
    for (at, figure) in figures.iter().enumerate() {
        if used(at) {
            continue;
        }
        let within = figure.start..figure.end.max(figure.start + 1);
        let role = within.clone().find_map(|place| Some((place, role(text.items.get(place)?)?)));
        let room = room_before(text, figure.start);
        let people = match figure.kind {
            FigureKind::People(people) => people,
            FigureKind::Bare(people @ 1..=500) if room.is_some() || figure.for_it => people,
            _ => continue,
        };
        let group = within
            .clone()
            .any(|place| text.items.get(place).is_some_and(|item| item.is(Term::Group)));
        let bare = room.is_none() && matches!(figure.kind, FigureKind::Bare(_));
        let (place, role) = match (room, role) {
            (Some((place, room)), None) => (Some(place), room),
            (Some((place, room)), Some((_, role))) if role == STAFF => (Some(place), room),
            (_, Some((place, role))) => (Some(place), role),
            (None, None) if group || bare => (None, STAFF),
            (None, None) => continue,
        };
        let before = figure.start.checked_sub(1).and_then(|before| text.items.get(before));
        let first = text.items.get(figure.start);
        let for_it = figure.for_it
            || before.is_some_and(|item| item.is(Term::For))
            || first.is_some_and(|item| item.particle == Some('ل') || item.is(Term::For));
        counted.push(Counted {
            role: role.to_owned(),
            people,
            figure: Some(at),
            place,
            for_it,
            bare,
        });
    }
    counted
}

/// The role of people that a phrase names.
fn role<'t>(item: &'t Item<'_>) -> Option<&'t str> {
    item.roles().find(|role| role.form != RoleForm::Room).map(|role| role.key.as_str())
}

/// The room that a number of people stands behind: "meeting room for *10*", "a waiting area, *20*".
fn room_before<'t>(text: &'t Tagged<'_>, place: usize) -> Option<(usize, &'t str)> {
    const REACH: usize = 3;
    let apart = text.items.get(place)?.gap >= Gap::Comma;
    let mut gap = text.items.get(place)?.gap;
    for before in (place.saturating_sub(REACH)..place).rev() {
        let near = gap < Gap::Comma || before + 1 == place && gap == Gap::Comma;
        let item = text.items.get(before).filter(|_| near)?;
        let room = item.roles().find(|role| role.form == RoleForm::Room);
        if let Some(room) = room {
            // "An office with a meeting room, 20 people": those behind the comma are not all in it.
            let only = !apart || !is_one_of_several(text, before);
            return only.then_some((before, room.key.as_str()));
        }
        let passed = item.says(Cue::Filler) || item.is(Term::For) || item.says(Cue::With);
        if !passed {
            return None;
        }
        gap = item.gap;
    }
    None
}

/// Whether the phrase at a place is listed or added to something else.
fn is_one_of_several(text: &Tagged<'_>, place: usize) -> bool {
    let before = text.items.get(..place).unwrap_or_default().iter().rev();
    let mut before = before.skip_while(|item| item.says(Cue::Determiner));
    let added = |item: &Item<'_>| item.says(Cue::With) || item.is(Term::And);
    text.items.get(place).is_some_and(|item| item.gap >= Gap::Comma && place > 0)
        || before.next().is_some_and(added)
}

/// The place that people are counted for, where one is named before them: an office, or «مكتب» for
/// more people than share a desk.
fn office(text: &Tagged<'_>, counted: &[Counted], figures: &[Figure]) -> Option<usize> {
    let first = counted.iter().find_map(|one| one.figure).and_then(|at| figures.get(at))?;
    let people = counted.iter().fold(0_u32, |sum, one| sum.saturating_add(one.people));
    let several = counted.windows(2).any(|two| match two {
        [one, other] => one.role != other.role,
        _ => false,
    });
    let clause = (0..first.start)
        .rev()
        .take(8)
        .take_while(|place| text.items.get(place + 1).is_some_and(|item| item.gap < Gap::Stop));
    clause.into_iter().find(|place| {
        text.items.get(*place).is_some_and(|item| {
            item.says(Cue::Place) && (family(item).is_none() || people >= OFFICE || several)
        })
    })
}

/// Whether people belong to a thing: one kind of it is named before them in their clause, or stands
/// right behind them.
fn of_a_thing(text: &Tagged<'_>, place: usize, office: Option<usize>) -> bool {
    let mut families: Vec<&str> = Vec::new();
    for before in (0..place).rev().take(12) {
        let close = text.items.get(before + 1).is_some_and(|item| item.gap < Gap::Comma);
        let Some(item) = text.items.get(before).filter(|_| close) else { break };
        let thing = family(item).filter(|_| Some(before) != office && role(item).is_none());
        if let Some(family) = thing.filter(|family| !families.contains(family)) {
            families.push(family);
        }
    }
    families.len() == 1
}

/// "We are 20: 17 staff and 3 managers" counts nobody twice.
fn doubled(counted: &mut Vec<Counted>) -> Option<Counted> {
    let sum =
        |people: &[Counted]| people.iter().fold(0_u32, |sum, one| sum.saturating_add(one.people));
    let doubled = counted.split_first().is_some_and(|(first, rest)| {
        first.role == STAFF && rest.len() > 1 && sum(rest) == first.people
    });
    doubled.then(|| counted.remove(0))
}

/// People of whom one is meant: "a receptionist", «ومدير». Beside others who are counted, or where
/// the clause names nothing else.
fn singles(
    text: &Tagged<'_>,
    figures: &[Figure],
    office: Option<usize>,
    beside_others: bool,
) -> Vec<Counted> {
    let mut singles: Vec<Counted> = Vec::new();
    let alone = nothing_else(text);
    for (place, item) in text.items.iter().enumerate() {
        let next = figures.partition_point(|figure| figure.start <= place);
        let figure = next.checked_sub(1).and_then(|before| figures.get(before));
        let in_figure = figure.is_some_and(|figure| figure.end > place);
        let Some(role) = item.roles().find(|role| role.form != RoleForm::Room) else { continue };
        let before = place.checked_sub(1).and_then(|before| text.items.get(before));
        let determined = before.is_some_and(|item| item.says(Cue::Determiner));
        let one = role.form == RoleForm::One || role.form == RoleForm::Person && determined;
        let behind = text.next_in_clause(place + 1);
        let whose = behind.is_some_and(|item| family(item).is_some());
        let clear = beside_others || role.form == RoleForm::One && alone;
        let known = singles.iter().any(|known| known.role == role.key);
        if one && clear && !in_figure && !whose && !known && !of_a_thing(text, place, office) {
            singles.push(Counted {
                role: role.key.clone(),
                people: 1,
                figure: None,
                place: Some(place),
                for_it: false,
                bare: false,
            });
        }
    }
    singles
}

/// Whether a message has no words but those of asking and a role.
fn nothing_else(text: &Tagged<'_>) -> bool {
    text.items.iter().all(|item| {
        item.roles().next().is_some()
            || [Cue::Filler, Cue::Find, Cue::Determiner, Cue::Greet]
                .into_iter()
                .any(|cue| item.says(cue))
    })
}
