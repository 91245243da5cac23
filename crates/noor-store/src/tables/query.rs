//! The statements that show a table: built from its declaration, with every value bound.

use chrono::{DateTime, Utc};
use sqlx::{PgPool, Postgres, QueryBuilder, Row as _};

use super::{Column, Direction, Kind, Table};

/// What of a table somebody wants to see.
#[derive(Debug, Clone)]
pub struct Wanted<'a> {
    /// Words to look for.
    pub search: Option<&'a str>,
    /// Columns and the value each is to have.
    pub filters: Vec<(&'static Column, &'a str)>,
    /// What to sort by.
    pub order: (&'static Column, Direction),
    /// From where on; from the beginning without.
    pub place: Option<Place>,
    /// How many rows.
    pub limit: u16,
}

/// A place between two rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// Whether what comes before it is wanted, instead of what comes after.
    pub before: bool,
    /// The value of the sorted column at the place.
    pub value: Option<String>,
    /// The row's key.
    pub key: String,
}

/// A row: its key, and the texts of its columns in their order. Times are RFC 3339, flags `true` or
/// `false`; what is absent is unknown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Its key.
    pub key: String,
    /// What was sorted by, for a [`Place`].
    pub sorted_by: Option<String>,
    /// Its values.
    pub values: Vec<Option<String>>,
}

/// A page of rows.
#[derive(Debug, Clone)]
pub struct Rows {
    /// In the order that was asked for.
    pub rows: Vec<Row>,
    /// Whether there are more in the direction that was looked in.
    pub more: bool,
}

/// The rows that are wanted.
///
/// # Errors
///
/// The database's own; also for a place whose value is none of the column's.
pub async fn page(db: &PgPool, table: &Table, wanted: &Wanted<'_>) -> sqlx::Result<Rows> {
    let mut query = select(table, wanted.order.0);
    query.push(" where true");
    conditions(&mut query, table, wanted);
    let (column, direction) = wanted.order;
    let backwards = wanted.place.as_ref().is_some_and(|place| place.before);
    if let Some(place) = &wanted.place {
        beyond(&mut query, table, column, direction, place);
    }
    // Rows without a value come last, in either direction; looking backwards, everything is turned.
    let (word, nulls) = match (direction, backwards) {
        (Direction::Up, false) => ("asc", "nulls last"),
        (Direction::Down, false) => ("desc", "nulls last"),
        (Direction::Up, true) => ("desc", "nulls first"),
        (Direction::Down, true) => ("asc", "nulls first"),
    };
    query.push(format!(" order by {} {word} {nulls}, {} {word} limit ", column.sql, table.key.0));
    query.push_bind(i64::from(wanted.limit) + 1);
    let mut rows = read(query.build().fetch_all(db).await?)?;
    let more = rows.len() > usize::from(wanted.limit);
    rows.truncate(usize::from(wanted.limit));
    if backwards {
        rows.reverse();
    }
    Ok(Rows { rows, more })
}

/// The row with a key.
///
/// # Errors
///
/// The database's own; also for a key that is none of the table's.
pub async fn row(db: &PgPool, table: &Table, key: &str) -> sqlx::Result<Option<Row>> {
    let Some(first) = table.columns.first() else { return Ok(None) };
    let mut query = select(table, first);
    // Both sides as text: a key of a wrong form finds nothing instead of failing.
    query.push(format!(" where {}::text = ", table.key.0));
    query.push_bind(key);
    let found = query.build().fetch_optional(db).await?;
    Ok(read(found)?.pop())
}

fn select(table: &Table, sorted: &Column) -> QueryBuilder<Postgres> {
    let texts: Vec<String> = table.columns.iter().map(text).collect();
    QueryBuilder::new(format!(
        "select {}::text, {}, array[{}]::text[] from {}",
        table.key.0,
        text(sorted),
        texts.join(", "),
        table.from
    ))
}

