//! Fields of records: what fits into each, and how Zoho says that something does not.

use chrono::NaiveDate;
use serde_json::{Value, json};

use super::module::Module;

/// A field of a module.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Field {
    pub(super) name: String,
    pub(super) kind: Kind,
    pub(super) mandatory: bool,
    pub(super) unique: bool,
}

/// What a field holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Text(usize),
    TextArea(usize),
    Phone,
    Email,
    PickList(&'static [&'static str]),
    MultiSelect(&'static [&'static str]),
    /// A stage of the pipeline.
    Stage,
    Pipeline,
    Lookup(Module),
    /// The record that a note belongs to.
    Parent,
    Owner,
    Currency,
    Integer,
    Date,
    Boolean,
    /// Zoho writes it itself; what callers send is passed over. Holds the name of its type.
    System(&'static str),
}

/// Why a value does not fit: what stands in the refusal's `details` beside the field's name.
pub(super) type Misfit = Value;

impl Kind {
    /// The name of the type.
    pub(super) fn data_type(self) -> &'static str {
        match self {
            Self::Text(_) => "text",
            Self::TextArea(_) => "textarea",
            Self::Phone => "phone",
            Self::Email => "email",
            Self::PickList(_) | Self::Stage | Self::Pipeline => "picklist",
            Self::MultiSelect(_) => "multiselectpicklist",
            Self::Lookup(_) | Self::Parent => "lookup",
            Self::Owner => "ownerlookup",
            Self::Currency => "currency",
            Self::Integer => "integer",
            Self::Date => "date",
            Self::Boolean => "boolean",
            Self::System(data_type) => data_type,
        }
    }

    /// How many characters it holds.
    pub(super) fn length(self) -> usize {
        match self {
            Self::Text(length) | Self::TextArea(length) => length,
            Self::Phone => 30,
            Self::Email => 100,
            Self::PickList(_) | Self::MultiSelect(_) | Self::Stage | Self::Pipeline => 120,
            Self::Lookup(_)
            | Self::Parent
            | Self::Owner
            | Self::Currency
            | Self::Integer
            | Self::Date
            | Self::Boolean
            | Self::System(_) => 20,
        }
    }

    /// Whether only whole values are equal to it in a search.
    pub(super) fn is_closed(self) -> bool {
        !matches!(
            self,
            Self::Text(_) | Self::TextArea(_) | Self::Phone | Self::Email | Self::System("text")
        )
    }

    /// Whether `value` has the right form. Whether a lookup's record exists is not looked at.
    pub(super) fn check(self, value: &Value, strict_pick_lists: bool) -> Result<(), Misfit> {
        let fits = match self {
            Self::Text(_)
            | Self::TextArea(_)
            | Self::PickList(_)
            | Self::Stage
            | Self::Pipeline => value.is_string(),
            Self::Phone => value.as_str().is_some_and(is_phone),
            Self::Email => value.as_str().is_some_and(is_email),
            Self::MultiSelect(_) => {
                value.as_array().is_some_and(|values| values.iter().all(Value::is_string))
            }
            Self::Lookup(_) | Self::Parent | Self::Owner => id_of(value).is_some(),
            Self::Currency => value.is_number(),
            Self::Integer => value.is_i64(),
            Self::Date => {
                let date = value.as_str().map(|date| NaiveDate::parse_from_str(date, "%Y-%m-%d"));
                date.is_some_and(|date| date.is_ok())
            }
            Self::Boolean => value.is_boolean(),
            Self::System(_) => true,
        };
        if !fits {
            return Err(json!({ "expected_data_type": self.expected() }));
        }
        if value.as_str().is_some_and(|text| text.chars().count() > self.length()) {
            return Err(json!({ "maximum_length": self.length() }));
        }
        if let Some(values) = self.values()
            && strict_pick_lists
        {
            let known = |value: &Value| value.as_str().is_some_and(|value| values.contains(&value));
            let chosen =
                value.as_array().map_or_else(|| known(value), |many| many.iter().all(known));
            if !chosen {
                return Err(json!({ "supported_values": values }));
            }
        }
        Ok(())
    }

    /// The values of a pick list.
    pub(super) fn values(self) -> Option<&'static [&'static str]> {
        match self {
            Self::PickList(values) | Self::MultiSelect(values) => Some(values),
            Self::Text(_)
            | Self::TextArea(_)
            | Self::Phone
            | Self::Email
            | Self::Stage
            | Self::Pipeline
            | Self::Lookup(_)
            | Self::Parent
            | Self::Owner
            | Self::Currency
            | Self::Integer
            | Self::Date
            | Self::Boolean
            | Self::System(_) => None,
        }
    }

    /// The type as refusals name it.
    fn expected(self) -> &'static str {
        match self {
            Self::MultiSelect(_) => "jsonarray",
            Self::Lookup(_) | Self::Parent | Self::Owner => "jsonobject",
            Self::Currency => "double",
            Self::PickList(_) | Self::Stage | Self::Pipeline => "text",
            Self::Text(_)
            | Self::TextArea(_)
            | Self::Phone
            | Self::Email
            | Self::Integer
            | Self::Date
            | Self::Boolean
            | Self::System(_) => self.data_type(),
        }
    }
}

/// The id of `{"id": …}`, or of an id that stands alone; a string or a number.
pub(super) fn id_of(value: &Value) -> Option<u64> {
    let id = value.get("id").unwrap_or(value);
    id.as_u64().or_else(|| id.as_str()?.parse().ok())
}

fn is_phone(text: &str) -> bool {
    let allowed = |c: char| c.is_ascii_alphanumeric() || "+-.() ,;".contains(c);
    text.chars().all(allowed) && text.chars().any(|c| c.is_ascii_alphanumeric())
}

fn is_email(text: &str) -> bool {
    let Some((name, host)) = text.split_once('@') else { return false };
    let spaced = text.chars().any(char::is_whitespace);
    !spaced && !name.is_empty() && !host.contains('@') && host.contains('.')
}
