use std::time::{Duration, Instant};

use noor_providers::model::{
    ChatClient, ChatFailure, ChatRequest, Dialect, Finish, Role, Schema, Usage,
};
use noor_providers::wire;
use rust_decimal::Decimal;
use serde_json::{Value, json};

use crate::server::{Answer, Asked, Server, nobody};

fn client(url: &str, dialect: Dialect) -> ChatClient {
    let http = wire::client("test").unwrap();
    ChatClient::new(http, &format!("{url}/v1/"), Some("key-1".into()), dialect)
        .with_first_pause(Duration::from_millis(4))
}

fn request(models: &[&str]) -> ChatRequest {
    ChatRequest {
        models: models.iter().map(|model| (*model).to_owned()).collect(),
        system: "Sell chairs.".to_owned(),
        messages: vec![(Role::User, "call me on my secret number".to_owned())],
        schema: None,
        max_tokens: 300,
        temperature: None,
        deadline: Duration::from_secs(5),
        session: None,
        zero_data_retention: true,
    }
}

fn said(asked: &Asked, words: &str) -> Answer {
    Answer::json(
        200,
        &json!({"id": "gen-1", "model": asked.body["model"], "provider": "P",
            "choices": [{"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": words}}],
            "usage": {"prompt_tokens": 100, "completion_tokens": 10, "cost": 0.001,
                "prompt_tokens_details": null}}),
    )
}

fn failed(status: u16, code: &str) -> Answer {
    let body = json!({"error": {"code": status, "message": "about my secret number",
        "metadata": {"error_type": code}}});
    Answer::json(status, &body)
}

fn models(server: &Server) -> Vec<Value> {
    server.asked().iter().map(|asked| asked.body["model"].clone()).collect()
}

#[tokio::test]
async fn a_question_is_answered() {
    let server = Server::start(|asked, _| said(asked, "Hello")).await;
    let reply =
        client(&server.url, Dialect::OpenRouter).complete(&request(&["a/b"])).await.unwrap();
    assert_eq!(
        (reply.text.as_str(), &reply.finish, reply.attempts),
        ("Hello", &Finish::Complete, 1)
    );
    assert_eq!(reply.model, "a/b");
    let asked = server.asked();
    assert_eq!(asked[0].path, "/v1/chat/completions");
    assert_eq!(asked[0].headers["authorization"], "Bearer key-1");
    assert_eq!(asked[0].body["max_tokens"], 300);
}

#[tokio::test]
async fn failures_that_pass_are_asked_again() {
    let table = [
        (failed(429, "rate_limit_exceeded"), 3),
        (failed(503, "provider_overloaded"), 3),
        (failed(502, "provider_unavailable"), 3),
        (
            Answer::json(
                200,
                &json!({"id": null, "choices": null, "error": {"code": 502, "message": "x"}}),
            ),
            3,
        ),
        (Answer::json(200, &json!({"choices": null})), 3),
        (Answer::text(200, "<html>"), 3),
        (failed(500, "server"), 2),
        (failed(504, "timeout"), 2),
        (failed(401, "authentication"), 1),
        (failed(402, "payment_required"), 1),
        (failed(400, "invalid_prompt"), 1),
        (failed(400, "context_length_exceeded"), 1),
        (failed(404, "not_found"), 1),
        (failed(400, "content_policy_violation"), 1),
    ];
    for (answer, attempts) in table {
        let shown = format!("{answer:?}");
        let server = Server::start(move |_, _| answer.clone()).await;
        let client = client(&server.url, Dialect::OpenRouter);
        let error = client.complete(&request(&["a/b"])).await.unwrap_err();
        assert_eq!(server.asked().len(), attempts, "{shown}");
        let told = format!("{error} {error:?}");
        assert!(!told.contains("secret"), "{told}");
    }
}

#[tokio::test]
async fn the_next_model_is_asked_when_the_first_one_cannot() {
    let table = [
        (failed(404, "not_found"), vec!["a", "b"]),
        (failed(400, "content_policy_violation"), vec!["a", "b"]),
        (failed(503, "provider_overloaded").header("retry-after", "60"), vec!["a", "b"]),
        (failed(500, "server"), vec!["a", "a", "b"]),
    ];
    for (answer, expected) in table {
        for dialect in [Dialect::OpenRouter, Dialect::OpenAi] {
            let answer = answer.clone();
            let server = Server::start(move |asked, _| {
                if asked.body["model"] == "a" { answer.clone() } else { said(asked, "Hello") }
            })
            .await;
            let reply = client(&server.url, dialect).complete(&request(&["a", "b"])).await.unwrap();
            assert_eq!(reply.model, "b");
            assert_eq!(models(&server), expected);
        }
    }
}

