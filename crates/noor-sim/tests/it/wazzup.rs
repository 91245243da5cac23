//! The gateway's API: what it takes, what it refuses, and what the customer sees of it.

use std::net::SocketAddr;
use std::time::Duration;

use axum::Router;
use axum::http::header;
use axum::response::Redirect;
use axum::routing::get;
use noor_sim::{
    Author, Channel, DEFAULT_CHANNEL, Kind, News, Options, Side, Simulator, Template, Transport,
    WazzupBehaviour, WazzupOptions,
};
use reqwest::Method;
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio_util::task::TaskTracker;

use crate::harness::{call, client, eventually, get_json, outgoing, post_json, simulator};

const CHAT: &str = "971500000001";

fn send_url(sim: &Simulator) -> String {
    format!("{}/v3/message", sim.wazzup_url())
}

async fn send(sim: &Simulator, body: Value) -> (u16, Value) {
    post_json(&send_url(sim), body).await
}

fn over(mut base: Value, changes: &Value) -> Value {
    for (key, value) in changes.as_object().unwrap() {
        base[key] = value.clone();
    }
    base
}

fn channels(transport: Transport) -> Options {
    let channels = vec![Channel::new(DEFAULT_CHANNEL, transport)];
    Options { wazzup: WazzupOptions { channels, ..WazzupOptions::default() }, ..Options::default() }
}

#[tokio::test]
async fn an_accepted_send_is_what_the_customer_sees() {
    let sim = simulator(Options::default()).await;
    let mut changes = sim.wazzup().subscribe();
    let body = over(outgoing(CHAT, "Hello"), &json!({ "crmMessageId": "out-1" }));
    let (status, answer) = send(&sim, body).await;
    assert_eq!(status, 201);
    assert_eq!(answer["chatId"], CHAT);

    let seen = sim.wazzup().chat(CHAT);
    assert_eq!(seen.len(), 1);
    assert_eq!(answer["messageId"], seen[0].id.as_str());
    assert_eq!(seen[0].text.as_deref(), Some("Hello"));
    assert_eq!(seen[0].crm_message_id.as_deref(), Some("out-1"));
    assert_eq!((seen[0].from, seen[0].author), (Side::Business, Author::Api));
    let change = changes.recv().await.unwrap();
    assert_eq!((change.news, change.message.id), (News::Message, seen[0].id.clone()));
    sim.stop().await;
}

#[tokio::test]
async fn without_the_key_nothing_is_done() {
    let sim = simulator(Options::default()).await;
    for key in [None, Some("another-key")] {
        let request = client().post(send_url(&sim)).json(&outgoing(CHAT, "Hello"));
        let request = match key {
            Some(key) => request.bearer_auth(key),
            None => request,
        };
        assert_eq!(request.send().await.unwrap().status(), 401);
    }
    assert!(sim.wazzup().sent().is_empty());
}

#[tokio::test]
async fn bad_messages_are_refused_with_their_codes() {
    let sim = simulator(Options::default()).await;
    sim.wazzup().add_channel(Channel::new("second", Transport::Telegram));
    sim.wazzup().add_channel(Channel::new("blocked", Transport::Whatsapp));
    sim.wazzup().set_channel_state("blocked", "blocked");
    let fine = outgoing(CHAT, "Hello");
    let long = "ك".repeat(10_001);
    let table = [
        (json!({ "contentUri": "https://shop.example/a.pdf" }), "MESSAGE_ONLY_TEXT_OR_CONTENT"),
        (json!({ "text": null }), "MESSAGE_NOTHING_TO_SEND"),
        (json!({ "text": " \n" }), "MESSAGES_TEXT_CAN_NOT_BE_BLANK"),
        (json!({ "text": long }), "MESSAGE_TEXT_TOO_LONG"),
        (json!({ "text": 7 }), "INVALID_MESSAGE_DATA"),
        (json!({ "channelId": "nowhere" }), "CHANNEL_NOT_FOUND"),
        (json!({ "channelId": null }), "INVALID_MESSAGE_DATA"),
        (json!({ "channelId": "blocked" }), "CHANNEL_BLOCKED"),
        (json!({ "channelId": "second" }), "WRONG_TRANSPORT"),
        (json!({ "chatType": "pigeon" }), "INVALID_MESSAGE_DATA"),
        (json!({ "chatId": "+971500000001" }), "INVALID_MESSAGE_DATA"),
        (json!({ "refMessageId": "unknown" }), "REFERENCE_MESSAGE_NOT_FOUND"),
        (json!({ "templateId": "any" }), "WRONG_TRANSPORT"),
        (json!({ "buttonsObject": { "buttons": [] } }), "INVALID_MESSAGE_DATA"),
    ];
    for (change, code) in table {
        let (status, error) = send(&sim, over(fine.clone(), &change)).await;
        assert_eq!((status, error["error"].as_str()), (400, Some(code)), "{change:.60}");
        assert!(error["requestId"].is_string(), "{error}");
    }
    assert!(sim.wazzup().sent().is_empty());
    let (status, _) = send(&sim, over(fine, &json!({ "text": "ك".repeat(10_000) }))).await;
    assert_eq!(status, 201);
}

