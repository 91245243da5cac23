//! On toy models of BGE-M3's shape (`tools/toy-model/generate.py`) and the real ONNX Runtime.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use noor_providers::embedding::bge_m3::{BgeM3, LoadError, Settings};
use noor_providers::embedding::{Embedder, Embedding, Identity, Purpose};
use noor_providers::error::ProviderError;
use tokio_util::task::TaskTracker;

/// The ONNX Runtime, if this machine has one; what was left out is said.
fn library() -> Option<PathBuf> {
    let named = std::env::var_os("NOOR_SEARCH__EMBEDDING__LIBRARY").map(PathBuf::from);
    let home = std::env::var_os("NOOR_HOME").map(PathBuf::from);
    let home =
        home.unwrap_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../.noor"));
    let library = named.unwrap_or_else(|| home.join("servers/onnxruntime/libonnxruntime.so"));
    if library.is_file() {
        return Some(library);
    }
    eprintln!(
        "NOT TESTED: the embedding model in process. Run `python3 tools/fetch_servers.py --runtime`, \
         or name libonnxruntime.so in NOOR_SEARCH__EMBEDDING__LIBRARY, to have it tested too."
    );
    None
}

fn toy(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/models").join(name)
}

fn settings(model: &str, library: PathBuf) -> Settings {
    Settings { folder: toy(model), library, workers: 1, query: Duration::from_secs(20) }
}

fn load(model: &str) -> Option<BgeM3> {
    Some(BgeM3::load(&settings(model, library()?)).unwrap())
}

fn own(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|text| (*text).to_owned()).collect()
}

fn near(a: &Embedding, b: &Embedding) -> f32 {
    a.dense.iter().zip(&b.dense).map(|(x, y)| x * y).sum()
}

#[tokio::test]
async fn texts_become_dense_vectors_and_weights_of_their_words() {
    let Some(model) = load("whole") else { return };
    let Identity { model: name, dimensions, sparse } = model.identity().await.unwrap();
    assert!(name.starts_with("bge-m3@") && name.len() == 19, "{name}");
    assert_eq!((dimensions, sparse), (1024, true));

    let texts = own(&["black mesh chair", "mesh chair black chair", "توصيل خزانة", "locker price"]);
    let found = model.embed(Purpose::Passage, &texts).await.unwrap();
    assert_eq!(found.len(), 4);
    for Embedding { dense, sparse } in &found {
        assert_eq!(dense.len(), 1024);
        assert!((dense.iter().map(|value| value * value).sum::<f32>() - 1.0).abs() < 1e-4);
        let sparse = sparse.as_ref().unwrap();
        assert!(sparse.is_sorted_by(|(a, _), (b, _)| a < b), "{sparse:?}");
        assert!(sparse.iter().all(|(id, weight)| *id >= 4 && *id < 256 && *weight > 0.0));
    }
    assert!(near(&found[0], &found[1]) > near(&found[0], &found[2]));
    let weights = |at: usize| found[at].sparse.clone().unwrap();
    assert_eq!(weights(0), weights(1), "the same words, one of them twice");
    assert!(!weights(2).is_empty(), "Arabic has words too");
    assert_eq!(model.embed(Purpose::Query, &texts).await.unwrap(), found, "no marks for questions");
}

#[tokio::test]
async fn a_text_is_placed_alike_alone_and_among_many() {
    let Some(model) = load("whole") else { return };
    let long = "meeting table with drawers ".repeat(400);
    let words = ["chair", "desk", "white leather sofa", &long, "مكتب أبيض"];
    let texts: Vec<String> =
        (0..150_usize).map(|number| format!("{} {number}", words[number % 5])).collect();
    let together = model.embed(Purpose::Passage, &texts).await.unwrap();
    for at in [0, 3, 77, 149] {
        let alone = model.embed(Purpose::Query, &texts[at..=at]).await.unwrap();
        assert!(near(&alone[0], &together[at]) > 0.999, "{at}");
        let weights = |it: &Embedding| {
            it.sparse.clone().unwrap().into_iter().map(|(id, _)| id).collect::<Vec<_>>()
        };
        assert_eq!(weights(&alone[0]), weights(&together[at]), "{at}");
    }
    assert_eq!(model.embed(Purpose::Passage, &[]).await.unwrap(), []);
    let error = model.embed(Purpose::Query, &own(&["desk", " "])).await.unwrap_err();
    assert!(error.to_string().contains("text 2 of 2 is empty"), "{error}");
}

#[tokio::test]
async fn a_model_without_weights_gives_the_first_tokens_state() {
    let (Some(hidden), Some(whole)) = (load("hidden"), load("whole")) else { return };
    let texts = own(&["black chair", "meeting table"]);
    let dense = hidden.embed(Purpose::Passage, &texts).await.unwrap();
    let both = whole.embed(Purpose::Passage, &texts).await.unwrap();
    for (dense, both) in dense.iter().zip(&both) {
        assert_eq!(dense.sparse, None);
        assert!(near(dense, both) > 0.9999);
    }
    let (hidden, whole) = (hidden.identity().await.unwrap(), whole.identity().await.unwrap());
    assert!(!hidden.sparse && hidden.model != whole.model);
}

