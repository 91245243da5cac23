//! The words of the trade: families of furniture, their kinds, colours and materials, in English,
//! Arabic and Arabic written with Latin letters.
//!
//! The words come from `content/lexicon.toml`; the list of families is open and belongs to the
//! shop. Nothing here looks at customers, prices or intents.

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;
use serde::Deserialize;

use crate::language::Language;
use crate::money::Currency;
use crate::numbers::Term;
use crate::phrases::PhraseBook;
use crate::understanding::Wish;
use crate::words::{Gap, Kind, Word, split};

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
    en: String,
    ar: String,
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

    /// Family and kind of a catalogue row that does not say them itself.
    ///
    /// The head of the name decides, then the head of the description ("Cover for 3-seat sofa" is
    /// a cover, "Table and 4 chairs" a table), and categories only where neither names anything.
    pub fn family_of(
        &self,
        name: &str,
        description: &str,
        categories: &[String],
    ) -> Option<(String, Option<String>)> {
        let head = |text: &str| Some(text).and_then(|text| self.head(&split(text, |_| true)));
        let (family, kind) = head(name).or_else(|| head(description)).or_else(|| {
            let known = |category: &String| {
                let category = crate::normalise::fold(category);
                let named = |family: &Family| {
                    family.categories.iter().any(|name| crate::normalise::fold(name) == category)
                };
                let by_list = self.content.families.iter().find(|(_, family)| named(family));
                by_list.map(|(key, _)| (key.clone(), None)).or_else(|| head(&category))
            };
            categories.iter().rev().find_map(known)
        })?;
        let kind = kind
            .or_else(|| self.kind_in(&family, name))
            .or_else(|| self.kind_in(&family, first_part(description)))
            .or_else(|| {
                let of_one_thing = categories.iter().rev().filter(|text| names_one_thing(text));
                of_one_thing.into_iter().find_map(|text| self.kind_in(&family, text))
            });
        Some((family, kind))
    }

    /// Family and kind of a catalogue row that says its family itself, under the keys of content:
    /// a row of the family `Lockers` is a cabinet of the kind `locker`, and one without a kind has
    /// that of its name. What content has no word for stays as the row says it.
    pub fn placed(
        &self,
        family: &str,
        kind: Option<&str>,
        name: &str,
        description: &str,
    ) -> (String, Option<String>) {
        let key = key_of(family);
        let (family, of_family) = if self.content.families.contains_key(&key) {
            (key, None)
        } else {
            let named = self.head(&split(family, |_| true));
            let named = named.or_else(|| self.family_with_kind(&key, name));
            named.unwrap_or_else(|| (family.to_owned(), None))
        };
        let said = kind.and_then(|kind| {
            let key = key_of(kind);
            let known = self.content.families.get(&family);
            let known = known.is_some_and(|family| family.kinds.contains_key(&key));
            let with_noun = || {
                let noun = self.family_name(&family, Language::English, false)?;
                self.kind_in(&family, &format!("{kind} {noun}"))
            };
            if known { Some(key) } else { self.kind_in(&family, kind).or_else(with_noun) }
        });
        let kind = said
            .or(of_family)
            .or_else(|| self.kind_in(&family, name))
            .or_else(|| self.kind_in(&family, first_part(description)))
            .or_else(|| kind.map(str::to_owned));
        (family, kind)
    }

    /// The canonical colours named in `text`, in its order, without repeats.
    pub fn colours_in(&self, text: &str) -> Vec<String> {
        self.collect(text, |feature| match feature {
            Feature::Colour(colour) => Some(colour),
            Feature::Family { .. }
            | Feature::Kind { .. }
            | Feature::Material(_)
            | Feature::Has(_) => None,
        })
    }

    /// The canonical materials named in `text`, in its order, without repeats.
    pub fn materials_in(&self, text: &str) -> Vec<String> {
        self.collect(text, |feature| match feature {
            Feature::Material(material) => Some(material),
            Feature::Family { .. }
            | Feature::Kind { .. }
            | Feature::Colour(_)
            | Feature::Has(_) => None,
        })
    }

    /// The canonical features of a catalogue row, from its words and its categories.
    pub fn features_of_row(&self, text: &str, categories: &[String]) -> Vec<String> {
        let mut found: Vec<String> = Vec::new();
        for text in categories.iter().map(String::as_str).chain([text]) {
            let words = split(text, |_| true);
            let mut at = 0;
            while let Some(rest) = words.get(at..).filter(|rest| !rest.is_empty()) {
                let met = self.rows.longest(rest);
                for key in met.iter().flat_map(|met| met.meanings) {
                    if !found.contains(key) {
                        found.push(key.clone());
                    }
                }
                at += met.map_or(1, |met| met.length);
            }
        }
        found
    }

    /// What serves for something that a text wants to do ("somewhere to read"), one wish a kind of
    /// thing, the likeliest first; nothing where it says no such thing.
    pub fn needed(&self, text: &str) -> Vec<Wish> {
        let words = split(text, |_| true);
        let mut wishes: Vec<Wish> = Vec::new();
        for at in 0..words.len() {
            let met = words.get(at..).and_then(|rest| self.needs.longest(rest));
            let keys = met.iter().flat_map(|met| met.meanings);
            for need in keys.filter_map(|key| self.content.needs.get(key)) {
                for mut wish in need.wishes() {
                    let kinds = wish.families.iter().zip(wish.subtypes.clone());
                    let taken_in = kinds.flat_map(|(family, kind)| self.taken_in_by(family, &kind));
                    let taken_in: Vec<String> = taken_in.cloned().collect();
                    wish.subtypes.extend(taken_in);
                    if !wishes.contains(&wish) {
                        wishes.push(wish);
                    }
                }
            }
        }
        wishes
    }

    /// What a row is sold together with, as features: a "table and 4 chairs" has `+chair` and
    /// `+chair:4`.
    pub fn included(&self, family: &str, description: &str) -> Vec<String> {
        let words = split(description, |_| true);
        let mut found: Vec<String> = Vec::new();
        for (at, _, features) in self.features(&words) {
            let other = features.iter().find_map(|feature| match feature {
                Feature::Family { family: other, .. }
                | Feature::Kind { family: other, named: true, .. } => Some(other),
                Feature::Kind { .. }
                | Feature::Colour(_)
                | Feature::Material(_)
                | Feature::Has(_) => None,
            });
            let Some(other) = other.filter(|it| *it != family && !self.is_detail(it)) else {
                continue;
            };
            let Some(before) = at.checked_sub(1).and_then(|at| words.get(at)) else { continue };
            let pieces = before.text.parse::<u32>().ok();
            let joined = matches!(before.text.as_str(), "and" | "with" | "w" | "و" | "مع");
            if pieces.is_none() && !joined {
                continue;
            }
            for key in [Some(set_with(other, None)), pieces.map(|it| set_with(other, Some(it)))] {
                found.extend(key.filter(|key| !found.contains(key)));
            }
        }
        found
    }

    /// The features that nobody means who does not ask for them: a child's chair is no answer to
    /// "chair".
    pub fn special_features(&self) -> impl Iterator<Item = &str> {
        let features = self.content.features.iter();
        features.filter(|(_, feature)| feature.special).map(|(key, _)| key.as_str())
    }

    /// What customers call a feature.
    pub fn feature_name(&self, feature: &str, language: Language) -> Option<&str> {
        let feature = self.content.features.get(feature)?;
        Some(in_language(&feature.en, &feature.ar, language))
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

    /// The kinds that a more general kind of `family` takes in; none for an ordinary kind.
    pub fn taken_in_by(&self, family: &str, kind: &str) -> &[String] {
        let kind = self.content.families.get(family).and_then(|family| family.kinds.get(kind));
        kind.map_or(&[], |kind| &kind.takes_in)
    }

    /// Whether a product of one of `families` that says no kind serves for one of `kinds`.
    pub fn serves_without_kind(&self, families: &[String], kinds: &[String]) -> bool {
        let families = families.iter().filter_map(|family| self.content.families.get(family));
        let mut of_kind =
            families.flat_map(|it| kinds.iter().filter_map(|kind| it.kinds.get(kind)));
        of_kind.any(|kind| kind.plain)
    }

    /// The kinds that somebody means who only names the family, with all that they take in; none if
    /// any kind is as likely.
    pub fn usual_kinds(&self, family: &str) -> Vec<String> {
        let usual = self.content.families.get(family).map_or(&[][..], |family| &family.usual);
        let with_more = |kind: &String| {
            let more = self.taken_in_by(family, kind).iter().cloned();
            std::iter::once(kind.clone()).chain(more).collect::<Vec<_>>()
        };
        usual.iter().flat_map(with_more).collect()
    }

    /// Materials with all that they take in: wood with oak and pine.
    pub fn with_taken_in(&self, materials: &[String]) -> Vec<String> {
        let of = |material: &String| {
            let known = self.content.materials.get(material);
            let more = known.map_or(&[][..], |material| &material.takes_in);
            std::iter::once(material.clone()).chain(more.iter().cloned()).collect::<Vec<_>>()
        };
        materials.iter().flat_map(of).collect()
    }

    /// The families that are often only parts of something else.
    pub fn details(&self) -> impl Iterator<Item = &str> {
        let families = self.content.families.iter();
        families.filter(|(_, family)| family.detail).map(|(key, _)| key.as_str())
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

    /// The canonical keys of all families, in alphabetical order.
    pub fn families(&self) -> impl Iterator<Item = &str> {
        self.content.families.keys().map(String::as_str)
    }

    /// The canonical keys of the kinds of all families, each once, in alphabetical order.
    pub fn kinds(&self) -> impl Iterator<Item = &str> {
        let kinds = self.content.families.values().flat_map(|family| family.kinds.keys());
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

    /// Whether a family is often named only as a detail of another thing.
    pub(crate) fn is_detail(&self, family: &str) -> bool {
        self.content.families.get(family).is_some_and(|family| family.detail)
    }

    /// Whether a family behind a "with" is a part of what stands before.
    pub(crate) fn is_part_behind_with(&self, family: &str) -> bool {
        self.content.families.get(family).is_some_and(|family| family.detail || family.within)
    }

    /// Whether people name a family by its width.
    pub(crate) fn is_sized(&self, family: &str) -> bool {
        self.content.families.get(family).is_some_and(|family| family.sized)
    }

    /// A wish with the people it is for as pieces, where each of them has a piece of their own:
    /// "chairs for 20 people". What people share keeps them: "a table for 8".
    #[must_use]
    pub fn seated(&self, wish: Wish) -> Wish {
        let wish = self.with_room(wish);
        let shared = |family: &String| {
            let family = self.content.families.get(family);
            family.is_none_or(|it| {
                let of_kind = |kind: &String| it.kinds.get(kind).is_some_and(|kind| kind.seats);
                it.seats || wish.subtypes.iter().any(of_kind)
            })
        };
        if wish.families.is_empty() || wish.families.iter().any(shared) || wish.people.is_none() {
            return wish;
        }
        let pieces = wish.pieces.or(wish.people);
        // A total that was given for all of them is shared.
        let shared = wish.budget_total.is_some() && wish.pieces.is_none();
        let each = Decimal::from(pieces.unwrap_or(1).max(1));
        let price_max = match wish.price_max {
            Some(max) if shared => max.checked_div(each).map(|it| it.trunc_with_scale(2)),
            max => max,
        };
        Wish { pieces, people: None, price_max, ..wish }
    }

    /// A wish for people with the kinds that have room for them, where kinds say so: a sofa for three
    /// is a three-seat sofa or a larger one.
    fn with_room(&self, wish: Wish) -> Wish {
        let ([family], Some(people), true) =
            (wish.families.as_slice(), wish.people, wish.subtypes.is_empty())
        else {
            return wish;
        };
        let kinds = self.content.families.get(family).map(|family| &family.kinds);
        let mut roomy: Vec<(u32, String)> = kinds
            .into_iter()
            .flatten()
            .filter_map(|(key, kind)| Some((kind.people.filter(|it| *it >= people)?, key.clone())))
            .collect();
        roomy.sort();
        if roomy.is_empty() {
            return wish;
        }
        let subtypes = roomy.into_iter().map(|(_, kind)| kind).collect();
        Wish { subtypes, people: None, ..wish }
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
    fn features<'l>(&'l self, words: &[Word]) -> Vec<(usize, usize, &'l [Feature])> {
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

    /// The family a text is about: English puts it last in its first phrase, Arabic first.
    fn head(&self, words: &[Word]) -> Option<(String, Option<String>)> {
        let mut head: Option<(usize, (String, Option<String>))> = None;
        let mut features = self.features(words).into_iter().peekable();
        for (at, word) in words.iter().enumerate() {
            if let Some((place, _)) = &head {
                let arabic = words.get(*place).is_some_and(|word| word.kind == Kind::Arabic);
                if arabic || ends_head(word) {
                    break;
                }
            }
            let Some((_, _, features)) = features.next_if(|(begin, _, _)| *begin == at) else {
                continue;
            };
            let named = features.iter().find_map(|feature| match feature {
                Feature::Family { family, .. } => Some((family.clone(), None)),
                Feature::Kind { family, kind, named: true } => {
                    Some((family.clone(), Some(kind.clone())))
                }
                Feature::Kind { named: false, .. }
                | Feature::Colour(_)
                | Feature::Material(_)
                | Feature::Has(_) => None,
            });
            if let Some(named) = named {
                head = Some((at, named));
            }
        }
        head.map(|(_, named)| named)
    }

    /// The family that a kind belongs to (`reception`): the one that `name` names, or the only one.
    fn family_with_kind(&self, kind: &str, name: &str) -> Option<(String, Option<String>)> {
        let has_kind = |family: &Family| family.kinds.contains_key(kind);
        let mut with = self.content.families.iter().filter(|(_, family)| has_kind(family));
        let named = self.head(&split(name, |_| true)).map(|(family, _)| family);
        let named = named.filter(|family| self.content.families.get(family).is_some_and(has_kind));
        let family = named.or_else(|| match (with.next(), with.next()) {
            (Some((only, _)), None) => Some(only.clone()),
            _ => None,
        })?;
        Some((family, Some(kind.to_owned())))
    }

    fn kind_in(&self, family: &str, text: &str) -> Option<String> {
        let words = split(text, |_| true);
        let of_family = |feature: &Feature| match feature {
            Feature::Kind { family: of, kind, .. } if of == family => Some(kind.clone()),
            Feature::Kind { .. }
            | Feature::Family { .. }
            | Feature::Colour(_)
            | Feature::Material(_)
            | Feature::Has(_) => None,
        };
        self.features(&words)
            .iter()
            .find_map(|(_, _, features)| features.iter().find_map(of_family))
    }

    fn collect(&self, text: &str, pick: impl Fn(&Feature) -> Option<&String>) -> Vec<String> {
        let words = split(text, |_| true);
        let mut found: Vec<String> = Vec::new();
        for (_, _, features) in self.features(&words) {
            for key in features.iter().filter_map(&pick) {
                if !found.contains(key) {
                    found.push(key.clone());
                }
            }
        }
        found
    }
}

/// A word as keys are spelled: `Height adjustable` is `height_adjustable`.
fn key_of(word: &str) -> String {
    crate::normalise::tokens(word).join("_")
}

/// The feature of what is sold together with something of a family, or with so many of it.
pub fn set_with(family: &str, pieces: Option<u32>) -> String {
    match pieces {
        Some(pieces) => format!("+{family}:{pieces}"),
        None => format!("+{family}"),
    }
}

impl Need {
    fn wishes(&self) -> Vec<Wish> {
        let of = |thing: &String| {
            let (family, kind) = thing.split_once('.').unwrap_or((thing, ""));
            Wish {
                families: vec![family.to_owned()],
                subtypes: Some(kind.to_owned())
                    .filter(|kind| !kind.is_empty())
                    .into_iter()
                    .collect(),
                features: self.features.clone(),
                ..Wish::default()
            }
        };
        let mut wishes: Vec<Wish> = self.things.iter().map(of).collect();
        if !self.words.is_empty() {
            let words = self.words.clone();
            wishes.push(Wish { words, features: self.features.clone(), ..Wish::default() });
        }
        wishes
    }
}

/// Whether a category is of one kind of thing: "Bookcases & shelving units" says no kind of either.
fn names_one_thing(category: &str) -> bool {
    let folded = crate::normalise::fold(category);
    !folded.contains(['&', ',', '/', '،']) && !folded.contains(" and ") && !folded.contains(" و")
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

/// Words, numbers and gaps after which a name only lists what belongs to the thing, or fits it.
fn ends_head(word: &Word) -> bool {
    const ENDS: [&str; 11] =
        ["with", "w", "for", "f", "and", "&", "in", "on", "without", "incl", "of"];
    word.plus
        || word.kind == Kind::Digits
        || word.gap >= Gap::Comma
        || ENDS.contains(&word.text.as_str())
}

/// A description up to its first comma.
fn first_part(description: &str) -> &str {
    description.split([',', '،', '.']).next().unwrap_or_default()
}

#[cfg(test)]
mod tests;
