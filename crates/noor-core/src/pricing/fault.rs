//! What keeps a rule from being one: checked when it is written, and again when it is approved.

use chrono::{DateTime, Utc};
use rust_decimal::Decimal;

use super::rule::{Cut, PriceRule};
use crate::language::Language;
use crate::money::Money;

/// Longest name, in characters: it stands below a line of the chat and of the paper.
const LONGEST_NAME: usize = 60;

/// What is wrong with a rule, for the person who wrote it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RuleFault {
    /// Customers of one language would not read why a price is lower.
    #[error("it has no name in {}: say what customers are told it is", language_name(*.0))]
    Unnamed(Language),
    /// The name does not fit below a line.
    #[error("its name in {} is longer than {LONGEST_NAME} characters", language_name(*.0))]
    LongName(Language),
    /// A percentage that leaves nothing, or takes nothing.
    #[error("{0} % is no reduction: choose more than 0 and less than 100")]
    Percent(Decimal),
    /// A price of nothing or less.
    #[error("{} {} is no price", .0.currency, .0.amount)]
    NoPrice(Money),
    /// Another currency than the list's.
    #[error("the list is in {} and the price in {}", .list.currency, .fixed.currency)]
    OtherCurrency {
        /// The price.
        fixed: Money,
        /// The highest price of the list that it is meant for.
        list: Money,
    },
    /// Nobody would pay less by it.
    #[error(
        "{} {} is not below the list: the highest price there is {}",
        .fixed.currency, .fixed.amount, .list.amount
    )]
    AboveList {
        /// The price.
        fixed: Money,
        /// The highest price of the list that it is meant for.
        list: Money,
    },
    /// Nothing that it is meant for has a price to compare with.
    #[error("nothing that it is for has a price in the catalogue")]
    NothingPriced,
    /// A least quantity of none.
    #[error("its least quantity is 0: choose 1 for any number of pieces")]
    NoPieces,
    /// It would end before it begins.
    #[error("it ends before it begins")]
    Backwards,
    /// It is over already.
    #[error("it is over already")]
    Over,
}

impl PriceRule {
    /// Whether the rule can hold, first of all by its names. `highest` is the highest price of the list
    /// among what the rule is for; `None` where nothing has a price.
    ///
    /// # Errors
    ///
    /// The first of [`RuleFault`] that applies.
    ///
    /// Source: business rules, "Catalogue, price, stock".
    pub fn check(&self, highest: Option<Money>, now: DateTime<Utc>) -> Result<(), RuleFault> {
        for (language, name) in
            [(Language::English, &self.name.en), (Language::Arabic, &self.name.ar)]
        {
            match name.as_deref().map(str::trim).unwrap_or_default().chars().count() {
                0 => return Err(RuleFault::Unnamed(language)),
                1..=LONGEST_NAME => {}
                _ => return Err(RuleFault::LongName(language)),
            }
        }
        if self.min_quantity == 0 {
            return Err(RuleFault::NoPieces);
        }
        check_cut(self.cut, highest)?;
        if let (Some(from), Some(until)) = (self.valid_from, self.valid_until)
            && until <= from
        {
            return Err(RuleFault::Backwards);
        }
        if self.valid_until.is_some_and(|until| until <= now) {
            return Err(RuleFault::Over);
        }
        Ok(())
    }
}

fn check_cut(cut: Cut, highest: Option<Money>) -> Result<(), RuleFault> {
    match cut {
        Cut::Percent(percent) if percent <= Decimal::ZERO || percent >= Decimal::ONE_HUNDRED => {
            Err(RuleFault::Percent(percent))
        }
        Cut::Percent(_) => Ok(()),
        Cut::Fixed(fixed) if fixed.amount <= Decimal::ZERO => Err(RuleFault::NoPrice(fixed)),
        Cut::Fixed(fixed) => {
            let list = highest.ok_or(RuleFault::NothingPriced)?;
            if fixed.currency != list.currency {
                return Err(RuleFault::OtherCurrency { fixed, list });
            }
            if fixed.amount >= list.amount {
                return Err(RuleFault::AboveList { fixed, list });
            }
            Ok(())
        }
    }
}

fn language_name(language: Language) -> &'static str {
    match language {
        Language::English => "English",
        Language::Arabic => "Arabic",
    }
}
