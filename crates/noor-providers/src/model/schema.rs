//! The JSON schema that a reading has to fit: the form of [`noor_core::suggestion::Suggestion`].
//!
//! Closed lists are spelled out, so that a server can hold a model to them; what fits the schema is
//! still only a suggestion.

use noor_core::suggestion::{AT, FACTS, HOW, KIND, PEOPLE, WISH_FACTS, intents};
use serde_json::{Map, Value, json};

/// The closed lists that the reading schema offers.
#[derive(Debug, Clone, Default)]
pub struct Offered {
    /// Canonical families.
    pub families: Vec<String>,
    /// Canonical kinds within them.
    pub kinds: Vec<String>,
    /// Canonical colours.
    pub colours: Vec<String>,
    /// Canonical materials.
    pub materials: Vec<String>,
    /// Keys of roles of people.
    pub roles: Vec<String>,
}

/// The schema of a reading. It goes along with every question, so it is kept short: lists that are used
/// more than once stand in it once, and what was not said has no entry.
pub(super) fn reading(offered: &Offered) -> Value {
    let text = json!({"type": "string"});
    let names = list_of(&json!({"$ref": "#/$defs/name"}));
    let facts =
        |words: &[&str]| list_of(&object(vec![("is", one_of(words)), ("value", text.clone())]));
    let people: Vec<String> = offered.roles.iter().map(|role| format!("{PEOPLE}{role}")).collect();
    let all_facts: Vec<&str> = FACTS.into_iter().chain(people.iter().map(String::as_str)).collect();
    let wish = object(vec![
        ("want", names.clone()),
        ("not", names.clone()),
        ("facts", facts(&WISH_FACTS)),
    ]);
    let change = object(vec![
        ("how", one_of(&HOW)),
        ("at", one_of(&AT)),
        ("value", text.clone()),
        ("names", names),
        ("quantity", text.clone()),
        ("was", text.clone()),
    ]);
    let mut schema = object(vec![
        ("intents", list_of(&one_of(&intents()))),
        // Their keys stand in the prompt, with their titles.
        ("articles", list_of(&text)),
        ("properties", list_of(&one_of(&PROPERTIES))),
        ("wishes", list_of(&wish)),
        ("changes", list_of(&change)),
        ("facts", facts(&all_facts)),
    ]);
    if let Some(schema) = schema.as_object_mut() {
        schema.insert("$defs".to_owned(), json!({"name": one_of(&offered.names())}));
    }
    schema
}

impl Offered {
    /// The names of things and traits; a kind that is named like something else says that it is one.
    fn names(&self) -> Vec<String> {
        let others = || self.families.iter().chain(&self.colours).chain(&self.materials);
        let kinds = self.kinds.iter().map(|kind| {
            let taken = others().any(|other| other == kind);
            if taken { format!("{KIND}{kind}") } else { kind.clone() }
        });
        others().cloned().chain(kinds).collect()
    }
}

const PROPERTIES: [&str; 14] = [
    "size",
    "colour",
    "material",
    "seats",
    "weight",
    "load",
    "adjustment",
    "assembly",
    "origin",
    "warranty",
    "certificate",
    "restock",
    "benefit",
    "details",
];

fn list_of(item: &Value) -> Value {
    json!({"type": "array", "items": item})
}

/// An object with exactly these properties.
fn object(properties: Vec<(&str, Value)>) -> Value {
    let required: Vec<&str> = properties.iter().map(|(name, _)| *name).collect();
    let required = json!(required);
    let properties: Map<String, Value> =
        properties.into_iter().map(|(name, schema)| (name.to_owned(), schema)).collect();
    json!({"type": "object", "additionalProperties": false,
           "properties": properties, "required": required})
}

fn one_of(words: &[impl AsRef<str>]) -> Value {
    let words: Vec<&str> = words.iter().map(AsRef::as_ref).collect();
    json!({"type": "string", "enum": words})
}

#[cfg(test)]
mod tests {
    use noor_core::suggestion::Suggestion;

    use super::*;

    /// The emptiest value of a schema, with an entry in every list.
    fn filled(schema: &Value, root: &Value) -> Value {
        if let Some(path) = schema["$ref"].as_str() {
            return filled(root.pointer(path.trim_start_matches('#')).unwrap(), root);
        }
        if let Some(word) = schema.pointer("/enum/0") {
            return word.clone();
        }
        match schema["type"].as_str().unwrap() {
            "object" => {
                let properties = schema["properties"].as_object().unwrap();
                let all = properties.iter();
                all.map(|(name, it)| (name.clone(), filled(it, root))).collect()
            }
            "array" => json!([filled(&schema["items"], root)]),
            _text => json!("words"),
        }
    }

    /// Fails if the schema asks for what no reading has, or leaves out what one has.
    #[test]
    fn what_fits_the_schema_is_a_suggestion_and_all_of_it() {
        let names = |names: &[&str]| names.iter().map(|it| (*it).to_owned()).collect::<Vec<_>>();
        let offered = Offered {
            families: names(&["chair"]),
            kinds: names(&["task"]),
            colours: names(&["black"]),
            materials: names(&["oak"]),
            roles: names(&["staff"]),
        };
        let schema = reading(&offered);
        let value = filled(&schema, &schema);
        let read: Suggestion = serde_json::from_value(value.clone()).unwrap();
        assert_eq!(serde_json::to_value(read).unwrap(), value);
    }
}
