//! A table as a file for a spreadsheet.

use anyhow::Context as _;
use axum::body::{Body, Bytes};
use axum::extract::Query;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse as _, Response};
use futures::stream::try_unfold;
use noor_store::PgPool;
use noor_store::tables::{Kind, Row, Wanted, page as rows_of};

use super::super::failure::Failure;
use super::super::page::Page;
use super::View;
use super::address::Look;
use crate::app::access::note_export;

/// Rows that are read at a time.
const BATCH: u16 = 1_000;
/// Most rows of a file.
const MOST: usize = 100_000;
/// Tells a spreadsheet that the file is UTF-8, without which Arabic becomes rubbish.
pub(in crate::http::admin) const MARK: &str = "\u{feff}";

/// The rows of a list, all pages of it, in its order, with every column.
pub(super) async fn file(
    view: &'static View,
    page: Page,
    Query(query): Query<Vec<(String, String)>>,
) -> Result<Response, Failure> {
    let look = Look::read(view.table, &query).ok_or(Failure::NotFound)?;
    note_export(page.context(), &page.actor()?, view.table.name).await?;
    let labels =
        view.table.columns.iter().map(|column| {
            page.words(&format!("table.{}.{}", view.table.name, column.name)).to_owned()
        });
    let head = format!("{MARK}{}", line(labels.map(|label| defused(&label)))?);
    let db = page.context().db.clone();
    let state = Some((look, Some(head), 0_usize));
    let stream = try_unfold(state, move |state| {
        let db = db.clone();
        async move {
            let Some((look, head, sent)) = state else { return Ok(None) };
            let (text, next) = batch(view, &db, &look, sent).await?;
            let text = head.unwrap_or_default() + &text;
            Ok::<_, anyhow::Error>(Some((
                Bytes::from(text),
                next.map(|(look, sent)| (look, None, sent)),
            )))
        }
    });
    let mut response = Body::from_stream(stream).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/csv; charset=utf-8"));
    let name = format!("attachment; filename=\"{}.csv\"", view.table.name);
    let name = HeaderValue::from_str(&name).context("name a file")?;
    headers.insert(header::CONTENT_DISPOSITION, name);
    Ok(response)
}

/// The lines of a batch of rows, and where the next one begins.
async fn batch(
    view: &'static View,
    db: &PgPool,
    look: &Look,
    sent: usize,
) -> anyhow::Result<(String, Option<(Look, usize)>)> {
    let found = rows_of(db, view.table, &Wanted { limit: BATCH, ..look.wanted() }).await?;
    let sent = sent + found.rows.len();
    let text =
        found.rows.iter().map(|row| record(view, row)).collect::<anyhow::Result<String>>()?;
    let last = found.rows.last().filter(|_| found.more && sent < MOST);
    Ok((text, last.map(|row| (look.after(row), sent))))
}

fn record(view: &'static View, row: &Row) -> anyhow::Result<String> {
    let columns = view.table.columns.iter().zip(&row.values);
    line(columns.map(|(column, value)| {
        let value = value.as_deref().unwrap_or_default();
        match column.kind {
            // A number is one: no formula hides in it.
            Kind::Number => value.to_owned(),
            Kind::Text | Kind::Code | Kind::Time | Kind::Flag | Kind::Choice | Kind::Json => {
                defused(value)
            }
        }
    }))
}

/// A text that no spreadsheet takes for a formula (OWASP, CSV Injection).
pub(in crate::http::admin) fn defused(text: &str) -> String {
    // Blanks in front hide nothing from a spreadsheet that trims.
    let first = text.trim_start().chars().next().or_else(|| text.chars().next());
    let risky = matches!(first, Some('=' | '+' | '-' | '@' | '＝' | '＋' | '－' | '＠'));
    let control = matches!(text.chars().next(), Some('\t' | '\r' | '\n'));
    if risky || control { format!("'{text}") } else { text.to_owned() }
}

pub(in crate::http::admin) fn line(values: impl Iterator<Item = String>) -> anyhow::Result<String> {
    let mut writer = csv::WriterBuilder::new()
        .quote_style(csv::QuoteStyle::Always)
        .terminator(csv::Terminator::CRLF)
        .from_writer(Vec::new());
    writer.write_record(values).context("write a line")?;
    let bytes = writer.into_inner().context("write a line")?;
    String::from_utf8(bytes).context("write a line")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_a_formula() {
        for (text, safe) in [
            ("=1+1", "'=1+1"),
            ("+971500000001", "'+971500000001"),
            ("-2", "'-2"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("\t=1", "'\t=1"),
            ("  =1", "'  =1"),
            ("\r\n=1", "'\r\n=1"),
            ("＝1", "'＝1"),
            ("desk = table", "desk = table"),
            ("مكتب", "مكتب"),
            ("", ""),
        ] {
            assert_eq!(defused(text), safe);
        }
    }

    #[test]
    fn quotes_and_lines_stay_inside_their_cell() {
        let line = line(["a\"b".to_owned(), "c\r\nd,e".to_owned()].into_iter()).unwrap();
        assert_eq!(line, "\"a\"\"b\",\"c\r\nd,e\"\r\n");
    }
}
