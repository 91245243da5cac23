//! The dashboard: the shop's figures of a period beside those of the period before.
//!
//! What a figure counts is said in `noor_store::figures`; here it gets its place and its words.

mod chart;
mod number;
mod period;
mod sheets;

use axum::extract::Query;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse as _, Response};
use minijinja::context;
use minijinja::value::Value;
use noor_store::figures::{self, Figures, Now};

use self::number::Number;
use self::period::{CHOICES, Chosen};
use super::failure::Failure;
use super::page::Page;
use super::tables::csv::{MARK, defused, line};
use crate::app::access::note_export;

/// Most customers who are named among those who wait.
const NAMED: i64 = 20;

/// The dashboard.
pub(super) async fn show(
    page: Page,
    Query(query): Query<Vec<(String, String)>>,
) -> Result<Response, Failure> {
    let zone = page.context().content.shop.time_zone;
    let at = page.context().clock.now();
    let chosen = Chosen::read(&query, zone, at).ok_or(Failure::NotFound)?;
    let db = &page.context().db;
    let (before, period) = (chosen.before(), chosen.period);
    let (now, figures, past, days, past_days) = futures::try_join!(
        figures::now(db, at, NAMED),
        figures::figures(db, period),
        figures::figures(db, before),
        figures::days(db, period, zone.name()),
        figures::days(db, before, zone.name()),
    )?;
    let sheets = sheets::all(&figures);
    let values = context! {
        now => standing(&page, &now),
        choices => CHOICES.map(|(value, label)| context! {
            value, label, chosen => value == chosen.choice,
        }).to_vec(),
        is_own => chosen.choice == period::OWN,
        from => chosen.from.to_string(), to => chosen.last.to_string(),
        query => chosen.query(),
        cards => cards(&page, &figures, &past),
        charts => vec![
            chart::of(&page, "board.chart.conversations", &days, &past_days, |day| day.conversations),
            chart::of(&page, "board.chart.sales", &days, &past_days, |day| day.sales),
            chart::of(&page, "board.chart.handoffs", &days, &past_days, |day| day.handoffs),
        ],
        sheets => sheets.iter().map(|sheet| sheet.value(&page)).collect::<Vec<_>>(),
    };
    Ok(page.show("board.html", values).await?.into_response())
}

/// One of the dashboard's tables, for a spreadsheet.
pub(super) async fn file(
    page: Page,
    Query(query): Query<Vec<(String, String)>>,
) -> Result<Response, Failure> {
    let zone = page.context().content.shop.time_zone;
    let chosen = Chosen::read(&query, zone, page.context().clock.now()).ok_or(Failure::NotFound)?;
    let wanted = query.iter().find(|(name, _)| name == "table").map(|(_, value)| value.as_str());
    let figures = figures::figures(&page.context().db, chosen.period).await?;
    let sheets = sheets::all(&figures);
    let sheet = sheets.iter().find(|sheet| Some(sheet.name) == wanted).ok_or(Failure::NotFound)?;
    note_export(page.context(), &page.actor()?, "board").await?;
    let mut text = MARK.to_owned();
    text += &line(sheet.columns.iter().map(|label| defused(page.words(label))))?;
    for row in &sheet.rows {
        let key = std::iter::once(defused(&row.key.words(&page)));
        text += &line(key.chain(row.numbers.iter().map(Number::plain)))?;
    }
    let name = format!("attachment; filename=\"{}.csv\"", sheet.name);
    let name = HeaderValue::from_str(&name).map_err(anyhow::Error::from)?;
    let kind = HeaderValue::from_static("text/csv; charset=utf-8");
    Ok(([(header::CONTENT_TYPE, kind), (header::CONTENT_DISPOSITION, name)], text).into_response())
}

/// What waits at this moment.
fn standing(page: &Page, now: &Now) -> Value {
    let first = now.first.iter().map(|waiting| {
        context! {
            path => format!("/admin/customers/{}", waiting.customer),
            name => waiting.name.as_deref().unwrap_or_else(|| page.words("board.nameless")),
            since => page.time(waiting.since),
        }
    });
    let count = |count: i64| Number::Count(count).words(page);
    context! {
        is_calm => now.unanswered == 0,
        unanswered => count(now.unanswered),
        first => first.collect::<Vec<_>>(),
        others => vec![
            context! { label => "board.now.waiting_for_person", value => count(now.waiting_for_person) },
            context! { label => "board.now.effects_late", value => count(now.effects_late) },
            context! { label => "board.now.effects_failed", value => count(now.effects_failed) },
        ],
    }
}

/// The figures that stand alone, each with the one of the period before.
fn cards(page: &Page, figures: &Figures, past: &Figures) -> Vec<Value> {
    let card = |label: &'static str, of: fn(&Figures) -> Number| {
        context! { label, value => of(figures).words(page), before => of(past).words(page) }
    };
    vec![
        card("board.card.conversations", |it| Number::Count(it.conversations.conversations)),
        card("board.card.customers", |it| Number::Count(it.conversations.customers)),
        card("board.card.new_customers", |it| Number::Count(it.conversations.new_customers)),
        card("board.card.returning", |it| Number::Count(it.conversations.returning_customers())),
        card("board.card.length", |it| Number::Plain(it.conversations.usual_length)),
        card("board.card.sales_alone", |it| Number::Count(it.sales.alone)),
        card("board.card.sales_after", |it| Number::Count(it.sales.after_handoff)),
        card("board.card.conversion", |it| Number::Thousandths(it.conversion())),
        card("board.card.answers", |it| Number::Count(it.answers.answered)),
        card("board.card.usual_wait", |it| Number::Seconds(it.answers.usual_wait)),
        card("board.card.long_wait", |it| Number::Seconds(it.answers.long_wait)),
        card("board.card.soon", |it| Number::share(it.answers.soon, it.answers.answered)),
        card("board.card.failed", |it| Number::Count(it.answers.failed)),
        card("board.card.handoffs", |it| Number::Count(it.handoffs.all.opened)),
        card("board.card.taken", |it| Number::share(it.handoffs.all.taken, it.handoffs.all.opened)),
        card("board.card.person_wait", |it| Number::Seconds(it.handoffs.all.usual_wait)),
        card("board.card.notices", |it| Number::Count(it.handoffs.notices)),
    ]
}
