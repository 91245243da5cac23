//! Greetings, thanks, what Noor says about itself and the shop.

use super::Turn;
use crate::dialogue::answer::{Ask, Contribution, OrderLine, OrderSaid};
use crate::dialogue::cart::CartLine;
use crate::dialogue::context::stale;
use crate::dialogue::reason::Reason;
use crate::dialogue::state::Event;
use crate::reply::naming::person;
use crate::understanding::Intent;

impl Turn<'_> {
    /// The first answer says who is talking, a greeting is always returned, and who comes back after a
    /// long silence and is known is greeted by name.
    pub(super) fn greets(&mut self) {
        let salam = self.said.intents.iter().find_map(|intent| match intent {
            Intent::Greet { salam } => Some(*salam),
            _ => None,
        });
        let introduce = !self.state.introduced;
        let name = self.state.details.with(&self.said.details).name;
        let name = name.as_deref().and_then(person);
        let comes_back = name.is_some() && stale(self.state, self.heard.now);
        if salam.is_some() || introduce || comes_back {
            self.says(Contribution::Greeting { salam: salam.unwrap_or(false), introduce, name });
        }
        let pending = &self.findings.pending;
        if !pending.is_empty() {
            let until = pending.quotation.as_ref().map(|(_, until)| self.policy.day_of(*until));
            self.says(Contribution::Pending { pending: pending.clone(), until });
        }
        self.opened = self.answer.contributions.len();
    }

    /// What Noor is, what it speaks, what the shop says about itself; and what moves it not.
    pub(super) fn says_about_itself(&mut self) {
        if !self.said.language_served {
            self.says(Contribution::Languages);
            self.asks_if_free(Ask::Family);
        }
        let said = self.said;
        for intent in &said.intents {
            match intent {
                Intent::AskIfBot => self.says(Contribution::Assistant),
                Intent::AskLanguages if said.language_served => self.says(Contribution::Languages),
                Intent::AskShop { article } => {
                    self.says(Contribution::Article { key: article.clone() });
                }
                Intent::Instruct => self.says(Contribution::Unmoved),
                Intent::AskAboutOthers => self.says(Contribution::Private),
                _ => {}
            }
        }
    }

    /// A message that asks for nothing that is known may still be about something the shop has written
    /// down: then that is quoted.
    pub(super) fn quotes_an_article(&mut self) {
        let asks_for_something = self.says_something()
            || self.answer.hand_over.is_some()
            || self.answers_in_own_words()
            || super::asks_about_nothing(self.said);
        if let Some(key) = self.heard.articles.first().filter(|_| !asks_for_something) {
            self.says(Contribution::Article { key: key.clone() });
        }
    }

    /// What is said where nothing more is to be told.
    pub(super) fn with_courtesy(&mut self) {
        let said = self.said;
        if said.has(&Intent::LikeLastTime) && !self.quotes_the_last_time() {
            self.proposes_the_same_again();
        }
        if said.has(&Intent::Doubt) {
            self.is_doubted();
        }
        if said.has(&Intent::Postpone) && !self.says_something() {
            self.says(Contribution::NoRush);
            self.asks_if_free(Ask::NextContact);
        }
        let leaves = said.has(&Intent::Thank) || said.has(&Intent::SayGoodbye);
        let silent = !self.says_something();
        if silent && said.has(&Intent::Agree) && !super::asks_about_nothing(said) && !leaves {
            self.says(Contribution::Agreed);
        }
        if silent && said.has(&Intent::Decline) && !said.has(&Intent::Doubt) {
            self.says(Contribution::Declined);
        }
        if said.has(&Intent::Thank) {
            self.says(Contribution::Thanks);
        }
        if said.has(&Intent::SayGoodbye) {
            self.says(Contribution::Goodbye);
        }
    }

    /// "The same as last time": what that was is read out at the prices of today, and nothing of it is
    /// ordered before they say so. What the shop does not have any more is told.
    fn proposes_the_same_again(&mut self) {
        let lines = self.findings.last_time.iter().flat_map(|last| &last.lines);
        let (there, gone): (Vec<&CartLine>, Vec<&CartLine>) =
            lines.partition(|line| self.product(&line.sku).is_some_and(|it| it.active));
        let lines: Vec<OrderLine> = there
            .into_iter()
            .filter_map(|line| Some(self.line_of(self.product(&line.sku)?, line.quantity)))
            .collect();
        if lines.is_empty() {
            self.says(Contribution::LastTimeUnknown);
            return self.asks_if_free(Ask::Lines);
        }
        let said = OrderSaid::LastTime;
        self.says(Contribution::Order { lines, said, vat_percent: None });
        if !gone.is_empty() {
            let codes = gone.into_iter().map(|line| line.sku.clone()).collect();
            self.says(Contribution::NotOffered { codes });
        }
        self.answer.ask = Some(Ask::SameOrder);
    }

    /// Asks what would convince; who is not convinced after that is better served by a person.
    fn is_doubted(&mut self) {
        self.happened(Event::Doubted);
        if self.state.doubts >= 1 {
            self.hands_over(Reason::NotConvinced);
        } else if !self.says_something() {
            self.says(Contribution::Doubted);
            self.asks_if_free(Ask::UseCase);
        }
    }
}
