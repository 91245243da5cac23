//! Tables as people look at them: which columns there are, and what may be searched, sorted and
//! filtered.
//!
//! A table is declared; [`page`] and [`row`] make the statements. Every name in a statement is from a
//! declaration of [`declared`], every value is bound. What is asked for and not declared is refused.

pub mod declared;
mod query;

pub use query::{Place, Row, Rows, Wanted, page, row};

/// A table as people look at it.
#[derive(Debug)]
pub struct Table {
    /// Its name, in addresses and labels.
    pub name: &'static str,
    /// What stands behind `from`.
    pub from: &'static str,
    /// What tells one row from another, and its type in SQL.
    pub key: (&'static str, &'static str),
    /// The columns, in the order in which they are shown.
    pub columns: &'static [Column],
    /// The column that rows are sorted by unless somebody asks otherwise, and whether backwards.
    pub order: (&'static str, Direction),
}

/// A column.
#[derive(Debug, Clone, Copy)]
pub struct Column {
    /// Its name, in addresses and labels.
    pub name: &'static str,
    /// What it is in SQL.
    pub sql: &'static str,
    /// How its values are to be shown.
    pub kind: Kind,
    /// Whether a list has it; a row's own page has all.
    pub listed: bool,
    /// Whether a list may be sorted by it.
    pub sorted: bool,
    /// Whether the search looks in it.
    pub searched: bool,
    /// The values that a list may be filtered by; none if it may not.
    pub choices: &'static [&'static str],
}

/// What a column's values are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Words that somebody wrote, in whatever direction.
    Text,
    /// A code, a name of ours, an id: read from left to right.
    Code,
    /// A whole or decimal number.
    Number,
    /// An instant.
    Time,
    /// Yes or no.
    Flag,
    /// One of a closed list, which has labels.
    Choice,
    /// A structure.
    Json,
}

/// In which direction rows are sorted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// The smallest first.
    Up,
    /// The largest first.
    Down,
}

/// A column that only a row's own page has, until it is told otherwise.
pub const fn column(name: &'static str, sql: &'static str, kind: Kind) -> Column {
    Column { name, sql, kind, listed: false, sorted: false, searched: false, choices: &[] }
}

impl Column {
    /// The same, in lists too.
    #[must_use]
    pub const fn listed(self) -> Self {
        Self { listed: true, ..self }
    }

    /// The same; a list may be sorted by it.
    #[must_use]
    pub const fn sorted(self) -> Self {
        Self { sorted: true, ..self }
    }

    /// The same; the search looks in it.
    #[must_use]
    pub const fn searched(self) -> Self {
        Self { searched: true, ..self }
    }

    /// The same; a list may be filtered by these values.
    #[must_use]
    pub const fn choices(self, choices: &'static [&'static str]) -> Self {
        Self { choices, ..self }
    }
}

impl Table {
    /// A column by its name.
    pub fn column(&self, name: &str) -> Option<&'static Column> {
        self.columns.iter().find(|column| column.name == name)
    }

    /// Whether the search has anything to look in.
    pub fn is_searchable(&self) -> bool {
        self.columns.iter().any(|column| column.searched)
    }
}
