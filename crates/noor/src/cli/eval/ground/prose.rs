//! Prose: texts as checks compare them, their language, sentences and questions.

use noor_core::language::Language;
use noor_core::normalise::{fold, fold_char, is_arabic};

use super::catalogue::Mention;

/// The text with plain apostrophes, quotes and dashes, and Arabic letters in their base forms.
pub(in crate::cli::eval) fn normalised(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for sign in text.chars() {
        match sign {
            '‘' | '’' | '‚' | '‛' | 'ʼ' => plain.push('\''),
            '“' | '”' | '„' | '‟' | '«' | '»' => plain.push('"'),
            '‐'..='―' | '−' => plain.push('-'),
            '\u{FB50}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFC}' => {
                fold_char(sign, |part| plain.push(part));
            }
            other => plain.push(other),
        }
    }
    plain
}

/// Whether what stands from `start` to `end` is the number of a list's item: "2. ", at the beginning
/// of a line.
pub(super) fn numbers_an_item(text: &str, start: usize, end: usize) -> bool {
    let before = text.get(..start).unwrap_or_default();
    let begins = before.rsplit('\n').next().is_some_and(|line| line.trim().is_empty());
    begins && text.get(end..).is_some_and(|after| after.starts_with(". "))
}

/// How many questions a text asks.
pub(in crate::cli::eval) fn questions(text: &str) -> usize {
    let mut before = ' ';
    let mut count = 0;
    for sign in text.chars() {
        let asks = matches!(sign, '?' | '؟');
        // "??" is one question.
        count += usize::from(asks && !matches!(before, '?' | '؟'));
        before = sign;
    }
    count
}

/// The sentences of a text, each with its mark; a line ends one too.
pub(in crate::cli::eval) fn sentences(text: &str) -> Vec<&str> {
    text.lines().flat_map(sentences_of_line).collect()
}

fn sentences_of_line(line: &str) -> Vec<&str> {
    let mut sentences = Vec::new();
    let mut start = 0;
    let mut signs = line.char_indices().peekable();
    while let Some((at, sign)) = signs.next() {
        // A point inside a figure or a code ends nothing.
        let ends = signs.peek().is_none_or(|(_, next)| next.is_whitespace() || *next == '*');
        if ends && matches!(sign, '.' | '!' | '?' | '؟') {
            let end = at + sign.len_utf8();
            sentences.push(line.get(start..end).unwrap_or_default().trim());
            start = end;
        }
    }
    sentences.push(line.get(start..).unwrap_or_default().trim());
    sentences.retain(|sentence| sentence.chars().any(char::is_alphanumeric));
    sentences
}

/// The language of what is left of a text without mentions, descriptions, addresses, words with
/// digits and names of currencies; `None` if no letter is.
pub(super) fn language(
    text: &str,
    mentions: &[Mention],
    described: &[&str],
    currencies: &[&str],
) -> Option<Language> {
    let (mut arabic, mut latin) = (0_usize, 0_usize);
    let described: Vec<String> = described.iter().map(|it| fold(it)).collect();
    for line in without(text, mentions).lines() {
        let whole = fold(line.trim().trim_end_matches('…'));
        if !whole.is_empty() && described.iter().any(|it| it.contains(&whole)) {
            continue;
        }
        for word in line.split_whitespace().filter(|word| !is_address(word)) {
            let bare = word.trim_matches(|sign: char| !sign.is_alphanumeric());
            if word.chars().any(|sign| sign.is_ascii_digit())
                || currencies.contains(&fold(bare).as_str())
            {
                continue;
            }
            arabic += bare.chars().filter(|sign| is_arabic(*sign)).count();
            latin += bare.chars().filter(char::is_ascii_alphabetic).count();
        }
    }
    match (arabic, latin) {
        (0, 0) => None,
        (arabic, latin) if arabic >= latin => Some(Language::Arabic),
        (_, _) => Some(Language::English),
    }
}

fn is_address(word: &str) -> bool {
    word.contains("://") || word.contains('@') || word.starts_with("www.")
}

fn without(text: &str, mentions: &[Mention]) -> String {
    let mut rest = String::with_capacity(text.len());
    let mut from = 0;
    for mention in mentions {
        rest.push_str(text.get(from..mention.start).unwrap_or_default());
        rest.push(' ');
        from = mention.end;
    }
    rest.push_str(text.get(from..).unwrap_or_default());
    rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn typographic_signs_become_plain_ones() {
        assert_eq!(normalised("I’d say “no” – ﻻ"), "I'd say \"no\" - لا");
    }

    #[test]
    fn questions_are_counted_in_both_scripts() {
        assert_eq!(questions("Which one??! كم؟ Fine."), 2);
        assert_eq!(questions("Nothing to ask."), 0);
    }

    #[test]
    fn an_item_has_a_number_and_a_sentence_may_begin_with_one() {
        let text = "Here:\n1. A chair\n 12. A desk\n3 are left. 4. is no item";
        let at = |figure: &str| {
            let start = text.find(figure).unwrap();
            numbers_an_item(text, start, start + figure.len())
        };
        assert!(at("1") && at("12"));
        assert!(!at("3") && !at("4"));
    }

    #[test]
    fn a_point_in_a_figure_ends_no_sentence() {
        assert_eq!(
            sentences("BR.65 costs AED 1,250.50. Does it suit you?\nGood."),
            ["BR.65 costs AED 1,250.50.", "Does it suit you?", "Good."]
        );
    }

    #[test]
    fn the_language_is_that_of_the_prose() {
        let of = |text: &str| language(text, &[], &["Everyday task chair."], &["aed"]);
        assert_eq!(of("هذا يناسبك: AED 345 MX340H"), Some(Language::Arabic));
        assert_eq!(of("It is 345 درهم, see https://shop.example/a"), Some(Language::English));
        assert_eq!(of("هذا هو:\nEveryday task chair."), Some(Language::Arabic));
        assert_eq!(of("345 / 2"), None);
    }
}
