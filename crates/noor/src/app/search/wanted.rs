//! What a text wants, put together with the filters it is looked among, and with what its needs say.

use noor_core::lexicon::Lexicon;
use noor_core::understanding::{Range, SizeWish, Wish};

/// A wish with the traits of `among`, which win where both name one.
pub(super) fn within(wish: Wish, among: &Wish) -> Wish {
    let or =
        |among: &Vec<String>, own: Vec<String>| if among.is_empty() { own } else { among.clone() };
    let and = |among: &Vec<String>, own: Vec<String>| {
        let more = own.iter().filter(|it| !among.contains(it)).cloned();
        among.iter().cloned().chain(more).collect()
    };
    // What a filter asks for is not ruled out by the text.
    let not = |own: Vec<String>, among: &Vec<String>| -> Vec<String> {
        own.into_iter().filter(|it| !among.contains(it)).collect()
    };
    // What is named within the limits of a filter still says which of them come nearest.
    let side = |among: Option<Range>, own: Option<Range>| match (among, own) {
        (Some(among), own) => Some(Range { near: own.and_then(|own| own.near), ..among }),
        (None, own) => own,
    };
    let priced = among.price_min.is_some() || among.price_max.is_some();
    let currency = if priced { among.price_currency } else { wish.price_currency };
    // A limit in another currency than a filter's would be compared as if it were in the same.
    let own = if priced && wish.price_currency.is_some_and(|it| Some(it) != currency) {
        (None, None)
    } else {
        (wish.price_min, wish.price_max)
    };
    Wish {
        families: or(&among.families, wish.families),
        subtypes: or(&among.subtypes, wish.subtypes),
        colours: or(&among.colours, wish.colours),
        materials: or(&among.materials, wish.materials),
        features: and(&among.features, wish.features),
        subtypes_not: and(&among.subtypes_not, not(wish.subtypes_not, &among.subtypes)),
        colours_not: and(&among.colours_not, not(wish.colours_not, &among.colours)),
        materials_not: and(&among.materials_not, not(wish.materials_not, &among.materials)),
        features_not: and(&among.features_not, not(wish.features_not, &among.features)),
        size: SizeWish {
            width: side(among.size.width, wish.size.width),
            depth: side(among.size.depth, wish.size.depth),
            height: side(among.size.height, wish.size.height),
        },
        price_min: among.price_min.or(own.0),
        price_max: among.price_max.or(own.1),
        price_currency: currency,
        in_stock: among.in_stock || wish.in_stock,
        ..wish
    }
}

/// The things a text names: what it wants to do says which kind of them, and what is for children or
/// for outside is so in all of them.
pub(super) fn refined(read: &[Wish], needed: &[Wish], lexicon: &Lexicon) -> Vec<Wish> {
    let special: Vec<&str> = lexicon.special_features().collect();
    let mut shared: Vec<String> = Vec::new();
    for feature in read.iter().flat_map(|wish| &wish.features) {
        if special.contains(&feature.as_str()) && !shared.contains(feature) {
            shared.push(feature.clone());
        }
    }
    let of = |wish: &Wish| {
        let mut wish = wish.clone();
        let serves = |it: &&Wish| it.families == wish.families && !it.subtypes.is_empty();
        if let Some(served) = needed.iter().find(serves).filter(|_| wish.subtypes.is_empty()) {
            wish.subtypes.clone_from(&served.subtypes);
        }
        for feature in &shared {
            if !wish.features.contains(feature) && !wish.features_not.contains(feature) {
                wish.features.push(feature.clone());
            }
        }
        wish
    };
    read.iter().map(of).collect()
}

/// Whether a need is one for the families that are looked among.
pub(super) fn serves_among(need: &Wish, among: &Wish) -> bool {
    among.families.is_empty() || need.families.iter().any(|it| among.families.contains(it))
}

/// What serves for a need, within all else that a text says.
pub(super) fn serving(need: &Wish, limits: &Wish, among: &Wish) -> Wish {
    let more = need.features.iter().filter(|it| !limits.features.contains(it));
    let or = |among: &Vec<String>, own: &Vec<String>| {
        if among.is_empty() { own.clone() } else { among.clone() }
    };
    Wish {
        families: or(&among.families, &need.families),
        subtypes: or(&among.subtypes, &need.subtypes),
        features: limits.features.iter().chain(more).cloned().collect(),
        words: need.words.clone(),
        ..limits.clone()
    }
}
