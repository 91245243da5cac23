//! Notes, as finished tasks: our key stands in the subject, so that one note is written once.

use reqwest::Method;
use serde_json::json;

use super::fields::Fields;
use super::refusal::Failure;
use super::wire::{Call, unavailable};
use super::{Row, SERVICE, SalesforceCrm, TASK, is_id, soql, told_id};
use crate::crm::title::{checked, cut, split, with_key};
use crate::crm::{CrmError, Note, Parent};
use crate::lenient;

/// Characters of a note's text.
pub(super) const LONGEST_TEXT: usize = 32_000;
/// Of its title, where Salesforce does not say.
const LONGEST_TITLE: usize = 255;
/// The status of a task that nobody has to do any more.
const DONE: &str = "Completed";
/// Tasks with a subject alike that are looked at.
const MOST_ALIKE: usize = 200;

impl SalesforceCrm {
    pub(super) async fn insert_note(
        &self,
        parent: &Parent,
        note: &Note,
    ) -> Result<String, CrmError> {
        let key = checked(SERVICE, &note.key)?;
        let missing = || CrmError::Missing(parent.id().to_owned());
        if !is_id(parent.id()) {
            return Err(missing());
        }
        let tie = tie(parent);
        let build = |fields: &Fields| {
            let longest = fields.length("Subject").unwrap_or(LONGEST_TITLE);
            let mut row = Row::new();
            row.insert("Subject".to_owned(), json!(with_key(&note.title, key, longest)));
            let text = cut(&note.text, Some(LONGEST_TEXT));
            row.insert("Description".to_owned(), json!(text));
            row.insert("ActivityDate".to_owned(), json!(self.clock.now().date_naive().to_string()));
            row.insert(tie.to_owned(), json!(parent.id()));
            let done = fields.picked("Status", DONE);
            row.extend(done.map(|done| ("Status".to_owned(), json!(done))));
            Ok(Call::write(Method::POST, "/sobjects/Task", row))
        };
        match self.call(TASK, &build).await? {
            Ok(answer) => told_id(&answer),
            Err(Failure::Refused(refusal)) if refusal.misses(tie) => Err(missing()),
            Err(failure) => Err(failure.into()),
        }
    }

    pub(super) async fn note_with(
        &self,
        parent: &Parent,
        key: &str,
    ) -> Result<Option<String>, CrmError> {
        let key = checked(SERVICE, key)?;
        if !is_id(parent.id()) {
            return Ok(None);
        }
        let query = |_: &Fields| {
            let (tie, id) = (tie(parent), soql::quoted(parent.id()));
            let alike = soql::ending(&format!("[{key}]"));
            let condition = format!("{tie} = {id} AND Subject LIKE {alike}");
            let oldest = format!("ORDER BY CreatedDate LIMIT {MOST_ALIKE}");
            let query = format!("SELECT Id, Subject FROM {TASK} WHERE {condition} {oldest}");
            Ok(Call::query(query))
        };
        let rows = self.select(TASK, &query).await?;
        // Capitals do not count in a query.
        let ours = rows.iter().find(|row| {
            lenient::text(&row["Subject"]).is_some_and(|title| split(&title).1 == Some(key))
        });
        match ours {
            Some(row) => Ok(lenient::text(&row["Id"])),
            None if rows.len() >= MOST_ALIKE => {
                Err(unavailable(None, "the record has too many notes to look through").into())
            }
            None => Ok(None),
        }
    }
}

/// The field that ties a task to what it belongs to.
fn tie(parent: &Parent) -> &'static str {
    match parent {
        Parent::Contact(_) => "WhoId",
        Parent::Deal(_) => "WhatId",
    }
}
