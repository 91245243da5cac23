//! How a draft is read before it is judged: sentences of words, figures and slots.
//!
//! Every spelling of a word becomes one: folded, contractions written out, endings and attached
//! particles taken off. It must stay linear in the draft and must not judge.

use std::collections::HashSet;

use super::characters::is_face;
use crate::normalise::{fold_char, is_arabic};
use crate::reply::draft::{Draft, Part};
use crate::reply::evidence::Slot;

/// A draft as its sentences.
#[derive(Debug)]
pub(super) struct Reading {
    pub(super) sentences: Vec<Sentence>,
}

/// What stands between two full stops or line ends.
#[derive(Debug, Default)]
pub(super) struct Sentence {
    pub(super) tokens: Vec<Token>,
    /// Whether the token stands word by word in the plain draft; one for each of `tokens`.
    pub(super) plain: Vec<bool>,
    /// The line of the draft it stands in.
    pub(super) line: usize,
    /// Whether it is a question.
    pub(super) asks: bool,
}

/// The smallest thing that is judged.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum Token {
    Word(Word),
    /// Digits with what separates them.
    Figure(String),
    /// The number at the beginning of a list's line.
    Place(String),
    /// A sign that calculates or measures.
    Sign(char),
    Slot(Slot),
    /// A comma, a colon, a bracket, a dash.
    Pause,
}

/// A word in all the forms it may be known by, the folded spelling first.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Word {
    forms: Vec<String>,
}

impl Word {
    pub(super) fn new(folded: &str) -> Self {
        let mut forms = vec![folded.to_owned()];
        if folded.chars().next().is_some_and(is_arabic) {
            arabic_forms(folded, &mut forms);
        } else {
            english_forms(folded, &mut forms);
        }
        Self { forms }
    }

    /// The word as it was written, folded.
    pub(super) fn text(&self) -> &str {
        self.forms.first().map_or("", String::as_str)
    }

    pub(super) fn forms(&self) -> impl Iterator<Item = &str> {
        self.forms.iter().map(String::as_str)
    }

    /// Whether the word or one of its forms is among `words`.
    pub(super) fn is_in(&self, words: &HashSet<String>) -> bool {
        self.forms.iter().any(|form| words.contains(form))
    }
}

impl Token {
    pub(super) fn word(&self) -> Option<&Word> {
        match self {
            Self::Word(word) => Some(word),
            Self::Figure(_) | Self::Place(_) | Self::Sign(_) | Self::Slot(_) | Self::Pause => None,
        }
    }

    pub(super) fn slot(&self) -> Option<Slot> {
        match self {
            Self::Slot(slot) => Some(*slot),
            Self::Word(_) | Self::Figure(_) | Self::Place(_) | Self::Sign(_) | Self::Pause => None,
        }
    }
}

impl Sentence {
    /// The words, each with its place, that do not stand in the plain draft.
    pub(super) fn own_words(&self) -> impl Iterator<Item = (usize, &Word)> {
        self.own_tokens().filter_map(|(place, token)| Some((place, token.word()?)))
    }

    /// The slots that do not stand in the plain draft like that, with their places.
    pub(super) fn own_slots(&self) -> impl Iterator<Item = (usize, Slot)> {
        self.own_tokens().filter_map(|(place, token)| Some((place, token.slot()?)))
    }

    fn own_tokens(&self) -> impl Iterator<Item = (usize, &Token)> {
        let own = self.tokens.iter().enumerate().zip(&self.plain).filter(|(_, plain)| !**plain);
        own.map(|(place_and_token, _)| place_and_token)
    }

    pub(super) fn words(&self) -> impl Iterator<Item = &Word> {
        self.tokens.iter().filter_map(Token::word)
    }

    pub(super) fn slots(&self) -> impl Iterator<Item = Slot> {
        self.tokens.iter().filter_map(Token::slot)
    }

    /// Whether a value of money, stock or measure stands in it.
    pub(super) fn has_value(&self) -> bool {
        self.slots().any(is_value)
    }

    /// Whether all of it stands in the plain draft.
    pub(super) fn is_plain(&self) -> bool {
        self.plain.iter().all(|plain| *plain)
    }

    /// What it says, however it is numbered and where it pauses.
    pub(super) fn bare(&self) -> Vec<&Token> {
        let said = self.tokens.iter();
        said.filter(|it| !matches!(it, Token::Pause | Token::Place(_))).collect()
    }

    /// Whether it begins with a list's number.
    pub(super) fn is_listed(&self) -> bool {
        matches!(self.tokens.first(), Some(Token::Place(_)))
    }

    fn clauses(&self) -> impl Iterator<Item = (usize, &[Token])> {
        let mut start = 0;
        self.tokens.split(|token| *token == Token::Pause).map(move |clause| {
            let place = start;
            start += clause.len() + 1;
            (place, clause)
        })
    }
}

