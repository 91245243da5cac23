//! One product of the Treejar API: its entry in a list, and what its own page adds.
//!
//! Owns what each field means. Only `price` is ever a price; `salePrice` is not read.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::str::FromStr;

use noor_core::money::{Currency, Money};
use noor_core::product::{PriceBasis, Product, Texts};
use noor_core::sku;
use rust_decimal::Decimal;
use serde_json::{Map, Value};
use sha2::{Digest as _, Sha256};
use url::Url;

use super::sizes;
use crate::catalog::Row;
use crate::catalog::figures;
use crate::catalog::plain::plain;

/// A product as far as it has been read.
#[derive(Debug, Clone)]
pub(super) struct Entry {
    pub(super) slug: String,
    /// Of what the list says of it, but for what changes by the day and is in the list itself.
    pub(super) version: String,
    sku: Option<String>,
    name: Option<String>,
    description: Option<String>,
    price: Option<Money>,
    stock: Option<u32>,
    categories: Vec<String>,
    attributes: BTreeMap<String, String>,
    images: Vec<String>,
    url: Option<String>,
}

impl Entry {
    /// Reads an entry of a list, found in the category `path`.
    pub(super) fn read(product: &Value, path: &[String]) -> Result<Self, String> {
        let fields = product.as_object().ok_or("is not an object")?;
        let slug = text(fields, "slug").ok_or("slug: is missing")?;
        let mut entry = Self {
            sku: text(fields, "sku").filter(|code| !sku::key(code).is_empty()),
            name: text(fields, "name").map(|name| plain(&name)),
            description: None,
            price: price(fields)?,
            stock: stock(fields),
            categories: path.to_vec(),
            attributes: BTreeMap::new(),
            images: text(fields, "image").into_iter().collect(),
            url: text(fields, "url"),
            version: version(fields),
            slug,
        };
        for (field, name) in [("brand", "Brand"), ("weight", "Weight")] {
            entry.add_fact(name, text(fields, field));
        }
        Ok(entry)
    }

    /// What makes it the same product in another category.
    pub(super) fn key(&self) -> String {
        match &self.sku {
            Some(code) => format!("sku {}", code.to_lowercase()),
            None => format!("slug {}", self.slug),
        }
    }

    /// Files it under the more special of two categories.
    pub(super) fn also_in(&mut self, path: &[String]) {
        if path.len() > self.categories.len() {
            self.categories = path.to_vec();
        }
    }

    /// Adds what the product's own page says. Price and stock stay those of the list, which was
    /// read in the same minute for all products.
    pub(super) fn add_details(&mut self, page: &Map<String, Value>) {
        self.description = text(page, "description")
            .or_else(|| text(page, "shortDescription"))
            .map(|words| plain(&words))
            .filter(|words| !words.is_empty());
        self.add_fact("Manufacturer", text(page, "manufacturer"));
        if let Some(specifications) = page.get("specifications").and_then(Value::as_object) {
            for name in specifications.keys() {
                self.add_fact(name, text(specifications, name));
            }
        }
        if let Some(features) = page.get("features").and_then(Value::as_array) {
            let features: Vec<String> =
                features.iter().filter_map(Value::as_str).map(plain).collect();
            self.add_fact("Features", Some(features.join("; ")));
        }
        for image in page.get("images").and_then(Value::as_array).into_iter().flatten() {
            let address = image.as_str().or_else(|| image["url"].as_str());
            if let Some(address) = address.map(str::trim).filter(|address| !address.is_empty())
                && !self.images.iter().any(|known| known == address)
            {
                self.images.push(address.to_owned());
            }
        }
    }

    fn add_fact(&mut self, name: &str, fact: Option<String>) {
        let name = plain(name);
        let fact = fact.map(|fact| plain(&fact)).filter(|fact| !fact.is_empty());
        if let Some(fact) = fact
            && !name.is_empty()
        {
            self.attributes.insert(name, fact);
        }
    }

