//! What an order's status does to the shelves: confirmed orders set their pieces aside.

use chrono::{DateTime, Utc};
use rust_decimal::prelude::ToPrimitive as _;

use super::order::ZohoOrder;
use crate::zoho::State;

impl State {
    /// Gives an order a status, whatever it had before; `false` if there is no such order.
    pub(super) fn set_status(&mut self, id: &str, status: &str, now: DateTime<Utc>) -> bool {
        let Some(place) = self.orders.iter().position(|order| order.id == id) else { return false };
        let before = self.orders[place].clone();
        self.release(&before);
        let committed = !matches!(
            status,
            "draft" | "void" | "pending_approval" | "approved" | "fulfilled" | "closed"
        );
        let order = &mut self.orders[place];
        status.clone_into(&mut order.status);
        order.committed = committed;
        order.modified_at = now;
        if committed {
            let order = order.clone();
            self.commit(&order);
        }
        true
    }

    /// Sets aside what is ordered.
    pub(super) fn commit(&mut self, order: &ZohoOrder) {
        self.shift(order, 1.0);
    }

    /// What was set aside for an order is free again.
    pub(super) fn release(&mut self, order: &ZohoOrder) {
        if order.committed {
            self.shift(order, -1.0);
        }
    }

    /// Forgets all orders; nothing is set aside for them any more.
    pub(in crate::zoho) fn forget_orders(&mut self) {
        for order in std::mem::take(&mut self.orders) {
            self.release(&order);
        }
    }

    fn shift(&mut self, order: &ZohoOrder, by: f64) {
        for line in &order.lines {
            let pieces = line.quantity.to_f64().unwrap_or_default();
            let mut items = self.items.iter_mut();
            if let Some(item) = items.find(|item| item.tracked && item.id == line.item_id) {
                item.stock.committed += by * pieces;
            }
        }
    }
}
