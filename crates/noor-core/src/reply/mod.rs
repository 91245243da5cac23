//! The reply: how a decision becomes words, without a figure that nobody looked up.
//!
//! Words come from content ([`wording`]) or from a model; figures come only from [`evidence`], as
//! typed slots such as `{price:p1}`. [`compose`] writes the draft that every decision has;
//! [`check`] holds a model's draft to the same rules; [`Draft::render`] is the one place where a
//! slot becomes text, and nothing edits the text afterwards.

pub mod blocks;
pub mod check;
pub mod compose;
mod draft;
pub mod evidence;
pub mod figures;
mod markup;
mod measures;
pub mod naming;
mod placed;
mod quotation;
pub mod split;
pub mod wording;

pub use draft::{Draft, UnknownSlot};
pub use markup::for_whatsapp;
