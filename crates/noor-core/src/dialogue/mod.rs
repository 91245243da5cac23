//! The dialogue: what is remembered, what is to be done about a message, and what the answer says.
//!
//! [`plan::plan`] decides what has to be looked up; [`conclude::conclude`] decides, with what was
//! found, what the answer contributes. Both are total functions of their arguments. Neither writes
//! a word: that is [`crate::reply`].

mod choose;
pub mod conclude;
mod narrow;
pub mod plan;
pub mod sought;
pub mod state;
#[cfg(test)]
mod tests;
