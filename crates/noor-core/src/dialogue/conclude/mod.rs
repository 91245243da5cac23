//! What the answer contributes, decided from what was heard and what was found.
//!
//! One file a subject. The order in which they are asked is the order of the answer: greeting, the
//! shop, the order, products, the person, the one question, and that somebody takes over.

mod acceptance;
mod advice;
mod courtesy;
mod handover;
mod meant;
mod order;
mod person;
mod pictures;
mod placed;
mod plans;
mod prices;
mod products;
mod question;
mod quotation;
mod shown;
mod strangers;

use super::answer::{Answer, Ask, Contribution};
use super::cart::Cart;
use super::context::Heard;
use super::findings::{Findings, FoundCode};
use super::policy::Policy;
use super::reason::Reason;
use super::remember::Wishes;
use super::state::{Event, State};
use crate::understanding::{CodeMention, Intent, Target, Understanding};

/// Most products in a list.
pub const LIST: usize = 3;
/// Most products in each of several lists.
pub const EACH: usize = 2;

/// Decides the answer. Total: whatever was heard and found, there is one.
pub fn conclude(state: &State, heard: &Heard, findings: &Findings, policy: &Policy) -> Answer {
    let mut turn = Turn::of(state, heard, findings, policy);
    turn.hears();
    if turn.is_a_stranger() {
        return turn.done();
    }
    turn.greets();
    if turn.tells_how_orders_stand() {
        turn.makes_sense();
        return turn.done();
    }
    turn.calls_for_people();
    if super::people::nothing_else_matters(turn.said, policy) {
        turn.makes_sense();
        return turn.done();
    }
    turn.says_about_itself();
    turn.about_the_order();
    turn.about_products();
    turn.about_a_place();
    turn.about_what_has_no_words();
    turn.about_the_person();
    turn.about_a_quotation();
    turn.with_courtesy();
    turn.quotes_an_article();
    turn.at_least_says_what_is_known();
    turn.remembers();
    turn.judges_whether_it_made_sense();
    turn.asks();
    turn.done()
}

/// An answer in the making.
struct Turn<'a> {
    state: &'a State,
    heard: &'a Heard,
    said: &'a Understanding,
    findings: &'a Findings,
    policy: &'a Policy,
    wishes: Wishes<'a>,
    /// The order as it is after this turn.
    cart: Cart,
    /// How many contributions only open the answer.
    opened: usize,
    /// The product that the question is about.
    about: Option<String>,
    /// Pieces that wait until it is known what of.
    waiting: Option<u32>,
    /// Whether what was asked before may still be answered, although it is not asked again.
    stays_open: bool,
    answer: Answer,
}

impl<'a> Turn<'a> {
    fn of(state: &'a State, heard: &'a Heard, findings: &'a Findings, policy: &'a Policy) -> Self {
        Self {
            state,
            heard,
            said: &heard.understanding,
            findings,
            policy,
            wishes: Wishes::of(state),
            cart: state.cart.clone(),
            opened: 0,
            about: None,
            waiting: None,
            stays_open: false,
            answer: Answer::default(),
        }
    }

    /// Notes what a message tells whatever is answered to it.
    fn hears(&mut self) {
        let (at, words) = (self.heard.now, self.heard.words);
        self.happened(Event::Spoke { at, words });
        if let Some(digits) = self.heard.digits.filter(|digits| *digits != self.state.digits) {
            self.happened(Event::Counts { digits });
        }
        let details = self.state.details.with(&self.said.details);
        if details != self.state.details {
            self.happened(Event::Told { details });
        }
        self.hears_of_details();
        let budget = self.state.budget.with(self.said.budget);
        if budget != self.state.budget {
            self.happened(Event::Budgeted { budget });
        }
        if !self.said.headcounts.is_empty() && self.said.headcounts != self.state.people {
            self.happened(Event::Counted { people: self.said.headcounts.clone() });
        }
        if self.state.parked.is_some() {
            self.happened(Event::Parked { said: None });
        }
    }

    fn happened(&mut self, event: Event) {
        self.answer.events.push(event);
    }

    fn says(&mut self, contribution: Contribution) {
        self.answer.contributions.push(contribution);
    }

    /// Asks, unless something more pressing is asked already.
    fn asks_if_free(&mut self, ask: Ask) {
        self.answer.ask.get_or_insert(ask);
    }

