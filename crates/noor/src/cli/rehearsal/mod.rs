//! Conversations in a shop of their own: what `noor chat` and `noor eval` have in common.
//!
//! The road is the real one, from webhook to gateway; the world around it is the simulator's, the
//! clock can be moved, and the database is gone afterwards. Nothing here decides what Noor says.

mod clock;
mod database;
mod duration;
mod given;
mod happening;
mod ids;
mod others;
mod overheard;
mod past;
mod servers;
mod shop;
mod tools;
mod trace;
pub(super) mod warehouse;
mod watch;

pub(super) use self::database::{Database, DatabaseServer};
pub(super) use self::duration::duration;
pub(super) use self::given::Given;
pub(super) use self::happening::{Happening, Picture, Trouble};
pub(super) use self::ids::SeededIds;
pub(super) use self::servers::Servers;
pub(super) use self::shop::{Beginning, Customer, Premises, Shop, World};
pub(super) use self::trace::Trace;
pub(super) use self::watch::{News, Watch};
