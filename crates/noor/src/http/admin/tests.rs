//! What can be known of the panel without a browser: its words, its colours, its templates.

use std::collections::{BTreeMap, BTreeSet};

use noor_core::access::{Permission, Role};
use noor_core::dialogue::reason::Reason;
use noor_core::language::Language;
use noor_store::tables::Kind;
use regex::Regex;

use super::tables::declared::VIEWS;
use super::templates::{Templates, texts};
use super::{nav, tables};
use crate::app::access::{ACTIONS, SUBJECT_KINDS, look::THEMES};
use crate::content::Content;

const STYLE: &str = include_str!("../../../assets/panel/panel.css");

/// Labels that are named by what the code declares.
fn declared() -> BTreeSet<String> {
    let mut names: BTreeSet<String> = nav::labels().into_iter().collect();
    names.extend(["flag.true", "flag.false"].map(str::to_owned));
    for role in Role::ALL {
        names.extend(["role", "role_hint"].map(|it| format!("{it}.{role}")));
    }
    names.extend(Permission::ALL.iter().map(|it| format!("permission.{}", it.code())));
    names.extend(THEMES.iter().map(|theme| format!("account.theme_is.{theme}")));
    names.extend(ACTIONS.iter().map(|it| format!("table.audit.action_is.{it}")));
    names.extend(SUBJECT_KINDS.iter().map(|it| format!("table.audit.subject_kind_is.{it}")));
    names.extend(Reason::ALL.iter().map(|it| format!("table.handoffs.reason_is.{}", it.code())));
    names.insert("table.keys.state_is.revoked".to_owned());
    for view in &VIEWS {
        let table = view.table;
        names.insert(format!("nav.{}", table.name));
        names.extend(["hint", "empty"].map(|it| format!("table.{}.{it}", table.name)));
        names.extend(view.new.map(|(_, label)| label.to_owned()));
        for column in table.columns {
            names.insert(format!("table.{}.{}", table.name, column.name));
            if matches!(column.kind, Kind::Choice | Kind::Flag) {
                let labels = column.choices.iter().map(|it| tables::label_of(table, column, it));
                names.extend(labels);
            }
        }
    }
    names
}

