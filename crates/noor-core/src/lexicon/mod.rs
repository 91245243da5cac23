//! The words of the trade: families of furniture, their kinds, colours, materials and features, and what
//! they are needed for, in English, Arabic and Arabic written with Latin letters.
//!
//! The words come from `content/lexicon.toml`; the list of families is open and belongs to the
//! shop. Nothing here looks at customers, prices or intents.

mod rows;
mod sizes;
mod wishes;

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use crate::language::Language;
use crate::money::Currency;
use crate::numbers::Term;
use crate::phrases::PhraseBook;
use crate::words::Word;
pub use rows::set_with;
pub use sizes::printed_size;

/// The furniture lexicon of a shop.
#[derive(Debug, Clone)]
pub struct Lexicon {
    content: Content,
    book: PhraseBook<Feature>,
    /// What only rows say of their features.
    rows: PhraseBook<String>,
    /// What people want to do, by the key of the need.
    needs: PhraseBook<String>,
}

/// What a word of the lexicon says about a product.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Feature {
    /// Its family; `pair` where the word itself says that there are two (`كرسيين`).
    Family {
        /// The canonical key.
        family: String,
        /// Whether it is an Arabic dual.
        pair: bool,
    },
    /// Its kind within a family; `named` where the phrase also names the family (`armchair`).
    Kind {
        /// The canonical key of the family.
        family: String,
        /// The canonical key of the kind.
        kind: String,
        /// Whether the phrase names the family too.
        named: bool,
    },
    /// A colour.
    Colour(String),
    /// A material.
    Material(String),
    /// Something it has or is made for: armrests, wheels, children.
    Has(String),
}

/// Why a lexicon cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum LexiconError {
    /// The file is not what it should be; the source says where.
    #[error("the lexicon cannot be read")]
    Unreadable(#[from] toml::de::Error),
    /// A number word stands under a key that is not a whole number.
    #[error("`{0}` under [numbers] is not a whole number: write 25 = [\"twenty-five\"]")]
    NotANumber(String),
    /// A currency's words stand under a key that is not a currency code.
    #[error("`{0}` under [currencies] is not a currency: write the three letters of ISO 4217")]
    NotACurrency(String),
    /// A need names a thing or a feature that the lexicon does not have.
    #[error(
        "[needs.{need}] names `{word}`, which the lexicon does not have: write a family, \
         `family.kind` or a key of [features]"
    )]
    UnknownNeed {
        /// The need.
        need: String,
        /// What it names.
        word: String,
    },
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Content {
    families: BTreeMap<String, Family>,
    colours: BTreeMap<String, Shade>,
    materials: BTreeMap<String, Shade>,
    #[serde(default)]
    features: BTreeMap<String, Equipment>,
    #[serde(default)]
    needs: BTreeMap<String, Need>,
    terms: BTreeMap<Term, Forms>,
    currencies: BTreeMap<String, Forms>,
    numbers: BTreeMap<String, Forms>,
}

impl Content {
    /// The first need that names what is not there, and what it names.
    fn unknown_need(&self) -> Option<(&String, &String)> {
        self.needs.iter().find_map(|(key, need)| {
            let thing = need.things.iter().find(|thing| !self.has_thing(thing));
            let feature = || need.features.iter().find(|it| !self.features.contains_key(*it));
            Some((key, thing.or_else(feature)?))
        })
    }

