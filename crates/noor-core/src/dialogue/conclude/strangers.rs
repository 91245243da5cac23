//! Who is no customer, or no longer: told kindly, sold nothing.

use super::Turn;
use crate::dialogue::answer::Contribution;
use crate::dialogue::state::{Event, Lead};
use crate::understanding::Intent;

impl Turn<'_> {
    /// Answers somebody who wants no furniture from the shop; says whether it was one.
    pub(super) fn is_a_stranger(&mut self) -> bool {
        let lead = match () {
            () if self.said.has(&Intent::OptOut) => Lead::OptedOut,
            () if self.said.has(&Intent::ApplyForJob) => Lead::JobSeeker,
            () if self.said.has(&Intent::OfferGoods) => Lead::Supplier,
            () if self.said.has(&Intent::Spam) => Lead::Spam,
            () if self.still_is_one() => self.state.lead,
            () => {
                if self.state.lead != Lead::Customer && self.wants_furniture() {
                    self.happened(Event::Known { lead: Lead::Customer });
                }
                return false;
            }
        };
        // Who offers goods and asks for some is a customer all the same.
        if lead != Lead::OptedOut && self.wants_furniture() && !self.said.codes.is_empty() {
            return false;
        }
        self.happened(Event::Known { lead });
        self.makes_sense();
        if lead == Lead::OptedOut {
            self.says(Contribution::OptedOut);
        } else {
            self.greets();
            self.says(Contribution::NotSales { lead });
        }
        true
    }

    fn wants_furniture(&self) -> bool {
        let names_a_thing = self.said.wishes.iter().any(|wish| !wish.families.is_empty());
        names_a_thing || self.said.codes.iter().any(|code| code.explicit)
    }

    /// Whether somebody who wanted no furniture goes on about it.
    fn still_is_one(&self) -> bool {
        let other = match self.state.lead {
            Lead::JobSeeker | Lead::Supplier | Lead::Spam => true,
            Lead::Customer | Lead::OptedOut => false,
        };
        let courtesy = |intent: &Intent| {
            matches!(
                intent,
                Intent::Greet { .. }
                    | Intent::Thank
                    | Intent::SayGoodbye
                    | Intent::AskHuman
                    | Intent::AskShop { .. }
            )
        };
        other && !self.wants_furniture() && !self.said.intents.iter().any(courtesy)
    }
}
