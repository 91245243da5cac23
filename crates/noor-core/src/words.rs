//! A message as a row of words: folded, with where each one stood in the text as written.
//!
//! Splitting only; what a word means is decided elsewhere. Linear in the text.

use std::ops::Range;

use crate::normalise::{fold_char, is_arabic, stem};

/// One word, number or sign of a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    /// Folded as by [`crate::normalise::fold`].
    pub text: String,
    /// Its light stem.
    pub stem: String,
    /// First byte in the text as written.
    pub start: usize,
    /// The byte after the last one.
    pub end: usize,
    /// What stands between the word before and this one.
    pub gap: Gap,
    /// What it is made of.
    pub kind: Kind,
    /// Whether a `+` stands directly before it, as before a phone number.
    pub plus: bool,
    /// Whether it is a few capital letters in a text that is not all capitals: `VS`, as codes have.
    pub capitals: bool,
    /// Whether it belongs to one of the shop's own codes, and begins it.
    pub code: InCode,
    /// Whether it was written in Latin letters and is the Arabic word that it sounds like.
    pub by_sound: bool,
}

/// Where a word stands in a code that the catalogue has.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum InCode {
    /// It belongs to none.
    #[default]
    Nowhere,
    /// It is the first word of one.
    First,
    /// It goes on with one.
    Later,
}

/// What a word is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Letters of the Arabic script.
    Arabic,
    /// Letters of the Latin script, or Arabic written with Latin letters and digits (`6awla`).
    Latin,
    /// Letters of a script that Noor does not write.
    Foreign,
    /// Digits, with separators inside (`1,200.50`).
    Digits,
    /// A sign with a meaning of its own: `%`, `$`, `#`, `<=`.
    Sign,
    /// An e-mail address, a web address or a phone number: never read for anything else.
    Private,
}

/// What stands between two words, weakest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Gap {
    /// Nothing: one run of letters and digits was taken apart (`ch616`).
    Glued,
    /// `-`, `/`, `.` or `_` without blanks.
    Joined,
    /// Blanks.
    Blank,
    /// A dash or slash with blanks.
    Dash,
    /// A colon or an equals sign.
    Colon,
    /// A bracket or a quote.
    Bracket,
    /// A comma.
    Comma,
    /// The end of a sentence.
    Stop,
    /// The end of a line, or the start of the text.
    Line,
}

impl Gap {
    /// Whether a phrase may go on across it.
    pub fn continues(self) -> bool {
        self <= Self::Blank
    }
}

/// Takes `text` apart.
///
/// A run of letters and digits stays one word if `known` says that it is one (`2nd`, `ta7t`), or
/// if it looks like Arabic in Latin letters and has no known part; else it is taken apart where
/// letters meet digits.
pub fn split(text: &str, known: impl Fn(&str) -> bool) -> Vec<Word> {
    let mut words = Vec::new();
    let mut open = Open { gap: Gap::Line, quoted: false };
    for (start, chunk) in chunks(text) {
        match chunk {
            Chunk::Blank { line } => {
                open.gap = open.gap.max(if line { Gap::Line } else { Gap::Blank });
            }
            Chunk::Private(raw) => {
                words.push(word(
                    start,
                    start + raw.len(),
                    raw.to_lowercase(),
                    open.gap,
                    Kind::Private,
                ));
                open.gap = Gap::Glued;
            }
            Chunk::Plain(raw) => split_chunk(raw, start, &mut open, &known, &mut words),
        }
    }
    let mut words = hide_phones(words);
    spell_inches(&mut words);
    mark_capitals(text, &mut words);
    words
}

/// Spells out the "in" of `55in` and `55-in`, which is a preposition anywhere else ("2-in-1").
fn spell_inches(words: &mut [Word]) {
    let joined = |gap: Gap| gap <= Gap::Joined;
    for at in 1..words.len() {
        let goes_on = words.get(at + 1).is_some_and(|next| joined(next.gap));
        let number = words.get(at - 1).is_some_and(|before| before.kind == Kind::Digits);
        if let Some(word) = words.get_mut(at)
            && number
            && !goes_on
            && joined(word.gap)
            && word.text == "in"
        {
            (word.text, word.stem) = ("inch".to_owned(), stem("inch"));
        }
    }
}

