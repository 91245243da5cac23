//! What a message points at in what was shown, and how it wants the next list to differ.

use crate::numbers::{Figure, FigureKind};
use crate::reading::cues::Cue;
use crate::reading::tags::{Item, Tagged};
use crate::reading::vocabulary::Vocabulary;
use crate::reading::wish::extreme;
use crate::understanding::{Change, Reference};

/// What the message points at. "The second one" says more than "one of those", and "the cheapest"
/// points only where no thing is named that it could be the cheapest of.
pub(super) fn reference(
    text: &Tagged<'_>,
    figures: &[Figure],
    names_thing: bool,
) -> Option<Reference> {
    let place = figures.iter().find_map(|figure| match figure.kind {
        FigureKind::Place(place) => Some(Reference::Ordinal(place)),
        FigureKind::Pieces(_)
        | FigureKind::Price(_)
        | FigureKind::Size(..)
        | FigureKind::Footprint(_)
        | FigureKind::People(_)
        | FigureKind::LineNumber
        | FigureKind::Other
        | FigureKind::Bare(_)
        | FigureKind::Fraction(_) => None,
    });
    let cues = || text.items.iter().flat_map(Item::cues);
    let exact = cues().find_map(|cue| match cue {
        Cue::Ordinal(place) => Some(Reference::Ordinal(place)),
        Cue::End => Some(Reference::End),
        Cue::Cheapest if !names_thing => Some(Reference::Cheapest),
        Cue::Dearest if !names_thing => Some(Reference::Dearest),
        Cue::Smallest if !names_thing => Some(Reference::Smallest),
        Cue::Largest if !names_thing => Some(Reference::Largest),
        _ => None,
    });
    // "More about this", said of an advertisement, points at nothing that was shown.
    let last = || {
        let points = cues().any(|cue| cue == Cue::Those) && cues().all(|cue| cue != Cue::Ad);
        points.then_some(Reference::Last)
    };
    exact.or(place).or_else(last)
}

/// Whether a phrase points at something that was shown.
pub(super) fn points(item: &Item<'_>) -> bool {
    item.cues().any(|cue| {
        matches!(
            cue,
            Cue::Those
                | Cue::End
                | Cue::Ordinal(_)
                | Cue::Cheapest
                | Cue::Dearest
                | Cue::Smallest
                | Cue::Largest
        )
    })
}

/// How the next list should differ from the last one: the first comparative that is no superlative.
pub(super) fn change(text: &Tagged<'_>, vocabulary: &Vocabulary) -> Option<Change> {
    let comparatives = [
        (Cue::Cheaper, Change::Cheaper),
        (Cue::Dearer, Change::Dearer),
        (Cue::Smaller, Change::Smaller),
        (Cue::Larger, Change::Larger),
    ];
    let change = text.items.iter().enumerate().find_map(|(place, item)| {
        let change = comparatives.iter().find(|(cue, _)| item.says(*cue))?.1;
        extreme(text, place, vocabulary).is_none().then_some(change)
    });
    change.or_else(|| finds_expensive(text).then_some(Change::Cheaper))
}

/// Whether they say that something costs too much and do not haggle over it.
fn finds_expensive(text: &Tagged<'_>) -> bool {
    let says = |cue: Cue| text.items.iter().any(|item| item.says(cue));
    says(Cue::Expensive) && !says(Cue::Discount)
}
