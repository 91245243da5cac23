use std::time::{Duration, Instant};

use noor_providers::error::ProviderError;
use noor_providers::media::Media;
use noor_providers::wire;
use serde_json::json;

use crate::server::{Answer, Server, nobody};

const PATIENCE: Duration = Duration::from_secs(5);
const LARGEST: usize = 1024;

/// Fetches `path` of a gateway that is configured at `gateway`.
async fn fetch(gateway: &str, link: &str, within: Duration) -> Result<Vec<u8>, ProviderError> {
    let gateway = format!("{gateway}/api").parse().unwrap();
    let http = wire::client("test").unwrap();
    let media = Media::new("the store", http, "test", [&gateway]).unwrap();
    media.fetch(link, LARGEST, within).await
}

#[tokio::test]
async fn a_file_is_fetched_from_the_gateway_and_where_it_points_to() {
    let server = Server::start(|asked, _| match asked.path.as_str() {
        "/store/old" => Answer::text(302, "").header("location", "/store/new?filename=voice.ogg"),
        _ => Answer::text(200, "the sound"),
    })
    .await;
    let file = fetch(&server.url, &format!("{}/store/old", server.url), PATIENCE).await.unwrap();
    assert_eq!(file, b"the sound");
    assert!(server.asked().iter().all(|asked| !asked.headers.contains_key("authorization")));
}

#[tokio::test]
async fn a_file_that_will_not_come_is_refused() {
    let server = Server::start(|asked, _| match asked.path.as_str() {
        "/large" => Answer::text(200, &"x".repeat(LARGEST + 1)),
        "/round" => Answer::text(302, "").header("location", "/round"),
        "/inside" => Answer::text(302, "").header("location", "http://127.0.0.1:1/admin"),
        _ => Answer::json(404, &json!({})),
    })
    .await;
    for (path, code) in
        [("large", "toolarge"), ("round", "redirect"), ("inside", "address"), ("gone", "http404")]
    {
        let link = format!("{}/{path}", server.url);
        match fetch(&server.url, &link, PATIENCE).await {
            Err(ProviderError::Refused { code: found, .. }) => assert_eq!(found, code, "{path}"),
            other => panic!("{path}: {other:?}"),
        }
    }
}

#[tokio::test]
async fn another_server_on_the_shops_machine_is_never_asked() {
    let own = Server::start(|_, _| Answer::text(200, "secret")).await;
    let gateway = nobody().await;
    let outcome = fetch(&gateway, &format!("{}/a", own.url), PATIENCE).await;
    assert!(matches!(outcome, Err(ProviderError::Refused { .. })), "{outcome:?}");
    assert_eq!(own.asked().len(), 0);
}

#[tokio::test]
async fn a_gateway_that_is_slow_or_broken_may_have_it_later() {
    let server = Server::start(|asked, _| match asked.path.as_str() {
        "/slow" => Answer::text(200, "late").after(Duration::from_secs(30)),
        _ => Answer::text(503, ""),
    })
    .await;
    let started = Instant::now();
    for path in ["slow", "broken"] {
        let link = format!("{}/{path}", server.url);
        let outcome = fetch(&server.url, &link, Duration::from_millis(300)).await;
        assert!(matches!(outcome, Err(ProviderError::Unavailable { .. })), "{path}: {outcome:?}");
    }
    assert!(started.elapsed() < PATIENCE);
}
