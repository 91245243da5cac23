//! `noor chat` as a program: lines go in, traces come out, and nothing is left behind.
//!
//! `make test` names the server in `DATABASE_URL`; each conversation makes a database there.

#![cfg(feature = "simulator")]
#![expect(clippy::unwrap_used, reason = "a test that cannot be set up fails")]

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};

use serde_json::{Value, json};

/// Starts `noor chat` in a folder of its own, with no provider but what `environment` names.
fn start(home: &Path, environment: &[(&str, &str)], arguments: &[&str]) -> Child {
    Command::new(env!("CARGO_BIN_EXE_noor"))
        .arg("chat")
        .args(arguments)
        .current_dir(home)
        .env_remove("OPENROUTER_API_KEY")
        .env("NOOR_HOME", home)
        .envs(environment.iter().copied())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
}

/// Runs `noor chat` on these lines of input.
fn chat(arguments: &[&str], lines: &[&str]) -> Output {
    chat_with(&[], arguments, lines)
}

fn chat_with(environment: &[(&str, &str)], arguments: &[&str], lines: &[&str]) -> Output {
    let home = tempfile::tempdir().unwrap();
    let mut noor = start(home.path(), environment, arguments);
    let mut input = noor.stdin.take().unwrap();
    // A program that refuses its options reads nothing.
    input.write_all(lines.join("\n").as_bytes()).ok();
    drop(input);
    noor.wait_with_output().unwrap()
}

fn complaints(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// The traces that `noor chat --json` printed, one for each line that could be used.
fn traces(output: &Output) -> Vec<Value> {
    let lines = String::from_utf8(output.stdout.clone()).unwrap();
    lines
        .lines()
        .map(|line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}")))
        .collect()
}

fn talk(arguments: &[&str], lines: &[&str]) -> Vec<Value> {
    let output = chat(&[&["--json", "--model", "rules"], arguments].concat(), lines);
    assert!(output.status.success(), "{}", complaints(&output));
    let traces = traces(&output);
    assert_eq!(traces.len(), lines.len(), "one line, one trace: {}", complaints(&output));
    for (number, trace) in traces.iter().enumerate() {
        assert_eq!(trace["turn"], json!(number));
    }
    traces
}

fn reply(trace: &Value) -> &str {
    let replies = trace["replies"].as_array().unwrap();
    assert_eq!(replies.len(), 1, "one turn, one reply: {trace:#}");
    replies[0]["text"].as_str().unwrap()
}

fn tool<'a>(trace: &'a Value, name: &str) -> &'a Value {
    let tools = trace["tools"].as_array().unwrap();
    tools.iter().find(|tool| tool["name"] == name).unwrap_or_else(|| panic!("no {name}: {trace:#}"))
}

#[test]
fn a_conversation_in_both_languages_is_traced() {
    let seen = talk(
        &["--customer", "+971500000042"],
        &[
            "hello",
            r#"{"text":"black office chair under 700"}"#,
            r#"{"text":"how much is the KX 210?"}"#,
            r#"{"text":"ابغى مكتب أبيض"}"#,
        ],
    );
    let [hello, search, code, arabic] = seen.as_slice() else { panic!("four turns") };

    assert!(!reply(hello).is_empty());
    assert_eq!(hello["state"]["stage"], "qualifying");
    assert_eq!(hello["asks"], json!(["family"]));
    assert_eq!(hello["tools"], json!([]));
    assert_eq!(hello["handoff"]["open"], json!(false));

    let args = &tool(search, "search_products")["args"];
    assert_eq!(args["family"], "chair");
    assert_eq!(args["color"], "black");
    assert_eq!(args["max_price"], json!(700));
    assert_eq!(search["state"]["stage"], "solution");
    assert_eq!(search["state"]["budget"]["per_item"], json!(700));
    assert_eq!(search["replies"][0]["lang"], "en");
    let named = search["replies"][0]["skus"].as_array().unwrap();
    assert!(!named.is_empty());
    for sku in named {
        assert!(reply(search).contains(sku.as_str().unwrap()), "{sku} is not in the reply");
        let products = tool(search, "search_products")["result"]["products"].as_array().unwrap();
        let product = products.iter().find(|product| product["sku"] == *sku).unwrap();
        assert!(product["price"].as_f64().unwrap() <= 700.0);
    }

    let stock = tool(code, "get_stock");
    assert_eq!(stock["args"]["sku"], "KX 210");
    let price = stock["result"]["products"][0]["price"].to_string();
    assert!(reply(code).replace(',', "").contains(&price), "{price}: {}", reply(code));
    assert_eq!(code["replies"][0]["media"][0]["sku"], "KX 210");
    assert_eq!(code["asks"], json!(["quantity"]));

    assert_eq!(arabic["replies"][0]["lang"], "ar");
    assert_eq!(arabic["state"]["language"], "ar");
    assert!(reply(arabic).chars().any(|letter| ('\u{621}'..='\u{64a}').contains(&letter)));
    assert_eq!(tool(arabic, "search_products")["args"]["family"], "desk");
    assert_eq!(tool(arabic, "search_products")["args"]["color"], "white");
}