#[tokio::test]
async fn the_repeat_guard_holds_for_sixty_seconds_only() {
    let sim = simulator(Options::default()).await;
    let body = over(outgoing(CHAT, "Once?"), &json!({ "crmMessageId": "out-7" }));
    assert_eq!(send(&sim, body.clone()).await.0, 201);
    sim.clock().advance(Duration::from_secs(55));
    let (status, error) = send(&sim, body.clone()).await;
    assert_eq!((status, &error["error"]), (400, &json!("REPEATED_CRM_MESSAGE_ID")));
    assert_eq!(error["data"], json!({ "crmMessageId": "out-7" }));
    assert_eq!(error["messageId"], Value::Null);
    assert_eq!(sim.wazzup().chat(CHAT).len(), 1);

    sim.clock().advance(Duration::from_secs(6));
    assert_eq!(send(&sim, body).await.0, 201);
    assert_eq!(sim.wazzup().chat(CHAT).len(), 2, "the customer really sees it twice");
}

#[tokio::test]
async fn the_rate_limit_lasts_until_the_five_seconds_are_over() {
    let wazzup = WazzupOptions { rate_limit: Some(3), ..WazzupOptions::default() };
    let sim = simulator(Options { wazzup, ..Options::default() }).await;
    let mut statuses = Vec::new();
    for _ in 0..4 {
        statuses.push(get_json(&format!("{}/v3/channels", sim.wazzup_url())).await.0);
    }
    assert_eq!(statuses, [200, 200, 200, 429]);
    sim.clock().advance(Duration::from_secs(5));
    assert_eq!(send(&sim, outgoing(CHAT, "Hello")).await.0, 201);
}

#[tokio::test]
async fn the_business_api_refuses_late_what_a_personal_number_sends() {
    let sim = simulator(channels(Transport::Wapi)).await;
    sim.wazzup().customer_writes(noor_sim::CustomerMessage::text(CHAT, "Hi"));
    sim.clock().advance(Duration::from_hours(23));
    assert_eq!(send(&sim, outgoing(CHAT, "inside")).await.0, 201);
    sim.clock().advance(Duration::from_hours(2));
    assert_eq!(send(&sim, outgoing(CHAT, "outside")).await.0, 201, "the refusal comes later");

    let texts: Vec<_> = sim.wazzup().chat(CHAT).into_iter().filter_map(|m| m.text).collect();
    assert_eq!(texts, ["Hi", "inside"]);
    let sent = sim.wazzup().sent();
    assert_eq!(sent[1].refused.as_deref(), Some("24_HOURS_EXCEEDED"));

    let (_, error) = send(&sim, outgoing(CHAT, &"a".repeat(1025))).await;
    assert_eq!(error["error"], "MESSAGES_TOO_LONG_WABA");

    let personal = simulator(channels(Transport::Whatsapp)).await;
    assert_eq!(send(&personal, outgoing(CHAT, "cold")).await.0, 201);
    assert_eq!(personal.wazzup().chat(CHAT).len(), 1);
}

