//! The JSON schema that a reading has to fit: the form of [`noor_core::suggestion::Suggestion`].
//!
//! Closed lists are spelled out, so that a server can hold a model to them; what fits the schema is
//! still only a suggestion.

use noor_core::suggestion::intents;
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
    /// Keys of articles.
    pub articles: Vec<String>,
    /// Keys of roles of people.
    pub roles: Vec<String>,
}

/// The schema of a reading. Lists that are used more than once stand in it once.
pub(super) fn reading(offered: &Offered) -> Value {
    let properties = [
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
    let text = || json!({"type": "string"});
    let list_of = |item: Value| json!({"type": "array", "items": item});
    let mut schema = object(vec![
        ("intents", list_of(one_of(&intents()))),
        ("articles", list_of(one_of(&offered.articles))),
        ("properties", list_of(one_of(&properties))),
        ("in_currencies", list_of(text())),
        ("wishes", list_of(defined("wish"))),
        ("codes", list_of(object(vec![("text", text()), ("quantity", maybe_text())]))),
        ("quantity", maybe_text()),
        ("point", point()),
        ("place", maybe_text()),
        ("change", maybe_one_of(&["cheaper", "dearer", "smaller", "larger"])),
        ("changes", list_of(change())),
        ("details", details()),
        ("budget", budget()),
        ("people", list_of(object(vec![("role", one_of(&offered.roles)), ("people", text())]))),
    ]);
    if let Some(schema) = schema.as_object_mut() {
        let definitions = json!({
            "wish": wish(),
            "target": target(),
            "family": one_of(&offered.families),
            "kind": one_of(&offered.kinds),
            "colour": one_of(&offered.colours),
            "material": one_of(&offered.materials),
        });
        schema.insert("$defs".to_owned(), definitions);
    }
    schema
}

fn wish() -> Value {
    let list = |name: &str| json!({"type": "array", "items": defined(name)});
    object(vec![
        ("families", list("family")),
        ("kinds", list("kind")),
        ("kinds_not", list("kind")),
        ("colours", list("colour")),
        ("colours_not", list("colour")),
        ("materials", list("material")),
        ("materials_not", list("material")),
        ("price_min", maybe_text()),
        ("price_max", maybe_text()),
        ("currency", maybe_text()),
        ("width", maybe_text()),
        ("depth", maybe_text()),
        ("height", maybe_text()),
        ("people", maybe_text()),
        ("pieces", maybe_text()),
        ("in_stock", json!({"type": "boolean"})),
        ("first", maybe_one_of(&["cheapest", "dearest", "smallest", "largest"])),
        ("words", json!({"type": "array", "items": {"type": "string"}})),
    ])
}

fn change() -> Value {
    object(vec![
        ("how", one_of(&["take", "set", "add", "remove", "swap"])),
        ("target", defined("target")),
        ("out", maybe(defined("target"))),
        ("quantity", maybe_text()),
    ])
}

fn target() -> Value {
    object(vec![
        ("code", maybe_text()),
        ("kind", maybe(defined("wish"))),
        ("point", point()),
        ("place", maybe_text()),
        ("everything", json!({"type": "boolean"})),
    ])
}

fn details() -> Value {
    object(vec![
        ("name", maybe_text()),
        ("company", maybe_text()),
        ("individual", json!({"type": "boolean"})),
        ("email", maybe_text()),
        ("phone", maybe_text()),
        ("address", maybe_text()),
        ("area", maybe_text()),
        ("role", maybe_text()),
    ])
}

fn budget() -> Value {
    object(vec![
        ("total", maybe_text()),
        ("per_item", maybe_text()),
        ("currency", maybe_text()),
        ("incl_vat", json!({"type": ["boolean", "null"]})),
    ])
}

fn point() -> Value {
    maybe_one_of(&["it", "end_of_list", "cheapest", "dearest"])
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

fn maybe_one_of(words: &[&str]) -> Value {
    maybe(one_of(words))
}

fn maybe_text() -> Value {
    json!({"type": ["string", "null"]})
}

fn maybe(schema: Value) -> Value {
    json!({"anyOf": [schema, {"type": "null"}]})
}

fn defined(name: &str) -> Value {
    json!({"$ref": format!("#/$defs/{name}")})
}

#[cfg(test)]
mod tests {
    use noor_core::suggestion::Suggestion;

    use super::*;

    /// The emptiest value of a schema, with an entry in every list.
    fn filled(schema: &Value, root: &Value, depth: u8) -> Value {
        if let Some(path) = schema["$ref"].as_str() {
            return filled(root.pointer(path.trim_start_matches('#')).unwrap(), root, depth + 1);
        }
        if let Some(choices) = schema["anyOf"].as_array() {
            let chosen = if depth > 6 { choices.last() } else { choices.first() };
            return filled(chosen.unwrap(), root, depth + 1);
        }
        if let Some(word) = schema.pointer("/enum/0") {
            return word.clone();
        }
        match schema["type"].as_str().or_else(|| schema["type"][0].as_str()).unwrap() {
            "object" => {
                let properties = schema["properties"].as_object().unwrap();
                let all = properties.iter();
                all.map(|(name, it)| (name.clone(), filled(it, root, depth + 1))).collect()
            }
            "array" => json!([filled(&schema["items"], root, depth + 1)]),
            "boolean" => json!(true),
            "null" => Value::Null,
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
            articles: names(&["delivery"]),
            roles: names(&["staff"]),
        };
        let schema = reading(&offered);
        let value = filled(&schema, &schema, 0);
        let read: Suggestion = serde_json::from_value(value.clone()).unwrap();
        assert_eq!(serde_json::to_value(read).unwrap(), value);
    }
}
