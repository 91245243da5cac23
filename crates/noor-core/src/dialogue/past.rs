//! What a customer did with the shop before this conversation.

use chrono::{DateTime, NaiveDate, Utc};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::cart::CartLine;
use super::context::{Heard, stale};
use super::placed::PlacedOrder;
use super::state::State;
use crate::understanding::{Intent, Understanding};

/// What the shop's CRM says of a customer: for the people and models that help, since its words are not
/// meant for customers.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Past {
    /// Deals in which they bought, newest first.
    pub purchases: Vec<PastDeal>,
    /// Deals that are open, newest first.
    pub open: Vec<PastDeal>,
    /// Whether there are more of either.
    pub more: bool,
}

/// A deal of before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PastDeal {
    /// Where it stands, in our word; `None` where the shop's stage has none.
    pub stage: Option<String>,
    /// What it is worth, in the CRM's currency.
    pub amount: Option<Decimal>,
    /// When it was last changed.
    pub on: Option<NaiveDate>,
}

impl Past {
    /// In a plain line for a model; `None` if there is nothing.
    pub(super) fn told(&self, segments: &[String]) -> Option<String> {
        let deal = |deal: &PastDeal| {
            let stage = deal.stage.as_deref().unwrap_or("at another stage").replace('_', " ");
            let amount = deal.amount.map(|it| format!(", worth {}", it.normalize()));
            let on = deal.on.map(|day| format!(", {day}"));
            format!("{stage}{}{}", amount.unwrap_or_default(), on.unwrap_or_default())
        };
        let list = |name: &str, deals: &[PastDeal]| {
            let deals: Vec<String> = deals.iter().map(deal).collect();
            (!deals.is_empty()).then(|| format!("{name}: {}", deals.join("; ")))
        };
        let segments = (!segments.is_empty()).then(|| format!("segment {}", segments.join(", ")));
        let parts = [segments, list("bought", &self.purchases), list("open", &self.open)];
        let mut parts: Vec<String> = parts.into_iter().flatten().collect();
        parts.extend((self.more && !parts.is_empty()).then(|| "and more".to_owned()));
        (!parts.is_empty()).then(|| format!("Known to the shop: {}.", parts.join("; ")))
    }
}

/// What is open between a customer who comes back and the shop.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Pending {
    /// A quotation that can still be accepted: its number, and until when.
    pub quotation: Option<(String, DateTime<Utc>)>,
    /// The order they placed last.
    pub order: Option<PlacedOrder>,
}

impl Pending {
    /// Whether nothing is open.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// What a customer bought last, as it was ordered.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LastTime {
    /// The quotation that was accepted.
    pub number: String,
    /// Its lines.
    pub lines: Vec<CartLine>,
}

/// Whether somebody who is known comes back and only says hello, so that there is room to tell them
/// where they left off.
pub(super) fn comes_back(state: &State, heard: &Heard) -> bool {
    let returns = state.turns == 0 || stale(state, heard.now);
    state.details.name.is_some() && returns && only_greets(&heard.understanding)
}

fn only_greets(said: &Understanding) -> bool {
    let greets = |intent: &Intent| matches!(intent, Intent::Greet { .. } | Intent::Introduce);
    said.intents.iter().any(greets)
        && said.intents.iter().all(greets)
        && said.wishes.is_empty()
        && said.changes.is_empty()
        && said.codes.is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_model_is_told_what_the_crm_knows_in_one_line() {
        let deal = |stage: &str, amount: i64| PastDeal {
            stage: Some(stage.to_owned()),
            amount: Some(Decimal::new(amount, 0)),
            on: NaiveDate::from_ymd_opt(2026, 3, 1),
        };
        let past = Past {
            purchases: vec![deal("delivered", 12_000)],
            open: vec![deal("offer_sent", 900)],
            more: true,
        };
        assert_eq!(
            past.told(&["horeca".to_owned()]).unwrap(),
            "Known to the shop: segment horeca; bought: delivered, worth 12000, 2026-03-01; open: \
             offer sent, worth 900, 2026-03-01; and more."
        );
        assert_eq!(Past::default().told(&[]), None);
    }
}
