//! What a conversation remembers: events, and the state they add up to.

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use super::answer::Ask;
use super::cart::{Cart, CartLine};
use super::policy::Policy;
use super::reason::Reason;
use super::sought::Sought;
use crate::reply::figures::Digits;
use crate::understanding::{Budget, Detail, Details, Headcount, Property, Understanding, Wish};

/// Something that happened in a conversation and matters later.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum Event {
    /// The customer said something.
    Spoke {
        /// When.
        at: DateTime<Utc>,
        /// A fingerprint of the words, to know them again.
        words: u64,
    },
    /// The customer is back after a long silence: what was shown, offered and asked then is no longer
    /// before their eyes. Their order, and what they told, stand.
    CameBack,
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
        /// How many stand in each of the lists.
        #[serde(default)]
        lists: Vec<usize>,
    },
    /// Complete solutions were offered, as they are numbered.
    Offered {
        /// The lines of each.
        plans: Vec<Vec<CartLine>>,
        /// The things they are put together from, where the customer named them.
        #[serde(default)]
        named: Vec<Wish>,
    },
    /// What something would cost was calculated; nothing is ordered by that.
    Proposed {
        /// The lines.
        lines: Vec<CartLine>,
    },
    /// The order changed.
    Ordered {
        /// All of it, as it is now.
        cart: Cart,
    },
    /// The customer wants the order carried out.
    Confirmed,
    /// All of the solutions are wanted in one quotation, to choose from.
    Varied {
        /// The lines of each.
        variants: Vec<Vec<CartLine>>,
    },
    /// A quotation stands.
    Quoted {
        /// What people call it.
        number: String,
        /// Which revision of it.
        revision: u32,
        /// The products of all its variants.
        skus: Vec<String>,
        /// How many variants it has.
        variants: usize,
        /// Until when it can be accepted.
        valid_until: DateTime<Utc>,
    },
    /// The customer took it.
    QuoteAccepted {
        /// Its number.
        number: String,
    },
    /// It was taken back.
    QuoteCancelled {
        /// Its number.
        number: String,
    },
    /// The customer's stand on a quotation changed.
    Consented {
        /// To what.
        consent: Consent,
    },
    /// The customer told something about themselves.
    Told {
        /// All that is known now.
        details: Details,
    },
    /// They are known from another line or from the CRM.
    Recalled {
        /// All that is known now.
        details: Details,
    },
    /// These details hold for the sale at hand: they were told for it, or agreed to.
    Held {
        /// Which.
        details: Vec<Detail>,
    },
    /// What is known from an earlier sale was read out.
    ReadOut,
    /// What was known from an earlier sale does not hold any more.
    Forgot {
        /// Which details.
        details: Vec<Detail>,
    },
    /// The customer said what they can spend.
    Budgeted {
        /// All of it, as it is now.
        budget: Budget,
    },
    /// The customer said for how many people it is.
    Counted {
        /// All of them.
        people: Vec<Headcount>,
    },
    /// It turned out who is writing.
    Known {
        /// What they are to the shop.
        lead: Lead,
    },
    /// Noor asked something, or what it had asked is settled.
    Asked {
        /// The question that is open from now on.
        open: Option<Open>,
    },
    /// A property was asked for that the catalogue does not state.
    Unstated {
        /// Of which product.
        sku: String,
        /// Which.
        property: Property,
    },
    /// The customer was not convinced.
    Doubted,
    /// What the shop is worth was said.
    Valued,
    /// What was said is to be answered once something else is known.
    Parked {
        /// What was understood; `None` once it is answered.
        said: Option<Box<Understanding>>,
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
    /// A person was told, and Noor goes on.
    Notified {
        /// Why.
        reason: Reason,
    },
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
    /// Batches of messages so far.
    pub turns: u32,
    /// When the customer last said something.
    pub spoke_at: Option<DateTime<Utc>>,
    /// The fingerprint of their last words.
    pub last_words: Option<u64>,
    /// Whether Noor said who it is.
    pub introduced: bool,
    /// What the customer looks for, the newest last.
    pub wishes: Vec<Sought>,
    /// The products shown last, in the order they stood in.
    pub shown: Vec<String>,
    /// The products of the last list, as it was numbered: what "the second one" counts in, also when
    /// one of them was looked at meanwhile.
    pub listed: Vec<String>,
    /// How many stand in each of the lists, where there were several.
    pub lists: Vec<usize>,
    /// The solutions offered last, as they were numbered; empty once something else was listed.
    pub plans: Vec<Vec<CartLine>>,
    /// The things that those were put together from, where the customer named them.
    pub named: Vec<Wish>,
    /// What was calculated last and is not ordered.
    pub proposed: Vec<CartLine>,
    /// The order so far.
    pub cart: Cart,
    /// Whether the order is to be carried out.
    pub confirmed: bool,
    /// The customer's stand on a quotation.
    pub consent: Consent,
    /// What a quotation is to choose from, where nothing is ordered.
    pub variants: Vec<Vec<CartLine>>,
    /// The quotation that stands.
    pub quoted: Option<Quoted>,
    /// The number of the quotation that was accepted, while its lines are the order.
    pub accepted: Option<String>,
    /// Who they are.
    pub details: Details,
    /// Which of that was told for another sale than the one at hand: it is proposed before anything is
    /// made out with it.
    pub earlier: Vec<Detail>,
    /// Which of that was read out.
    pub read_out: Vec<Detail>,
    /// What was told and does not hold any more: kept so that no model is told it.
    pub forgotten: Details,
    /// What they can spend.
    pub budget: Budget,
    /// For whom it is.
    pub people: Vec<Headcount>,
    /// What they are to the shop.
    pub lead: Lead,
    /// The question that waits for its answer.
    pub open: Option<Open>,
    /// What waits for something else to be known.
    pub parked: Option<Box<Understanding>>,
    /// Properties that were asked for and are not stated.
    pub unstated: Vec<(String, Property)>,
    /// How often they were not convinced.
    pub doubts: u8,
    /// Whether the shop's worth was said.
    pub valued: bool,
    /// The digits the customer writes in Arabic.
    pub digits: Digits,
    /// Messages in a row that made no sense.
    pub misunderstood: u8,
    /// What a person was told of while Noor went on.
    pub notified: Vec<Reason>,
    /// The last reason a person was asked for.
    pub handed_over: Option<Reason>,
}

