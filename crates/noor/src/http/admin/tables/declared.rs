//! The tables of the panel: who may look, and what can be done with them.

use noor_core::access::Permission;
use noor_store::tables::{Table, declared};

use super::View;

/// All of them.
pub(in crate::http::admin) static VIEWS: [View; 11] = [
    View {
        new: Some(("/admin/users/new", "users.new")),
        own_page: true,
        ..plain(&declared::USERS, Permission::ManageUsers)
    },
    View {
        new: Some(("/admin/keys/new", "keys.new")),
        own_page: true,
        csv: false,
        ..plain(&declared::KEYS, Permission::ManageKeys)
    },
    plain(&declared::AUDIT, Permission::ReadAudit),
    plain(&declared::HANDOFFS, Permission::ReadConversations),
    plain(&declared::CUSTOMERS, Permission::ReadConversations),
    plain(&declared::QUOTES, Permission::ReadConversations),
    plain(&declared::PRODUCTS, Permission::ReadCatalogue),
    plain(&declared::PRICE_RULES, Permission::ReadCatalogue),
    plain(&declared::EFFECTS, Permission::ReadOperations),
    plain(&declared::OUTBOX, Permission::ReadOperations),
    plain(&declared::MODEL_CALLS, Permission::ReadOperations),
];

/// A table to look at and to take away, with a page a row.
const fn plain(table: &'static Table, needs: Permission) -> View {
    View { table, needs, csv: true, new: None, own_page: false }
}
