//! The one question of an answer: never what is known, and what was asked before comes back once
//! something else was answered.

use super::Turn;
use super::meant::Meant;
use crate::dialogue::answer::{Ask, Contribution};
use crate::dialogue::state::{Consent, Event, Open, Quoted, State};
use crate::understanding::{Detail, How, Intent, LineChange, Target};

impl Turn<'_> {
    /// Decides the question, from the most to the least pressing.
    pub(super) fn asks(&mut self) {
        if self.answer.hand_over.is_some() {
            return;
        }
        // What a wanted quotation lacks goes before how many of something else.
        let after = self.after();
        let quoting = after.consent == Consent::Granted && after.has_lines();
        let pressing = match &self.answer.ask {
            Some(Ask::Quantity) if quoting => false,
            Some(
                Ask::Quantity
                | Ask::Version
                | Ask::Words
                | Ask::Plan
                | Ask::Headcount
                | Ask::Acceptance
                | Ask::Variant
                | Ask::SameOrder
                | Ask::TakeOut,
            ) => true,
            Some(Ask::Item | Ask::Items) => self.takes_one_of_a_list(),
            Some(_) | None => false,
        };
        if pressing {
            return;
        }
        let next = self
            .for_the_quotation()
            .or_else(|| self.whether_to_quote())
            .or_else(|| self.what_was_open());
        if let Some(next) = next {
            self.answer.ask = Some(next);
        } else if self.answer.ask.is_none() {
            self.answer.ask = self.what_comes_next();
        }
    }

    /// Whether something is to come into the order that is only listed so far: "2 of it and a
    /// pedestal".
    fn takes_one_of_a_list(&self) -> bool {
        let listed = |change: &LineChange| match (&change.target, &change.how) {
            (Target::Kind(_), How::Take | How::Add) => {
                matches!(self.resolve(&change.target, true), Meant::Elsewhere | Meant::Nothing)
            }
            _ => false,
        };
        self.said.changes.iter().any(listed)
    }

    /// What a wanted quotation still needs.
    fn for_the_quotation(&mut self) -> Option<Ask> {
        let after = self.after();
        let leaves = self.said.has(&Intent::SayGoodbye) || self.said.has(&Intent::Postpone);
        if after.consent != Consent::Granted || leaves {
            return None;
        }
        if after.has_lines() {
            let missing = after.missing(self.policy);
            // What was accepted needs no more details.
            let accepted = after.accepted.is_some();
            let known = if accepted { Vec::new() } else { after.proposed_details(self.policy) };
            return match (known.is_empty(), missing.is_empty()) {
                (true, true) => None,
                (true, false) => Some(Ask::Details(missing)),
                (false, _) => self.whether_these_hold(&after, &known, missing),
            };
        }
        let which = matches!(self.answer.ask, Some(Ask::Item | Ask::Items));
        if which || !self.said.has(&Intent::AskQuotation) && self.answer.ask.is_some() {
            return None;
        }
        match after.shown.as_slice() {
            [one] => {
                self.about = Some(one.clone());
                Some(Ask::Quantity)
            }
            _ => Some(Ask::Lines),
        }
    }

    /// Reads out what is known from an earlier sale and asks whether it holds, once for each request of a
    /// quotation; until that is answered, nothing else about it is asked.
    fn whether_these_hold(
        &mut self,
        after: &State,
        known: &[Detail],
        missing: Vec<Detail>,
    ) -> Option<Ask> {
        let others: Vec<Detail> =
            Detail::ALL.into_iter().filter(|it| !known.contains(it)).collect();
        let open = self.state.open_at(self.heard.now).map(|open| &open.ask);
        let waits = matches!(open, Some(Ask::SameDetails(_)));
        let forgot = self.answer.events.iter().any(|it| matches!(it, Event::Forgot { .. }));
        let concerned = self.said.has(&Intent::AskQuotation) || forgot;
        if !after.read_out.is_empty() && !concerned {
            if self.cart != self.state.cart {
                return Some(Ask::SameDetails(missing));
            }
            self.stays_open = waits;
            return None;
        }
        self.happened(Event::ReadOut);
        self.says(Contribution::KnownDetails { details: after.details.without(&others) });
        Some(Ask::SameDetails(missing))
    }

    /// Once something was ordered, and as long as nobody said anything about it.
    fn whether_to_quote(&self) -> Option<Ask> {
        let told = |part: &Contribution| match part {
            Contribution::Order { said, .. } => !said.is_proposed(),
            _ => false,
        };
        let tells = self.answer.contributions.iter().any(told);
        if let Some(quoted) = self.after().quoted.filter(|_| tells) {
            return Some(accepts(&quoted));
        }
        let open = self.after().consent == Consent::None && !self.cart.is_empty();
        (open && tells).then_some(Ask::Quotation)
    }

    /// The question that was asked before and is still open. Who passed over it twice is not asked a
    /// third time, and may still answer.
    fn what_was_open(&mut self) -> Option<Ask> {
        let open = self.state.open_at(self.heard.now)?;
        let waits = match &open.ask {
            Ask::Quantity | Ask::Version | Ask::Headcount | Ask::Plan => true,
            Ask::Quotation => self.after().consent == Consent::None,
            Ask::Acceptance | Ask::Variant => self.after().quoted.is_some(),
            Ask::TakeOut => !self.cart.is_empty(),
            Ask::Family
            | Ask::Item
            | Ask::Items
            | Ask::Referent
            | Ask::Fit
            | Ask::SameOrder
            | Ask::Else
            | Ask::Lines
            | Ask::UseCase
            | Ask::Details(_)
            | Ask::SameDetails(_)
            | Ask::NextContact
            | Ask::Words => false,
        };
        let answered = !self.said.changes.is_empty()
            || self.said.has(&Intent::Decline)
            || self.said.has(&Intent::Postpone)
            || self.said.has(&Intent::SayGoodbye);
        let free = matches!(self.answer.ask, None | Some(Ask::Else));
        let only_told = self.answer.contributions.iter().skip(self.opened).all(|part| {
            matches!(
                part,
                Contribution::Article { .. }
                    | Contribution::Assistant
                    | Contribution::Languages
                    | Contribution::Property { .. }
                    | Contribution::Noted { .. }
                    | Contribution::Unmoved
                    | Contribution::Private
                    | Contribution::OtherCurrency
                    | Contribution::InCurrency { .. }
                    | Contribution::WithVat { .. }
                    | Contribution::Pictures { .. }
                    | Contribution::Unstated { .. }
                    | Contribution::NotUnderstood
                    | Contribution::UnknownQuotation { .. }
            )
        });
        if !waits || answered || !free || !only_told || !self.says_something() {
            return None;
        }
        if self.state.turns > open.turn {
            self.stays_open = true;
            return None;
        }
        self.about.clone_from(&open.sku);
        self.waiting = open.pieces;
        Some(open.ask.clone())
    }

    /// What moves the conversation on where nothing else is asked.
    fn what_comes_next(&mut self) -> Option<Ask> {
        let said = self.said;
        let only_opened = !self.says_something();
        let agreed = self.answer.contributions.iter().any(|part| {
            matches!(
                part,
                Contribution::Agreed
                    | Contribution::Noted { .. }
                    | Contribution::NoOrder
                    | Contribution::OrderCleared
            )
        });
        let misunderstood = self
            .answer
            .contributions
            .iter()
            .any(|part| matches!(part, Contribution::NotUnderstood));
        if misunderstood {
            return Some(Ask::Family);
        }
        if !agreed && !only_opened {
            return None;
        }
        // "I need 25 pieces": of what?
        if only_opened && said.quantity.is_some() && self.state.shown.is_empty() {
            self.waiting = said.quantity;
            return Some(Ask::Referent);
        }
        let meets_again = self.state.open_at(self.heard.now).map(|open| &open.ask);
        if said.has(&Intent::SayGoodbye)
            || said.has(&Intent::Thank) && only_opened
            || agreed && meets_again == Some(&Ask::NextContact)
        {
            return None;
        }
        let asks_what_is_not_there = said.intents.iter().any(|intent| {
            matches!(intent, Intent::AskProperty { .. } | Intent::AskInCurrency { .. })
        });
        if asks_what_is_not_there && self.state.shown.is_empty() {
            return Some(Ask::Referent);
        }
        Some(self.after_a_yes())
    }

    /// What is not known yet once the customer said yes.
    fn after_a_yes(&mut self) -> Ask {
        let state = self.after();
        if let Some(quoted) = &state.quoted {
            return accepts(quoted);
        }
        if !state.cart.is_empty() {
            return if state.consent == Consent::None { Ask::Quotation } else { Ask::Else };
        }
        if state.plans.len() > 1 {
            return Ask::Plan;
        }
        match state.shown.as_slice() {
            [] => Ask::Family,
            [one] => {
                let known = state.wishes.iter().any(|it| it.saw(one) && it.wish.pieces.is_some());
                self.about = Some(one.clone());
                if known { Ask::Else } else { Ask::Quantity }
            }
            [_, _, ..] => Ask::Item,
        }
    }

    /// Keeps the question of this answer, or that none is open any more.
    pub(super) fn keeps_the_question(&mut self) {
        if self.stays_open && self.answer.ask.is_none() && self.answer.hand_over.is_none() {
            return;
        }
        // Pieces that were said before it was known of what.
        let of_what = matches!(self.answer.ask, Some(Ask::Family | Ask::Referent | Ask::Lines));
        if of_what {
            self.waiting = self.waiting.or(self.said.quantity);
        }
        let turn = self.state.turns.saturating_add(1);
        // Of another quotation it is another question.
        let offers = self.answer.quote.is_some();
        let open = self.answer.ask.clone().map(|ask| {
            let same =
                self.state.open.as_ref().filter(|open| open.ask == ask && open.sku == self.about);
            let same = same.filter(|_| !offers);
            Open {
                // Asking again does not make it younger.
                turn: same.map_or(turn, |open| open.turn),
                ask,
                sku: self.about.clone(),
                pieces: self.waiting,
            }
        });
        if open != self.state.open {
            self.happened(Event::Asked { open });
        }
    }
}

/// Whether a quotation that stands is taken, and which of its variants.
fn accepts(quoted: &Quoted) -> Ask {
    if quoted.variants > 1 { Ask::Variant } else { Ask::Acceptance }
}