#[tokio::test]
async fn an_approved_template_passes_the_closed_window() {
    let mut options = channels(Transport::Wapi);
    options.wazzup.templates = vec![Template {
        template_guid: "t-1".to_owned(),
        name: "offer".to_owned(),
        language: "en".to_owned(),
        status: "approved".to_owned(),
        body: "Dear {{1}}, offer {{2}} is ready.".to_owned(),
    }];
    let sim = simulator(options).await;
    let template = json!({
        "channelId": DEFAULT_CHANNEL, "chatType": "whatsapp", "chatId": CHAT,
        "templateId": "t-1", "templateValues": ["Client A", "NR-1"],
    });
    assert_eq!(send(&sim, template.clone()).await.0, 201);
    let seen = sim.wazzup().chat(CHAT);
    assert_eq!(seen[0].text.as_deref(), Some("Dear Client A, offer NR-1 is ready."));
    assert_eq!(seen[0].kind, Kind::WapiTemplate);
    assert_eq!(send(&sim, over(template, &json!({ "templateId": "t-2" }))).await.0, 201);
    assert_eq!(sim.wazzup().sent()[1].refused.as_deref(), Some("TEMPLATE_NOT_FOUND"));
    let (_, list) = get_json(&format!("{}/v3/templates/whatsapp", sim.wazzup_url())).await;
    assert_eq!(list[0]["templateGuid"], "t-1");
}

#[tokio::test]
async fn buttons_exist_on_the_business_api_and_surplus_ones_vanish() {
    let sim = simulator(channels(Transport::Wapi)).await;
    sim.wazzup().customer_writes(noor_sim::CustomerMessage::text(CHAT, "Hi"));
    let buttons: Vec<Value> = (0..12).map(|at| json!({ "text": format!("B{at}") })).collect();
    let body = over(outgoing(CHAT, "Pick"), &json!({ "buttonsObject": { "buttons": buttons } }));
    assert_eq!(send(&sim, body).await.0, 201);
    assert_eq!(sim.wazzup().chat(CHAT)[1].buttons.len(), 10);
}

/// A host of files: a good one, a big one, a moved one, and a page.
async fn file_host() -> SocketAddr {
    let pdf = || async { ([(header::CONTENT_TYPE, "application/pdf")], "%PDF-1.7 offer") };
    let big = || async { ([(header::CONTENT_TYPE, "image/png")], vec![0_u8; (10 << 20) + 1]) };
    let page = || async { ([(header::CONTENT_TYPE, "text/html; charset=utf-8")], "<html>") };
    let router = Router::new()
        .route("/files/offer.pdf", get(pdf))
        .route("/files/big.png", get(big))
        .route("/files/page", get(page))
        .route("/files/moved.pdf", get(|| async { Redirect::temporary("/files/offer.pdf") }));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    TaskTracker::new().spawn(async move { axum::serve(listener, router).await });
    address
}

#[tokio::test]
async fn the_gateway_fetches_files_itself_and_is_strict_about_it() {
    let sim = simulator(Options::default()).await;
    let host = file_host().await;
    let file = |path: &str| {
        let uri = format!("http://{host}/files/{path}");
        over(outgoing(CHAT, ""), &json!({ "text": null, "contentUri": uri }))
    };
    assert_eq!(send(&sim, file("offer.pdf")).await.0, 201);
    let seen = sim.wazzup().chat(CHAT).remove(0);
    let fetched = seen.file.unwrap();
    assert_eq!((seen.kind, fetched.name.as_str(), fetched.size), (Kind::Document, "offer.pdf", 14));

    for (path, code) in [
        ("moved.pdf", "MESSAGE_DOWNLOAD_CONTENT_ERROR"),
        ("missing.pdf", "MESSAGE_DOWNLOAD_CONTENT_ERROR"),
        ("big.png", "MESSAGES_CONTENT_SIZE_EXCEEDED"),
        ("page", "MESSAGE_WRONG_CONTENT_TYPE"),
    ] {
        let (status, error) = send(&sim, file(path)).await;
        assert_eq!((status, error["error"].as_str()), (400, Some(code)), "{path}");
    }

    sim.wazzup()
        .set_behaviour(WazzupBehaviour { fetch_content: false, ..WazzupBehaviour::default() });
    assert_eq!(send(&sim, file("missing.png")).await.0, 201);
    assert_eq!(sim.wazzup().chat(CHAT)[1].kind, Kind::Image);
}

