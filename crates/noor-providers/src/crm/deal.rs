//! Deals, and the stages they go through under the shop's own names.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::Attributes;

/// A deal.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deal {
    /// The CRM's id.
    pub id: String,
    /// Its title, without the reference.
    pub title: String,
    /// Our key; `None` for deals that people made.
    pub reference: Option<String>,
    /// The contact it belongs to.
    pub contact_id: Option<String>,
    /// Our word for its stage; `None` for stages that the shop's settings do not name.
    pub stage: Option<StageKind>,
    /// The CRM's name of its stage. For people of the shop, not for customers.
    pub stage_name: String,
    /// What it is worth, in the CRM's currency.
    pub amount: Option<Decimal>,
    /// When it was made.
    pub created_at: Option<DateTime<Utc>>,
    /// When it was last changed.
    pub modified_at: Option<DateTime<Utc>>,
}

/// A deal to be written down.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewDeal {
    /// Our key, by which it is found again: letters, digits and dashes, no longer than 40.
    pub reference: String,
    /// Its title for people; cut where the CRM has no room.
    pub title: String,
    /// The contact it belongs to.
    pub contact_id: String,
    /// Where it starts.
    pub stage: Stage,
    /// What it is worth, in the CRM's currency.
    pub amount: Option<Decimal>,
    /// When it is likely to be closed, where the CRM asks for that.
    pub closes_on: Option<NaiveDate>,
    /// What else is known. Only what the shop's [`FieldMap`](super::FieldMap) names is written.
    pub attributes: Attributes,
}

/// What is new about a deal; `None` and absent attributes leave things as they are.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DealChange {
    /// What it is worth, in the CRM's currency.
    pub amount: Option<Decimal>,
    /// What else is known, as in [`NewDeal::attributes`].
    pub attributes: Attributes,
}

/// Where a deal stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// Somebody wrote.
    NewLead,
    /// Their need is known.
    InWork,
    /// A quotation was sent.
    OfferSent,
    /// They ordered.
    OrderConfirmed,
    /// They paid.
    Paid,
    /// They have it.
    Delivered,
    /// They asked to wait.
    OnHold,
    /// They will not buy.
    Lost {
        /// Why, in a few words. Written to the field mapped to `lost_reason`, if there is one.
        reason: String,
    },
}

impl Stage {
    /// The stage without what belongs to it.
    pub fn kind(&self) -> StageKind {
        match self {
            Self::NewLead => StageKind::NewLead,
            Self::InWork => StageKind::InWork,
            Self::OfferSent => StageKind::OfferSent,
            Self::OrderConfirmed => StageKind::OrderConfirmed,
            Self::Paid => StageKind::Paid,
            Self::Delivered => StageKind::Delivered,
            Self::OnHold => StageKind::OnHold,
            Self::Lost { .. } => StageKind::Lost,
        }
    }

    /// What goes to mapped fields along with the stage.
    pub(crate) fn attributes(&self) -> Attributes {
        match self {
            Self::Lost { reason } if !reason.trim().is_empty() => {
                Attributes::from([("lost_reason".to_owned(), reason.trim().to_owned())])
            }
            Self::Lost { .. }
            | Self::NewLead
            | Self::InWork
            | Self::OfferSent
            | Self::OrderConfirmed
            | Self::Paid
            | Self::Delivered
            | Self::OnHold => Attributes::new(),
        }
    }
}

/// The stages by name, in the order deals go through them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StageKind {
    /// [`Stage::NewLead`].
    NewLead,
    /// [`Stage::InWork`].
    InWork,
    /// [`Stage::OfferSent`].
    OfferSent,
    /// [`Stage::OrderConfirmed`].
    OrderConfirmed,
    /// [`Stage::Paid`].
    Paid,
    /// [`Stage::Delivered`].
    Delivered,
    /// [`Stage::OnHold`].
    OnHold,
    /// [`Stage::Lost`].
    Lost,
}

impl StageKind {
    /// Whether nothing more is to happen.
    pub fn is_closed(self) -> bool {
        match self {
            Self::Delivered | Self::Lost => true,
            Self::NewLead
            | Self::InWork
            | Self::OfferSent
            | Self::OrderConfirmed
            | Self::Paid
            | Self::OnHold => false,
        }
    }

    /// Whether the customer ordered.
    pub fn is_bought(self) -> bool {
        match self {
            Self::OrderConfirmed | Self::Paid | Self::Delivered => true,
            Self::NewLead | Self::InWork | Self::OfferSent | Self::OnHold | Self::Lost => false,
        }
    }

    /// The word in settings: `offer_sent`.
    pub fn word(self) -> &'static str {
        match self {
            Self::NewLead => "new_lead",
            Self::InWork => "in_work",
            Self::OfferSent => "offer_sent",
            Self::OrderConfirmed => "order_confirmed",
            Self::Paid => "paid",
            Self::Delivered => "delivered",
            Self::OnHold => "on_hold",
            Self::Lost => "lost",
        }
    }
}

impl std::fmt::Display for StageKind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.word())
    }
}

/// The shop's own names of the stages, exactly as its CRM shows them. A stage without a name is
/// left out: deals pass it by.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct StageMap(BTreeMap<StageKind, String>);

impl StageMap {
    /// These names.
    pub fn new(names: impl IntoIterator<Item = (StageKind, String)>) -> Self {
        Self(names.into_iter().collect())
    }

    /// The CRM's name of a stage.
    pub fn name(&self, stage: StageKind) -> Option<&str> {
        self.0.get(&stage).map(|name| name.trim()).filter(|name| !name.is_empty())
    }

    /// Our word for a name of the CRM's: the earliest, if several have it. Capitals do not count.
    pub fn kind(&self, name: &str) -> Option<StageKind> {
        let name = name.trim().to_lowercase();
        self.0.iter().find(|(_, own)| own.trim().to_lowercase() == name).map(|(kind, _)| *kind)
    }

    /// All of them, in the order deals go through them.
    pub fn names(&self) -> impl Iterator<Item = (StageKind, &str)> {
        self.0.keys().filter_map(|kind| Some((*kind, self.name(*kind)?)))
    }
}
