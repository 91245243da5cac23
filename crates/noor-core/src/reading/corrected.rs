//! Corrections at the end of a message, which are of a wish before them and not of the order.

use super::cues::Cue;
use super::tags::{Item, Tagged};
use super::things;
use super::wish::Sought;
use crate::understanding::{How, LineChange, Target};

/// Lets a correction behind the last thing change the pieces of the only wish: "5 stools …, and make
/// it 6". It is no change of the order then.
pub(super) fn correct(text: &Tagged<'_>, sought: &mut [Sought], changes: &mut Vec<LineChange>) {
    if corrects_behind(text) {
        correct_pieces(sought, changes);
    }
}

/// Whether the last correction stands behind the last thing.
fn corrects_behind(text: &Tagged<'_>) -> bool {
    let last = |is: &dyn Fn(&Item<'_>) -> bool| text.items.iter().rposition(is);
    let corrects = last(&|item| item.says(Cue::Set) || item.says(Cue::Correction));
    let thing = last(&|item| things::family(item).is_some());
    thing.is_some_and(|thing| corrects.is_some_and(|corrects| corrects > thing))
}

fn correct_pieces(sought: &mut [Sought], changes: &mut Vec<LineChange>) {
    let [only] = sought else { return };
    let Some(before) = only.wish.pieces else { return };
    let of_it = |line: &LineChange| {
        let about = match &line.target {
            Target::Meant => true,
            Target::Kind(kind) => kind.families.is_empty() || kind.families == only.wish.families,
            Target::Code(_) | Target::Shown(_) | Target::Each | Target::Everything => false,
        };
        let differs = line.quantity.is_some_and(|pieces| pieces != before);
        line.how == How::Set && about && differs && line.was.is_none_or(|was| was == before)
    };
    let Some(at) = changes.iter().rposition(of_it) else { return };
    only.wish.pieces = changes.remove(at).quantity;
}
