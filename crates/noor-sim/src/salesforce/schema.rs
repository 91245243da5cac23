//! What objects there are, what fields they have, and how they are described.

use std::collections::BTreeMap;

use serde_json::{Value, json};

/// The kinds of records.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Object {
    Contact,
    Opportunity,
    OpportunityContactRole,
    Task,
}

/// The kinds of fields.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Id,
    Text,
    Area,
    Email,
    Phone,
    Picked,
    PickedMany,
    /// A text for which values are only suggested.
    Suggested,
    Currency,
    Percent,
    Flag,
    Date,
    Time,
    /// The id of a record of one of these objects; of none of ours if there are none.
    Reference(&'static [Object]),
}

/// A field.
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of its own")]
#[derive(Debug, Clone)]
pub(super) struct Field {
    pub(super) name: String,
    pub(super) kind: Kind,
    pub(super) length: usize,
    /// Of a pick list: what is stored, and what people see.
    pub(super) values: Vec<(String, String)>,
    pub(super) createable: bool,
    pub(super) updateable: bool,
    pub(super) required: bool,
    pub(super) unique: bool,
}

/// The record types of opportunities: id, name, API name.
pub(super) const RECORD_TYPES: [(&str, &str, &str); 2] = [
    ("012000000000000AAA", "Master", "Master"),
    ("0125g000000ABCDAA4", "Online shop", "Online_Shop"),
];
/// The stages of opportunities, as they are stored and as people see them.
const STAGES: [(&str, &str); 8] = [
    ("New Lead", "New Lead"),
    ("Negotiations", "Negotiations"),
    ("Offer sent", "Offer sent"),
    ("Order confirmed", "Order confirmed"),
    ("Delivered", "Order collected/delivered"),
    ("ON HOLD", "ON HOLD"),
    ("Warehouse", "In the warehouse"),
    ("Closed Lost", "Closed Lost"),
];
const SOURCES: [(&str, &str); 3] =
    [("Web", "Web"), ("Chatbot", "Chatbot"), ("Phone Inquiry", "Phone Inquiry")];
const SEGMENTS: [(&str, &str); 3] =
    [("Horeca", "Horeca"), ("Wholesale", "Wholesale"), ("Developer", "Developer")];
const STATUSES: [(&str, &str); 3] =
    [("Not Started", "Not Started"), ("In Progress", "In Progress"), ("Completed", "Completed")];
const PRIORITIES: [(&str, &str); 2] = [("High", "High"), ("Normal", "Normal")];

impl Object {
    pub(super) const ALL: [Self; 4] =
        [Self::Contact, Self::Opportunity, Self::OpportunityContactRole, Self::Task];

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Contact => "Contact",
            Self::Opportunity => "Opportunity",
            Self::OpportunityContactRole => "OpportunityContactRole",
            Self::Task => "Task",
        }
    }

    /// What its ids begin with.
    pub(super) fn prefix(self) -> &'static str {
        match self {
            Self::Contact => "003",
            Self::Opportunity => "006",
            Self::OpportunityContactRole => "00K",
            Self::Task => "00T",
        }
    }

    pub(super) fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|object| object.name().eq_ignore_ascii_case(name))
    }
}

impl Field {
    fn new(name: &str, kind: Kind, length: usize) -> Self {
        let (createable, updateable, required, unique) = (true, true, false, false);
        let (name, values) = (name.to_owned(), Vec::new());
        Self { name, kind, length, values, createable, updateable, required, unique }
    }

    /// A field for text that an administrator adds.
    pub(super) fn added(name: &str) -> Self {
        Self::new(name, Kind::Text, 255)
    }

    fn picked(name: &str, values: &[(&str, &str)]) -> Self {
        let values = values.iter().map(|(value, label)| ((*value).to_owned(), (*label).to_owned()));
        Self { values: values.collect(), ..Self::new(name, Kind::Picked, 255) }
    }

    fn required(self) -> Self {
        Self { required: true, ..self }
    }

    fn only_as_it_is_made(self) -> Self {
        Self { updateable: false, ..self }
    }

    fn by_the_system(self) -> Self {
        Self { createable: false, updateable: false, ..self }
    }

    /// Whether queries may ask for its value.
    pub(super) fn filterable(&self) -> bool {
        self.kind != Kind::Area
    }

    fn described(&self) -> Value {
        let kind = match self.kind {
            Kind::Id => "id",
            Kind::Text => "string",
            Kind::Area => "textarea",
            Kind::Email => "email",
            Kind::Phone => "phone",
            Kind::Picked => "picklist",
            Kind::PickedMany => "multipicklist",
            Kind::Suggested => "combobox",
            Kind::Currency => "currency",
            Kind::Percent => "percent",
            Kind::Flag => "boolean",
            Kind::Date => "date",
            Kind::Time => "datetime",
            Kind::Reference(_) => "reference",
        };
        let values = self.values.iter().map(|(value, label)| {
            json!({ "value": value, "label": label, "active": true, "defaultValue": false })
        });
        json!({
            "name": self.name,
            "label": self.name,
            "type": kind,
            "length": self.length,
            "createable": self.createable,
            "updateable": self.updateable,
            "filterable": self.filterable(),
            "nillable": !self.required,
            "unique": self.unique,
            "externalId": self.unique,
            "restrictedPicklist": self.kind == Kind::Picked,
            "picklistValues": values.collect::<Vec<_>>(),
        })
    }
}

