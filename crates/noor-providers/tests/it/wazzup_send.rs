use std::time::Duration;

use chrono::DateTime;
use noor_core::ids::OutgoingId;
use noor_core::message::{ChatAddress, Outgoing, OutgoingContent};
use noor_core::window;
use noor_providers::error::ProviderError;
use noor_providers::messaging::wazzup::Wazzup;
use noor_providers::messaging::{Accepted, Messenger, Refusal};
use noor_providers::wire;
use serde_json::json;
use uuid::Uuid;

use crate::server::{Answer, Server, nobody};

fn gateway(url: &str) -> Wazzup {
    Wazzup::new(wire::client("test").unwrap(), url, "key-1".into())
}

fn message(content: OutgoingContent) -> Outgoing {
    Outgoing {
        id: OutgoingId(Uuid::from_u128(7)),
        address: ChatAddress {
            channel: "line-1".to_owned(),
            messenger: "whatsapp".to_owned(),
            chat: "971500000001".to_owned(),
        },
        content,
        window: window::check(false, None, DateTime::UNIX_EPOCH).unwrap(),
    }
}

fn hello() -> Outgoing {
    message(OutgoingContent::Text { text: "Hello".to_owned(), buttons: Vec::new() })
}

#[tokio::test]
async fn a_text_and_a_file_leave_in_wazzups_words() {
    let server =
        Server::start(|_, _| Answer::json(201, &json!({"messageId": "m-1", "chatId": "x"}))).await;
    let gateway = gateway(&format!("{}/v3/", server.url));
    assert_eq!(gateway.send(&hello()).await.unwrap(), Accepted::As("m-1".to_owned()));
    let url = "https://shop.example/q/NR-1.pdf".to_owned();
    let document = OutgoingContent::Document { url, name: "NR-1.pdf".to_owned() };
    gateway.send(&message(document)).await.unwrap();

    let asked = server.asked();
    assert_eq!(asked[0].path, "/v3/message");
    assert_eq!(asked[0].headers["authorization"], "Bearer key-1");
    assert_eq!(
        asked[0].body,
        json!({"channelId": "line-1", "chatType": "whatsapp", "chatId": "971500000001",
            "text": "Hello", "crmMessageId": Uuid::from_u128(7).to_string(),
            "clearUnanswered": false})
    );
    assert_eq!(asked[1].body["contentUri"], "https://shop.example/q/NR-1.pdf");
    assert!(asked[1].body.get("text").is_none());
}

/// What a caller can do next.
fn next_step(result: &Result<Accepted, ProviderError>) -> String {
    match result {
        Ok(Accepted::As(id)) => format!("accepted {id}"),
        Ok(Accepted::Before) => "accepted before".to_owned(),
        Err(ProviderError::Unavailable { retry_after, .. }) => {
            format!("later {}", retry_after.unwrap_or_default().as_secs())
        }
        Err(ProviderError::Unconfirmed { .. }) => "unclear".to_owned(),
        Err(ProviderError::Refused { code, .. }) => format!("never {code}"),
    }
}

#[tokio::test]
async fn every_answer_says_what_to_do_next() {
    let error =
        |status, code: &str| Answer::json(status, &json!({"error": code, "description": "d"}));
    let table = [
        (Answer::json(200, &json!({"messageId": "m"})), "accepted m"),
        (error(400, "REPEATED_CRM_MESSAGE_ID"), "accepted before"),
        (error(400, "repeatedCrmMessageId"), "accepted before"),
        (Answer::text(201, "{\"messageId\""), "unclear"),
        (Answer::text(201, ""), "unclear"),
        (Answer::text(500, "oops"), "unclear"),
        (Answer::text(502, "<html>"), "unclear"),
        (error(400, "UNKNOWN_ERROR"), "unclear"),
        (error(400, "MESSAGES_CAN_NOT_ADD"), "unclear"),
        (Answer::text(429, ""), "later 5"),
        (Answer::text(429, "").header("retry-after", "2"), "later 2"),
        (error(400, "CHANNEL_NOT_FOUND"), "later 0"),
        (error(400, "MESSAGE_CHANNEL_UNAVAILABLE"), "later 0"),
        (error(400, "BAD_CONTACT"), "never badcontact"),
        (error(400, "MESSAGES_TOO_LONG_WABA"), "never messagestoolongwaba"),
        (Answer::json(400, &json!({"error": {"code": "BAD_CONTACT"}})), "never badcontact"),
        (
            Answer::json(400, &json!({"data": [{"code": "validationError"}]})),
            "never validationerror",
        ),
        (Answer::text(400, ""), "never "),
        (Answer::text(401, ""), "never unauthorized"),
        (error(403, "FORBIDDEN"), "never forbidden"),
        (Answer::text(404, "not found"), "never "),
        (Answer::text(302, "").header("location", "https://elsewhere.example"), "never "),
    ];
    for (answer, expected) in table {
        let shown = format!("{answer:?}");
        let server = Server::start(move |_, _| answer.clone()).await;
        let result = gateway(&server.url).send(&hello()).await;
        assert_eq!(next_step(&result), expected, "{shown}");
        assert_eq!(server.asked().len(), 1, "sent once: {shown}");
    }
}

