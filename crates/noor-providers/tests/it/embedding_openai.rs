use std::time::{Duration, Instant};

use noor_providers::embedding::openai::{Limits, OpenAiEmbedder, Roles};
use noor_providers::embedding::{Embedder, Embedding, Identity, Purpose};
use noor_providers::error::ProviderError;
use noor_providers::wire;
use noor_sim::{Effect, Fault, Options, SIMULATOR_KEY, Simulator};
use serde_json::{Value, json};

use crate::server::{Answer, Asked, Server, nobody};

const PATIENCE: Duration = Duration::from_secs(5);
const LIMITS: Limits =
    Limits { batch: 32, text: 6_000, query: PATIENCE, passages: Duration::from_secs(20) };

fn embedder_with(url: &str, limits: Limits) -> OpenAiEmbedder {
    let http = wire::client("test").unwrap();
    OpenAiEmbedder::new(http, url, Some("a-key".into()), "places-well", limits)
}

fn embedder(url: &str) -> OpenAiEmbedder {
    embedder_with(url, LIMITS)
}

fn texts(count: usize) -> Vec<String> {
    (0..count).map(|number| format!("chair {number}")).collect()
}

fn inputs(asked: &Asked) -> Vec<String> {
    let input = asked.body["input"].as_array().unwrap();
    input.iter().map(|text| text.as_str().unwrap().to_owned()).collect()
}

/// An answer that places each text by the number at its end, if it has one, beside a one.
fn by_number(asked: &Asked) -> Vec<Value> {
    let number = |text: String| text.rsplit(' ').next().unwrap().parse::<f32>().unwrap_or(1.0);
    let item = |(index, text)| json!({"object": "embedding", "index": index, "embedding": [number(text), 1.0]});
    inputs(asked).into_iter().enumerate().map(item).collect()
}

fn answer(data: &[Value]) -> Answer {
    Answer::json(200, &json!({"object": "list", "model": "places-well", "data": data}))
}

/// The number that [`by_number`] put into a vector.
fn number(embedding: &Embedding) -> f32 {
    (embedding.dense[0] / embedding.dense[1]).round()
}

fn refusal(error: &ProviderError) -> (&str, &str) {
    let ProviderError::Refused { code, reason, .. } = error else { panic!("{error:?}") };
    (code, reason)
}

#[tokio::test]
async fn many_texts_are_asked_for_in_batches_and_keep_their_order() {
    let server = Server::start(|asked, before| {
        let mut data = by_number(asked);
        if before == 1 {
            data.reverse();
        }
        answer(&data)
    })
    .await;
    let embedder = embedder(&format!("{}/v1/", server.url));
    let found = embedder.embed(Purpose::Passage, &texts(70)).await.unwrap();
    let order: Vec<f32> = found.iter().map(number).collect();
    assert_eq!(order, (0_u8..70).map(f32::from).collect::<Vec<_>>());
    for Embedding { dense, sparse } in &found {
        let length = dense.iter().map(|value| value * value).sum::<f32>();
        assert!((length - 1.0).abs() < 1e-5, "{dense:?}");
        assert_eq!(*sparse, None);
    }
    let asked = server.asked();
    assert_eq!(asked.iter().map(|asked| inputs(asked).len()).collect::<Vec<_>>(), [32, 32, 6]);
    assert_eq!(asked[0].path, "/v1/embeddings");
    assert_eq!(asked[0].headers["authorization"], "Bearer a-key");
    let mut body = asked[2].body.clone();
    body["input"].take();
    let expected = json!({"model": "places-well", "input": null, "encoding_format": "float"});
    assert_eq!(body, expected, "nothing that another server may not know");
}

#[tokio::test]
async fn nothing_is_asked_for_nothing() {
    let server = Server::start(|asked, _| answer(&by_number(asked))).await;
    assert_eq!(embedder(&server.url).embed(Purpose::Query, &[]).await.unwrap(), []);
    let blank = ["chair 1".to_owned(), " \n".to_owned()];
    let error = embedder(&server.url).embed(Purpose::Query, &blank).await.unwrap_err();
    assert_eq!(refusal(&error), ("emptytext", "text 2 of 2 is empty: leave it out"));
    assert_eq!(server.asked().len(), 0);
}