/// A customer's stand on a quotation on paper.
///
/// Source: business rules, "Quotation": a refusal is respected until a new explicit request.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Consent {
    /// Nothing was said about it.
    #[default]
    None,
    /// Not yet.
    Deferred,
    /// No.
    Declined,
    /// Asked for.
    Granted,
}

impl Consent {
    /// The word it is reported under.
    pub fn word(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Deferred => "deferred",
            Self::Declined => "declined",
            Self::Granted => "granted",
        }
    }
}

/// What somebody who writes is to the shop.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Lead {
    /// Somebody who may buy.
    #[default]
    Customer,
    /// Looks for work.
    JobSeeker,
    /// Offers goods or services.
    Supplier,
    /// Advertises.
    Spam,
    /// Wants no more messages.
    OptedOut,
}

impl Lead {
    /// The word it is reported under.
    pub fn word(self) -> &'static str {
        match self {
            Self::Customer => "customer",
            Self::JobSeeker => "job_seeker",
            Self::Supplier => "supplier",
            Self::Spam => "spam",
            Self::OptedOut => "opted_out",
        }
    }
}

/// A quotation that stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quoted {
    /// What people call it.
    pub number: String,
    /// Which revision of it.
    pub revision: u32,
    /// The products of all its variants.
    pub skus: Vec<String>,
    /// How many variants it has.
    pub variants: usize,
    /// Until when it can be accepted.
    pub valid_until: DateTime<Utc>,
}

/// A question that waits for its answer. A number answers it once, within its lifetime, and not the
/// question before it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Open {
    /// What was asked.
    pub ask: Ask,
    /// The product it is about.
    pub sku: Option<String>,
    /// The pieces that are known already and wait for a product.
    pub pieces: Option<u32>,
    /// The batch it was asked after.
    pub turn: u32,
}

/// Batches that a question stays open for.
const TURNS: u32 = 3;
/// After this long without a word of the customer, questions and lists are forgotten.
pub(super) const HOURS: i64 = 24;

