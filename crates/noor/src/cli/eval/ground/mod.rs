//! What checks compare replies with: the catalogue that was loaded, the shop's figures, and words.

mod catalogue;
mod figures;
mod measures;
mod prose;

use std::collections::BTreeMap;
use std::sync::Arc;

use anyhow::{Context as _, Result};
use noor_core::language::Language;
use noor_core::money::Currency;
use noor_core::normalise::fold;
use noor_core::product::Product;
use noor_core::reply::figures::{Digits, Voice};
use regex::Regex;
use rust_decimal::Decimal;
use serde::Deserialize;

pub(super) use self::catalogue::Catalogue;
pub(super) use self::figures::{Figure, figures};
pub(super) use self::measures::Measure;
use self::measures::Units;
pub(super) use self::prose::{normalised, questions, sentences};
use crate::content::Content;

const WORDS: &str = include_str!("../words.toml");

/// Everything that checks know beside the conversation.
#[derive(Debug)]
pub(super) struct Ground {
    /// What is on offer.
    pub(super) catalogue: Catalogue,
    /// The shop's own currency.
    pub(super) currency: Currency,
    /// VAT in percent.
    pub(super) vat_percent: Decimal,
    /// What one unit of a foreign currency is in the shop's own.
    pub(super) rates: Vec<(Currency, Decimal)>,
    /// The shop's time zone.
    pub(super) zone: chrono_tz::Tz,
    /// What must not be seen by anybody.
    pub(super) secrets: Vec<String>,
    /// What claims something.
    pub(super) claims: Claims,
    /// Words that mark an amount as approximate, folded.
    pub(super) approximate: Vec<String>,
    currencies: BTreeMap<String, Currency>,
    stock: Vec<Regex>,
    units: Units,
    /// What an attribute measures, by its folded name.
    measured: BTreeMap<String, String>,
}

/// Regular expressions for what needs something to have happened.
#[derive(Debug)]
pub(super) struct Claims {
    /// A quotation is ready.
    pub(super) quotation: Regex,
    /// A manager knows.
    pub(super) manager_told: Regex,
    /// It is for so many people.
    pub(super) capacity: Regex,
    /// It is assumed.
    pub(super) assumption: Regex,
}

#[derive(Deserialize)]
struct Words {
    currency: BTreeMap<String, Vec<String>>,
    approximate: Approximate,
    claims: ClaimWords,
    units: BTreeMap<String, BTreeMap<String, Vec<String>>>,
    measured: BTreeMap<String, Vec<String>>,
}

#[derive(Deserialize)]
struct Approximate {
    words: Vec<String>,
}

#[derive(Deserialize)]
struct ClaimWords {
    quotation: String,
    manager_told: String,
    capacity: String,
    assumption: String,
}

impl Ground {
    /// The ground for a shop with these products on offer.
    ///
    /// # Errors
    ///
    /// When the words that are built in cannot be read.
    pub(super) fn of(
        content: &Arc<Content>,
        products: Vec<Product>,
        secrets: Vec<String>,
    ) -> Result<Self> {
        let words: Words = toml::from_str(WORDS).context("words.toml")?;
        let mut currencies = BTreeMap::new();
        for (code, names) in &words.currency {
            let currency = Currency::parse(code).context("words.toml")?;
            currencies.extend(names.iter().map(|name| (fold(name), currency)));
        }
        let measured = words.measured.iter().flat_map(|(of, attributes)| {
            attributes.iter().map(|attribute| (fold(attribute), of.clone()))
        });
        let regex = |text: &str| Regex::new(text).context("words.toml");
        let shop = &content.shop;
        Ok(Self {
            catalogue: Catalogue::of(products),
            currency: shop.currency,
            vat_percent: shop.vat_percent,
            rates: shop.rates_into(shop.currency),
            zone: shop.time_zone,
            secrets,
            claims: Claims {
                quotation: regex(&words.claims.quotation)?,
                manager_told: regex(&words.claims.manager_told)?,
                capacity: regex(&words.claims.capacity)?,
                assumption: regex(&words.claims.assumption)?,
            },
            approximate: words.approximate.words.iter().map(|word| fold(word)).collect(),
            currencies,
            stock: stock_phrases(content)?,
            units: measures::units(&words.units),
            measured: measured.collect(),
        })
    }

    /// The figures of a text, but for those that belong to a name or a code of the catalogue, and
    /// for the numbers of a list's items.
    pub(super) fn figures(&self, text: &str) -> Vec<Figure> {
        let mut figures = figures(text, &self.currencies);
        let mentions = self.catalogue.mentions(text);
        figures.retain(|figure| {
            !prose::numbers_an_item(text, figure.start, figure.end)
                && mentions.iter().all(|it| figure.end <= it.start || it.end <= figure.start)
        });
        figures
    }

    /// The amounts of money in a text.
    pub(super) fn amounts(&self, text: &str) -> Vec<Figure> {
        let mut figures = self.figures(text);
        figures.retain(|figure| figure.currency.is_some());
        figures
    }

    /// The measures in a text, but for those that belong to a name or a code of the catalogue.
    pub(super) fn measures(&self, text: &str) -> Vec<Measure> {
        measures::measures(text, &self.figures(text), &self.units)
    }

    /// The measures in a text of a row, whatever it names.
    pub(super) fn measures_in_row(&self, text: &str) -> Vec<Measure> {
        measures::measures(text, &figures(text, &self.currencies), &self.units)
    }

    /// What an attribute measures, if it is a measure.
    pub(super) fn measured(&self, attribute: &str) -> Option<&str> {
        self.measured.get(&fold(&attribute.replace('_', " "))).map(String::as_str)
    }

    /// How many pieces a text says are there, in the words that replies have for it.
    pub(super) fn stock_counts(&self, text: &str) -> Vec<Decimal> {
        self.stock
            .iter()
            .flat_map(|phrase| phrase.captures_iter(text))
            .filter_map(|found| figures(found.get(1)?.as_str(), &BTreeMap::new()).pop())
            .map(|figure| figure.value)
            .collect()
    }

    /// The language of a text's prose: without names, codes, figures and addresses. `None` if there
    /// is none.
    pub(super) fn language(&self, text: &str) -> Option<Language> {
        let mentions = self.catalogue.mentions(text);
        let own = mentions.iter().filter_map(|mention| self.catalogue.product(mention.product));
        let described: Vec<&str> = own
            .flat_map(|product| [&product.description.en, &product.description.ar])
            .filter_map(|description| description.as_deref())
            .collect();
        let codes: Vec<&str> = self.currencies.keys().map(String::as_str).collect();
        prose::language(text, &mentions, &described, &codes)
    }
}

/// What replies say about stock, as patterns around the count.
fn stock_phrases(content: &Content) -> Result<Vec<Regex>> {
    let mut phrases = Vec::new();
    for key in ["stock.some", "cover.part"] {
        for language in [Language::English, Language::Arabic] {
            let voice = Voice { language, digits: Digits::Western };
            let phrase = content.wording.phrase(key, voice, 0);
            let Some((before, after)) = phrase.split_once("{n}") else { continue };
            let pattern = format!("{}([0-9٠-٩,٬]+){}", regex::escape(before), regex::escape(after));
            phrases.push(Regex::new(&pattern).context("the wording of stock")?);
        }
    }
    Ok(phrases)
}
