//! What `${NAME.field}` stands for: rows of the catalogue under short names, and
//! `${LIST.turn.index.field}`, which is what a reply of the conversation showed at a place.

use std::path::Path;
use std::sync::Arc;

use serde_json::{Map, Value, json};

/// The values of a bindings file, and the lists of a conversation.
#[derive(Debug, Clone, Default)]
pub(in crate::cli::eval) struct Bindings {
    values: Arc<Map<String, Value>>,
    lists: Lists,
}

/// What `${LIST.…}` stands for.
#[derive(Debug, Clone, Default)]
enum Lists {
    /// Nothing: there is no conversation that could have shown a list.
    #[default]
    Absent,
    /// The same row at every place: what an expectation is read with before the conversation was had.
    Sample(Value),
    /// A list for each turn, with a row for each product.
    Shown(Value),
}

/// The name that lists of the conversation stand under.
const LIST: &str = "LIST";

impl Bindings {
    /// Reads a file: a JSON object of objects and lists.
    ///
    /// # Errors
    ///
    /// A sentence that names the file and what is wrong in it.
    pub(in crate::cli::eval) fn read(path: &Path) -> Result<Self, String> {
        let named = |problem: &dyn std::fmt::Display| format!("{}: {problem}", path.display());
        let text = std::fs::read_to_string(path).map_err(|error| named(&error))?;
        let values = serde_json::from_str(&text).map_err(|error| named(&error))?;
        Ok(Self { values: Arc::new(values), lists: Lists::Absent })
    }

    /// These, with a row that stands for whatever a list may show: to read what can only be filled
    /// in once the conversation was had.
    pub(in crate::cli::eval) fn with_sample(&self) -> Self {
        let row = json!({"sku": "LIST", "name": "LIST", "family": "list", "price": 1, "stock": 1});
        Self { lists: Lists::Sample(row), ..self.clone() }
    }

    /// These, with the lists that the turns of a conversation showed.
    pub(in crate::cli::eval) fn with_lists(&self, shown: &[Vec<Value>]) -> Self {
        Self { lists: Lists::Shown(json!(shown)), ..self.clone() }
    }

    /// Whether a text names a list of the conversation.
    pub(in crate::cli::eval) fn names_list(&self, text: &str) -> bool {
        text.contains(&format!("${{{LIST}.")) && !self.values.contains_key(LIST)
    }

    /// The value of a dotted name; a number in it is a place in a list, counted from 0.
    fn value(&self, name: &str) -> Option<&Value> {
        let mut parts = name.split('.');
        let first = parts.next()?;
        if first == LIST && !self.values.contains_key(LIST) {
            return match &self.lists {
                Lists::Absent => None,
                Lists::Sample(row) => at(row, parts.skip(2)),
                Lists::Shown(lists) => at(lists, parts),
            };
        }
        at(self.values.get(first)?, parts)
    }

    /// `text` with every placeholder replaced by its value, written by `write`.
    ///
    /// # Errors
    ///
    /// A sentence about the first placeholder that stands for nothing, or for no single value.
    pub(super) fn fill(
        &self,
        text: &str,
        write: impl Fn(&str) -> String,
    ) -> Result<String, String> {
        let mut filled = String::with_capacity(text.len());
        let mut rest = text;
        while let Some((before, after)) = rest.split_once("${") {
            let (name, behind) = placeholder(after)?;
            filled.push_str(before);
            filled.push_str(&write(&written(name, self.known(name)?)?));
            rest = behind;
        }
        filled.push_str(rest);
        Ok(filled)
    }

    /// `value` with every placeholder in its texts replaced. A text that is nothing but a placeholder
    /// becomes the value itself: a number stays one.
    ///
    /// # Errors
    ///
    /// As [`Self::fill`].
    pub(super) fn fill_in(&self, value: Value) -> Result<Value, String> {
        Ok(match value {
            Value::String(text) => match alone(&text) {
                Some(name) => self.known(name)?.clone(),
                None => Value::String(self.fill(&text, str::to_owned)?),
            },
            Value::Array(items) => Value::Array(
                items.into_iter().map(|it| self.fill_in(it)).collect::<Result<_, _>>()?,
            ),
            Value::Object(fields) => {
                let filled = fields.into_iter().map(|(key, value)| {
                    Ok((self.fill(&key, str::to_owned)?, self.fill_in(value)?))
                });
                Value::Object(filled.collect::<Result<_, String>>()?)
            }
            Value::Null | Value::Bool(_) | Value::Number(_) => value,
        })
    }

