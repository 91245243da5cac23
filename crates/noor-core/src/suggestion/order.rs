//! Changes of an order as a model suggests them.

use super::ground::Ground;
use super::{SuggestedChange, SuggestedTarget};
use crate::understanding::{How, LineChange, Target};

/// The changes that stand in the message.
pub(super) fn changes(suggested: &[SuggestedChange], ground: &Ground<'_>) -> Vec<LineChange> {
    suggested.iter().filter_map(|change| line(change, ground)).collect()
}

fn line(change: &SuggestedChange, ground: &Ground<'_>) -> Option<LineChange> {
    let how = match change.how.as_str() {
        "take" => How::Take,
        "set" => How::Set,
        "add" => How::Add,
        "remove" => How::Remove,
        "swap" => How::Swap { out: target(change.out.as_ref()?, ground)? },
        _ => return None,
    };
    let target = target(&change.target, ground)?;
    let quantity = ground.count(change.quantity.as_ref());
    // A number that is not the customer's own spoils the line: two of it is not one of it.
    let honest = quantity.is_some() || change.quantity.is_none();
    honest.then_some(LineChange { how, target, quantity, was: None })
}

/// What a change is about; `None` if it names something that does not stand in the message.
fn target(suggested: &SuggestedTarget, ground: &Ground<'_>) -> Option<Target> {
    if let Some(code) = &suggested.code {
        return ground.code(code).map(Target::Code);
    }
    if let Some(kind) = &suggested.kind {
        let wish = super::fill::wish(kind, ground);
        return (!wish.is_empty()).then(|| Target::Kind(Box::new(wish)));
    }
    let reference = ground.reference(suggested.point.as_ref(), suggested.place.as_ref());
    Some(match reference {
        Some(reference) => Target::Shown(reference),
        None if suggested.everything => Target::Everything,
        None => Target::Meant,
    })
}
