//! What a number means that says nothing about itself, from the thing it stands beside.
//!
//! "Desk 140" is a width, since people name desks by their width; "chair 400" is a price, since
//! nobody names chairs by size and nobody orders four hundred of "chair". Which families are named
//! by width, and around which people sit, is content. Between the ranges below a number stays what
//! it is, and the reading is not complete.

use rust_decimal::Decimal;

use crate::lexicon::Lexicon;
use crate::numbers::{Figure, FigureKind, exactly};
use crate::understanding::Range;

/// What a bare number turned out to mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Bare {
    /// A width.
    Width(Range),
    /// What one piece may cost.
    Price(Decimal),
    /// Pieces.
    Pieces(u32),
    /// People around it.
    People(u32),
}

/// Widths in centimetres that furniture has.
const WIDTHS: std::ops::RangeInclusive<u32> = 50..=350;
/// More pieces than this are said with a word for them, and less than this is no price.
const FEW: u32 = 49;
/// From here on a number beside a thing without a width is a price.
const PRICE: u32 = 200;
/// From here on it is a price even where sizes are usual, also in millimetres.
const LARGE_PRICE: u32 = 2500;
const MOST_PEOPLE: u32 = 40;

/// The meaning of `figure` beside a thing of one of `families`; `None` where it stays open.
pub(super) fn meaning(figure: &Figure, families: &[String], lexicon: &Lexicon) -> Option<Bare> {
    let all = |is: fn(&Lexicon, &str) -> bool| {
        !families.is_empty() && families.iter().all(|family| is(lexicon, family))
    };
    let sized = all(Lexicon::is_sized);
    let seats = all(Lexicon::seats_people);
    let number = match figure.kind {
        FigureKind::Bare(number) => number,
        FigureKind::Fraction(metres) => return in_metres(metres).filter(|_| sized),
        FigureKind::Pieces(_)
        | FigureKind::Price(_)
        | FigureKind::Size(..)
        | FigureKind::Footprint(_)
        | FigureKind::People(_)
        | FigureKind::Place(_)
        | FigureKind::LineNumber
        | FigureKind::Other => return None,
    };
    let for_it = figure.for_it;
    // "1.5k" is money wherever it stands.
    let thousands = figure.end > figure.start + 1 && !figure.each;
    match number {
        _ if families.is_empty() => None,
        0 => None,
        // Nobody buys a table for one.
        1 if !for_it => Some(Bare::Pieces(1)),
        1..=MOST_PEOPLE if for_it && seats => Some(Bare::People(number)),
        1..=FEW if !for_it && (!sized || !seats && number < 20) => Some(Bare::Pieces(number)),
        1..=FEW => None,
        number if sized && !for_it && WIDTHS.contains(&number) => {
            Some(Bare::Width(exactly(number * 10)))
        }
        // What is longer is an article.
        100_000.. => None,
        number if number >= if sized && !for_it && !thousands { LARGE_PRICE } else { PRICE } => {
            Some(Bare::Price(Decimal::from(number)))
        }
        _ => None,
    }
}

/// What a number that [`meaning`] leaves open is likeliest to mean. The answer has to say so.
pub(super) fn guess(figure: &Figure, families: &[String], lexicon: &Lexicon) -> Option<Bare> {
    let FigureKind::Bare(number) = figure.kind else { return None };
    let all = |is: fn(&Lexicon, &str) -> bool| {
        !families.is_empty() && families.iter().all(|family| is(lexicon, family))
    };
    let (sized, seats) = (all(Lexicon::is_sized), all(Lexicon::seats_people));
    match number {
        _ if families.is_empty() => None,
        0 => None,
        1..=MOST_PEOPLE if seats => Some(Bare::People(number)),
        1..=FEW if figure.for_it && sized => None,
        1..=FEW => Some(Bare::Pieces(number)),
        // Whole widths in millimetres, as drawings have them.
        500..=LARGE_PRICE if sized && !figure.for_it && number % 100 == 0 => {
            Some(Bare::Width(exactly(number)))
        }
        number if number < 100_000 => Some(Bare::Price(Decimal::from(number))),
        _ => None,
    }
}

fn in_metres(metres: Decimal) -> Option<Bare> {
    let plausible = (Decimal::new(5, 1)..=Decimal::from(5)).contains(&metres);
    let mm = u32::try_from((metres * Decimal::from(1000)).round()).ok()?;
    plausible.then(|| Bare::Width(exactly(mm)))
}
