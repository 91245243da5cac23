//! Contacts: found by their number, written down, brought up to date.

use reqwest::Method;
use serde_json::{Value, json};

use super::schema::{Schema, mapped};
use super::wire::{Failure, refused};
use super::{HubSpotCrm, Properties, is_id, keep_changes, rows, told_id};
use crate::crm::{Attributes, Contact, ContactChange, Contacts, Created, CrmError, NewContact};
use crate::lenient;
use crate::phone::Phone;

const PATH: &str = "/crm/v3/objects/contacts";
const PHONES: [&str; 2] = ["phone", "mobilephone"];
/// What HubSpot works out of the phones: digits without a country.
const SEARCHABLE: [&str; 2] =
    ["hs_searchable_calculated_phone_number", "hs_searchable_calculated_mobile_number"];
const MOST_FOUND: usize = 100;

impl HubSpotCrm {
    pub(super) async fn contacts_with(&self, phone: &str) -> Result<Contacts, CrmError> {
        let phone = self.phone(phone)?;
        let columns = self.contact_columns();
        let typed = PHONES.map(|name| {
            json!({ "filters": [{ "propertyName": name, "operator": "IN", "values": phone.spellings() }] })
        });
        let end = format!("*{}", phone.national());
        let worked_out = SEARCHABLE.map(|name| {
            json!({ "filters": [{ "propertyName": name, "operator": "CONTAINS_TOKEN", "value": end }] })
        });
        let body = json!({
            "filterGroups": typed.into_iter().chain(worked_out).collect::<Vec<_>>(),
            "properties": columns,
            "limit": MOST_FOUND,
        });
        let answer = self.ask(&format!("{PATH}/search"), &body).await?;
        let mut found = Vec::new();
        for id in rows(&answer)?.iter().filter_map(|row| lenient::id(&row["id"])) {
            // The search shows what was.
            found.extend(self.read_contact(&id).await?.map(|(contact, _)| contact));
        }
        Ok(Contacts::having(&phone, found))
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
        let query = [("properties", self.contact_columns().join(","))];
        let row = self.record("contacts", id, &query).await?;
        Ok(row.and_then(|row| Some((self.contact_of(&row)?, row))))
    }

    pub(super) async fn insert_contact(&self, new: &NewContact) -> Result<Created, CrmError> {
        let phone = self.phone(&new.phone)?;
        let schema = self.schema().await?;
        let mut properties = Properties::new();
        properties.insert("phone".to_owned(), json!(phone.e164()));
        let texts = [("firstname", &new.name), ("email", &new.email)];
        self.add_texts(&mut properties, &schema, texts, &new.attributes);
        let message =
            match self.write(Method::POST, PATH, &json!({ "properties": properties })).await {
                Ok(answer) => return Ok(Created::New(told_id(&answer)?)),
                Err(Failure::Conflict { message }) => message,
                Err(failure) => return Err(self.failed(failure)),
            };
        let existing = existing_id(&message);
        let existing = existing.ok_or(Failure::Conflict { message }).map_err(CrmError::from)?;
        match self.read_contact(&existing).await? {
            Some((contact, _)) if contact.phones.iter().any(|stored| phone.is(stored)) => {
                Ok(Created::Existing(contact.id))
            }
            Some(_) | None => Err(CrmError::Duplicate { existing, field: "email".to_owned() }),
        }
    }

    pub(super) async fn change_contact(
        &self,
        id: &str,
        change: &ContactChange,
    ) -> Result<bool, CrmError> {
        let missing = || CrmError::Missing(id.to_owned());
        let (contact, now) = self.read_contact(id).await?.ok_or_else(missing)?;
        let schema = self.schema().await?;
        let mut properties = Properties::new();
        let name = change.name.clone().filter(|name| contact.name.as_deref() != Some(name.trim()));
        if name.is_some() {
            properties.insert("lastname".to_owned(), json!(""));
        }
        let texts = [("firstname", &name), ("email", &change.email)];
        self.add_texts(&mut properties, &schema, texts, &change.attributes);
        keep_changes(&mut properties, &now);
        if properties.is_empty() {
            return Ok(false);
        }
        let body = json!({ "properties": properties });
        match self.write(Method::PATCH, &format!("{PATH}/{id}"), &body).await {
            Ok(_) => Ok(true),
            Err(Failure::Missing) => Err(missing()),
            Err(Failure::Conflict { message }) => match existing_id(&message) {
                Some(existing) => Err(CrmError::Duplicate { existing, field: "email".to_owned() }),
                None => Err(Failure::Conflict { message }.into()),
            },
            Err(failure) => Err(self.failed(failure)),
        }
    }

    /// What HubSpot refused may have been a property that is gone: the next call asks which are
    /// there.
    pub(super) fn failed(&self, failure: Failure) -> CrmError {
        self.forget_schema();
        failure.into()
    }

    fn add_texts(
        &self,
        properties: &mut Properties,
        schema: &Schema,
        texts: [(&str, &Option<String>); 2],
        attributes: &Attributes,
    ) {
        for (name, text) in texts {
            let text = text.as_deref().map(str::trim).filter(|text| !text.is_empty());
            properties.extend(text.map(|text| (name.to_owned(), json!(text))));
        }
        let others = mapped(&self.options.fields.contact, &schema.contact, attributes);
        properties.extend(others.into_iter().map(|(name, text)| (name, json!(text))));
    }

    fn contact_columns(&self) -> Vec<&str> {
        let own = ["firstname", "lastname", "email"].into_iter().chain(PHONES);
        own.chain(self.options.fields.contact.values().map(String::as_str)).collect()
    }

    fn contact_of(&self, row: &Value) -> Option<Contact> {
        let property = |name: &str| lenient::text(&row["properties"][name]);
        let name: Vec<String> =
            ["firstname", "lastname"].into_iter().filter_map(property).collect();
        let map = self.options.fields.contact.iter();
        let attributes = map.filter_map(|(word, name)| Some((word.clone(), property(name)?)));
        Some(Contact {
            id: lenient::id(&row["id"])?,
            name: Some(name.join(" ")).filter(|name| name.chars().any(char::is_alphabetic)),
            phones: PHONES.into_iter().filter_map(property).collect(),
            email: property("email"),
            attributes: attributes.collect(),
            created_at: lenient::time(&row["createdAt"]),
            modified_at: lenient::time(&row["updatedAt"]),
        })
    }
}

/// Whose the address is, as HubSpot says it: `Contact already exists. Existing ID: 501`.
fn existing_id(message: &str) -> Option<String> {
    let (_, rest) = message.rsplit_once("ID:")?;
    let id: String = rest.trim().chars().take_while(char::is_ascii_digit).collect();
    is_id(&id).then_some(id)
}
