//! Contacts: found by their number, written down, brought up to date.

use std::collections::HashSet;

use reqwest::Method;
use serde_json::{Value, json};

use super::coql;
use super::metadata::Fields;
use super::record::{add_attributes, attributes, keep_changes};
use super::refusal::Failure;
use super::{CONTACTS, PER_PAGE, Row, SERVICE, ZohoCrm, is_id, more, rows};
use crate::crm::title::cut;
use crate::crm::{Contact, ContactChange, Contacts, Created, CrmError, NewContact};
use crate::error::ProviderError;
use crate::lenient;
use crate::phone::Phone;

/// Pages of one search that are looked at: its hits share four digits, no more.
const MOST_PAGES: usize = 5;
/// Contacts of a search that are read again, since it shows what was.
const MOST_READ: usize = 10;

impl ZohoCrm {
    /// Three questions at the same time: a query, which sees what was written a moment ago but only
    /// numbers without gaps; the search for the number; and the search for its last digits, for
    /// numbers with gaps.
    pub(super) async fn contacts_with(&self, phone: &str) -> Result<Contacts, CrmError> {
        let phone = self.phone(phone)?;
        let fields = self.fields(CONTACTS).await?;
        let query = |fields: &Fields| self.query_by_phone(fields, &phone);
        let (queried, by_number, by_ending) = tokio::join!(
            self.select(CONTACTS, &query),
            self.search(&fields, phone.national()),
            self.search(&fields, phone.ending()),
        );
        let queried = queried?;
        let read = |row: &Value| self.contact_of(&fields, row);
        let mut found: Vec<Contact> = queried.iter().filter_map(read).collect();
        let mut known: HashSet<String> = found.iter().map(|contact| contact.id.clone()).collect();
        let searched = [by_number?, by_ending?].concat();
        let hits = searched.iter().filter_map(read);
        let hits = hits.filter(|hit| hit.phones.iter().any(|stored| phone.is(stored)));
        let hits: Vec<Contact> = hits.filter(|hit| known.insert(hit.id.clone())).collect();
        for hit in hits.into_iter().take(MOST_READ) {
            found.extend(self.read_contact(&hit.id).await?.map(|(contact, _)| contact));
        }
        Ok(Contacts::having(&phone, found))
    }

    fn phone(&self, phone: &str) -> Result<Phone, CrmError> {
        Phone::parse(phone, &self.options.home).ok_or_else(|| {
            CrmError::Provider(ProviderError::Refused {
                service: SERVICE,
                code: "phone".to_owned(),
                reason: "what should be a phone number is none".to_owned(),
            })
        })
    }

    fn query_by_phone(&self, fields: &Fields, phone: &Phone) -> Option<String> {
        let part = coql::containing(phone.national());
        let phones = fields.phones();
        let condition = coql::any(phones.iter().map(|field| format!("{field} like {part}")))?;
        let columns = self.contact_columns(fields).join(", ");
        Some(format!("select {columns} from {CONTACTS} where {condition} limit 0, {PER_PAGE}"))
    }

    /// The hits of the search; none if the token may not search, which the query makes up for.
    async fn search(&self, fields: &Fields, part: &str) -> Result<Vec<Value>, Failure> {
        let columns = self.contact_columns(fields).join(",");
        let mut found = Vec::new();
        for page in 1..=MOST_PAGES {
            let query = [
                ("phone", part.to_owned()),
                ("fields", columns.clone()),
                ("page", page.to_string()),
                ("per_page", PER_PAGE.to_string()),
            ];
            let answer = match self.get("CRM search", "/Contacts/search", &query).await {
                Err(Failure::Provider(ProviderError::Refused { code, .. })) if code == "scope" => {
                    tracing::warn!(
                        "the token may not search the CRM: numbers with gaps are missed"
                    );
                    return Ok(found);
                }
                outcome => outcome?,
            };
            let last = !more(answer.as_ref());
            found.extend(rows(answer)?);
            if last {
                break;
            }
        }
        Ok(found)
    }

    /// A contact, and the row it was read from.
    pub(super) async fn read_contact(
        &self,
        id: &str,
    ) -> Result<Option<(Contact, Value)>, CrmError> {
        if !is_id(id) {
            return Ok(None);
        }
        let fields = self.fields(CONTACTS).await?;
        let columns = self.contact_columns(&fields).join(",");
        let answer = self.get(CONTACTS, &format!("/Contacts/{id}"), &[("fields", columns)]).await?;
        let row = rows(answer)?.into_iter().next();
        Ok(row.and_then(|row| Some((self.contact_of(&fields, &row)?, row))))
    }

