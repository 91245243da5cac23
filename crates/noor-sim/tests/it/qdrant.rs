//! The vector store as a client meets it.

use noor_sim::{Effect, Fault, Options, QdrantOptions, Simulator};
use reqwest::Method;
use serde_json::{Value, json};

use crate::harness::{call, client, get_json, post_json, simulator};

const CHAIR: &str = "00000000-0000-8000-8000-000000000001";
const DESK: &str = "00000000-0000-8000-8000-000000000002";
const LAMP: &str = "00000000-0000-8000-8000-000000000003";

async fn put(sim: &Simulator, path: &str, body: Value) -> (u16, Value) {
    call(Method::PUT, &format!("{}{path}", sim.qdrant_url()), Some(body)).await
}

async fn post(sim: &Simulator, path: &str, body: Value) -> (u16, Value) {
    post_json(&format!("{}{path}", sim.qdrant_url()), body).await
}

fn refusal(answer: &(u16, Value)) -> (u16, &str) {
    (answer.0, answer.1["status"]["error"].as_str().unwrap_or_default())
}

/// A simulator with three points in two dimensions, of which two have words in common.
async fn shop() -> Simulator {
    let sim = simulator(Options::default()).await;
    let order = json!({
        "vectors": { "dense": { "size": 2, "distance": "Cosine", "datatype": "float16" } },
        "sparse_vectors": { "sparse": {} },
    });
    assert_eq!(put(&sim, "/collections/kb", order).await.0, 200);
    for (field, schema) in [("family", "keyword"), ("price", "integer"), ("active", "bool")] {
        let index = json!({ "field_name": field, "field_schema": schema });
        assert_eq!(put(&sim, "/collections/kb/index?wait=true", index).await.0, 200);
    }
    let points = json!({ "points": [
        { "id": CHAIR, "vector": { "dense": [2.0, 0.0], "sparse": { "indices": [7], "values": [0.5] } },
          "payload": { "family": ["chair", "seat"], "price": 400, "active": true } },
        { "id": DESK, "vector": { "dense": [0.6, 0.8], "sparse": { "indices": [7, 9], "values": [0.9, 0.1] } },
          "payload": { "family": "desk", "price": 900, "active": true } },
        { "id": LAMP, "vector": { "dense": [0.0, 1.0] },
          "payload": { "family": "lamp", "price": null, "active": false } },
    ]});
    let (status, answer) = put(&sim, "/collections/kb/points?wait=true", points).await;
    assert_eq!((status, &answer["result"]["status"]), (200, &json!("completed")));
    sim
}

async fn ask(sim: &Simulator, body: Value) -> Vec<(String, f64)> {
    let (status, answer) = post(sim, "/collections/kb/points/query", body).await;
    assert_eq!(status, 200, "{answer}");
    let points = answer["result"]["points"].as_array().unwrap().iter();
    points
        .map(|point| (point["id"].as_str().unwrap().to_owned(), point["score"].as_f64().unwrap()))
        .collect()
}

fn near(found: &[(String, f64)], wanted: &[(&str, f64)]) {
    let ids: Vec<&str> = found.iter().map(|(id, _)| id.as_str()).collect();
    assert_eq!(ids, wanted.iter().map(|(id, _)| *id).collect::<Vec<_>>());
    for ((id, score), (_, expected)) in found.iter().zip(wanted) {
        assert!((score - expected).abs() < 1e-6, "{id}: {score} instead of {expected}");
    }
}

#[tokio::test]
async fn a_collection_tells_what_it_is() {
    let sim = shop().await;
    let (_, told) = get_json(&format!("{}/collections/kb", sim.qdrant_url())).await;
    assert_eq!(told["result"]["config"]["params"]["vectors"]["dense"]["size"], 2);
    assert_eq!(told["result"]["payload_schema"]["family"]["data_type"], "keyword");
    assert_eq!(told["result"]["points_count"], 3);
    let (_, list) = get_json(&format!("{}/collections", sim.qdrant_url())).await;
    assert_eq!(list["result"]["collections"], json!([{ "name": "kb" }]));
    let again = put(&sim, "/collections/kb", json!({})).await;
    assert_eq!(refusal(&again), (409, "Wrong input: Collection `kb` already exists!"));
    let url = format!("{}/collections/kb", sim.qdrant_url());
    assert_eq!(call(Method::DELETE, &url, None).await.1["result"], json!(true));
    let gone = get_json(&url).await;
    assert_eq!(refusal(&gone), (404, "Not found: Collection `kb` doesn't exist!"));
}

