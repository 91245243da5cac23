//! One thing for another: "replace the black chairs with the grey ones", "12 instead of 10".

use std::ops::Range as Places;

use super::{Read, counted, meant, pieces_of};
use crate::numbers::Term;
use crate::reading::changes::target::{Part, figures_in, parts};
use crate::reading::changes::verb::{asks, definite};
use crate::reading::changes::{Said, line};
use crate::reading::cues::Cue;
use crate::understanding::{How, Target, Wish};

/// "Replace the black chairs with the grey ones", «بدل الاسود بالرمادي».
pub(super) fn swapped(said: &Said<'_>, behind: Places<usize>) -> Option<Read> {
    let joint = behind.clone().find(|place| joins(said, *place, true))?;
    let out = parts(said, behind.start..joint);
    let into = parts(said, joint..behind.end);
    let (out_places, into) = (behind.start..joint, into.list.into_iter().next()?);
    exchange(out.list.first().map(meant), into, vec![out_places])
}

/// Whether a phrase stands between what goes out and what comes in.
pub(super) fn joins(said: &Said<'_>, place: usize, swaps: bool) -> bool {
    said.text.items.get(place).is_some_and(|item| {
        let to = item.is(Term::To);
        let with = item.says(Cue::With) || item.is(Term::For) || item.is(Term::Times);
        let by = item.particle == Some('ب')
            || said.text.first_word(item).is_some_and(|it| it.text == "by" || it.text == "ب");
        let set = item.says(Cue::Set) && !item.says(Cue::Filler);
        to || swaps && (with || by || set || item.says(Cue::Find))
    })
}

/// A swap of what is named; of what is meant where nothing is named to go out. Things of the same
/// family go by its name once: "the black chairs with the grey ones".
pub(super) fn exchange(out: Option<Part>, into: Part, gone: Vec<Places<usize>>) -> Option<Read> {
    let mut target = into.target;
    let named = match &target {
        Target::Code(_) | Target::Shown(_) => true,
        Target::Kind(wish) => !wish.is_empty(),
        Target::Meant | Target::Each | Target::Everything => false,
    };
    if let (Some(Part { target: Target::Kind(out), .. }), Target::Kind(wish)) = (&out, &mut target)
        && wish.families.is_empty()
    {
        wish.families.clone_from(&out.families);
    }
    let pieces = out.as_ref().and_then(|out| out.quantity);
    let figures = into.figure.into_iter().chain(out.as_ref().and_then(|out| out.figure)).collect();
    let out = out.map_or(Target::Meant, |out| out.target);
    named.then(|| Read {
        lines: vec![line(How::Swap { out, pieces }, target, into.quantity)],
        gone,
        figures,
        takes_before: true,
        ..Read::default()
    })
}

/// "KX 211 instead of KX 210", "12 instead of 10", "instead of the black one the grey one".
pub(super) fn instead(
    said: &Said<'_>,
    before: Places<usize>,
    behind: Places<usize>,
) -> Option<Read> {
    let first = parts(said, before);
    let Some(into) = first.list.into_iter().next_back() else {
        let joint = behind.clone().find(|place| joins(said, *place, true));
        let Some(joint) = joint else { return instead_in_a_row(said, behind) };
        return swapped(said, behind.clone()).filter(|_| joint > behind.start);
    };
    let number = figures_in(said, &behind).find(|at| counted(said, *at));
    let out = parts(said, behind.clone()).list.into_iter().next();
    match out {
        // The number behind is the one that was wrong.
        None | Some(Part { target: Target::Meant, .. }) if into.quantity.is_some() => Some(
            Read {
                counted: number.into_iter().collect(),
                takes_before: true,
                ..Read::of(&How::Set, [&meant(&into)])
            }
            .replacing(number.and_then(|at| pieces_of(said, at))),
        ),
        Some(out) => exchange(Some(meant(&out)), into, vec![behind]),
        None => None,
    }
}

/// "Instead of the black one, the grey one."
fn instead_in_a_row(said: &Said<'_>, behind: Places<usize>) -> Option<Read> {
    let parts = parts(said, behind);
    let [out, into] = parts.list.as_slice() else { return None };
    let places = out.places.clone();
    exchange(Some(meant(out)), into.clone(), vec![places])
}

/// "The chairs in black instead": a known thing comes in another version than before.
pub(super) fn other_version(said: &Said<'_>, places: Places<usize>) -> Option<Read> {
    let items = said.text.items.get(places.clone()).unwrap_or_default();
    let known = places.clone().any(|place| definite(said, place));
    if !known || items.iter().any(|item| item.says(Cue::Find) || asks(item)) {
        return None;
    }
    let parts = parts(said, places);
    let ([part @ Part { target: Target::Kind(wish), quantity: None, .. }], false) =
        (parts.list.as_slice(), parts.unknown)
    else {
        return None;
    };
    let bare = Wish { families: wish.families.clone(), ..Wish::default() };
    let other_version = !bare.families.is_empty() && **wish != bare;
    let out = Part { target: Target::Kind(Box::new(bare)), ..part.clone() };
    other_version.then(|| exchange(Some(out), part.clone(), Vec::new()))?
}