    /// The finished row; addresses without a host are the API's host's.
    pub(super) fn row(self, base: &Url) -> Row {
        let absolute = |address: String| base.join(&address).map_or(address, String::from);
        let product = Product {
            sku: self.sku.unwrap_or_else(|| self.slug.clone()),
            name: Texts { en: self.name, ar: None },
            description: Texts { en: self.description, ar: None },
            categories: self.categories,
            family: None,
            subtype: None,
            colours: Vec::new(),
            materials: Vec::new(),
            size: sizes::size(&self.attributes),
            price: self.price,
            price_basis: PriceBasis::Each,
            stock: self.stock,
            active: true,
            images: self.images.into_iter().map(absolute).collect(),
            attributes: self.attributes,
            capacity: None,
            url: self.url.map(absolute),
        };
        Row::Product { at: self.slug.clone(), page: Some(self.slug), product: Box::new(product) }
    }
}

/// A name for an entry that cannot be read, for the shop's owner to find it by.
pub(super) fn label(product: &Value) -> String {
    let name = ["slug", "sku", "name"].iter().find_map(|field| product[*field].as_str());
    name.unwrap_or("an entry without a name").to_owned()
}

/// The code of an entry, as [`Entry::row`] has it, as far as one can be read.
pub(super) fn code(product: &Value) -> Option<String> {
    let fields = product.as_object()?;
    let code = text(fields, "sku").filter(|code| !sku::key(code).is_empty());
    code.or_else(|| text(fields, "slug"))
}

/// The customer price before VAT. Zero, less, or a price with VAT in it is no price: what is not
/// surely right is never told to a customer.
pub(super) fn price(fields: &Map<String, Value>) -> Result<Option<Money>, String> {
    let Some(digits) = text(fields, "price") else { return Ok(None) };
    let amount =
        figures::decimal(&digits).ok_or_else(|| format!("price: `{digits}` is not a number"))?;
    // The API knows one currency and may leave it out.
    let currency = text(fields, "currency").map_or(Ok(Currency::AED), |code| {
        Currency::parse(&code).map_err(|error| format!("currency: {error}"))
    })?;
    let with_tax = fields.get("priceExclVAT").and_then(Value::as_bool) == Some(false);
    Ok(figures::price(amount).filter(|_| !with_tax).map(|amount| Money::new(amount, currency)))
}

/// Pieces in stock. "Out of stock" is zero, "in stock" without a figure is unknown.
fn stock(fields: &Map<String, Value>) -> Option<u32> {
    let pieces = text(fields, "stockQuantity")
        .and_then(|digits| Decimal::from_str(&digits).ok())
        .map(|pieces| pieces.floor());
    let in_stock = fields.get("inStock").and_then(Value::as_bool);
    match (in_stock, pieces) {
        (Some(true) | None, Some(pieces)) if pieces > Decimal::ZERO => figures::whole(pieces),
        (Some(false), _) | (None, Some(_)) => Some(0),
        // In stock and none left contradict each other.
        (Some(true), _) | (None, None) => None,
    }
}

/// A text or number as text; blank is absent.
fn text(fields: &Map<String, Value>, name: &str) -> Option<String> {
    let text = match fields.get(name)? {
        Value::String(text) => text.replace('\0', ""),
        Value::Number(number) => number.to_string(),
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => return None,
    };
    let text = text.trim();
    if text.is_empty() { None } else { Some(text.to_owned()) }
}

/// Tells one text of a product from another, by what the list has of it: prices and stock are the
/// list's own.
fn version(fields: &Map<String, Value>) -> String {
    const BY_THE_DAY: [&str; 5] = ["price", "salePrice", "onSale", "inStock", "stockQuantity"];
    let lasting = fields.iter().filter(|(name, _)| !BY_THE_DAY.contains(&name.as_str()));
    let text: Vec<String> = lasting.map(|(name, value)| format!("{name}={value}")).collect();
    let hash = Sha256::digest(text.join("\n"));
    hash.iter().take(12).fold(String::new(), |mut digits, byte| {
        // Writing to a string does not fail.
        write!(digits, "{byte:02x}").ok();
        digits
    })
}
