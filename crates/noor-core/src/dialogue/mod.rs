//! The dialogue: what is remembered, what is to be done about a message, and what the answer says.
//!
//! [`context::in_context`] says what a message means after what was said before, [`plan::plan`] what
//! has to be looked up for it, and [`conclude::conclude`], with what was found, what the answer
//! contributes. All are total functions of their arguments. None writes a word: that is
//! [`crate::reply`].

pub mod answer;
pub mod cart;
mod choose;
pub mod conclude;
pub mod context;
pub mod findings;
mod narrow;
mod numbered;
pub mod offer;
pub mod past;
mod people;
pub mod placed;
pub mod plan;
pub mod policy;
pub mod profile;
pub mod reason;
mod remember;
pub mod sought;
pub mod state;
pub mod summary;
#[cfg(test)]
mod tests;
