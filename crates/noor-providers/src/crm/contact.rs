//! People and companies as a CRM knows them.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::Attributes;
use crate::phone::Phone;

/// A contact.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contact {
    /// The CRM's id.
    pub id: String,
    /// The whole name; `None` if there is none but a number or a placeholder of ours.
    pub name: Option<String>,
    /// All numbers as they were typed, the first one first.
    pub phones: Vec<String>,
    /// The email address.
    pub email: Option<String>,
    /// What else the shop's [`FieldMap`](super::FieldMap) names; several values of a field are
    /// joined by `; `.
    pub attributes: Attributes,
    /// When it was made.
    pub created_at: Option<DateTime<Utc>>,
    /// When it was last changed.
    pub modified_at: Option<DateTime<Utc>>,
}

impl Contact {
    /// The segments a person put the customer in (attribute `segment`).
    pub fn segments(&self) -> Vec<String> {
        let segments = self.attributes.get("segment").map(String::as_str).unwrap_or_default();
        let segments = segments.split(';').map(str::trim).filter(|segment| !segment.is_empty());
        segments.map(str::to_owned).collect()
    }
}

/// The contacts that have a number.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Contacts {
    /// Nobody.
    None,
    /// One.
    One(Contact),
    /// More than one, the best guess first: with the number written in full, and then the newest.
    /// Tell a person; never make them one.
    Several(Vec<Contact>),
}

impl Contacts {
    /// Those of `found` that have `phone`, each once.
    pub(crate) fn having(phone: &Phone, mut found: Vec<Contact>) -> Self {
        let e164 = phone.e164();
        found.retain(|contact| contact.phones.iter().any(|stored| phone.is(stored)));
        let in_full = |contact: &Contact| contact.phones.iter().any(|stored| stored.trim() == e164);
        found.sort_by(|a, b| {
            let newest = b.created_at.cmp(&a.created_at).then_with(|| b.id.cmp(&a.id));
            in_full(b).cmp(&in_full(a)).then(newest)
        });
        let mut ids = std::collections::HashSet::new();
        found.retain(|contact| ids.insert(contact.id.clone()));
        match found.len() {
            0 | 1 => found.pop().map_or(Self::None, Self::One),
            _ => Self::Several(found),
        }
    }

    /// The one to go on with, and whether it is only a guess.
    pub fn best(&self) -> Option<(&Contact, bool)> {
        match self {
            Self::None => None,
            Self::One(contact) => Some((contact, false)),
            Self::Several(contacts) => contacts.first().map(|contact| (contact, true)),
        }
    }
}

/// A contact to be written down.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewContact {
    /// The number, in any spelling.
    pub phone: String,
    /// The name; without one the number stands in its place.
    pub name: Option<String>,
    /// The email address.
    pub email: Option<String>,
    /// What else is known. Only what the shop's [`FieldMap`](super::FieldMap) names is written.
    pub attributes: Attributes,
}

/// What is new about a contact; `None` and absent attributes leave things as they are.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContactChange {
    /// The name.
    pub name: Option<String>,
    /// The email address.
    pub email: Option<String>,
    /// What else is known, as in [`NewContact::attributes`].
    pub attributes: Attributes,
}

/// How a contact came about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Created {
    /// It was written down under this id.
    New(String),
    /// It was there already, with the same number, under this id.
    Existing(String),
}

impl Created {
    /// The contact's id.
    pub fn id(&self) -> &str {
        match self {
            Self::New(id) | Self::Existing(id) => id,
        }
    }
}
