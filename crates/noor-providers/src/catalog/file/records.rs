//! CSV records put together from lines, so that each is known by its line and a quotation mark
//! nobody closed costs one record's length at the most.
//!
//! Owns where a record ends; what stands in its cells is the `csv` library's to say.

use std::io::{self, BufRead};

use csv::StringRecord;

use super::lines::{LONGEST, Lines};

/// Reads records one at a time.
pub(super) struct Records<R> {
    lines: Lines<R>,
}

impl<R: BufRead> Records<R> {
    pub(super) fn new(source: R) -> Self {
        Self { lines: Lines::new(source) }
    }

    /// The next record: the number of its first line, and its cells or what is wrong.
    pub(super) fn next(&mut self) -> io::Result<Option<(u64, Result<StringRecord, String>)>> {
        let Some((number, first)) = self.lines.next()? else { return Ok(None) };
        let mut record = match first {
            Ok(line) => line.to_owned(),
            Err(reason) => return Ok(Some((number, Err(reason)))),
        };
        let mut quoted = ends_in_quotes(&record, false);
        while quoted {
            let reason = match self.lines.next()? {
                Some((_, Ok(line))) if record.len() + line.len() < LONGEST => {
                    quoted = ends_in_quotes(line, true);
                    record.push('\n');
                    record.push_str(line);
                    continue;
                }
                Some((_, Ok(_))) | None => "has a quotation mark that is never closed".to_owned(),
                Some((line, Err(reason))) => format!("line {line} {reason}"),
            };
            return Ok(Some((number, Err(reason))));
        }
        Ok(Some((number, cells(&record))))
    }
}

/// Whether a line leaves a quoted cell open. Marks inside of a plain cell (`24" wide`) are none.
fn ends_in_quotes(line: &str, mut quoted: bool) -> bool {
    let mut at_start = true;
    let mut rest = line.chars().peekable();
    while let Some(c) = rest.next() {
        match (quoted, c) {
            // Doubled, it stands for itself.
            (true, '"') => quoted = rest.next_if_eq(&'"').is_some(),
            (false, '"') if at_start => quoted = true,
            (false, ',') => {
                at_start = true;
                continue;
            }
            (true | false, _) => {}
        }
        at_start = false;
    }
    quoted
}

fn cells(record: &str) -> Result<StringRecord, String> {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .buffer_capacity(record.len().max(1))
        .from_reader(record.as_bytes());
    let mut cells = StringRecord::new();
    match reader.read_record(&mut cells) {
        Ok(_) => Ok(cells),
        Err(error) => Err(format!("is not CSV: {error}")),
    }
}
