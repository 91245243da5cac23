//! Where one can go: the entries at the side, each for those who may see its page.

use axum::response::Redirect;
use minijinja::context;
use minijinja::value::Value;
use noor_core::access::{Permission, Role};

use super::failure::Failure;
use super::page::Page;

/// An entry.
struct Entry {
    /// Its name in labels (`nav.…`) and its icon's.
    name: &'static str,
    path: &'static str,
    needs: Permission,
    group: &'static str,
}

const fn entry(
    group: &'static str,
    name: &'static str,
    path: &'static str,
    needs: Permission,
) -> Entry {
    Entry { name, path, needs, group }
}

/// The entries, in the order in which they are shown. The first that somebody may see is where they
/// begin.
const ENTRIES: [Entry; 13] = [
    entry("work", "handoffs", "/admin/handoffs", Permission::ReadConversations),
    entry("work", "customers", "/admin/customers", Permission::ReadConversations),
    entry("work", "quotes", "/admin/quotes", Permission::ReadConversations),
    entry("work", "verify", "/admin/verify", Permission::ReadConversations),
    entry("work", "board", "/admin/board", Permission::ReadReports),
    entry("shop", "products", "/admin/products", Permission::ReadCatalogue),
    entry("shop", "price_rules", "/admin/price_rules", Permission::ReadCatalogue),
    entry("machine", "effects", "/admin/effects", Permission::ReadOperations),
    entry("machine", "outbox", "/admin/outbox", Permission::ReadOperations),
    entry("machine", "model_calls", "/admin/model_calls", Permission::ReadOperations),
    entry("people", "users", "/admin/users", Permission::ManageUsers),
    entry("people", "keys", "/admin/keys", Permission::ManageKeys),
    entry("people", "audit", "/admin/audit", Permission::ReadAudit),
];

/// What a role sees, in groups, and which entry is open.
pub(super) fn shown(role: Option<Role>, path: &str) -> Vec<Value> {
    let Some(role) = role else { return Vec::new() };
    let mut groups: Vec<(&str, Vec<Value>)> = Vec::new();
    for entry in ENTRIES.iter().filter(|entry| role.may(entry.needs)) {
        let inner = path.strip_prefix(entry.path);
        let open = inner.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
        let value = context! { name => entry.name, path => entry.path, open };
        match groups.last_mut().filter(|(group, _)| *group == entry.group) {
            Some((_, entries)) => entries.push(value),
            None => groups.push((entry.group, vec![value])),
        }
    }
    groups.into_iter().map(|(name, entries)| context! { name, entries }).collect()
}

/// The groups and entries that have labels.
#[cfg(test)]
pub(super) fn labels() -> Vec<String> {
    let entries = ENTRIES
        .iter()
        .flat_map(|entry| [format!("nav.{}", entry.name), format!("nav.group.{}", entry.group)]);
    entries.collect()
}

/// The first page that whoever is signed in may see.
pub(super) async fn first_page(page: Page) -> Result<Redirect, Failure> {
    let role = page.person()?.role;
    let first = ENTRIES.iter().find(|entry| role.may(entry.needs));
    Ok(Redirect::to(first.map_or("/admin/account", |entry| entry.path)))
}