#[tokio::test]
async fn weights_stand_under_the_ids_of_the_tokenizer() {
    let Some(model) = load("whole") else { return };
    let json = std::fs::read(toy("whole").join("tokenizer.json")).unwrap();
    let json: serde_json::Value = serde_json::from_slice(&json).unwrap();
    let pieces = json["model"]["vocab"].as_array().unwrap();
    let id = |word: &str| pieces.iter().position(|piece| piece[0] == word);
    let found = model.embed(Purpose::Query, &own(&["CHAIR desk"])).await.unwrap().remove(0);
    let found: BTreeMap<u32, f32> = found.sparse.unwrap().into_iter().collect();
    let alone = async |word: &str| {
        let mut found = model.embed(Purpose::Query, &own(&[word])).await.unwrap();
        found.remove(0).sparse.unwrap()
    };
    let mut expected = alone("chair").await;
    expected.extend(alone("desk").await);
    let words = ["▁chair", "▁desk"].map(|word| u32::try_from(id(word).unwrap()).unwrap());
    assert!(expected.iter().all(|(id, _)| words.contains(id)), "{expected:?}");
    assert_eq!(found, expected.into_iter().collect::<BTreeMap<_, _>>());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_question_does_not_wait_for_what_is_being_indexed() {
    let Some(model) = load("slow") else { return };
    let model = Arc::new(model);
    let question = own(&["black chair"]);
    let started = Instant::now();
    let alone = model.embed(Purpose::Query, &question).await.unwrap();
    let alone_took = started.elapsed();

    let tracker = TaskTracker::new();
    let texts: Vec<String> = (0..1500).map(|number| format!("chair {number}")).collect();
    let indexing = tracker.spawn({
        let (model, texts) = (Arc::clone(&model), texts.clone());
        async move { (model.embed(Purpose::Passage, &texts).await.unwrap(), Instant::now()) }
    });
    tokio::time::sleep(Duration::from_millis(100)).await;
    let mut slowest = Duration::ZERO;
    for _ in 0..3 {
        let started = Instant::now();
        let found = model.embed(Purpose::Query, &question).await.unwrap();
        slowest = slowest.max(started.elapsed());
        assert!(near(&found[0], &alone[0]) > 0.9999);
    }
    let answered = Instant::now();
    let (indexed, at) = indexing.await.unwrap();
    assert!(at > answered, "the questions were first: alone {alone_took:?}, slowest {slowest:?}");
    assert_eq!(indexed.len(), texts.len(), "nothing is lost by being stopped");
    for at in [0, 700, 1499] {
        let own = model.embed(Purpose::Query, &texts[at..=at]).await.unwrap();
        assert!(near(&own[0], &indexed[at]) > 0.999, "{at}");
    }
}

#[tokio::test]
async fn a_question_has_its_time_and_no_more() {
    let Some(library) = library() else { return };
    let hasty = Settings { query: Duration::from_millis(1), ..settings("slow", library) };
    let model = BgeM3::load(&hasty).unwrap();
    // So many at once take a hundred times as long.
    let texts = vec!["black chair".to_owned(); 400];
    let found = model.embed(Purpose::Query, &texts).await.map(|found| found.len());
    assert!(matches!(found, Err(ProviderError::Unavailable { .. })), "{found:?}");
    assert_eq!(model.embed(Purpose::Passage, &texts).await.unwrap().len(), 400);
}

#[test]
fn what_is_not_there_is_named_with_what_to_do() {
    let folder = tempfile::tempdir().unwrap();
    let settings =
        Settings { folder: folder.path().to_owned(), ..settings("whole", "none".into()) };
    let error = BgeM3::load(&settings).unwrap_err();
    assert!(matches!(error, LoadError::Missing { .. }), "{error:?}");

    let without = Settings { folder: toy("whole"), ..settings };
    let error = BgeM3::load(&without).unwrap_err().to_string();
    assert!(error.contains("none cannot be used: there is no such file"), "{error}");
    let wrong = folder.path().join("libonnxruntime.so");
    std::fs::write(&wrong, "no library").unwrap();
    let error = BgeM3::load(&Settings { library: wrong, ..without }).unwrap_err().to_string();
    assert!(error.contains("fetch_servers.py --runtime"), "{error}");
}

#[test]
fn a_folder_with_the_wrong_things_in_it_is_refused() {
    let Some(library) = library() else { return };
    let error = BgeM3::load(&settings("strange", library.clone())).unwrap_err();
    assert!(matches!(error, LoadError::Strange { .. }), "{error:?}");
    let error = error.to_string();
    assert!(error.contains("input_ids") && error.contains("logits"), "{error}");

    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, bytes: &[u8]| std::fs::write(folder.path().join(name), bytes).unwrap();
    let load = || {
        let settings =
            Settings { folder: folder.path().to_owned(), ..settings("whole", library.clone()) };
        BgeM3::load(&settings).unwrap_err()
    };
    write("model.onnx", b"\x00no network");
    write("tokenizer.json", b"{}");
    assert!(matches!(load(), LoadError::Tokenizer { .. }));
    let tokenizer = std::fs::read(toy("whole").join("tokenizer.json")).unwrap();
    write("tokenizer.json", &tokenizer);
    assert!(matches!(load(), LoadError::Model { .. }));
    let network = std::fs::read(toy("whole").join("model.onnx")).unwrap();
    write("model.onnx", &network[..network.len() / 2]);
    assert!(matches!(load(), LoadError::Model { .. }));
}
