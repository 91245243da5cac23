//! Changes of an order as a model suggests them.

use super::SuggestedChange;
use super::fill::traits;
use super::ground::Ground;
use crate::understanding::{How, LineChange, Reference, Target};

/// The changes that stand in the message.
pub(super) fn changes(suggested: &[SuggestedChange], ground: &Ground<'_>) -> Vec<LineChange> {
    let mut changes: Vec<LineChange> = Vec::new();
    let mut coming: Option<LineChange> = None;
    for change in suggested {
        let how = match change.how.as_str() {
            "take" | "swap_in" => How::Take,
            "set" => How::Set,
            "add" => How::Add,
            "remove" => How::Remove,
            "swap_out" => {
                let out = target(change, ground);
                changes.extend(coming.take().zip(out).map(|(coming, out)| LineChange {
                    how: How::Swap { out, pieces: None },
                    ..coming
                }));
                continue;
            }
            _ => continue,
        };
        let line = line(how, change, ground);
        if change.how == "swap_in" {
            coming = line;
        } else {
            changes.extend(line);
        }
    }
    changes
}

fn line(how: How, change: &SuggestedChange, ground: &Ground<'_>) -> Option<LineChange> {
    let target = target(change, ground)?;
    let quantity = ground.count(Some(&change.quantity));
    // A number that is not the customer's own spoils the line: two of it is not one of it.
    let honest = quantity.is_some() || change.quantity.is_empty();
    let was = ground.count(Some(&change.was));
    honest.then_some(LineChange { how, target, quantity, was })
}

/// What a change is about; `None` if it names something that does not stand in the message.
fn target(change: &SuggestedChange, ground: &Ground<'_>) -> Option<Target> {
    Some(match change.at.as_str() {
        "code" => Target::Code(ground.code(&change.value)?),
        "kind" => {
            let wish = traits(&change.names, &[], ground.known);
            (!wish.is_empty()).then(|| Target::Kind(Box::new(wish)))?
        }
        "place" => Target::Shown(ground.ordinal(&change.value)?),
        "it" => Target::Shown(Reference::Last),
        "end_of_list" => Target::Shown(Reference::End),
        "cheapest" => Target::Shown(Reference::Cheapest),
        "dearest" => Target::Shown(Reference::Dearest),
        "smallest" => Target::Shown(Reference::Smallest),
        "largest" => Target::Shown(Reference::Largest),
        "each" => Target::Each,
        "everything" => Target::Everything,
        "meant" => Target::Meant,
        _ => return None,
    })
}
