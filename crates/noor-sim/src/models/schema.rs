//! The emptiest value that fits a JSON schema, with words only where words are asked for.

use serde_json::{Map, Value, json};

use crate::chance::Chance;

/// Names of properties that hold prose for a reader.
const PROSE: [&str; 14] = [
    "reply",
    "replies",
    "text",
    "message",
    "messages",
    "answer",
    "content",
    "body",
    "prose",
    "sentence",
    "sentences",
    "paragraphs",
    "bubbles",
    "parts",
];
/// Nesting beyond this depth is cut: a schema may refer to itself.
const DEEPEST: usize = 32;

/// A value for `schema`; `write` gives each piece of prose.
pub(super) fn fill(schema: &Value, write: &dyn Fn() -> String) -> Value {
    Filler { root: schema, write }.value(schema, "", 0)
}

/// A value for `schema` that has nothing to do with what was said: any of the words offered, a few of
/// whatever may be several, a lie wherever words are free.
pub(super) fn misread(schema: &Value, chance: &Chance, lie: &dyn Fn() -> String) -> Value {
    Misreader { root: schema, chance, lie }.value(schema, 0)
}

struct Misreader<'a> {
    root: &'a Value,
    chance: &'a Chance,
    lie: &'a dyn Fn() -> String,
}

impl Misreader<'_> {
    fn value(&self, schema: &Value, depth: usize) -> Value {
        if depth > DEEPEST {
            return Value::Null;
        }
        if let Some(words @ [_, ..]) =
            schema.get("enum").and_then(Value::as_array).map(Vec::as_slice)
        {
            return self.chance.pick(words).clone();
        }
        if let Some(target) = schema.get("$ref").and_then(Value::as_str) {
            let target = target.strip_prefix('#').and_then(|path| self.root.pointer(path));
            return target.map_or(Value::Null, |target| self.value(target, depth + 1));
        }
        match schema.get("type").and_then(Value::as_str) {
            Some("string") => json!((self.lie)()),
            Some("integer" | "number") => json!(self.chance.number(0..1_000)),
            Some("boolean") => json!(self.chance.happens(0.5)),
            Some("array") => {
                let Some(items) = schema.get("items") else { return json!([]) };
                (0..self.chance.number(0..4)).map(|_| self.value(items, depth + 1)).collect()
            }
            Some("object") => {
                let properties = schema.get("properties").and_then(Value::as_object);
                let properties = properties.into_iter().flatten();
                let read: Map<String, Value> = properties
                    .map(|(name, it)| (name.clone(), self.value(it, depth + 1)))
                    .collect();
                Value::Object(read)
            }
            Some(_) | None => Value::Null,
        }
    }
}

struct Filler<'a> {
    root: &'a Value,
    write: &'a dyn Fn() -> String,
}

impl Filler<'_> {
    fn value(&self, schema: &Value, name: &str, depth: usize) -> Value {
        if depth > DEEPEST {
            return Value::Null;
        }
        if let Some(fixed) = schema.get("const") {
            return fixed.clone();
        }
        if let Some(first) = schema.pointer("/enum/0") {
            return first.clone();
        }
        if let Some(target) = schema.get("$ref").and_then(Value::as_str) {
            let target = target.strip_prefix('#').and_then(|path| self.root.pointer(path));
            return target.map_or(Value::Null, |target| self.value(target, name, depth + 1));
        }
        for family in ["anyOf", "oneOf", "allOf"] {
            if let Some(choices) = schema.get(family).and_then(Value::as_array) {
                return self.choice(choices, name, depth);
            }
        }
        let types = match schema.get("type") {
            Some(Value::Array(types)) => types.iter().filter_map(Value::as_str).collect(),
            Some(Value::String(one)) => vec![one.as_str()],
            Some(_) | None => vec!["object"],
        };
        let prose = PROSE.contains(&name);
        let chosen = if types.contains(&"null") && !prose { "null" } else { types[0] };
        match chosen {
            "string" if prose => json!((self.write)()),
            "string" => json!(""),
            "integer" | "number" => schema.get("minimum").cloned().unwrap_or_else(|| json!(0)),
            "boolean" => json!(false),
            "array" => self.array(schema, name, depth, prose),
            "null" => Value::Null,
            _object => self.object(schema, depth),
        }
    }

    /// Nothing at all where that is allowed, unless prose is wanted.
    fn choice(&self, choices: &[Value], name: &str, depth: usize) -> Value {
        let is_null = |choice: &&Value| choice.get("type") == Some(&json!("null"));
        if !PROSE.contains(&name) && choices.iter().any(|choice| is_null(&choice)) {
            return Value::Null;
        }
        let chosen = choices.iter().find(|choice| !is_null(choice));
        chosen.map_or(Value::Null, |choice| self.value(choice, name, depth + 1))
    }

    fn array(&self, schema: &Value, name: &str, depth: usize, prose: bool) -> Value {
        let least = schema.get("minItems").and_then(Value::as_u64).unwrap_or(0);
        let wanted = least.max(u64::from(prose)).min(100);
        let Some(items) = schema.get("items") else { return json!([]) };
        (0..wanted).map(|_| self.value(items, name, depth + 1)).collect()
    }

    fn object(&self, schema: &Value, depth: usize) -> Value {
        let properties = schema.get("properties").and_then(Value::as_object);
        let required = schema.get("required").and_then(Value::as_array);
        let needed = |name: &str| required.is_none_or(|names| names.contains(&json!(name)));
        let filled: Map<String, Value> = properties
            .into_iter()
            .flatten()
            .filter(|(name, _)| needed(name) || PROSE.contains(&name.as_str()))
            .map(|(name, schema)| (name.clone(), self.value(schema, name, depth + 1)))
            .collect();
        Value::Object(filled)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_go_where_words_are_wanted_and_nothing_elsewhere() {
        let schema = json!({
            "type": "object",
            "properties": {
                "reply": { "type": ["string", "null"] },
                "language": { "enum": ["en", "ar"] },
                "budget": { "type": ["number", "null"] },
                "pieces": { "type": "integer", "minimum": 1 },
                "filters": { "$ref": "#/$defs/filters" },
                "kind": { "anyOf": [{ "type": "string" }, { "type": "null" }] },
            },
            "required": ["reply", "language", "budget", "pieces", "filters", "kind"],
            "$defs": { "filters": {
                "type": "object",
                "properties": { "colours": { "type": "array", "items": { "type": "string" } } },
                "required": ["colours"],
            } },
        });
        let value = fill(&schema, &|| "hello".to_owned());
        let expected = json!({
            "reply": "hello", "language": "en", "budget": null, "pieces": 1,
            "filters": { "colours": [] }, "kind": null,
        });
        assert_eq!(value, expected);
    }

    #[test]
    fn a_schema_that_contains_itself_ends() {
        let schema = json!({
            "type": "object",
            "properties": { "child": { "$ref": "#" } },
            "required": ["child"],
        });
        assert!(fill(&schema, &String::new).is_object());
    }
}
