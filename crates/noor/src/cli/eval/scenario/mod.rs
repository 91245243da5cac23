//! Scenarios: what customers do, and what has to come of it. Reading is strict, every mistake of all
//! files is told at once, and a line with one is not played.

mod arithmetic;
mod bindings;
mod fields;
mod turns;

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use serde_json::{Map, Value};

pub(super) use self::bindings::Bindings;
pub(super) use self::fields::{Fields, Notes};
use super::check::Expectation;
use crate::cli::rehearsal::{Given, Happening};

/// A conversation and what is expected of it.
#[derive(Debug)]
pub(super) struct Scenario {
    /// Tells it from all others of the run.
    pub(super) id: String,
    /// The language customers write in it: `en`, `ar` or `mixed`.
    pub(super) lang: String,
    /// What it is about, in a few words.
    pub(super) title: String,
    /// Subjects, for the table.
    pub(super) tags: Vec<String>,
    /// Why it is expected.
    pub(super) why: String,
    /// What there is before the first word.
    pub(super) given: Given,
    /// What happens, one turn after the other.
    pub(super) turns: Vec<Happening>,
    /// What has to hold.
    pub(super) expect: Vec<Expectation>,
}

/// What files have.
#[derive(Debug, Default)]
pub(super) struct Read {
    /// What can be played.
    pub(super) scenarios: Vec<Scenario>,
    /// What is wrong with the rest.
    pub(super) mistakes: Vec<Mistake>,
    /// What was read and says nothing to anybody.
    pub(super) remarks: Vec<Mistake>,
}

/// A mistake of a file.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Mistake {
    file: PathBuf,
    /// From 1; `None` is the file itself.
    line: Option<usize>,
    problem: String,
}

impl Read {
    /// Whether a file could not be read at all.
    pub(super) fn lacks_a_file(&self) -> bool {
        self.mistakes.iter().any(|mistake| mistake.line.is_none())
    }

    /// The lines that cannot be played.
    pub(super) fn unplayable(&self) -> usize {
        let mut lines: Vec<(&Path, Option<usize>)> =
            self.mistakes.iter().map(|mistake| (mistake.file.as_path(), mistake.line)).collect();
        lines.dedup();
        lines.len()
    }
}

impl std::fmt::Display for Mistake {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let line = self.line.map(|line| format!(":{line}")).unwrap_or_default();
        write!(f, "{}{line}: {}", self.file.display(), self.problem)
    }
}

/// Reads files of scenarios, one a line.
pub(super) fn read(files: &[PathBuf], bindings: &Bindings) -> Read {
    let mut read = Read::default();
    let mut known: HashMap<String, String> = HashMap::new();
    for file in files {
        let mistake = |line, problem| Mistake { file: file.clone(), line, problem };
        let text = match std::fs::read_to_string(file) {
            Ok(text) => text,
            Err(error) => {
                read.mistakes.push(mistake(None, error.to_string()));
                continue;
            }
        };
        let folder = file.parent().unwrap_or_else(|| Path::new(""));
        for (line, text) in (1..).zip(text.lines()).filter(|(_, text)| !text.trim().is_empty()) {
            let of_line = of_line(text, bindings, folder);
            let at_line = |problem| mistake(Some(line), problem);
            let whole = of_line.mistakes.is_empty();
            read.mistakes.extend(of_line.mistakes.into_iter().map(at_line));
            read.remarks.extend(of_line.remarks.into_iter().map(at_line));
            let Some(scenario) = of_line.scenario else { continue };
            let here = format!("{}:{line}", file.display());
            match known.insert(scenario.id.clone(), here) {
                Some(there) => {
                    read.mistakes.push(at_line(format!("`id`: {} is at {there} too", scenario.id)));
                }
                None if whole => read.scenarios.push(scenario),
                None => {}
            }
        }
    }
    read
}

/// What a line has.
struct Line {
    scenario: Option<Scenario>,
    mistakes: Vec<String>,
    remarks: Vec<String>,
}

fn of_line(text: &str, bindings: &Bindings, folder: &Path) -> Line {
    let mut notes = Notes::new(bindings);
    let mut remarks = Vec::new();
    let scenario = match serde_json::from_str(text) {
        Ok(value) => of_value(value, folder, &mut notes, &mut remarks),
        Err(error) => {
            notes.take(vec![error.to_string()]);
            None
        }
    };
    Line { scenario, mistakes: notes.mistakes(), remarks }
}

