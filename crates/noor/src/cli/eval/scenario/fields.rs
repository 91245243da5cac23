//! Reading objects of a scenario strictly: a key that nobody asked for is a mistake, and so is a
//! value of the wrong type. All of them are found at once.

use regex::Regex;
use rust_decimal::Decimal;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::arithmetic;
use super::bindings::{self, Bindings};

/// What reading notes down, and what it looks placeholders up in.
#[derive(Debug)]
pub(in crate::cli::eval) struct Notes<'a> {
    bindings: &'a Bindings,
    mistakes: Vec<String>,
}

impl<'a> Notes<'a> {
    pub(in crate::cli::eval) fn new(bindings: &'a Bindings) -> Self {
        Self { bindings, mistakes: Vec::new() }
    }

    pub(in crate::cli::eval) fn mistakes(self) -> Vec<String> {
        self.mistakes
    }

    /// What placeholders are looked up in.
    pub(in crate::cli::eval) fn bindings(&self) -> &'a Bindings {
        self.bindings
    }

    /// Adds mistakes that were noted elsewhere.
    pub(in crate::cli::eval) fn take(&mut self, mistakes: Vec<String>) {
        self.mistakes.extend(mistakes);
    }

    pub(super) fn mistake(&mut self, at: &str, problem: &dyn std::fmt::Display) {
        let place = if at.is_empty() { String::new() } else { format!("{at}: ") };
        self.mistakes.push(format!("{place}{problem}"));
    }
}

/// One object, read key by key.
#[derive(Debug)]
pub(in crate::cli::eval) struct Fields<'n, 'a> {
    at: String,
    rest: Map<String, Value>,
    notes: &'n mut Notes<'a>,
}

impl<'n, 'a> Fields<'n, 'a> {
    /// Opens the object that stands at `at`; anything else is a mistake.
    pub(in crate::cli::eval) fn open(
        at: String,
        value: Value,
        notes: &'n mut Notes<'a>,
    ) -> Option<Self> {
        match value {
            Value::Object(rest) => Some(Self { at, rest, notes }),
            other => {
                notes.mistake(&at, &format!("an object is expected, not {other}"));
                None
            }
        }
    }

    /// Notes a mistake of the object.
    pub(in crate::cli::eval) fn mistake(&mut self, problem: &dyn std::fmt::Display) {
        self.notes.mistake(&self.at, problem);
    }

    /// Whether the key is there.
    pub(in crate::cli::eval) fn has(&self, key: &str) -> bool {
        self.rest.contains_key(key)
    }

    /// The keys that nobody asked for yet.
    pub(in crate::cli::eval) fn keys(&self) -> impl Iterator<Item = &str> {
        self.rest.keys().map(String::as_str)
    }

    /// The value of a key as it is written, if it is there.
    pub(in crate::cli::eval) fn raw(&mut self, key: &'static str) -> Option<Value> {
        // In place, so that mistakes about what is left come in the order of the file.
        self.rest.shift_remove(key)
    }

    /// A value that has to be there.
    pub(in crate::cli::eval) fn value<T: DeserializeOwned>(
        &mut self,
        key: &'static str,
    ) -> Option<T> {
        self.needed(key)?;
        self.optional(key)?
    }

    /// A value that may be there. The outer `None` is a mistake, the inner one an absent key.
    #[expect(clippy::option_option, reason = "wrong and absent are different things here")]
    pub(in crate::cli::eval) fn optional<T: DeserializeOwned>(
        &mut self,
        key: &'static str,
    ) -> Option<Option<T>> {
        let Some(value) = self.raw(key) else { return Some(None) };
        let filled = self.notes.bindings.fill_in(value);
        let read = filled.and_then(|it| serde_json::from_value(it).map_err(|it| it.to_string()));
        self.noted(key, read).map(Some)
    }

    /// A text that has to be there; figures of the bindings are written out in it.
    pub(in crate::cli::eval) fn text(&mut self, key: &'static str) -> Option<String> {
        self.needed(key)?;
        let value = self.raw(key)?;
        let text = self.written(value, str::to_owned);
        self.noted(key, text)
    }

