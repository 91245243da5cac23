//! Furniture for a whole place, or several things for one budget: "6 seats, 2 managers, 12,000 in
//! all including VAT".
//!
//! [`Bundles`] says what a number of people needs, and [`solve`] covers needs from the products that
//! were found for them, in plans of different prices that keep to a limit. Both are pure, and every
//! figure in a plan restates from its lines. Nothing here searches, converts currencies or words an
//! answer, and nothing takes a number of seats from a product's text: a capacity is what a person
//! entered, or an assumption that is marked as one.

mod choice;
mod climb;
mod design;
mod needs;
mod plan;
mod solve;
mod stock;
mod terms;

pub use needs::{Bundles, Count, Need, UnknownWord};
pub use plan::{Coverage, Level, Line, Plan, Solution, Supply, Why};
pub use solve::{Wanted, solve};
pub use terms::{Limit, Sum, Terms};

#[cfg(test)]
mod tests;
