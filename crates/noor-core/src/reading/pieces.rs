//! How many pieces a message counts of what no wish and no code names.

use super::cues::Cue;
use super::pointing::points;
use super::refusal::takes_back;
use super::tags::Tagged;
use super::things;
use crate::numbers::{Figure, FigureKind};
use crate::words::Gap;

/// Pieces of what no wish and no code names, with the place of their figure. A bare number counts
/// them where the message is nothing but a number, or asks a price or for goods and names no other
/// number. `free` says which figures nothing else has use for.
pub(super) fn pieces(
    text: &Tagged<'_>,
    figures: &[Figure],
    free: impl Fn(usize) -> bool,
) -> Option<(usize, u32)> {
    let free = || figures.iter().enumerate().filter(|(place, _)| free(*place));
    let named = free().rev().find_map(|(place, figure)| match figure.kind {
        FigureKind::Pieces(pieces) => Some((place, pieces)),
        FigureKind::Price(_)
        | FigureKind::Size(..)
        | FigureKind::Footprint(_)
        | FigureKind::People(_)
        | FigureKind::Place(_)
        | FigureKind::LineNumber
        | FigureKind::Other
        | FigureKind::Bare(_)
        | FigureKind::Fraction(_) => None,
    });
    if let Some((place, pieces)) = named {
        return (pieces > 0).then_some((place, pieces));
    }
    let mut bare = free().filter_map(|(place, figure)| match figure.kind {
        FigureKind::Bare(number) if (1..10_000).contains(&number) => Some((place, figure, number)),
        _ => None,
    });
    let ((place, figure, number), None) = (bare.next()?, bare.next()) else { return None };
    let counts = stands_alone(text, figures, figure) || ends_a_request(text, figure);
    counts.then_some((place, number))
}

/// Whether a message says nothing but a number, perhaps with a courtesy and with one that it is not.
fn stands_alone(text: &Tagged<'_>, figures: &[Figure], figure: &Figure) -> bool {
    let refused: Vec<&Figure> = figures.iter().filter(|it| takes_back(text, it)).collect();
    text.items.iter().enumerate().all(|(place, item)| {
        (figure.start..figure.end).contains(&place)
            || item.says(Cue::Filler)
            || item.says(Cue::Agree)
            || item.says(Cue::Decline)
            || item.says(Cue::Correction)
            || points(item)
            || refused.iter().any(|other| (other.start - 1..other.end).contains(&place))
    })
}

/// Whether a number ends the question for a price or for goods that are not named: "price for 20".
fn ends_a_request(text: &Tagged<'_>, figure: &Figure) -> bool {
    let before = text.items.get(..figure.start).unwrap_or_default();
    let says = |cue: Cue| before.iter().any(|item| item.says(cue));
    // "How much for 4", "a quotation for 4"; but "something for 4" may be for people.
    let calculated = says(Cue::Price) || says(Cue::Quotation);
    let asked = calculated || says(Cue::Find);
    let last = text
        .items
        .get(figure.end)
        .is_none_or(|next| next.gap >= Gap::Comma || points(next) || next.says(Cue::Filler));
    let thing = text.items.iter().any(|item| things::family(item).is_some());
    asked && last && !thing && (calculated || !figure.for_it)
}
