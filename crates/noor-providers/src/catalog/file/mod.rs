//! Catalogue files: JSON lines and CSV.
//!
//! Owns the reading of files, line by line: [`read`] never holds more than one row. A bad row is reported
//! with its line and its neighbours are read; what a row means is said in [`row`].

mod lines;
mod records;
mod row;

use std::collections::HashMap;
use std::fs::File;
use std::io::{self, BufRead, BufReader};
use std::path::PathBuf;

use noor_core::money::Currency;
use noor_core::sku;
use tokio::sync::mpsc;

use super::{CatalogSource, Memory, Row, Walk};
use crate::error::ProviderError;

const SERVICE: &str = "the catalogue file";

/// A catalogue in a file: CSV if its name ends in `.csv`, else JSON lines.
#[derive(Debug, Clone)]
pub struct CatalogFile {
    path: PathBuf,
    currency: Currency,
}

impl CatalogFile {
    /// The file at `path`; prices that name no currency are in `currency`.
    pub fn new(path: impl Into<PathBuf>, currency: Currency) -> Self {
        Self { path: path.into(), currency }
    }

    fn format(&self) -> Format {
        let csv = self.path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("csv"));
        if csv { Format::Csv } else { Format::JsonLines }
    }
}

#[async_trait::async_trait]
impl CatalogSource for CatalogFile {
    fn name(&self) -> String {
        let name = self.path.file_name().unwrap_or(self.path.as_os_str());
        format!("file:{}", name.to_string_lossy())
    }

    /// The number of rows to expect is the number of lines that are not blank; a CSV file with
    /// line breaks inside its cells has fewer.
    async fn walk(
        &self,
        _: &dyn Memory,
        progress: &(dyn Fn(usize, Option<usize>) + Send + Sync),
    ) -> Result<Walk, ProviderError> {
        let format = self.format();
        let (path, currency) = (self.path.clone(), self.currency);
        let (expected, file) = tokio::task::spawn_blocking(move || {
            let lines = lines::count(BufReader::new(File::open(&path)?))?;
            io::Result::Ok((lines, File::open(&path)?))
        })
        .await
        .map_err(unavailable)?
        .map_err(unavailable)?;
        let expected = match format {
            Format::Csv => expected.saturating_sub(1),
            Format::JsonLines => expected,
        };

        // Files are read on a thread of their own; the channel keeps it from running ahead.
        let (to_walk, mut from_file) = mpsc::channel(64);
        let reader = tokio::task::spawn_blocking(move || {
            read(BufReader::new(file), format, currency, &mut |row| {
                to_walk.blocking_send(row).is_ok()
            })
        });
        let mut rows = Vec::new();
        while let Some(row) = from_file.recv().await {
            rows.push(row);
            progress(rows.len(), Some(expected));
        }
        match reader.await.map_err(unavailable)? {
            // A file without one product is a mishap of whoever wrote it, not a shop without goods.
            Ok(()) => {
                let complete = rows.iter().any(|row| matches!(row, Row::Product { .. }));
                Ok(Walk { rows, complete })
            }
            Err(error) if rows.is_empty() => Err(unavailable(error)),
            Err(error) => {
                tracing::warn!(%error, rows = rows.len(), "the catalogue file broke off");
                Ok(Walk { rows, complete: false })
            }
        }
    }
}

fn unavailable(source: impl std::error::Error + Send + Sync + 'static) -> ProviderError {
    ProviderError::Unavailable { service: SERVICE, retry_after: None, source: source.into() }
}

/// How a file is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// One JSON object a line.
    JsonLines,
    /// One row a record, the first one naming the columns.
    Csv,
}

/// Reads a whole catalogue from `source` and hands each row to `take`, until that says `false`.
///
/// Works in memory as well as on files; needs no more of it than one row and the keys of the
/// articles seen, which is how a second row for the same article is found and rejected.
///
/// # Errors
///
/// Those of `source` itself, and a CSV header nobody can read. Rows already handed over stay good.
pub fn read(
    source: impl BufRead,
    format: Format,
    currency: Currency,
    take: &mut dyn FnMut(Row) -> bool,
) -> io::Result<()> {
    let mut seen = Seen::default();
    let mut row = |line: u64, fields: Result<serde_json::Value, String>| {
        let code = fields.as_ref().ok().and_then(row::code);
        let product = fields
            .and_then(|fields| row::product(fields, currency))
            .and_then(|product| seen.first(&product.sku, line).map(|()| product));
        let at = line.to_string();
        take(match product {
            Ok(product) => Row::Product { at, page: None, product: Box::new(product) },
            Err(reason) => Row::Rejected { at, sku: code, reason },
        })
    };
    match format {
        Format::JsonLines => json_lines(source, &mut row),
        Format::Csv => csv_records(source, &mut row),
    }
}

/// A reader's way to hand on what stood at a line.
type Take<'a> = dyn FnMut(u64, Result<serde_json::Value, String>) -> bool + 'a;

fn json_lines(source: impl BufRead, take: &mut Take<'_>) -> io::Result<()> {
    let mut lines = lines::Lines::new(source);
    while let Some((number, line)) = lines.next()? {
        let fields = line.and_then(|line| {
            serde_json::from_str(line)
                .map_err(|error| format!("is not JSON (at character {})", error.column()))
        });
        if !take(number, fields) {
            break;
        }
    }
    Ok(())
}

fn csv_records(source: impl BufRead, take: &mut Take<'_>) -> io::Result<()> {
    let mut records = records::Records::new(source);
    let columns: Vec<String> = match records.next()? {
        None => return Ok(()),
        Some((_, Ok(names))) => names.iter().map(|name| name.trim().to_owned()).collect(),
        Some((_, Err(reason))) => return Err(io::Error::other(format!("the header {reason}"))),
    };
    while let Some((line, cells)) = records.next()? {
        if !take(line, cells.and_then(|cells| row::from_cells(&columns, &cells))) {
            break;
        }
    }
    Ok(())
}

/// The articles seen so far and where, by key.
#[derive(Default)]
struct Seen(HashMap<String, u64>);

impl Seen {
    fn first(&mut self, code: &str, line: u64) -> Result<(), String> {
        match self.0.entry(sku::key(code)) {
            std::collections::hash_map::Entry::Vacant(free) => {
                free.insert(line);
                Ok(())
            }
            std::collections::hash_map::Entry::Occupied(taken) => {
                Err(format!("sku: `{code}` is the same article as line {}", taken.get()))
            }
        }
    }
}
