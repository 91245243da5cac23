//! Faults as a caller feels them.

use std::time::{Duration, Instant};

use noor_sim::{Effect, Fault, Options, SIMULATOR_KEY, Simulator};
use serde_json::json;

use crate::harness::{client, outgoing, post_json, simulator};

const CHAT: &str = "971500000001";

async fn try_send(sim: &Simulator, limit: Duration) -> reqwest::Result<reqwest::Response> {
    let url = format!("{}/v3/message", sim.wazzup_url());
    let request = client().post(url).bearer_auth(SIMULATOR_KEY).json(&outgoing(CHAT, "Hello"));
    request.timeout(limit).send().await
}

const LIMIT: Duration = Duration::from_secs(5);

#[tokio::test]
async fn a_reset_before_does_nothing_and_a_reset_after_has_done_it() {
    let sim = simulator(Options::default()).await;
    sim.faults().add(Fault::times("wazzup.send", 1, Effect::ResetBefore));
    let error = try_send(&sim, LIMIT).await.unwrap_err();
    assert!(!error.is_timeout() && !error.is_connect(), "{error:?}");
    assert!(sim.wazzup().sent().is_empty());

    sim.faults().add(Fault::times("wazzup.send", 1, Effect::ResetAfter));
    try_send(&sim, LIMIT).await.unwrap_err();
    assert_eq!(sim.wazzup().sent().len(), 1);
    assert_eq!(try_send(&sim, LIMIT).await.unwrap().status(), 201);
}

#[tokio::test]
async fn a_timeout_after_success_has_done_it_too() {
    let sim = simulator(Options::default()).await;
    sim.faults().add(Fault::times("wazzup.send", 1, Effect::HangAfter { ms: 60_000 }));
    let error = try_send(&sim, Duration::from_millis(200)).await.unwrap_err();
    assert!(error.is_timeout());
    assert_eq!(sim.wazzup().sent().len(), 1);
    let stopping = Instant::now();
    sim.stop().await;
    assert!(stopping.elapsed() < Duration::from_secs(3), "a hanging caller holds up the end");
}

#[tokio::test]
async fn statuses_carry_body_and_retry_after() {
    let sim = simulator(Options::default()).await;
    let fault = json!({
        "route": "wazzup.send", "times": 1,
        "effect": { "kind": "status", "status": 429, "retry_after": 3, "body": { "error": "X" } },
    });
    let (status, _) = post_json(&format!("{}/__sim/faults", sim.url()), fault).await;
    assert_eq!(status, 204);
    let response = try_send(&sim, LIMIT).await.unwrap();
    assert_eq!(response.status(), 429);
    assert_eq!(response.headers()["retry-after"], "3");
    assert!(response.text().await.unwrap().contains("\"X\""));
    assert!(sim.wazzup().sent().is_empty());

    let done = Effect::Status { status: 500, body: None, retry_after: None, done: true };
    sim.faults().add(Fault::times("wazzup.*", 1, done));
    assert_eq!(try_send(&sim, LIMIT).await.unwrap().status(), 500);
    assert_eq!(sim.wazzup().sent().len(), 1, "done, and yet 500");
}

#[tokio::test]
async fn bodies_can_be_torn_or_html() {
    let sim = simulator(Options::default()).await;
    sim.faults().add(Fault::times("wazzup.send", 1, Effect::TruncatedBody));
    let response = try_send(&sim, LIMIT).await;
    let torn = match response {
        Ok(response) => response.text().await.is_err(),
        Err(error) => !error.is_timeout(),
    };
    assert!(torn);
    assert_eq!(sim.wazzup().sent().len(), 1);

    sim.faults().add(Fault::times("wazzup.send", 1, Effect::HtmlBody { status: 502 }));
    let response = try_send(&sim, LIMIT).await.unwrap();
    assert_eq!(response.status(), 502);
    assert_eq!(response.headers()["content-type"], "text/html");
}

#[tokio::test]
async fn a_delay_only_delays() {
    let sim = simulator(Options::default()).await;
    sim.faults().add(Fault::times("wazzup.send", 1, Effect::Delay { ms: 120 }));
    let start = Instant::now();
    assert_eq!(try_send(&sim, LIMIT).await.unwrap().status(), 201);
    assert!(start.elapsed() >= Duration::from_millis(120));
}

#[tokio::test]
async fn a_wrong_fault_is_refused() {
    let sim = simulator(Options::default()).await;
    let fault = json!({ "route": "wazzup.send", "effect": { "kind": "earthquake" } });
    let (status, _) = post_json(&format!("{}/__sim/faults", sim.url()), fault).await;
    assert_eq!(status, 422);
    assert!(sim.faults().pending().is_empty());
}
