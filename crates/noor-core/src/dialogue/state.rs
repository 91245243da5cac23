//! What a conversation remembers: events, and the state they add up to.

use serde::{Deserialize, Serialize};

use super::sought::Sought;
use crate::reply::figures::Digits;

/// Something that happened in a conversation and matters later.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum Event {
    /// Noor said who it is.
    Introduced,
    /// The customer's wishes as understood so far, each with what was shown of it.
    Wished {
        /// All of them, not only what was added; the newest last.
        wishes: Vec<Sought>,
    },
    /// Products were shown, in this order.
    Showed {
        /// The shop's spelling of each code.
        skus: Vec<String>,
        /// Those of numbered lists, as they are numbered; empty if there was no list.
        #[serde(default)]
        listed: Vec<String>,
    },
    /// The customer writes numbers in another set of digits than before.
    Counts {
        /// Which.
        digits: Digits,
    },
    /// A message made sense.
    Understood,
    /// A message made none.
    Misunderstood,
    /// A person was asked for.
    HandedOver {
        /// Why.
        reason: Reason,
    },
}

/// The state that all events of a conversation add up to.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct State {
    /// Whether Noor said who it is.
    pub introduced: bool,
    /// What the customer looks for, the newest last.
    pub wishes: Vec<Sought>,
    /// The products shown last, in the order they stood in.
    pub shown: Vec<String>,
    /// The products of the last list, as it was numbered: what "the second one" counts in, also when
    /// one of them was looked at meanwhile.
    pub listed: Vec<String>,
    /// The digits the customer writes in Arabic.
    pub digits: Digits,
    /// Messages in a row that made no sense.
    pub misunderstood: u8,
    /// The last reason a person was asked for.
    pub handed_over: Option<Reason>,
}

impl State {
    /// The state after one more event. There is no other way to change it.
    #[must_use]
    pub fn after(mut self, event: &Event) -> Self {
        match event {
            Event::Introduced => self.introduced = true,
            Event::Wished { wishes } => self.wishes.clone_from(wishes),
            Event::Showed { skus, listed } => {
                self.shown.clone_from(skus);
                if !listed.is_empty() {
                    self.listed.clone_from(listed);
                }
            }
            Event::Counts { digits } => self.digits = *digits,
            Event::Understood => self.misunderstood = 0,
            Event::Misunderstood => self.misunderstood = self.misunderstood.saturating_add(1),
            Event::HandedOver { reason } => self.handed_over = Some(*reason),
        }
        self
    }

    /// The stage of the sale. Derived from what happened, never stored by anybody else.
    pub fn stage(&self) -> Stage {
        if !self.shown.is_empty() {
            Stage::Solution
        } else if !self.wishes.is_empty() {
            Stage::NeedsAnalysis
        } else if self.introduced {
            Stage::Qualifying
        } else {
            Stage::Greeting
        }
    }
}

/// Where a sale stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// Nothing was said yet.
    Greeting,
    /// They know who they talk to.
    Qualifying,
    /// They said what they look for.
    NeedsAnalysis,
    /// Products are on the table.
    Solution,
}

impl Stage {
    /// The word it is stored and configured under.
    pub fn word(self) -> &'static str {
        match self {
            Self::Greeting => "greeting",
            Self::Qualifying => "qualifying",
            Self::NeedsAnalysis => "needs_analysis",
            Self::Solution => "solution",
        }
    }
}

/// Why a person is asked for. The shop's closed list, as far as Noor recognises it today.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// The customer asked for one.
    HumanRequest,
    /// A discount, a better price or terms of payment.
    DiscountTerms,
    /// Something went wrong.
    Complaint,
    /// A quotation on paper, which Noor cannot write.
    QuoteFailure,
    /// Where an order is, which Noor cannot look up.
    LogisticsUnverified,
    /// An invoice, or a payment that is said to be made.
    PaymentCheck,
    /// Two messages in a row made no sense.
    RepeatedFailure,
    /// A price is missing and was asked for.
    PriceUnavailable,
    /// An answer could not be delivered, or nobody knows whether it was.
    DeliveryFailed,
    /// A turn broke off again and again.
    TurnFailed,
}

impl Reason {
    /// The code it is stored and reported under.
    pub fn code(self) -> &'static str {
        match self {
            Self::HumanRequest => "human_request",
            Self::DiscountTerms => "discount_terms",
            Self::Complaint => "complaint",
            Self::QuoteFailure => "quote_failure",
            Self::LogisticsUnverified => "logistics_unverified",
            Self::PaymentCheck => "payment_check",
            Self::RepeatedFailure => "repeated_failure",
            Self::PriceUnavailable => "price_unavailable",
            Self::DeliveryFailed => "delivery_failed",
            Self::TurnFailed => "turn_failed",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_event_twice_is_the_same_as_once_but_for_counting_failures() {
        let events = [
            Event::Introduced,
            Event::Showed { skus: vec!["KX 210".to_owned()], listed: Vec::new() },
            Event::Wished { wishes: vec![Sought::default()] },
            Event::Counts { digits: Digits::Eastern },
            Event::Understood,
            Event::HandedOver { reason: Reason::HumanRequest },
        ];
        let once = events.iter().fold(State::default(), State::after);
        let twice = events.iter().chain(&events).fold(State::default(), State::after);
        assert_eq!(once, twice);
        assert_eq!(once.stage(), Stage::Solution);
    }

    #[test]
    fn a_state_written_by_an_older_noor_still_reads() {
        let old: State =
            serde_json::from_str(r#"{"introduced":true,"wish":{"families":["desk"]}}"#).unwrap();
        assert_eq!(old.stage(), Stage::Qualifying);
    }
}