impl State {
    /// The state after one more event. There is no other way to change it.
    #[must_use]
    pub fn after(mut self, event: &Event) -> Self {
        match event {
            Event::Spoke { at, words } => {
                self.turns = self.turns.saturating_add(1);
                (self.spoke_at, self.last_words) = (Some(*at), Some(*words));
            }
            Event::CameBack => {
                self.shown.clear();
                self.listed.clear();
                self.plans.clear();
                self.proposed.clear();
                (self.open, self.parked, self.last_words) = (None, None, None);
                self.misunderstood = 0;
            }
            Event::Introduced => self.introduced = true,
            Event::Wished { wishes } => self.wishes.clone_from(wishes),
            Event::Showed { skus, listed, lists } => {
                self.shown.clone_from(skus);
                if !listed.is_empty() {
                    self.listed.clone_from(listed);
                    self.lists.clone_from(lists);
                    self.plans.clear();
                }
            }
            Event::Offered { plans, named } => {
                self.plans.clone_from(plans);
                self.named.clone_from(named);
            }
            Event::Proposed { lines } => self.proposed.clone_from(lines),
            Event::Ordered { cart } => {
                self.cart.clone_from(cart);
                self.proposed.clear();
                self.variants.clear();
                self.confirmed = false;
                self.accepted = None;
            }
            Event::Varied { variants } => self.variants.clone_from(variants),
            Event::Quoted { number, revision, skus, variants, valid_until } => {
                self.quoted = Some(Quoted {
                    number: number.clone(),
                    revision: *revision,
                    skus: skus.clone(),
                    variants: *variants,
                    valid_until: *valid_until,
                });
                self.confirmed = false;
                self.accepted = None;
            }
            Event::QuoteAccepted { number } => {
                self.quoted = None;
                self.accepted = Some(number.clone());
                // What is bought after that is another sale.
                let known = Detail::ALL.into_iter().filter(|it| self.details.has(*it));
                self.earlier = known.collect();
                self.read_out.clear();
            }
            Event::QuoteCancelled { number } => {
                self.quoted.take_if(|quoted| quoted.number == *number);
            }
            Event::Confirmed => self.confirmed = true,
            Event::Consented { consent } => self.consent = *consent,
            Event::Told { details } => {
                let told = |detail: &Detail| details.tells_another(&self.details, *detail);
                self.earlier.retain(|detail| !told(detail));
                self.details.clone_from(details);
            }
            Event::Recalled { details } => {
                let recalled = Detail::ALL.into_iter();
                let recalled = recalled.filter(|it| details.tells_another(&self.details, *it));
                self.earlier.extend(recalled);
                self.read_out.clear();
                self.details.clone_from(details);
            }
            Event::Held { details } => self.earlier.retain(|it| !details.contains(it)),
            Event::ReadOut => self.read_out.clone_from(&self.earlier),
            Event::Forgot { details } => {
                self.earlier.retain(|it| !details.contains(it));
                self.forgotten = self.forgotten.with(&self.details);
                self.details = self.details.without(details);
            }
            Event::Budgeted { budget } => self.budget = *budget,
            Event::Counted { people } => self.people.clone_from(people),
            Event::Known { lead } => self.lead = *lead,
            Event::Asked { open } => self.open.clone_from(open),
            Event::Unstated { sku, property } => {
                let known = (sku.clone(), *property);
                if !self.unstated.contains(&known) {
                    self.unstated.push(known);
                }
            }
            Event::Doubted => self.doubts = self.doubts.saturating_add(1),
            Event::Valued => self.valued = true,
            Event::Parked { said } => self.parked.clone_from(said),
            Event::Counts { digits } => self.digits = *digits,
            Event::Understood => self.misunderstood = 0,
            Event::Misunderstood => self.misunderstood = self.misunderstood.saturating_add(1),
            Event::Notified { reason } => {
                if !self.notified.contains(reason) {
                    self.notified.push(*reason);
                }
            }
            Event::HandedOver { reason } => self.handed_over = Some(*reason),
        }
        self
    }