#[tokio::test]
async fn privacy_is_never_given_up() {
    let server = Server::start(|_, _| {
        Answer::json(
            404,
            &json!({"error": {"message": "x", "error_type": "not_found",
            "availability": {"code": "privacy_restricted", "retryable": false}}}),
        )
    })
    .await;
    let client = client(&server.url, Dialect::OpenRouter);
    let error = client.complete(&request(&["a", "b", "c"])).await.unwrap_err();
    assert_eq!(error.failure, ChatFailure::Privacy);
    assert_eq!(models(&server), ["a", "b", "c"]);
    for asked in server.asked() {
        assert_eq!(asked.body["provider"]["zdr"], true);
        assert_eq!(asked.body["provider"]["data_collection"], "deny");
    }
}

#[tokio::test]
async fn failed_attempts_are_paid_for_too() {
    let server =
        Server::start(|asked, before| said(asked, if before == 0 { " " } else { "Hello" })).await;
    let reply = client(&server.url, Dialect::OpenRouter).complete(&request(&["a"])).await.unwrap();
    let cost_usd = Some(Decimal::new(2, 3));
    assert_eq!(reply.usage, Usage { tokens_in: 200, tokens_out: 20, tokens_cached: 0, cost_usd });

    let server = Server::start(|asked, _| said(asked, "")).await;
    let error =
        client(&server.url, Dialect::OpenRouter).complete(&request(&["a"])).await.unwrap_err();
    assert_eq!((error.failure, error.usage.tokens_in), (ChatFailure::Empty, 200));
}

#[tokio::test]
async fn json_is_mended_had_from_the_next_model_or_refused() {
    let structured = ChatRequest {
        schema: Some(Schema { name: "facts".to_owned(), schema: json!({"type": "object"}) }),
        ..request(&["a", "b"])
    };
    let server = Server::start(|asked, before| {
        said(
            asked,
            if before == 0 { "I think so" } else { "```json\n{\"colour\":\"black\",}\n```" },
        )
    })
    .await;
    let reply = client(&server.url, Dialect::OpenAi).complete(&structured).await.unwrap();
    assert_eq!(reply.json, Some(json!({"colour": "black"})));
    assert_eq!(reply.attempts, 2);

    // Who cannot write JSON is not asked for it again.
    let server = Server::start(|asked, _| said(asked, "I think so")).await;
    let alone = ChatRequest { models: vec!["a".to_owned()], ..structured.clone() };
    let error = client(&server.url, Dialect::OpenAi).complete(&alone).await.unwrap_err();
    assert_eq!((error.failure, server.asked().len()), (ChatFailure::Malformed, 1));

    let server = Server::start(|_, _| {
        Answer::json(
            200,
            &json!({"choices": [{"finish_reason": "length",
            "message": {"content": "{\"colour\":\"black\"}"}}]}),
        )
    })
    .await;
    let error = client(&server.url, Dialect::OpenAi).complete(&structured).await.unwrap_err();
    assert_eq!(error.failure, ChatFailure::Truncated);
    assert_eq!(server.asked().len(), 1);
}

#[tokio::test]
async fn the_deadline_holds_whatever_happens() {
    let slow = Server::start(|asked, _| said(asked, "late").after(Duration::from_secs(30))).await;
    let busy =
        Server::start(|_, _| failed(429, "rate_limit_exceeded").header("retry-after", "20")).await;
    for (server, failure) in [(&slow, "no answer in time"), (&busy, "asked too often")] {
        let started = Instant::now();
        let hurried = ChatRequest { deadline: Duration::from_millis(300), ..request(&["a"]) };
        let error = client(&server.url, Dialect::OpenAi).complete(&hurried).await.unwrap_err();
        assert_eq!(error.failure.to_string(), failure);
        assert!(started.elapsed() < Duration::from_secs(2));
        assert!(error.elapsed <= started.elapsed());
    }
}

#[tokio::test]
async fn a_model_that_hangs_leaves_time_for_the_next() {
    let server = Server::start(|asked, _| {
        let reply = said(asked, "Hello");
        if asked.body["model"] == "a" { reply.after(Duration::from_secs(30)) } else { reply }
    })
    .await;
    let hurried = ChatRequest { deadline: Duration::from_secs(1), ..request(&["a", "b"]) };
    let reply = client(&server.url, Dialect::OpenAi)
        .with_first_pause(Duration::from_secs(3))
        .complete(&hurried)
        .await
        .unwrap();
    assert_eq!(reply.model, "b");
}

#[tokio::test]
async fn a_server_that_is_not_there_and_a_request_without_models() {
    let absent = client(&nobody().await, Dialect::OpenAi);
    assert_eq!(
        absent.complete(&request(&["a"])).await.unwrap_err().failure,
        ChatFailure::Unavailable
    );
    assert_eq!(absent.complete(&request(&[])).await.unwrap_err().failure, ChatFailure::NoModel);
    assert!(!format!("{absent:?}").contains("key-1"));
}