#[tokio::test]
async fn dense_and_sparse_neighbours_are_exact() {
    let sim = shop().await;
    let found = ask(&sim, json!({ "query": [1.0, 0.0], "using": "dense", "limit": 2 })).await;
    near(&found, &[(CHAIR, 1.0), (DESK, 0.6)]);
    let words = json!({ "indices": [9, 7], "values": [1.0, 1.0] });
    let found = ask(&sim, json!({ "query": words, "using": "sparse" })).await;
    near(&found, &[(DESK, 1.0), (CHAIR, 0.5)]);
}

#[tokio::test]
async fn rankings_are_fused_by_their_places() {
    let sim = shop().await;
    let prefetch = json!([
        { "query": [1.0, 0.0], "using": "dense", "limit": 5 },
        { "query": { "indices": [7], "values": [1.0] }, "using": "sparse", "limit": 5 },
    ]);
    // The chair is first and second, the desk second and first, the lamp third of one list.
    let found = ask(&sim, json!({ "prefetch": prefetch, "query": { "fusion": "rrf" } })).await;
    let both = 1.0 / 2.0 + 1.0 / 3.0;
    assert_eq!(found.len(), 3);
    assert!((found[0].1 - both).abs() < 1e-4 && (found[1].1 - both).abs() < 1e-4, "{found:?}");
    assert!((found[2].1 - 0.25).abs() < 1e-4, "{found:?}");
    let rrf = json!({ "rrf": { "k": 60, "weights": [3.0, 1.0] } });
    let found = ask(&sim, json!({ "prefetch": prefetch, "query": rrf, "limit": 2 })).await;
    let chair = 1.0 / (1.0 / 3.0 + 59.0) + 1.0 / (2.0 + 59.0);
    let desk = 1.0 / (2.0 / 3.0 + 59.0) + 1.0 / 60.0;
    near(&found, &[(DESK, desk), (CHAIR, chair)]);
    let alone = post(&sim, "/collections/kb/points/query", json!({ "prefetch": prefetch })).await;
    assert_eq!(alone.0, 400);
}

#[tokio::test]
async fn filters_hold_and_want_their_indexes() {
    let sim = shop().await;
    let with = |filter: Value| {
        let query = json!({ "query": [1.0, 0.0], "using": "dense", "filter": filter });
        ask(&sim, query)
    };
    let found =
        with(json!({ "must": [{ "key": "family", "match": { "any": ["seat", "lamp"] } }] }));
    near(&found.await, &[(CHAIR, 1.0), (LAMP, 0.0)]);
    let found = with(json!({ "must": { "key": "price", "range": { "gte": 500, "lte": 900 } } }));
    near(&found.await, &[(DESK, 0.6)]);
    let found = with(json!({ "must_not": [{ "key": "active", "match": { "value": true } }] }));
    near(&found.await, &[(LAMP, 0.0)]);
    let found =
        with(json!({ "should": [{ "has_id": [LAMP] }, { "must": [{ "has_id": [DESK] }] }] }));
    near(&found.await, &[(DESK, 0.6), (LAMP, 0.0)]);

    let filter = json!({ "must": [{ "key": "colour", "match": { "value": "red" } }] });
    let query = json!({ "query": [1.0, 0.0], "using": "dense", "filter": filter });
    let refused = post(&sim, "/collections/kb/points/query", query.clone()).await;
    let (status, message) = refusal(&refused);
    assert_eq!(status, 400);
    assert!(message.starts_with("Bad request: Index required but not found for \"colour\""));
    let refused = post(&sim, "/collections/kb/points/delete", json!({ "filter": filter })).await;
    assert_eq!(refused.0, 400);

    let lenient = QdrantOptions { strict: false, api_key: None };
    let sim = simulator(Options { qdrant: lenient, ..Options::default() }).await;
    put(
        &sim,
        "/collections/kb",
        json!({ "vectors": { "dense": { "size": 2, "distance": "Dot" } } }),
    )
    .await;
    assert_eq!(ask(&sim, query).await, []);
}

