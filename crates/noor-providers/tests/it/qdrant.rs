//! The client of Qdrant: what it asks, how often, and what it makes of refusals.

use std::time::Duration;

use noor_providers::error::ProviderError;
use noor_providers::vectors::qdrant::Qdrant;
use noor_providers::vectors::{
    Narrow, Near, Point, Space, SparseVector, Traits, Vector, VectorStore as _,
};
use noor_providers::wire;
use serde_json::{Value, json};

use crate::server::{Answer, Asked, Server, nobody};

const KEY: &str = "a-secret-of-the-shop";

fn client(url: &str) -> Qdrant {
    let http = wire::client("noor-tests").unwrap();
    Qdrant::new(http, &url.parse().unwrap(), Some(KEY.into()), "noor")
        .with_pauses(vec![Duration::from_millis(1); 2])
}

fn space() -> Space {
    Space { model: "bge-m3".to_owned(), dimensions: 2, sparse: true }
}

fn query() -> Vector {
    let sparse = SparseVector { indices: vec![7], values: vec![0.5] };
    Vector { dense: vec![0.6, 0.8], sparse: Some(sparse) }
}

fn ok(result: &Value) -> Answer {
    Answer::json(200, &json!({ "result": result, "status": "ok", "time": 0.001 }))
}

fn collection(schema: &Value) -> Value {
    let vectors = json!({ "dense": { "size": 2, "distance": "Cosine" } });
    let params = json!({ "vectors": vectors, "sparse_vectors": { "sparse": {} } });
    json!({ "config": { "params": params }, "payload_schema": schema })
}

#[tokio::test]
async fn a_question_is_asked_in_the_words_of_the_documentation() {
    let server = Server::start(|_, _| {
        let point = json!({ "id": 1, "version": 3, "score": 0.25, "payload": { "key": "kx210" } });
        ok(&json!({ "points": [point] }))
    })
    .await;
    let narrow = Narrow {
        families: vec!["chair".to_owned()],
        features: vec!["arms".to_owned(), "mesh".to_owned()],
        price_max: Some("399.90".parse().unwrap()),
        currency: Some("AED".to_owned()),
        in_stock: true,
        ..Narrow::default()
    };
    let near = client(&server.url).nearest(&space(), &query(), &narrow, 3).await.unwrap();
    assert_eq!(near, [Near { key: "kx210".to_owned(), score: 0.25 }]);
    let asked = server.asked();
    assert!(
        asked[0].path.starts_with("/collections/noor_") && asked[0].path.ends_with("/points/query")
    );
    assert_eq!(asked[0].headers["api-key"], KEY);
    let filter = json!({ "must": [
        { "key": "active", "match": { "value": true } },
        { "key": "family", "match": { "any": ["chair"] } },
        { "key": "features", "match": { "value": "arms" } },
        { "key": "features", "match": { "value": "mesh" } },
        { "key": "price_thousandths", "range": { "gte": null, "lte": 399_900 } },
        { "key": "currency", "match": { "value": "AED" } },
        { "key": "in_stock", "match": { "value": true } },
    ]});
    let words = json!({ "indices": [7], "values": [0.5] });
    let body = &asked[0].body;
    assert_eq!(body["prefetch"][0]["using"], "dense");
    assert_eq!(body["prefetch"][0]["filter"], filter);
    assert_eq!(
        body["prefetch"][1],
        json!({ "query": words, "using": "sparse", "filter": filter, "limit": 50 })
    );
    assert_eq!(body["query"], json!({ "rrf": { "k": 60 } }));
    assert_eq!((&body["limit"], &body["with_payload"]), (&json!(3), &json!(["key"])));
}

#[tokio::test]
async fn a_busy_server_is_asked_again_and_not_for_ever() {
    let passing = [429, 500, 503];
    let server = Server::start(move |_, before| match passing.get(before) {
        Some(status) if before < 2 => Answer::text(*status, "busy").header("retry-after", "0.01"),
        Some(_) | None => ok(&json!({ "count": 5 })),
    })
    .await;
    assert_eq!(client(&server.url).count(&space()).await.unwrap(), 5);
    assert_eq!(server.asked().len(), 3);

    let server = Server::start(|_, _| Answer::text(503, "busy")).await;
    let error = client(&server.url).count(&space()).await.unwrap_err();
    assert!(matches!(error, ProviderError::Unavailable { .. }), "{error:?}");
    assert_eq!(server.asked().len(), 3, "one attempt more than pauses");

    let patient = |_: &Asked, _| Answer::text(429, "later").header("retry-after", "120");
    let server = Server::start(patient).await;
    let error = client(&server.url).count(&space()).await.unwrap_err();
    let ProviderError::Unavailable { retry_after, .. } = error else { panic!("{error:?}") };
    assert_eq!(retry_after, Some(Duration::from_mins(2)), "a long pause is the caller's");
    assert_eq!(server.asked().len(), 1);

    let error = client(&nobody().await).count(&space()).await.unwrap_err();
    assert!(matches!(error, ProviderError::Unavailable { .. }), "{error:?}");
}

