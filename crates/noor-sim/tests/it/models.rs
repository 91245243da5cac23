//! The model vendor over HTTP: its front door, its moods, its bill.

use std::time::{Duration, Instant};

use noor_sim::{Behaviour, Options, SIMULATOR_KEY, Simulator, ToolCall};
use serde_json::{Value, json};

use crate::harness::{client, get_json, post_json, simulator};

fn ask(words: &str) -> Value {
    json!({
        "model": "a/first",
        "messages": [{ "role": "system", "content": "Sell." }, { "role": "user", "content": words }],
        "max_tokens": 300,
    })
}

async fn chat(sim: &Simulator, body: Value) -> (u16, Value) {
    post_json(&format!("{}/chat/completions", sim.openrouter_url()), body).await
}

fn content(answer: &Value) -> &str {
    answer["choices"][0]["message"]["content"].as_str().unwrap()
}

fn with(mut body: Value, key: &str, value: Value) -> Value {
    body[key] = value;
    body
}

#[tokio::test]
async fn the_default_answer_is_harmless_valid_and_billed() {
    let sim = simulator(Options::default()).await;
    let (status, answer) = chat(&sim, ask("Black chair under 400?")).await;
    assert_eq!(status, 200);
    assert_eq!(answer["model"], "a/first");
    assert_eq!(answer["choices"][0]["finish_reason"], "stop");
    assert!(content(&answer).chars().all(|letter| !letter.is_ascii_digit()));
    let cost = answer["usage"]["cost"].as_f64().unwrap();
    assert!(cost > 0.0);

    let id = answer["id"].as_str().unwrap();
    let (_, generation) = get_json(&format!("{}/generation?id={id}", sim.openrouter_url())).await;
    assert_eq!(generation["data"]["total_cost"].as_f64(), Some(cost));
    let (_, key) = get_json(&format!("{}/key", sim.openrouter_url())).await;
    assert_eq!(key["data"]["usage"].as_f64(), Some(cost));
    let (_, arabic) = chat(&sim, ask("أبي كرسي أسود")).await;
    assert!(content(&arabic).contains("أهلاً"));
}

#[tokio::test]
async fn the_default_answer_fits_the_schema() {
    let sim = simulator(Options::default()).await;
    let format = json!({ "type": "json_schema", "json_schema": { "name": "reading", "strict": true,
        "schema": {
            "type": "object", "additionalProperties": false,
            "required": ["language", "budget", "words"],
            "properties": {
                "language": { "type": "string", "enum": ["en", "ar"] },
                "budget": { "type": ["number", "null"] },
                "words": { "type": "array", "items": { "type": "string" } },
            },
        } } });
    let (_, answer) = chat(&sim, with(ask("hi"), "response_format", format.clone())).await;
    let value: Value = serde_json::from_str(content(&answer)).unwrap();
    assert_eq!(value, json!({ "language": "en", "budget": null, "words": [] }));

    let mut loose = format;
    loose["json_schema"]["schema"]["required"] = json!(["language"]);
    let (status, error) = chat(&sim, with(ask("hi"), "response_format", loose)).await;
    assert_eq!(status, 400);
    assert!(error["error"]["message"].as_str().unwrap().contains("strict"), "{error}");
}

