//! Putting the pages of a list together, and not believing that they are all there.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Utc};
use noor_core::sku;
use rust_decimal::prelude::ToPrimitive as _;
use serde_json::Value;

use super::row::Row;
use super::{Options, PER_PAGE};
use crate::inventory::ItemWalk;
use crate::lenient;

/// The rows of the pages so far.
#[derive(Debug, Default)]
pub(super) struct Found {
    rows: Vec<Row>,
    ids: HashSet<String>,
    rejected: Vec<(String, String)>,
    read: usize,
    /// A page had fewer rows than it should while more pages followed.
    short: bool,
}

/// What comes after a page.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Next {
    Page,
    End,
    /// Nothing that can be relied on.
    Broken(&'static str),
}

impl Found {
    /// Rows read so far.
    pub(super) fn read(&self) -> usize {
        self.read
    }

    /// Takes the rows of `page` and says what follows.
    pub(super) fn add(&mut self, answer: &Value, page: usize, options: &Options) -> Next {
        let Some(rows) = answer["items"].as_array() else {
            return Next::Broken("there are no items in the answer");
        };
        self.read += rows.len();
        let new = rows.iter().filter(|row| self.add_row(row, options)).count();
        let context = &answer["page_context"];
        let figure = |key: &str| lenient::decimal(&context[key]).and_then(|it| it.to_usize());
        let Some(more) = lenient::flag(&context["has_more_page"]) else {
            return Next::Broken("the answer does not say whether more pages follow");
        };
        if figure("page").is_some_and(|told| told != page) {
            return Next::Broken("another page came than was asked for");
        }
        if new == 0 && !rows.is_empty() {
            return Next::Broken("the page repeats what came before");
        }
        if !more {
            return Next::End;
        }
        if rows.is_empty() {
            return Next::Broken("the page is empty, and more are to follow");
        }
        self.short |= rows.len() < figure("per_page").unwrap_or(PER_PAGE).min(PER_PAGE);
        Next::Page
    }

    /// Whether the row was not there before.
    fn add_row(&mut self, row: &Value, options: &Options) -> bool {
        match Row::read(row, options) {
            Ok(row) => {
                let new = self.ids.insert(row.item.id.clone());
                if new {
                    self.rows.push(row);
                }
                new
            }
            Err(rejected) => {
                self.rejected.push(rejected);
                true
            }
        }
    }

    /// Each code once: the first active row that has it. Rows that Zoho should have left out, being
    /// older than `since`, are left out here.
    pub(super) fn into_walk(self, since: Option<DateTime<Utc>>, complete: bool) -> ItemWalk {
        let Self { rows, mut rejected, short, .. } = self;
        let changed = |row: &Row| match (row.item.modified_at, since) {
            (Some(modified_at), Some(since)) => modified_at >= since,
            (None, _) | (_, None) => true,
        };
        let mut kept: Vec<Row> = Vec::new();
        let mut places: HashMap<String, usize> = HashMap::new();
        for mut row in rows.into_iter().filter(changed) {
            let key = sku::key(&row.item.sku);
            if key.is_empty() {
                rejected.push((row.label, "sku: is missing".to_owned()));
                continue;
            }
            let place = *places.entry(key).or_insert(kept.len());
            match kept.get_mut(place) {
                Some(first) => {
                    if row.active && !first.active {
                        std::mem::swap(first, &mut row);
                    }
                    let reason = format!("sku: {} is also that of {}", row.item.sku, first.label);
                    rejected.push((row.label, reason));
                }
                None => kept.push(row),
            }
        }
        let items = kept.into_iter().map(|row| row.item).collect();
        ItemWalk { items, rejected, complete: complete && !short }
    }
}
