//! One row of a table, with everything that may be seen of it.

use axum::extract::Path;
use axum::response::{IntoResponse as _, Response};
use minijinja::context;
use noor_store::tables::{Column, Kind, row};

use super::super::failure::Failure;
use super::super::page::Page;
use super::View;
use super::cells::{ON_ITS_OWN, cell};

/// The row with a key.
pub(super) async fn one(
    view: &'static View,
    page: Page,
    Path(key): Path<String>,
) -> Result<Response, Failure> {
    let found = row(&page.context().db, view.table, &key).await?.ok_or(Failure::NotFound)?;
    let columns = view.table.columns.iter().zip(&found.values);
    let fields = columns.map(|(column, value)| {
        context! { name => column.name, ..cell(&page, view.table, column, value.as_deref(), ON_ITS_OWN) }
    });
    // What people call a row by: the first words or code of its list.
    let mut names = view.table.columns.iter().zip(&found.values);
    let name = names.find(|(column, value)| is_name(column) && value.is_some());
    let values = context! {
        table => view.table.name,
        path => view.path(),
        title => name.and_then(|(_, value)| value.as_deref()),
        fields => fields.collect::<Vec<_>>(),
    };
    Ok(page.show("row.html", values).await?.into_response())
}

fn is_name(column: &Column) -> bool {
    match column.kind {
        Kind::Text | Kind::Code => column.listed,
        Kind::Number | Kind::Time | Kind::Flag | Kind::Choice | Kind::Json => false,
    }
}