    /// Whether there is such a family, or such a kind in it (`chair.armchair`).
    fn has_thing(&self, thing: &str) -> bool {
        let (family, kind) = thing.split_once('.').map_or((thing, None), |it| (it.0, Some(it.1)));
        let family = self.families.get(family);
        family.is_some_and(|it| kind.is_none_or(|kind| it.kinds.contains_key(kind)))
    }
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(clippy::struct_excessive_bools, reason = "independent habits of naming one family")]
struct Family {
    /// Display name in English: one, several.
    en: [String; 2],
    /// Display name in Arabic: one, several.
    ar: [String; 2],
    /// Phrases that name it.
    nouns: Vec<String>,
    #[serde(default)]
    arabizi: Vec<String>,
    /// Arabic words for two of it, in either script.
    #[serde(default)]
    pair: Vec<String>,
    /// Category names that stand for it where neither name nor description says what it is.
    #[serde(default)]
    categories: Vec<String>,
    /// Whether it is often named only as a part of something else ("desk with a cable tray").
    #[serde(default)]
    detail: bool,
    /// Whether things of quite different kinds belong to it, so that one of them is no answer to another.
    #[serde(default)]
    catch_all: bool,
    /// Whether it is a part of the thing before it where it stands behind a "with" ("wardrobe with
    /// shelves"), and a thing of its own anywhere else.
    #[serde(default)]
    within: bool,
    /// Whether people name it by its width, so that a bare number beside it is one ("desk 140").
    #[serde(default)]
    sized: bool,
    /// Whether people sit around it, so that "for 8" beside it counts people.
    #[serde(default)]
    seats: bool,
    /// The kinds that somebody means who only names the family.
    #[serde(default)]
    usual: Vec<String>,
    #[serde(default)]
    kinds: BTreeMap<String, KindOf>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct KindOf {
    en: String,
    ar: String,
    /// Phrases that name family and kind together.
    #[serde(default)]
    nouns: Vec<String>,
    /// Words that say the kind once the family is known.
    #[serde(default)]
    traits: Vec<String>,
    #[serde(default)]
    arabizi: Vec<String>,
    /// Kinds that the word takes in as well: an office chair may be a task chair.
    #[serde(default)]
    takes_in: Vec<String>,
    /// Whether a thing that says no kind of its own serves as well: a table is one to dine at.
    #[serde(default)]
    plain: bool,
    /// How many people it is for, where the word says it: a three-seat sofa.
    #[serde(default)]
    people: Option<u32>,
    /// How wide one lies on it, in millimetres: from the first up to the second.
    #[serde(default)]
    lying: Option<[u32; 2]>,
    /// Whether several people share a piece, although each has one of their own of the family.
    #[serde(default)]
    seats: bool,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Shade {
    en: String,
    ar: String,
    forms: Vec<String>,
    #[serde(default)]
    arabizi: Vec<String>,
    /// Materials that the word takes in as well: oak is wood.
    #[serde(default)]
    takes_in: Vec<String>,
}

/// Something a thing can have or be made for.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Equipment {
    /// How customers and rows say it.
    forms: Vec<String>,
    #[serde(default)]
    arabizi: Vec<String>,
    /// How only rows say it, in their categories for instance.
    #[serde(default)]
    rows: Vec<String>,
    /// Whether who does not ask for it does not mean things that have it.
    #[serde(default)]
    special: bool,
}

/// What somebody wants to do who names no thing, and the things that serve.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Need {
    #[serde(flatten)]
    says: Forms,
    /// Families, or families with a kind (`chair.armchair`), the likeliest first.
    #[serde(default)]
    things: Vec<String>,
    /// Features that these things have to have.
    #[serde(default)]
    features: Vec<String>,
    /// Words of names and descriptions, where no family serves.
    #[serde(default)]
    words: Vec<String>,
    /// Whether it says so little (a room) that any other need is meant before it.
    #[serde(default)]
    faint: bool,
}

/// Phrases of one meaning. Those under `arabizi` are Arabic in Latin letters.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Forms {
    pub(crate) en: Vec<String>,
    pub(crate) ar: Vec<String>,
    pub(crate) arabizi: Vec<String>,
}

impl Forms {
    /// Every phrase, and whether it is Arabic in Latin letters.
    pub(crate) fn all(&self) -> impl Iterator<Item = (&str, Spelling)> {
        spelled(&self.en, Spelling::AsIs)
            .chain(spelled(&self.ar, Spelling::AsIs))
            .chain(spelled(&self.arabizi, Spelling::Arabizi))
    }
}

/// How a phrase is spelled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Spelling {
    /// In the script of its own language.
    AsIs,
    /// Arabic with Latin letters.
    Arabizi,
}

fn spelled(phrases: &[String], spelling: Spelling) -> impl Iterator<Item = (&str, Spelling)> {
    phrases.iter().map(move |phrase| (phrase.as_str(), spelling))
}

impl Lexicon {
    /// Reads `content/lexicon.toml`.
    ///
    /// # Errors
    ///
    /// [`LexiconError`] says which part is wrong: a mistake in the shop's content, to be shown to
    /// whoever edits it.
    pub fn from_toml(text: &str) -> Result<Self, LexiconError> {
        let content: Content = toml::from_str(text)?;
        if let Some(key) = content.numbers.keys().find(|key| key.parse::<u32>().is_err()) {
            return Err(LexiconError::NotANumber(key.clone()));
        }
        if let Some(key) = content.currencies.keys().find(|key| Currency::parse(key).is_err()) {
            return Err(LexiconError::NotACurrency(key.clone()));
        }
        if let Some((need, word)) = content.unknown_need() {
            return Err(LexiconError::UnknownNeed { need: need.clone(), word: word.clone() });
        }
        let mut rows = PhraseBook::default();
        for (key, equipment) in &content.features {
            let phrases = equipment.rows.iter().chain(&equipment.forms);
            phrases.for_each(|phrase| rows.add(phrase, key.clone()));
        }
        let mut needs = PhraseBook::default();
        for (key, need) in &content.needs {
            need.says.all().for_each(|(phrase, _)| needs.add(phrase, key.clone()));
        }
        let mut lexicon = Self { content, book: PhraseBook::default(), rows, needs };
        let mut book = PhraseBook::default();
        for (phrase, _, feature) in lexicon.phrases() {
            book.add(phrase, feature);
        }
        lexicon.book = book;
        Ok(lexicon)
    }

