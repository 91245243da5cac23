//! That somebody takes over, or is told.

use super::Turn;
use crate::dialogue::answer::{Ask, Contribution};
use crate::dialogue::people::triggers;
use crate::dialogue::policy::Mode;
use crate::dialogue::reason::Reason;
use crate::understanding::Intent;

impl Turn<'_> {
    /// Calls people for what the message asks of them. The articles that a visitor or a buyer should
    /// read before somebody comes are told first.
    pub(super) fn calls_for_people(&mut self) {
        for (reason, _) in triggers(self.said, self.policy) {
            self.hands_over(reason);
        }
        let Some(reason) = self.answer.hand_over else { return };
        // Who waits for an order is not told how deliveries go.
        if self.said.has(&Intent::AskOrder) {
            return;
        }
        let articles = self.policy.articles_before.get(&reason).cloned().unwrap_or_default();
        for key in articles {
            let asked = Intent::AskShop { article: key.clone() };
            if !self.said.has(&asked) {
                self.says(Contribution::Article { key });
            }
        }
    }

    /// Where nothing else was said to what a person is told of, what the shop can say about it is, and
    /// else that somebody was told.
    pub(super) fn at_least_says_what_is_known(&mut self) {
        let called = triggers(self.said, self.policy);
        if !self.says_something() {
            for (reason, _) in &called {
                for key in self.policy.articles_before.get(reason).cloned().unwrap_or_default() {
                    self.says(Contribution::Article { key });
                }
            }
        }
        if let (Some((reason, Mode::Notify)), false) = (called.first(), self.says_something()) {
            self.says(Contribution::HandOver { reason: *reason });
        }
        let offered = |part: &Contribution| {
            matches!(part, Contribution::Products { .. } | Contribution::Plans { .. })
        };
        let unknown =
            self.after().people.is_empty() && !self.answer.contributions.iter().any(offered);
        if self.said.has(&Intent::FitOut) && unknown {
            self.asks_if_free(Ask::Headcount);
        }
    }

    /// Has a person told, once a conversation for each reason; of orders, each time.
    pub(super) fn notifies(&mut self, reason: Reason) {
        let each_time =
            matches!(reason, Reason::OrderConfirmation | Reason::LargeOrder | Reason::QuoteFailure);
        let known = self.state.notified.contains(&reason) && !each_time;
        if !known && !self.answer.notify.contains(&reason) {
            self.answer.notify.push(reason);
        }
    }
}