#[tokio::test]
async fn what_does_not_fit_is_refused() {
    let sim = shop().await;
    let write = async |id: Value, vector: Value| {
        let body = json!({ "points": [{ "id": id, "vector": vector }] });
        put(&sim, "/collections/kb/points?wait=true", body).await
    };
    let refused = write(json!(1), json!({ "dense": [1.0, 0.0, 0.0] })).await;
    let expected = "Wrong input: Vector dimension error: expected dim: 2, got 3";
    assert_eq!(refusal(&refused), (400, expected));
    let refused = write(json!(1), json!({ "other": [1.0] })).await;
    assert_eq!(refusal(&refused), (400, "Wrong input: Not existing vector name error: other"));
    for id in [json!("kx-210"), json!(-1), json!(1.5)] {
        let refused = write(id, json!({ "dense": [1.0, 0.0] })).await;
        assert!(refusal(&refused).1.contains("is not a valid point ID"), "{refused:?}");
    }
    let twice = json!({ "sparse": { "indices": [1, 1], "values": [0.1, 0.2] } });
    assert_eq!(write(json!(1), twice).await.0, 422);
    let uneven = json!({ "sparse": { "indices": [1, 2], "values": [0.1] } });
    assert_eq!(write(json!(1), uneven).await.0, 422);
    assert_eq!(sim.qdrant().payloads("kb").len(), 3);
    let query = json!({ "query": [1.0], "using": "dense" });
    assert_eq!(post(&sim, "/collections/kb/points/query", query).await.0, 400);
}

#[tokio::test]
async fn points_are_read_through_changed_counted_and_deleted() {
    let sim = shop().await;
    let body = json!({ "limit": 2, "with_payload": ["price"] });
    let (_, page) = post(&sim, "/collections/kb/points/scroll", body).await;
    let page = &page["result"];
    assert_eq!(page["points"][0], json!({ "id": CHAIR, "payload": { "price": 400 } }));
    assert_eq!(page["next_page_offset"], json!(LAMP));
    let body = json!({ "limit": 2, "offset": LAMP });
    let (_, page) = post(&sim, "/collections/kb/points/scroll", body).await;
    assert_eq!(page["result"]["points"][0]["id"], json!(LAMP));
    assert_eq!(page["result"]["next_page_offset"], Value::Null);

    let set = json!({ "payload": { "price": 350 }, "points": [CHAIR] });
    let (_, done) = post(&sim, "/collections/kb/points/payload", set).await;
    assert_eq!(done["result"]["status"], "acknowledged");
    assert_eq!(sim.qdrant().payloads("kb")[CHAIR]["price"], 350);
    assert_eq!(sim.qdrant().payloads("kb")[CHAIR]["active"], true);

    let nobody = json!({ "payload": { "price": 1 }, "points": [5] });
    let refused = post(&sim, "/collections/kb/points/payload?wait=true", nobody).await;
    assert_eq!(refusal(&refused), (404, "Not found: No point with id 5 found"));

    let operations = json!({ "operations": [
        { "set_payload": { "payload": { "active": true }, "points": [LAMP] } },
        { "delete": { "filter": { "must": [{ "key": "family", "match": { "value": "desk" } }] } } },
    ]});
    let (status, done) = post(&sim, "/collections/kb/points/batch?wait=true", operations).await;
    assert_eq!((status, done["result"].as_array().map(Vec::len)), (200, Some(2)));
    let active = json!({ "filter": { "must": [{ "key": "active", "match": { "value": true } }] } });
    let (_, count) = post(&sim, "/collections/kb/points/count", active).await;
    assert_eq!(count["result"]["count"], 2);
    let (_, done) =
        post(&sim, "/collections/kb/points/delete?wait=true", json!({ "points": [CHAIR, 5] }))
            .await;
    assert_eq!(done["result"]["status"], "completed");
    assert_eq!(sim.qdrant().payloads("kb").into_keys().collect::<Vec<_>>(), [LAMP]);
}

#[tokio::test]
async fn the_door_has_a_key_and_faults_can_be_ordered() {
    let sim = shop().await;
    let url = format!("{}/collections", sim.qdrant_url());
    assert_eq!(client().get(&url).send().await.unwrap().status(), 401);
    let wrong = client().get(&url).header("api-key", "wrong").send().await.unwrap();
    assert_eq!(wrong.status(), 401);
    let health = client().get(format!("{}/healthz", sim.qdrant_url())).send().await.unwrap();
    assert_eq!(health.text().await.unwrap(), "healthz check passed");

    let busy = Effect::Status { status: 429, body: None, retry_after: Some(1), done: false };
    sim.faults().add(Fault::times("qdrant.query", 1, busy));
    let query = json!({ "query": [1.0, 0.0], "using": "dense" });
    assert_eq!(post(&sim, "/collections/kb/points/query", query.clone()).await.0, 429);
    assert_eq!(post(&sim, "/collections/kb/points/query", query).await.0, 200);
    sim.reset();
    assert_eq!(sim.qdrant().collections(), Vec::<String>::new());
}
