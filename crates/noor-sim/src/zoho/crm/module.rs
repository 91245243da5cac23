//! The modules of the CRM: contacts, deals, notes and tasks.

/// A kind of record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum Module {
    Contacts,
    Deals,
    Notes,
    Tasks,
}

impl Module {
    pub(super) const ALL: [Self; 4] = [Self::Contacts, Self::Deals, Self::Notes, Self::Tasks];

    pub(super) fn api_name(self) -> &'static str {
        match self {
            Self::Contacts => "Contacts",
            Self::Deals => "Deals",
            Self::Notes => "Notes",
            Self::Tasks => "Tasks",
        }
    }

    /// The module of this name; capitals count.
    pub(super) fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|module| module.api_name() == name)
    }

    /// The field that lookups show as a record's name.
    pub(super) fn title(self) -> &'static str {
        match self {
            Self::Contacts => "Full_Name",
            Self::Deals => "Deal_Name",
            Self::Notes => "Note_Title",
            Self::Tasks => "Subject",
        }
    }

    /// The field by which an upsert finds records in every organization.
    pub(super) fn duplicate_check(self) -> Option<&'static str> {
        match self {
            Self::Contacts => Some("Email"),
            Self::Deals => Some("Deal_Name"),
            Self::Notes | Self::Tasks => None,
        }
    }
}
