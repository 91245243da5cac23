//! Customers and sales orders from inside: what tests put in, read back and push on.

use crate::lock;
use crate::zoho::{State, Zoho, ZohoCustomer, ZohoOrder};

impl Zoho {
    /// All contacts of Zoho Inventory, oldest first.
    pub fn customers(&self) -> Vec<ZohoCustomer> {
        lock(&self.inner.state).customers.clone()
    }

    /// Writes down a contact of Zoho Inventory, or writes over the one with its id. Gives the id.
    pub fn put_customer(&self, mut customer: ZohoCustomer) -> String {
        let mut state = lock(&self.inner.state);
        if customer.id.is_empty() {
            customer.id = state.new_id();
        }
        for person in &mut customer.persons {
            if person.id.is_empty() {
                person.id = state.new_id();
            }
        }
        let id = customer.id.clone();
        match state.customers.iter_mut().find(|known| known.id == id) {
            Some(known) => *known = customer,
            None => state.customers.push(customer),
        }
        id
    }

    /// All sales orders, oldest first.
    pub fn orders(&self) -> Vec<ZohoOrder> {
        lock(&self.inner.state).orders.clone()
    }

    /// Somebody gives an order a status, as `fulfilled`; stock that it sets aside follows. Gives
    /// `false` if there is no order with this id.
    pub fn set_order_status(&self, id: &str, status: &str) -> bool {
        let now = self.inner.basics.clock.now();
        lock(&self.inner.state).set_status(id, status, now)
    }

    /// Somebody changes an order in other ways: its shipment, its invoice, its payment. Gives
    /// `false` if there is no order with this id.
    pub fn amend_order(&self, id: &str, change: impl FnOnce(&mut ZohoOrder)) -> bool {
        let now = self.inner.basics.clock.now();
        let mut state = lock(&self.inner.state);
        let Some(order) = state.orders.iter_mut().find(|order| order.id == id) else {
            return false;
        };
        order.modified_at = now;
        change(order);
        true
    }
}

impl State {
    /// A new id.
    pub(super) fn new_id(&mut self) -> String {
        self.last_id += 1;
        self.last_id.to_string()
    }
}
