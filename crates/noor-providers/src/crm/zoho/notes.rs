//! Notes: our key stands in the title, so that one note is written once.

use reqwest::Method;
use serde_json::{Value, json};

use super::contacts::told_id;
use super::refusal::{Failure, written};
use super::wire::{Call, unavailable};
use super::{CONTACTS, DEALS, PER_PAGE, SERVICE, ZohoCrm, is_id, more, rows};
use crate::crm::title::{checked, cut, split, with_key};
use crate::crm::{CrmError, Note, Parent};
use crate::lenient;

/// Characters of a note's text.
pub(super) const LONGEST_TEXT: usize = 65_535;
const LONGEST_TITLE: usize = 120;
const AREA: &str = "CRM notes";
/// Pages of a record's notes that are looked at: as far as Zoho counts pages.
const MOST_PAGES: usize = 10;

impl ZohoCrm {
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
        let row = json!({
            "Note_Title": with_key(&note.title, key, LONGEST_TITLE),
            "Note_Content": cut(&note.text, Some(LONGEST_TEXT)),
            "Parent_Id": { "module": { "api_name": module(parent) }, "id": parent.id() },
        });
        let body = json!({ "data": [row] });
        let call = Call {
            method: Method::POST,
            path: "/Notes",
            query: &[],
            body: Some(&body),
            area: AREA,
            reads: false,
        };
        let outcome = match self.wire.call(&call).await {
            Ok(answer) => written(answer.as_ref()),
            Err(failure) => Err(failure),
        };
        match outcome {
            Ok(details) => told_id(&details),
            Err(Failure::Refused(refusal)) if refusal.misses("Parent_Id") => Err(missing()),
            Err(failure) => Err(failure.into()),
        }
    }

    /// Looks through the list of the record's notes, which does not lag behind as the search does.
    pub(super) async fn note_with(
        &self,
        parent: &Parent,
        key: &str,
    ) -> Result<Option<String>, CrmError> {
        let key = checked(SERVICE, key)?;
        if !is_id(parent.id()) {
            return Ok(None);
        }
        let path = format!("/{}/{}/Notes", module(parent), parent.id());
        for page in 1..=MOST_PAGES {
            let query = [
                ("fields", "Note_Title".to_owned()),
                ("page", page.to_string()),
                ("per_page", PER_PAGE.to_string()),
            ];
            let answer = match self.get(AREA, &path, &query).await {
                // Notes go with what they belong to.
                Err(Failure::Refused(refusal)) if refusal.misses("id") => return Ok(None),
                outcome => outcome?,
            };
            let last = !more(answer.as_ref());
            let rows = rows(answer)?;
            let ours = |row: &&Value| {
                lenient::text(&row["Note_Title"]).is_some_and(|title| split(&title).1 == Some(key))
            };
            if let Some(row) = rows.iter().find(ours) {
                return Ok(lenient::id(&row["id"]));
            }
            if last {
                return Ok(None);
            }
        }
        Err(unavailable(None, "the record has too many notes to look through").into())
    }
}

fn module(parent: &Parent) -> &'static str {
    match parent {
        Parent::Contact(_) => CONTACTS,
        Parent::Deal(_) => DEALS,
    }
}
