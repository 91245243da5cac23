//! Zoho Inventory: items, the customers that orders are for, and sales orders.

mod admit;
mod contact;
mod contacts;
mod control;
mod draft;
mod handle;
mod item;
mod items;
mod limits;
mod list;
mod order;
mod orders;
mod package;
mod pdf;
mod shape;
mod stock;
mod totals;

use std::sync::Arc;

use axum::Router;
use axum::middleware::from_fn_with_state;
use axum::routing::{MethodRouter, get, post, put};

pub use contact::{ZohoCustomer, ZohoPerson};
pub(super) use control::routes as control_routes;
pub use item::{ZohoItem, ZohoStock};
pub(super) use limits::Usage;
pub use order::{OrderIdKey, OrderKey, ZohoOrder, ZohoOrderLine};
pub use package::ZohoPackage;

use self::admit::admitted;
use crate::gate::Gated as _;
use crate::world::World;

/// Ids have eighteen digits.
pub(super) const FIRST_ID: u64 = 900_000_000_000_100_000;

/// A route: its name for faults, its path, its scope, and what answers it.
type Call = (&'static str, &'static str, &'static str, MethodRouter<Arc<World>>);

/// All calls of Zoho Inventory, below `/inventory/v1`.
pub(super) fn routes(world: &Arc<World>) -> Router<Arc<World>> {
    let all = item_calls().into_iter().chain(contact_calls()).chain(order_calls());
    all.fold(Router::new(), |router, (name, path, scope, handler)| {
        router.gated(world, name, path, admitted(world, scope, handler))
    })
    .layer(from_fn_with_state(Arc::clone(world), limits::count_open))
}

fn item_calls() -> Vec<Call> {
    let reads = "ZohoInventory.items.READ";
    vec![
        ("zoho.items", "/items", reads, get(items::list)),
        ("zoho.item", "/items/{id}", reads, get(items::one)),
        ("zoho.image", "/items/{id}/image", reads, get(items::image)),
        ("zoho.details", "/itemdetails", reads, get(items::details)),
    ]
}

fn contact_calls() -> Vec<Call> {
    let reads = "ZohoInventory.contacts.READ";
    let creates = "ZohoInventory.contacts.CREATE";
    let updates = "ZohoInventory.contacts.UPDATE";
    let one = "/contacts/{id}";
    vec![
        ("zoho.contacts", "/contacts", reads, get(contacts::list)),
        ("zoho.contact", one, reads, get(contacts::one)),
        ("zoho.contact.create", "/contacts", creates, post(contacts::create)),
        ("zoho.contact.update", one, updates, put(contacts::update)),
        ("zoho.contact.active", "/contacts/{id}/active", creates, post(contacts::activate)),
        ("zoho.contact.inactive", "/contacts/{id}/inactive", creates, post(contacts::deactivate)),
    ]
}

fn order_calls() -> Vec<Call> {
    let reads = "ZohoInventory.salesorders.READ";
    let creates = "ZohoInventory.salesorders.CREATE";
    let updates = "ZohoInventory.salesorders.UPDATE";
    let one = "/salesorders/{id}";
    let status = "/salesorders/{id}/status/{status}";
    vec![
        ("zoho.orders", "/salesorders", reads, get(orders::list)),
        ("zoho.order", one, reads, get(orders::one)),
        ("zoho.order.create", "/salesorders", creates, post(orders::create)),
        ("zoho.order.update", one, updates, put(orders::update)),
        ("zoho.order.status", status, creates, post(orders::set_status)),
    ]
}