/// The fields of all objects, as administrators leave them.
#[derive(Debug, Clone)]
pub(super) struct Schema(BTreeMap<Object, Vec<Field>>);

impl Schema {
    pub(super) fn new() -> Self {
        Self(Object::ALL.into_iter().map(|object| (object, fields(object))).collect())
    }

    pub(super) fn fields(&self, object: Object) -> &[Field] {
        self.0.get(&object).map(Vec::as_slice).unwrap_or_default()
    }

    /// A field; capitals do not count.
    pub(super) fn field(&self, object: Object, name: &str) -> Option<&Field> {
        self.fields(object).iter().find(|field| field.name.eq_ignore_ascii_case(name))
    }

    /// Adds a field for text; `false` if there is one of the name.
    pub(super) fn add(&mut self, object: Object, name: &str) -> bool {
        if name.is_empty() || self.field(object, name).is_some() {
            return false;
        }
        self.0.entry(object).or_default().push(Field::added(name));
        true
    }

    pub(super) fn remove(&mut self, object: Object, name: &str) -> bool {
        let fields = self.0.entry(object).or_default();
        let before = fields.len();
        fields.retain(|field| field.name != name);
        fields.len() < before
    }

    /// Changes a field; `false` if there is none of the name.
    pub(super) fn change(
        &mut self,
        object: Object,
        name: &str,
        change: impl Fn(&mut Field),
    ) -> bool {
        let fields = self.0.entry(object).or_default();
        fields.iter_mut().find(|field| field.name == name).map(change).is_some()
    }

    /// The answer to `describe`.
    pub(super) fn described(&self, object: Object) -> Value {
        let fields: Vec<Value> = self.fields(object).iter().map(Field::described).collect();
        let types = RECORD_TYPES.iter().filter(|_| object == Object::Opportunity);
        let types: Vec<Value> = types
            .map(|(id, name, api_name)| {
                json!({ "recordTypeId": id, "name": name, "developerName": api_name,
                    "active": true, "available": true, "master": *name == "Master" })
            })
            .collect();
        json!({
            "name": object.name(),
            "keyPrefix": object.prefix(),
            "createable": true,
            "queryable": true,
            "fields": fields,
            "recordTypeInfos": types,
        })
    }
}

fn fields(object: Object) -> Vec<Field> {
    let text = |name: &str, length: usize| Field::new(name, Kind::Text, length);
    let area = |name: &str| Field::new(name, Kind::Area, 32_000);
    let phone = |name: &str| Field::new(name, Kind::Phone, 40);
    let to = |name: &str, of: &'static [Object]| Field::new(name, Kind::Reference(of), 18);
    let own = match object {
        Object::Contact => {
            let segments = Field::picked("Segment__c", &SEGMENTS);
            vec![
                text("FirstName", 40),
                text("LastName", 80).required(),
                text("Name", 121).by_the_system(),
                Field::new("Email", Kind::Email, 80),
                phone("Phone"),
                phone("MobilePhone"),
                phone("HomePhone"),
                phone("OtherPhone"),
                phone("AssistantPhone"),
                phone("Fax"),
                text("Title", 128),
                text("Department", 80),
                text("MailingCity", 40),
                area("Description"),
                Field::picked("LeadSource", &SOURCES),
                Field { kind: Kind::PickedMany, ..segments },
            ]
        }
        Object::Opportunity => vec![
            text("Name", 120).required(),
            Field::picked("StageName", &STAGES).required(),
            Field::new("CloseDate", Kind::Date, 0).required(),
            Field::new("Amount", Kind::Currency, 0),
            Field::new("Probability", Kind::Percent, 0),
            to("ContactId", &[Object::Contact]).only_as_it_is_made(),
            to("RecordTypeId", &[]),
            text("NextStep", 255),
            area("Description"),
            Field::picked("LeadSource", &SOURCES),
            Field::new("IsClosed", Kind::Flag, 0).by_the_system(),
        ],
        Object::OpportunityContactRole => vec![
            to("OpportunityId", &[Object::Opportunity]).required().only_as_it_is_made(),
            to("ContactId", &[Object::Contact]).required(),
            text("Role", 40),
            Field::new("IsPrimary", Kind::Flag, 0),
        ],
        Object::Task => vec![
            Field::new("Subject", Kind::Suggested, 255),
            area("Description"),
            Field::new("ActivityDate", Kind::Date, 0),
            Field::picked("Status", &STATUSES),
            Field::picked("Priority", &PRIORITIES),
            to("WhoId", &[Object::Contact]),
            to("WhatId", &[Object::Opportunity]),
        ],
    };
    let system = [
        ("Id", Kind::Id, 18),
        ("CreatedDate", Kind::Time, 0),
        ("LastModifiedDate", Kind::Time, 0),
        ("IsDeleted", Kind::Flag, 0),
    ];
    let system = system.map(|(name, kind, length)| Field::new(name, kind, length).by_the_system());
    system.into_iter().chain(own).collect()
}
