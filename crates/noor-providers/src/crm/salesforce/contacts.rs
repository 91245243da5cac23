//! Contacts: found by their number, written down, brought up to date.

use reqwest::Method;
use serde_json::{Value, json};

use super::fields::Fields;
use super::refusal::{Failure, Refusal, refused};
use super::wire::{Call, unavailable};
use super::{CONTACT, MOST_ROWS, Row, SalesforceCrm, is_id, soql, told_id};
use crate::crm::title::cut;
use crate::crm::{Contact, ContactChange, Contacts, Created, CrmError, NewContact};
use crate::lenient;
use crate::phone::Phone;

const PATH: &str = "/sobjects/Contact";

impl SalesforceCrm {
    pub(super) async fn contacts_with(&self, phone: &str) -> Result<Contacts, CrmError> {
        let phone = self.phone(phone)?;
        let query = |fields: &Fields| {
            let pattern = soql::digits(phone.national());
            let like = fields.phones().into_iter().map(|name| format!("{name} LIKE {pattern}"));
            let condition = soql::any(like).ok_or_else(no_phones)?;
            let columns = self.contact_columns(fields).join(", ");
            let newest = format!("ORDER BY CreatedDate DESC LIMIT {MOST_ROWS}");
            let query = format!("SELECT {columns} FROM {CONTACT} WHERE {condition} {newest}");
            Ok(Call::query(query))
        };
        let rows = self.select(CONTACT, &query).await?;
        let all = rows.len() < MOST_ROWS;
        let fields = self.fields(CONTACT).await?;
        let found = rows.iter().filter_map(|row| self.contact_of(&fields, row)).collect();
        match Contacts::having(&phone, found) {
            Contacts::None if !all => {
                let what = "too many contacts have a number like this one to look through";
                Err(unavailable(None, what).into())
            }
            contacts => Ok(contacts),
        }
    }

    fn phone(&self, phone: &str) -> Result<Phone, CrmError> {
        Phone::parse(phone, &self.options.home).ok_or_else(|| {
            CrmError::Provider(refused("phone", "what should be a phone number is none"))
        })
    }

    /// A contact, and the row it was read from.
    pub(super) async fn read_contact(
        &self,
        id: &str,
    ) -> Result<Option<(Contact, Value)>, CrmError> {
        let row = self.record(CONTACT, id, &|fields| self.contact_columns(fields)).await?;
        let fields = self.fields(CONTACT).await?;
        Ok(row.and_then(|row| Some((self.contact_of(&fields, &row)?, row))))
    }

    pub(super) async fn insert_contact(&self, new: &NewContact) -> Result<Created, CrmError> {
        let phone = self.phone(&new.phone)?;
        let build = |fields: &Fields| {
            let row = self.contact_row(fields, &phone, new)?;
            Ok(Call::write(Method::POST, PATH, row))
        };
        match self.call(CONTACT, &build).await? {
            Ok(answer) => told_id(&answer).map(Created::New),
            Err(Failure::Refused(refusal)) if refusal.is_duplicate() => {
                self.adopted(&phone, refusal).await
            }
            Err(failure) => Err(failure.into()),
        }
    }

    /// The contact that a rule says is there already, if it has the number. Not every answer names
    /// those that are alike: then it is looked for.
    async fn adopted(&self, phone: &Phone, refusal: Refusal) -> Result<Created, CrmError> {
        for id in &refusal.duplicates {
            let known = self.read_contact(id).await?.map(|(contact, _)| contact);
            let same = |contact: &Contact| contact.phones.iter().any(|stored| phone.is(stored));
            if let Some(contact) = known.filter(same) {
                return Ok(Created::Existing(contact.id));
            }
        }
        if refusal.duplicates.is_empty() {
            let found = self.contacts_with(&phone.e164()).await?;
            if let Some((contact, _)) = found.best() {
                return Ok(Created::Existing(contact.id.clone()));
            }
        }
        Err(Failure::Refused(refusal).into())
    }

