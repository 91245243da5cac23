//! Who may do what: the roles of the shop's people, and what a program's key opens.

/// What somebody of the shop is there for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Role {
    /// Runs the shop: everything, also who else may come in.
    Owner,
    /// Serves customers.
    Manager,
    /// Looks, and changes nothing.
    Analyst,
}

/// Something that not everybody may do. A page or a part of the API asks for one of these.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Permission {
    /// Read conversations, customers, quotations and handoffs.
    ReadConversations,
    /// Write to customers, take and resolve handoffs.
    Answer,
    /// See products and what the shop knows.
    ReadCatalogue,
    /// See figures and reports.
    ReadReports,
    /// See what Noor does outside: effects, the outbox, calls of models.
    ReadOperations,
    /// Write and approve prices below the list.
    ApprovePrices,
    /// Change how Noor works.
    ChangeSettings,
    /// Add people, change roles and passwords.
    ManageUsers,
    /// Make and revoke keys for programs.
    ManageKeys,
    /// Read who changed what.
    ReadAudit,
}

impl Role {
    /// Every role, the most powerful first.
    pub const ALL: [Self; 3] = [Self::Owner, Self::Manager, Self::Analyst];

    /// Whether people of this role may do it.
    pub fn may(self, permission: Permission) -> bool {
        match permission {
            Permission::ReadConversations | Permission::ReadCatalogue | Permission::ReadReports => {
                true
            }
            Permission::Answer | Permission::ReadOperations | Permission::ApprovePrices => {
                match self {
                    Self::Owner | Self::Manager => true,
                    Self::Analyst => false,
                }
            }
            Permission::ChangeSettings
            | Permission::ManageUsers
            | Permission::ManageKeys
            | Permission::ReadAudit => match self {
                Self::Owner => true,
                Self::Manager | Self::Analyst => false,
            },
        }
    }

    /// Its name in rows and on the command line.
    pub fn code(self) -> &'static str {
        match self {
            Self::Owner => "owner",
            Self::Manager => "manager",
            Self::Analyst => "analyst",
        }
    }

    /// The role of a name.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.code() == code)
    }
}

impl std::fmt::Display for Role {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.code())
    }
}

impl Permission {
    /// Every permission.
    pub const ALL: [Self; 10] = [
        Self::ReadConversations,
        Self::Answer,
        Self::ReadCatalogue,
        Self::ReadReports,
        Self::ReadOperations,
        Self::ApprovePrices,
        Self::ChangeSettings,
        Self::ManageUsers,
        Self::ManageKeys,
        Self::ReadAudit,
    ];

    /// What a program's key may be given. Who comes in stays with people.
    pub const SCOPES: [Self; 6] = [
        Self::ReadConversations,
        Self::Answer,
        Self::ReadCatalogue,
        Self::ReadReports,
        Self::ReadOperations,
        Self::ChangeSettings,
    ];

    /// Its name in rows, in labels and on the command line.
    pub fn code(self) -> &'static str {
        match self {
            Self::ReadConversations => "read_conversations",
            Self::Answer => "answer",
            Self::ReadCatalogue => "read_catalogue",
            Self::ReadReports => "read_reports",
            Self::ReadOperations => "read_operations",
            Self::ApprovePrices => "approve_prices",
            Self::ChangeSettings => "change_settings",
            Self::ManageUsers => "manage_users",
            Self::ManageKeys => "manage_keys",
            Self::ReadAudit => "read_audit",
        }
    }

    /// The permission of a name.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|permission| permission.code() == code)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_role_may_what_the_one_below_it_may() {
        for permission in Permission::ALL {
            assert!(Role::Owner.may(permission), "{permission:?}");
            if Role::Analyst.may(permission) {
                assert!(Role::Manager.may(permission), "{permission:?}");
            }
        }
        assert!(!Role::Manager.may(Permission::ManageUsers));
        assert!(!Role::Analyst.may(Permission::Answer));
    }

    #[test]
    fn names_lead_back() {
        for role in Role::ALL {
            assert_eq!(Role::from_code(role.code()), Some(role));
        }
        for permission in Permission::ALL {
            assert_eq!(Permission::from_code(permission.code()), Some(permission));
        }
        assert_eq!(Role::from_code("Owner"), None);
        assert_eq!(Permission::from_code(""), None);
    }

    #[test]
    fn no_key_lets_people_or_keys_in() {
        for forbidden in [Permission::ManageUsers, Permission::ManageKeys, Permission::ReadAudit] {
            assert!(!Permission::SCOPES.contains(&forbidden));
        }
    }
}