/// Labels that templates and handlers write out.
fn written() -> BTreeSet<String> {
    let in_templates = Regex::new(r#"\bt\("([a-z_.]*[a-z_])""#).unwrap();
    let mut names = BTreeSet::new();
    for (_, text) in texts() {
        names.extend(in_templates.captures_iter(text).map(|it| it[1].to_owned()));
    }
    // In the code they stand as plain texts: `"users.added"`.
    let in_code = Regex::new(r#""([a-z_]+(?:\.[a-z_]+)+)""#).unwrap();
    let failures = Regex::new(r#"\(StatusCode::[A-Z_]+, "([a-z_]+)"\)"#).unwrap();
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/http/admin");
    let mut folders = vec![folder];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            if path.ends_with("tests.rs") {
                continue;
            }
            let text = std::fs::read_to_string(&path).unwrap();
            let labels = in_code.captures_iter(&text).map(|it| it[1].to_owned());
            names.extend(labels.filter(|name| !is_file(name)));
            if path.ends_with("failure.rs") {
                for reason in failures.captures_iter(&text) {
                    let parts = ["title", "what_to_do"];
                    names.extend(parts.map(|part| format!("failure.{}.{part}", &reason[1])));
                }
            }
        }
    }
    names
}

fn is_file(name: &str) -> bool {
    [".html", ".css", ".js", ".svg", ".csv"].iter().any(|ending| name.ends_with(ending))
}

#[test]
fn every_word_is_there_in_both_languages_and_none_is_idle() {
    let labels = Content::load(None).unwrap().labels;
    let english: BTreeSet<&str> = labels.names(Language::English).collect();
    let arabic: BTreeSet<&str> = labels.names(Language::Arabic).collect();
    let alone: Vec<_> = english.symmetric_difference(&arabic).collect();
    assert!(alone.is_empty(), "in one language only: {alone:?}");
    let used: BTreeSet<String> = declared().union(&written()).cloned().collect();
    let missing: Vec<_> = used.iter().filter(|name| !english.contains(name.as_str())).collect();
    assert!(missing.is_empty(), "used, but without words: {missing:?}");
    let idle: Vec<_> = english.iter().filter(|name| !used.contains(**name)).collect();
    assert!(idle.is_empty(), "words that nobody uses: {idle:?}");
}

#[test]
fn what_is_filled_in_is_the_same_in_both_languages() {
    let labels = Content::load(None).unwrap().labels;
    let place = Regex::new(r"\{[a-z]+\}").unwrap();
    for name in labels.names(Language::English) {
        let places = |language| -> BTreeSet<String> {
            let words = labels.get(language, name);
            place.find_iter(words).map(|it| it.as_str().to_owned()).collect()
        };
        assert_eq!(places(Language::English), places(Language::Arabic), "{name}");
    }
}

#[test]
fn templates_are_read_and_hold_nothing_that_the_policy_refuses() {
    let templates = Templates::built_in();
    assert_eq!(templates.names().len(), texts().len());
    for (name, text) in texts() {
        for refused in [" style=", "<style", " onclick=", " onchange=", "javascript:", "|safe"] {
            assert!(!text.contains(refused), "{name} has {refused}");
        }
        for form in text.split("<form").skip(1) {
            let form = form.split("</form>").next().unwrap_or_default();
            if form.contains("method=\"post\"") {
                assert!(form.contains("token.html"), "{name} has a form without its token");
            }
        }
    }
}

#[test]
fn the_style_mirrors_by_itself() {
    let sided = Regex::new(
        r"(?m)(?:^|[\s;{])(?:margin|padding|border|inset)?-?(?:left|right)\s*:|text-align:\s*right|float:",
    );
    let found: Vec<_> = sided.unwrap().find_iter(STYLE).map(|it| it.as_str().to_owned()).collect();
    assert!(found.is_empty(), "{found:?}");
}

/// The two values of each colour: in the light, in the dark.
fn colours() -> BTreeMap<String, [String; 2]> {
    let pair = Regex::new(r"--([a-z-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)").unwrap();
    let pairs = pair.captures_iter(STYLE);
    pairs.map(|it| (it[1].to_owned(), [it[2].to_owned(), it[3].to_owned()])).collect()
}

/// Relative luminance, as WCAG 2.2 defines it.
fn luminance(colour: &str) -> f64 {
    let part = |from: usize| {
        let digits: String = colour.chars().skip(from).take(2).collect();
        let value = f64::from(u8::from_str_radix(&digits, 16).unwrap()) / 255.0;
        if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
    };
    0.2126 * part(1) + 0.7152 * part(3) + 0.0722 * part(5)
}

fn contrast(one: &str, other: &str) -> f64 {
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

#[test]
fn words_and_edges_stand_out_in_the_light_and_in_the_dark() {
    let colours = colours();
    let words = [
        ("ink", "ground"),
        ("ink", "surface"),
        ("ink", "sunken"),
        ("ink", "accent-soft"),
        ("soft", "ground"),
        ("soft", "surface"),
        ("soft", "sunken"),
        ("accent", "ground"),
        ("accent", "surface"),
        ("accent", "accent-soft"),
        ("accent", "sunken"),
        ("accent-ink", "accent"),
        ("good", "good-soft"),
        ("good", "surface"),
        ("warn", "warn-soft"),
        ("bad", "bad-soft"),
        ("bad", "surface"),
        ("bad", "ground"),
    ];
    // Edges of what can be used, and the ring around it.
    let edges = [("edge", "surface"), ("edge", "ground"), ("accent", "ground")];
    let words = words.iter().map(|pair| (pair, 4.5));
    let edges = edges.iter().map(|pair| (pair, 3.0));
    for ((front, back), least) in words.chain(edges) {
        for (theme, (front_colour, back_colour)) in
            colours[*front].iter().zip(&colours[*back]).enumerate()
        {
            let found = contrast(front_colour, back_colour);
            assert!(found >= least, "{front} on {back}: {found:.2} in theme {theme}");
        }
    }
}
