//! What the shop decided about the dialogue: settings, never code.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::reason::Reason;
use crate::money::Currency;
use crate::normalise::fold;
use crate::product::Product;
use crate::understanding::{Detail, Property};

/// The shop's decisions, one file `policy.toml` of its content.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Policy {
    /// What each trigger does; one that is not listed hands over.
    pub handoff: BTreeMap<Reason, Mode>,
    /// Confirmed orders above this amount, before VAT and in the shop's currency, go to a person.
    pub large_order_above: Decimal,
    /// What a quotation needs to be written, in the order it is asked for.
    pub quotation_needs: Vec<Detail>,
    /// How quotations are made out.
    pub quotation: QuotationPolicy,
    /// Articles that say what the shop can say about a property in general.
    #[serde(default)]
    pub property_articles: BTreeMap<Property, String>,
    /// Words in the names of the catalogue's own table that speak of a property, in lower case.
    #[serde(default)]
    pub property_names: BTreeMap<Property, Vec<String>>,
    /// Articles that are told before a person takes over ("the address, before a visit").
    #[serde(default)]
    pub articles_before: BTreeMap<Reason, Vec<String>>,
    /// VAT in percent. From `shop.toml`.
    #[serde(skip)]
    pub vat_percent: Decimal,
    /// The currency the shop sells in. From `shop.toml`.
    #[serde(skip)]
    pub currency: Currency,
    /// What one unit of another currency is in the shop's own, for approximations. From `shop.toml`.
    #[serde(skip)]
    pub rates: BTreeMap<Currency, Decimal>,
    /// How far the shop's clocks are ahead of UTC, in minutes. From `shop.toml`.
    #[serde(skip)]
    pub minutes_ahead: i32,
}

/// How quotations are made out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct QuotationPolicy {
    /// What their numbers begin with: letters and a dash, so that one is known again in a message.
    pub prefix: String,
    /// For how many days they can be accepted.
    pub valid_days: u32,
    /// What delivery costs before VAT, in the shop's currency; absent: nothing is charged for it.
    #[serde(default)]
    pub delivery: Option<Decimal>,
}

/// What a trigger does.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// Noor stops, and a person takes over.
    #[default]
    HandOver,
    /// A person is told, and Noor goes on.
    Notify,
    /// Nothing.
    Off,
}

impl Policy {
    /// Reads `policy.toml`.
    ///
    /// # Errors
    ///
    /// A mistake in the shop's content; the error says where.
    pub fn from_toml(text: &str) -> Result<Self, toml::de::Error> {
        let policy: Self = toml::from_str(text)?;
        let prefix = &policy.quotation.prefix;
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
        if (1..=12).contains(&prefix.len()) && prefix.bytes().all(plain) {
            return Ok(policy);
        }
        // It stands in links, file names and the references of orders.
        let problem = format!(
            "quotation.prefix {prefix:?}: write one to twelve letters, digits and dashes, such as \"NR-\""
        );
        Err(serde::de::Error::custom(problem))
    }

    /// What the catalogue's own table says of a property of a product, with the names it uses.
    pub fn values_of(&self, product: &Product, property: Property) -> Vec<(String, String)> {
        let names = self.property_names.get(&property).map(Vec::as_slice).unwrap_or_default();
        let speaks = |name: &str| {
            let name = fold(name);
            names.iter().any(|word| name.contains(word.as_str()))
        };
        let rows = product.attributes.iter().filter(|(name, _)| speaks(name));
        rows.map(|(name, value)| (name.clone(), value.clone())).collect()
    }

    /// The day that it is in the shop at a moment.
    pub fn day_of(&self, moment: DateTime<Utc>) -> NaiveDate {
        (moment + TimeDelta::minutes(self.minutes_ahead.into())).date_naive()
    }

    /// Why a person has to look at an accepted order that comes to so much before VAT: since it is
    /// large, if the shop cares for that, else since it is one.
    pub fn confirming(&self, subtotal: Decimal) -> Reason {
        let large = subtotal > self.large_order_above;
        if large && self.mode(Reason::LargeOrder) != Mode::Off {
            Reason::LargeOrder
        } else {
            Reason::OrderConfirmation
        }
    }

    /// What a reason does. What the machine cannot mend always goes to a person.
    pub fn mode(&self, reason: Reason) -> Mode {
        match reason {
            Reason::DeliveryFailed | Reason::TurnFailed => Mode::HandOver,
            reason => self.handoff.get(&reason).copied().unwrap_or_default(),
        }
    }
}