impl std::fmt::Display for Sentence {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for (place, token) in self.bare().into_iter().enumerate() {
            let blank = if place == 0 { "" } else { " " };
            match token {
                Token::Word(word) => write!(f, "{blank}{}", word.text())?,
                Token::Figure(figure) | Token::Place(figure) => write!(f, "{blank}{figure}")?,
                Token::Sign(sign) => write!(f, "{blank}{sign}")?,
                Token::Slot(slot) => write!(f, "{blank}{slot}")?,
                Token::Pause => {}
            }
        }
        Ok(())
    }
}

/// Whether a slot states money, stock, pieces or a measure.
pub(super) fn is_value(slot: Slot) -> bool {
    match slot {
        Slot::Price(_)
        | Slot::Stock(_)
        | Slot::Total(_)
        | Slot::Cover(_)
        | Slot::Quantity(_)
        | Slot::Size(_) => true,
        Slot::Name(_) | Slot::Sku(_) | Slot::About(_) | Slot::Quoted(_) | Slot::Block(_) => false,
    }
}

impl Reading {
    /// Reads a text that has no slots.
    pub(super) fn of_text(text: &str) -> Self {
        let mut reader = Reader::default();
        reader.words(text);
        reader.finish()
    }

    /// Reads a draft.
    pub(super) fn of(draft: &Draft) -> Self {
        let mut reader = Reader::default();
        for part in draft.parts() {
            match part {
                Part::Words(words) => reader.words(words),
                Part::Slot(slot) => {
                    reader.push(Token::Slot(*slot));
                }
            }
        }
        reader.finish()
    }

    /// Marks what stands word by word in the plain draft: whole sentences, and whole clauses of
    /// three words or more. Less could be put together to say something else.
    pub(super) fn compare(&mut self, plain: &Self) {
        const CLAUSE: usize = 3;
        let sentences: HashSet<Vec<&Token>> = plain.sentences.iter().map(Sentence::bare).collect();
        let clauses: HashSet<&[Token]> = plain
            .sentences
            .iter()
            .flat_map(|sentence| sentence.clauses().map(|(_, clause)| clause))
            .filter(|clause| clause.len() >= CLAUSE)
            .collect();
        for sentence in &mut self.sentences {
            if sentences.contains(&sentence.bare()) {
                sentence.plain.fill(true);
                continue;
            }
            let mut found = Vec::new();
            for (place, clause) in sentence.clauses() {
                if clauses.contains(clause) {
                    found.push(place..place + clause.len());
                }
            }
            for range in found {
                if let Some(plain) = sentence.plain.get_mut(range) {
                    plain.fill(true);
                }
            }
        }
    }

    /// The words from first to last, whatever stands between them; `None` for a slot or a figure.
    pub(super) fn stream(&self) -> Vec<Option<(&Word, bool)>> {
        let mut stream = Vec::new();
        for sentence in &self.sentences {
            for (token, plain) in sentence.tokens.iter().zip(&sentence.plain) {
                match token {
                    Token::Word(word) => stream.push(Some((word, *plain))),
                    Token::Figure(_) | Token::Place(_) | Token::Sign(_) | Token::Slot(_) => {
                        stream.push(None);
                    }
                    Token::Pause => {}
                }
            }
        }
        stream
    }
}

#[derive(Default)]
struct Reader {
    sentences: Vec<Sentence>,
    sentence: Sentence,
    line: usize,
    in_line: bool,
}

impl Reader {
    fn words(&mut self, text: &str) {
        let mut folded = Vec::with_capacity(text.len());
        for c in text.chars() {
            if c == '\n' { folded.push(c) } else { fold_char(c, |c| folded.push(c)) }
        }
        let mut at = 0;
        while let Some(&c) = folded.get(at) {
            let beyond = |accepts: &dyn Fn(usize, char) -> bool| {
                let rest = folded.iter().enumerate().skip(at);
                rest.take_while(|(place, c)| accepts(*place, **c)).count()
            };
            let taken = if c.is_alphabetic() {
                let len = beyond(&|_, c| c.is_alphabetic() || c == '\'');
                let word: String = folded.iter().skip(at).take(len).collect();
                self.word(&word);
                len
            } else if c.is_numeric() {
                let digit = |place: usize| folded.get(place).is_some_and(|c| c.is_numeric());
                let len = beyond(&|place, c| {
                    c.is_numeric()
                        || matches!(c, '.' | ',' | ':' | '-' | '/' | '\'')
                            && digit(place.wrapping_sub(1))
                            && digit(place + 1)
                });
                let figure: String = folded.iter().skip(at).take(len).collect();
                let behind = (folded.get(at + len), folded.get(at + len + 1));
                if !self.in_line && len == 1 && matches!(behind, (Some('.' | ')'), Some(' '))) {
                    self.push(Token::Place(figure));
                    len + 1
                } else {
                    self.push(Token::Figure(figure));
                    len
                }
            } else {
                self.mark(c);
                1
            };
            at += taken;
        }
    }

