//! What of a table is looked at, as it stands in a page's address.

use noor_store::tables::{Column, Direction, Place, Row, Table, Wanted};
use url::form_urlencoded::Serializer;

/// Rows of a page.
const ROWS: u16 = 50;
/// The longest search, in characters.
const LONGEST_SEARCH: usize = 100;

/// What of a table is looked at. What an address says and the table does not have is left out.
#[derive(Debug, Clone)]
pub(super) struct Look {
    pub(super) search: String,
    pub(super) filters: Vec<(&'static Column, &'static str)>,
    pub(super) order: (&'static Column, Direction),
    place: Option<Place>,
}

impl Look {
    /// Reads an address. `None` for a table without the column that it is sorted by.
    pub(super) fn read(table: &'static Table, query: &[(String, String)]) -> Option<Self> {
        let value = |name: &str| {
            let found = query.iter().find(|(key, _)| key == name);
            found.map(|(_, value)| value.as_str()).filter(|value| !value.is_empty())
        };
        let (usual, usual_direction) = table.order;
        let sorted = value("sort").and_then(|name| table.column(name)).filter(|it| it.sorted);
        let direction = match (value("dir"), sorted) {
            (Some("down"), _) => Direction::Down,
            (Some("up"), _) | (_, Some(_)) => Direction::Up,
            (_, None) => usual_direction,
        };
        let column = match sorted {
            Some(column) => column,
            None => table.column(usual)?,
        };
        let filters = table.columns.iter().filter_map(|column| {
            let wanted = value(column.name)?;
            let choice = column.choices.iter().find(|choice| **choice == wanted)?;
            Some((column, *choice))
        });
        let place = ["after", "before"].into_iter().find_map(|name| {
            let key = value(name)?.to_owned();
            let place =
                Place { before: name == "before", value: value("at").map(str::to_owned), key };
            Some(place).filter(|place| place.fits(table, column))
        });
        let search = value("q").unwrap_or_default();
        Some(Self {
            search: search.chars().filter(|it| *it != '\0').take(LONGEST_SEARCH).collect(),
            filters: filters.collect(),
            order: (column, direction),
            place,
        })
    }

    /// What the store is asked for.
    pub(super) fn wanted(&self) -> Wanted<'_> {
        Wanted {
            search: Some(self.search.as_str()),
            filters: self.filters.iter().map(|(column, value)| (*column, *value)).collect(),
            order: self.order,
            place: self.place.clone(),
            limit: ROWS,
        }
    }

    /// Whether there is a page before this one that somebody came from.
    pub(super) fn is_first(&self) -> bool {
        self.place.is_none()
    }

    /// Whether the page was reached backwards.
    pub(super) fn is_backwards(&self) -> bool {
        self.place.as_ref().is_some_and(|place| place.before)
    }

    /// Whether less is looked at than there is.
    pub(super) fn is_narrowed(&self) -> bool {
        !self.search.is_empty() || !self.filters.is_empty()
    }

    /// The same from the beginning, for links and files.
    pub(super) fn query(&self) -> String {
        self.pairs().finish()
    }

    /// The same, sorted otherwise.
    pub(super) fn sorted_by(&self, column: &'static Column) -> String {
        let direction = match self.order {
            (present, Direction::Up) if present.name == column.name => Direction::Down,
            _ => Direction::Up,
        };
        Self { order: (column, direction), ..self.clone() }.query()
    }

    /// The page after a row, or before it.
    pub(super) fn beyond(&self, row: &Row, before: bool) -> String {
        let mut pairs = self.pairs();
        pairs.append_pair(if before { "before" } else { "after" }, &row.key);
        if let Some(value) = &row.sorted_by {
            pairs.append_pair("at", value);
        }
        pairs.finish()
    }

    /// From a row on, for what is read page after page.
    pub(super) fn after(&self, row: &Row) -> Self {
        let place = Place { before: false, value: row.sorted_by.clone(), key: row.key.clone() };
        Self { place: Some(place), ..self.clone() }
    }

    fn pairs(&self) -> Serializer<'static, String> {
        let mut pairs = Serializer::new(String::new());
        if !self.search.is_empty() {
            pairs.append_pair("q", &self.search);
        }
        for (column, value) in &self.filters {
            pairs.append_pair(column.name, value);
        }
        let (column, direction) = self.order;
        pairs.append_pair("sort", column.name);
        pairs.append_pair(
            "dir",
            match direction {
                Direction::Up => "up",
                Direction::Down => "down",
            },
        );
        pairs
    }
}
