//! The shop's decisions in tables: what was said before, what is said now, what is answered.
//!
//! Most tables begin with what customers write: [`talk`] reads it with the shipped content, has the
//! little catalogue of [`shop`] looked through, decides, and [`line`] puts the decision into one line.
//! Where a table is about one step alone, what it starts from is made by hand in [`given`].

mod always;
mod facts;
mod found;
mod given;
mod line;
mod lists;
mod offers;
mod orders;
mod people;
mod placed;
mod plans;
mod questions;
mod quotation;
mod shop;
mod strangers;
mod talk;
mod talks;
mod versions;
mod words;

pub(super) use shop::policy;
