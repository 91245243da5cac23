//! Tables to look at: a declaration in [`declared`], and everything else comes from it.
//!
//! The list with its search, filters, order and pages, a page a row, and the file for a spreadsheet.
//! What may be seen, searched and sorted is said by `noor_store::tables`.

mod address;
mod cells;
pub(in crate::http::admin) mod csv;
pub(in crate::http::admin) mod declared;
mod list;
mod one;

#[cfg(test)]
pub(in crate::http::admin) use self::cells::label_of;

use noor_core::access::Permission;
use noor_store::tables::Table;

use super::super::needs::Needs;
use super::routes::{Route, look};

/// A table of the panel.
#[derive(Debug)]
pub(in crate::http::admin) struct View {
    pub(super) table: &'static Table,
    /// Who may look.
    pub(super) needs: Permission,
    /// Whether it can be taken away as a file.
    pub(super) csv: bool,
    /// A page where a new row is made, and its label.
    pub(super) new: Option<(&'static str, &'static str)>,
    /// Whether a row's page is made elsewhere, because something can be done there.
    pub(super) own_page: bool,
}

impl View {
    /// Where the list is.
    pub(super) fn path(&self) -> String {
        format!("/admin/{}", self.table.name)
    }

    /// Where a row is.
    pub(super) fn row_path(&self, key: &str) -> String {
        format!("/admin/{}/{key}", self.table.name)
    }
}

/// The pages of all declared tables.
pub(super) fn routes() -> Vec<Route> {
    let mut routes = Vec::new();
    for view in &declared::VIEWS {
        let needs = Needs::Person(view.needs);
        let list = move |page, query| list::list(view, page, query);
        routes.push(look(view.path(), needs, list));
        if view.csv {
            let file = move |page, query| csv::file(view, page, query);
            routes.push(look(format!("{}.csv", view.path()), needs, file));
        }
        if !view.own_page {
            let one = move |page, key| one::one(view, page, key);
            routes.push(look(view.row_path("{key}"), needs, one));
        }
    }
    routes
}