    fn known(&self, name: &str) -> Result<&Value, String> {
        self.value(name).ok_or_else(|| format!("there is no ${{{name}}} in the bindings"))
    }
}

fn at<'v, 'p>(value: &'v Value, mut path: impl Iterator<Item = &'p str>) -> Option<&'v Value> {
    path.try_fold(value, |value, part| match value {
        Value::Object(fields) => fields.get(part),
        Value::Array(items) => items.get(part.parse::<usize>().ok()?),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => None,
    })
}

fn placeholder(after: &str) -> Result<(&str, &str), String> {
    after
        .split_once('}')
        .ok_or_else(|| "a placeholder is not closed: write ${NAME.field}".to_owned())
}

/// The name, if the text is one placeholder and nothing else.
pub(super) fn alone(text: &str) -> Option<&str> {
    text.strip_prefix("${")?.strip_suffix('}').filter(|name| !name.contains('}'))
}

/// A value as a person writes it: 345 and not 345.0.
fn written(name: &str, value: &Value) -> Result<String, String> {
    match value {
        Value::String(text) => Ok(text.clone()),
        Value::Number(number) => {
            let number = number.to_string();
            Ok(number.strip_suffix(".0").unwrap_or(&number).to_owned())
        }
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => {
            Err(format!("${{{name}}} is no text and no number"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn bindings() -> Bindings {
        let values = json!({
            "A": {"sku": "BR.65 black", "price": 345.0, "stock": null},
            "LIST": [{"sku": "X 1"}, {"sku": "X 2"}],
        });
        Bindings { values: Arc::new(values.as_object().unwrap().clone()), ..Bindings::default() }
    }

    #[test]
    fn a_list_of_the_conversation_is_known_once_it_was_had() {
        let none = Bindings::default();
        assert!(none.names_list("3*${LIST.0.1.price}") && !bindings().names_list("${LIST.1.sku}"));
        assert!(none.fill("${LIST.0.1.sku}", str::to_owned).is_err());
        assert_eq!(none.with_sample().fill("${LIST.0.1.price}", str::to_owned).unwrap(), "1");
        let shown = none.with_lists(&[vec![json!({"sku": "A 1"}), json!({"sku": "B 2"})]]);
        assert_eq!(shown.fill("${LIST.0.1.sku}", str::to_owned).unwrap(), "B 2");
        for beyond in ["${LIST.0.2.sku}", "${LIST.1.0.sku}", "${LIST.0.1.colour}"] {
            assert!(shown.fill(beyond, str::to_owned).is_err(), "{beyond}");
        }
    }

    #[test]
    fn names_are_replaced_where_they_stand() {
        let fill = |text: &str| bindings().fill(text, str::to_owned);
        assert_eq!(fill("12*${A.price} for ${LIST.1.sku}").unwrap(), "12*345 for X 2");
        assert_eq!(bindings().fill("^${A.sku}$", regex::escape).unwrap(), r"^BR\.65 black$");
    }

    #[test]
    fn a_value_alone_keeps_its_type() {
        let filled = bindings().fill_in(json!(["${A.price}", "${A.stock}", {"${A.sku}": 1}]));
        assert_eq!(filled.unwrap(), json!([345.0, null, {"BR.65 black": 1}]));
    }

    #[test]
    fn what_stands_for_nothing_is_told() {
        for text in ["${B.sku}", "${A.colour}", "${LIST.7.sku}", "${LIST.x}", "${A.sku.more}"] {
            let problem = bindings().fill(text, str::to_owned).unwrap_err();
            assert!(problem.contains("there is no"), "{text}: {problem}");
        }
        for text in ["${A.sku", "${A}", "${A.stock}"] {
            assert!(bindings().fill(text, str::to_owned).is_err(), "{text}");
        }
    }
}
