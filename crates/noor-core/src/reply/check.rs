//! The check that a model's draft has to pass before a customer sees it.
//!
//! It allows rather than forbids where that is possible: a digit must be the customer's own or
//! stand in content, a value must be a slot of this turn. Where a claim has no digits (in stock,
//! tomorrow, half price, shipped) the words of `content/claims.toml` are refused outside slots.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use serde::{Deserialize, Serialize};

use super::draft::Draft;
use super::evidence::{Evidence, Slot};
use crate::language::Language;
use crate::normalise::fold;

/// Words that claim something a slot must say instead, by kind of claim, folded.
#[derive(Debug, Clone, Default)]
pub struct Claims {
    /// Phrases of one or more words and the kind of claim they make, by their first word.
    phrases: BTreeMap<String, Vec<(Vec<String>, String)>>,
}

impl Claims {
    /// Reads `content/claims.toml`: kinds of claims, each with a list of phrases of any language.
    ///
    /// # Errors
    ///
    /// The parser's own, with the line.
    pub fn from_toml(text: &str) -> Result<Self, toml::de::Error> {
        let kinds: BTreeMap<String, Vec<String>> = toml::from_str(text)?;
        let mut claims = Self::default();
        for (kind, phrases) in kinds {
            for phrase in phrases {
                let words = words(&phrase);
                if let Some(first) = words.first().cloned() {
                    claims.phrases.entry(first).or_default().push((words, kind.clone()));
                }
            }
        }
        Ok(claims)
    }

    /// The kinds of claims that `words` make.
    fn made_by(&self, words: &[String]) -> BTreeSet<&str> {
        let mut made = BTreeSet::new();
        for (place, word) in words.iter().enumerate() {
            for (phrase, kind) in self.phrases.get(word).into_iter().flatten() {
                let here = words.get(place..place + phrase.len());
                if here.is_some_and(|here| here == phrase.as_slice()) {
                    made.insert(kind.as_str());
                }
            }
        }
        made
    }
}

/// Why a draft is not sent. Told to the model once, so that it can mend it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(tag = "kind", content = "detail", rename_all = "snake_case")]
pub enum Objection {
    /// It names a value that nobody looked up.
    #[error("`{{{0}}}` is not a slot of this turn; use only the slots given")]
    UnknownSlot(String),
    /// It writes a figure by hand.
    #[error("the figure `{0}` must be a slot or left out")]
    Figure(String),
    /// It claims something that only a slot may say.
    #[error("it claims something of the kind `{0}` in its own words; use the slots or leave it out")]
    Claim(String),
    /// It leaves out a value the answer owes.
    #[error("the value `{0}` is missing")]
    Missing(String),
    /// It is in the wrong script.
    #[error("it must be written in {0}")]
    Language(Language),
    /// It asks more than one question.
    #[error("it asks more than one question")]
    Questions,
    /// It has a link, an address or a number of its own.
    #[error("it must not contain links, addresses or phone numbers")]
    Link,
    /// It is empty.
    #[error("it is empty")]
    Empty,
    /// It is too long.
    #[error("it is longer than {0} characters")]
    Long(usize),
    /// It uses markup that WhatsApp does not have.
    #[error("it uses markup other than *bold* and _italic_")]
    Markup,
}

/// What a draft is checked against.
#[derive(Debug, Clone, Copy)]
pub struct Rules<'a> {
    /// The values of this turn.
    pub evidence: &'a Evidence,
    /// The words that need a slot.
    pub claims: &'a Claims,
    /// The language of the answer.
    pub language: Language,
    /// What the customer wrote: its figures may be read back.
    pub customer: &'a str,
    /// The plain draft: what it says is true, and every value in it is owed to the customer.
    pub plain: &'a Draft,
    /// Longest text, in characters, without the slots.
    pub longest: usize,
}

