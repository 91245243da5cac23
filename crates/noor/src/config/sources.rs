//! Where settings come from, and in which order.
//!
//! Owns the merge. It reads files and must never check a value.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::DEFAULTS;
use super::environment::{self, Environment};
use super::file;
use super::mistake::Mistake;
use super::values::{Entry, Origin, Raw, Values};

/// Where settings come from.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    /// The environment's variables by name.
    pub environment: Environment,
    /// The file to read if `NOOR_CONFIG` names none; it need not exist.
    pub usual_file: Option<PathBuf>,
    /// Settings given as options of the command line.
    pub flags: Vec<Flag>,
}

/// A setting given as an option of the command line.
#[derive(Clone, Debug)]
pub struct Flag {
    /// The option, as in `--role`.
    pub name: &'static str,
    /// The setting, as in `server.role`.
    pub key: &'static str,
    /// Its value.
    pub value: String,
}

impl Sources {
    /// The environment of this process, and `noor.toml` in the folder it was started in.
    pub fn of_process() -> Self {
        Self {
            environment: environment::of_process(),
            usual_file: Some(PathBuf::from("noor.toml")),
            flags: Vec::new(),
        }
    }

    /// Adds an option of the command line, which wins over everything else.
    #[must_use]
    pub fn with_flag(mut self, name: &'static str, key: &'static str, value: String) -> Self {
        self.flags.push(Flag { name, key, value });
        self
    }

    /// One value a key, the last source's; with the mistakes and warnings of the way there.
    pub(super) fn merge(&self, defaults: &Values) -> (Values, Vec<Mistake>, Vec<String>) {
        let (mut values, mut mistakes, mut warnings) = (defaults.clone(), Vec::new(), Vec::new());
        let (entries, mut broken) = self.read_file();
        mistakes.append(&mut broken);
        for entry in entries {
            if let Err(entry) = values.put(entry) {
                mistakes.push(environment::unknown(&values, &entry.key, entry.origin));
            }
        }
        environment::apply(&self.environment, &mut values, &mut mistakes, &mut warnings);
        for Flag { name, key, value } in &self.flags {
            let origin = Origin::Flag((*name).to_owned());
            let raw = Raw::Text(value.clone());
            if let Err(entry) = values.put(Entry { key: (*key).to_owned(), raw, origin }) {
                mistakes.push(environment::unknown(&values, &entry.key, entry.origin));
            }
        }
        (values, mistakes, warnings)
    }

    fn read_file(&self) -> (Vec<Entry>, Vec<Mistake>) {
        let named = self.environment.get(environment::FILE).filter(|path| !path.is_empty());
        let path = match (named, &self.usual_file) {
            (Some(path), _) => Path::new(path),
            (None, Some(path)) => path,
            (None, None) => return (Vec::new(), Vec::new()),
        };
        match fs::read_to_string(path) {
            Ok(text) => file::entries_of_file(path, &text),
            Err(error) if error.kind() == io::ErrorKind::NotFound && named.is_none() => {
                (Vec::new(), Vec::new())
            }
            Err(error) => {
                let mistake = Mistake {
                    key: String::new(),
                    origin: Origin::File { path: path.to_path_buf(), line: 0 },
                    problem: format!("the file cannot be read: {error}."),
                    advice: format!("Correct {}, or remove it.", environment::FILE),
                };
                (Vec::new(), vec![mistake])
            }
        }
    }
}

/// What `default.toml` says, in its order.
pub(super) fn defaults() -> Values {
    // Sorted by line: the parser hands out keys by name.
    let (mut entries, _) =
        file::entries(DEFAULTS, &|line| Origin::File { path: PathBuf::new(), line });
    entries.sort_by_key(|entry| match entry.origin {
        Origin::File { line, .. } => line,
        Origin::Default | Origin::Environment(_) | Origin::Flag(_) => 0,
    });
    for entry in &mut entries {
        entry.origin = Origin::Default;
    }
    Values::new(entries)
}
