//! Outer sizes among a product's specifications.
//!
//! Owns the reading of lengths; never guesses a unit, because 120 may be either.

use std::collections::BTreeMap;
use std::str::FromStr;

use noor_core::product::SizeMm;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

/// The sizes that the facts of a product state with a unit.
pub(super) fn size(facts: &BTreeMap<String, String>) -> SizeMm {
    let mut size = SizeMm::default();
    for (name, fact) in facts {
        let name = name.to_lowercase();
        let (name, unit) = match name.split_once('(') {
            Some((name, unit)) => (name.trim(), unit.trim_end_matches(')').trim()),
            None => (name.trim(), ""),
        };
        let field = match name.strip_prefix("overall ").unwrap_or(name) {
            "width" => &mut size.width,
            "depth" => &mut size.depth,
            "height" => &mut size.height,
            "length" => &mut size.length,
            _ => continue,
        };
        *field = field.or_else(|| millimetres(fact, unit));
    }
    size
}

/// `120 cm`, `1.2 m`, `1200mm`, or a bare number when the fact's name gave the unit.
fn millimetres(fact: &str, unit: &str) -> Option<u32> {
    let fact = fact.trim().to_lowercase();
    let bare = fact.trim_end_matches(|c: char| c.is_ascii_alphabetic() || c == '.');
    let own = fact.strip_prefix(bare)?.trim_end_matches('.');
    let factor = match if own.is_empty() { unit } else { own } {
        "mm" => 1,
        "cm" => 10,
        "m" => 1000,
        _ => return None,
    };
    let length = Decimal::from_str(bare.trim()).ok()?.checked_mul(Decimal::from(factor))?;
    length.round().to_u32().filter(|millimetres| *millimetres > 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_need_a_unit() {
        let table = [
            ("Width", "120 cm", Some(1200)),
            ("WIDTH", "1200mm", Some(1200)),
            ("Overall width", "1.2 m", Some(1200)),
            ("Width (cm)", "120", Some(1200)),
            ("Width (cm)", "1200 mm", Some(1200)),
            ("Width", "120", None),
            ("Width", "120 - 140 cm", None),
            ("Width", "0 cm", None),
            ("Width", "-5 cm", None),
            ("Width", "wide", None),
            ("Width", "99999999999999999999999999 m", None),
            ("Seat width", "50 cm", None),
        ];
        for (name, fact, width) in table {
            let facts = BTreeMap::from([(name.to_owned(), fact.to_owned())]);
            assert_eq!(size(&facts).width, width, "{name}: {fact}");
        }
    }
}
