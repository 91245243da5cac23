//! Complete solutions: what a place needs, or several things for one budget.

use rust_decimal::Decimal;

use super::Turn;
use crate::bundle::{Limit, Solution, Terms, Wanted, Why, solve};
use crate::dialogue::answer::{Ask, Contribution, Plan};
use crate::understanding::Budget;

/// Solutions offered at different prices.
const VARIANTS: usize = 3;
/// Lines of all of them together, so that they fit into one message.
const LINES: usize = 8;

impl Turn<'_> {
    /// Offers solutions for what is to be furnished as a whole. What the budget does not reach for is
    /// named, and nothing above it is offered but where nothing at all keeps it.
    pub(super) fn about_a_place(&mut self) {
        let places = &self.findings.places;
        if places.is_empty() {
            return;
        }
        let budget = self.state.budget.with(self.said.budget);
        let limit = self.limit(budget);
        let terms =
            Terms { limit, vat_percent: self.policy.vat_percent, currency: self.policy.currency };
        let wanted: Vec<Wanted<'_>> = places
            .iter()
            .map(|place| Wanted { need: &place.need, candidates: &place.products })
            .collect();
        let essential = wanted.iter().filter(|it| it.need.essential).count().max(1);
        let variants = (LINES / essential).clamp(1, VARIANTS);
        // What is only offered is left out where what is needed fills the message.
        let wanted: Vec<Wanted<'_>> =
            wanted.into_iter().filter(|it| it.need.essential || essential < 3).collect();
        let Solution { mut plans, least } = solve(&wanted, &terms, variants);
        if plans.is_empty() {
            plans.extend(least);
        }
        let plans: Vec<Plan> = plans
            .iter()
            .map(|plan| Plan {
                lines: plan
                    .lines
                    .iter()
                    .map(|line| self.line_of(line.product, line.quantity))
                    .collect(),
                missing: plan
                    .coverage
                    .iter()
                    .zip(&wanted)
                    .filter(|(it, _)| it.missing > 0 && it.why != Some(Why::Offered))
                    .filter_map(|(it, place)| {
                        Some((place.need.wish.families.first()?.clone(), it.missing))
                    })
                    .collect(),
                within: limit.map(|_| plan.keeps_limit),
                assumed: plan.lines.iter().any(|line| line.assumed.is_some()),
            })
            .collect();
        if plans.is_empty() {
            self.says(Contribution::NothingFound { family: None });
            return self.asks_if_free(Ask::Family);
        }
        let with_vat = budget.incl_vat == Some(true);
        let vat_percent = with_vat.then_some(self.policy.vat_percent);
        self.answer.ask = Some(if plans.len() > 1 { Ask::Plan } else { Ask::Fit });
        self.says(Contribution::Plans { plans, vat_percent });
    }

    /// What everything may cost, in the shop's currency.
    fn limit(&self, budget: Budget) -> Option<Limit> {
        let total = budget.total?;
        let rate = match budget.currency {
            Some(currency) if currency != self.policy.currency => {
                self.policy.rates.get(&currency).copied()?
            }
            Some(_) | None => Decimal::ONE,
        };
        let amount = total.checked_mul(rate)?;
        Some(Limit { amount, incl_vat: budget.incl_vat == Some(true) })
    }
}