fn of_value(
    value: Value,
    folder: &Path,
    notes: &mut Notes<'_>,
    remarks: &mut Vec<String>,
) -> Option<Scenario> {
    let mut fields = Fields::open(String::new(), value, notes)?;
    // Everything is read before anything is given up, so that every mistake is found.
    let id = fields.text("id");
    let lang = fields.text("lang");
    let title = fields.text("title");
    let tags = fields.optional::<Vec<String>>("tags");
    let why = fields.optional::<String>("why");
    let given = given(&mut fields);
    let mut turns = Vec::new();
    let told = fields.items("turns");
    if told.is_empty() {
        fields.mistake(&"`turns` is missing: nothing happens");
    }
    for (at, value) in told {
        turns.push(turns::read(at, value, folder, fields.notes()));
    }
    let mut expect = Vec::new();
    let told = fields.items("expect");
    if told.is_empty() {
        fields.mistake(&"`expect` is missing: nothing is checked");
    }
    for (at, value) in told {
        expect.push(Expectation::read(at, value, turns.len(), fields.notes()));
    }
    // Whoever keeps scenarios notes more about them than matters here.
    remarks.extend(fields.keys().map(|key| format!("nobody reads the key `{key}`")));
    Some(Scenario {
        id: id?,
        lang: lang?,
        title: title?,
        tags: tags?.unwrap_or_default(),
        why: why?.unwrap_or_default(),
        given: given?,
        turns: turns.into_iter().collect::<Option<_>>()?,
        expect: expect.into_iter().collect::<Option<_>>()?,
    })
}

fn given(fields: &mut Fields<'_, '_>) -> Option<Given> {
    let given: Map<String, Value> = fields.optional("given")?.unwrap_or_default();
    match Given::of(given) {
        Ok(given) => Some(given),
        Err(problem) => {
            fields.mistake(&format!("`given`: {problem}"));
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn mistakes(scenario: &Value) -> Vec<String> {
        of_line(&scenario.to_string(), &Bindings::default(), Path::new("")).mistakes
    }

    fn good() -> Value {
        json!({"id": "A-1", "lang": "en", "title": "t", "tags": ["a"],
            "turns": [{"user": "hi", "kind": "text"}], "expect": [{"reply_lang": "en"}]})
    }

    #[test]
    fn a_good_line_has_no_mistakes() {
        assert_eq!(mistakes(&good()), Vec::<String>::new());
    }

    #[test]
    fn every_mistake_of_a_line_is_found() {
        let mut bad = good();
        bad["titel"] = json!("t");
        bad["lang"] = json!(["en"]);
        bad["given"] = json!({"clock": "noon"});
        bad["turns"] = json!([{"user": "hi", "kind": "shout"}, {"kind": "text"}, 7]);
        bad["expect"] = json!([
            {"reply_langs": "en"},
            {"reply_count": "one"},
            {"reply_lang": "en", "turn": 9},
            {"reply_must_match": "("},
            {"reply_amount": "2*${A.price}"},
            {"reply_lang": "en", "reply_count": 1},
            {"no_price_not_in_tool_results": false},
        ]);
        let found = mistakes(&bad);
        let told = [
            "`lang`",
            "2026-03-01T09:00:00+04:00",
            "turns[0]: unknown kind `shout`",
            "turns[1]: `user` is missing",
            "turns[2]: an object is expected",
            "expect[0]: no expectation of that kind",
            "expect[1]: `reply_count`",
            "expect[2]: `turn`",
            "expect[3]: `reply_must_match`",
            "expect[4]: `reply_amount`: there is no ${A.price}",
            "expect[5]: unknown key",
            "expect[6]: `no_price_not_in_tool_results` can only be true",
        ];
        assert_eq!(found.len(), told.len(), "{found:#?}");
        for (found, told) in found.iter().zip(told) {
            assert!(found.contains(told), "{told}: {found}");
        }
        let line = of_line(&bad.to_string(), &Bindings::default(), Path::new(""));
        assert_eq!(line.remarks, ["nobody reads the key `titel`"]);
    }

    #[test]
    fn a_bad_line_keeps_no_other_from_being_played() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("some.jsonl");
        let mut bad = good();
        bad["id"] = json!("A-2");
        bad["turns"] = json!([]);
        std::fs::write(&file, format!("{}\n\n{bad}\n{}\nno line\n", good(), good())).unwrap();
        let read = read(&[file, "nowhere.jsonl".into()], &Bindings::default());
        let played: Vec<&str> = read.scenarios.iter().map(|it| it.id.as_str()).collect();
        assert_eq!(played, ["A-1"]);
        assert_eq!(read.unplayable(), 4, "no turn, a name twice, no object, no file: {read:?}");
        assert!(read.lacks_a_file());
    }
}
