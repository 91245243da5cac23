//! What becomes of words and figures that nobody understood: whether the message is read all the
//! same, or they may be the name of a product.

use super::cues::Cue;
use super::found::Found;
use super::said::is_about_products;
use super::search::{Search, may_be_a_name};
use super::seen::Seen;
use super::wish::{self, Sought};
use crate::numbers::{Figure, FigureKind};
use crate::understanding::Intent;

/// Whether everything that matters was read, in a language that is served.
pub(super) fn is_complete(
    seen: &Seen<'_>,
    found: &Found,
    intents: &[Intent],
    search: &Search,
) -> bool {
    let looks = search.by_wish || !search.about_products;
    // A series name may stay unread beside a family, but not beside a code or alone.
    let allowed = if looks && !seen.names_code() { 2 } else { 0 };
    let left = found.wished.leftover.len();
    let words_read = left == 0 || is_clear(seen, found, intents) && left <= allowed;
    words_read
        && !found.wished.lost
        && !leaves_delivery(seen, intents)
        && figures_are_read(seen, found)
}

/// Lets what is left name a product or a series, unless the message is about something else.
pub(super) fn note_names(
    seen: &Seen<'_>,
    found: &mut Found,
    intents: &[Intent],
    search: &Search,
    served: bool,
) {
    let short = seen.text.words.len() <= 3;
    let bare_name = intents.is_empty() && found.changes.lines.is_empty() && served && short;
    // "Delivery to Fujairah, and how much?" asks about the shop.
    let about_shop = !found.topics.is_empty() && !found.about.names_thing;
    let asked = intents.iter().any(asks_about_a_product) && !seen.names_code() && !about_shop;
    if !(search.by_wish || asked || bare_name) || !may_be_a_name(found) {
        return;
    }
    let sought = &mut found.wished.sought;
    for word in &found.wished.leftover {
        if sought.is_empty() {
            sought.push(Sought::default());
        }
        let last = sought.len() - 1;
        if let Some(one) = sought.get_mut(word.owner.min(last)) {
            wish::note(&mut one.wish.words, &word.text);
        }
    }
}

/// Whether something of a message was understood at all.
fn is_clear(seen: &Seen<'_>, found: &Found, intents: &[Intent]) -> bool {
    !intents.is_empty()
        || seen.names_code()
        || found.pieces.is_some()
        || found.reference.is_some()
        || found.change.is_some()
        || !found.changes.lines.is_empty()
        || !found.people.is_empty()
        || !seen.told.details.is_empty()
}

fn asks_about_a_product(intent: &Intent) -> bool {
    matches!(
        intent,
        Intent::FindProducts
            | Intent::AskPrice
            | Intent::AskStock
            | Intent::AskPicture
            | Intent::AskProperty { .. }
            | Intent::Compare
    )
}

/// "How much with delivery?": half of it is asked of nobody. "Deliver to Villa 3, …" tells where to.
fn leaves_delivery(seen: &Seen<'_>, intents: &[Intent]) -> bool {
    let delivered =
        |intent: &Intent| !is_about_products(intent) || matches!(intent, Intent::PlaceOrder);
    seen.says(Cue::Deliver) && !intents.iter().any(delivered) && seen.told.details.address.is_none()
}

fn figures_are_read(seen: &Seen<'_>, found: &Found) -> bool {
    seen.figures.iter().enumerate().all(|(place, figure)| {
        !found.leaves(place)
            || found.counted == Some(place)
            || found.changes.read.get(place).copied().unwrap_or(false)
            || needs_no_place(figure, seen)
    })
}

/// Whether a figure says all it has to say without a wish that takes it up.
fn needs_no_place(figure: &Figure, seen: &Seen<'_>) -> bool {
    match figure.kind {
        FigureKind::Place(_) | FigureKind::LineNumber => true,
        // A long number alone is looked up as a code.
        FigureKind::Bare(10_000..) => !seen.codes.mentions.is_empty(),
        FigureKind::Pieces(_)
        | FigureKind::Price(_)
        | FigureKind::Size(..)
        | FigureKind::Footprint(_)
        | FigureKind::People(_)
        | FigureKind::Other
        | FigureKind::Bare(_)
        | FigureKind::Fraction(_) => false,
    }
}
