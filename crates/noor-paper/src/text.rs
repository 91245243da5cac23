//! Makes a text fit for paper, whatever its sender put into it.

use std::collections::BTreeSet;

use typst::text::Font;
use unicode_segmentation::UnicodeSegmentation as _;

/// A word this long is given places to break, so that it does not run out of its column.
const LONG_WORD: usize = 28;
/// Where it may break, in letters.
const PIECE: usize = 14;

/// The longest name of a thing or a person, in letters; the rest is cut.
pub(crate) const NAME: usize = 160;
/// The longest code, number or address of a mailbox.
pub(crate) const CODE: usize = 80;
/// The longest description or postal address.
pub(crate) const DESCRIPTION: usize = 320;
/// The longest paragraph.
pub(crate) const PARAGRAPH: usize = 2_000;

/// Cleans texts, and remembers what could not be printed.
#[derive(Debug)]
pub(crate) struct Press<'a> {
    fonts: &'a [Font],
    left_out: BTreeSet<char>,
}

impl<'a> Press<'a> {
    /// For what `fonts` can print.
    pub(crate) fn new(fonts: &'a [Font]) -> Self {
        Self { fonts, left_out: BTreeSet::new() }
    }

    /// The characters that no font has.
    pub(crate) fn left_out(self) -> BTreeSet<char> {
        self.left_out
    }

    /// One line of at most `most` letters: white space is one space, what no font has is left out,
    /// and so is what would turn the direction of the text around it.
    pub(crate) fn line(&mut self, text: &str, most: usize) -> String {
        let printable: String = text
            .chars()
            .map(|c| if c.is_whitespace() || c.is_control() { ' ' } else { c })
            .filter(|&c| self.prints(c))
            .collect();
        let words: Vec<&str> = printable.split_whitespace().collect();
        let line = words.join(" ");
        let mut letters = line.graphemes(true);
        let mut fitting: Vec<&str> = letters.by_ref().take(most).collect();
        if letters.next().is_some() {
            fitting.pop();
            fitting.push("…");
        }
        let fitting = fitting.concat();
        let words: Vec<String> = fitting.split(' ').map(breakable).collect();
        words.join(" ")
    }

    /// A line, or nothing where nothing is left of it.
    pub(crate) fn some(&mut self, text: Option<&str>, most: usize) -> Option<String> {
        text.map(|text| self.line(text, most)).filter(|line| !line.is_empty())
    }

    /// Paragraphs without the empty ones.
    pub(crate) fn paragraphs(&mut self, texts: &[String]) -> Vec<String> {
        texts
            .iter()
            .map(|text| self.line(text, PARAGRAPH))
            .filter(|paragraph| !paragraph.is_empty())
            .collect()
    }

    fn prints(&mut self, c: char) -> bool {
        if is_direction_mark(c) {
            return false;
        }
        let has = is_joiner(c) || self.fonts.iter().any(|it| it.info().coverage.contains(c.into()));
        if !has {
            self.left_out.insert(c);
        }
        has
    }
}

/// Marks that turn the direction of what follows, far beyond their own text.
fn is_direction_mark(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}' | '\u{61c}')
}

/// What shows nothing of its own, but joins or picks the sign beside it.
fn is_joiner(c: char) -> bool {
    matches!(c, '\u{200c}' | '\u{200d}' | '\u{fe0e}' | '\u{fe0f}')
}

/// A word with places to break, if it is very long.
fn breakable(word: &str) -> String {
    let letters: Vec<&str> = word.graphemes(true).collect();
    if letters.len() < LONG_WORD {
        return word.to_owned();
    }
    let pieces: Vec<String> = letters.chunks(PIECE).map(<[&str]>::concat).collect();
    pieces.join("\u{200b}")
}
