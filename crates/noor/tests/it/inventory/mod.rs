//! Stock that Zoho Inventory counts and prices that the catalogue says: in the mirror, and at the moment
//! somebody asks.

mod broken_off;
mod live;
mod mirror;
mod prices;
mod processes;
pub(crate) mod warehouse;