#[tokio::test]
async fn the_front_door_refuses_what_the_real_one_refuses() {
    let sim = simulator(Options::default()).await;
    let call = json!({ "id": "call_1", "type": "function",
                       "function": { "name": "stock", "arguments": "{}" } });
    let assistant = json!({ "role": "assistant", "content": null, "tool_calls": [call] });
    let tool = |id: &str| json!({ "role": "tool", "tool_call_id": id, "content": "3" });
    let user = json!({ "role": "user", "content": "hi" });
    let prompt = |messages: Value| with(ask("hi"), "messages", messages);
    let table = [
        (with(ask("hi"), "max_tokens", Value::Null), "invalid_request"),
        (with(ask("hi"), "max_tokens", json!(0)), "invalid_request"),
        (with(ask("hi"), "model", Value::Null), "invalid_request"),
        (with(ask("hi"), "temperature", json!(3)), "invalid_request"),
        (prompt(json!([])), "invalid_prompt"),
        (prompt(json!([{ "role": "robot", "content": "hi" }])), "invalid_prompt"),
        (prompt(json!([user, assistant])), "invalid_prompt"),
        (prompt(json!([user, assistant, user])), "invalid_prompt"),
        (prompt(json!([user, assistant, tool("call_2")])), "invalid_prompt"),
        (prompt(json!([user, assistant, tool("call_1"), tool("call_1")])), "invalid_prompt"),
        (with(ask("hi"), "tools", json!([{ "function": { "name": "a b" } }])), "invalid_request"),
    ];
    for (body, kind) in table {
        let (status, error) = chat(&sim, body.clone()).await;
        let error_type = error["error"]["metadata"]["error_type"].as_str();
        assert_eq!((status, error_type), (400, Some(kind)), "{body}");
    }
    let fine = prompt(json!([user, assistant, tool("call_1")]));
    assert_eq!(chat(&sim, with(fine, "max_completion_tokens", json!(9))).await.0, 200);

    let url = format!("{}/chat/completions", sim.openrouter_url());
    let keyless = client().post(&url).json(&ask("hi")).send().await.unwrap();
    assert_eq!(keyless.status(), 401);
    assert!(keyless.headers().contains_key("x-generation-id"));
}

#[tokio::test]
async fn a_script_is_played_in_order_and_a_models_own_one_first() {
    let sim = simulator(Options::default()).await;
    sim.models().script([Behaviour::say("one"), Behaviour::say("two")]);
    sim.models().script_for("b/other", [Behaviour::say("mine")]);
    assert_eq!(content(&chat(&sim, ask("x")).await.1), "one");
    let other = with(ask("x"), "model", json!("b/other"));
    assert_eq!(content(&chat(&sim, other).await.1), "mine");
    assert_eq!(content(&chat(&sim, ask("x")).await.1), "two");
    assert_eq!(sim.models().script_left(), 0);
    assert!(content(&chat(&sim, ask("x")).await.1).starts_with("Happy"));
    assert_eq!(sim.models().calls().len(), 4);
}

