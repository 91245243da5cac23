//! Makes JSON readable that a strict reader would throw away whole for one bad character.
//!
//! Owns the repair of characters; never changes what a value means. One pass, linear in its input.

/// The text of a body with what a strict reader chokes on, or a database cannot keep, taken out.
///
/// Broken UTF-8 and lone halves of surrogate pairs (`\ud800`) become `�`; NUL disappears, raw or
/// escaped; other raw control characters inside strings are escaped; a number beyond what a float
/// can hold becomes `null`. A byte order mark at the start is dropped.
pub(super) fn readable(body: &[u8]) -> String {
    let text = String::from_utf8_lossy(body);
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    let mut out = String::with_capacity(text.len());
    let mut rest = text.chars();
    while let Some(c) = rest.next() {
        match c {
            '"' => {
                out.push('"');
                string(&mut rest, &mut out);
            }
            '-' | '0'..='9' => number(c, &mut rest, &mut out),
            '\0' => {}
            other => out.push(other),
        }
    }
    out
}

/// Copies the inside of a string up to and including its closing quote.
fn string(rest: &mut std::str::Chars<'_>, out: &mut String) {
    while let Some(c) = rest.next() {
        match c {
            '"' => {
                out.push('"');
                return;
            }
            '\\' => escape(rest, out),
            '\0' => {}
            control if u32::from(control) < 0x20 => {
                push_escape(u32::from(control), out);
            }
            other => out.push(other),
        }
    }
}

/// Copies what follows a backslash.
fn escape(rest: &mut std::str::Chars<'_>, out: &mut String) {
    match rest.next() {
        Some('u') => unicode_escape(rest, out),
        Some(known @ ('"' | '\\' | '/' | 'b' | 'f' | 'n' | 'r' | 't')) => {
            out.push('\\');
            out.push(known);
        }
        Some(unknown) if u32::from(unknown) >= 0x20 => out.push(unknown),
        Some(_) | None => {}
    }
}

/// Copies the four digits after `\u`, and with them the second half of a pair.
fn unicode_escape(rest: &mut std::str::Chars<'_>, out: &mut String) {
    const REPLACEMENT: u32 = 0xFFFD;
    match four_digits(rest) {
        None | Some(0xDC00..=0xDFFF) => push_escape(REPLACEMENT, out),
        Some(0) => {}
        Some(high @ 0xD800..=0xDBFF) => {
            let mut ahead = rest.clone();
            let low = if (ahead.next(), ahead.next()) == (Some('\\'), Some('u')) {
                four_digits(&mut ahead)
            } else {
                None
            };
            match low {
                Some(low @ 0xDC00..=0xDFFF) => {
                    *rest = ahead;
                    push_escape(high, out);
                    push_escape(low, out);
                }
                // The next escape is read again by itself: it may be a whole character.
                Some(_) | None => push_escape(REPLACEMENT, out),
            }
        }
        Some(unit) => push_escape(unit, out),
    }
}

/// Writes a UTF-16 unit the way JSON escapes it.
fn push_escape(unit: u32, out: &mut String) {
    out.push_str("\\u");
    for place in [12, 8, 4, 0] {
        out.extend(char::from_digit((unit >> place) & 0xF, 16));
    }
}

/// Takes four hexadecimal digits, or nothing.
fn four_digits(rest: &mut std::str::Chars<'_>) -> Option<u32> {
    let mut ahead = rest.clone();
    let mut unit = 0;
    for _ in 0..4 {
        unit = unit * 16 + ahead.next()?.to_digit(16)?;
    }
    *rest = ahead;
    Some(unit)
}

/// Copies a number, unless it is too large to be read.
fn number(first: char, rest: &mut std::str::Chars<'_>, out: &mut String) {
    let mut digits = String::from(first);
    let mut ahead = rest.clone();
    while let Some(c @ ('0'..='9' | '.' | 'e' | 'E' | '+' | '-')) = ahead.next() {
        digits.push(c);
        *rest = ahead.clone();
    }
    let too_large = digits.parse::<f64>().is_ok_and(f64::is_infinite);
    out.push_str(if too_large { "null" } else { &digits });
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn read(body: &[u8]) -> Value {
        serde_json::from_str(&readable(body)).unwrap()
    }

    #[test]
    fn a_bad_character_costs_that_character_only() {
        let table: [(&[u8], Value); 14] = [
            (br#"{"a":"\ud800"}"#, json!({"a": "\u{fffd}"})),
            (br#"{"a":"x\udc00y"}"#, json!({"a": "x\u{fffd}y"})),
            (br#"{"a":"\ud83d\ude00"}"#, json!({"a": "😀"})),
            (br#"{"a":"\ud83d\u0041"}"#, json!({"a": "\u{fffd}A"})),
            (br#"{"a":"\ud83d\ud83d\ude00"}"#, json!({"a": "\u{fffd}😀"})),
            (br#"{"a":"x\u0000y"}"#, json!({"a": "xy"})),
            (b"{\"a\":\"x\0y\"}\0", json!({"a": "xy"})),
            (b"{\"a\":\"x\xff\xfey\"}", json!({"a": "x\u{fffd}\u{fffd}y"})),
            (b"{\"a\":\"two\nlines\"}", json!({"a": "two\nlines"})),
            (br#"{"a":"\u12"}"#, json!({"a": "\u{fffd}12"})),
            (br#"{"a":"\q"}"#, json!({"a": "q"})),
            (br#"{"a":1e999,"b":-1e999,"c":2.5}"#, json!({"a": null, "b": null, "c": 2.5})),
            (b"\xef\xbb\xbf{\"a\":1}", json!({"a": 1})),
            (br#"{"a":"say \"1e999\" \\"}"#, json!({"a": "say \"1e999\" \\"})),
        ];
        for (body, expected) in table {
            assert_eq!(read(body), expected, "{}", String::from_utf8_lossy(body));
        }
    }

    #[test]
    fn what_is_not_json_stays_so() {
        for body in ["", "hello", "{\"a\":", "{\"a\":\"never closed", "{\"a\":\"\\"] {
            let text = readable(body.as_bytes());
            assert!(serde_json::from_str::<Value>(&text).is_err(), "{body} became {text}");
        }
    }
}
