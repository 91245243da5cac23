//! Which pieces belong to which code where a line of text has several of both.
//!
//! "CH 190 5 KX 210 3" and "5 CH 190 3 KX 210" have the same words in between; what stands first
//! tells them apart.

use std::collections::{HashMap, HashSet};

use super::Shape;
use crate::numbers::{Figure, FigureKind};
use crate::reading::tags::Tagged;
use crate::words::Gap;

/// Pieces by the first word of the code they belong to, each with the place of their figure.
pub(super) type Pieces = HashMap<usize, (u32, usize)>;

/// A code or a number of pieces of one line.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Cell {
    /// A code, by its first word.
    Code(usize),
    /// Pieces, and the place of their figure.
    Pieces(u32, usize, Stands),
}

/// Where a number stands in its line, as far as that says what it is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stands {
    /// It opens the line and no word says what it counts, so it may be the line's own number.
    First,
    /// It closes the line.
    Last,
    /// Neither.
    Within,
}

/// The pieces of lines in which codes and numbers take turns.
pub(super) fn pieces(
    text: &Tagged<'_>,
    figures: &[Figure],
    owner: &[usize],
    shapes: &[Shape],
) -> Pieces {
    let mut pieces = Pieces::new();
    for line in lines(text, figures, owner, shapes) {
        // "1 CH 190 5": the first column numbers the lines.
        let numbered = matches!(
            line.as_slice(),
            [Cell::Pieces(_, _, Stands::First), Cell::Code(_), Cell::Pieces(_, _, Stands::Last),]
        );
        let cells = line.get(usize::from(numbered)..).unwrap_or_default();
        let pairs = cells.chunks_exact(2).map(|pair| match *pair {
            [Cell::Code(code), Cell::Pieces(number, figure, _)]
            | [Cell::Pieces(number, figure, _), Cell::Code(code)] => Some((code, (number, figure))),
            _ => None,
        });
        let pairs: Option<Vec<_>> = pairs.collect();
        let whole = cells.len() % 2 == 0 && !cells.is_empty();
        let turns = cells.first().zip(cells.get(2)).is_none_or(|(first, third)| {
            matches!(first, Cell::Code(_)) == matches!(third, Cell::Code(_))
        });
        let several = cells.len() > 2 || cells.len() < line.len();
        pieces.extend(pairs.filter(|_| whole && turns && several).into_iter().flatten());
    }
    pieces
}

/// The figures that number the lines of a table whose pieces stand behind the code.
pub(super) fn line_numbers(
    text: &Tagged<'_>,
    figures: &[Figure],
    owner: &[usize],
    shapes: &[Shape],
    taken: &HashSet<usize>,
) -> Vec<usize> {
    let lines = lines(text, figures, owner, shapes);
    let first = lines.iter().filter_map(|line| match line.as_slice() {
        [Cell::Pieces(_, figure, Stands::First), Cell::Code(_), Cell::Pieces(_, behind, _)] => {
            (!taken.contains(figure) && taken.contains(behind)).then_some(*figure)
        }
        _ => None,
    });
    first.collect()
}

/// The codes and the free numbers of each line, in order.
fn lines(
    text: &Tagged<'_>,
    figures: &[Figure],
    owner: &[usize],
    shapes: &[Shape],
) -> Vec<Vec<Cell>> {
    let place = |word: usize| owner.get(word).copied().unwrap_or(usize::MAX);
    let mut codes: Vec<(usize, usize, usize)> = Vec::new();
    for shape in shapes.iter().filter(|shape| shape.explicit) {
        if codes.last().is_none_or(|&(_, end, _)| shape.start >= end) {
            codes.push((shape.start, shape.end, place(shape.start)));
        }
    }
    let inside = |figure: &Figure| {
        let next = codes.partition_point(|&(_, _, start)| start <= figure.start);
        let before = next.checked_sub(1).and_then(|before| codes.get(before));
        before.is_some_and(|&(_, end, _)| place(end - 1) >= figure.start)
    };
    let numbers = figures.iter().enumerate().filter(|(_, figure)| !inside(figure));
    let gap = |place: usize| text.items.get(place).map_or(Gap::Line, |item| item.gap);
    let stands = |figure: &Figure| match () {
        () if gap(figure.end) >= Gap::Stop => Stands::Last,
        () if gap(figure.start) == Gap::Line && matches!(figure.kind, FigureKind::Bare(_)) => {
            Stands::First
        }
        () => Stands::Within,
    };
    let numbers = numbers.filter_map(|(at, figure)| match figure.kind {
        FigureKind::Pieces(number) => {
            Some((figure.start, Cell::Pieces(number, at, stands(figure))))
        }
        FigureKind::Bare(number) if counts_pieces(number) => {
            Some((figure.start, Cell::Pieces(number, at, stands(figure))))
        }
        FigureKind::Bare(_)
        | FigureKind::Price(_)
        | FigureKind::Size(..)
        | FigureKind::Footprint(_)
        | FigureKind::People(_)
        | FigureKind::Place(_)
        | FigureKind::LineNumber
        | FigureKind::Other
        | FigureKind::Fraction(_) => None,
    });
    let written = codes.iter().map(|&(start, _, at)| (at, Cell::Code(start)));
    let mut cells: Vec<(usize, Cell)> = written.chain(numbers).collect();
    cells.sort_by_key(|(at, _)| *at);
    let starts: Vec<usize> = text
        .items
        .iter()
        .enumerate()
        .filter_map(|(at, item)| (item.gap >= Gap::Stop).then_some(at))
        .collect();
    let line_of = |at: usize| starts.partition_point(|start| *start <= at);
    let by_line = cells.chunk_by(|(one, _), (other, _)| line_of(*one) == line_of(*other));
    by_line.map(|cells| cells.iter().map(|(_, cell)| *cell).collect()).collect()
}

/// Whether a number beside a code counts pieces of it: a small one does, and a long one that is round.
pub(super) fn counts_pieces(number: u32) -> bool {
    const SMALL: u32 = 10_000;
    (1..SMALL).contains(&number) || number > 0 && number.is_multiple_of(SMALL)
}
