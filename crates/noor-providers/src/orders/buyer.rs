//! Whom an order is for: as we know them, and as the order book does.

use std::collections::HashSet;

use serde::{Deserialize, Serialize};

use crate::phone::Phone;

/// Who wants to buy.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Buyer {
    /// The person's name.
    pub name: String,
    /// The company; `None` for a private person.
    pub company: Option<String>,
    /// The number, in any spelling.
    pub phone: Option<String>,
    /// The email address.
    pub email: Option<String>,
    /// Where the goods go.
    pub address: Option<Address>,
}

impl Buyer {
    /// What the customer is called in the book: the company, or else the person.
    pub fn title(&self) -> &str {
        let company = self.company.as_deref().map(str::trim).unwrap_or_default();
        if company.is_empty() { self.name.trim() } else { company }
    }
}

/// Where goods go.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Address {
    /// Street, building, office: as the customer wrote it.
    pub street: String,
    /// The city.
    pub city: String,
    /// The country.
    pub country: String,
}

/// What a new customer is called.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Naming {
    /// By [`Buyer::title`].
    Plain,
    /// With the number behind it, since somebody else has the name.
    WithPhone,
}

/// A customer of the book.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Customer {
    /// The vendor's id, which orders name.
    pub id: String,
    /// What the customer is called there.
    pub name: String,
    /// The company; `None` for a private person.
    pub company: Option<String>,
    /// All numbers as they were typed.
    pub phones: Vec<String>,
    /// All email addresses.
    pub emails: Vec<String>,
    /// Whether orders can be written for them. Inactive ones are made active first.
    pub active: bool,
}

impl Customer {
    /// Whether one of the numbers is `phone`, however it was typed; `home` is the shop's own country in
    /// digits.
    pub fn has_number(&self, phone: &str, home: &str) -> bool {
        let number = Phone::parse(phone, home);
        number.is_some_and(|number| self.phones.iter().any(|stored| number.is(stored)))
    }

    /// Whether the customer goes by a name, or by a longer one with it.
    pub fn is_called(&self, title: &str) -> bool {
        let title = plain(title);
        std::iter::once(&self.name).chain(&self.company).any(|name| plain(name).contains(&title))
    }
}

/// The customers that fit a buyer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Customers {
    /// Nobody.
    None,
    /// One.
    One(Customer),
    /// More than one, the best guess first: active, called like the buyer, with the number written in
    /// full. Tell a person; never make them one.
    Several(Vec<Customer>),
}

impl Customers {
    /// Those of `found`, each once, in the order of how well they fit.
    pub(crate) fn fitting(buyer: &Buyer, phone: Option<&Phone>, mut found: Vec<Customer>) -> Self {
        let e164 = phone.map(Phone::e164).unwrap_or_default();
        let title = plain(buyer.title());
        let mut ids = HashSet::new();
        found.retain(|customer| ids.insert(customer.id.clone()));
        found.sort_by_key(|customer| {
            let in_full = customer.phones.iter().any(|stored| stored.trim() == e164);
            (!customer.active, plain(&customer.name) != title, !in_full)
        });
        match found.len() {
            0 | 1 => found.pop().map_or(Self::None, Self::One),
            _ => Self::Several(found),
        }
    }

    /// The one to go on with, and whether it is only a guess.
    pub fn best(&self) -> Option<(&Customer, bool)> {
        match self {
            Self::None => None,
            Self::One(customer) => Some((customer, false)),
            Self::Several(customers) => customers.first().map(|customer| (customer, true)),
        }
    }
}

/// A name without what does not tell it from another: capitals and gaps.
pub(crate) fn plain(name: &str) -> String {
    name.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}
