//! Measures in a text: figures with a unit, in any spelling of either.

use std::collections::BTreeMap;

use noor_core::normalise::fold;
use rust_decimal::Decimal;

use super::figures::Figure;

/// What a word for a unit measures, and how much one of it is.
pub(super) type Units = BTreeMap<String, (String, Decimal)>;

/// A figure with its unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::cli::eval) struct Measure {
    /// What it measures: `length`, `mass`, …
    pub(in crate::cli::eval) of: String,
    /// How much, in the smallest unit of those.
    pub(in crate::cli::eval) value: Decimal,
}

/// Signs and words that make a range of two figures.
const BETWEEN: [&str; 9] = ["-", "to", "and", "x", "×", "الى", "ل", "و", "حتى"];

/// Words that may stand between a figure and its unit.
const QUALIFIERS: [&str; 3] = ["working", "business", "calendar"];

/// The units of the words' file, by their folded words.
pub(super) fn units(written: &BTreeMap<String, BTreeMap<String, Vec<String>>>) -> Units {
    let mut units = Units::new();
    for (of, sizes) in written {
        for (size, words) in sizes {
            let Ok(size) = size.parse::<Decimal>() else { continue };
            units.extend(words.iter().map(|word| (fold(word), (of.clone(), size))));
        }
    }
    units
}

/// The measures of a text with these figures. The unit behind a range counts for both of its ends.
pub(super) fn measures(text: &str, figures: &[Figure], units: &Units) -> Vec<Measure> {
    let mut measures = Vec::new();
    // Where the figure behind begins, and its unit.
    let mut behind: Option<(usize, &(String, Decimal))> = None;
    for figure in figures.iter().rev() {
        let after = text.get(figure.end..).unwrap_or_default();
        let own = units.get(&fold(word_after(after)));
        let shared = behind.and_then(|(start, unit)| {
            let between = fold(text.get(figure.end..start)?.trim());
            BETWEEN.iter().any(|word| fold(word) == between).then_some(unit)
        });
        let unit = own.or(shared);
        behind = unit.map(|unit| (figure.start, unit));
        let Some((of, size)) = unit else { continue };
        measures.push(Measure { of: of.clone(), value: figure.value * size });
    }
    measures.reverse();
    measures
}

/// The word right behind a figure: "120kg", "2-year", "*5* days", "3 working days".
fn word_after(after: &str) -> &str {
    let apart = |sign: char| sign == ' ' || sign == '\u{a0}' || matches!(sign, '-' | '*' | '_');
    let mut words = after.trim_start_matches(apart);
    loop {
        let end = words.find(|sign: char| !sign.is_alphabetic()).unwrap_or(words.len());
        let (word, rest) = words.split_at_checked(end).unwrap_or_default();
        if !QUALIFIERS.contains(&fold(word).as_str()) {
            return word;
        }
        words = rest.trim_start_matches(apart);
    }
}

#[cfg(test)]
mod tests {
    use super::super::figures::figures;
    use super::*;

    fn read(text: &str) -> Vec<(String, String)> {
        let written = toml::from_str(
            "length.10 = [\"cm\", \"سم\"]\nhours.24 = [\"day\", \"days\", \"ايام\"]",
        );
        let units = units(&written.unwrap());
        let found = measures(text, &figures(text, &BTreeMap::new()), &units);
        found.into_iter().map(|it| (it.of, it.value.to_string())).collect()
    }

    fn measure(of: &str, value: &str) -> (String, String) {
        (of.to_owned(), value.to_owned())
    }

    #[test]
    fn a_unit_makes_a_measure() {
        assert_eq!(read("120cm, 5 chairs"), [measure("length", "1200")]);
        assert_eq!(read("١٤٠ سم"), [measure("length", "1400")]);
        assert_eq!(read("a 3-day wait, KX 210"), [measure("hours", "72")]);
        assert_eq!(read("3 working days"), [measure("hours", "72")]);
    }

    #[test]
    fn a_range_has_one_unit() {
        let days = [measure("hours", "48"), measure("hours", "120")];
        for text in ["2-5 days", "within 2 to 5 days", "من ٢ إلى ٥ أيام"] {
            assert_eq!(read(text), days, "{text}");
        }
        assert_eq!(read("2 of them in 5 days"), [measure("hours", "120")]);
    }
}