    /// What customers call a family: `chair`, `chairs`, `كرسي`, `كراسي`.
    pub fn family_name(&self, family: &str, language: Language, plural: bool) -> Option<&str> {
        let family = self.content.families.get(family)?;
        let [one, several] = match language {
            Language::English => &family.en,
            Language::Arabic => &family.ar,
        };
        Some(if plural { several } else { one })
    }

    /// What customers call a kind within a family: `executive`.
    pub fn kind_name(&self, family: &str, kind: &str, language: Language) -> Option<&str> {
        let kind = self.content.families.get(family)?.kinds.get(kind)?;
        Some(in_language(&kind.en, &kind.ar, language))
    }

    /// What customers call a colour.
    pub fn colour_name(&self, colour: &str, language: Language) -> Option<&str> {
        let shade = self.content.colours.get(colour)?;
        Some(in_language(&shade.en, &shade.ar, language))
    }

    /// What customers call a material.
    pub fn material_name(&self, material: &str, language: Language) -> Option<&str> {
        let shade = self.content.materials.get(material)?;
        Some(in_language(&shade.en, &shade.ar, language))
    }

    /// Whether there is such a family, or such a kind in it (`chair.armchair`).
    pub fn has_thing(&self, thing: &str) -> bool {
        self.content.has_thing(thing)
    }

    /// The canonical keys of all families, in alphabetical order.
    pub fn families(&self) -> impl Iterator<Item = &str> {
        self.content.families.keys().map(String::as_str)
    }

    /// The canonical keys of the kinds of all families, each once, in alphabetical order.
    pub fn kinds(&self) -> impl Iterator<Item = &str> {
        let kinds = self.content.families.values().flat_map(|family| family.kinds.keys());
        kinds.map(String::as_str).collect::<BTreeSet<_>>().into_iter()
    }

    /// The canonical keys of the kinds of furniture, each once, in alphabetical order: of all families
    /// but those of things that have little in common, whose kinds are many.
    pub fn kinds_of_furniture(&self) -> impl Iterator<Item = &str> {
        let families = self.content.families.values().filter(|family| !family.catch_all);
        let kinds = families.flat_map(|family| family.kinds.keys());
        kinds.map(String::as_str).collect::<BTreeSet<_>>().into_iter()
    }

    /// The canonical names of all colours, in alphabetical order.
    pub fn colours(&self) -> impl Iterator<Item = &str> {
        self.content.colours.keys().map(String::as_str)
    }

    /// The canonical names of all materials, in alphabetical order.
    pub fn materials(&self) -> impl Iterator<Item = &str> {
        self.content.materials.keys().map(String::as_str)
    }

    /// The canonical names of all features, in alphabetical order.
    pub fn features(&self) -> impl Iterator<Item = &str> {
        self.content.features.keys().map(String::as_str)
    }

    /// Whether a family is often named only as a detail of another thing.
    pub(crate) fn is_detail(&self, family: &str) -> bool {
        self.content.families.get(family).is_some_and(|family| family.detail)
    }

    /// Whether a family has a kind.
    pub(crate) fn has_kind(&self, family: &str, kind: &str) -> bool {
        self.content.families.get(family).is_some_and(|family| family.kinds.contains_key(kind))
    }

    /// Whether a kind says no more than how many people it is for.
    pub(crate) fn is_by_seats(&self, family: &str, kind: &str) -> bool {
        let kind = self.content.families.get(family).and_then(|family| family.kinds.get(kind));
        kind.is_some_and(|kind| kind.people.is_some())
    }

    /// Whether things of quite different kinds belong to a family: a knob is no answer to "mattress".
    pub fn is_catch_all(&self, family: &str) -> bool {
        self.content.families.get(family).is_some_and(|family| family.catch_all)
    }

    /// Whether a family behind a "with" is a part of what stands before.
    pub(crate) fn is_part_behind_with(&self, family: &str) -> bool {
        self.content.families.get(family).is_some_and(|family| family.detail || family.within)
    }

