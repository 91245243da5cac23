//! How many things somebody wants to be shown: "give me two options", "exactly two coffee tables".
//!
//! Such a number counts rows of the answer and no pieces.

use super::cues::Cue;
use super::tags::Tagged;
use crate::numbers::{Figure, FigureKind};

/// More than this nobody is shown at once; what is larger counts pieces.
const MOST: u32 = 6;

/// The number of rows that are wanted at the most, with the place of its figure.
pub(super) fn options(text: &Tagged<'_>, figures: &[Figure]) -> Option<(usize, u32)> {
    figures.iter().enumerate().find_map(|(at, figure)| {
        let number = match figure.kind {
            FigureKind::Bare(number) | FigureKind::Pieces(number) => number,
            _ => return None,
        };
        let says = |place: Option<usize>, cue| {
            place.and_then(|place| text.items.get(place)).is_some_and(|item| item.says(cue))
        };
        let before = figure.start.checked_sub(1);
        // The word for what is counted may have become a part of the figure.
        let behind = [figure.end, figure.end.saturating_sub(1)];
        let of_options = behind.into_iter().any(|place| says(Some(place), Cue::Options));
        let exactly = says(before, Cue::Exactly) && text.items.iter().any(|it| it.says(Cue::Find));
        ((1..=MOST).contains(&number) && (of_options || exactly)).then_some((at, number))
    })
}
