//! From a quotation to an order in Zoho Inventory: one customer and one order, whatever happens on the
//! way.

mod buttons;
mod buyers;
mod crashes;
mod delivery;
mod desk;
mod reduced;
mod returning;
mod talk;
mod trouble;