    fn push(&mut self, token: Token) {
        self.in_line = true;
        self.sentence.tokens.push(token);
    }

    fn word(&mut self, word: &str) {
        let mut parts = word.trim_matches('\'').split('\'').filter(|part| !part.is_empty());
        let Some(stem) = parts.next() else { return };
        let (stem, negated) = match (stem.strip_suffix('n'), word.ends_with("n't")) {
            (Some(""), true) | (None, _) | (Some(_), false) => (stem, false),
            (Some(_), true) if matches!(stem, "can" | "won") => (stem, true),
            (Some(verb), true) => (verb, true),
        };
        self.push(Token::Word(Word::new(stem)));
        if negated {
            self.push(Token::Word(Word::new("not")));
            return;
        }
        for part in parts {
            let whole = match part {
                "s" => continue,
                "re" => "are",
                "m" => "am",
                "ll" => "will",
                "ve" => "have",
                "d" => "would",
                other => other,
            };
            self.push(Token::Word(Word::new(whole)));
        }
    }

    fn mark(&mut self, c: char) {
        match c {
            '\n' => {
                self.end_sentence(false);
                self.line += 1;
                self.in_line = false;
            }
            '.' | '!' => self.end_sentence(false),
            '?' => self.end_sentence(true),
            ',' | ':' | ';' | '(' | ')' | '-' | '"' => self.push(Token::Pause),
            ' ' | '*' | '_' | '\'' | '•' | '·' | '…' => {}
            face if is_face(face) => {}
            other => self.push(Token::Sign(other)),
        }
    }

    fn end_sentence(&mut self, asks: bool) {
        let mut sentence = std::mem::take(&mut self.sentence);
        if sentence.tokens.iter().any(|token| *token != Token::Pause) {
            sentence.plain = vec![false; sentence.tokens.len()];
            sentence.line = self.line;
            sentence.asks = asks;
            self.sentences.push(sentence);
        }
    }

    fn finish(mut self) -> Reading {
        self.end_sentence(false);
        Reading { sentences: self.sentences }
    }
}

/// `shipping`, `ships`, `shipped` and `ship` are known by each other.
fn english_forms(word: &str, forms: &mut Vec<String>) {
    const ENDINGS: [(&str, &str); 10] = [
        ("ies", "y"),
        ("ied", "y"),
        ("es", ""),
        ("s", ""),
        ("ed", ""),
        ("ed", "e"),
        ("ing", ""),
        ("ing", "e"),
        ("ly", ""),
        ("able", ""),
    ];
    for (ending, instead) in ENDINGS {
        let Some(stem) = word.strip_suffix(ending) else { continue };
        if stem.len() < 2 {
            continue;
        }
        forms.push(format!("{stem}{instead}"));
        // Doubled before the ending: `shipped`, `planning`.
        let mut letters = stem.chars().rev();
        if matches!((letters.next(), letters.next()), (Some(last), Some(before)) if last == before)
        {
            forms.push(stem.chars().take(stem.chars().count() - 1).collect());
        }
    }
}

/// What is left of a word without the particles and pronouns written together with it. Dual and
/// plural endings stay: they count.
fn arabic_forms(word: &str, forms: &mut Vec<String>) {
    const BEFORE: [&str; 9] = ["ال", "لل", "هال", "و", "ف", "ب", "ل", "ك", "ع"];
    const BEHIND: [&str; 8] = ["هم", "كم", "نا", "ات", "ها", "ه", "ك", "ي"];
    let long_enough = |stem: &str| stem.chars().nth(1).is_some();
    let mut stems: Vec<String> = vec![word.to_owned()];
    // At most `و`, `ب` and the article stand before one another.
    for _ in 0..3 {
        let shorter: Vec<String> = stems
            .iter()
            .flat_map(|stem| BEFORE.iter().filter_map(|particle| stem.strip_prefix(particle)))
            .filter(|stem| long_enough(stem))
            .map(str::to_owned)
            .filter(|stem| !stems.contains(stem))
            .collect();
        stems.extend(shorter);
    }
    stems.dedup();
    for stem in stems {
        for pronoun in BEHIND {
            if let Some(bare) =
                stem.strip_suffix(pronoun).filter(|bare| bare.chars().nth(2).is_some())
            {
                forms.push(bare.to_owned());
                forms.push(format!("{bare}ه"));
            }
        }
        forms.push(stem);
    }
}
