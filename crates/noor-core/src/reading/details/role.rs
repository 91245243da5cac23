//! What somebody does in their company.

use std::ops::Range;

use super::marks::Mark;
use super::sheet::{Sheet, Weight};

/// Words before "manager" at the most: "senior regional procurement manager".
const LONGEST: usize = 4;

/// The post that begins at a place: "procurement manager", «مدير المشتريات». What furniture is
/// called after ("manager chair") is none.
pub(super) fn role(sheet: &Sheet<'_>, at: usize) -> Option<Range<usize>> {
    let mut end = None;
    let mut next = at;
    while next - at < LONGEST && (next == at || sheet.follows(next)) {
        if !sheet.is_free(next) || !sheet.is_letters(next) {
            break;
        }
        if let Some(length) = sheet.mark(next, Mark::Post) {
            next += length;
            end = Some(next);
            continue;
        }
        let department = end.is_some() && sheet.mark(next, Mark::Department).is_some();
        if department {
            next += sheet.mark(next, Mark::Department).unwrap_or(1);
            end = Some(next);
            continue;
        }
        let talk = sheet.is_any(next, &[Mark::NotName, Mark::From, Mark::Is, Mark::FirstName]);
        if talk
            || sheet.is_arabic(next)
            || sheet.weight(next) == Weight::Strong && !sheet.is_capital(next)
        {
            break;
        }
        next += 1;
    }
    let end = end?;
    let furniture = sheet.follows(end) && sheet.is_thing(end);
    (!furniture).then_some(at..end)
}