#[tokio::test]
async fn vectors_without_a_number_are_taken_in_the_order_of_the_texts() {
    let server = Server::start(|asked, _| {
        let mut data = by_number(asked);
        for item in &mut data {
            item.as_object_mut().unwrap().remove("index");
        }
        answer(&data)
    })
    .await;
    let found = embedder(&server.url).embed(Purpose::Passage, &texts(3)).await.unwrap();
    assert_eq!(found.iter().map(number).collect::<Vec<_>>(), [0.0, 1.0, 2.0]);
}

#[tokio::test]
async fn vectors_in_base64_are_read_as_well() {
    // 3 and -4 as little-endian floats.
    let server =
        Server::start(|_, _| answer(&[json!({"index": 0, "embedding": "AABAQAAAgMA="})])).await;
    let found = embedder(&server.url).embed(Purpose::Query, &texts(1)).await.unwrap();
    assert_eq!(found[0].dense, [0.6, -0.8]);
}

#[tokio::test]
async fn an_answer_that_cannot_be_right_is_refused() {
    let one = |embedding: Value| json!([{"index": 0, "embedding": embedding}]);
    for (data, count, code) in [
        (json!([]), 1, "count"),
        (json!([{"embedding": [1.0]}, {"embedding": [1.0]}]), 1, "count"),
        (json!([{"index": 0, "embedding": [1.0]}, {"index": 0, "embedding": [1.0]}]), 2, "index"),
        (json!([{"index": 0, "embedding": [1.0]}, {"index": 2, "embedding": [1.0]}]), 2, "index"),
        (json!([{"embedding": [1.0]}, {"embedding": [1.0, 2.0]}]), 2, "dimensions"),
        (one(json!([])), 1, "emptyvector"),
        (one(json!([0.0, 0.0])), 1, "zerovector"),
        (one(json!([null, 1.0])), 1, "notanumber"),
        (one(json!([1.0, 1e300])), 1, "notanumber"),
        (one(json!("AADAfwAAgD8=")), 1, "notanumber"),
        (one(json!("AADA")), 1, "encoding"),
        (one(json!("what?")), 1, "encoding"),
    ] {
        let shown = data.to_string();
        let server = Server::start(move |_, _| answer(data.as_array().unwrap())).await;
        let error = embedder(&server.url).embed(Purpose::Passage, &texts(count)).await.unwrap_err();
        assert_eq!(refusal(&error).0, code, "{shown}");
        assert_eq!(server.asked().len(), 1, "asking again would change nothing");
    }
    let python = Server::start(|_, _| Answer::text(200, r#"{"data":[{"embedding":[NaN]}]}"#)).await;
    let error = embedder(&python.url).embed(Purpose::Passage, &texts(1)).await.unwrap_err();
    assert_eq!(refusal(&error).0, "notanumber");
}

#[tokio::test]
async fn a_model_says_once_what_it_is_and_stays_that() {
    let server = Server::start(|asked, before| {
        let mut data = by_number(asked);
        if before == 2 {
            data[0]["embedding"].as_array_mut().unwrap().push(json!(1.0));
        }
        answer(&data)
    })
    .await;
    let embedder = embedder(&server.url);
    let is = Identity { model: "places-well".to_owned(), dimensions: 2, sparse: false };
    assert_eq!(embedder.identity().await.unwrap(), is);
    assert_eq!(embedder.identity().await.unwrap(), is);
    assert_eq!(server.asked().len(), 1, "asked once, then kept");
    embedder.embed(Purpose::Query, &texts(1)).await.unwrap();
    let error = embedder.embed(Purpose::Query, &texts(1)).await.unwrap_err();
    let (code, reason) = refusal(&error);
    assert_eq!(code, "dimensions");
    assert!(reason.contains("of 2 dimensions and now of 3"), "{reason}");
}

#[tokio::test]
async fn shorter_vectors_are_asked_for_and_longer_ones_refused() {
    let server = Server::start(|asked, _| answer(&by_number(asked))).await;
    let embedder_of = |wanted| embedder(&server.url).with_dimensions(wanted);
    embedder_of(2).embed(Purpose::Query, &texts(1)).await.unwrap();
    assert_eq!(server.asked()[0].body["dimensions"], 2);
    let error = embedder_of(256).identity().await.unwrap_err();
    let (code, reason) = refusal(&error);
    assert_eq!(code, "dimensions");
    assert!(reason.contains("2 dimensions where 256 were asked for"), "{reason}");
}

#[tokio::test]
async fn a_model_is_told_questions_from_texts_as_it_wants() {
    let server = Server::start(|asked, _| answer(&by_number(asked))).await;
    let text = [format!("{} 1", "ك".repeat(LIMITS.text))];
    let e5 = Roles {
        query_prefix: "query: ".to_owned(),
        passage_prefix: "passage: ".to_owned(),
        ..Roles::default()
    };
    let by_type = Roles {
        query_type: "search_query".to_owned(),
        passage_type: "search_document".to_owned(),
        ..Roles::default()
    };
    let marked = embedder(&server.url).with_roles(e5);
    let typed = embedder(&server.url).with_roles(by_type);
    marked.embed(Purpose::Query, &texts(1)).await.unwrap();
    marked.embed(Purpose::Passage, &texts(1)).await.unwrap();
    typed.embed(Purpose::Query, &texts(1)).await.unwrap();
    typed.embed(Purpose::Passage, &texts(1)).await.unwrap();
    marked.embed(Purpose::Passage, &text).await.unwrap();
    let asked = server.asked();
    let said = |at: usize| (inputs(&asked[at]).remove(0), asked[at].body["input_type"].clone());
    assert_eq!(said(0), ("query: chair 0".to_owned(), Value::Null));
    assert_eq!(said(1), ("passage: chair 0".to_owned(), Value::Null));
    assert_eq!(said(2), ("chair 0".to_owned(), json!("search_query")));
    assert_eq!(said(3), ("chair 0".to_owned(), json!("search_document")));
    assert_eq!(said(4).0, format!("passage: {}", "ك".repeat(LIMITS.text)), "cut, mark and all");

    let plain = embedder(&server.url).identity().await.unwrap().model;
    let (marked, typed) = (marked.identity().await.unwrap(), typed.identity().await.unwrap());
    assert_eq!(plain, "places-well");
    assert!(marked.model.starts_with("places-well@") && typed.model != marked.model);
}

#[tokio::test]
async fn openrouter_is_asked_for_privacy_with_every_text() {
    let server = Server::start(|asked, _| answer(&by_number(asked))).await;
    for private in [true, false] {
        let embedder = embedder(&server.url).at_openrouter(private);
        for purpose in [Purpose::Query, Purpose::Passage] {
            embedder.embed(purpose, &texts(1)).await.unwrap();
        }
        assert_eq!(embedder.name(), "openrouter");
    }
    let providers: Vec<Value> =
        server.asked().iter().map(|asked| asked.body["provider"].clone()).collect();
    let private = json!({"zdr": true, "data_collection": "deny"});
    assert_eq!(providers, [private.clone(), private, Value::Null, Value::Null]);
}

#[tokio::test]
async fn what_passes_is_tried_again_and_only_so_often() {
    for first in [
        Answer::json(500, &json!({})),
        Answer::json(429, &json!({})).header("retry-after", "0"),
        Answer::json(200, &json!({"error": {"code": 503, "message": "busy"}})),
        Answer::text(200, "<html>one moment</html>"),
    ] {
        let server =
            Server::start(
                move |asked, before| {
                    if before == 0 { first.clone() } else { answer(&by_number(asked)) }
                },
            )
            .await;
        embedder(&server.url).embed(Purpose::Query, &texts(1)).await.unwrap();
        assert_eq!(server.asked().len(), 2);
    }
    let broken = Server::start(|_, _| Answer::json(503, &json!({}))).await;
    let error = embedder(&broken.url).embed(Purpose::Query, &texts(1)).await.unwrap_err();
    assert!(matches!(error, ProviderError::Unavailable { .. }), "{error:?}");
    assert_eq!(broken.asked().len(), 4);
    let error = embedder(&nobody().await).embed(Purpose::Query, &texts(1)).await.unwrap_err();
    assert!(matches!(error, ProviderError::Unavailable { .. }), "{error:?}");
}

#[tokio::test]
async fn a_server_that_wants_more_time_than_there_is_is_not_waited_for() {
    let server =
        Server::start(|_, _| Answer::json(429, &json!({})).header("retry-after", "30")).await;
    let started = Instant::now();
    let error = embedder(&server.url).embed(Purpose::Query, &texts(1)).await.unwrap_err();
    let ProviderError::Unavailable { retry_after, .. } = error else { panic!("{error:?}") };
    assert_eq!(retry_after, Some(Duration::from_secs(30)), "told to whoever may wait");
    assert!(started.elapsed() < PATIENCE);
    assert_eq!(server.asked().len(), 1);
}

#[tokio::test]
async fn a_question_is_not_held_up_by_a_slow_server() {
    let slow = Duration::from_secs(30);
    let server = Server::start(move |asked, _| answer(&by_number(asked)).after(slow)).await;
    let limits = Limits { query: Duration::from_millis(200), ..LIMITS };
    let started = Instant::now();
    let embedder = embedder_with(&server.url, limits);
    let error = embedder.embed(Purpose::Query, &texts(1)).await.unwrap_err();
    assert!(matches!(error, ProviderError::Unavailable { .. }), "{error:?}");
    assert!(started.elapsed() < PATIENCE);
}

#[tokio::test]
async fn what_does_not_pass_is_given_up_without_the_servers_words() {
    for (status, error, code, advice) in [
        (400, json!({"message": "Sara's text is too long"}), "http400", "max_characters"),
        (401, json!({"code": "invalid_api_key", "message": "Sara"}), "invalidapikey", "api_key"),
        (404, json!({"message": "Sara"}), "http404", "search.embedding.model"),
        (413, json!({"message": "Sara"}), "http413", "batch_size"),
    ] {
        let body = json!({ "error": error });
        let server = Server::start(move |_, _| Answer::json(status, &body)).await;
        let error = embedder(&server.url).embed(Purpose::Query, &texts(1)).await.unwrap_err();
        let (found, reason) = refusal(&error);
        assert_eq!(found, code);
        assert!(reason.contains(advice), "{status}: {reason}");
        assert!(!format!("{error:?}").contains("Sara"), "{error:?}");
        assert_eq!(server.asked().len(), 1);
    }
}

#[tokio::test]
async fn the_simulators_vectors_tell_alike_texts_from_others() {
    let sim = Simulator::start(Options::default()).await.unwrap();
    let http = wire::client("test").unwrap();
    let embedder =
        OpenAiEmbedder::new(http, &sim.openrouter_url(), Some(SIMULATOR_KEY.into()), "a/b", LIMITS)
            .at_openrouter(true);
    assert_eq!(embedder.identity().await.unwrap().dimensions, 1024);
    let texts =
        ["black office chair", "black office chairs", "التوصيل إلى أبوظبي"].map(str::to_owned);
    let found = embedder.embed(Purpose::Passage, &texts).await.unwrap();
    let near = |a: &Embedding, b: &Embedding| -> f32 {
        a.dense.iter().zip(&b.dense).map(|(x, y)| x * y).sum()
    };
    assert!(near(&found[0], &found[1]) > 0.8);
    assert!(near(&found[0], &found[2]) < 0.4);

    sim.models().set_zdr("a/b", false);
    let error = embedder.embed(Purpose::Query, &texts).await.unwrap_err();
    let (code, reason) = refusal(&error);
    assert_eq!(code, "privacyrestricted");
    assert!(reason.contains("without keeping"), "{reason}");
    sim.models().set_zdr("a/b", true);
    let before = sim.requests().count("models.embeddings");
    let busy = Effect::Status { status: 503, body: None, retry_after: None, done: false };
    sim.faults().add(Fault::times("models.embeddings", 1, busy));
    embedder.embed(Purpose::Query, &texts).await.unwrap();
    assert_eq!(sim.requests().count("models.embeddings"), before + 2);
}
