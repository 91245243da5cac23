//! Reading a configuration file into entries with their lines.
//!
//! Owns the TOML side of the configuration. It must never decide whether a key or value is right.

use std::ops::Range;
use std::path::Path;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::mistake::Mistake;
use super::values::{Entry, Origin, Raw};

/// Every leaf of a TOML text as `section.key`, and every place where the text is not TOML.
pub(super) fn entries(text: &str, origin: &dyn Fn(usize) -> Origin) -> (Vec<Entry>, Vec<Mistake>) {
    let lines = Lines::of(text);
    let (table, errors) = DeTable::parse_recoverable(text);
    let mistakes = errors
        .iter()
        .map(|error| Mistake {
            key: String::new(),
            origin: origin(error.span().map_or(0, |span| lines.number(&span))),
            problem: format!("{}.", error.message()),
            advice: "Correct the line; `default.toml` shows how each setting is written."
                .to_owned(),
        })
        .collect();
    let mut found = Vec::new();
    walk(&mut found, "", table.get_ref(), &|span| origin(lines.number(span)));
    (found, mistakes)
}

/// As [`entries`] for a file whose path the messages name.
pub(super) fn entries_of_file(path: &Path, text: &str) -> (Vec<Entry>, Vec<Mistake>) {
    entries(text, &|line| Origin::File { path: path.to_path_buf(), line })
}

fn walk(
    found: &mut Vec<Entry>,
    prefix: &str,
    table: &DeTable<'_>,
    origin: &dyn Fn(&Range<usize>) -> Origin,
) {
    for (name, value) in table {
        let key = match prefix {
            "" => name.get_ref().to_string(),
            _ => format!("{prefix}.{}", name.get_ref()),
        };
        match value.get_ref() {
            DeValue::Table(inner) => walk(found, &key, inner, origin),
            leaf => found.push(Entry { key, raw: raw(leaf), origin: origin(&name.span()) }),
        }
    }
}

fn raw(value: &DeValue<'_>) -> Raw {
    match value {
        DeValue::String(text) => Raw::Text(text.to_string()),
        DeValue::Integer(number) => i64::from_str_radix(number.as_str(), number.radix())
            .map_or(Raw::Other("a number that is too large"), Raw::Integer),
        DeValue::Boolean(flag) => Raw::Flag(*flag),
        DeValue::Array(items) => {
            let texts: Option<Vec<String>> = items.iter().map(text).collect();
            texts.map_or(Raw::Other("a list of something else than texts"), Raw::List)
        }
        DeValue::Float(_) => Raw::Other("a number with a fraction"),
        DeValue::Datetime(_) => Raw::Other("a date"),
        DeValue::Table(_) => Raw::Other("a section"),
    }
}

fn text(item: &Spanned<DeValue<'_>>) -> Option<String> {
    item.get_ref().as_str().map(str::to_owned)
}

/// Where the lines of a text begin, to turn an offset into a line number.
struct Lines(Vec<usize>);

impl Lines {
    fn of(text: &str) -> Self {
        Self(text.match_indices('\n').map(|(place, _)| place).collect())
    }

    fn number(&self, span: &Range<usize>) -> usize {
        1 + self.0.partition_point(|end| *end < span.start)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> (Vec<Entry>, Vec<Mistake>) {
        entries_of_file(Path::new("noor.toml"), text)
    }

    #[test]
    fn each_leaf_keeps_its_line() {
        let (found, mistakes) = read("[a]\nx = 1\n\n[a.b]\ny = [\"p\", \"q\"]\nz = 0x10\n");
        assert!(mistakes.is_empty());
        let shown: Vec<String> = found
            .iter()
            .map(|entry| format!("{} = {} ({})", entry.key, entry.raw, entry.origin))
            .collect();
        assert_eq!(
            shown,
            [
                "a.b.y = [\"p\", \"q\"] (noor.toml line 5)",
                "a.b.z = 16 (noor.toml line 6)",
                "a.x = 1 (noor.toml line 2)"
            ]
        );
    }

    #[test]
    fn a_broken_line_does_not_hide_the_others() {
        let (found, mistakes) = read("[turn]\ndebounce = \nsweep = \"1s\"\nlease = oops\n");
        assert!(
            mistakes.iter().any(|m| m.origin.to_string() == "noor.toml line 2"),
            "{mistakes:?}"
        );
        assert!(
            mistakes.iter().any(|m| m.origin.to_string() == "noor.toml line 4"),
            "{mistakes:?}"
        );
        assert!(found.iter().any(|entry| entry.key == "turn.sweep"));
    }
}
