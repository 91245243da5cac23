//! A contact of Zoho Inventory (there: a customer or a vendor), and how it is written down.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use crate::zoho::ZohoBehaviour;

/// Somebody to talk to at a customer. Empty texts are absent.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct ZohoPerson {
    /// Digits; an empty one is filled in.
    pub id: String,
    /// First name.
    pub first_name: String,
    /// Last name.
    pub last_name: String,
    /// Email address.
    pub email: String,
    /// Phone, as it was typed.
    pub phone: String,
    /// Mobile phone, as it was typed.
    pub mobile: String,
    /// Whether this is the first one to talk to.
    pub primary: bool,
}

/// A contact: whom sales orders are for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct ZohoCustomer {
    /// Digits; an empty one is filled in.
    pub id: String,
    /// `contact_name`, which nobody else may have.
    pub name: String,
    /// The company; empty for a private person.
    pub company: String,
    /// A vendor instead of a customer.
    pub vendor: bool,
    /// `active` or `inactive`.
    pub active: bool,
    /// Whom to talk to.
    pub persons: Vec<ZohoPerson>,
    /// Addresses, terms and tax as they were sent.
    pub others: Map<String, Value>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it was last changed.
    pub modified_at: DateTime<Utc>,
}

impl Default for ZohoCustomer {
    fn default() -> Self {
        Self {
            id: String::new(),
            name: String::new(),
            company: String::new(),
            vendor: false,
            active: true,
            persons: Vec::new(),
            others: Map::new(),
            created_at: DateTime::UNIX_EPOCH,
            modified_at: DateTime::UNIX_EPOCH,
        }
    }
}

impl ZohoCustomer {
    /// An active customer with one person and this phone.
    pub fn new(name: impl Into<String>, phone: impl Into<String>) -> Self {
        let name = name.into();
        let person = ZohoPerson {
            last_name: name.clone(),
            phone: phone.into(),
            primary: true,
            ..ZohoPerson::default()
        };
        Self { name, persons: vec![person], ..Self::default() }
    }

    /// The person whose data stand in lists.
    pub(super) fn primary(&self) -> Option<&ZohoPerson> {
        self.persons.iter().find(|person| person.primary).or_else(|| self.persons.first())
    }

    /// Its row in a list.
    pub(super) fn row(&self, how: &ZohoBehaviour) -> Map<String, Value> {
        let text = |text: &str| if text.is_empty() { how.absent() } else { json!(text) };
        let of_primary = |part: fn(&ZohoPerson) -> &String| {
            text(self.primary().map_or("", |person| part(person)))
        };
        let row = json!({
            "contact_id": how.id(&self.id),
            "contact_name": self.name,
            "customer_name": self.name,
            "company_name": text(&self.company),
            "contact_type": if self.vendor { "vendor" } else { "customer" },
            "status": if self.active { "active" } else { "inactive" },
            "first_name": of_primary(|person| &person.first_name),
            "last_name": of_primary(|person| &person.last_name),
            "email": of_primary(|person| &person.email),
            "phone": of_primary(|person| &person.phone),
            "mobile": of_primary(|person| &person.mobile),
            "currency_code": "AED",
            "source": "api",
            "created_time": how.time(self.created_at),
            "last_modified_time": how.time(self.modified_at),
        });
        let Value::Object(row) = row else { return Map::new() };
        row
    }

    /// Its own page.
    pub(super) fn page(&self, how: &ZohoBehaviour) -> Value {
        let text = |text: &str| if text.is_empty() { how.absent() } else { json!(text) };
        let person = |person: &ZohoPerson| {
            json!({
                "contact_person_id": how.id(&person.id),
                "salutation": how.absent(),
                "first_name": text(&person.first_name),
                "last_name": text(&person.last_name),
                "email": text(&person.email),
                "phone": text(&person.phone),
                "mobile": text(&person.mobile),
                "is_primary_contact": person.primary,
            })
        };
        let mut page = self.row(how);
        let persons: Vec<Value> = self.persons.iter().map(person).collect();
        page.insert("contact_persons".to_owned(), Value::Array(persons));
        let primary = self.primary().map_or_else(|| how.absent(), |person| how.id(&person.id));
        page.insert("primary_contact_id".to_owned(), primary);
        for field in SENT_AS_IS {
            let value = self.others.get(field).cloned().unwrap_or_else(|| how.absent());
            page.insert(field.to_owned(), value);
        }
        Value::Object(page)
    }
}

/// Fields that are kept as they are sent.
pub(super) const SENT_AS_IS: [&str; 9] = [
    "billing_address",
    "shipping_address",
    "tax_treatment",
    "tax_reg_no",
    "place_of_contact",
    "payment_terms",
    "pricebook_id",
    "notes",
    "custom_fields",
];
