//! The words of the panel, by language and name. They are content: `content/panel/`.

use std::collections::BTreeMap;

use anyhow::{Context as _, Result, bail};
use noor_core::language::Language;
use toml::{Table, Value};

/// The panel's words.
#[derive(Debug, Clone, Default)]
pub struct Labels {
    english: BTreeMap<String, String>,
    arabic: BTreeMap<String, String>,
}

impl Labels {
    /// Adds the words of a TOML text; a name that is there already gets the new ones.
    ///
    /// # Errors
    ///
    /// When the text is no TOML, or a value in it is neither a text nor a table.
    pub fn read(&mut self, language: Language, text: &str) -> Result<()> {
        let table: Table = toml::from_str(text).context("read the labels")?;
        let labels = match language {
            Language::English => &mut self.english,
            Language::Arabic => &mut self.arabic,
        };
        flatten(table, "", labels)
    }

    /// The words of a name. A name that nobody gave words is shown as it is, so that a page is
    /// never kept back by a word.
    pub fn get<'a>(&'a self, language: Language, name: &'a str) -> &'a str {
        let labels = match language {
            Language::English => &self.english,
            Language::Arabic => &self.arabic,
        };
        labels.get(name).map_or(name, String::as_str)
    }

    /// Whether there are words of a name.
    pub fn has(&self, name: &str) -> bool {
        self.english.contains_key(name)
    }

    /// The names that have words in a language.
    pub fn names(&self, language: Language) -> impl Iterator<Item = &str> {
        let labels = match language {
            Language::English => &self.english,
            Language::Arabic => &self.arabic,
        };
        labels.keys().map(String::as_str)
    }
}

fn flatten(table: Table, before: &str, into: &mut BTreeMap<String, String>) -> Result<()> {
    for (key, value) in table {
        let name = if before.is_empty() { key } else { format!("{before}.{key}") };
        match value {
            Value::String(text) => {
                into.insert(name, text);
            }
            Value::Table(table) => flatten(table, &name, into)?,
            Value::Integer(_)
            | Value::Float(_)
            | Value::Boolean(_)
            | Value::Datetime(_)
            | Value::Array(_) => bail!("{name} is no text"),
        }
    }
    Ok(())
}
