//! SOQL, as much of it as shops' programs use: read word by word, and refused where it is none.

mod parse;
mod pattern;
mod token;

pub(super) use self::parse::{Condition, Literal, Select, Test, parse};
pub(super) use self::pattern::like;
