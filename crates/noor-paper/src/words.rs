//! What stands on paper beside figures and names, from content.

use std::collections::BTreeMap;

use chrono::{Datelike as _, NaiveDate};
use noor_core::language::Language;
use noor_core::money::Currency;
use noor_core::reply::figures::{Digits, in_column};
use rust_decimal::Decimal;
use serde::Deserialize;

/// The words of one language.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Words {
    /// Standing terms, a paragraph each.
    pub(crate) terms: Vec<String>,
    months: [String; 12],
    forms: Forms,
    /// What the template calls things.
    pub(crate) labels: BTreeMap<String, String>,
    currency: BTreeMap<Currency, CurrencyWords>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Forms {
    date: String,
    percent: String,
    vat: String,
    page: String,
    list_price: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct CurrencyWords {
    name: String,
    amount: String,
}

impl Words {
    /// The first label that this language has and `other` lacks.
    pub(crate) fn label_missing_in(&self, other: &Self) -> Option<&str> {
        self.labels.keys().find(|key| !other.labels.contains_key(*key)).map(String::as_str)
    }

    /// `23 November 2026`.
    pub(crate) fn date(&self, date: NaiveDate, digits: Digits) -> String {
        let month = usize::try_from(date.month0()).ok().and_then(|it| self.months.get(it));
        self.forms
            .date
            .replace("{day}", &digits.write(&date.day().to_string()))
            .replace("{month}", month.map_or("", String::as_str))
            .replace("{year}", &digits.write(&date.year().to_string()))
    }

    /// `VAT 5%`.
    pub(crate) fn vat(&self, percent: Decimal, digits: Digits) -> String {
        let n = digits.write(&percent.normalize().to_string());
        self.forms.vat.replace("{percent}", &self.forms.percent.replace("{n}", &n))
    }

    /// `AED 1,250.00`.
    pub(crate) fn amount(&self, amount: Decimal, currency: Currency, digits: Digits) -> String {
        let figure = in_column(amount, digits);
        self.currency.get(&currency).map_or_else(
            || format!("{currency} {figure}"),
            |words| words.amount.replace("{n}", &figure),
        )
    }

    /// What a currency is called at the head of a column.
    pub(crate) fn currency(&self, currency: Currency) -> String {
        self.currency
            .get(&currency)
            .map_or_else(|| currency.code().to_owned(), |words| words.name.clone())
    }

    /// The price before a reduction.
    pub(crate) fn list_price(&self, price: &str) -> String {
        self.forms.list_price.replace("{price}", price)
    }

    /// `Page {page} of {pages}`, for the template, which alone knows the pages.
    pub(crate) fn page(&self) -> &str {
        &self.forms.page
    }
}

/// The words of both languages.
#[derive(Debug)]
pub(crate) struct BothWords {
    /// English.
    pub(crate) english: Words,
    /// Arabic.
    pub(crate) arabic: Words,
}

impl BothWords {
    /// Those of a language.
    pub(crate) fn get(&self, language: Language) -> &Words {
        match language {
            Language::English => &self.english,
            Language::Arabic => &self.arabic,
        }
    }
}
