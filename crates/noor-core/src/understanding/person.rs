//! Who the customer says they are.

use serde::{Deserialize, Serialize};

/// What a customer told about themselves. Absent is not told; a value is theirs, trimmed, as written.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Details {
    /// How to address them.
    pub name: Option<String>,
    /// For whom they buy.
    pub company: Option<Buyer>,
    /// Their e-mail address.
    pub email: Option<String>,
    /// A telephone number, where they gave one.
    pub phone: Option<String>,
    /// Where to deliver, specific enough to drive to.
    pub address: Option<String>,
    /// A place that is known and too vague to deliver to ("Dubai").
    pub area: Option<String>,
    /// What they do in their company.
    pub role: Option<String>,
}

/// For whom somebody buys.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Buyer {
    /// A company, by its name.
    Company(String),
    /// Themselves.
    Individual,
}

/// One of the details a quotation needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Detail {
    /// How to address them.
    Name,
    /// The company, or that there is none.
    Company,
    /// The e-mail address.
    Email,
    /// A telephone number.
    Phone,
    /// Where to deliver.
    Address,
}

impl Detail {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Name, Self::Company, Self::Email, Self::Phone, Self::Address];
}

impl Details {
    /// Whether nothing was told.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Whether a detail is known.
    pub fn has(&self, detail: Detail) -> bool {
        match detail {
            Detail::Name => self.name.is_some(),
            Detail::Company => self.company.is_some(),
            Detail::Email => self.email.is_some(),
            Detail::Phone => self.phone.is_some(),
            Detail::Address => self.address.is_some(),
        }
    }

    /// Whether a detail is known, and another than `before`.
    pub fn tells_another(&self, before: &Self, detail: Detail) -> bool {
        let another = match detail {
            Detail::Name => self.name != before.name,
            Detail::Company => self.company != before.company,
            Detail::Email => self.email != before.email,
            Detail::Phone => self.phone != before.phone,
            Detail::Address => self.address != before.address,
        };
        another && self.has(detail)
    }

    /// These without some.
    #[must_use]
    pub fn without(&self, details: &[Detail]) -> Self {
        let mut left = self.clone();
        for detail in details {
            match detail {
                Detail::Name => left.name = None,
                Detail::Company => left.company = None,
                Detail::Email => left.email = None,
                Detail::Phone => left.phone = None,
                Detail::Address => (left.address, left.area) = (None, None),
            }
        }
        left
    }

    /// These with what `later` tells instead. A specific address makes the area before it obsolete.
    #[must_use]
    pub fn with(&self, later: &Self) -> Self {
        fn newer<T: Clone>(later: Option<&T>, before: Option<&T>) -> Option<T> {
            later.or(before).cloned()
        }
        Self {
            name: newer(later.name.as_ref(), self.name.as_ref()),
            company: newer(later.company.as_ref(), self.company.as_ref()),
            email: newer(later.email.as_ref(), self.email.as_ref()),
            phone: newer(later.phone.as_ref(), self.phone.as_ref()),
            address: newer(later.address.as_ref(), self.address.as_ref()),
            area: newer(later.area.as_ref(), self.area.as_ref()),
            role: newer(later.role.as_ref(), self.role.as_ref()),
        }
    }
}
