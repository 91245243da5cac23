//! The merged settings before they have types: one raw value a key, and where it came from.
//!
//! Owns the order of precedence. It must never lose the place of a value, which every message names.

use std::collections::HashMap;
use std::fmt;
use std::path::PathBuf;

/// Where a value was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// Nowhere: the default.
    Default,
    /// A configuration file.
    File {
        /// Its path as Noor was told.
        path: PathBuf,
        /// The line, from 1; 0 when the whole file is meant.
        line: usize,
    },
    /// An environment variable.
    Environment(String),
    /// An option of the command line, such as `--role`.
    Flag(String),
}

impl fmt::Display for Origin {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Default => write!(out, "default"),
            Self::File { path, line: 0 } => write!(out, "{}", path.display()),
            Self::File { path, line } => write!(out, "{} line {line}", path.display()),
            Self::Environment(name) => write!(out, "environment {name}"),
            Self::Flag(name) => write!(out, "option {name}"),
        }
    }
}

/// A value as it was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Raw {
    Text(String),
    Integer(i64),
    Flag(bool),
    List(Vec<String>),
    /// Something no setting is: a fraction, a date, a list of tables; with its name for people.
    Other(&'static str),
}

impl Raw {
    /// What it is, for people.
    pub(super) const fn kind(&self) -> &'static str {
        match self {
            Self::Text(_) => "a text",
            Self::Integer(_) => "a number",
            Self::Flag(_) => "true or false",
            Self::List(_) => "a list",
            Self::Other(kind) => kind,
        }
    }
}

impl fmt::Display for Raw {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => write!(out, "{text:?}"),
            Self::Integer(number) => write!(out, "{number}"),
            Self::Flag(flag) => write!(out, "{flag}"),
            Self::List(items) => write!(out, "{items:?}"),
            Self::Other(kind) => write!(out, "{kind}"),
        }
    }
}

/// A value and its place.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    pub(super) key: String,
    pub(super) raw: Raw,
    pub(super) origin: Origin,
}

/// One entry for each key of `default.toml`, in its order.
#[derive(Clone, Debug)]
pub(super) struct Values {
    entries: Vec<Entry>,
    places: HashMap<String, usize>,
}

impl Values {
    /// Starts with the defaults, whose keys are the only ones there are.
    pub(super) fn new(defaults: Vec<Entry>) -> Self {
        let places =
            defaults.iter().enumerate().map(|(place, entry)| (entry.key.clone(), place)).collect();
        Self { entries: defaults, places }
    }

    /// Puts a value over the one that is there; gives it back if there is no such key.
    pub(super) fn put(&mut self, entry: Entry) -> Result<(), Entry> {
        match self.places.get(&entry.key).and_then(|place| self.entries.get_mut(*place)) {
            Some(known) => {
                *known = entry;
                Ok(())
            }
            None => Err(entry),
        }
    }

    pub(super) fn get(&self, key: &str) -> Option<&Entry> {
        self.places.get(key).and_then(|place| self.entries.get(*place))
    }

    /// The place of a key in `default.toml`, to sort by; unknown keys come last.
    pub(super) fn place(&self, key: &str) -> usize {
        self.places.get(key).copied().unwrap_or(usize::MAX)
    }

    pub(super) fn keys(&self) -> impl Iterator<Item = &str> {
        self.entries.iter().map(|entry| entry.key.as_str())
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &Entry> {
        self.entries.iter()
    }
}
