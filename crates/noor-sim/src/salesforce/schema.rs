//! What objects there are, what fields they have, and how they are described.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::objects::{RECORD_TYPES, fields};

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
    pub(super) fn new(name: &str, kind: Kind, length: usize) -> Self {
        let (createable, updateable, required, unique) = (true, true, false, false);
        let (name, values) = (name.to_owned(), Vec::new());
        Self { name, kind, length, values, createable, updateable, required, unique }
    }

    /// A field for text that an administrator adds.
    pub(super) fn added(name: &str) -> Self {
        Self::new(name, Kind::Text, 255)
    }

    pub(super) fn picked(name: &str, values: &[(&str, &str)]) -> Self {
        let values = values.iter().map(|(value, label)| ((*value).to_owned(), (*label).to_owned()));
        Self { values: values.collect(), ..Self::new(name, Kind::Picked, 255) }
    }

    pub(super) fn required(self) -> Self {
        Self { required: true, ..self }
    }

    pub(super) fn only_as_it_is_made(self) -> Self {
        Self { updateable: false, ..self }
    }

    pub(super) fn by_the_system(self) -> Self {
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
