use std::time::{Duration, Instant};

use noor_providers::error::ProviderError;
use noor_providers::speech::openai::OpenAiTranscriber;
use noor_providers::speech::{Recording, Transcriber, Transcription};
use noor_providers::wire;
use rust_decimal::Decimal;
use serde_json::json;

use crate::server::{Answer, Server, nobody};

const OGG: &[u8] =
    b"OggS\0\x02\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x01\x13OpusHead\x01\x01and so on";
const PATIENCE: Duration = Duration::from_secs(5);

async fn hear_within(url: &str, within: Duration) -> Transcription {
    let http = wire::client("test").unwrap();
    let transcriber = OpenAiTranscriber::new(http, url, Some("a-key".into()), "hears-well");
    transcriber.transcribe(&Recording::of(OGG.to_vec()).unwrap(), within).await
}

async fn hear(url: &str) -> Transcription {
    hear_within(url, PATIENCE).await
}

#[tokio::test]
async fn a_note_is_sent_as_what_it_is_and_its_words_and_price_come_back() {
    let server = Server::start(|_, _| {
        let usage =
            json!({"type": "tokens", "input_tokens": 14, "output_tokens": 5, "cost": 3.0e-4});
        Answer::json(200, &json!({"text": " بكم الكرسي؟\n", "usage": usage}))
    })
    .await;
    let heard = hear(&format!("{}/v1/", server.url)).await;
    assert_eq!(heard.result.unwrap(), "بكم الكرسي؟");
    assert_eq!((heard.call.role, heard.call.outcome.as_str()), ("transcribe", "ok"));
    assert_eq!(heard.call.model, "hears-well");
    assert_eq!((heard.call.usage.tokens_in, heard.call.usage.tokens_out), (14, 5));
    assert_eq!(heard.call.usage.cost_usd, Some(Decimal::new(3, 4)));

    let [asked] = server.asked().try_into().unwrap_or_else(|asked| panic!("{asked:?}"));
    assert_eq!(asked.path, "/v1/audio/transcriptions");
    assert_eq!(asked.headers["authorization"], "Bearer a-key");
    assert!(asked.headers["content-type"].to_str().unwrap().starts_with("multipart/form-data"));
    for part in ["filename=\"voice.ogg\"", "audio/ogg", "hears-well", "json", "OpusHead"] {
        assert!(asked.text.contains(part), "{part}: {}", asked.text);
    }
    assert!(!asked.text.contains("language"), "customers speak two");
}

#[tokio::test]
async fn openrouter_is_asked_for_privacy_with_every_note() {
    let server = Server::start(|_, _| Answer::json(200, &json!({"text": "two desks"}))).await;
    let http = wire::client("test").unwrap();
    let transcriber = OpenAiTranscriber::new(http, &server.url, Some("a-key".into()), "a/hears");
    for private in [true, false] {
        let transcriber = transcriber.clone().at_openrouter(private);
        let recording = Recording::of(b"ID3\x04".to_vec()).unwrap();
        let heard = transcriber.transcribe(&recording, PATIENCE).await;
        assert_eq!(heard.result.unwrap(), "two desks");
    }
    let bodies: Vec<_> = server.asked().into_iter().map(|asked| asked.body).collect();
    let open = json!({"model": "a/hears", "response_format": "json",
        "input_audio": {"data": "SUQzBA==", "format": "mp3"}});
    let mut private = open.clone();
    private["provider"] = json!({"zdr": true, "data_collection": "deny"});
    assert_eq!(bodies, [private, open]);
}

#[tokio::test]
async fn silence_is_an_answer() {
    let server = Server::start(|_, _| Answer::json(200, &json!({"text": " \n"}))).await;
    let heard = hear(&server.url).await;
    assert_eq!(heard.result.unwrap(), "");
    assert_eq!(heard.call.usage.cost_usd, None);
}

#[tokio::test]
async fn what_passes_is_tried_once_more() {
    for first in [
        Answer::json(500, &json!({})),
        Answer::json(429, &json!({})).header("retry-after", "0"),
        Answer::text(200, "<html>one moment</html>"),
    ] {
        let server = Server::start(move |_, before| {
            if before == 0 {
                first.clone()
            } else {
                Answer::json(200, &json!({"text": "two desks"}))
            }
        })
        .await;
        assert_eq!(hear(&server.url).await.result.unwrap(), "two desks");
        assert_eq!(server.asked().len(), 2);
    }
}

#[tokio::test]
async fn what_does_not_pass_is_given_up_without_the_servers_words() {
    let server = Server::start(|_, _| {
        Answer::json(400, &json!({"error": {"message": "cannot read: two desks for Sara"}}))
    })
    .await;
    let heard = hear(&server.url).await;
    let error = heard.result.unwrap_err();
    assert!(matches!(error, ProviderError::Refused { .. }), "{error:?}");
    assert!(!format!("{error:?}").contains("Sara"), "{error:?}");
    assert_eq!(heard.call.outcome, "http400");
    assert_eq!(server.asked().len(), 1);

    let broken = Server::start(|_, _| Answer::json(503, &json!({}))).await;
    let heard = hear(&broken.url).await;
    assert!(matches!(heard.result, Err(ProviderError::Unavailable { .. })), "{heard:?}");
    assert_eq!(heard.call.outcome, "http503");
    assert_eq!(broken.asked().len(), 2);

    let heard = hear(&nobody().await).await;
    assert_eq!(heard.call.outcome, "connection");
}

#[tokio::test]
async fn a_slow_server_is_not_waited_for() {
    let slow = Duration::from_secs(30);
    let server =
        Server::start(move |_, _| Answer::json(200, &json!({"text": "late"})).after(slow)).await;
    let started = Instant::now();
    let heard = hear_within(&server.url, Duration::from_millis(300)).await;
    assert!(matches!(heard.result, Err(ProviderError::Unavailable { .. })), "{heard:?}");
    assert_eq!(heard.call.outcome, "timeout");
    assert!(started.elapsed() < PATIENCE);
}
