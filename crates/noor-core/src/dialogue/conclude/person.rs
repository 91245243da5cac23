//! What a customer tells about themselves, and the order that they want carried out.

use super::Turn;
use crate::dialogue::answer::{Ask, Contribution, OrderSaid};
use crate::dialogue::reason::Reason;
use crate::dialogue::state::{Consent, Event};
use crate::normalise::fold;
use crate::reply::naming::person;
use crate::understanding::{Detail, Intent, LineChange, Target, Understanding};

fn said_where(said: &Understanding) -> bool {
    said.details.address.is_some()
}

/// "I confirm 6 of KX 210": codes with their pieces are an order, whatever was shown before.
fn said_exactly(said: &Understanding) -> bool {
    let exact =
        |change: &LineChange| change.quantity.is_some() && matches!(change.target, Target::Code(_));
    said.changes.iter().any(exact)
}

/// Words behind a yes that take something back from it, folded.
const BUT: [&str; 9] = ["but", "except", "however", "only", "first", "بس", "لكن", "الا", "غير"];

/// Whether a yes is one to everything that was read out: "yes but the address is different" is not.
fn agrees_to_all(said: &Understanding, words: &[String]) -> bool {
    said.has(&Intent::Agree)
        && !said.has(&Intent::Decline)
        && !said.has(&Intent::Postpone)
        && !words.iter().any(|word| BUT.contains(&word.as_str()))
}

impl Turn<'_> {
    /// What was known from an earlier sale holds for this one once it is told again or agreed to; who
    /// corrects one of the details that were read out agrees to the others.
    pub(super) fn hears_of_details(&mut self) {
        let (state, said) = (self.state, self.said);
        let earlier = &state.earlier;
        if earlier.is_empty() {
            return;
        }
        let open = state.open_at(self.heard.now).map(|open| &open.ask);
        let proposed = matches!(open, Some(Ask::SameDetails(_)));
        let told: Vec<Detail> =
            Detail::ALL.into_iter().filter(|it| said.details.has(*it)).collect();
        let known = state.details.address.as_ref().filter(|_| earlier.contains(&Detail::Address));
        let is_there = |area: &String| known.is_none_or(|it| fold(it).contains(&fold(area)));
        let elsewhere = !said.details.area.iter().all(is_there);
        if elsewhere && !told.contains(&Detail::Address) {
            // "Deliver to Abu Dhabi this time": not where it went before.
            self.happened(Event::Forgot { details: vec![Detail::Address] });
        } else if proposed && (!told.is_empty() || agrees_to_all(said, &self.heard.tokens)) {
            self.happened(Event::Held { details: earlier.clone() });
        } else if proposed && said.has(&Intent::Decline) {
            self.happened(Event::Forgot { details: state.proposed_details(self.policy) });
        } else if !told.is_empty() {
            self.happened(Event::Held { details: told });
        }
    }

    /// Thanks for a name or an address, where nothing else was said.
    pub(super) fn about_the_person(&mut self) {
        let told = !self.said.details.is_empty() || self.said.has(&Intent::Introduce);
        if told && !self.says_something() {
            let new = self.said.details.name.clone();
            let name = new.filter(|name| self.state.details.name.as_ref() != Some(name));
            let name = name.as_deref().and_then(person);
            // The greeting has said it.
            let greeted = self.opened > 0;
            self.says(Contribution::Noted { name: name.filter(|_| !greeted) });
        }
    }

    /// A confirmed order: a large one and one with its delivery details are a person's; for any other
    /// the details are asked for, as for a quotation.
    pub(super) fn places_the_order(&mut self) {
        let told = |part: &Contribution| matches!(part, Contribution::Order { .. });
        let is_told = self.answer.contributions.iter().any(told);
        let about_nothing = self.cart.is_empty() && self.says_something();
        if !(is_told || about_nothing) {
            self.tells_the_order(OrderSaid::Asked);
        }
        // "Go ahead" to what was calculated takes it; to an order that stands, or with an address, it
        // has it carried out.
        let stood = !self.state.cart.is_empty() || said_where(self.said) || said_exactly(self.said);
        if self.cart.is_empty() || !stood {
            return;
        }
        self.happened(Event::Confirmed);
        let after = self.after();
        if self.order_total().is_some_and(|total| total > self.policy.large_order_above) {
            self.hands_over(Reason::LargeOrder);
        } else if after.details.address.is_some() || after.missing(self.policy).is_empty() {
            self.hands_over(Reason::OrderConfirmation);
        } else if after.consent != Consent::Granted {
            self.happened(Event::Consented { consent: Consent::Granted });
        }
    }
}
