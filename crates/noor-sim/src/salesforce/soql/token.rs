//! The words, strings and signs of a query.

use std::iter::Peekable;
use std::str::Chars;

/// A piece of a query.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Token {
    /// A keyword or a column.
    Word(String),
    /// Text between quotes, without them. What was escaped in it is marked, since a pattern tells
    /// `\%` from `%`.
    Text(Vec<Char>),
    /// Digits, and what dates and figures have between them.
    Number(String),
    /// `(`, `)`, `,` or a comparison.
    Sign(&'static str),
}

/// A character of a text, and whether a backslash stood before it.
pub(super) type Char = (char, bool);

/// Takes a query apart.
///
/// # Errors
///
/// What is wrong with it, in words.
pub(super) fn tokens(query: &str) -> Result<Vec<Token>, String> {
    let mut rest = query.chars().peekable();
    let mut tokens = Vec::new();
    loop {
        while rest.next_if(|c| c.is_whitespace()).is_some() {}
        let Some(first) = rest.next() else { return Ok(tokens) };
        tokens.push(match first {
            '\'' => Token::Text(quoted(&mut rest)?),
            '(' => Token::Sign("("),
            ')' => Token::Sign(")"),
            ',' => Token::Sign(","),
            '=' => Token::Sign("="),
            '!' if rest.next_if_eq(&'=').is_some() => Token::Sign("!="),
            '<' if rest.next_if_eq(&'>').is_some() => Token::Sign("!="),
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
                let inside = |c: char| c.is_ascii_alphanumeric() || "-+:.".contains(c);
                Token::Number(word(first, &mut rest, inside))
            }
            _ if first.is_ascii_alphabetic() => {
                let inside = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '.';
                Token::Word(word(first, &mut rest, inside))
            }
            _ => return Err(format!("line 1: no viable alternative at character '{first}'")),
        });
    }
}

/// The text up to the closing quote.
fn quoted(rest: &mut Peekable<Chars<'_>>) -> Result<Vec<Char>, String> {
    let mut text = Vec::new();
    loop {
        let open = || "line 1: mismatched character '<EOF>' expecting '''".to_owned();
        match rest.next().ok_or_else(open)? {
            '\'' => return Ok(text),
            '\n' | '\r' => return Err("line 1: a line ends inside a string".to_owned()),
            '\\' => text.push(match rest.next().ok_or_else(open)? {
                'n' => ('\n', true),
                'r' => ('\r', true),
                't' => ('\t', true),
                c @ ('\'' | '"' | '\\' | '%' | '_') => (c, true),
                c => return Err(format!("line 1: invalid string literal: illegal escape '\\{c}'")),
            }),
            c => text.push((c, false)),
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