#[tokio::test]
async fn sent_messages_can_be_changed_where_the_messenger_allows_it() {
    let sim = simulator(Options::default()).await;
    let (_, answer) = send(&sim, outgoing(CHAT, "Helo")).await;
    let url = format!("{}/{}", send_url(&sim), answer["messageId"].as_str().unwrap());
    assert_eq!(call(Method::PATCH, &url, Some(json!({ "text": "Hello" }))).await.0, 200);
    assert_eq!(call(Method::DELETE, &url, None).await.0, 200);
    let seen = sim.wazzup().chat(CHAT).remove(0);
    assert_eq!((seen.text.as_deref(), seen.edited, seen.deleted), (Some("Hello"), true, true));

    let sim = simulator(channels(Transport::Wapi)).await;
    sim.wazzup().customer_writes(noor_sim::CustomerMessage::text(CHAT, "Hi"));
    let (_, answer) = send(&sim, outgoing(CHAT, "Helo")).await;
    let url = format!("{}/{}", send_url(&sim), answer["messageId"].as_str().unwrap());
    let (status, error) = call(Method::DELETE, &url, None).await;
    assert_eq!((status, &error["error"]), (400, &json!("CHANNEL_INVALID_TRANSPORT_FOR_DELETION")));
}

#[tokio::test]
async fn fifty_senders_at_once_lose_nothing_and_keep_each_chat_in_order() {
    let wazzup = WazzupOptions { rate_limit: None, ..WazzupOptions::default() };
    let sim = simulator(Options { wazzup, ..Options::default() }).await;
    let (url, client) = (send_url(&sim), client());
    let senders = (0..50).map(|number| {
        let (url, client) = (url.clone(), client.clone());
        async move {
            for at in 0..10 {
                let body = outgoing(&format!("9715000000{number:02}"), &at.to_string());
                let request = client.post(&url).bearer_auth(noor_sim::SIMULATOR_KEY).json(&body);
                assert_eq!(request.send().await.unwrap().status(), 201);
            }
        }
    });
    futures::future::join_all(senders).await;
    assert_eq!(sim.wazzup().sent().len(), 500);
    for number in 0..50 {
        let seen = sim.wazzup().chat(&format!("9715000000{number:02}"));
        let texts: Vec<String> = seen.into_iter().filter_map(|message| message.text).collect();
        assert_eq!(texts, (0..10).map(|at| at.to_string()).collect::<Vec<_>>());
    }
}

#[tokio::test]
async fn everything_can_be_steered_over_http_too() {
    let sim = simulator(Options::default()).await;
    let control = format!("{}/__sim", sim.url());
    let quiet = json!({ "chatId": CHAT, "text": "Hi", "wait": false, "contactName": "Client A" });
    let (status, answer) = post_json(&format!("{control}/wazzup/say"), quiet).await;
    assert_eq!(status, 202);
    assert!(answer["messageId"].is_string());
    send(&sim, outgoing(CHAT, "Hello")).await;

    let (_, chats) = get_json(&format!("{control}/wazzup/chats")).await;
    assert_eq!(chats[0]["contactName"], "Client A");
    assert_eq!(chats[0]["messages"], 2);
    let (_, chat) = get_json(&format!("{control}/wazzup/chats/{CHAT}")).await;
    assert_eq!((&chat[0]["from"], &chat[1]["from"]), (&json!("customer"), &json!("business")));

    let (_, seen) = get_json(&format!("{control}/requests?route=wazzup.send")).await;
    assert_eq!(seen["count"], 1);
    assert_eq!(seen["requests"][0]["status"], 201);

    let before = sim.clock().now();
    post_json(&format!("{control}/clock"), json!({ "advance_ms": 60_000 })).await;
    assert!(sim.clock().now() - before >= chrono::TimeDelta::seconds(60));

    assert_eq!(call(Method::POST, &format!("{control}/reset"), None).await.0, 204);
    assert!(sim.wazzup().chats().is_empty());
    assert_eq!(sim.requests().count("wazzup.send"), 0);
}

#[tokio::test]
async fn a_page_hears_of_its_chat_by_server_sent_events() {
    let sim = simulator(Options::default()).await;
    let url = format!("{}/__sim/wazzup/events?chat={CHAT}", sim.url());
    let mut stream = client().get(url).send().await.unwrap();
    send(&sim, outgoing("971500000002", "not for this page")).await;
    send(&sim, outgoing(CHAT, "for this page")).await;
    let mut text = String::new();
    while !text.contains("for this page") {
        text.push_str(&String::from_utf8_lossy(&stream.chunk().await.unwrap().unwrap()));
    }
    assert!(text.starts_with("event: message"), "{text}");
    assert!(!text.contains("not for this page"));
    eventually("the message is in the memory", || sim.wazzup().chat(CHAT).pop()).await;
    sim.stop().await;
}
