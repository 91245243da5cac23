//! Queries, which see what was written a moment ago, as the search (SOSL) does not.

/// `text` between quotes.
pub(super) fn quoted(text: &str) -> String {
    format!("'{}'", escaped(text))
}

/// A pattern of a text that ends with `text`, which stands for itself.
pub(super) fn ending(text: &str) -> String {
    format!("'%{}'", escaped(text).replace('%', "\\%").replace('_', "\\_"))
}

/// A pattern of these digits in this order, whatever stands between them: a number however it was
/// typed, and now and then another.
pub(super) fn digits(digits: &str) -> String {
    let spread: Vec<String> =
        digits.chars().filter(char::is_ascii_digit).map(String::from).collect();
    format!("'%{}%'", spread.join("%"))
}

/// Any of `conditions`; `None` if there are none.
pub(super) fn any(conditions: impl IntoIterator<Item = String>) -> Option<String> {
    let all: Vec<String> = conditions.into_iter().collect();
    (!all.is_empty()).then(|| format!("({})", all.join(" OR ")))
}

fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' => escaped.push_str("\\\\"),
            '\'' => escaped.push_str("\\'"),
            '"' => escaped.push_str("\\\""),
            '\n' => escaped.push_str("\\n"),
            '\r' => escaped.push_str("\\r"),
            '\t' => escaped.push_str("\\t"),
            // Nothing else that cannot be seen has a place in a query.
            c if c.is_control() => escaped.push(' '),
            c => escaped.push(c),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_a_value_ends_it() {
        let cases = [
            ("O'Sample", r"'O\'Sample'"),
            (r"x\' OR Id != null", r"'x\\\' OR Id != null'"),
            ("a\nb\u{0}c", r"'a\nb c'"),
            ("مكتب \"1\"", r#"'مكتب \"1\"'"#),
        ];
        for (text, expected) in cases {
            assert_eq!(quoted(text), expected, "{text}");
        }
    }

    #[test]
    fn signs_of_patterns_stand_for_themselves() {
        assert_eq!(ending("[turn_7:50%]"), r"'%[turn\_7:50\%]'");
        assert_eq!(digits("50 01"), "'%5%0%0%1%'");
    }

    #[test]
    fn one_condition_is_enough() {
        let conditions = ["A = 1", "B = 2"].map(str::to_owned);
        assert_eq!(any(conditions).as_deref(), Some("(A = 1 OR B = 2)"));
        assert_eq!(any([]), None);
    }
}
