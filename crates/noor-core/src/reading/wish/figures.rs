//! What a figure says of the thing it stands with: a price, a size, pieces, people.

use super::{Sought, note};
use crate::numbers::{Figure, FigureKind, Pays, Side};
use crate::reading::bare::{self, Bare};
use crate::reading::vocabulary::Vocabulary;
use crate::understanding::{Guess, Range, Sense};

impl Sought {
    /// Notes a figure; says whether it had a use for it.
    pub(super) fn measure(
        &mut self,
        figure: &Figure,
        of_detail: bool,
        vocabulary: &Vocabulary,
    ) -> bool {
        let names_thing = self.names_thing();
        let wish = &mut self.wish;
        match &figure.kind {
            FigureKind::Price(price) => {
                wish.price_currency = price.currency.or(wish.price_currency);
                self.pays = Some(price.pays);
                if price.pays == Pays::All {
                    wish.budget_total = price.max;
                } else {
                    wish.price_min = price.min.or(wish.price_min);
                    wish.price_max = price.max.or(wish.price_max);
                }
            }
            FigureKind::Size(side, range) => self.measure_side(*side, *range),
            FigureKind::Footprint(sides) => {
                for (side, range) in sides {
                    self.measure_side(*side, *range);
                }
            }
            FigureKind::People(people) => wish.people = Some(*people),
            FigureKind::Pieces(pieces) => {
                // "With 4 drawers" counts no cabinets; names tell how many there are.
                if of_detail {
                    note(&mut wish.words, &pieces.to_string());
                    return true;
                }
                let first = names_thing && wish.pieces.is_none() && *pieces > 0;
                if first {
                    wish.pieces = Some(*pieces);
                }
                return first;
            }
            FigureKind::Bare(_) | FigureKind::Fraction(_) => {
                return self.bare(figure, vocabulary) || self.guess(figure, vocabulary);
            }
            FigureKind::Place(_) | FigureKind::LineNumber | FigureKind::Other => return false,
        }
        true
    }

    /// Notes a number that means something only beside its thing, where that is still open.
    fn bare(&mut self, figure: &Figure, vocabulary: &Vocabulary) -> bool {
        let wish = &mut self.wish;
        match bare::meaning(figure, &wish.families, &vocabulary.lexicon) {
            Some(Bare::Width(range)) if wish.size.width.is_none() => {
                wish.size.width = Some(range);
            }
            Some(Bare::Price(price)) if wish.price_max.is_none() && wish.price_min.is_none() => {
                wish.price_max = Some(price);
            }
            Some(Bare::Pieces(pieces)) if wish.pieces.is_none() => wish.pieces = Some(pieces),
            Some(Bare::People(people)) if wish.people.is_none() => wish.people = Some(people),
            Some(Bare::Width(_) | Bare::Price(_) | Bare::Pieces(_) | Bare::People(_)) | None => {
                return false;
            }
        }
        true
    }

    /// Takes a number that stays open for what is likeliest. It is not placed by that: a model may
    /// know better.
    fn guess(&mut self, figure: &Figure, vocabulary: &Vocabulary) -> bool {
        let wish = &mut self.wish;
        let guessed = bare::guess(figure, &wish.families, &vocabulary.lexicon);
        let sense = match guessed {
            Some(Bare::Width(range)) if wish.size.width.is_none() => {
                wish.size.width = Some(range);
                Sense::Width
            }
            Some(Bare::Price(price)) if wish.price_max.is_none() && wish.price_min.is_none() => {
                wish.price_max = Some(price);
                Sense::Price
            }
            Some(Bare::Pieces(pieces)) if wish.pieces.is_none() => {
                wish.pieces = Some(pieces);
                Sense::Pieces
            }
            Some(Bare::People(people)) if wish.people.is_none() => {
                wish.people = Some(people);
                Sense::People
            }
            Some(Bare::Width(_) | Bare::Price(_) | Bare::Pieces(_) | Bare::People(_)) | None => {
                return false;
            }
        };
        if let FigureKind::Bare(number) = figure.kind {
            self.guess = Some(Guess { figure: number.to_string(), sense });
        }
        false
    }

    /// A second size of the same side narrows the first ("over 100 and under 140 cm").
    fn measure_side(&mut self, side: Side, range: Range) {
        let sizes = &mut self.wish.size;
        let known = match side {
            Side::Width => &mut sizes.width,
            Side::Depth => &mut sizes.depth,
            Side::Height => &mut sizes.height,
        };
        *known = Some(match *known {
            Some(old) if range.near.is_none() && old.near.is_none() => {
                Range { min: range.min.or(old.min), max: range.max.or(old.max), near: None }
            }
            Some(_) | None => range,
        });
    }
}