    /// One text, or a list of texts; at least one.
    pub(in crate::cli::eval) fn texts(&mut self, key: &'static str) -> Option<Vec<String>> {
        let named = self.named_texts(key)?;
        Some(named.into_iter().map(|(_, text)| text).collect())
    }

    /// As [`Self::texts`], each with the name of the placeholder that it is, if it is nothing else.
    pub(in crate::cli::eval) fn named_texts(
        &mut self,
        key: &'static str,
    ) -> Option<Vec<(Option<String>, String)>> {
        self.needed(key)?;
        let items = match self.raw(key)? {
            Value::Array(items) => items,
            one => vec![one],
        };
        if items.is_empty() {
            self.mistake(&format!("`{key}`: this list is empty"));
            return None;
        }
        let texts = items.into_iter().map(|item| {
            let name = item.as_str().and_then(bindings::alone).map(str::to_owned);
            Ok((name, self.written(item, str::to_owned)?))
        });
        let texts = texts.collect::<Result<_, String>>();
        self.noted(key, texts)
    }

    /// A regular expression; what bindings put into it stands for itself.
    pub(in crate::cli::eval) fn regex(&mut self, key: &'static str) -> Option<Regex> {
        self.needed(key)?;
        let value = self.raw(key)?;
        let text = self.written(value, regex::escape);
        let regex = text.and_then(|text| Regex::new(&text).map_err(|error| error.to_string()));
        self.noted(key, regex)
    }

    /// A term, or a number.
    pub(in crate::cli::eval) fn amount(&mut self, key: &'static str) -> Option<Decimal> {
        self.needed(key)?;
        let value = self.raw(key)?;
        let term = match value {
            Value::Number(number) => Ok(number.to_string()),
            other => self.written(other, |figure| format!("({figure})")),
        };
        let value = term.and_then(|term| arithmetic::value(&term));
        self.noted(key, value)
    }

    /// A flag that can only be set: `false` would ask for nothing.
    pub(in crate::cli::eval) fn set(&mut self, key: &'static str) -> Option<()> {
        let set: bool = self.value(key)?;
        if !set {
            self.mistake(&format!("`{key}` can only be true; leave it away instead"));
        }
        set.then_some(())
    }

    /// The object below a key.
    pub(in crate::cli::eval) fn inner(&mut self, key: &'static str) -> Option<Fields<'_, 'a>> {
        self.needed(key)?;
        let value = self.raw(key)?;
        Fields::open(format!("{}.{key}", self.at), value, self.notes)
    }

    /// The list below a key, each item with its place.
    pub(in crate::cli::eval) fn items(&mut self, key: &'static str) -> Vec<(String, Value)> {
        let at = &self.at;
        let place = |number: usize| match at.as_str() {
            "" => format!("{key}[{number}]"),
            at => format!("{at}.{key}[{number}]"),
        };
        match self.rest.shift_remove(key) {
            None => Vec::new(),
            Some(Value::Array(items)) => {
                items.into_iter().enumerate().map(|(number, item)| (place(number), item)).collect()
            }
            Some(_) => {
                self.mistake(&format!("`{key}` is to be a list"));
                Vec::new()
            }
        }
    }

    /// What reading notes down, for what stands below.
    pub(in crate::cli::eval) fn notes(&mut self) -> &mut Notes<'a> {
        self.notes
    }

    /// Notes every key that nobody asked for.
    pub(in crate::cli::eval) fn close(mut self) {
        let unknown: Vec<String> = self.rest.keys().cloned().collect();
        for key in unknown {
            self.mistake(&format!("unknown key `{key}`"));
        }
    }

    fn needed(&mut self, key: &'static str) -> Option<()> {
        let there = self.has(key);
        if !there {
            self.mistake(&format!("`{key}` is missing"));
        }
        there.then_some(())
    }

    fn written(&self, value: Value, write: impl Fn(&str) -> String) -> Result<String, String> {
        match value {
            Value::String(text) => self.notes.bindings.fill(&text, write),
            Value::Number(number) => Ok(number.to_string()),
            other => Err(format!("a text is expected, not {other}")),
        }
    }

    fn noted<T>(&mut self, key: &str, outcome: Result<T, String>) -> Option<T> {
        outcome.map_err(|problem| self.mistake(&format!("`{key}`: {problem}"))).ok()
    }
}