/// A column as text, read the same whatever the server's settings are.
fn text(column: &Column) -> String {
    match column.kind {
        Kind::Time => format!(
            "to_char(({}) at time zone 'utc', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')",
            column.sql
        ),
        Kind::Flag => {
            format!("case when ({0}) then 'true' when not ({0}) then 'false' end", column.sql)
        }
        Kind::Text | Kind::Code | Kind::Number | Kind::Choice | Kind::Json => {
            format!("({})::text", column.sql)
        }
    }
}

/// The type that a text is read as, to be compared with a column.
fn sql_type(kind: Kind) -> &'static str {
    match kind {
        Kind::Text | Kind::Code | Kind::Choice | Kind::Json => "text",
        Kind::Number => "numeric",
        Kind::Time => "timestamptz",
        Kind::Flag => "boolean",
    }
}

fn conditions(query: &mut QueryBuilder<Postgres>, table: &Table, wanted: &Wanted<'_>) {
    for (column, value) in &wanted.filters {
        query.push(format!(" and ({})::text = ", column.sql));
        query.push_bind((*value).to_owned());
    }
    let Some(words) = wanted.search.map(str::trim).filter(|words| !words.is_empty()) else {
        return;
    };
    let pattern =
        format!("%{}%", words.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_"));
    query.push(" and (false");
    for column in table.columns.iter().filter(|column| column.searched) {
        query.push(format!(" or ({})::text ilike ", column.sql));
        query.push_bind(pattern.clone());
    }
    query.push(")");
}

/// Leaves only what lies beyond a place, in the direction that is looked in.
fn beyond(
    query: &mut QueryBuilder<Postgres>,
    table: &Table,
    column: &Column,
    direction: Direction,
    place: &Place,
) {
    let (sql, (key, key_type)) = (column.sql, table.key);
    let sign = match (direction, place.before) {
        (Direction::Up, false) | (Direction::Down, true) => '>',
        (Direction::Down, false) | (Direction::Up, true) => '<',
    };
    let typed = sql_type(column.kind);
    match (&place.value, place.before) {
        (Some(value), before) => {
            query.push(format!(" and (({sql}) {sign} cast("));
            query.push_bind(value.clone());
            query.push(format!(" as {typed}) or (({sql}) = cast("));
            query.push_bind(value.clone());
            query.push(format!(" as {typed}) and {key} {sign} cast("));
            query.push_bind(place.key.clone());
            query.push(format!(" as {key_type}))"));
            if !before {
                query.push(format!(" or ({sql}) is null"));
            }
            query.push(")");
        }
        (None, before) => {
            query.push(format!(" and (({sql}) is null and {key} {sign} cast("));
            query.push_bind(place.key.clone());
            query.push(format!(" as {key_type})"));
            if before {
                query.push(format!(" or ({sql}) is not null"));
            }
            query.push(")");
        }
    }
}

fn read(rows: impl IntoIterator<Item = sqlx::postgres::PgRow>) -> sqlx::Result<Vec<Row>> {
    let read = |row: sqlx::postgres::PgRow| {
        Ok(Row { key: row.try_get(0)?, sorted_by: row.try_get(1)?, values: row.try_get(2)? })
    };
    rows.into_iter().map(read).collect()
}

impl Place {
    /// Whether the values can be the table's at all, so that a made-up place is no database's error.
    pub fn fits(&self, table: &Table, column: &Column) -> bool {
        let key = match table.key.1 {
            "uuid" => self.key.parse::<uuid::Uuid>().is_ok(),
            "bigint" => self.key.parse::<i64>().is_ok(),
            _ => true,
        };
        let value = self.value.as_deref().is_none_or(|value| match column.kind {
            Kind::Time => value.parse::<DateTime<Utc>>().is_ok(),
            Kind::Number => value.parse::<rust_decimal::Decimal>().is_ok(),
            Kind::Flag => matches!(value, "true" | "false"),
            Kind::Text | Kind::Code | Kind::Choice | Kind::Json => !value.contains('\0'),
        });
        key && value
    }
}