#[tokio::test]
async fn tools_are_called_with_json_text() {
    let sim = simulator(Options::default()).await;
    let step = json!({ "kind": "call_tools", "calls": [{ "name": "stock", "arguments": { "sku": "A1" } }] });
    let url = format!("{}/__sim/models/script", sim.url());
    assert_eq!(post_json(&url, json!({ "steps": [step] })).await.0, 204);
    let (_, answer) = chat(&sim, ask("x")).await;
    let call = &answer["choices"][0]["message"]["tool_calls"][0];
    assert_eq!(call["function"]["arguments"], r#"{"sku":"A1"}"#);
    assert_eq!(answer["choices"][0]["finish_reason"], "tool_calls");
}

#[tokio::test]
async fn the_next_model_serves_when_the_first_cannot() {
    let sim = simulator(Options::default()).await;
    sim.models().set_for("a/first", Behaviour::status(503));
    let body = with(ask("x"), "models", json!(["a/first", "b/second"]));
    let url = format!("{}/chat/completions", sim.openrouter_url());
    let request = client().post(url).bearer_auth(SIMULATOR_KEY).json(&body);
    let response = request.header("X-OpenRouter-Metadata", "enabled").send().await.unwrap();
    let answer: Value = response.json().await.unwrap();
    assert_eq!(answer["model"], "b/second");
    assert_eq!(answer["openrouter_metadata"]["attempts"][0]["status"], 503);
    assert_eq!(sim.models().calls()[0].served.as_deref(), Some("b/second"));

    let limited = Behaviour::Status { code: 429, retry_after: Some(7), error_type: None };
    sim.models().set_for("b/second", limited);
    let url = format!("{}/chat/completions", sim.openrouter_url());
    let request = client().post(url).bearer_auth(SIMULATOR_KEY).json(&body);
    let response = request.send().await.unwrap();
    assert_eq!(response.status(), 429);
    assert_eq!(response.headers()["retry-after"], "7");
}

#[tokio::test]
async fn the_privacy_filter_never_gives_way() {
    let sim = simulator(Options::default()).await;
    sim.models().set_zdr("a/first", false);
    let private = with(ask("x"), "provider", json!({ "zdr": true, "data_collection": "deny" }));
    let (status, error) = chat(&sim, private.clone()).await;
    assert_eq!(
        (status, &error["error"]["availability"]["code"]),
        (404, &json!("privacy_restricted"))
    );
    assert_eq!(chat(&sim, ask("x")).await.0, 200);
    let (_, answer) = chat(&sim, with(private, "models", json!(["b/second"]))).await;
    assert_eq!(answer["model"], "b/second");
    let (_, list) = get_json(&format!("{}/endpoints/zdr", sim.openrouter_url())).await;
    let named: Vec<&str> = list["data"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|row| row["model_id"].as_str())
        .collect();
    assert!(named.contains(&"b/second") && !named.contains(&"a/first"), "{named:?}");
}

#[tokio::test]
async fn liars_fill_prose_with_figures_and_leave_the_rest_alone() {
    let sim = simulator(Options::default()).await;
    sim.models().set(Behaviour::Lying);
    let mut lies = Vec::new();
    for _ in 0..30 {
        lies.push(content(&chat(&sim, ask("price?")).await.1).to_owned());
    }
    let telling = lies.iter().filter(|lie| lie.chars().any(char::is_numeric)).count();
    assert!(telling > 15, "{lies:#?}");
    let format = json!({ "type": "json_schema", "json_schema": { "name": "draft", "schema": {
        "type": "object",
        "properties": { "reply": { "type": "string" }, "kind": { "enum": ["answer"] } },
    } } });
    let (_, answer) = chat(&sim, with(ask("x"), "response_format", format)).await;
    let draft: Value = serde_json::from_str(content(&answer)).unwrap();
    assert_eq!(draft["kind"], "answer");
    assert!(!draft["reply"].as_str().unwrap().is_empty());
}

#[tokio::test]
async fn malformed_answers_are_malformed_as_announced() {
    let sim = simulator(Options::default()).await;
    sim.models().script([
        Behaviour::Truncated,
        Behaviour::Empty,
        Behaviour::NullChoices,
        Behaviour::ErrorIn200 { code: 502 },
        Behaviour::ErrorInChoice { code: 502 },
        Behaviour::FencedJson,
        Behaviour::TrailingComma,
        Behaviour::Refusal,
        Behaviour::ThinkingOnly,
    ]);
    let mut answers = Vec::new();
    for _ in 0..9 {
        let (status, answer) = chat(&sim, ask("x")).await;
        assert_eq!(status, 200);
        answers.push(answer);
    }
    let choice = |at: usize| &answers[at]["choices"][0];
    assert_eq!(choice(0)["finish_reason"], "length");
    assert_eq!(content(&answers[1]), "");
    assert_eq!(answers[2], json!({ "choices": null }));
    assert_eq!(answers[3]["error"]["code"], 502);
    assert_eq!(
        (&choice(4)["finish_reason"], &choice(4)["error"]["code"]),
        (&json!("error"), &json!(502))
    );
    assert!(content(&answers[5]).contains("```json\n{"));
    assert!(content(&answers[6]).ends_with(",}"));
    assert!(choice(7)["message"]["refusal"].is_string());
    assert!(choice(8)["message"]["content"].is_null());
    assert!(choice(8)["message"]["reasoning"].is_string());
}

#[tokio::test]
async fn an_answer_longer_than_allowed_is_cut() {
    let sim = simulator(Options::default()).await;
    sim.models().set(Behaviour::say("word ".repeat(100)));
    let (_, answer) = chat(&sim, with(ask("x"), "max_tokens", json!(10))).await;
    assert_eq!(answer["choices"][0]["finish_reason"], "length");
    assert_eq!(content(&answer).chars().count(), 40);
    assert_eq!(answer["usage"]["completion_tokens"], 10);
}

#[tokio::test]
async fn slow_models_are_slow_and_broken_bodies_are_broken() {
    let sim = simulator(Options::default()).await;
    sim.models().script([
        Behaviour::slow(Duration::from_millis(120), Behaviour::Echo),
        Behaviour::CutOff,
        Behaviour::Hang,
    ]);
    let start = Instant::now();
    assert_eq!(content(&chat(&sim, ask("again")).await.1), "again");
    assert!(start.elapsed() >= Duration::from_millis(120));
    let url = format!("{}/chat/completions", sim.openrouter_url());
    let request = || client().post(&url).bearer_auth(SIMULATOR_KEY).json(&ask("x"));
    let torn = match request().send().await {
        Ok(response) => response.bytes().await.is_err(),
        Err(_) => true,
    };
    assert!(torn);
    let error = request().timeout(Duration::from_millis(150)).send().await.unwrap_err();
    assert!(error.is_timeout());
}

/// Puts a stream's content and tool arguments together, as a client has to.
fn assembled(events: &str) -> (String, String, Option<Value>) {
    let (mut words, mut arguments, mut usage) = (String::new(), String::new(), None);
    for line in events.lines().filter_map(|line| line.strip_prefix("data: ")) {
        let Ok(chunk) = serde_json::from_str::<Value>(line) else { continue };
        let delta = &chunk["choices"][0]["delta"];
        words.push_str(delta["content"].as_str().unwrap_or_default());
        let more = &delta["tool_calls"][0]["function"]["arguments"];
        arguments.push_str(more.as_str().unwrap_or_default());
        if chunk["usage"].is_object() {
            usage = Some(chunk["usage"].clone());
        }
    }
    (words, arguments, usage)
}

#[tokio::test]
async fn streams_carry_the_same_answer_in_pieces() {
    let sim = simulator(Options::default()).await;
    let call = ToolCall { name: "stock".to_owned(), arguments: json!({ "sku": "KX 210" }) };
    sim.models().script([
        Behaviour::say("كرسي أسود ١٢٠"),
        Behaviour::CallTools { calls: vec![call] },
        Behaviour::CutOff,
    ]);
    let url = format!("{}/chat/completions", sim.openrouter_url());
    let body = with(ask("x"), "stream", json!(true));
    let request = || client().post(&url).bearer_auth(SIMULATOR_KEY).json(&body);
    let response = request().send().await.unwrap();
    assert_eq!(response.headers()["content-type"], "text/event-stream");
    let events = response.text().await.unwrap();
    assert!(events.starts_with(": OPENROUTER PROCESSING\n\n"));
    assert!(events.ends_with("data: [DONE]\n\n"));
    let (words, _, usage) = assembled(&events);
    assert_eq!(words, "كرسي أسود ١٢٠");
    assert!(usage.unwrap()["cost"].as_f64().unwrap() > 0.0);

    let (_, arguments, _) = assembled(&request().send().await.unwrap().text().await.unwrap());
    assert_eq!(arguments, r#"{"sku":"KX 210"}"#);
    let torn = match request().send().await {
        Ok(response) => response.text().await.is_err(),
        Err(_) => true,
    };
    assert!(torn);
}

#[tokio::test]
async fn everything_that_left_the_house_is_on_record() {
    let sim = simulator(Options::default()).await;
    chat(&sim, ask("call me on +971500000001")).await;
    let url = format!("{}/embeddings", sim.openrouter_url());
    let wish = json!({ "model": "e/small", "input": ["chair", "desk"], "dimensions": 64 });
    let (_, vectors) = post_json(&url, wish).await;
    assert_eq!(vectors["data"][1]["embedding"].as_array().unwrap().len(), 64);
    let short = json!({ "model": "e/small", "input": "desk", "dimensions": 3,
        "encoding_format": "base64" });
    let (_, vectors) = post_json(&url, short).await;
    assert_eq!(vectors["data"][0]["embedding"].as_str().unwrap().len(), 16, "twelve bytes");
    for nothing in [json!([]), json!(["desk", ""]), json!(vec!["desk"; 2049])] {
        let (status, _) = post_json(&url, json!({ "model": "e/small", "input": nothing })).await;
        assert_eq!(status, 400);
    }
    let calls = sim.models().calls();
    assert!(calls[0].body.to_string().contains("+971500000001"));
    assert_eq!(calls[1].requested, ["e/small"]);
    assert_eq!(sim.requests().of("models.chat")[0].headers["content-type"], "application/json");
    let (_, listed) = get_json(&format!("{}/models", sim.openrouter_url())).await;
    assert!(listed["data"].to_string().contains("a/first"));
}

#[tokio::test]
async fn a_voice_note_is_at_the_gateway_and_its_words_with_the_vendor() {
    let sim = simulator(Options::default()).await;
    let uri = sim.voice_note("two white desks");
    assert!(uri.starts_with(&sim.wazzup_url()) && uri.ends_with("filename=voice.ogg"), "{uri}");
    let sound = client().get(&uri).send().await.unwrap().bytes().await.unwrap();
    assert!(sound.starts_with(b"OggS"));
    assert_ne!(noor_sim::voice_note("two black desks"), sound);

    let url = format!("{}/audio/transcriptions", sim.openrouter_url());
    let form = |sound: &[u8], name: &str| {
        let file = reqwest::multipart::Part::bytes(sound.to_vec()).file_name(name.to_owned());
        reqwest::multipart::Form::new().text("model", "a/hears").part("file", file)
    };
    let post = async |form| -> (u16, Value) {
        let request = client().post(&url).bearer_auth(SIMULATOR_KEY).multipart(form);
        let response = request.send().await.unwrap();
        (response.status().as_u16(), response.json().await.unwrap())
    };
    let (status, heard) = post(form(&sound, "voice.ogg")).await;
    assert_eq!((status, heard["text"].as_str()), (200, Some("two white desks")));
    assert!(heard["usage"]["cost"].as_f64().unwrap() > 0.0);
    let (_, noise) = post(form(b"\r\n\r\n--\r\n", "voice.ogg")).await;
    assert_eq!(noise["text"], "");
    assert_eq!(post(form(&sound, "voice.txt")).await.0, 400);

    sim.models().transcribe_as("named.mp3", "by its name");
    assert_eq!(post(form(b"anything", "named.mp3")).await.1["text"], "by its name");
    let wish = json!({ "model": "a/hears", "provider": { "zdr": true },
        "input_audio": { "data": "AAAA", "format": "ogg" } });
    assert_eq!(post_json(&url, wish.clone()).await.0, 200);
    sim.models().set_zdr("a/hears", false);
    assert_eq!(post_json(&url, wish).await.0, 404);
    let left = &sim.models().calls()[0];
    assert_eq!(left.body["file"]["sha256"], noor_sim::hash_of(&sound));
    assert_eq!(sim.requests().count("models.transcribe"), 6);
}

#[tokio::test]
async fn any_mood_by_the_seed_is_an_answer_or_an_error_but_never_a_crash() {
    let options = Options {
        models: noor_sim::ModelsOptions { behaviour: Behaviour::Random, ..Default::default() },
        ..Options::default()
    };
    let sim = simulator(options).await;
    let url = format!("{}/chat/completions", sim.openrouter_url());
    let mut outcomes = std::collections::BTreeSet::new();
    for _ in 0..240 {
        let request = client().post(&url).bearer_auth(SIMULATOR_KEY).json(&ask("x"));
        outcomes.insert(match request.send().await {
            Ok(response) => response.status().as_u16(),
            Err(_) => 0,
        });
    }
    assert!(outcomes.contains(&200) && outcomes.len() >= 5, "{outcomes:?}");
}
