//! The words of the check, from `content/claims.toml`: what claims something, and what may be said.

use std::collections::{BTreeMap, HashMap, HashSet};

use serde::Deserialize;

use super::reading::{Reading, Word};
use crate::reply::evidence::Slot;

/// The words of the check, folded.
#[derive(Debug, Clone, Default)]
pub struct Claims {
    /// What only a value may say, with the kind of claim it makes.
    pub(super) of_values: Phrases,
    /// What is said only if the plain draft speaks of it too, and never beside a value.
    pub(super) topics: Phrases,
    /// Turns of phrase in which a claim's word claims nothing: `take a look`.
    pub(super) idioms: Phrases,
    /// What a thing is like: said only of what the catalogue says it of.
    pub(super) properties: HashSet<String>,
    /// What says that something is not so, or that a person comes in.
    pub(super) reservations: HashSet<String>,
    /// Sentences' parts that look like a claim and are none: `without VAT`.
    pub(super) honest: Phrases,
    /// What a customer writes who would like something conceded.
    pub(super) haggling: Phrases,
    /// What says yes.
    pub(super) affirmations: HashSet<String>,
    /// What changes the meaning of a value in its sentence.
    pub(super) twists: HashSet<String>,
    /// What says that a price buys one piece.
    pub(super) each: HashSet<String>,
    /// What speaks of prices.
    pub(super) prices: HashSet<String>,
    /// What counts or measures may follow a customer's figure that is read back.
    pub(super) measures: HashSet<String>,
    /// What may not stand in a sentence with the customer's figure: it would offer it.
    pub(super) offers: HashSet<String>,
    /// What is sold.
    pub(super) goods: HashSet<String>,
    /// What puts two things together.
    pub(super) connectors: HashSet<String>,
    /// Every word that may be said.
    pub(super) familiar: HashSet<String>,
    labels: Sides,
    before: Sides,
    after: Sides,
}

/// Words for each kind of value.
#[derive(Debug, Clone, Default)]
struct Sides {
    price: HashSet<String>,
    total: HashSet<String>,
    stock: HashSet<String>,
    quantity: HashSet<String>,
    size: HashSet<String>,
}

