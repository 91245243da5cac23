//! What stands on a quotation.

use chrono::{DateTime, NaiveDate, Utc};
use noor_core::money::Currency;
use noor_core::reply::figures::Voice;
use rust_decimal::Decimal;

/// A quotation, ready to be printed.
///
/// All amounts are in `currency`, final and rounded; nothing is added up here.
#[derive(Debug, Clone)]
pub struct QuotePaper {
    /// What the quotation is called, such as `NR-1042`.
    pub number: String,
    /// Its revision, from 1.
    pub revision: u32,
    /// The day it was made out, in the shop's time zone.
    pub date: NaiveDate,
    /// The last day on which it can be accepted.
    pub valid_until: NaiveDate,
    /// When the file is made: the date in its metadata.
    pub made_at: DateTime<Utc>,
    /// The customer's language and digits.
    pub voice: Voice,
    /// The currency of every amount.
    pub currency: Currency,
    /// Who sells.
    pub shop: Shop,
    /// Who buys.
    pub customer: Customer,
    /// Whom the customer can ask.
    pub contact: Option<Contact>,
    /// What is offered: one variant, or several to choose from, in the order they are read.
    pub variants: Vec<Variant>,
    /// Remarks on this quotation, a paragraph each.
    pub notes: Vec<String>,
    /// Terms of this quotation, a paragraph each. They stand before the standing terms of content.
    pub terms: Vec<String>,
}

/// Who sells, in the customer's language. What is empty or absent is left out.
#[derive(Debug, Clone, Default)]
pub struct Shop {
    /// The name customers know.
    pub name: String,
    /// The name in the trade register.
    pub legal_name: Option<String>,
    /// Its postal address.
    pub address: String,
    /// Its tax registration number.
    pub trn: Option<String>,
    /// Its telephone number.
    pub phone: Option<String>,
    /// Its e-mail address.
    pub email: Option<String>,
    /// Its website.
    pub website: Option<String>,
    /// Its logo: a PNG, JPEG, WebP or GIF file. Without one, or with one that is damaged, the name
    /// stands there.
    pub logo: Option<Vec<u8>>,
}

/// Who buys.
#[derive(Debug, Clone, Default)]
pub struct Customer {
    /// The person.
    pub name: String,
    /// The company; `None` for an individual.
    pub company: Option<String>,
    /// The e-mail address.
    pub email: Option<String>,
    /// Where the furniture goes.
    pub delivery_address: String,
}

/// A person of the shop.
#[derive(Debug, Clone, Default)]
pub struct Contact {
    /// The name.
    pub name: String,
    /// The telephone number.
    pub phone: Option<String>,
    /// The e-mail address.
    pub email: Option<String>,
}

/// Lines that are bought together, with their sums.
#[derive(Debug, Clone)]
pub struct Variant {
    /// What it is called; needed where there are several.
    pub name: Option<String>,
    /// What is bought, in the order it is read.
    pub lines: Vec<Line>,
    /// What it comes to.
    pub sums: Sums,
}

/// One product.
#[derive(Debug, Clone)]
pub struct Line {
    /// Its code in the catalogue.
    pub sku: String,
    /// Its name in the customer's language.
    pub name: String,
    /// A short description.
    pub description: Option<String>,
    /// Its picture: a JPEG, PNG, WebP or GIF file. One that cannot be read is left out.
    pub picture: Option<Vec<u8>>,
    /// How many.
    pub quantity: u32,
    /// What one costs the customer, without VAT.
    pub unit_price: Decimal,
    /// What one costs others, where the unit price is an approved reduction.
    pub list_price: Option<ListPrice>,
    /// What all of them cost, without VAT.
    pub total: Decimal,
    /// What is known of the stock: "In stock", "To be confirmed".
    pub stock: Option<String>,
}

/// The price before an approved reduction.
#[derive(Debug, Clone)]
pub struct ListPrice {
    /// What one costs others.
    pub price: Decimal,
    /// What the reduction is called.
    pub reduction: String,
}

/// What a variant comes to.
#[derive(Debug, Clone)]
pub struct Sums {
    /// All lines, without VAT.
    pub subtotal: Decimal,
    /// Approved reductions of the whole, in the order they are read.
    pub reductions: Vec<Reduction>,
    /// What delivery costs, where it is charged.
    pub delivery: Option<Decimal>,
    /// The VAT in percent.
    pub vat_percent: Decimal,
    /// The VAT.
    pub vat: Decimal,
    /// What is to be paid.
    pub total: Decimal,
}

/// An approved reduction of the whole.
#[derive(Debug, Clone)]
pub struct Reduction {
    /// What it is called.
    pub name: String,
    /// By how much the sum is lowered: a positive amount.
    pub amount: Decimal,
}