/// Marks the short words in capitals, unless everything is written in them.
fn mark_capitals(text: &str, words: &mut [Word]) {
    let is_capital = |word: &Word| {
        let written = text.get(word.start..word.end).unwrap_or_default();
        word.kind == Kind::Latin
            && (2..=4).contains(&word.text.len())
            && written.chars().all(|c| c.is_ascii_uppercase())
    };
    let latin = words.iter().filter(|word| word.kind == Kind::Latin).count();
    let shouted = latin > 3 && !text.chars().any(char::is_lowercase);
    for word in words.iter_mut().filter(|_| !shouted) {
        word.capitals = is_capital(word);
    }
}

enum Chunk<'t> {
    Blank { line: bool },
    Private(&'t str),
    Plain(&'t str),
}

/// The text as blanks and what stands between them, each with its first byte.
fn chunks(text: &str) -> impl Iterator<Item = (usize, Chunk<'_>)> {
    let blank = |c: char| c.is_whitespace() || c.is_control();
    let mut rest = text;
    let mut start = 0;
    std::iter::from_fn(move || {
        let first = rest.chars().next()?;
        let length = rest.find(|c| blank(c) != blank(first)).unwrap_or(rest.len());
        let (chunk, after) = rest.split_at(length);
        let at = start;
        start += length;
        rest = after;
        Some(if blank(first) {
            let line = chunk.contains(['\n', '\r', '\u{2028}', '\u{2029}']);
            vec![(at, Chunk::Blank { line })]
        } else {
            without_emails(at, chunk)
        })
    })
    .flatten()
}

/// A stretch without blanks, with its web or e-mail addresses apart from what is joined to them
/// ("Sara/sara@shop.example,Dubai").
fn without_emails(start: usize, chunk: &str) -> Vec<(usize, Chunk<'_>)> {
    if chunk.starts_with("www.") || chunk.starts_with("WWW.") || chunk.contains("://") {
        return vec![(start, Chunk::Private(chunk))];
    }
    let mut parts = Vec::new();
    let mut open = 0;
    for (at, _) in chunk.match_indices('@') {
        let Some(email) = email_around(chunk, open, at) else { continue };
        let before = chunk.get(open..email.start).filter(|before| !before.is_empty());
        parts.extend(before.map(|before| (start + open, Chunk::Plain(before))));
        let private = chunk.get(email.clone()).unwrap_or_default();
        parts.push((start + email.start, Chunk::Private(private)));
        open = email.end;
    }
    let rest = chunk.get(open..).filter(|rest| !rest.is_empty());
    parts.extend(rest.map(|rest| (start + open, Chunk::Plain(rest))));
    parts
}

/// The e-mail address around the `@` at a byte, none of it before `open`.
fn email_around(chunk: &str, open: usize, at: usize) -> Option<Range<usize>> {
    let before = chunk.get(open..at)?;
    let is_name = |c: char| c.is_alphanumeric() || "._%+-'".contains(c);
    let name = before.trim_end_matches(is_name).len();
    let behind = chunk.get(at + 1..)?;
    let is_host = |c: char| c.is_alphanumeric() || ".-".contains(c);
    let host = behind.get(..behind.len() - behind.trim_start_matches(is_host).len())?;
    let host = host.trim_end_matches(['.', '-']);
    let sound = before.ends_with(char::is_alphanumeric)
        && host.starts_with(char::is_alphanumeric)
        && host.contains('.');
    sound.then(|| open + name..at + 1 + host.len())
}

/// What is open between one stretch of a text and the next.
struct Open {
    /// What stands before the next word.
    gap: Gap,
    /// Whether quotes were opened.
    quoted: bool,
}

/// One character of a chunk after folding, with the bytes it came from.
struct Sign {
    c: char,
    start: usize,
    end: usize,
}

fn split_chunk(
    raw: &str,
    offset: usize,
    open: &mut Open,
    known: &impl Fn(&str) -> bool,
    words: &mut Vec<Word>,
) {
    let mut signs = Vec::with_capacity(raw.len());
    for (at, c) in raw.char_indices() {
        let (start, end) = (offset + at, offset + at + c.len_utf8());
        fold_char(c, |c| signs.push(Sign { c, start, end }));
    }
    let mut at = 0;
    let mut plus = false;
    while let Some(sign) = signs.get(at) {
        if sign.c.is_alphanumeric() {
            let length = run_length(signs.get(at..).unwrap_or_default());
            let run = signs.get(at..at + length).unwrap_or_default();
            let first = words.len();
            take_apart(run, open.gap, known, words);
            if let Some(word) = words.get_mut(first) {
                word.plus = plus;
            }
            plus = false;
            open.gap = Gap::Glued;
            at += length;
            continue;
        }
        if let Some((unit, length)) = length_sign(&signs, at, open.quoted) {
            let end = signs.get(at + length - 1).map_or(sign.end, |last| last.end);
            words.push(word(sign.start, end, unit.to_owned(), Gap::Glued, Kind::Latin));
            open.gap = Gap::Glued;
            at += length;
            continue;
        }
        open.quoted ^= sign.c == '"';
        plus = sign.c == '+';
        let inside = at + 1 < signs.len() && open.gap < Gap::Blank && at > 0;
        match sign.c {
            '<' | '>' => {
                let equal = signs.get(at + 1).filter(|next| next.c == '=');
                let text = std::iter::once(sign).chain(equal).map(|sign| sign.c).collect();
                let end = equal.map_or(sign.end, |equal| equal.end);
                words.push(word(sign.start, end, text, open.gap, Kind::Sign));
                open.gap = Gap::Glued;
                at += usize::from(equal.is_some());
            }
            '≤' | '≥' | '%' | '$' | '€' | '£' | '#' | '&' | '*' => {
                words.push(word(sign.start, sign.end, sign.c.to_string(), open.gap, Kind::Sign));
                open.gap = Gap::Glued;
            }
            '-' | '/' | '_' | '~' | '+' | '|' => {
                open.gap = open.gap.max(if inside { Gap::Joined } else { Gap::Dash });
            }
            '.' if inside => open.gap = open.gap.max(Gap::Joined),
            '.' | '?' | '!' | ';' => open.gap = open.gap.max(Gap::Stop),
            ':' | '=' => open.gap = open.gap.max(Gap::Colon),
            '\'' => open.gap = open.gap.max(Gap::Joined),
            '(' | ')' | '[' | ']' | '{' | '}' | '"' => open.gap = open.gap.max(Gap::Bracket),
            _ => open.gap = open.gap.max(Gap::Comma),
        }
        at += 1;
    }
}

/// The unit that a sign directly behind a digit stands for, with its length: the foot of `6'`, the inch
/// of `55"` and `55''`. Within quotes it closes them: `"desk 140"`.
fn length_sign(signs: &[Sign], at: usize, quoted: bool) -> Option<(&'static str, usize)> {
    let c = |at: usize| signs.get(at).map(|sign| sign.c);
    at.checked_sub(1).and_then(c).filter(char::is_ascii_digit)?;
    let ends = |at: usize| c(at).is_none_or(|it| !it.is_alphabetic() || it == 'x');
    match (c(at)?, c(at + 1)) {
        ('\'', Some('\'')) if ends(at + 2) => Some(("inch", 2)),
        ('\'', _) if ends(at + 1) => Some(("ft", 1)),
        ('"', _) if !quoted && ends(at + 1) => Some(("inch", 1)),
        _ => None,
    }
}

/// How many characters from the first belong to one run: letters and digits, an apostrophe
/// between letters, a single separator between digits.
fn run_length(signs: &[Sign]) -> usize {
    let mut digits_only = true;
    let mut length = 0;
    while let Some(sign) = signs.get(length) {
        let before = length.checked_sub(1).and_then(|at| signs.get(at)).map(|sign| sign.c);
        let after = signs.get(length + 1).map(|sign| sign.c);
        let between = |is: fn(char) -> bool| before.is_some_and(is) && after.is_some_and(is);
        let belongs = match sign.c {
            '\'' => between(char::is_alphabetic),
            '.' | ',' => digits_only && between(|c: char| c.is_ascii_digit()),
            '-' => digits_only && within_a_code(signs, length),
            c => c.is_alphanumeric(),
        };
        if !belongs {
            break;
        }
        digits_only &= !sign.c.is_alphabetic();
        length += 1;
    }
    length
}

/// Whether a dash stands within three groups of digits that make an article number (`492-783-41`). A
/// date and a phone number have more digits in a group, or more altogether.
fn within_a_code(signs: &[Sign], at: usize) -> bool {
    /// Longer rows of digits and dashes are none.
    const LONGEST: usize = 12;
    let belongs = |sign: &&Sign| sign.c.is_ascii_digit() || sign.c == '-';
    let (before, behind) = (signs.get(..at), signs.get(at..));
    let before = before.into_iter().flatten().rev().take(LONGEST).take_while(belongs).count();
    let behind = behind.into_iter().flatten().take(LONGEST).take_while(belongs).count();
    let Some(run) = signs.get(at - before..at + behind) else { return false };
    let ends = signs.get(at + behind).is_none_or(|next| !next.c.is_alphanumeric());
    let digits = run.iter().filter(|sign| sign.c != '-').count();
    let groups: Vec<usize> = run.split(|sign| sign.c == '-').map(<[Sign]>::len).collect();
    ends && groups.len() == 3
        && (7..=8).contains(&digits)
        && groups.iter().all(|it| (2..=3).contains(it))
}

/// Fewer letters between digits are rather the vowels of Arabic in Latin letters (`7adee8a`) than a
/// word by themselves.
const KNOWN_PART: usize = 2;

/// Adds a run as one word or as its letters and digits.
fn take_apart(run: &[Sign], gap: Gap, known: &impl Fn(&str) -> bool, words: &mut Vec<Word>) {
    let whole: String = run.iter().map(|sign| sign.c).filter(|c| *c != '\'').collect();
    let letters = |sign: &Sign| sign.c.is_alphabetic() || sign.c == '\'';
    let parts: Vec<&[Sign]> = run.chunk_by(|a, b| letters(a) == letters(b)).collect();
    let mixed = parts.len() > 1;
    let stays = !mixed || known(&whole) || {
        let part_known = |part: &&[Sign]| {
            part.len() >= KNOWN_PART
                && part.first().is_some_and(letters)
                && known(&part.iter().map(|sign| sign.c).collect::<String>())
        };
        looks_arabizi(&whole) && !parts.iter().any(part_known)
    };
    if stays {
        push_run(run, gap, words, mixed);
    } else {
        let mut gap = gap;
        for part in parts {
            push_run(part, gap, words, false);
            gap = Gap::Glued;
        }
    }
}

fn push_run(run: &[Sign], gap: Gap, words: &mut Vec<Word>, mixed: bool) {
    let (Some(first), Some(last)) = (run.first(), run.last()) else { return };
    let kind = if mixed { Kind::Latin } else { kind_of(first.c) };
    let text = run.iter().map(|sign| sign.c).filter(|c| *c != '\'').collect();
    words.push(word(first.start, last.end, text, gap, kind));
}

fn kind_of(c: char) -> Kind {
    match c {
        _ if c.is_ascii_digit() => Kind::Digits,
        _ if is_arabic(c) => Kind::Arabic,
        'a'..='z' | '\u{00C0}'..='\u{024F}' => Kind::Latin,
        _ => Kind::Foreign,
    }
}

/// Digits that stand for Arabic letters: single ones, with enough letters around them.
fn looks_arabizi(run: &str) -> bool {
    let letters = run.chars().filter(char::is_ascii_lowercase).count();
    let digits = run.chars().filter(char::is_ascii_digit).count();
    let single = !run
        .chars()
        .zip(run.chars().skip(1))
        .any(|(a, b)| a.is_ascii_digit() && b.is_ascii_digit());
    letters + digits == run.chars().count()
        && single
        && (3..=12).contains(&letters)
        && run.ends_with(|c: char| c.is_ascii_lowercase())
        && run.chars().filter(char::is_ascii_digit).all(|c| matches!(c, '2' | '3' | '5'..='9'))
}

fn word(start: usize, end: usize, text: String, gap: Gap, kind: Kind) -> Word {
    let stem = match kind {
        Kind::Arabic | Kind::Latin => stem(&text),
        Kind::Foreign | Kind::Digits | Kind::Sign | Kind::Private => text.clone(),
    };
    Word {
        text,
        stem,
        start,
        end,
        gap,
        kind,
        plus: false,
        capitals: false,
        code: InCode::Nowhere,
        by_sound: false,
    }
}

/// Joins the digits of a phone number into one private word.
fn hide_phones(words: Vec<Word>) -> Vec<Word> {
    let mut kept: Vec<Word> = Vec::with_capacity(words.len());
    let mut rest = words.into_iter().peekable();
    while let Some(mut word) = rest.next() {
        let begins = word.kind == Kind::Digits
            && word.gap != Gap::Glued
            && (word.plus
                || ["00", "05", "971", "966", "04"].iter().any(|p| word.text.starts_with(p)));
        if begins {
            let mut digits = word.text.len();
            let mut others = Vec::new();
            while digits < 15
                && let Some(next) = rest.next_if(|next| {
                    next.kind == Kind::Digits && next.gap <= Gap::Bracket && next.gap != Gap::Colon
                })
            {
                digits += next.text.len();
                others.push(next);
            }
            if (9..=15).contains(&digits) && (word.plus || digits != 9 || word.text.len() > 1) {
                word.kind = Kind::Private;
                word.end = others.last().map_or(word.end, |last| last.end);
                kept.push(word);
            } else {
                kept.push(word);
                kept.extend(others);
            }
        } else {
            kept.push(word);
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(text: &str) -> Vec<String> {
        let known = |word: &str| ["2nd", "ta7t", "cm", "pcs", "x", "k"].contains(&word);
        split(text, known).into_iter().map(|word| word.text).collect()
    }

    #[test]
    fn runs_are_taken_apart_where_they_should() {
        for (text, expected) in [
            ("ch616", vec!["ch", "616"]),
            ("CH-616/black", vec!["ch", "616", "black"]),
            ("120x60cm", vec!["120", "x", "60", "cm"]),
            ("1,299.50 AED", vec!["1,299.50", "aed"]),
            ("the 2nd one", vec!["the", "2nd", "one"]),
            ("ta7t 500", vec!["ta7t", "500"]),
            ("6awlat 6a3am", vec!["6awlat", "6a3am"]),
            ("25pcs", vec!["25", "pcs"]),
            ("don't", vec!["dont"]),
            ("عرضه١٢٠", vec!["عرضه", "120"]),
            ("801.552.05", vec!["801.552.05"]),
            ("5,6", vec!["5,6"]),
            ("<=400", vec!["<=", "400"]),
            ("> 1000", vec![">", "1000"]),
            ("6' x 2.5'", vec!["6", "ft", "x", "2.5", "ft"]),
            ("a 55\" tv", vec!["a", "55", "inch", "tv"]),
            ("55in 2-in-1 in", vec!["55", "inch", "2", "in", "1", "in"]),
            ("the \"desk 140\"", vec!["the", "desk", "140"]),
            ("😀👍", vec![]),
        ] {
            assert_eq!(texts(text), expected, "{text}");
        }
    }

    #[test]
    fn addresses_and_phones_are_one_private_word() {
        for text in [
            "buyer620@shop.example",
            "https://shop.example/ch-616",
            "www.shop.example",
            "+971 50 000 0001",
            "0500000002",
            "00971500000003",
            "+971-50-000-0004",
        ] {
            let words = split(text, |_| false);
            assert_eq!(words.len(), 1, "{text}: {words:?}");
            assert_eq!(words[0].kind, Kind::Private, "{text}");
        }
        assert_eq!(split("803 691 12", |_| false).len(), 3);
    }

    #[test]
    fn every_word_knows_where_it_stood() {
        let text = "ابغى ٢٥ حبة من CH-616";
        let raw: Vec<&str> = split(text, |_| false)
            .iter()
            .map(|word| text.get(word.start..word.end).unwrap())
            .collect();
        assert_eq!(raw, ["ابغى", "٢٥", "حبة", "من", "CH", "616"]);
    }
}
