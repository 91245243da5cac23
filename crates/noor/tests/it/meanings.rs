//! Products by what they mean: the store of vectors follows the mirror, the search uses it where words
//! help no further, and nobody notices when it is not there.

use std::path::Path;

use noor_core::money::Currency;
use noor_providers::catalog::file::CatalogFile;
use noor_sim::{Effect, Fault, Options, SIMULATOR_KEY, Simulator};
use serde_json::{Value, json};
use sqlx::PgPool;

use crate::harness::TestApp;

/// Words that no catalogue and no lexicon has.
const STRANGE: &str = "zzgloomp qorvex";

/// A shop whose texts the simulator embeds, kept in `store`. The simulator's vectors know no meaning, so
/// `least` decides what is near enough.
async fn shop(db: PgPool, store: &str, least: &str) -> TestApp {
    let sim = Simulator::start(Options::default()).await.expect("a simulator");
    let (embedder, qdrant) = (sim.openrouter_url(), sim.qdrant_url());
    let settings = [
        ("NOOR_SEARCH__VECTOR_STORE", store),
        ("NOOR_SEARCH__QDRANT__URL", qdrant.as_str()),
        ("NOOR_SEARCH__QDRANT__API_KEY", SIMULATOR_KEY),
        ("NOOR_SEARCH__LEAST_SIMILARITY", least),
        ("NOOR_SEARCH__EMBEDDING__VENDOR", "openai"),
        ("NOOR_SEARCH__EMBEDDING__URL", embedder.as_str()),
        ("NOOR_SEARCH__EMBEDDING__API_KEY", SIMULATOR_KEY),
        ("NOOR_SEARCH__EMBEDDING__MODEL", "a-model-for-tests"),
        ("NOOR_SEARCH__EMBEDDING__QUERY_DEADLINE", "1s"),
    ];
    TestApp::around(db, sim, &settings).await
}

async fn search(app: &TestApp, query: &[(&str, &str)]) -> Value {
    let mut url =
        url::Url::parse("http://shop.example/api/v1/products/search").expect("it is there");
    url.query_pairs_mut().extend_pairs(query);
    let path = format!("{}?{}", url.path(), url.query().unwrap_or_default());
    let (status, body) = app.get(&path).await;
    assert_eq!(status, 200, "{body}");
    serde_json::from_str::<Value>(&body).expect("it is there")["products"].take()
}

fn chairs(path: &Path, names: &[(&str, u32)]) -> CatalogFile {
    let row = |(name, price): &(&str, u32)| {
        let sku = format!("ROW {}", name.chars().last().expect("it is there"));
        json!({"sku": sku, "name": format!("Chair {name}"), "family": "chair",
               "price": {"amount": price, "currency": "AED"}})
    };
    let lines: Vec<String> = names.iter().map(|it| row(it).to_string()).collect();
    std::fs::write(path, lines.join("\n")).expect("it is there");
    CatalogFile::new(path, Currency::AED)
}

async fn follows_the_mirror(app: &TestApp) {
    let folder = tempfile::tempdir().expect("it is there");
    let path = folder.path().join("chairs.jsonl");
    app.load(&chairs(&path, &[("Orin A", 100), ("Lume B", 200), ("Nabd C", 300)])).await;
    let calls = || app.sim.requests().count("models.embeddings");
    let first = app.indexes().await.expect("it is there");
    assert_eq!(
        (first.embedded, first.unchanged, first.points),
        (3, 0, 3),
        "the demo's rows are gone"
    );
    let asked = calls();
    let again = app.indexes().await.expect("it is there");
    assert_eq!((again.embedded, again.unchanged, again.removed), (0, 3, 0));
    app.load(&chairs(&path, &[("Orin A", 150), ("Lume B", 200), ("Nabd C", 300)])).await;
    assert_eq!(app.indexes().await.expect("it is there").embedded, 0, "a price means nothing");
    assert_eq!(calls(), asked, "what is known is not embedded again");
    app.load(&chairs(&path, &[("Orion A", 150), ("Lume B", 200)])).await;
    let last = app.indexes().await.expect("it is there");
    assert_eq!((last.embedded, last.unchanged, last.removed, last.points), (1, 1, 1, 2));
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn pgvector_follows_the_mirror(db: PgPool) {
    follows_the_mirror(&shop(db, "pgvector", "50").await).await;
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn qdrant_follows_the_mirror(db: PgPool) {
    follows_the_mirror(&shop(db, "qdrant", "50").await).await;
}

async fn finds_by_meaning_within_the_filters(app: &TestApp) {
    assert_eq!(search(app, &[("q", STRANGE)]).await, json!([]), "nothing is indexed yet");
    let indexed = app.indexes().await.expect("it is there");
    assert!(indexed.embedded > 100, "{indexed:?}");
    let similarity = |it: &Value| it["why"]["similarity"].as_f64().expect("it is there");
    let found = search(app, &[("q", STRANGE)]).await;
    let found = found.as_array().expect("it is there");
    assert!(!found.is_empty());
    assert!(found.is_sorted_by(|one, next| similarity(one) >= similarity(next)), "nearest first");
    assert!(found.iter().all(|it| it["why"]["by"] == "meaning"), "{found:?}");
    let limited = search(app, &[("q", &format!("{STRANGE} under 400"))]).await;
    let limited = limited.as_array().expect("it is there");
    assert!(!limited.is_empty());
    for product in limited {
        assert!(
            product["price"].as_str().expect("it is there").parse::<f64>().expect("it is there")
                <= 400.0,
            "{product}"
        );
    }
    assert!(limited.is_sorted_by(|one, next| similarity(one) >= similarity(next)), "nearest first");
    // What is understood is found by what it says, and only ordered by its meaning.
    let read = search(app, &[("q", "black mesh chair")]).await;
    assert_eq!(read[0]["why"]["by"], "traits", "{read}");
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn pgvector_finds_by_meaning_within_the_filters(db: PgPool) {
    finds_by_meaning_within_the_filters(&shop(db, "pgvector", "1").await).await;
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn qdrant_finds_by_meaning_within_the_filters(db: PgPool) {
    finds_by_meaning_within_the_filters(&shop(db, "qdrant", "1").await).await;
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn what_is_not_near_enough_is_no_match(db: PgPool) {
    let app = shop(db, "pgvector", "95").await;
    app.indexes().await.expect("it is there");
    assert_eq!(search(&app, &[("q", STRANGE)]).await, json!([]));
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn without_the_embedder_or_the_store_the_search_goes_on(db: PgPool) {
    let app = shop(db, "qdrant", "1").await;
    app.indexes().await.expect("it is there");
    let away: fn() -> Effect = || Effect::ResetBefore;
    let slow: fn() -> Effect = || Effect::Delay { ms: 60_000 };
    for (route, fault) in [
        ("models.embeddings", away),
        ("qdrant.query", away),
        ("models.embeddings", slow),
        ("qdrant.query", slow),
    ] {
        app.sim.faults().add(Fault::always(route, fault()));
        let chairs = search(&app, &[("q", "black mesh chair")]).await;
        assert!(!chairs.as_array().expect("it is there").is_empty(), "{route}");
        assert_eq!(search(&app, &[("q", STRANGE)]).await, json!([]), "{route}");
        let answer = app.customer("971500000001").asks("do you have black mesh chairs?").await;
        assert!(answer.contains("AED"), "{route}: {answer}");
        app.sim.faults().clear();
    }
}