#[tokio::test]
async fn what_is_refused_is_not_repeated_and_says_why() {
    let server = Server::start(|_, _| {
        let why = "Bad request: Index required but not found for \"colour\"";
        Answer::json(400, &json!({ "status": { "error": why }, "time": 0.0 }))
    })
    .await;
    let error = client(&server.url).count(&space()).await.unwrap_err();
    assert!(error.to_string().contains("http400"), "{error}");
    assert!(error.to_string().contains("Index required but not found"), "{error}");
    assert_eq!(server.asked().len(), 1);

    let server = Server::start(|_, _| Answer::text(401, "Invalid API key or JWT")).await;
    let error = client(&server.url).stored(&space()).await.unwrap_err();
    assert!(error.to_string().contains("Invalid API key"), "{error}");
    assert!(!format!("{error:?}").contains(KEY));
    assert_eq!(server.asked().len(), 1);
}

#[tokio::test]
async fn a_page_of_a_proxy_is_no_answer() {
    for page in ["<html>welcome</html>", "{}", "{\"result\": {\"nothing\": 1}}"] {
        let page = page.to_owned();
        let server = Server::start(move |_, _| Answer::text(200, &page)).await;
        let error = client(&server.url).count(&space()).await.unwrap_err();
        assert!(matches!(error, ProviderError::Unavailable { .. }), "{error:?}");
    }
}

#[tokio::test]
async fn only_missing_indexes_are_made_and_another_shape_is_refused() {
    let server = Server::start(|asked, _| {
        if asked.path.ends_with("/index") {
            return ok(&json!({ "operation_id": 1, "status": "completed" }));
        }
        let known = json!({ "family": { "data_type": "keyword" }, "price_thousandths": { "data_type": "float" } });
        ok(&collection(&known))
    })
    .await;
    client(&server.url).prepare(&space()).await.unwrap();
    let asked = server.asked();
    let made: Vec<&str> =
        asked.iter().skip(1).map(|asked| asked.body["field_name"].as_str().unwrap()).collect();
    let missing =
        ["colours", "materials", "features", "price_thousandths", "currency", "in_stock", "active"];
    assert_eq!(made, missing);
    assert!(asked.iter().skip(1).all(|asked| asked.query["wait"] == "true"));

    let larger = Space { dimensions: 3, ..space() };
    let server = Server::start(|_, _| ok(&collection(&json!({})))).await;
    let error = client(&server.url).prepare(&larger).await.unwrap_err();
    let ProviderError::Refused { code, reason, .. } = error else { panic!("{error:?}") };
    assert_eq!(code, "collection");
    assert!(reason.contains("\"size\":2") && reason.contains("\"size\":3"), "{reason}");
}

#[tokio::test]
async fn large_writes_are_cut_and_a_wrong_vector_stops_all_of_them() {
    let server =
        Server::start(|_, _| ok(&json!({ "operation_id": 1, "status": "completed" }))).await;
    let point = |n: usize| Point {
        key: format!("kx{n}"),
        text_hash: "h".to_owned(),
        vector: query(),
        traits: Traits::default(),
    };
    let mut points: Vec<Point> = (0..1_100).map(point).collect();
    client(&server.url).put(&space(), &points).await.unwrap();
    let written: Vec<usize> =
        server.asked().iter().map(|asked| asked.body["points"].as_array().unwrap().len()).collect();
    assert_eq!(written, [500, 500, 100]);
    points[1_050].vector.dense = vec![f32::NAN, 0.0];
    let error = client(&server.url).put(&space(), &points).await.unwrap_err();
    assert!(error.to_string().contains("kx1050"), "{error}");
    assert_eq!(server.asked().len(), 3, "nothing was sent");
}
