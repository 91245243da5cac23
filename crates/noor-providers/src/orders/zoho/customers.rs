//! Customers: found by number, email or name, woken up, written down.

use std::ops::ControlFlow;

use serde_json::{Value, json};

use super::list::List;
use super::reading::customer;
use super::{CONTACTS, NAME_TAKEN, ZohoOrders, is_id, is_missing, sorted, unconfirmed};
use crate::error::ProviderError;
use crate::orders::buyer::plain;
use crate::orders::{Buyer, Customer, Customers, Naming, OrderError};
use crate::phone::Phone;

const LIST: List = List { area: CONTACTS, path: "/inventory/v1/contacts", keys: &["contacts"] };
/// The longest name, and the longest value of a filter, in characters.
const LONGEST_NAME: usize = 200;
const LONGEST_FILTER: usize = 100;

impl ZohoOrders {
    /// By the number as most people write it, then by its last digits, which also finds numbers with
    /// gaps, then by email. Filters only save rows: each is compared here.
    pub(super) async fn customers_like(&self, buyer: &Buyer) -> Result<Customers, OrderError> {
        let phone = self.phone(buyer)?;
        let mut found = Vec::new();
        if let Some(phone) = &phone {
            for part in [phone.national(), phone.ending()] {
                let has = |customer: &Customer| customer.phones.iter().any(|it| phone.is(it));
                found.extend(self.customers_by("phone_contains", part, has).await?);
            }
        }
        let email = buyer.email.as_deref().map(str::trim).filter(|email| !email.is_empty());
        if let Some(email) = email.filter(|_| found.is_empty()) {
            let same = |other: &String| other.trim().to_lowercase() == email.to_lowercase();
            let has = |customer: &Customer| customer.emails.iter().any(same);
            found.extend(self.customers_by("email_contains", email, has).await?);
        }
        Ok(Customers::fitting(buyer, phone.as_ref(), found))
    }

    async fn customers_by(
        &self,
        filter: &'static str,
        value: &str,
        fits: impl Fn(&Customer) -> bool + Send + Sync,
    ) -> Result<Vec<Customer>, OrderError> {
        let query = [
            (filter, value.chars().take(LONGEST_FILTER).collect()),
            ("contact_type", "customer".to_owned()),
            ("filter_by", "Status.All".to_owned()),
        ];
        let mut found = Vec::new();
        let each = |row: &Value| {
            found.extend(customer(row).filter(&fits));
            ControlFlow::Continue(())
        };
        self.walk(&LIST, &query, each).await?;
        Ok(found)
    }

    /// The filter for names misses some, so that the whole list is read after it.
    pub(super) async fn customer_called(&self, name: &str) -> Result<Option<Customer>, OrderError> {
        let wanted = plain(name);
        if wanted.is_empty() {
            return Ok(None);
        }
        let filtered = vec![("contact_name_contains", name.trim().to_owned())];
        for filter in [filtered, Vec::new()] {
            if filter.iter().any(|(_, value)| value.chars().count() > LONGEST_FILTER) {
                continue;
            }
            let mut query = filter;
            query.push(("filter_by", "Status.All".to_owned()));
            let mut found = None;
            let each = |row: &Value| {
                found = customer(row).filter(|customer| plain(&customer.name) == wanted);
                if found.is_some() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
            };
            self.walk(&LIST, &query, each).await?;
            if found.is_some() {
                return Ok(found);
            }
        }
        Ok(None)
    }

    pub(super) async fn read_customer(&self, id: &str) -> Result<Option<Customer>, OrderError> {
        if !is_id(id) {
            return Ok(None);
        }
        match self.get(CONTACTS, &format!("{}/{id}", LIST.path), Vec::new()).await {
            Ok(answer) => Ok(customer(&answer["contact"])),
            Err(error) if is_missing(&error) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    pub(super) async fn activate(&self, id: &str) -> Result<(), OrderError> {
        if !is_id(id) {
            return Err(OrderError::Missing(id.to_owned()));
        }
        let path = format!("{}/{id}/active", LIST.path);
        self.post(CONTACTS, &path, None).await.map(drop).map_err(sorted)
    }

    pub(super) async fn insert_customer(
        &self,
        buyer: &Buyer,
        naming: Naming,
    ) -> Result<Customer, OrderError> {
        let phone = self.phone(buyer)?;
        let name = customer_name(buyer, phone.as_ref(), naming)?;
        let body = new_customer(buyer, phone.as_ref(), &name);
        match self.post(CONTACTS, LIST.path, Some(&body)).await {
            Ok(answer) => customer(&answer["contact"]).ok_or_else(|| {
                unconfirmed("the answer does not say which customer was written").into()
            }),
            Err(ProviderError::Refused { code, .. }) if code == NAME_TAKEN => {
                Err(OrderError::NameTaken(name))
            }
            Err(error) => Err(sorted(error)),
        }
    }

    /// The buyer's number, if there is one.
    fn phone(&self, buyer: &Buyer) -> Result<Option<Phone>, OrderError> {
        let Some(text) = buyer.phone.as_deref().filter(|text| !text.trim().is_empty()) else {
            return Ok(None);
        };
        let phone = Phone::parse(text, &self.options.home);
        let none = || OrderError::Invalid("what should be a phone number is none".to_owned());
        phone.map(Some).ok_or_else(none)
    }
}

/// The name as it will stand in the book. Zoho calls "A  b" and "a B" the same, and so do we.
fn customer_name(
    buyer: &Buyer,
    phone: Option<&Phone>,
    naming: Naming,
) -> Result<String, OrderError> {
    let title = buyer.title().split_whitespace().collect::<Vec<_>>().join(" ");
    if title.is_empty() {
        return Err(OrderError::Invalid("a customer needs a name or a company".to_owned()));
    }
    let behind = match (naming, phone) {
        (Naming::Plain, _) => String::new(),
        (Naming::WithPhone, Some(phone)) => format!(" ({})", phone.e164()),
        (Naming::WithPhone, None) => {
            let reason = "a customer of the same name needs a phone number to be told apart";
            return Err(OrderError::Invalid(reason.to_owned()));
        }
    };
    let room = LONGEST_NAME.saturating_sub(behind.chars().count());
    let title: String = title.chars().take(room).collect();
    Ok(format!("{}{behind}", title.trim_end()))
}

fn new_customer(buyer: &Buyer, phone: Option<&Phone>, name: &str) -> Value {
    let mut person = json!({ "is_primary_contact": true });
    let person_name = buyer.name.trim();
    if !person_name.is_empty() {
        person["last_name"] = json!(person_name.chars().take(100).collect::<String>());
    }
    if let Some(phone) = phone {
        person["phone"] = json!(phone.e164());
    }
    if let Some(email) = buyer.email.as_deref().map(str::trim).filter(|it| !it.is_empty()) {
        person["email"] = json!(email);
    }
    let mut body = json!({
        "contact_name": name,
        "contact_type": "customer",
        "contact_persons": [person],
    });
    let company = buyer.company.as_deref().map(str::trim).filter(|company| !company.is_empty());
    if let Some(company) = company {
        body["company_name"] = json!(company);
    }
    if let Some(address) = &buyer.address {
        let address = json!({
            "attention": buyer.name.trim(),
            "address": address.street,
            "city": address.city,
            "country": address.country,
        });
        body["billing_address"] = address.clone();
        body["shipping_address"] = address;
    }
    body
}