    pub(super) async fn change_contact(
        &self,
        id: &str,
        change: &ContactChange,
    ) -> Result<bool, CrmError> {
        let missing = || CrmError::Missing(id.to_owned());
        let (_, now) = self.read_contact(id).await?.ok_or_else(missing)?;
        if self.contact_changes(&*self.fields(CONTACT).await?, change, &now).is_empty() {
            return Ok(false);
        }
        let build = |fields: &Fields| {
            let row = self.contact_changes(fields, change, &now);
            Ok(Call::write(Method::PATCH, format!("{PATH}/{id}"), row))
        };
        match self.call(CONTACT, &build).await? {
            Ok(_) => Ok(true),
            Err(Failure::Missing) => Err(missing()),
            Err(Failure::Refused(refusal)) if refusal.misses("Id") => Err(missing()),
            Err(failure) => Err(failure.into()),
        }
    }

    fn contact_row(
        &self,
        fields: &Fields,
        phone: &Phone,
        new: &NewContact,
    ) -> Result<Row, CrmError> {
        let mut row = Row::new();
        let name = new.name.as_deref().map(str::trim).filter(|name| !name.is_empty());
        let name = name.map_or_else(|| phone.e164(), str::to_owned);
        row.insert("LastName".to_owned(), json!(cut(&name, fields.length("LastName"))));
        let field = fields.phone_to_write().ok_or_else(no_phones)?;
        row.insert(field.to_owned(), json!(phone.e164()));
        if let Some(email) = new.email.as_deref().map(str::trim).filter(|it| !it.is_empty()) {
            row.extend(fields.value("Email", email).map(|email| ("Email".to_owned(), email)));
        }
        fields.add(&mut row, &self.options.fields.contact, &new.attributes);
        Ok(row)
    }

    fn contact_changes(&self, fields: &Fields, change: &ContactChange, now: &Value) -> Row {
        let mut row = Row::new();
        if let Some(email) = change.email.as_deref().filter(|email| !email.trim().is_empty()) {
            row.extend(fields.value("Email", email).map(|email| ("Email".to_owned(), email)));
        }
        fields.add(&mut row, &self.options.fields.contact, &change.attributes);
        let name = change.name.as_deref().map(str::trim).filter(|name| !name.is_empty());
        if let Some(name) = name.filter(|name| whole_name(now) != *name) {
            row.insert("LastName".to_owned(), json!(cut(name, fields.length("LastName"))));
            if fields.has("FirstName") {
                row.insert("FirstName".to_owned(), Value::Null);
            }
        }
        fields.keep_changes(&mut row, now);
        row
    }

    fn contact_columns(&self, fields: &Fields) -> Vec<String> {
        let own = ["Id", "FirstName", "LastName", "Email", "CreatedDate", "LastModifiedDate"];
        let mapped = self.options.fields.contact.values().map(String::as_str);
        let all = own.into_iter().chain(fields.phones()).chain(mapped);
        fields.known(all).into_iter().map(str::to_owned).collect()
    }

    fn contact_of(&self, fields: &Fields, row: &Value) -> Option<Contact> {
        // A number stands where a name is missing.
        let name = Some(whole_name(row)).filter(|name| name.chars().any(char::is_alphabetic));
        let phones = fields.phones().into_iter().filter_map(|field| lenient::text(&row[field]));
        Some(Contact {
            id: lenient::text(&row["Id"]).filter(|id| is_id(id))?,
            name,
            phones: phones.collect(),
            email: lenient::text(&row["Email"]),
            attributes: fields.attributes(&self.options.fields.contact, row),
            created_at: lenient::time(&row["CreatedDate"]),
            modified_at: lenient::time(&row["LastModifiedDate"]),
        })
    }
}

fn no_phones() -> CrmError {
    refused("fields", "the user may not see or write any phone of contacts").into()
}

fn whole_name(row: &Value) -> String {
    let parts = ["FirstName", "LastName"].map(|part| lenient::text(&row[part]));
    parts.into_iter().flatten().collect::<Vec<_>>().join(" ")
}