#[test]
fn a_burst_is_one_turn_with_one_reply() {
    let seen = talk(&[], &[r#"{"burst":["hi","do you have desks?","white ones"]}"#]);
    reply(&seen[0]);
    let args = &tool(&seen[0], "search_products")["args"];
    assert_eq!((&args["family"], &args["color"]), (&json!("desk"), &json!("white")));
}

#[test]
fn whoever_asks_for_a_person_gets_one_and_noor_is_silent_until_the_person_is_long_gone() {
    let seen = talk(
        &[],
        &[
            "I want to talk to a human please",
            "are you there?",
            r#"{"manager":"Hi, I am looking after you now"}"#,
            "thanks",
            r#"{"clock":"PT23H"}"#,
            "hello again",
        ],
    );
    let handoff = &seen[0]["handoff"];
    assert_eq!((&handoff["open"], &handoff["reason"]), (&json!(true), &json!("human_request")));
    assert_eq!((&handoff["count"], &handoff["alerts_delivered"]), (&json!(1), &json!(1)));
    assert!(handoff["card"]["last_messages"][0].as_str().unwrap().contains("human"));
    assert!(!reply(&seen[0]).is_empty());
    for silent in &seen[1..5] {
        assert_eq!(silent["replies"], json!([]), "a person has the chat: {silent:#}");
    }
    assert!(!reply(&seen[5]).is_empty());
    let then: chrono::DateTime<chrono::Utc> =
        seen[5]["replies"][0]["at"].as_str().unwrap().parse().unwrap();
    let first: chrono::DateTime<chrono::Utc> =
        seen[0]["replies"][0]["at"].as_str().unwrap().parse().unwrap();
    assert!(then - first > chrono::TimeDelta::hours(23));
}

#[test]
fn reminders_ring_at_their_own_times_while_the_clock_runs() {
    let seen = talk(&[], &["a real person please", r#"{"clock":"PT62M"}"#]);
    // At once, and then after each quarter of an hour without anybody taking over.
    assert_eq!(seen[0]["handoff"]["alerts_delivered"], json!(1));
    assert_eq!(seen[1]["handoff"]["alerts_delivered"], json!(5));
}

#[test]
fn pictures_arrive_and_voice_notes_are_heard() {
    let folder = tempfile::tempdir().unwrap();
    let picture = folder.path().join("chair.png");
    std::fs::write(&picture, b"\x89PNG\r\n\x1a\n").unwrap();
    let image = json!({"image": picture, "caption": "do you have grey chairs?"}).to_string();
    let noise = folder.path().join("noise.ogg");
    std::fs::write(&noise, b"no sound").unwrap();
    let noise = json!({"voice": noise}).to_string();
    let seen = talk(&[], &[&image, r#"{"voice":"كم سعر الكرسي الأسود"}"#, &noise]);
    assert_eq!(tool(&seen[0], "search_products")["args"]["color"], "grey");
    assert_eq!(tool(&seen[1], "search_products")["args"]["color"], "black");
    assert_eq!(seen[1]["replies"][0]["lang"], "ar");
    assert_eq!(seen[1]["model_calls"][0]["role"], "transcribe");
    assert!(!reply(&seen[2]).is_empty());
    assert_eq!(seen[2]["tools"], json!([]), "nobody can have heard what was said");
}

#[test]
fn what_is_given_is_known_from_the_first_word() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("given.json");
    let given = json!({
        "customer": {"name": "Rana", "company": "Example Trading"},
        "conversation.lang": "ar",
        "clock": "2026-03-01T09:00:00+04:00",
        "transcript": [["user", "هلا"], ["assistant", "حياك الله"], ["manager", "معك"]],
        "cart": [["KX 210 black", 2]],
        "orders": [],
    });
    std::fs::write(&file, given.to_string()).unwrap();
    let file = file.to_str().unwrap();
    let output = chat(&["--json", "--model", "rules", "--given", file], &["KX 210"]);
    let seen = traces(&output);
    assert_eq!(seen[0]["state"]["customer"]["name"], "Rana");
    assert_eq!(seen[0]["state"]["customer"]["company"], "Example Trading");
    assert_eq!(seen[0]["state"]["cart"], json!([{"sku": "KX 210 black", "qty": 2}]));
    // A code has no language of its own, so the conversation's stands; the transcript is answered.
    assert_eq!(seen[0]["replies"][0]["lang"], "ar");
    assert_eq!(tool(&seen[0], "get_stock")["args"]["sku"], "KX 210");
    let at = seen[0]["replies"][0]["at"].as_str().unwrap();
    assert!(at.starts_with("2026-03-01T05:00:"), "{at}");
    let told = complaints(&output);
    assert!(told.contains("`orders` is not supported yet"), "{told}");
}

#[test]
fn a_bad_line_is_named_and_the_conversation_goes_on() {
    let output = chat(
        &["--json", "--model", "rules"],
        &["hello", r#"{"text":"#, r#"{"image":"nowhere.png"}"#, "", "thank you"],
    );
    assert_eq!(output.status.code(), Some(2));
    let seen = traces(&output);
    assert_eq!(seen.len(), 2);
    assert_eq!(seen[1]["turn"], json!(1));
    let told = complaints(&output);
    assert!(told.contains("line 2: ") && told.contains("line 3: nowhere.png"), "{told}");
}

#[test]
fn options_that_cannot_be_used_are_refused_before_anything_starts() {
    let table: [(&[&str], &str); 5] = [
        (&["--catalog", "nowhere.jsonl"], "nowhere.jsonl"),
        (&["--shop", "no-such-shop"], "no-such-shop"),
        (&["--given", "nowhere.json"], "nowhere.json"),
        (&["--customer", "Rana"], "+971500000001"),
        (&["--model", "some/model"], "OPENROUTER_API_KEY"),
    ];
    for (arguments, why) in table {
        let output = chat(arguments, &[]);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {}", complaints(&output));
        assert!(complaints(&output).contains(why), "{arguments:?}: {}", complaints(&output));
    }
}

#[test]
fn a_catalogue_of_ones_own_is_what_the_shop_sells() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("catalogue.jsonl");
    let row = json!({
        "sku": "ZQ 77", "name": {"en": "Zephyr Chair ZQ 77 Black"}, "family": "chair",
        "colours": ["black"], "price": {"amount": "123.50", "currency": "AED"}, "stock": 4,
    });
    std::fs::write(&file, format!("{row}\n")).unwrap();
    let seen = talk(&["--catalog", file.to_str().unwrap()], &["how much is ZQ77"]);
    assert!(reply(&seen[0]).contains("123.50"), "{}", reply(&seen[0]));
    assert_eq!(tool(&seen[0], "get_stock")["result"]["products"][0]["price"], json!(123.5));
}

#[test]
fn words_may_come_through_a_pipe_without_json() {
    let output = chat(&["--model", "rules"], &["hello", "/manager I take over", "are you there?"]);
    assert!(output.status.success(), "{}", complaints(&output));
    let printed = String::from_utf8(output.stdout).unwrap();
    assert!(printed.starts_with("noor> "), "{printed}");
    assert!(printed.trim_end().ends_with("-- A person has this chat now; Noor says nothing."));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_model_was_asked_is_in_the_trace() {
    let vendor = noor_sim::Simulator::start(noor_sim::Options::default()).await.unwrap();
    let address = vendor.openrouter_url();
    let environment = [
        ("NOOR_MODEL__PROVIDER", "openai"),
        ("NOOR_MODEL__BASE_URL", address.as_str()),
        ("NOOR_MODEL__API_KEY", noor_sim::SIMULATOR_KEY),
    ];
    let lines = ["a chair for my nook that spins and glorps nicely, please"];
    let output = tokio::task::block_in_place(|| {
        chat_with(&environment, &["--json", "--model", "maker/tiny"], &lines)
    });
    let seen = traces(&output);
    assert!(!reply(&seen[0]).is_empty());
    let calls = seen[0]["model_calls"].as_array().unwrap();
    let roles: Vec<&Value> = calls.iter().map(|call| &call["role"]).collect();
    assert!(roles.contains(&&json!("fast")) && roles.contains(&&json!("main")), "{calls:?}");
    assert!(calls.iter().all(|call| call["model"] == "maker/tiny"), "{calls:?}");
    vendor.stop().await;
}

#[test]
fn the_shops_own_inventory_is_left_alone() {
    let environment = [
        ("NOOR_INVENTORY__VENDOR", "zoho"),
        ("ZOHO_DATA_CENTRE", "ae"),
        ("ZOHO_CLIENT_ID", "1000.CLIENT"),
        ("ZOHO_CLIENT_SECRET", "secret"),
        ("ZOHO_REFRESH_TOKEN", "1000.refresh"),
        ("ZOHO_ORGANIZATION_ID", "70000001"),
    ];
    let output =
        chat_with(&environment, &["--json", "--model", "rules"], &["KX 201 black in stock?"]);
    assert!(output.status.success(), "{}", complaints(&output));
    let seen = traces(&output);
    assert!(reply(&seen[0]).contains("37 in stock"), "{}", reply(&seen[0]));
}

#[tokio::test]
async fn ctrl_c_leaves_no_database_behind() {
    let home = tempfile::tempdir().unwrap();
    let arguments = ["--json", "--model", "rules"];
    let mut noor = start(home.path(), &[("NOOR_LOG__LEVEL", "noor=debug")], &arguments);
    let mut input = noor.stdin.take().unwrap();
    input.write_all(b"hello\n").unwrap();
    let mut answer = String::new();
    BufReader::new(noor.stdout.take().unwrap()).read_line(&mut answer).unwrap();
    // The input is still open: only the signal ends this chat.
    let kill = Command::new("kill").args(["-INT", &noor.id().to_string()]).status().unwrap();
    assert!(kill.success());
    assert_eq!(noor.wait().unwrap().code(), Some(130));
    let mut told = String::new();
    noor.stderr.take().unwrap().read_to_string(&mut told).unwrap();
    let (_, after) = told.split_once("noor_chat_").expect("the log names the database");
    let ending: String = after.chars().take_while(char::is_ascii_alphanumeric).collect();
    let name = format!("noor_chat_{ending}");
    assert_eq!(ending.len(), 32, "{name}");

    // The same server that the program found.
    let Some((_, server)) = std::env::vars().find(|(key, _)| key == "DATABASE_URL") else {
        panic!("DATABASE_URL is not set: run this by `make test`")
    };
    let db = sqlx::PgPool::connect(&server).await.unwrap();
    let left: i64 = sqlx::query_scalar("select count(*) from pg_database where datname = $1")
        .bind(&name)
        .fetch_one(&db)
        .await
        .unwrap();
    assert_eq!(left, 0, "{name} is still there");
}
