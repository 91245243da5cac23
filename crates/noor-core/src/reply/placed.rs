//! How a customer's orders stand, in a message.

use chrono::NaiveDate;

use super::blocks::Pen;
use super::figures::amount;
use super::naming;
use crate::dialogue::past::Pending;
use crate::dialogue::placed::{OrderStanding, PlacedOrder};

impl Pen<'_> {
    /// Each order with its number, how it stands and what it comes to.
    pub(super) fn placed(&self, orders: &[PlacedOrder]) -> String {
        orders.iter().map(|order| self.placed_one(order)).collect::<Vec<_>>().join("\n")
    }

    /// The quotation that can still be accepted, and how the last order stands.
    pub(super) fn pending(&self, pending: &Pending, until: Option<NaiveDate>) -> String {
        let quotation = pending.quotation.as_ref().zip(until).map(|((number, _), day)| {
            let text = self.say("pending.quotation");
            text.replace("{number}", &naming::code(number)).replace("{date}", &self.date(day))
        });
        let order = pending
            .order
            .as_ref()
            .map(|order| format!("{}\n{}", self.say("pending.order"), self.placed_one(order)));
        quotation.into_iter().chain(order).collect::<Vec<_>>().join("\n")
    }

    fn placed_one(&self, order: &PlacedOrder) -> String {
        let day = match order.standing {
            OrderStanding::Shipped | OrderStanding::PartlyShipped => order.shipped_on,
            OrderStanding::Delivered => order.delivered_on,
            OrderStanding::Received
            | OrderStanding::Confirmed
            | OrderStanding::OnHold
            | OrderStanding::Cancelled => None,
        };
        let word = order.standing.word();
        let standing = match day {
            Some(day) => self.say(&format!("placed.{word}_on")).replace("{date}", &self.date(day)),
            None => self.say(&format!("placed.{word}")),
        };
        let key = if order.placed_on.is_some() { "placed.row_of" } else { "placed.row" };
        let placed_on = order.placed_on.map(|day| self.date(day)).unwrap_or_default();
        self.say(key)
            .replace("{number}", &naming::code(&order.number))
            .replace("{date}", &placed_on)
            .replace("{standing}", &standing)
            .replace("{sum}", &amount(order.total, self.voice, self.wording))
    }
}
