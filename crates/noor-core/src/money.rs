//! Money: a decimal amount with a currency. Never a float.

use rust_decimal::{Decimal, RoundingStrategy};
use serde::{Deserialize, Serialize};

/// An ISO 4217 currency code, such as `AED`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Currency([u8; 3]);

/// A text that is not a currency code.
#[derive(Debug, thiserror::Error)]
#[error("`{0}` is not a currency: write the three letters of ISO 4217, such as AED")]
pub struct NotACurrency(String);

impl Currency {
    /// United Arab Emirates dirham.
    pub const AED: Self = Self(*b"AED");
    /// Saudi riyal.
    pub const SAR: Self = Self(*b"SAR");
    /// United States dollar.
    pub const USD: Self = Self(*b"USD");

    /// Reads a three-letter code in either case.
    ///
    /// # Errors
    ///
    /// [`NotACurrency`] for anything but three ASCII letters.
    pub fn parse(code: &str) -> Result<Self, NotACurrency> {
        match code.trim().as_bytes() {
            &[a, b, c] if [a, b, c].iter().all(u8::is_ascii_alphabetic) => {
                Ok(Self([a, b, c].map(|letter| letter.to_ascii_uppercase())))
            }
            _ => Err(NotACurrency(code.to_owned())),
        }
    }

    /// The three letters.
    pub fn code(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or("???")
    }
}

impl Default for Currency {
    /// The first shop's.
    fn default() -> Self {
        Self::AED
    }
}

impl TryFrom<String> for Currency {
    type Error = NotACurrency;
    fn try_from(code: String) -> Result<Self, Self::Error> {
        Self::parse(&code)
    }
}

impl From<Currency> for String {
    fn from(currency: Currency) -> Self {
        currency.code().to_owned()
    }
}

impl std::fmt::Debug for Currency {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.code())
    }
}

impl std::fmt::Display for Currency {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.code())
    }
}

/// An amount of money.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Money {
    /// The amount in major units (dirhams, not fils).
    pub amount: Decimal,
    /// Its currency.
    pub currency: Currency,
}

impl Money {
    /// An amount in a currency.
    pub fn new(amount: Decimal, currency: Currency) -> Self {
        Self { amount, currency }
    }

    /// This amount taken `quantity` times, rounded half away from zero to two places.
    ///
    /// `None` if the product is larger than a decimal can hold: nobody orders that much furniture,
    /// so treat it as a quantity that was misread.
    pub fn times(&self, quantity: u32) -> Option<Self> {
        let product = self.amount.checked_mul(Decimal::from(quantity))?;
        let amount = product.round_dp_with_strategy(2, RoundingStrategy::MidpointAwayFromZero);
        Some(Self { amount, currency: self.currency })
    }
}
