//! Notes: our key stands in their first line, so that one note is written once.

use chrono::SecondsFormat;
use reqwest::Method;
use serde_json::{Value, json};

use super::wire::{Failure, unavailable};
use super::{HubSpotCrm, SERVICE, is_id, told_id};
use crate::crm::title::{checked, cut, split, with_key};
use crate::crm::{CrmError, Note, Parent};
use crate::lenient;

/// Characters of a note's text: marks and line breaks take room as well.
pub(super) const LONGEST_TEXT: usize = 30_000;
const LONGEST_TITLE: usize = 120;
const NOTE_TO_CONTACT: u32 = 202;
const NOTE_TO_DEAL: u32 = 214;

impl HubSpotCrm {
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
        let title = with_key(&note.title, key, LONGEST_TITLE);
        let text = cut(&note.text, Some(LONGEST_TEXT));
        let lines: Vec<String> =
            text.lines().map(|line| htmlize::escape_text(line).into_owned()).collect();
        let title = htmlize::escape_text(title.as_str());
        let body = format!("<p>{title}</p><p>{}</p>", lines.join("<br>"));
        let kind = match parent {
            Parent::Contact(_) => NOTE_TO_CONTACT,
            Parent::Deal(_) => NOTE_TO_DEAL,
        };
        let tie = json!({ "associationCategory": "HUBSPOT_DEFINED", "associationTypeId": kind });
        let now = self.clock.now().to_rfc3339_opts(SecondsFormat::Millis, true);
        let body = json!({
            "properties": { "hs_timestamp": now, "hs_note_body": body },
            "associations": [{ "to": { "id": parent.id() }, "types": [tie] }],
        });
        match self.write(Method::POST, "/crm/v3/objects/notes", &body).await {
            Ok(answer) => told_id(&answer),
            Err(Failure::Missing) => Err(missing()),
            Err(failure) => Err(failure.into()),
        }
    }

    /// Looks through the notes that are tied to the record, which the search would be late to know.
    pub(super) async fn note_with(
        &self,
        parent: &Parent,
        key: &str,
    ) -> Result<Option<String>, CrmError> {
        let key = checked(SERVICE, key)?;
        if !is_id(parent.id()) {
            return Ok(None);
        }
        let kind = match parent {
            Parent::Contact(_) => "contacts",
            Parent::Deal(_) => "deals",
        };
        let (notes, more) = self.tied((kind, parent.id()), "notes", &["hs_note_body"]).await?;
        let ours = |note: &&Value| {
            let body = lenient::text(&note["properties"]["hs_note_body"]).unwrap_or_default();
            let first = body.split("</p>").next().unwrap_or_default();
            let first = first.rsplit('>').next().unwrap_or_default();
            split(&htmlize::unescape(first)).1 == Some(key)
        };
        match notes.iter().find(ours) {
            Some(note) => Ok(lenient::id(&note["id"])),
            None if more => {
                Err(unavailable(None, "the record has too many notes to look through").into())
            }
            None => Ok(None),
        }
    }
}