#[tokio::test]
async fn a_gateway_that_cannot_be_reached_took_nothing() {
    let result = gateway(&nobody().await).send(&hello()).await;
    assert_eq!(next_step(&result), "later 0");
}

#[tokio::test]
async fn a_gateway_that_hangs_up_may_have_taken_it() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let hang_up = async {
        let (mut connection, _) = listener.accept().await.unwrap();
        tokio::io::AsyncReadExt::read(&mut connection, &mut [0; 4096]).await.unwrap();
    };
    let gateway = gateway(&url);
    let message = hello();
    let (result, ()) = tokio::join!(gateway.send(&message), hang_up);
    assert_eq!(next_step(&result), "unclear");
}

#[tokio::test]
async fn lines_decide_limits_and_the_window() {
    let server = Server::start(|_, _| {
        Answer::json(
            200,
            &json!([
                {"channelId": "waba", "transport": "wapi", "state": "active", "plainId": "1", "name": "n"},
                {"channelId": "personal", "transport": "whatsapp", "state": "ACTIVE"},
                {"channelId": "off", "transport": "telegram", "state": "notEnoughMoney"},
                "not a line",
            ]),
        )
    })
    .await;
    let gateway = gateway(&server.url);
    assert!(gateway.capabilities("personal").window_24h, "the strictest kind until it is known");
    let reports = gateway.channels().await.unwrap();
    let active: Vec<_> = reports.iter().map(|report| (&*report.channel, report.active)).collect();
    assert_eq!(active, [("waba", true), ("personal", true), ("off", false)]);
    assert_eq!(reports[2].state, "notEnoughMoney");

    let kinds = ["waba", "personal", "off", "never seen"].map(|channel| {
        let can = gateway.capabilities(channel);
        (can.max_text, can.window_24h, can.captions)
    });
    let strict = (1000, true, false);
    assert_eq!(kinds, [strict, (4000, false, false), (4000, false, false), strict]);
    assert!(gateway.capabilities("waba").repeat_guard < Duration::from_mins(1));
}

#[tokio::test]
async fn a_failed_reading_of_lines_keeps_what_is_known() {
    let server = Server::start(|_, before| match before {
        0 => Answer::json(200, &json!([{"channelId": "p", "transport": "whatsapp"}])),
        1 => Answer::text(503, ""),
        _ => Answer::text(401, ""),
    })
    .await;
    let gateway = gateway(&server.url);
    gateway.channels().await.unwrap();
    assert!(matches!(gateway.channels().await, Err(ProviderError::Unavailable { .. })));
    assert!(matches!(gateway.channels().await, Err(ProviderError::Refused { .. })));
    assert!(!gateway.capabilities("p").window_24h);
}

#[test]
fn a_refusal_says_what_would_help() {
    let gateway = gateway("http://127.0.0.1:9");
    assert_eq!(gateway.meaning("24_HOURS_EXCEEDED"), Refusal::WindowClosed);
    assert_eq!(gateway.meaning("messagestoolongwaba"), Refusal::TooLong);
    assert!(!format!("{gateway:?}").contains("key-1"));
}
