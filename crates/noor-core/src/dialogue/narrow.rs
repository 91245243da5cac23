//! A wish as a later message changes it: narrower, beyond what was shown, or for one more trait.

use rust_decimal::Decimal;

use super::sought::Sought;
use crate::understanding::{Change, Extreme, Range, SizeWish, Wish};

/// Whether a wish says what kind of thing it is for, so that it stands by itself.
pub(super) fn names_a_thing(wish: &Wish) -> bool {
    let only_words = Wish { words: Vec::new(), pieces: None, ..wish.clone() }.is_empty();
    !wish.families.is_empty() || only_words && !wish.words.is_empty()
}

/// Whether a wish says how many people it is for, perhaps what it may cost, and nothing else.
pub(super) fn only_counts_people(wish: &Wish) -> bool {
    let otherwise = Wish {
        people: None,
        price_min: None,
        price_max: None,
        price_currency: None,
        budget_total: None,
        pieces: None,
        ..wish.clone()
    };
    wish.people.is_some() && otherwise.is_empty()
}

/// Whether a wish names nothing but what versions of one product differ in.
pub(super) fn names_a_version(wish: &Wish) -> bool {
    let otherwise = Wish {
        colours: Vec::new(),
        colours_not: Vec::new(),
        materials: Vec::new(),
        materials_not: Vec::new(),
        size: SizeWish::default(),
        pieces: None,
        ..wish.clone()
    };
    otherwise.is_empty() && Wish { pieces: None, ..wish.clone() } != otherwise
}

/// `before` with what `new` says of it instead. What is ruled out now is no longer wished for, and
/// what is wished for now is no longer ruled out.
pub(super) fn narrowed(before: &Wish, new: &Wish) -> Wish {
    let names_a_price = new.price_min.is_some() || new.price_max.is_some();
    let price = if names_a_price { new } else { before };
    Wish {
        families: or(&new.families, &before.families, &[]),
        subtypes: or(&new.subtypes, &before.subtypes, &new.subtypes_not),
        subtypes_not: and(&new.subtypes_not, &before.subtypes_not, &new.subtypes),
        colours: or(&new.colours, &before.colours, &new.colours_not),
        colours_not: and(&new.colours_not, &before.colours_not, &new.colours),
        materials: or(&new.materials, &before.materials, &new.materials_not),
        materials_not: and(&new.materials_not, &before.materials_not, &new.materials),
        features: and(&new.features, &before.features, &new.features_not),
        features_not: and(&new.features_not, &before.features_not, &new.features),
        price_min: price.price_min,
        price_max: price.price_max,
        price_currency: price.price_currency,
        budget_total: price.budget_total,
        size: SizeWish {
            width: new.size.width.or(before.size.width),
            depth: new.size.depth.or(before.size.depth),
            height: new.size.height.or(before.size.height),
        },
        people: new.people.or(before.people),
        in_stock: new.in_stock || before.in_stock,
        pieces: new.pieces.or(before.pieces),
        first: new.first.or(before.first),
        words: or(&new.words, &before.words, &[]),
    }
}

fn or(new: &[String], before: &[String], but: &[String]) -> Vec<String> {
    if new.is_empty() {
        before.iter().filter(|it| !but.contains(it)).cloned().collect()
    } else {
        new.to_vec()
    }
}

/// All that is ruled out: "no mesh", and later "no leather either".
fn and(new: &[String], before: &[String], but: &[String]) -> Vec<String> {
    let kept = before.iter().filter(|it| !but.contains(it) && !new.contains(it));
    kept.chain(new).cloned().collect()
}

