//! Noor's rules: what a message means, what to do about it, and how an answer is worded.
//!
//! Everything here is pure and synchronous. There is no clock, no network and no database; time,
//! ids and content come in as arguments, so any turn can be computed again from its journal.

#![deny(clippy::float_arithmetic)]

pub mod access;
pub mod bundle;
pub mod clock;
pub mod dialogue;
pub mod ids;
pub mod knowledge;
pub mod language;
pub mod lexicon;
pub mod message;
pub mod money;
pub mod normalise;
pub mod numbers;
pub mod phrases;
pub mod pricing;
pub mod privacy;
pub mod product;
pub mod quote;
pub mod reading;
pub mod recommendation;
pub mod reply;
pub mod sku;
pub mod sound;
pub mod suggestion;
pub mod understanding;
pub mod window;
pub mod words;
