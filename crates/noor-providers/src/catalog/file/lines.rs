//! Lines of a file that may be hostile: of any length, of any bytes.
//!
//! Owns the splitting; never keeps more than one line, nor more of it than a product can need.

use std::io::{self, BufRead};

/// No product is described at greater length.
pub(super) const LONGEST: usize = 1 << 20;

/// Reads lines one at a time, without their endings, skipping blank ones.
pub(super) struct Lines<R> {
    source: R,
    line: Vec<u8>,
    number: u64,
}

impl<R: BufRead> Lines<R> {
    pub(super) fn new(source: R) -> Self {
        Self { source, line: Vec::new(), number: 0 }
    }

    /// The next line that is not blank: its number, counted from 1, and its text or what is wrong.
    pub(super) fn next(&mut self) -> io::Result<Option<(u64, Result<&str, String>)>> {
        loop {
            let Some(fits) = self.read_line()? else { return Ok(None) };
            self.number += 1;
            if !fits {
                let reason = format!("is longer than {LONGEST} bytes");
                return Ok(Some((self.number, Err(reason))));
            }
            if !self.line.iter().all(u8::is_ascii_whitespace) && self.line != BYTE_ORDER_MARK {
                break;
            }
        }
        let line = match self.number {
            1 => self.line.strip_prefix(BYTE_ORDER_MARK).unwrap_or(&self.line),
            _ => &self.line,
        };
        let text = std::str::from_utf8(line).map(str::trim);
        Ok(Some((self.number, text.map_err(|_| "is not UTF-8 text".to_owned()))))
    }

    /// Reads up to the next line feed; `Some(false)` if the line was too long to be kept, `None`
    /// at the end.
    fn read_line(&mut self) -> io::Result<Option<bool>> {
        self.line.clear();
        let mut anything = false;
        let mut fits = true;
        loop {
            let ready = self.source.fill_buf()?;
            if ready.is_empty() {
                return Ok(anything.then_some(fits));
            }
            anything = true;
            let end = ready.iter().position(|byte| *byte == b'\n');
            let part = end.map_or(ready, |end| ready.get(..end).unwrap_or(ready));
            fits = fits && self.line.len() + part.len() <= LONGEST;
            if fits {
                self.line.extend_from_slice(part);
            }
            let used = end.map_or(ready.len(), |end| end + 1);
            self.source.consume(used);
            if end.is_some() {
                return Ok(Some(fits));
            }
        }
    }
}

const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// How many lines are not blank.
pub(super) fn count(source: impl BufRead) -> io::Result<usize> {
    let mut lines = Lines::new(source);
    let mut count = 0;
    while lines.next()?.is_some() {
        count += 1;
    }
    Ok(count)
}
