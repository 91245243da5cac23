//! The dashboard's tables: for the page and for spreadsheets alike.

use minijinja::context;
use minijinja::value::Value;
use noor_core::dialogue::reason::Reason;
use noor_store::figures::{Figures, Group};

use super::super::page::Page;
use super::number::Number;

/// What a row is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Key {
    /// Something that has words.
    Label(String),
    /// Something that goes by its own name.
    Name(String),
}

impl Key {
    pub(super) fn words(&self, page: &Page) -> String {
        match self {
            Self::Label(label) => page.words(label).to_owned(),
            Self::Name(name) => name.clone(),
        }
    }
}

#[derive(Debug)]
pub(super) struct Row {
    pub(super) key: Key,
    pub(super) numbers: Vec<Number>,
}

/// A table: its name in addresses, the labels of its title and its columns, and its rows.
#[derive(Debug)]
pub(super) struct Sheet {
    pub(super) name: &'static str,
    title: &'static str,
    pub(super) columns: Vec<&'static str>,
    pub(super) rows: Vec<Row>,
}

impl Sheet {
    pub(super) fn value(&self, page: &Page) -> Value {
        let rows = self.rows.iter().map(|row| {
            context! {
                key => row.key.words(page),
                numbers => row.numbers.iter().map(|number| number.words(page)).collect::<Vec<_>>(),
            }
        });
        context! {
            name => self.name, title => self.title, columns => self.columns.clone(),
            rows => rows.collect::<Vec<_>>(),
        }
    }
}

/// All tables of a period.
pub(super) fn all(figures: &Figures) -> Vec<Sheet> {
    let groups = &figures.groups;
    let of = |name, title, groups: &[Group], key: fn(&str) -> Key| Sheet {
        name,
        title,
        columns: vec![title, "board.column.conversations"],
        rows: groups.iter().map(|group| counted(group, key)).collect(),
    };
    vec![
        sales(figures),
        quotations(figures),
        handoffs(figures),
        of("languages", "board.sheet.languages", &groups.language, language),
        of("messengers", "board.sheet.messengers", &groups.messenger, name),
        of("segments", "board.sheet.segments", &groups.segment, name),
        of("leads", "board.sheet.leads", &groups.lead, lead),
        of("refusals", "board.sheet.refusals", &groups.refusal, refusal),
        models(figures),
    ]
}

fn counted(group: &Group, key: fn(&str) -> Key) -> Row {
    let none = || Key::Label("board.without".to_owned());
    let key = group.key.as_deref().map_or_else(none, key);
    Row { key, numbers: vec![Number::Count(group.conversations)] }
}

fn name(key: &str) -> Key {
    Key::Name(key.to_owned())
}

fn labelled(label: &str) -> Key {
    Key::Label(label.to_owned())
}

fn language(key: &str) -> Key {
    match key {
        "en" => labelled("board.language.english"),
        "ar" => labelled("board.language.arabic"),
        other => name(other),
    }
}

fn lead(key: &str) -> Key {
    match key {
        "customer" => labelled("board.lead.customer"),
        "job_seeker" => labelled("board.lead.job_seeker"),
        "supplier" => labelled("board.lead.supplier"),
        "spam" => labelled("board.lead.spam"),
        "opted_out" => labelled("board.lead.opted_out"),
        other => name(other),
    }
}

fn refusal(key: &str) -> Key {
    match key {
        "deferred" => labelled("board.refusal.deferred"),
        "declined" => labelled("board.refusal.declined"),
        other => name(other),
    }
}

fn sales(figures: &Figures) -> Sheet {
    let rows = figures.sales.by_currency.iter().map(|sales| Row {
        key: sales.currency.as_deref().map_or_else(|| labelled("board.without"), name),
        numbers: vec![
            Number::Count(sales.sales),
            Number::Amount(sales.total),
            Number::Amount(sales.average),
        ],
    });
    Sheet {
        name: "sales",
        title: "board.sheet.sales",
        columns: vec![
            "board.column.currency",
            "board.column.sales",
            "board.column.total",
            "board.column.average",
        ],
        rows: rows.collect(),
    }
}

fn quotations(figures: &Figures) -> Sheet {
    let it = figures.quotations;
    let row = |label, count| Row { key: labelled(label), numbers: vec![Number::Count(count)] };
    Sheet {
        name: "quotations",
        title: "board.sheet.quotations",
        columns: vec!["board.sheet.quotations", "board.column.number"],
        rows: vec![
            row("board.quotation.made", it.made),
            row("board.quotation.accepted", it.accepted),
            row("board.quotation.expired", it.expired),
            row("board.quotation.cancelled", it.cancelled),
        ],
    }
}

fn handoffs(figures: &Figures) -> Sheet {
    let rows = figures.handoffs.by_reason.iter().map(|called| {
        let code = called.reason.as_deref().unwrap_or_default();
        let known = Reason::ALL.iter().any(|reason| reason.code() == code);
        let key =
            if known { Key::Label(format!("table.handoffs.reason_is.{code}")) } else { name(code) };
        Row {
            key,
            numbers: vec![
                Number::Count(called.opened),
                Number::Count(called.taken),
                Number::Seconds(called.usual_wait),
                Number::Seconds(called.long_wait),
            ],
        }
    });
    Sheet {
        name: "handoffs",
        title: "board.sheet.handoffs",
        columns: vec![
            "board.column.reason",
            "board.column.number",
            "board.column.taken",
            "board.column.usual_wait",
            "board.column.long_wait",
        ],
        rows: rows.collect(),
    }
}

fn models(figures: &Figures) -> Sheet {
    let rows = figures.models.iter().map(|model| Row {
        key: name(&model.model),
        numbers: vec![
            Number::Count(model.calls),
            Number::Count(model.tokens_in),
            Number::Count(model.tokens_out),
            Number::Amount(model.cost_usd),
        ],
    });
    Sheet {
        name: "models",
        title: "board.sheet.models",
        columns: vec![
            "board.column.model",
            "board.column.calls",
            "board.column.tokens_in",
            "board.column.tokens_out",
            "board.column.cost",
        ],
        rows: rows.collect(),
    }
}
