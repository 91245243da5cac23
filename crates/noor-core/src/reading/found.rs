//! What is found in a message before it is decided what is wanted with it: people, changes of the
//! order, a budget, wishes, pieces, and what is pointed at.

use super::budgets;
use super::changes::{Changes, Said, changes};
use super::claims::Claims;
use super::corrected::correct;
use super::headcounts::headcounts;
use super::options::options;
use super::pieces::pieces;
use super::pointing::{change, reference};
use super::properties::About;
use super::refusal::takes_back;
use super::seen::Seen;
use super::topics;
use super::wish::{Message, Sought, Wished, wished};
use crate::knowledge::Topic;
use crate::numbers::{Figure, FigureKind};
use crate::understanding::{Budget, Change, Headcount, How, LineChange, Reference, Target};

/// The things a message speaks of.
pub(super) struct Found {
    /// The shop's articles it asks for.
    pub(super) topics: Vec<Topic>,
    pub(super) claims: Claims,
    pub(super) people: Vec<Headcount>,
    pub(super) budget: Budget,
    pub(super) changes: Changes,
    pub(super) wished: Wished,
    /// Pieces of what nothing names.
    pub(super) pieces: Option<u32>,
    /// The place of the figure that counts those pieces.
    pub(super) counted: Option<usize>,
    pub(super) reference: Option<Reference>,
    pub(super) change: Option<Change>,
    /// How many products are to be shown at the most.
    pub(super) at_most: Option<u32>,
    pub(super) about: About,
}

impl Found {
    /// Finds them, each step in what the steps before it left.
    pub(super) fn of(seen: &Seen<'_>) -> Self {
        let Seen { text, figures, .. } = seen;
        let rows = options(text, figures);
        let refused = refused(seen, rows.map(|(place, _)| place));
        let people = headcounts(text, figures, &refused, &seen.codes.quantities);
        let topics = topics::asked(seen, budgets::budget(text, figures, &refused, &people.list));
        let mut claims = Claims::of(seen, &topics, refused);
        let mut changes = changes(&Said {
            raw: seen.raw,
            text,
            figures,
            codes: &seen.codes,
            taken: &claims.words,
            refused: &claims.refused,
            vocabulary: seen.vocabulary,
        });
        claims.add(seen, &changes, &people);
        let budget = budgets::budget(text, figures, &claims.no_amounts(&changes), &people.list);
        let used = claims.measure_nothing(figures, &changes);
        let message = Message { text, figures, taken: &claims.words, used: &used };
        let mut wished = wished(&message, seen.vocabulary);
        let counted = pieces(text, figures, |place| is_free(&claims, &wished, place));
        if wished.sought.is_empty() {
            count_what_is_taken(&mut changes.lines, counted.map(|(_, pieces)| pieces));
        }
        correct(text, &mut wished.sought, &mut changes.lines);
        let names_thing = wished.sought.iter().any(Sought::names_thing);
        let reference = reference(text, figures, names_thing)
            .filter(|reference| !only_goes_out(&changes.lines, *reference));
        let points = reference.is_some() || seen.names_code();
        Self {
            topics,
            claims,
            people: people.list,
            budget,
            changes,
            wished,
            pieces: counted.map(|(_, pieces)| pieces),
            counted: counted.map(|(place, _)| place),
            reference,
            change: change(text, seen.vocabulary),
            at_most: rows.map(|(_, rows)| rows),
            about: About { names_thing, points, sized: figures.iter().any(is_size) },
        }
    }

    /// Whether nothing has use for the figure at a place.
    pub(super) fn leaves(&self, place: usize) -> bool {
        is_free(&self.claims, &self.wished, place)
    }

    /// Whether pieces are counted, of whatever it is.
    pub(super) fn counts_pieces(&self) -> bool {
        self.pieces.is_some() || self.wished.sought.iter().any(|one| one.wish.pieces.is_some())
    }
}

/// "1 piece, book it": pieces that nothing else counts are those of what is taken unnamed.
fn count_what_is_taken(changes: &mut [LineChange], pieces: Option<u32>) {
    if let [LineChange { how: How::Take, target: Target::Shown(_) | Target::Meant, quantity, .. }] =
        changes
    {
        *quantity = quantity.or(pieces);
    }
}

/// For each figure, whether the customer takes it back or it counts `rows` of the answer.
fn refused(seen: &Seen<'_>, rows: Option<usize>) -> Vec<bool> {
    let figures = seen.figures.iter().enumerate();
    figures.map(|(place, it)| takes_back(&seen.text, it) || rows == Some(place)).collect()
}

fn is_free(claims: &Claims, wished: &Wished, place: usize) -> bool {
    let is = |figures: &[bool]| figures.get(place).copied().unwrap_or(false);
    !is(&claims.figures) && !is(&wished.placed)
}

fn is_size(figure: &Figure) -> bool {
    matches!(figure.kind, FigureKind::Size(..) | FigureKind::Footprint(_))
}

/// Whether something is pointed at only to be taken out of the order.
fn only_goes_out(changes: &[LineChange], reference: Reference) -> bool {
    let points = |target: &Target| match target {
        Target::Shown(shown) => *shown == reference,
        Target::Meant => reference == Reference::Last,
        Target::Code(_) | Target::Kind(_) | Target::Each | Target::Everything => false,
    };
    let goes = |line: &LineChange| match &line.how {
        How::Remove => points(&line.target),
        How::Swap { out, .. } => points(out),
        How::Take | How::Set | How::Add => false,
    };
    let stays = |line: &LineChange| match line.how {
        How::Remove => false,
        How::Take | How::Set | How::Add | How::Swap { .. } => points(&line.target),
    };
    changes.iter().any(goes) && !changes.iter().any(stays)
}
