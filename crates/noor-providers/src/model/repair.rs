//! JSON as models write it: in a fence, with a word before and after, with a comma too many.
//!
//! Owns the repair of form; never invents a value, and is never used on an answer that was cut
//! off, where closing the braces would make up an end. Linear in its input.

use serde_json::Value;

/// The JSON object or list in `text`, if there is one behind the usual slips.
pub(super) fn json(text: &str) -> Option<Value> {
    let whole = serde_json::from_str(text).ok().filter(is_structure);
    whole.or_else(|| {
        let (start, open) = text.char_indices().find(|(_, c)| matches!(c, '{' | '['))?;
        let end = text.rfind(if open == '{' { '}' } else { ']' })?;
        let inner = without_trailing_commas(text.get(start..=end)?);
        serde_json::from_str(&inner).ok().filter(is_structure)
    })
}

fn is_structure(value: &Value) -> bool {
    value.is_object() || value.is_array()
}

/// Drops each comma that only blanks part from a closing brace or bracket, outside of strings.
fn without_trailing_commas(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    // A comma and the blanks after it, until it is known what they lead to.
    let mut held = String::new();
    let mut in_string = false;
    let mut escaped = false;
    for c in text.chars() {
        if in_string {
            out.push(c);
            in_string = escaped || c != '"';
            escaped = !escaped && c == '\\';
            continue;
        }
        match c {
            ',' => {
                out.push_str(&held);
                held.clear();
                held.push(c);
            }
            blank if blank.is_whitespace() && !held.is_empty() => held.push(blank),
            other => {
                if !matches!(other, '}' | ']') {
                    out.push_str(&held);
                }
                held.clear();
                in_string = other == '"';
                out.push(other);
            }
        }
    }
    out.push_str(&held);
    out
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn slips_of_form_are_mended() {
        let table = [
            (r#"{"a":1}"#, json!({"a": 1})),
            ("```json\n{\"a\":1}\n```", json!({"a": 1})),
            ("Here you are: {\"a\":1}. Anything else?", json!({"a": 1})),
            (r#"{"a":[1,2,],}"#, json!({"a": [1, 2]})),
            ("{\"a\":[1 , \n ] , }", json!({"a": [1]})),
            (r#"{"a":"x,}","b":"\",]",}"#, json!({"a": "x,}", "b": "\",]"})),
            ("```\n[1,2]\n```", json!([1, 2])),
            (r#"{"a":"ك، }"}"#, json!({"a": "ك، }"})),
        ];
        for (text, expected) in table {
            assert_eq!(json(text), Some(expected), "{text}");
        }
    }

    #[test]
    fn what_is_missing_is_not_made_up() {
        for text in ["", "no", "42", "\"text\"", r#"{"a":1"#, r#"{"a":}"#, "{]", r"{'a':1}", ",,"] {
            assert_eq!(json(text), None, "{text}");
        }
    }
}
