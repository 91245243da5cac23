//! Values of the catalogue in the customer's words: "2 years" is «سنتين» in Arabic.
//!
//! A catalogue states the properties of a product in one language. What is a number with a unit, or one
//! of a few words that every catalogue uses, is said in the customer's; anything else as it stands.

use super::figures::Voice;
use super::wording::Wording;
use crate::normalise::fold;

/// Units by their spellings in catalogues, folded.
const UNITS: [(&str, &[&str]); 7] = [
    ("year", &["year", "years", "yr", "yrs"]),
    ("month", &["month", "months"]),
    ("kg", &["kg", "kgs", "kilogram", "kilograms"]),
    ("mm", &["mm", "millimetre", "millimetres"]),
    ("cm", &["cm", "centimetre", "centimetres"]),
    ("m", &["m", "metre", "metres", "meter", "meters"]),
    ("degree", &["degree", "degrees"]),
];

/// Words by their spellings in catalogues, folded.
const WORDS: [(&str, &[&str]); 4] = [
    ("yes", &["yes"]),
    ("no", &["no", "none"]),
    ("adjustable", &["adjustable"]),
    ("fixed", &["fixed"]),
];

/// A value as it is said in a voice.
pub(super) fn value(text: &str, voice: Voice, wording: &Wording) -> String {
    let said = |key: &str| wording.get(key, voice.language, 0);
    let folded = fold(text);
    let known = WORDS.iter().find(|(_, spellings)| spellings.contains(&folded.as_str()));
    if let Some(word) = known.and_then(|(key, _)| said(&format!("value.{key}"))) {
        return word.to_owned();
    }
    let told = measure(&folded, said).unwrap_or_else(|| text.to_owned());
    voice.digits.write(&told)
}

/// A number with its unit, where there is nothing else: "5-year", "620-1270 mm".
fn measure<'w>(folded: &str, said: impl Fn(&str) -> Option<&'w str>) -> Option<String> {
    let at = folded.find(|c: char| c.is_alphabetic())?;
    let (number, unit) = folded.split_at(at);
    let number = number.trim_end_matches([' ', '-']);
    let (unit, _) = UNITS.iter().find(|(_, spellings)| spellings.contains(&unit))?;
    let amount = |c: char| c.is_ascii_digit() || matches!(c, '.' | ',' | '-' | ' ' | 'x');
    if number.is_empty() || !number.chars().all(amount) {
        return None;
    }
    let form = match number.parse::<u32>() {
        Ok(1) => "one",
        Ok(2) => "two",
        Ok(3..=10) => "few",
        Ok(_) | Err(_) => "many",
    };
    let counted =
        said(&format!("measure.{unit}_{form}")).or_else(|| said(&format!("measure.{unit}")))?;
    Some(counted.replace("{n}", number))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::Language;
    use crate::reply::figures::Digits;

    #[test]
    fn units_are_said_in_the_customers_language_and_number() {
        let read = |language: &str| {
            let root = concat!(env!("CARGO_MANIFEST_DIR"), "/../../content/replies/");
            std::fs::read_to_string(format!("{root}{language}.toml")).expect("the replies")
        };
        let wording = Wording::from_toml(&read("en"), &read("ar")).expect("wording");
        let arabic = Voice { language: Language::Arabic, digits: Digits::Western };
        let eastern = Voice { digits: Digits::Eastern, ..arabic };
        let english = Voice { language: Language::English, digits: Digits::Western };
        for (text, voice, said) in [
            ("1 year", arabic, "سنة"),
            ("2 Years", arabic, "سنتين"),
            ("5-year", eastern, "٥ سنوات"),
            ("12 months", arabic, "12 شهر"),
            ("130 kg", eastern, "١٣٠ كجم"),
            ("620-1270 mm", arabic, "620-1270 ملم"),
            ("none", arabic, "لا يوجد"),
            ("adjustable", arabic, "قابل للتعديل"),
            ("synchro tilt", arabic, "synchro tilt"),
            ("2 years, on request 5", arabic, "2 years, on request 5"),
            ("1 year", english, "1 year"),
            ("2 years", english, "2 years"),
            ("none", english, "none"),
        ] {
            assert_eq!(value(text, voice, &wording), said, "{text}");
        }
    }
}