    /// The question that still waits at `now`, if any does.
    pub fn open_at(&self, now: DateTime<Utc>) -> Option<&Open> {
        let fresh = self.spoke_at.is_none_or(|at| now - at < TimeDelta::hours(HOURS));
        self.open.as_ref().filter(|open| fresh && self.turns < open.turn.saturating_add(TURNS))
    }

    /// The details that a message at `now` may tell without saying so: what Noor asked for last and,
    /// while a quotation is wanted, what it lacks.
    pub fn asked(&self, policy: &Policy, now: DateTime<Utc>) -> Vec<Detail> {
        match self.open_at(now).map(|open| &open.ask) {
            Some(Ask::Details(details) | Ask::SameDetails(details)) => details.clone(),
            Some(_) | None if self.consent == Consent::Granted && self.has_lines() => {
                self.missing(policy)
            }
            Some(_) | None => Vec::new(),
        }
    }

    /// Whether there is anything that a quotation can be made out of.
    pub fn has_lines(&self) -> bool {
        !self.cart.is_empty() || !self.variants.is_empty()
    }

    /// What a quotation needs and is only known from an earlier sale, in the shop's order.
    pub fn proposed_details(&self, policy: &Policy) -> Vec<Detail> {
        let needs = policy.quotation_needs.iter().copied();
        needs.filter(|it| self.earlier.contains(it) && self.details.has(*it)).collect()
    }

    /// What a quotation still needs, in the shop's order.
    pub fn missing(&self, policy: &Policy) -> Vec<Detail> {
        let needs = policy.quotation_needs.iter().copied();
        needs.filter(|detail| !self.details.has(*detail)).collect()
    }

    /// The stage of the sale. Derived from what happened, never stored by anybody else.
    pub fn stage(&self, policy: &Policy) -> Stage {
        let offered = !self.shown.is_empty() || !self.plans.is_empty() || !self.cart.is_empty();
        let needs = !self.wishes.is_empty() || !self.people.is_empty() || !self.budget.is_empty();
        match self.consent {
            _ if self.quoted.is_some() => Stage::Quoting,
            _ if self.confirmed => Stage::Closing,
            Consent::Granted if self.has_lines() => {
                if self.missing(policy).is_empty() {
                    Stage::Quoting
                } else {
                    Stage::CompanyDetails
                }
            }
            Consent::None | Consent::Deferred | Consent::Declined | Consent::Granted => match () {
                () if offered => Stage::Solution,
                () if needs => Stage::NeedsAnalysis,
                () if self.introduced => Stage::Qualifying,
                () => Stage::Greeting,
            },
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
    /// A quotation is wanted, and its details are being told.
    CompanyDetails,
    /// Everything for the quotation is known, or it stands.
    Quoting,
    /// The order is to be carried out, or the quotation was accepted.
    Closing,
}

impl Stage {
    /// The word it is stored and configured under.
    pub fn word(self) -> &'static str {
        match self {
            Self::Greeting => "greeting",
            Self::Qualifying => "qualifying",
            Self::NeedsAnalysis => "needs_analysis",
            Self::Solution => "solution",
            Self::CompanyDetails => "company_details",
            Self::Quoting => "quoting",
            Self::Closing => "closing",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn policy() -> Policy {
        Policy::from_toml(include_str!("../../../../content/policy.toml")).unwrap()
    }

    #[test]
    fn the_same_event_twice_is_the_same_as_once_but_for_counting_failures() {
        let events = [
            Event::Introduced,
            Event::Showed {
                skus: vec!["KX 210".to_owned()],
                listed: Vec::new(),
                lists: Vec::new(),
            },
            Event::Wished { wishes: vec![Sought::default()] },
            Event::Counts { digits: Digits::Eastern },
            Event::Understood,
            Event::HandedOver { reason: Reason::HumanRequest },
        ];
        let once = events.iter().fold(State::default(), State::after);
        let twice = events.iter().chain(&events).fold(State::default(), State::after);
        assert_eq!(once, twice);
        assert_eq!(once.stage(&policy()), Stage::Solution);
    }

    #[test]
    fn a_state_written_by_an_older_noor_still_reads() {
        let old: State =
            serde_json::from_str(r#"{"introduced":true,"wish":{"families":["desk"]}}"#).unwrap();
        assert_eq!(old.stage(&policy()), Stage::Qualifying);
    }
}