    pub(super) async fn insert_contact(&self, new: &NewContact) -> Result<Created, CrmError> {
        let phone = self.phone(&new.phone)?;
        let row = |fields: &Fields| self.contact_row(fields, &phone, new);
        let failure = match self.write(CONTACTS, (Method::POST, "/Contacts"), &row).await {
            Ok(details) => return Ok(Created::New(told_id(&details)?)),
            Err(failure) => CrmError::from(failure),
        };
        let CrmError::Duplicate { existing, .. } = &failure else { return Err(failure) };
        match self.read_contact(existing).await? {
            Some((contact, _)) if contact.phones.iter().any(|stored| phone.is(stored)) => {
                Ok(Created::Existing(contact.id))
            }
            Some(_) | None => Err(failure),
        }
    }

    pub(super) async fn change_contact(
        &self,
        id: &str,
        change: &ContactChange,
    ) -> Result<bool, CrmError> {
        let missing = || CrmError::Missing(id.to_owned());
        let (_, now) = self.read_contact(id).await?.ok_or_else(missing)?;
        let row = |fields: &Fields| self.contact_changes(fields, change, &now);
        if row(&*self.fields(CONTACTS).await?).is_empty() {
            return Ok(false);
        }
        match self.write(CONTACTS, (Method::PUT, &format!("/Contacts/{id}")), &row).await {
            Ok(_) => Ok(true),
            Err(Failure::Refused(refusal)) if refusal.misses("id") => Err(missing()),
            Err(failure) => Err(failure.into()),
        }
    }

    fn contact_row(&self, fields: &Fields, phone: &Phone, new: &NewContact) -> Row {
        let mut row = Row::new();
        let name = new.name.as_deref().map(str::trim).filter(|name| !name.is_empty());
        let name = name.map_or_else(|| phone.e164(), str::to_owned);
        row.insert("Last_Name".to_owned(), json!(cut(&name, fields.length("Last_Name"))));
        if let Some(field) = fields.phones().first() {
            row.insert((*field).to_owned(), json!(phone.e164()));
        }
        if let Some(email) = new.email.as_deref().map(str::trim).filter(|it| !it.is_empty()) {
            row.extend(fields.value("Email", email).map(|email| ("Email".to_owned(), email)));
        }
        add_attributes(&mut row, &self.options.fields.contact, fields, &new.attributes);
        row
    }

    fn contact_changes(&self, fields: &Fields, change: &ContactChange, now: &Value) -> Row {
        let mut row = Row::new();
        if let Some(email) = change.email.as_deref().filter(|email| !email.trim().is_empty()) {
            row.extend(fields.value("Email", email).map(|email| ("Email".to_owned(), email)));
        }
        add_attributes(&mut row, &self.options.fields.contact, fields, &change.attributes);
        let name = change.name.as_deref().map(str::trim).filter(|name| !name.is_empty());
        if let Some(name) = name.filter(|name| whole_name(now) != *name) {
            row.insert("Last_Name".to_owned(), json!(cut(name, fields.length("Last_Name"))));
            if fields.has("First_Name") {
                row.insert("First_Name".to_owned(), Value::Null);
            }
        }
        keep_changes(&mut row, now);
        row
    }

    fn contact_columns<'a>(&'a self, fields: &'a Fields) -> Vec<&'a str> {
        let own = ["id", "First_Name", "Last_Name", "Email", "Created_Time", "Modified_Time"];
        let mapped = self.options.fields.contact.values().map(String::as_str);
        fields.known(own.into_iter().chain(fields.phones()).chain(mapped))
    }

    fn contact_of(&self, fields: &Fields, row: &Value) -> Option<Contact> {
        // A number stands where a name is missing.
        let name = Some(whole_name(row)).filter(|name| name.chars().any(char::is_alphabetic));
        let phones = fields.phones().into_iter().filter_map(|field| lenient::text(&row[field]));
        Some(Contact {
            id: lenient::id(&row["id"])?,
            name,
            phones: phones.collect(),
            email: lenient::text(&row["Email"]),
            attributes: attributes(&self.options.fields.contact, row),
            created_at: lenient::time(&row["Created_Time"]),
            modified_at: lenient::time(&row["Modified_Time"]),
        })
    }
}

fn whole_name(row: &Value) -> String {
    let parts = ["First_Name", "Last_Name"].map(|part| lenient::text(&row[part]));
    parts.into_iter().flatten().collect::<Vec<_>>().join(" ")
}

/// The id of what was written.
///
/// # Errors
///
/// Unconfirmed, if Zoho says that it wrote something but not what.
pub(super) fn told_id(details: &Value) -> Result<String, CrmError> {
    lenient::id(&details["id"]).ok_or_else(|| {
        CrmError::Provider(ProviderError::Unconfirmed {
            service: SERVICE,
            source: "the answer does not say what was written".into(),
        })
    })
}
