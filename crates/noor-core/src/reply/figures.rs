//! How figures are written: amounts, counts and sizes in the customer's language and digits.

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::wording::Wording;
use crate::language::Language;
use crate::money::Money;
use crate::product::SizeMm;

/// The manner of a reply.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Voice {
    /// Its language.
    pub language: Language,
    /// Its digits.
    pub digits: Digits,
}

impl Voice {
    /// The manner in which to answer in `language` somebody who writes `digits` in Arabic.
    pub fn answering(language: Language, digits: Digits) -> Self {
        let digits = match language {
            Language::Arabic => digits,
            Language::English => Digits::Western,
        };
        Self { language, digits }
    }
}

/// A set of digits.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Digits {
    /// 0123456789.
    #[default]
    Western,
    /// ٠١٢٣٤٥٦٧٨٩.
    Eastern,
}

impl Digits {
    /// The set that a customer's text is written in; `None` if that cannot be told from it.
    ///
    /// The digits of a code such as `KX 210` are the shop's, and not the customer's choice.
    pub fn of(text: &str) -> Option<Self> {
        if text.chars().any(|c| matches!(c, '٠'..='٩' | '۰'..='۹')) {
            return Some(Self::Eastern);
        }
        let is_code = |word: &str| word.chars().any(|c| c.is_ascii_alphabetic());
        let mut after_code = false;
        let own = text.split_whitespace().any(|word| {
            let beside_code = std::mem::replace(&mut after_code, is_code(word));
            !beside_code && !is_code(word) && word.chars().any(|c| c.is_ascii_digit())
        });
        own.then_some(Self::Western)
    }

    /// `text` with its digits and separators in this set.
    pub fn write(self, text: &str) -> String {
        match self {
            Self::Western => text.to_owned(),
            Self::Eastern => text
                .chars()
                .map(|c| match c {
                    '0'..='9' => char::from_u32(u32::from(c) - 0x30 + 0x660).unwrap_or(c),
                    ',' => '٬',
                    '.' => '٫',
                    other => other,
                })
                .collect(),
        }
    }
}

/// An amount with its currency: `AED 1,250` or `1,250 درهم`. Fils are written only if there are any.
pub fn amount(money: Money, voice: Voice, wording: &Wording) -> String {
    let figure = voice.digits.write(&grouped(money.amount));
    let key = format!("currency.{}", money.currency.code());
    wording
        .get(&key, voice.language, 0)
        .map_or_else(|| format!("{} {figure}", money.currency), |form| form.replace("{n}", &figure))
}

/// An amount in a column, `1,250.00`: fils are always written, so that the points stand below each
/// other. The currency stands at the head of the column.
pub fn in_column(amount: Decimal, digits: Digits) -> String {
    let figure = grouped(amount);
    let fils = if figure.contains('.') { "" } else { ".00" };
    digits.write(&format!("{figure}{fils}"))
}

/// A count with thousands separated.
pub fn number(n: u32, voice: Voice) -> String {
    voice.digits.write(&grouped(Decimal::from(n)))
}

/// The known sides in centimetres, `120 × 60 × 75 cm`, each with its name if one is missing.
pub fn size(size: &SizeMm, voice: Voice, wording: &Wording) -> Option<String> {
    let cm =
        |mm: u32| voice.digits.write(&(Decimal::from(mm) / Decimal::TEN).normalize().to_string());
    let unit = wording.phrase("unit.cm", voice, 0);
    if let (Some(width), Some(depth), Some(height)) =
        (size.width.or(size.length), size.depth, size.height)
    {
        return Some(format!("{} × {} × {} {unit}", cm(width), cm(depth), cm(height)));
    }
    let sides = [
        ("side.width", size.width.or(size.length)),
        ("side.depth", size.depth),
        ("side.height", size.height),
    ];
    let known: Vec<String> = sides
        .iter()
        .filter_map(|(side, mm)| {
            Some(format!("{} {} {unit}", wording.phrase(side, voice, 0), cm((*mm)?)))
        })
        .collect();
    (!known.is_empty()).then(|| known.join(", "))
}

fn grouped(amount: Decimal) -> String {
    let rounded = amount.round_dp(2).normalize();
    let text = if rounded.scale() == 0 { rounded.to_string() } else { format!("{rounded:.2}") };
    let (whole, fraction) = match text.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (text.as_str(), None),
    };
    let digits = whole.trim_start_matches('-');
    let mut out = String::from(if whole.starts_with('-') { "-" } else { "" });
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place) % 3 == 0 {
            out.push(',');
        }
        out.push(digit);
    }
    if let Some(fraction) = fraction {
        out.push('.');
        out.push_str(fraction);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_are_separated_and_fils_only_written_if_there_are_any() {
        for (amount, written) in [
            ("0.5", "0.50"),
            ("345", "345"),
            ("345.00", "345"),
            ("1299.9", "1,299.90"),
            ("12500", "12,500"),
            ("1234567.05", "1,234,567.05"),
        ] {
            assert_eq!(grouped(amount.parse().unwrap()), written);
        }
        for (amount, written) in
            [("345", "345.00"), ("1299.9", "1,299.90"), ("-12500", "-12,500.00")]
        {
            assert_eq!(in_column(amount.parse().unwrap(), Digits::Western), written);
        }
        assert_eq!(Digits::Eastern.write("1,299.90"), "١٬٢٩٩٫٩٠");
    }

    #[test]
    fn eastern_digits_are_for_those_who_write_them() {
        for (text, digits) in [
            ("عرضه ١٢٠", Some(Digits::Eastern)),
            ("kx ٢١٠ لون 3", Some(Digits::Eastern)),
            ("عرضه 120", Some(Digits::Western)),
            ("ابي 25 حبة من KX 210", Some(Digits::Western)),
            ("كم سعر KX 210 و ch616؟", None),
            ("السلام عليكم", None),
            ("", None),
        ] {
            assert_eq!(Digits::of(text), digits, "{text}");
        }
        let digits = |language| Voice::answering(language, Digits::Eastern).digits;
        assert_eq!(digits(Language::Arabic), Digits::Eastern);
        assert_eq!(digits(Language::English), Digits::Western);
    }
}