    /// Whether people name a family by its width.
    pub(crate) fn is_sized(&self, family: &str) -> bool {
        self.content.families.get(family).is_some_and(|family| family.sized)
    }

    /// Whether people sit around a family.
    pub(crate) fn seats_people(&self, family: &str) -> bool {
        self.content.families.get(family).is_some_and(|family| family.seats)
    }

    /// Every phrase with its spelling and what it says about a product.
    pub(crate) fn phrases(&self) -> impl Iterator<Item = (&str, Spelling, Feature)> {
        let families = self.content.families.iter().flat_map(|(key, family)| {
            let nouns = spelled(&family.nouns, Spelling::AsIs)
                .chain(spelled(&family.arabizi, Spelling::Arabizi))
                .map(|(phrase, spelling)| (phrase, spelling, false));
            let pairs =
                family.pair.iter().map(|phrase| (phrase.as_str(), spelling_of(phrase), true));
            let named = nouns.chain(pairs).map(move |(phrase, spelling, pair)| {
                (phrase, spelling, Feature::Family { family: key.clone(), pair })
            });
            let kinds = family.kinds.iter().flat_map(move |(kind, forms)| {
                let named = spelled(&forms.nouns, Spelling::AsIs)
                    .chain(spelled(&forms.arabizi, Spelling::Arabizi))
                    .map(|(phrase, spelling)| (phrase, spelling, true));
                let traits = spelled(&forms.traits, Spelling::AsIs)
                    .map(|(phrase, spelling)| (phrase, spelling, false));
                named.chain(traits).map(move |(phrase, spelling, named)| {
                    let (family, kind) = (key.clone(), kind.clone());
                    (phrase, spelling, Feature::Kind { family, kind, named })
                })
            });
            named.chain(kinds)
        });
        let colours = shades(&self.content.colours, Feature::Colour);
        let features = self.content.features.iter().flat_map(|(key, feature)| {
            let forms = spelled(&feature.forms, Spelling::AsIs)
                .chain(spelled(&feature.arabizi, Spelling::Arabizi));
            forms.map(move |(phrase, spelling)| (phrase, spelling, Feature::Has(key.clone())))
        });
        let materials = shades(&self.content.materials, Feature::Material);
        families.chain(colours).chain(materials).chain(features)
    }

    /// Every phrase that says what somebody wants to do.
    pub(crate) fn need_phrases(&self) -> impl Iterator<Item = &str> {
        self.content.needs.values().flat_map(|need| need.says.all().map(|(phrase, _)| phrase))
    }

    /// The words of the number grammar.
    pub(crate) fn terms(&self) -> impl Iterator<Item = (Term, &Forms)> {
        self.content.terms.iter().map(|(term, forms)| (*term, forms))
    }

    /// Number words with their values.
    pub(crate) fn numbers(&self) -> impl Iterator<Item = (u32, &Forms)> {
        self.content.numbers.iter().filter_map(|(key, forms)| Some((key.parse().ok()?, forms)))
    }

    /// Words for currencies.
    pub(crate) fn currencies(&self) -> impl Iterator<Item = (Currency, &Forms)> {
        let known = |(key, forms)| Some((Currency::parse(key).ok()?, forms));
        self.content.currencies.iter().map(|(key, forms)| (key.as_str(), forms)).filter_map(known)
    }

    /// The features of a text, each with the word it begins at and how many words it takes.
    fn features_in<'l>(&'l self, words: &[Word]) -> Vec<(usize, usize, &'l [Feature])> {
        let mut found = Vec::new();
        let mut at = 0;
        while let Some(rest) = words.get(at..).filter(|rest| !rest.is_empty()) {
            let length = match self.book.longest(rest) {
                Some(met) => {
                    found.push((at, met.length, met.meanings));
                    met.length
                }
                None => 1,
            };
            at += length;
        }
        found
    }
}

fn in_language<'t>(en: &'t str, ar: &'t str, language: Language) -> &'t str {
    match language {
        Language::English => en,
        Language::Arabic => ar,
    }
}

fn shades(
    shades: &BTreeMap<String, Shade>,
    feature: fn(String) -> Feature,
) -> impl Iterator<Item = (&str, Spelling, Feature)> {
    shades.iter().flat_map(move |(key, shade)| {
        spelled(&shade.forms, Spelling::AsIs)
            .chain(spelled(&shade.arabizi, Spelling::Arabizi))
            .map(move |(phrase, spelling)| (phrase, spelling, feature(key.clone())))
    })
}

fn spelling_of(phrase: &str) -> Spelling {
    if phrase.is_ascii() { Spelling::Arabizi } else { Spelling::AsIs }
}

#[cfg(test)]
mod tests;
