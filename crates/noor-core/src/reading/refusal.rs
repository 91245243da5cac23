//! What a "no" or a "not" refuses: something named behind it, or what was offered before.

use crate::numbers::{Figure, FigureKind, Term};
use crate::reading::cues::Cue;
use crate::reading::tags::{Item, Tagged};
use crate::words::{Gap, Kind};

/// Whether the phrase at a place excludes what follows it.
///
/// "No" does so only where a trait or a thing follows at once: "no mesh", but not "no, black" and
/// not "no I need a desk", which decline. A word that also means "or" («ولا») excludes only where
/// something was excluded before it; `excluded` says whether.
pub(super) fn excludes(text: &Tagged<'_>, place: usize, excluded: bool) -> bool {
    let Some(item) = text.items.get(place).filter(|item| item.says(Cue::Not)) else { return false };
    if item.says(Cue::Or) {
        return excluded;
    }
    !item.says(Cue::Decline) || text.items.get(place + 1).is_some_and(|next| named(text, next))
}

/// Whether the phrase at a place says no to what was offered.
pub(super) fn declines(text: &Tagged<'_>, place: usize) -> bool {
    let item = text.items.get(place).filter(|item| item.says(Cue::Decline));
    // "NO. 4" numbers something.
    let next = text.items.get(place + 1);
    let numbers = item.is_some_and(|item| item.is(Term::Label))
        && next.is_some_and(|next| {
            let number = text.first_word(next).is_some_and(|word| word.kind == Kind::Digits);
            number && matches!(next.gap, Gap::Blank | Gap::Stop)
        });
    item.is_some() && !numbers && !excludes(text, place, false)
}

fn named(text: &Tagged<'_>, item: &Item<'_>) -> bool {
    let unknown = item.meanings.is_empty()
        && text
            .first_word(item)
            .is_some_and(|word| matches!(word.kind, Kind::Latin | Kind::Arabic | Kind::Foreign));
    item.gap < Gap::Comma && (unknown || item.features().next().is_some())
}

/// Whether a phrase refuses what is asked behind it: "no", "don't", "I need no".
pub(super) fn refuses(item: &Item<'_>) -> bool {
    item.says(Cue::Refrain) || item.says(Cue::Not) && !item.says(Cue::Or) || item.says(Cue::Decline)
}

/// Whether a figure is taken back: in "12, not 10" the number behind "not" is the one that was wrong.
pub(super) fn takes_back(text: &Tagged<'_>, figure: &Figure) -> bool {
    let is_number = match &figure.kind {
        FigureKind::Bare(_) | FigureKind::Pieces(_) | FigureKind::People(_) => true,
        FigureKind::Price(price) => price.min.is_some() && price.max.is_some(),
        FigureKind::Size(_, range) => range.near.is_some(),
        FigureKind::Footprint(_)
        | FigureKind::Place(_)
        | FigureKind::LineNumber
        | FigureKind::Other
        | FigureKind::Fraction(_) => false,
    };
    let joined = text.items.get(figure.start).is_some_and(|item| item.gap < Gap::Comma);
    let before = figure.start.checked_sub(1).and_then(|place| text.items.get(place));
    // "No, 8" and «لا ٨» refuse what was said before, unless that is a number of this message.
    let number_before = || text.behind_number(figure.start.saturating_sub(1));
    is_number
        && joined
        && before.is_some_and(|item| {
            item.says(Cue::Not) && (!item.says(Cue::Decline) || number_before())
        })
}
