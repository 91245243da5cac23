//! How the orders stand that a customer placed before.

use super::Turn;
use crate::dialogue::answer::Contribution;
use crate::dialogue::placed::asks_how_orders_stand;

impl Turn<'_> {
    /// Tells how the orders stand that were asked for. Where none can be told of, a person has to.
    pub(super) fn tells_how_orders_stand(&mut self) -> bool {
        let orders = &self.findings.placed;
        if orders.is_empty() || !asks_how_orders_stand(self.said) {
            return false;
        }
        self.says(Contribution::PlacedOrders { orders: orders.clone() });
        true
    }
}
