//! Figures in a text, in any spelling: separators, decimals, Arabic-Indic digits; and which of them
//! are money.

use std::collections::BTreeMap;

use noor_core::money::Currency;
use noor_core::normalise::fold;
use rust_decimal::Decimal;

/// A figure and where it stands, in bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::cli::eval) struct Figure {
    /// Its value.
    pub(in crate::cli::eval) value: Decimal,
    /// The currency named beside it.
    pub(in crate::cli::eval) currency: Option<Currency>,
    /// Its first byte.
    pub(in crate::cli::eval) start: usize,
    /// The byte after its last one.
    pub(in crate::cli::eval) end: usize,
}

/// The figures of a text in order. Digits that go on from a letter belong to a code and are none,
/// unless the letters name a currency. `currencies` has their names, folded.
pub(in crate::cli::eval) fn figures(
    text: &str,
    currencies: &BTreeMap<String, Currency>,
) -> Vec<Figure> {
    let signs: Vec<(usize, char)> =
        text.char_indices().map(|(at, sign)| (at, western(sign))).collect();
    let mut figures: Vec<Figure> = Vec::new();
    let mut place = 0;
    // A word beside a figure names the currency of one figure only.
    let mut taken_to = 0;
    while let Some((start, sign)) = signs.get(place).copied() {
        if !sign.is_ascii_digit() {
            place += 1;
            continue;
        }
        let (value, next) = figure_at(&signs, place);
        let end = signs.get(next).map_or(text.len(), |(at, _)| *at);
        let before = text.get(taken_to..start).unwrap_or_default();
        let after = text.get(end..).unwrap_or_default();
        let behind = word_after(after)
            .and_then(|(word, length)| Some((*currencies.get(&fold(word))?, end + length)));
        let ahead = word_before(before).and_then(|word| currencies.get(&fold(word)).copied());
        let letters = before.chars().next_back().is_some_and(char::is_alphabetic);
        place = next;
        taken_to = behind.map_or(end, |(_, to)| to);
        if letters && ahead.is_none() {
            continue;
        }
        let Some(value) = value else { continue };
        let currency = ahead.or_else(|| behind.map(|(currency, _)| currency));
        figures.push(Figure { value, currency, start, end });
    }
    figures
}

/// The figure that begins at a place, and the place after it. `None` if it is too large.
fn figure_at(signs: &[(usize, char)], place: usize) -> (Option<Decimal>, usize) {
    let sign = |at: usize| signs.get(at).map(|(_, sign)| *sign);
    let digit = |at: usize| sign(at).filter(char::is_ascii_digit);
    let mut figure = String::new();
    let mut at = place;
    loop {
        if let Some(digit) = digit(at) {
            figure.push(digit);
            at += 1;
        } else if sign(at).is_some_and(separates) && is_group(&digit, at + 1) {
            at += 1;
        } else {
            break;
        }
    }
    if sign(at).is_some_and(|sign| matches!(sign, '.' | '٫')) && digit(at + 1).is_some() {
        figure.push('.');
        at += 1;
        while let Some(digit) = digit(at) {
            figure.push(digit);
            at += 1;
        }
    }
    (figure.parse().ok(), at)
}

/// Three digits and no fourth: what follows a separator of thousands.
fn is_group(digit: &impl Fn(usize) -> Option<char>, at: usize) -> bool {
    (at..at + 3).all(|at| digit(at).is_some()) && digit(at + 3).is_none()
}

fn separates(sign: char) -> bool {
    matches!(sign, ',' | '٬' | '\'' | '\u{a0}' | '\u{202f}' | '\u{2009}')
}

fn western(sign: char) -> char {
    let digit = match sign {
        '٠'..='٩' => u32::from(sign) - 0x0660,
        '۰'..='۹' => u32::from(sign) - 0x06F0,
        _ => return sign,
    };
    char::from_digit(digit, 10).unwrap_or(sign)
}

/// Blanks and WhatsApp's marks, which stand between a figure and its currency.
fn is_between(sign: char) -> bool {
    sign.is_whitespace() && sign != '\n' || matches!(sign, '*' | '_')
}

/// The word that ends right before a figure.
fn word_before(before: &str) -> Option<&str> {
    let word = before.trim_end_matches(is_between).rsplit(is_apart).next()?;
    (!word.is_empty()).then_some(word)
}

/// The word that begins right after a figure, and how far it reaches.
fn word_after(after: &str) -> Option<(&str, usize)> {
    let rest = after.trim_start_matches(is_between);
    let word = rest.split(is_apart).next()?.trim_end_matches(['.', '؟', '?', '!']);
    (!word.is_empty()).then_some((word, after.len() - rest.len() + word.len()))
}

fn is_apart(sign: char) -> bool {
    sign.is_whitespace()
        || sign.is_ascii_digit()
        || matches!(sign, '*' | '_' | '(' | ')' | ',' | '،' | ':' | ';' | '=' | '×' | '/')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known() -> BTreeMap<String, Currency> {
        [("aed", Currency::AED), ("درهم", Currency::AED), ("$", Currency::USD)]
            .map(|(name, currency)| (fold(name), currency))
            .into()
    }

    fn read(text: &str) -> Vec<(String, Option<Currency>)> {
        let figures = figures(text, &known());
        figures.into_iter().map(|it| (it.value.normalize().to_string(), it.currency)).collect()
    }

    #[test]
    fn an_amount_is_read_in_any_spelling() {
        for text in
            ["AED 1,250.50", "1250.50 AED", "AED1,250.50", "١٬٢٥٠٫٥٠ درهم", "*1'250.5* درهم،"]
        {
            assert_eq!(read(text), [("1250.5".to_owned(), Some(Currency::AED))], "{text}");
        }
        assert_eq!(read("$ 20"), [("20".to_owned(), Some(Currency::USD))]);
    }

    #[test]
    fn a_currency_belongs_to_one_figure() {
        let aed = Some(Currency::AED);
        let amount = |text: &str, currency| (text.to_owned(), currency);
        assert_eq!(
            read("25 × AED 345 = *AED 8,625*, 22 in stock"),
            [amount("25", None), amount("345", aed), amount("8625", aed), amount("22", None)]
        );
        assert_eq!(
            read("السعر: 345 درهم، 22 متوفر، 3 × 10 درهم"),
            [amount("345", aed), amount("22", None), amount("3", None), amount("10", aed)]
        );
    }

    #[test]
    fn digits_of_a_code_are_no_figure() {
        assert_eq!(read("MX340H and A4"), []);
        assert_eq!(read(&"9".repeat(60)), []);
    }
}
