//! Records as tests write and read them.

use chrono::{DateTime, Utc};
use rust_decimal::Decimal;
use serde::Serialize;
use serde_json::{Value, json};

use super::fields::id_of;
use super::record::{Fields, Record};

/// A contact of the CRM.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ZohoContact {
    /// Eighteen digits; empty for one that is not there yet.
    pub id: String,
    /// `First_Name`.
    pub first_name: Option<String>,
    /// `Last_Name`.
    pub last_name: String,
    /// `Phone`, as it was typed.
    pub phone: Option<String>,
    /// `Mobile`, as it was typed.
    pub mobile: Option<String>,
    /// `Email`.
    pub email: Option<String>,
    /// All other fields by their API names.
    pub others: Fields,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it was last changed.
    pub modified_at: DateTime<Utc>,
}

impl ZohoContact {
    /// A contact with this last name and phone.
    pub fn new(last_name: impl Into<String>, phone: impl Into<String>) -> Self {
        Self { last_name: last_name.into(), phone: Some(phone.into()), ..Self::default() }
    }

    pub(super) fn read(record: &Record) -> Self {
        let mut others = record.now.fields.clone();
        Self {
            id: record.text_id(),
            first_name: text(&mut others, "First_Name"),
            last_name: text(&mut others, "Last_Name").unwrap_or_default(),
            phone: text(&mut others, "Phone"),
            mobile: text(&mut others, "Mobile"),
            email: text(&mut others, "Email"),
            others,
            created_at: record.created_at,
            modified_at: record.now.modified_at,
        }
    }

    pub(super) fn fields(self) -> Fields {
        let mut fields = self.others;
        let named = [
            ("First_Name", self.first_name),
            ("Last_Name", Some(self.last_name)),
            ("Phone", self.phone),
            ("Mobile", self.mobile),
            ("Email", self.email),
        ];
        fields.extend(
            named.into_iter().filter_map(|(name, text)| Some((name.to_owned(), json!(text?)))),
        );
        fields
    }
}

/// A deal.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ZohoDeal {
    /// Eighteen digits; empty for one that is not there yet.
    pub id: String,
    /// `Deal_Name`.
    pub name: String,
    /// `Stage`.
    pub stage: String,
    /// `Amount`.
    pub amount: Option<Decimal>,
    /// The id of the contact that `Contact_Name` points to.
    pub contact: Option<String>,
    /// All other fields by their API names.
    pub others: Fields,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it was last changed.
    pub modified_at: DateTime<Utc>,
}

impl ZohoDeal {
    /// A deal with this title at this stage.
    pub fn new(name: impl Into<String>, stage: impl Into<String>) -> Self {
        Self { name: name.into(), stage: stage.into(), ..Self::default() }
    }

    pub(super) fn read(record: &Record) -> Self {
        let mut others = record.now.fields.clone();
        let contact = others.remove("Contact_Name");
        let amount = others.remove("Amount");
        Self {
            id: record.text_id(),
            name: text(&mut others, "Deal_Name").unwrap_or_default(),
            stage: text(&mut others, "Stage").unwrap_or_default(),
            amount: amount.and_then(|amount| amount.to_string().parse().ok()),
            contact: contact.as_ref().and_then(id_of).map(|id| id.to_string()),
            others,
            created_at: record.created_at,
            modified_at: record.now.modified_at,
        }
    }

    pub(super) fn fields(self) -> Fields {
        let mut fields = self.others;
        fields.insert("Deal_Name".to_owned(), json!(self.name));
        fields.insert("Stage".to_owned(), json!(self.stage));
        fields.entry("Pipeline").or_insert_with(|| json!(super::layout::PIPELINE));
        let number = self.amount.and_then(|amount| serde_json::from_str(&amount.to_string()).ok());
        fields.extend(number.map(|number: Value| ("Amount".to_owned(), number)));
        fields.extend(self.contact.map(|id| ("Contact_Name".to_owned(), json!({ "id": id }))));
        fields
    }
}

/// A note.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ZohoNote {
    /// Eighteen digits.
    pub id: String,
    /// `Note_Title`.
    pub title: Option<String>,
    /// `Note_Content`.
    pub content: String,
    /// The module of the record it belongs to.
    pub parent_module: String,
    /// The id of the record it belongs to.
    pub parent: String,
    /// When it was made.
    pub created_at: DateTime<Utc>,
}

impl ZohoNote {
    pub(super) fn read(record: &Record) -> Self {
        let mut fields = record.now.fields.clone();
        let parent = fields.remove("Parent_Id").unwrap_or_default();
        Self {
            id: record.text_id(),
            title: text(&mut fields, "Note_Title"),
            content: text(&mut fields, "Note_Content").unwrap_or_default(),
            parent_module: parent["module"]["api_name"].as_str().unwrap_or_default().to_owned(),
            parent: id_of(&parent).map(|id| id.to_string()).unwrap_or_default(),
            created_at: record.created_at,
        }
    }
}

fn text(fields: &mut Fields, name: &str) -> Option<String> {
    match fields.remove(name)? {
        Value::String(text) => Some(text),
        other => Some(other.to_string()),
    }
}
