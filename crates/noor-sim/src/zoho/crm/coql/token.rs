//! The words, strings and signs of a query.

use std::iter::Peekable;
use std::str::Chars;

/// A piece of a query.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Token {
    /// A keyword or a column.
    Word(String),
    /// Text between quotes, without them.
    Text(String),
    /// Digits, a point, a sign in front.
    Number(String),
    /// `(`, `)`, `,` or a comparison.
    Sign(&'static str),
}

/// Takes a query apart; `None` when a quote is not closed or a character has no place in one.
pub(super) fn tokens(query: &str) -> Option<Vec<Token>> {
    let mut rest = query.chars().peekable();
    let mut tokens = Vec::new();
    loop {
        while rest.next_if(|c| c.is_whitespace()).is_some() {}
        let Some(first) = rest.next() else { return Some(tokens) };
        tokens.push(match first {
            '\'' => Token::Text(quoted(&mut rest)?),
            '(' => Token::Sign("("),
            ')' => Token::Sign(")"),
            ',' => Token::Sign(","),
            '=' => Token::Sign("="),
            '!' => rest.next_if_eq(&'=').map(|_| Token::Sign("!="))?,
            '<' | '>' => {
                let equal = rest.next_if_eq(&'=').is_some();
                Token::Sign(match (first, equal) {
                    ('<', true) => "<=",
                    ('<', false) => "<",
                    (_, true) => ">=",
                    (_, false) => ">",
                })
            }
            '0'..='9' | '-' | '+' => {
                Token::Number(word(first, &mut rest, |c| c.is_ascii_digit() || c == '.'))
            }
            _ if first.is_alphabetic() || first == '$' => {
                let inside = |c: char| c.is_alphanumeric() || c == '_' || c == '.';
                Token::Word(word(first, &mut rest, inside))
            }
            _ => return None,
        });
    }
}

/// The text up to the closing quote; a doubled quote is one.
fn quoted(rest: &mut Peekable<Chars<'_>>) -> Option<String> {
    let mut text = String::new();
    loop {
        match rest.next()? {
            '\'' if rest.next_if_eq(&'\'').is_some() => text.push('\''),
            '\'' => return Some(text),
            c => text.push(c),
        }
    }
}

fn word(first: char, rest: &mut Peekable<Chars<'_>>, inside: impl Fn(char) -> bool) -> String {
    let mut word = String::from(first);
    while let Some(c) = rest.next_if(|c| inside(*c)) {
        word.push(c);
    }
    word
}
