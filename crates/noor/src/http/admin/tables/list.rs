//! A table as a list.

use axum::extract::Query;
use axum::response::{IntoResponse as _, Response};
use minijinja::context;
use minijinja::value::Value;
use noor_store::tables::{Column, Direction, Row, page as rows_of};

use super::super::failure::Failure;
use super::super::page::Page;
use super::View;
use super::address::Look;
use super::cells::{IN_A_LIST, cell, label_of};

/// The list.
pub(super) async fn list(
    view: &'static View,
    page: Page,
    Query(query): Query<Vec<(String, String)>>,
) -> Result<Response, Failure> {
    let table = view.table;
    let look = Look::read(table, &query).ok_or(Failure::NotFound)?;
    let found = rows_of(&page.context().db, table, &look.wanted()).await?;
    // Looking backwards, what lies behind is where one came from.
    let (newer, older) =
        if look.is_backwards() { (found.more, true) } else { (!look.is_first(), found.more) };
    let (first, last) = (found.rows.first(), found.rows.last());
    let link = |row: Option<&Row>, before| row.map(|row| look.beyond(row, before));
    let values = context! {
        table => table.name,
        path => view.path(),
        new => view.new.map(|(path, label)| context! { path, label }),
        csv => view.csv.then(|| format!("{}.csv?{}", view.path(), look.query())),
        is_searchable => table.is_searchable(),
        is_narrowed => look.is_narrowed(),
        search => look.search.as_str(),
        sort => look.order.0.name,
        direction => match look.order.1 { Direction::Up => "up", Direction::Down => "down" },
        filters => filters(view, &look),
        columns => listed(view).map(|column| head(column, &look)).collect::<Vec<_>>(),
        rows => found.rows.iter().map(|row| body(view, &page, row)).collect::<Vec<_>>(),
        before => link(first.filter(|_| newer), true),
        after => link(last.filter(|_| older), false),
    };
    Ok(page.show("table.html", values).await?.into_response())
}

fn listed(view: &'static View) -> impl Iterator<Item = &'static Column> {
    view.table.columns.iter().filter(|column| column.listed)
}

fn head(column: &'static Column, look: &Look) -> Value {
    let present = look.order.0.name == column.name;
    context! {
        name => column.name,
        sort => column.sorted.then(|| look.sorted_by(column)),
        sorted => present.then_some(match look.order.1 {
            Direction::Up => "ascending",
            Direction::Down => "descending",
        }),
    }
}

fn body(view: &'static View, page: &Page, row: &Row) -> Value {
    let columns = view.table.columns.iter().zip(&row.values);
    let cells = columns.filter(|(column, _)| column.listed).map(|(column, value)| {
        context! { name => column.name, ..cell(page, view.table, column, value.as_deref(), IN_A_LIST) }
    });
    context! { path => view.row_path(&row.key), cells => cells.collect::<Vec<_>>() }
}

/// The columns that can be filtered by, with their values and the one that is chosen.
fn filters(view: &'static View, look: &Look) -> Vec<Value> {
    let columns = view.table.columns.iter().filter(|column| !column.choices.is_empty());
    let filter = columns.map(|column| {
        let chosen = look.filters.iter().find(|(it, _)| it.name == column.name);
        let choices = column.choices.iter().map(|choice| {
            context! { value => *choice, label => label_of(view.table, column, choice) }
        });
        context! {
            name => column.name,
            chosen => chosen.map_or("", |(_, value)| *value),
            choices => choices.collect::<Vec<_>>(),
        }
    });
    filter.collect()
}