    fn hands_over(&mut self, reason: Reason) {
        match self.policy.mode(reason) {
            super::policy::Mode::HandOver => {
                self.answer.hand_over.get_or_insert(reason);
            }
            super::policy::Mode::Notify => self.notifies(reason),
            super::policy::Mode::Off => {}
        }
    }

    /// Whether anything was said beyond opening the answer.
    fn says_something(&self) -> bool {
        self.answer.contributions.len() > self.opened
    }

    fn makes_sense(&mut self) {
        self.happened(Event::Understood);
    }

    /// A message that nobody understood is answered honestly once; the second goes to a person.
    fn judges_whether_it_made_sense(&mut self) {
        let asked = asks_about_nothing(self.said);
        let only_greeted =
            self.said.intents.iter().any(|intent| matches!(intent, Intent::Greet { .. }));
        let agreed = self.answer.hand_over.is_some();
        if self.says_something() || agreed || only_greeted || asked {
            self.makes_sense();
        } else if self.answers_in_own_words() {
            self.says(Contribution::Noted { name: None });
            self.makes_sense();
        } else if !self.heard.has_words {
            // Only emoji, say: nothing was asked, and a friendly question does no harm.
        } else if self.state.misunderstood >= 1 {
            self.hands_over(Reason::RepeatedFailure);
            if self.answer.hand_over.is_none() {
                self.says(Contribution::NotUnderstood);
            }
            self.makes_sense();
        } else {
            self.says(Contribution::NotUnderstood);
            self.happened(Event::Misunderstood);
        }
    }

    /// Whether Noor asked for something that people say in words of their own.
    fn answers_in_own_words(&self) -> bool {
        let open = self.state.open_at(self.heard.now).map(|open| &open.ask);
        self.heard.has_words && matches!(open, Some(Ask::UseCase | Ask::NextContact))
    }

    /// The state as it is after what happened so far.
    fn after(&self) -> State {
        self.answer.events.iter().fold(self.state.clone(), State::after)
    }

    fn done(mut self) -> Answer {
        let introduces =
            |part: &Contribution| matches!(part, Contribution::Greeting { introduce: true, .. });
        if self.answer.contributions.iter().any(introduces) {
            self.happened(Event::Introduced);
        }
        if let Some(reason) = self.answer.hand_over {
            self.answer.ask = None;
            self.says(Contribution::HandOver { reason });
            self.happened(Event::HandedOver { reason });
        }
        for reason in self.answer.notify.clone() {
            self.happened(Event::Notified { reason });
        }
        self.keeps_the_question();
        self.answer
    }
}

/// What stands behind a code that a change of the order names. The reading of it that was found may be
/// longer than the code as written: "KX 210 black" behind `KX 210`. Where a code is written several times,
/// the first is the first that was found.
fn coded<'f>(
    said: &Understanding,
    findings: &'f Findings,
    code: &CodeMention,
) -> Option<&'f FoundCode> {
    let is_of = |found: &&FoundCode| {
        found.mention.key.starts_with(&code.key)
            || code.key.starts_with(&found.mention.key)
            || found.mention.text == code.text
    };
    let there = |found: &&FoundCode| code.spot > 0 && found.mention.spot == code.spot;
    let mut same = said.changes.iter().filter_map(|change| match &change.target {
        Target::Code(other) if other.key == code.key => Some(other),
        _ => None,
    });
    let place = same.position(|other| std::ptr::eq(other, code)).unwrap_or(0);
    let mut found: Vec<&FoundCode> = findings.codes.iter().filter(is_of).collect();
    found.sort_by_key(|it| it.mention.key != code.key);
    let by_key = || found.get(place.min(found.len().saturating_sub(1))).copied();
    found.iter().find(|it| there(it)).copied().or_else(by_key)
}

/// Asks about price, stock, pictures or more of something that nothing points at, or points at what
/// is not there.
fn asks_about_nothing(said: &Understanding) -> bool {
    said.change.is_some()
        || said.reference.is_some()
        || said.intents.iter().any(|intent| {
            matches!(
                intent,
                Intent::AskPrice
                    | Intent::AskStock
                    | Intent::AskPicture
                    | Intent::AskMore
                    | Intent::FindProducts
                    | Intent::AskProperty { .. }
                    | Intent::Compare
                    | Intent::AskAdvice
                    | Intent::AskInCurrency { .. }
                    | Intent::AskWithVat
                    | Intent::Order
                    | Intent::PlaceOrder
                    | Intent::Accept
            )
        })
}
