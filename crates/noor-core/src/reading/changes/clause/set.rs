//! A line as it is to be: "make it 12", "change the desk to RD 100", "sorry, 12".

use std::ops::Range as Places;

use super::exchange::{exchange, joins};
use super::{Read, counted, meant, names_something, pieces_of};
use crate::numbers::{FigureKind, Pays};
use crate::reading::changes::target::{Part, Parts, figures_in, is_free, parts};
use crate::reading::changes::{Said, line};
use crate::understanding::{How, Target};

/// "Make it 12", "change the chairs to 8", "change the desk to RD 100".
pub(super) fn set(said: &Said<'_>, before: Places<usize>, behind: Places<usize>) -> Option<Read> {
    let joint = behind.clone().find(|place| joins(said, *place, false));
    if let Some(joint) = joint {
        return set_to(said, behind.start..joint, joint..behind.end);
    }
    let found = parts(said, behind);
    let set: Vec<Part> = counted_parts(&found);
    if let ([only], [Part { target: Target::Meant, .. }]) = (set.as_slice(), found.list.as_slice())
    {
        // "The chairs should be 8."
        let named = parts(said, before);
        let target = match named.list.as_slice() {
            [part] if names_something(&named) => part.target.clone(),
            _ => Target::Meant,
        };
        let part = Part { target, ..only.clone() };
        return (!found.unknown)
            .then(|| Read { takes_before: true, ..Read::of(&How::Set, [&part]) });
    }
    if !set.is_empty() {
        return Some(Read::of(&How::Set, &set));
    }
    // "Make it black."
    let into = found.list.into_iter().next()?;
    let colour = |part: &Part| match &part.target {
        Target::Kind(wish) => wish.families.is_empty() && wish.words.is_empty(),
        Target::Code(_) => true,
        Target::Shown(_) | Target::Meant | Target::Each | Target::Everything => false,
    };
    colour(&into).then(|| exchange(None, into, Vec::new()))?
}

/// "... from 10 *to* 12", "... *to* RD 100".
fn set_to(said: &Said<'_>, what: Places<usize>, to: Places<usize>) -> Option<Read> {
    let named = parts(said, what.clone()).list.into_iter().next().map(|part| meant(&part));
    let range = figures_in(said, &what).chain(figures_in(said, &to)).find_map(|at| {
        match &said.figures.get(at)?.kind {
            FigureKind::Price(price) if price.currency.is_none() && price.pays == Pays::Unsaid => {
                let pieces = |amount: Option<_>| u32::try_from(amount?).ok();
                Some((at, pieces(price.min)?, pieces(price.max)?))
            }
            _ => None,
        }
    });
    let target = named.as_ref().map_or(Target::Meant, |part| part.target.clone());
    if let Some((figure, was, pieces)) = range {
        let lines = vec![line(How::Set, target, Some(pieces))];
        let read = Read { lines, counted: vec![figure], ..Read::default() };
        return Some(read.replacing(Some(was)));
    }
    let wrong = figures_in(said, &what).filter(|at| is_free(said, *at) && counted(said, *at));
    let wrong: Vec<usize> = wrong.collect();
    let into = parts(said, to);
    // "Update CH 205 to 7": the code has its number already.
    if let ([], Some(part @ Part { target: Target::Code(_), quantity: Some(_), .. })) =
        (into.list.as_slice(), &named)
    {
        return (!into.unknown).then(|| Read::of(&How::Set, [part]));
    }
    match into.list.into_iter().next()? {
        part @ Part { target: Target::Meant, quantity: Some(_), .. } if !into.unknown => {
            let part = Part { target, ..part };
            let was = wrong.first().and_then(|at| pieces_of(said, *at));
            Some(Read { counted: wrong, ..Read::of(&How::Set, [&part]) }.replacing(was))
        }
        into => exchange(named, into, vec![what]),
    }
}

/// "Sorry, 12", "actually 12 chairs": a number corrects what it is said of.
pub(super) fn corrected(parts: &Parts) -> Option<Read> {
    let set = counted_parts(parts);
    (!set.is_empty() && !parts.unknown).then(|| Read::of(&How::Set, &set))
}

/// The parts that have a number.
fn counted_parts(parts: &Parts) -> Vec<Part> {
    parts.list.iter().filter(|part| part.quantity.is_some()).map(meant).collect()
}
