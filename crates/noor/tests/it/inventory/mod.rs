//! Stock that Zoho Inventory counts: in the mirror, and at the moment somebody asks.

mod broken_off;
mod live;
mod mirror;
mod processes;
mod warehouse;