/// A wish that goes beyond what was shown of it: below the lowest price in view, wider than the
/// widest. Where nobody knows what was shown costs or measures, that end of the range comes first.
pub(super) fn beyond(wish: &Wish, sought: &Sought, shown: &[String], change: Change) -> Wish {
    let viewed = sought.in_view(shown);
    let prices = viewed.iter().filter_map(|seen| seen.price);
    let widths = viewed.iter().filter_map(|seen| seen.width);
    let least = Decimal::new(1, 2);
    let mut wish = wish.clone();
    match change {
        Change::Cheaper => match prices.min_by_key(|price| price.amount) {
            Some(lowest) => {
                (wish.price_min, wish.price_max) = (None, lowest.amount.checked_sub(least));
                wish.price_currency = Some(lowest.currency);
            }
            None => wish.first = Some(Extreme::Cheapest),
        },
        Change::Dearer => match prices.max_by_key(|price| price.amount) {
            Some(highest) => {
                (wish.price_min, wish.price_max) = (highest.amount.checked_add(least), None);
                wish.price_currency = Some(highest.currency);
                wish.budget_total = None;
            }
            None => wish.first = Some(Extreme::Dearest),
        },
        Change::Smaller => match widths.min() {
            Some(least) => wish.size.width = Some(range(None, Some(least.saturating_sub(1)))),
            None => wish.first = Some(Extreme::Smallest),
        },
        Change::Larger => match widths.max() {
            Some(most) => wish.size.width = Some(range(Some(most.saturating_add(1)), None)),
            None => wish.first = Some(Extreme::Largest),
        },
    }
    wish
}

fn range(min: Option<u32>, max: Option<u32>) -> Range {
    Range { min, max, near: None }
}

/// The end of the range that a change points to.
pub(super) fn end_of(change: Change) -> Extreme {
    match change {
        Change::Cheaper => Extreme::Cheapest,
        Change::Dearer => Extreme::Dearest,
        Change::Smaller => Extreme::Smallest,
        Change::Larger => Extreme::Largest,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dialogue::sought::Seen;
    use crate::money::{Currency, Money};

    fn list(words: &[&str]) -> Vec<String> {
        words.iter().map(|word| (*word).to_owned()).collect()
    }

    #[test]
    fn what_is_ruled_out_is_no_longer_wished_for_and_the_reverse() {
        let black = Wish { colours: list(&["black", "grey"]), ..Wish::default() };
        let not_black = Wish { colours_not: list(&["black"]), ..Wish::default() };
        let both = narrowed(&black, &not_black);
        assert_eq!((both.colours, both.colours_not), (list(&["grey"]), list(&["black"])));
        let again = narrowed(&not_black, &black);
        assert_eq!((again.colours, again.colours_not), (list(&["black", "grey"]), list(&[])));
    }

    #[test]
    fn a_version_differs_in_colour_material_or_size_and_in_nothing_else() {
        let red = Wish { colours: list(&["red"]), pieces: Some(3), ..Wish::default() };
        assert!(names_a_version(&red));
        let cheap = Wish { price_max: Some(Decimal::TEN), ..red };
        let only_pieces = Wish { pieces: Some(3), ..Wish::default() };
        for other in [cheap, only_pieces, Wish::default()] {
            assert!(!names_a_version(&other), "{other:?}");
        }
    }

    #[test]
    fn beyond_is_measured_by_what_is_in_view() {
        let seen = |sku: &str, price: Option<i64>, width| Seen {
            sku: sku.to_owned(),
            price: price.map(|it| Money::new(Decimal::from(it), Currency::AED)),
            width,
            colours: Vec::new(),
            names: Vec::new(),
        };
        let sought = Sought {
            seen: vec![
                seen("old", Some(100), Some(500)),
                seen("a", Some(300), Some(1200)),
                seen("b", Some(450), None),
                seen("c", None, Some(1600)),
            ],
            ..Sought::default()
        };
        let shown = list(&["a", "b", "c"]);
        let to = |change| beyond(&Wish::default(), &sought, &shown, change);
        assert_eq!(to(Change::Cheaper).price_max, Some(Decimal::new(29_999, 2)));
        assert_eq!(to(Change::Dearer).price_min, Some(Decimal::new(45_001, 2)));
        assert_eq!(to(Change::Smaller).size.width, Some(range(None, Some(1199))));
        assert_eq!(to(Change::Larger).size.width, Some(range(Some(1601), None)));
        let unknown = Sought { seen: vec![seen("d", None, None)], ..Sought::default() };
        let first = |change| beyond(&Wish::default(), &unknown, &shown, change).first;
        assert_eq!(first(Change::Cheaper), Some(Extreme::Cheapest));
        assert_eq!(first(Change::Larger), Some(Extreme::Largest));
    }
}
