//! `noor eval` as a program: the project's own scenarios hold, and what does not hold or cannot be
//! read is told.
//!
//! `make test` names the server in `DATABASE_URL`; each run makes databases there.

#![cfg(feature = "simulator")]
#![expect(clippy::unwrap_used, reason = "a test that cannot be set up fails")]

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::{Value, json};

fn evals() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../evals")
}

/// Runs `noor eval` in a folder of its own, with no provider.
fn eval(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_noor"))
        .arg("eval")
        .args(arguments)
        .current_dir(folder)
        .env_remove("OPENROUTER_API_KEY")
        .env("NOOR_HOME", folder)
        .output()
        .unwrap()
}

/// Runs these scenarios, one a line of a file, with the project's bindings.
fn eval_lines(lines: &[Value], arguments: &[&str]) -> Output {
    let folder = tempfile::tempdir().unwrap();
    let lines: Vec<String> = lines.iter().map(Value::to_string).collect();
    std::fs::write(folder.path().join("some.jsonl"), lines.join("\n")).unwrap();
    let bindings = evals().join("bindings.json");
    let bindings = ["some.jsonl", "--bindings", bindings.to_str().unwrap()];
    eval(folder.path(), &[&bindings[..], arguments].concat())
}

fn printed(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn complaints(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn scenario(id: &str, turns: &Value, expect: &Value) -> Value {
    json!({"id": id, "lang": "en", "title": id, "tags": ["tried"], "turns": turns, "expect": expect})
}

/// Search quality on the project's own judged queries, over the demo shop.
#[test]
fn the_search_finds_what_was_judged() {
    let folder = tempfile::tempdir().unwrap();
    let data = evals().join("search");
    let measured = |least: &str| {
        Command::new(env!("CARGO_BIN_EXE_noor"))
            .args(["search-eval", "--queries", "queries.jsonl", "--at-least", least, "--data"])
            .arg(&data)
            .current_dir(folder.path())
            .env("NOOR_HOME", folder.path())
            .output()
            .unwrap()
    };
    let output = measured("0.9");
    assert!(output.status.success(), "{}{}", printed(&output), complaints(&output));
    let too_much = measured("1.01");
    assert!(!too_much.status.success(), "nothing is better than ideal");
    assert!(complaints(&too_much).contains("was to be 1.01 at least"), "{}", complaints(&too_much));
}

#[test]
fn the_projects_scenarios_hold() {
    let folder = tempfile::tempdir().unwrap();
    let files = ["english.jsonl", "arabic.jsonl", "mixed.jsonl", "bindings.json"];
    let [english, arabic, mixed, bindings] =
        files.map(|file| evals().join(file).to_str().unwrap().to_owned());
    let scenarios: usize = [&english, &arabic, &mixed]
        .map(|file| std::fs::read_to_string(file).unwrap().lines().count())
        .iter()
        .sum();
    let output = eval(
        folder.path(),
        &[&english, &arabic, &mixed, "--bindings", &bindings, "--report", "report"],
    );
    let told = printed(&output);
    assert!(output.status.success(), "{told}\n{}", complaints(&output));
    assert!(told.contains(&format!("{scenarios} of {scenarios} scenarios hold")), "{told}");
    assert!(told.contains("p95"), "{told}");
    let page = std::fs::read_to_string(folder.path().join("report/index.html")).unwrap();
    assert!(page.contains("AR-01") && page.contains("EN-01") && !page.contains("<script"));
}

#[test]
fn a_wrong_expectation_fails_and_says_why() {
    let turns = json!([{"user": "how much is ${CHAIR.sku}?", "kind": "text"}]);
    let expect = json!([
        {"reply_amount": "${CHAIR.price}"},
        {"reply_amount": "2*${CHAIR.price}"},
        {"reply_lang": "ar"},
        {"any_of": [{"reply_count": 7}, {"escalated": true}]},
    ]);
    let good = scenario("GOOD", &turns, &json!([{"reply_count": 1}]));
    let output = eval_lines(&[scenario("BAD", &turns, &expect), good], &["--jobs", "2"]);
    assert_eq!(output.status.code(), Some(1), "{}", complaints(&output));
    let told = printed(&output);
    assert!(told.contains("FAILED  BAD") && told.contains("ok      GOOD"), "{told}");
    for why in ["no reply states the amount 690", "a reply is in en", "none of it holds"] {
        assert!(told.contains(why), "{why}: {told}");
    }
    assert!(!told.contains("states the amount 345"), "what holds is not told: {told}");
    // The reply that it failed on.
    assert!(
        told.lines().any(|line| line.contains("| ") && line.contains("KX 210 black")),
        "{told}"
    );
    assert!(told.contains("1 of 2 scenarios hold"), "{told}");
}

#[test]
fn what_is_not_supported_fails_and_never_passes_in_silence() {
    let turns = json!([{"user": "hello", "kind": "text"}]);
    let mut given = scenario("GIVEN", &turns, &json!([{"reply_count": 1}]));
    given["given"] = json!({"orders": [{"number": "SO-7"}], "customer": {"name": "Rana"}});
    let output = eval_lines(&[given], &[]);
    assert_eq!(output.status.code(), Some(1));
    assert!(printed(&output).contains("not supported: orders"), "{}", printed(&output));
}

#[test]
fn every_mistake_of_a_file_is_told_with_its_line() {
    let turns = json!([{"user": "hello", "kind": "text"}]);
    let expect = json!([{"reply_count": "one"}, {"reply_amount": "${NOBODY.price}"}]);
    let mut odd =
        scenario("ODD", &json!([{"user": "hello", "kind": "shout"}]), &json!([{"yes": 1}]));
    odd["colour"] = json!("red");
    let lines =
        [scenario("A", &turns, &expect), odd, scenario("A", &turns, &json!([{"stage": "x"}]))];
    let output = eval_lines(&lines, &[]);
    assert_eq!(output.status.code(), Some(2));
    let told = complaints(&output);
    for mistake in [
        "some.jsonl:1: expect[0]: `reply_count`",
        "some.jsonl:1: expect[1]: `reply_amount`: there is no ${NOBODY.price} in the bindings",
        "some.jsonl:2: turns[0]: unknown kind `shout`",
        "some.jsonl:2: expect[0]: no expectation of that kind: `yes`",
        "some.jsonl:2: nobody reads the key `colour`",
        "some.jsonl:3: expect[0]: there is no stage `x`",
    ] {
        assert!(told.contains(mistake), "{mistake}: {told}");
    }
    assert_eq!(printed(&output), "", "nothing is played");
}

#[test]
fn a_line_that_cannot_be_played_does_not_hold_and_the_others_are_played() {
    let turns = json!([{"user": "hello", "kind": "text"}]);
    let good = scenario("GOOD", &turns, &json!([{"reply_count": 1}]));
    let output = eval_lines(&[scenario("BAD", &turns, &json!([{"yes": 1}])), good], &[]);
    assert_eq!(output.status.code(), Some(1), "{}", complaints(&output));
    assert!(complaints(&output).contains("some.jsonl:1: expect[0]"), "{}", complaints(&output));
    let told = printed(&output);
    assert!(told.contains("ok      GOOD") && told.contains("1 of 2 scenarios hold"), "{told}");
}

#[test]
fn options_choose_what_is_played() {
    let turns = json!([{"user": "hello", "kind": "text"}]);
    let lines = ["A", "B"].map(|id| scenario(id, &turns, &json!([{"reply_count": 1}])));
    let one = eval_lines(&lines, &["--only", "B"]);
    assert!(printed(&one).contains("1 of 1 scenarios hold"), "{}", printed(&one));
    for (arguments, why) in [
        (["--only", "C"], "there is no scenario C"),
        (["--tag", "untried"], "nothing would be checked"),
        (["--shop", "nowhere"], "there is no folder nowhere"),
        (["--catalog", "nowhere.csv"], "there is no file nowhere.csv"),
    ] {
        let output = eval_lines(&lines, &arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(complaints(&output).contains(why), "{arguments:?}: {}", complaints(&output));
    }
}
