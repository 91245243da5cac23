//! The shop's rules for recommending, as its content has them.

use std::collections::BTreeSet;

use rust_decimal::Decimal;
use serde::Deserialize;

use crate::lexicon::Lexicon;
use crate::product::Product;

/// The shop's rules for recommending, from `content/complements.toml`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Recommending {
    pub(super) alternatives: Nearness,
    pub(super) rules: Vec<Rule>,
}

/// Why the rules cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum RecommendingError {
    /// The file is not what it should be; the source says where.
    #[error("the rules cannot be read")]
    Unreadable(#[from] toml::de::Error),
    /// A rule names what the lexicon does not have.
    #[error("`{0}` is not in lexicon.toml: write a family, or `family.kind`")]
    UnknownThing(String),
    /// A thing has two rules, or belongs twice to the same one.
    #[error("`{0}` stands twice: a thing has one rule, and belongs to it once")]
    Twice(String),
    /// A band that holds nothing.
    #[error("[alternatives] price_percent is from {0} to {1}: write [60, 150]")]
    EmptyBand(u32, u32),
}

/// How near an alternative is.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Nearness {
    /// Of the product's price: from, to.
    pub(super) price_percent: (u32, u32),
    /// How far each known side may be from the product's own.
    pub(super) size_percent: u32,
}

/// What belongs to some things.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Rule {
    of: Vec<Thing>,
    pub(super) belong: Vec<Thing>,
    /// Of the product's price, the most that one piece beside it may cost.
    pub(super) price_percent: u32,
}

/// A family of products, or a kind within it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(from = "String")]
pub struct Thing {
    /// The family's key.
    pub family: String,
    /// The kind's key.
    pub kind: Option<String>,
}

impl From<String> for Thing {
    fn from(key: String) -> Self {
        match key.split_once('.') {
            Some((family, kind)) => Self { family: family.to_owned(), kind: Some(kind.to_owned()) },
            None => Self { family: key, kind: None },
        }
    }
}

impl Thing {
    /// The kinds that it means, with those it takes in; none for any.
    pub fn kinds(&self, lexicon: &Lexicon) -> Vec<String> {
        let more = |kind: &String| lexicon.taken_in_by(&self.family, kind).to_vec();
        self.kind.iter().flat_map(|kind| std::iter::once(kind.clone()).chain(more(kind))).collect()
    }

    fn key(&self) -> String {
        match &self.kind {
            Some(kind) => format!("{}.{kind}", self.family),
            None => self.family.clone(),
        }
    }
}

impl Recommending {
    /// Reads `content/complements.toml` and checks it against the lexicon.
    ///
    /// # Errors
    ///
    /// A mistake in the shop's content; the error says what it is.
    pub fn from_toml(text: &str, lexicon: &Lexicon) -> Result<Self, RecommendingError> {
        let read: Self = toml::from_str(text)?;
        let (from, to) = read.alternatives.price_percent;
        if from >= to {
            return Err(RecommendingError::EmptyBand(from, to));
        }
        let things = read.rules.iter().flat_map(|rule| rule.of.iter().chain(&rule.belong));
        if let Some(unknown) = things.map(Thing::key).find(|key| !lexicon.has_thing(key)) {
            return Err(RecommendingError::UnknownThing(unknown));
        }
        let ruled = twice(read.rules.iter().flat_map(|rule| &rule.of));
        let belongs = || read.rules.iter().find_map(|rule| twice(&rule.belong));
        match ruled.or_else(belongs) {
            Some(thing) => Err(RecommendingError::Twice(thing)),
            None => Ok(read),
        }
    }

    /// The prices between which an alternative to something of this price is, both included.
    pub fn band(&self, price: Decimal) -> Option<(Decimal, Decimal)> {
        let (from, to) = self.alternatives.price_percent;
        Some((percent_of(price, from)?, percent_of(price, to)?))
    }

    /// What belongs to a product, in the order of the rule, and the most that one piece of it may cost
    /// in the product's currency; nothing where no rule names its kind or family.
    pub fn belonging(&self, product: &Product) -> (&[Thing], Option<Decimal>) {
        let Some(rule) = self.rule_for(product) else { return (&[], None) };
        let most = product.price.and_then(|price| percent_of(price.amount, rule.price_percent));
        (&rule.belong, most)
    }

    fn rule_for(&self, product: &Product) -> Option<&Rule> {
        let family = product.family.clone()?;
        let of = |thing: &Thing| self.rules.iter().find(|rule| rule.of.contains(thing));
        let kind = product.subtype.clone();
        let by_kind = kind.and_then(|kind| of(&Thing { family: family.clone(), kind: Some(kind) }));
        by_kind.or_else(|| of(&Thing { family, kind: None }))
    }
}

fn percent_of(price: Decimal, percent: u32) -> Option<Decimal> {
    price.checked_mul(Decimal::new(i64::from(percent), 2))
}

/// The first of some things that was there before.
fn twice<'t>(things: impl IntoIterator<Item = &'t Thing>) -> Option<String> {
    let mut seen = BTreeSet::new();
    things.into_iter().find(|thing| !seen.insert(*thing)).map(Thing::key)
}
