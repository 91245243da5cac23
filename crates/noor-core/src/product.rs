//! What the shop sells: one row of the catalogue.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::language::Language;
use crate::money::Money;
use crate::normalise::{self, fold};
use crate::understanding::Property;

/// A text in the languages the catalogue has it in.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Texts {
    /// English.
    pub en: Option<String>,
    /// Arabic.
    pub ar: Option<String>,
}

impl Texts {
    /// The text in `language`, else in the other one.
    pub fn best(&self, language: Language) -> Option<&str> {
        let (first, second) = match language {
            Language::English => (&self.en, &self.ar),
            Language::Arabic => (&self.ar, &self.en),
        };
        first.as_deref().or(second.as_deref())
    }
}

impl Product {
    /// What it is, in `language` and in more words than its name; `None` where the catalogue says
    /// nothing like that.
    pub fn described(&self, language: Language) -> Option<&str> {
        let said = match language {
            Language::English => self.description.en.as_deref(),
            Language::Arabic => self.description.ar.as_deref(),
        };
        let names = [self.name.en.as_deref(), self.name.ar.as_deref()];
        said.filter(|text| names.iter().flatten().all(|name| fold(name) != fold(text)))
    }
}

/// Sizes in millimetres; an absent one is not known.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SizeMm {
    /// Left to right.
    pub width: Option<u32>,
    /// Front to back.
    pub depth: Option<u32>,
    /// Floor to top.
    pub height: Option<u32>,
    /// The longest side, where the catalogue says "length" and not "width".
    pub length: Option<u32>,
}

impl SizeMm {
    /// How far it reaches from end to end; `None` where neither width nor length is known.
    pub fn span(&self) -> Option<u32> {
        self.width.max(self.length)
    }
}

/// What one price buys.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PriceBasis {
    /// One piece.
    #[default]
    Each,
    /// One set, as described.
    Set,
    /// One square metre.
    M2,
}

/// A product as the catalogue has it. Absent means unknown, never zero.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Product {
    /// The shop's own spelling of the article code, blanks included.
    pub sku: String,
    /// Display name.
    pub name: Texts,
    /// One or two sentences.
    pub description: Texts,
    /// Category names, most general first.
    pub categories: Vec<String>,
    /// Canonical family (`chair`, `desk`, …), an open list that content defines.
    pub family: Option<String>,
    /// Canonical kind within the family (`task`, `executive`, …).
    pub subtype: Option<String>,
    /// Canonical colours (`black`, `white`, …), main one first.
    pub colours: Vec<String>,
    /// Canonical materials.
    pub materials: Vec<String>,
    /// Outer sizes.
    pub size: SizeMm,
    /// Customer price without VAT, always above zero; `None` is "no price", not "free".
    pub price: Option<Money>,
    /// What the price buys.
    pub price_basis: PriceBasis,
    /// Pieces in stock; `None` is "to be confirmed", not "none left".
    pub stock: Option<u32>,
    /// Whether it is offered at all.
    pub active: bool,
    /// Picture addresses or paths, best first.
    pub images: Vec<String>,
    /// Further facts by display name.
    pub attributes: BTreeMap<String, String>,
    /// How many people it seats, only where a person entered it.
    pub capacity: Option<u32>,
    /// The product's own page.
    pub url: Option<String>,
}

impl Product {
    /// The name in `language`, else in the other one, else the article code.
    pub fn display_name(&self, language: Language) -> &str {
        self.name.best(language).unwrap_or(&self.sku)
    }

    /// Whether the row itself holds a property.
    pub fn states(&self, property: Property) -> bool {
        let size = &self.size;
        match property {
            Property::Size => {
                [size.width, size.length, size.depth, size.height].iter().any(Option::is_some)
            }
            Property::Colour => !self.colours.is_empty(),
            Property::Material => !self.materials.is_empty(),
            Property::Seats => self.capacity.is_some(),
            Property::Details => true,
            Property::Weight
            | Property::Load
            | Property::Adjustment
            | Property::Assembly
            | Property::Origin
            | Property::Warranty
            | Property::Certificate
            | Property::Restock
            | Property::Benefit => false,
        }
    }

    /// The facts of the catalogue's own table whose names stand among the words of a question.
    pub fn facts_about(&self, words: &[String]) -> Vec<(String, String)> {
        const SHORTEST: usize = 4;
        let asked = |token: &String| {
            let long = |text: &str| text.chars().count() >= SHORTEST;
            words.iter().any(|word| {
                word == token
                    || long(token) && word.starts_with(token.as_str())
                    || long(word) && token.starts_with(word.as_str())
            })
        };
        let facts = self.attributes.iter();
        facts
            .filter(|(name, _)| normalise::tokens(name).iter().any(asked))
            .map(|(name, value)| (name.clone(), value.clone()))
            .collect()
    }

    /// The first word of the name, which catalogues use for a series; `None` without a name.
    pub fn series(&self) -> Option<&str> {
        self.name.best(Language::English)?.split_whitespace().next()
    }

    /// The name as folded words, without those that `tells_version` says tell versions of one model
    /// apart, such as colours. Products of one model have the same.
    pub fn model(&self, tells_version: impl Fn(&str) -> bool) -> Vec<String> {
        let mut words = normalise::tokens(self.display_name(Language::English));
        words.retain(|word| !tells_version(word));
        words
    }
}
