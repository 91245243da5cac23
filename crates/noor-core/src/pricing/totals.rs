//! What an order comes to.

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::to_fils;
use crate::money::{Currency, Money};

/// The rate of VAT in percent, from 0 to 100.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Decimal", into = "Decimal")]
pub struct VatPercent(Decimal);

/// A rate that is none.
#[derive(Debug, thiserror::Error)]
#[error("{0} is no rate of VAT: write a number from 0 to 100")]
pub struct NoRate(Decimal);

impl VatPercent {
    /// The rate as a number.
    pub fn percent(self) -> Decimal {
        self.0
    }
}

impl TryFrom<Decimal> for VatPercent {
    type Error = NoRate;
    fn try_from(percent: Decimal) -> Result<Self, Self::Error> {
        let is_rate = percent >= Decimal::ZERO && percent <= Decimal::ONE_HUNDRED;
        if is_rate { Ok(Self(percent)) } else { Err(NoRate(percent)) }
    }
}

impl From<VatPercent> for Decimal {
    fn from(rate: VatPercent) -> Self {
        rate.0
    }
}

/// What an order comes to, all in one currency and in whole fils.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Totals {
    /// The lines.
    pub subtotal: Money,
    /// Delivery, where the shop charges for it.
    pub delivery: Option<Money>,
    /// The rate of VAT.
    pub vat_percent: VatPercent,
    /// VAT on the lines and delivery.
    pub vat: Money,
    /// All of it.
    pub total: Money,
}

/// Why lines have no total.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TotalError {
    /// There is nothing to add up: ask what they want to buy.
    #[error("there are no lines")]
    NoLines,
    /// A line, counted from 0, is in another currency than the first: a mistake of the catalogue, to
    /// be told to a person.
    #[error("line {0} is in another currency")]
    MixedCurrencies(usize),
    /// Delivery is in another currency than the lines: a mistake of the settings.
    #[error("delivery is in another currency")]
    DeliveryCurrency,
    /// More than a decimal can hold: a quantity that was misread.
    #[error("the sum is too large")]
    TooLarge,
}

/// Adds up an order: line totals, as the customer reads them, delivery, and VAT on both.
///
/// VAT is taken once, of the sum, and rounded half away from zero to whole fils; lines were rounded
/// when they were made.
///
/// # Errors
///
/// See [`TotalError`].
///
/// Source: business rules, "Quotation": subtotal, VAT, total; VAT 5 %, prices without VAT.
pub fn totals(
    lines: &[Money],
    delivery: Option<Money>,
    vat_percent: VatPercent,
) -> Result<Totals, TotalError> {
    let currency = lines.first().ok_or(TotalError::NoLines)?.currency;
    if let Some(odd) = lines.iter().position(|line| line.currency != currency) {
        return Err(TotalError::MixedCurrencies(odd));
    }
    if delivery.is_some_and(|delivery| delivery.currency != currency) {
        return Err(TotalError::DeliveryCurrency);
    }
    sum(lines, delivery, vat_percent, currency).ok_or(TotalError::TooLarge)
}

fn sum(
    lines: &[Money],
    delivery: Option<Money>,
    vat_percent: VatPercent,
    currency: Currency,
) -> Option<Totals> {
    let mut amounts = lines.iter().map(|line| line.amount);
    let subtotal = amounts.try_fold(Decimal::ZERO, Decimal::checked_add)?;
    let taxed = subtotal.checked_add(delivery.map_or(Decimal::ZERO, |it| it.amount))?;
    let rate = vat_percent.0.checked_div(Decimal::ONE_HUNDRED)?;
    let vat = to_fils(taxed.checked_mul(rate)?);
    let money = |amount| Money::new(amount, currency);
    Some(Totals {
        subtotal: money(subtotal),
        delivery,
        vat_percent,
        vat: money(vat),
        total: money(taxed.checked_add(vat)?),
    })
}