/// Checks a model's text.
///
/// # Errors
///
/// Every objection there is, so that one repair can mend them all.
pub fn check(text: &str, rules: Rules<'_>) -> Result<Draft, Vec<Objection>> {
    let draft = match Draft::parse(text, rules.evidence) {
        Ok(draft) => draft,
        Err(slot) => return Err(vec![Objection::UnknownSlot(slot.0)]),
    };
    let own = draft.words();
    let folded = fold(&own);
    let mut objections = Vec::new();
    if own.trim().is_empty() && draft.slots().next().is_none() {
        objections.push(Objection::Empty);
    }
    objections.extend(figures(&own, rules).into_iter().map(Objection::Figure));
    let plain_words = rules.plain.words();
    let said_plainly = rules.claims.made_by(&words(&plain_words)).into_iter().map(str::to_owned);
    let said_plainly: HashSet<String> = said_plainly.collect();
    // A claim that the plain draft makes in the same words is content's, not the model's.
    let claims = rules.claims.made_by(&words(&folded));
    objections.extend(
        claims
            .into_iter()
            .filter(|kind| !said_plainly.contains(*kind))
            .map(|kind| Objection::Claim(kind.to_owned())),
    );
    let given: HashSet<Slot> = draft.slots().collect();
    let owed: BTreeSet<Slot> = rules.plain.slots().filter(|slot| is_owed(*slot)).collect();
    objections.extend(
        owed.into_iter()
            .filter(|slot| !given.contains(slot))
            .map(|slot| Objection::Missing(format!("{slot:?}"))),
    );
    if !in_language(&own, rules.language) {
        objections.push(Objection::Language(rules.language));
    }
    if own.chars().filter(|c| matches!(c, '?' | '؟')).count() > 1 {
        objections.push(Objection::Questions);
    }
    if ["http", "www.", "://", "@", ".com", ".ae"].iter().any(|sign| folded.contains(sign)) {
        objections.push(Objection::Link);
    }
    if own.chars().count() > rules.longest {
        objections.push(Objection::Long(rules.longest));
    }
    if own.contains("**") || own.lines().any(|line| line.starts_with('#') || line.starts_with('|')) {
        objections.push(Objection::Markup);
    }
    if objections.is_empty() { Ok(draft) } else { Err(objections) }
}

/// Values the customer must get if the plain draft gives them: what things are, cost and whether
/// they are there.
fn is_owed(slot: Slot) -> bool {
    match slot {
        Slot::Name(_) | Slot::Price(_) | Slot::Stock(_) | Slot::Total(_) | Slot::Cover(_) => true,
        Slot::Sku(_) | Slot::Size(_) | Slot::About(_) | Slot::Quantity(_) | Slot::Quoted(_) => false,
    }
}

/// Figures in the draft's own words that are neither the customer's nor a list's numbering.
fn figures(own: &str, rules: Rules<'_>) -> Vec<String> {
    let mut allowed: HashSet<String> = numbers(rules.customer).into_iter().collect();
    allowed.extend(numbers(&rules.plain.words()));
    let mut found = Vec::new();
    for line in own.lines() {
        let line = line.trim_start();
        // "1. " at the start of a line numbers the list; up to nine, in order or not.
        let mut letters = line.chars();
        let numbered = letters.next().is_some_and(|c| c.is_ascii_digit())
            && matches!(letters.next(), Some('.' | ')'))
            && letters.next().is_some_and(char::is_whitespace);
        let body: String = if numbered { line.chars().skip(2).collect() } else { line.to_owned() };
        found.extend(numbers(&body).into_iter().filter(|number| !allowed.contains(number)));
    }
    found
}

/// Every run of digits in any script, with separators inside it dropped: `1,299.00` is `1299.00`.
fn numbers(text: &str) -> Vec<String> {
    let mut numbers = Vec::new();
    let mut current = String::new();
    for c in text.chars().chain([' ']) {
        if c.is_numeric() {
            match c.to_digit(10).or_else(|| fold(&c.to_string()).parse().ok()) {
                Some(digit) => current.push_str(&digit.to_string()),
                // ½, ² and their like have no innocent use here.
                None => current.push(c),
            }
        } else if matches!(c, '.' | '٫') && !current.is_empty() {
            current.push('.');
        } else if !matches!(c, ',' | '٬' | '\'') || current.is_empty() {
            let number = current.trim_end_matches('.');
            if !number.is_empty() {
                numbers.push(number.to_owned());
            }
            current.clear();
        }
    }
    numbers
}

fn words(text: &str) -> Vec<String> {
    fold(text)
        .split(|c: char| !c.is_alphanumeric() && c != '%' && c != '٪')
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}

/// Whether most letters are of the language's script.
fn in_language(own: &str, language: Language) -> bool {
    let (mut arabic, mut other) = (0_usize, 0_usize);
    for c in own.chars().filter(|c| c.is_alphabetic()) {
        if matches!(c, '\u{600}'..='\u{6FF}' | '\u{750}'..='\u{77F}' | '\u{FB50}'..='\u{FEFF}') {
            arabic += 1;
        } else {
            other += 1;
        }
    }
    match language {
        Language::English => arabic == 0,
        Language::Arabic => arabic >= other || arabic + other == 0,
    }
}
