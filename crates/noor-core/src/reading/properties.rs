//! Questions about properties of products, and about amounts in another currency.

use crate::lexicon::Feature;
use crate::money::Currency;
use crate::numbers::{Figure, FigureKind};
use crate::reading::cues::Cue;
use crate::reading::found::Found;
use crate::reading::seen::Seen;
use crate::reading::sentences::{Sentences, Sign, Spot};
use crate::reading::tags::Tagged;
use crate::reading::wish::Sought;
use crate::understanding::{Intent, Property};

/// What a message says about which product it means.
#[derive(Debug, Clone, Copy)]
pub(super) struct About {
    /// Whether it names a kind of product.
    pub(super) names_thing: bool,
    /// Whether it names a code or points at what was shown.
    pub(super) points: bool,
    /// Whether it gives a size itself.
    pub(super) sized: bool,
}

/// Whether a phrase asks for a property.
///
/// A wish may name the same thing without asking ("a chair good for back pain", "adjustable desks"),
/// and some words are ordinary elsewhere ("details", "size"): those ask only about a product that is
/// pointed at, in a question, or alone.
pub(super) fn asks(property: Property, spot: &Spot<'_>, about: About) -> bool {
    let Some(item) = spot.item() else { return false };
    let questioned = spot.sentence.asks() || about.points;
    let wished = about.names_thing && !questioned;
    let counts = match property {
        // Nobody can search by what a thing carries: "a chair that holds 150 kg" is to be told it.
        Property::Restock | Property::Colour | Property::Seats | Property::Load => true,
        // "Do you give a warranty?" is a question about the shop.
        Property::Warranty => about.names_thing || about.points,
        Property::Details if item.says(Cue::Filler) => about.points,
        Property::Size if item.says(Cue::Setting) || item.length == 1 => {
            !about.sized && (questioned || alone(spot))
        }
        Property::Details
        | Property::Size
        | Property::Material
        | Property::Weight
        | Property::Adjustment
        | Property::Assembly
        | Property::Origin
        | Property::Certificate
        | Property::Benefit => !wished,
    };
    counts && !spot.refused()
}

/// The question which of two materials it is: "steel or plastic?", without a thing that is sought in
/// them. With the word it begins at.
pub(super) fn which_material(
    text: &Tagged<'_>,
    sentences: &Sentences,
    names_thing: bool,
) -> Option<(usize, Intent)> {
    let material = |place: usize| {
        let item = text.items.get(place)?;
        let named = item.features().any(|it| matches!(it, Feature::Material(_)));
        named.then_some(item.at)
    };
    let asked = (1..text.items.len()).find(|&place| {
        let or = text.next_in_clause(place).is_some_and(|item| item.says(Cue::Or));
        // "What is better, mesh or leather?" looks for both.
        let asks = || {
            sentences
                .spot(text, place)
                .is_some_and(|spot| spot.sentence.asks() && !spot.sentence.says(Cue::Compare))
        };
        let joined = text.next_in_clause(place + 1).is_some();
        or && joined && material(place - 1).is_some() && material(place + 1).is_some() && asks()
    });
    // "What is better, mesh or leather?" wants advice.
    let compared = text.items.iter().any(|item| item.says(Cue::Compare) || item.says(Cue::Advice));
    let property = Property::Material;
    asked
        .filter(|_| !names_thing && !compared)
        .map(|place| (place, Intent::AskProperty { property }))
}

/// "Does KX 210 have a headrest?": all that is named are things, asked of a product that is pointed
/// at. Whether those things are parts of products is for the caller to know.
pub(super) fn asks_for_parts(seen: &Seen<'_>, found: &Found) -> bool {
    let sought = &found.wished.sought;
    found.about.points
        && !sought.is_empty()
        && sought.iter().all(Sought::names_thing)
        && asks_whether(seen)
}

/// "Is it stackable?" asks for a property that nobody has a word for.
pub(super) fn asks_without_a_word(seen: &Seen<'_>, found: &Found) -> bool {
    found.about.points
        && !found.about.names_thing
        && !found.wished.leftover.is_empty()
        && asks_whether(seen)
}

/// Whether a message begins as a question that is answered by yes or no.
fn asks_whether(seen: &Seen<'_>) -> bool {
    let first = seen.sentences.spot(&seen.text, 0);
    first.is_some_and(|spot| spot.sentence.is(Sign::AsksWhether))
}

/// Whether nothing but what is idle stands beside a phrase.
fn alone(spot: &Spot<'_>) -> bool {
    let others = spot.text.items.iter().enumerate().filter(|(place, _)| *place != spot.place);
    others
        .take(6)
        .all(|(_, item)| item.says(Cue::Filler) || item.says(Cue::Price) || item.says(Cue::Greet))
}

/// The currencies that prices are asked in, each with the word it is named at: those named without
/// an amount, such as "how much in dollars?".
pub(super) fn currencies(
    text: &Tagged<'_>,
    figures: &[Figure],
    taken: &[bool],
) -> Vec<(usize, Intent)> {
    let amounts: Vec<Currency> = figures
        .iter()
        .filter_map(|figure| match &figure.kind {
            FigureKind::Price(price) => price.currency,
            _ => None,
        })
        .collect();
    let beside_number = |place: usize| {
        let neighbour = |other: Option<usize>| {
            let item = other.and_then(|other| text.items.get(other));
            let item = item.filter(|item| !taken.get(item.at).copied().unwrap_or(false));
            item.is_some_and(|item| {
                item.number().is_some()
                    || text
                        .first_word(item)
                        .is_some_and(|word| word.kind == crate::words::Kind::Digits)
            })
        };
        neighbour(place.checked_sub(1)) || neighbour(Some(place + 1))
    };
    let asked = text.items.iter().enumerate().filter_map(|(place, item)| {
        let currency = item.currency()?;
        let free = !taken.get(item.at).copied().unwrap_or(false) && !amounts.contains(&currency);
        (free && !beside_number(place)).then_some((item.at, Intent::AskInCurrency { currency }))
    });
    asked.collect()
}
