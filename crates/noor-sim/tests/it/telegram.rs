//! Telegram's Bot API as a client meets it: the envelope, limits, presses and deliveries.

use noor_sim::{Effect, Fault, Options, Simulator, TELEGRAM_TOKEN};
use serde_json::{Value, json};

use crate::harness::{Receiver, post_json, simulator};

const SAM: i64 = 7001;

async fn call(sim: &Simulator, method: &str, body: Value) -> (u16, Value) {
    post_json(&format!("{}/bot{TELEGRAM_TOKEN}/{method}", sim.telegram_url()), body).await
}

async fn with_webhook(receiver: &Receiver) -> Simulator {
    let sim = simulator(Options::default()).await;
    let webhook = json!({ "url": receiver.url, "secret_token": "abc",
        "allowed_updates": ["message", "callback_query"] });
    let (status, answer) = call(&sim, "setWebhook", webhook).await;
    assert_eq!((status, &answer["ok"]), (200, &json!(true)));
    sim
}

fn card(text: &str) -> Value {
    json!({ "chat_id": SAM, "text": text, "parse_mode": "HTML", "reply_markup": {
        "inline_keyboard": [[{ "text": "Take", "callback_data": "t:7" }]] } })
}

#[tokio::test]
async fn a_token_is_the_whole_permission() {
    let sim = simulator(Options::default()).await;
    let base = sim.telegram_url();
    for (bot, expected) in [("bot1:wrong", 401), ("botx", 404), ("x", 404)] {
        let (status, answer) = post_json(&format!("{base}/{bot}/getMe"), json!({})).await;
        assert_eq!((status, &answer["error_code"]), (expected, &json!(expected)), "{bot}");
    }
    let (status, answer) = call(&sim, "getMe", json!({})).await;
    assert_eq!((status, &answer["result"]["is_bot"]), (200, &json!(true)));
    assert_eq!(call(&sim, "makeTea", json!({})).await.0, 404);
}

#[tokio::test]
async fn nobody_is_written_to_first_and_limits_hold() {
    let receiver = Receiver::start().await;
    let sim = with_webhook(&receiver).await;
    let (status, answer) = call(&sim, "sendMessage", card("hi")).await;
    assert_eq!((status, &answer["description"]), (400, &json!("Bad Request: chat not found")));
    assert!(sim.telegram().starts(SAM, "Sam", Some("code")).await);
    assert_eq!(receiver.got()[0].json()["message"]["text"], "/start code");
    let refused = [
        (card("5 < 6"), "can't parse entities"),
        (card(""), "text is empty"),
        (card(&"🌿".repeat(2_049)), "too long"),
    ];
    for (body, why) in refused {
        let (status, answer) = call(&sim, "sendMessage", body).await;
        let description = answer["description"].as_str().unwrap();
        assert!(status == 400 && description.contains(why), "{answer}");
    }
    let mut wide = card("hi");
    wide["reply_markup"]["inline_keyboard"][0][0]["callback_data"] = "x".repeat(65).into();
    assert_eq!(call(&sim, "sendMessage", wide).await.0, 400);
    assert_eq!(call(&sim, "sendMessage", card(&"🌿".repeat(2_048))).await.0, 200);
    sim.telegram().blocks(SAM).await;
    assert_eq!(call(&sim, "sendMessage", card("hi")).await.0, 403);
}

#[tokio::test]
async fn a_press_is_delivered_with_the_secret_until_it_is_taken_and_then_waits_a_while() {
    let receiver = Receiver::start().await;
    let sim = with_webhook(&receiver).await;
    sim.telegram().starts(SAM, "Sam", None).await;
    let (_, sent) = call(&sim, "sendMessage", card("<b>waits</b>")).await;
    let message = sent["result"]["message_id"].as_i64().unwrap();
    receiver.answers([500, 503]);
    let press = sim.telegram().presses(SAM, message, "Take").await.unwrap();
    let got = receiver.got();
    assert_eq!(got.len(), 4, "two refusals, then taken");
    assert!(got.iter().all(|got| got.headers["x-telegram-bot-api-secret-token"] == "abc"));
    assert_eq!(got[3].json()["callback_query"]["data"], "t:7");
    assert_eq!(got[3].json()["update_id"], got[1].json()["update_id"]);

    let answer = json!({ "callback_query_id": press, "text": "yours" });
    assert_eq!(call(&sim, "answerCallbackQuery", answer.clone()).await.0, 200);
    assert_eq!(sim.telegram().answer_to(&press).as_deref(), Some("yours"));
    sim.clock().advance(std::time::Duration::from_secs(151));
    assert_eq!(call(&sim, "answerCallbackQuery", answer).await.0, 400);
    assert!(sim.telegram().presses(SAM, message, "Other").await.is_err());
}

#[tokio::test]
async fn an_edit_that_changes_nothing_is_refused() {
    let receiver = Receiver::start().await;
    let sim = with_webhook(&receiver).await;
    sim.telegram().starts(SAM, "Sam", None).await;
    let (_, sent) = call(&sim, "sendMessage", card("a")).await;
    let mut edit = card("a");
    edit["message_id"] = sent["result"]["message_id"].clone();
    assert_eq!(call(&sim, "editMessageText", edit.clone()).await.0, 400);
    edit["text"] = "b".into();
    assert_eq!(call(&sim, "editMessageText", edit.clone()).await.0, 200);
    edit["reply_markup"] = json!({});
    assert_eq!(call(&sim, "editMessageReplyMarkup", edit).await.0, 200);
    let edited = sim.telegram().edited();
    assert_eq!((edited[0].text.as_str(), edited[0].edits, edited[0].labels().len()), ("b", 2, 0));
    let lost = json!({ "chat_id": SAM, "message_id": 999, "text": "x" });
    assert_eq!(call(&sim, "editMessageText", lost).await.0, 400);
}

#[tokio::test]
async fn what_failed_may_have_been_done() {
    let receiver = Receiver::start().await;
    let sim = with_webhook(&receiver).await;
    sim.telegram().starts(SAM, "Sam", None).await;
    let done = Effect::Status { status: 500, body: None, retry_after: None, done: true };
    sim.faults().add(Fault::times("telegram.sendMessage", 1, done));
    assert_eq!(call(&sim, "sendMessage", card("a")).await.0, 500);
    assert_eq!(sim.telegram().sent().len(), 1);
}