impl Sides {
    fn of(&self, slot: Slot) -> Option<&HashSet<String>> {
        match slot {
            Slot::Price(_) => Some(&self.price),
            Slot::Total(_) => Some(&self.total),
            Slot::Stock(_) | Slot::Cover(_) => Some(&self.stock),
            Slot::Quantity(_) => Some(&self.quantity),
            Slot::Size(_) => Some(&self.size),
            Slot::Name(_) | Slot::Sku(_) | Slot::About(_) | Slot::Quoted(_) | Slot::Block(_) => {
                None
            }
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    claims: BTreeMap<String, Vec<String>>,
    topics: BTreeMap<String, Vec<String>>,
    honest: Vec<String>,
    idioms: Vec<String>,
    haggling: Vec<String>,
    affirmations: String,
    twists: String,
    each: String,
    prices: String,
    measures: String,
    offers: String,
    goods: String,
    connectors: String,
    properties: String,
    reservations: String,
    words: String,
    labels: SidesFile,
    before: SidesFile,
    after: SidesFile,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SidesFile {
    price: String,
    total: String,
    stock: String,
    quantity: String,
    size: String,
}

impl From<SidesFile> for Sides {
    fn from(file: SidesFile) -> Self {
        Self {
            price: neighbours(&file.price),
            total: neighbours(&file.total),
            stock: neighbours(&file.stock),
            quantity: neighbours(&file.quantity),
            size: neighbours(&file.size),
        }
    }
}

/// Words, and phrases whose words are joined by `+`, each as one text.
fn neighbours(text: &str) -> HashSet<String> {
    text.split_whitespace().map(|phrase| words(&phrase.replace('+', " ")).join(" ")).collect()
}

impl Claims {
    /// Reads `content/claims.toml`.
    ///
    /// # Errors
    ///
    /// The parser's own, with the line: a list that is missing, or one that the check does not know.
    pub fn from_toml(text: &str) -> Result<Self, toml::de::Error> {
        let file: File = toml::from_str(text)?;
        let mut claims = Self {
            of_values: Phrases::of_kinds(&file.claims),
            topics: Phrases::of_kinds(&file.topics),
            honest: Phrases::of(&file.honest),
            idioms: Phrases::of(&file.idioms),
            haggling: Phrases::of(&file.haggling),
            affirmations: set(&file.affirmations),
            twists: set(&file.twists),
            each: set(&file.each),
            prices: set(&file.prices),
            measures: set(&file.measures),
            offers: set(&file.offers),
            goods: set(&file.goods),
            connectors: set(&file.connectors),
            properties: set(&file.properties),
            reservations: set(&file.reservations),
            familiar: set(&file.words),
            labels: file.labels.into(),
            before: file.before.into(),
            after: file.after.into(),
        };
        let said_too = [
            &claims.affirmations,
            &claims.twists,
            &claims.each,
            &claims.prices,
            &claims.measures,
            &claims.offers,
            &claims.goods,
            &claims.connectors,
            &claims.properties,
            &claims.reservations,
        ];
        let sides = [&claims.labels, &claims.before, &claims.after];
        let sides = sides
            .into_iter()
            .flat_map(|it| [&it.price, &it.total, &it.stock, &it.quantity, &it.size]);
        let topics = claims.topics.single_words();
        let all: HashSet<String> = said_too
            .into_iter()
            .chain(sides)
            .flatten()
            .flat_map(|it| words(it))
            .chain(topics)
            .collect();
        claims.familiar.extend(all);
        Ok(claims)
    }

    /// The words that name a value right before it: `Price: {price:p1}`.
    pub(super) fn label(&self, slot: Slot) -> Option<&HashSet<String>> {
        self.labels.of(slot)
    }

    /// The words that may stand before a value, if that is limited.
    pub(super) fn before(&self, slot: Slot) -> Option<&HashSet<String>> {
        self.before.of(slot)
    }

    /// The words that may stand behind a value, if that is limited.
    pub(super) fn after(&self, slot: Slot) -> Option<&HashSet<String>> {
        self.after.of(slot)
    }
}

/// Phrases of one or more words, each of a kind, found by their first word.
#[derive(Debug, Clone, Default)]
pub(super) struct Phrases {
    by_first: HashMap<String, Vec<Phrase>>,
}

#[derive(Debug, Clone)]
struct Phrase {
    rest: Vec<String>,
    kind: String,
}

/// A phrase that was found.
#[derive(Debug)]
pub(super) struct Match<'a> {
    pub(super) kind: &'a str,
    pub(super) start: usize,
    pub(super) len: usize,
}

impl Phrases {
    fn of(phrases: &[String]) -> Self {
        Self::of_kinds(&BTreeMap::from([(String::new(), phrases.to_vec())]))
    }

    fn of_kinds(kinds: &BTreeMap<String, Vec<String>>) -> Self {
        let mut by_first: HashMap<String, Vec<Phrase>> = HashMap::new();
        for (kind, phrases) in kinds {
            for phrase in phrases {
                let mut words = words(phrase).into_iter();
                if let Some(first) = words.next() {
                    let phrase = Phrase { rest: words.collect(), kind: kind.clone() };
                    by_first.entry(first).or_default().push(phrase);
                }
            }
        }
        Self { by_first }
    }

    /// Every phrase in `words`; a gap ends a phrase.
    pub(super) fn found_in(&self, words: &[Option<&Word>]) -> Vec<Match<'_>> {
        let mut found = Vec::new();
        for (start, word) in words.iter().enumerate() {
            let candidates = word.iter().flat_map(|word| word.forms());
            for phrase in candidates.flat_map(|form| self.by_first.get(form).into_iter().flatten())
            {
                let behind = words.get(start + 1..).unwrap_or_default();
                let follows = behind.len() >= phrase.rest.len()
                    && phrase.rest.iter().zip(behind).all(|(expected, word)| {
                        word.is_some_and(|word| word.forms().any(|form| form == expected))
                    });
                if follows {
                    found.push(Match { kind: &phrase.kind, start, len: phrase.rest.len() + 1 });
                }
            }
        }
        found
    }

    /// The kind of the one-word phrase that `word` is, written in pieces or not.
    pub(super) fn single(&self, word: &str) -> Option<&str> {
        let phrases = self.by_first.get(word)?;
        phrases.iter().find(|phrase| phrase.rest.is_empty()).map(|phrase| phrase.kind.as_str())
    }

    fn single_words(&self) -> Vec<String> {
        let single = |(word, phrases): (&String, &Vec<Phrase>)| {
            phrases.iter().any(|phrase| phrase.rest.is_empty()).then(|| word.clone())
        };
        self.by_first.iter().filter_map(single).collect()
    }
}

fn set(text: &str) -> HashSet<String> {
    words(text).into_iter().collect()
}

fn words(text: &str) -> Vec<String> {
    let reading = Reading::of_text(text);
    reading.stream().into_iter().flatten().map(|(word, _)| word.text().to_owned()).collect()
}
