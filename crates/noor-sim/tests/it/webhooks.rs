//! What the gateway posts to its subscriber: shapes, order, repeats, faults.

use std::time::Duration;

use noor_sim::{
    Channel, CustomerMessage, Effect, Fault, Kind, Options, Simulator, StatusForm, StatusLevel,
    Transport, WazzupBehaviour,
};
use reqwest::Method;
use serde_json::{Value, json};

use crate::harness::{Receiver, call, client, eventually, outgoing, post_json, simulator};

const CHAT: &str = "971500000001";

async fn subscribed() -> (Simulator, Receiver) {
    let sim = simulator(Options::default()).await;
    let noor = Receiver::start().await;
    sim.wazzup().set_webhook(&noor.url, None);
    (sim, noor)
}

async fn send(sim: &Simulator, text: &str) -> Value {
    let url = format!("{}/v3/message", sim.wazzup_url());
    let (status, answer) = post_json(&url, outgoing(CHAT, text)).await;
    assert_eq!(status, 201);
    answer
}

#[tokio::test]
async fn a_customer_message_has_the_real_shape_and_header() {
    let (sim, noor) = subscribed().await;
    let wish = CustomerMessage {
        contact_name: Some("Client A".to_owned()),
        ..CustomerMessage::text(CHAT, "Hi")
    };
    let posted = sim.wazzup().customer_writes(wish);
    let id = posted.message_id.clone();
    assert!(posted.delivered().await);
    let got = noor.got().remove(0);
    assert_eq!(got.headers["content-type"], "application/json; charset-utf-8");
    assert!(!got.headers.contains_key("authorization"));
    let item = got.json()["messages"][0].clone();
    assert_eq!(item["messageId"], id);
    assert_eq!(item["contact"], json!({ "name": "Client A", "avatarUri": null, "phone": CHAT }));
    for (key, value) in [("status", "inbound"), ("type", "text"), ("authorType", "client")] {
        assert_eq!(item[key], value);
    }
    assert_eq!(item["isEcho"], false);
}

#[tokio::test]
async fn times_come_with_and_without_a_zone() {
    let (sim, noor) = subscribed().await;
    for text in ["one", "two"] {
        sim.wazzup().say(CHAT, text).await.unwrap();
    }
    let zoned = |item: &Value| item["dateTime"].as_str().unwrap().ends_with('Z');
    let messages = noor.messages();
    assert_ne!(zoned(&messages[0]), zoned(&messages[1]));
}

#[tokio::test]
async fn the_key_of_a_connected_integration_is_a_bearer() {
    let (sim, noor) = subscribed().await;
    sim.wazzup().set_webhook(&noor.url, Some("crm-secret"));
    sim.wazzup().say(CHAT, "Hi").await.unwrap();
    assert_eq!(noor.got()[0].headers["authorization"], "Bearer crm-secret");
}

#[tokio::test]
async fn a_subscription_is_tested_and_needs_exactly_200() {
    let sim = simulator(Options::default()).await;
    let noor = Receiver::start().await;
    let url = format!("{}/v3/webhooks", sim.wazzup_url());
    let wish = json!({ "webhooksUri": noor.url, "subscriptions": { "channelsUpdates": "false" } });
    noor.answers([204]);
    let (status, error) = call(Method::PATCH, &url, Some(wish.clone())).await;
    assert_eq!((status, &error["error"]), (400, &json!("testPostNotPassed")));
    assert_eq!(error["data"], 204);
    assert!(sim.wazzup().webhook().is_none());

    assert_eq!(call(Method::PATCH, &url, Some(wish)).await.0, 200);
    assert_eq!(noor.got()[1].json(), json!({ "test": true }));
    let (_, shown) = call(Method::GET, &url, None).await;
    assert_eq!(shown["webhooksUri"], noor.url);
    assert_eq!(shown["subscriptions"]["channelsUpdates"], false);
    assert_eq!(shown["subscriptions"]["messagesAndStatuses"], true);

    let far = format!("{}?{}", noor.url, "x".repeat(200));
    let (_, error) = call(Method::PATCH, &url, Some(json!({ "webhooksUri": far }))).await;
    assert_eq!(error["error"], "uriNotValid");
}

#[tokio::test]
async fn a_send_comes_back_as_echo_and_statuses() {
    let (sim, noor) = subscribed().await;
    let answer = send(&sim, "Hello").await;
    eventually("both statuses", || (noor.statuses().len() == 2).then_some(())).await;
    let echo = noor.messages().remove(0);
    assert_eq!(echo["messageId"], answer["messageId"]);
    assert_eq!((&echo["isEcho"], &echo["status"]), (&json!(true), &json!("sent")));
    assert_eq!(echo["authorType"], "bot");
    let reports: Vec<Value> = noor.statuses().iter().map(|item| item["status"].clone()).collect();
    assert_eq!(reports, ["sent", "delivered"]);
    let seen = sim.wazzup().chat(CHAT).remove(0);
    assert_eq!(seen.statuses.len(), 2);
    let stamps: Vec<bool> =
        noor.statuses().iter().map(|item| item["timestamp"].is_number()).collect();
    assert_ne!(stamps[0], stamps[1], "a string and a number");
}

#[tokio::test]
async fn statuses_can_hide_among_the_messages() {
    let (sim, noor) = subscribed().await;
    sim.wazzup().set_behaviour(WazzupBehaviour {
        echoes: false,
        status_form: StatusForm::Messages,
        ..WazzupBehaviour::default()
    });
    let answer = send(&sim, "Hello").await;
    let items = eventually("both statuses", || {
        let items = noor.messages();
        (items.len() == 2).then_some(items)
    })
    .await;
    for (item, status) in items.iter().zip(["sent", "delivered"]) {
        assert_eq!((&item["messageId"], &item["status"]), (&answer["messageId"], &json!(status)));
    }
    assert!(noor.statuses().is_empty());
}

#[tokio::test]
async fn echoes_and_statuses_can_be_switched_off() {
    let (sim, noor) = subscribed().await;
    sim.wazzup().set_behaviour(WazzupBehaviour {
        echoes: false,
        statuses: StatusLevel::None,
        ..WazzupBehaviour::default()
    });
    send(&sim, "Hello").await;
    // What comes later must overtake nothing, so silence until then is silence.
    tokio::time::sleep(Duration::from_millis(60)).await;
    sim.wazzup().say(CHAT, "still there?").await.unwrap();
    assert_eq!(noor.got().len(), 1);
    assert_eq!(noor.texts(), ["still there?"]);
}

#[tokio::test]
async fn statuses_can_come_before_the_answer() {
    let (sim, noor) = subscribed().await;
    sim.wazzup().set_behaviour(WazzupBehaviour {
        status_before_response: true,
        ..WazzupBehaviour::default()
    });
    let answer = send(&sim, "Hello").await;
    let statuses = noor.statuses();
    assert_eq!(statuses.len(), 2, "delivered before the 201");
    assert_eq!(statuses[0]["messageId"], answer["messageId"]);
}

#[tokio::test]
async fn the_closed_window_is_reported_after_the_201() {
    let (sim, noor) = subscribed().await;
    sim.wazzup().add_channel(Channel::new(noor_sim::DEFAULT_CHANNEL, Transport::Wapi));
    send(&sim, "cold").await;
    let status = eventually("the error", || noor.statuses().pop()).await;
    assert_eq!(status["status"], "error");
    assert_eq!(status["error"]["error"], "24_HOURS_EXCEEDED");
    assert!(noor.messages().is_empty());
}

#[tokio::test]
async fn a_number_without_the_messenger_fails_later() {
    let (sim, noor) = subscribed().await;
    sim.wazzup().refuse_later(CHAT, Some("BAD_CONTACT"));
    send(&sim, "Hello?").await;
    let status = eventually("the error", || noor.statuses().pop()).await;
    assert_eq!(status["error"]["error"], "BAD_CONTACT");
    assert!(sim.wazzup().chat(CHAT).is_empty());
}

#[tokio::test]
async fn managers_and_other_bots_are_told_apart_in_echoes() {
    let (sim, noor) = subscribed().await;
    assert!(sim.wazzup().operator_writes(CHAT, "I take over").delivered().await);
    assert!(sim.wazzup().foreign_bot_writes(CHAT, "Beep").delivered().await);
    let [manager, bot] = noor.messages().try_into().unwrap();
    assert_eq!(
        (&manager["authorType"], &manager["sentFromApp"]),
        (&json!("manager"), &json!(true))
    );
    assert_eq!((&manager["isEcho"], &manager["status"]), (&json!(true), &json!("sent")));
    assert_eq!((&bot["authorType"], &bot["sentFromApp"]), (&json!("bot"), &Value::Null));
    assert_eq!(sim.wazzup().chat(CHAT).len(), 2);
    assert!(sim.wazzup().sent().is_empty(), "neither was sent by us");
}

#[tokio::test]
async fn edits_and_deletions_repeat_the_message() {
    let (sim, noor) = subscribed().await;
    let id = sim.wazzup().say(CHAT, "10 chairs").await.unwrap();
    assert!(sim.wazzup().edit(&id, "12 chairs").unwrap().delivered().await);
    assert!(sim.wazzup().delete(&id).unwrap().delivered().await);
    let [_, edited, deleted] = noor.messages().try_into().unwrap();
    assert_eq!((&edited["messageId"], &edited["isEdited"]), (&json!(id), &json!(true)));
    assert_eq!(edited["text"], "12 chairs");
    assert_eq!(edited["oldInfo"]["oldText"], "10 chairs");
    assert_eq!((&deleted["messageId"], &deleted["isDeleted"]), (&json!(id), &json!(true)));
    assert!(sim.wazzup().edit("unknown", "x").is_none());
}

#[tokio::test]
async fn files_from_customers_can_be_fetched_until_they_expire() {
    let (sim, noor) = subscribed().await;
    let uri = sim.wazzup().keep_file("voice note.ogg", "audio/ogg", &b"OggS"[..]);
    let posted = sim.wazzup().customer_writes(CustomerMessage::file(CHAT, Kind::Voice, &uri));
    assert!(posted.delivered().await);
    let item = noor.messages().remove(0);
    assert_eq!((&item["type"], &item["text"]), (&json!("audio"), &Value::Null));
    assert_eq!(item["contentUri"], uri);
    assert!(uri.ends_with("/?filename=voice+note.ogg"), "{uri}");
    let response = client().get(&uri).send().await.unwrap();
    assert_eq!(response.bytes().await.unwrap(), "OggS");
    sim.wazzup().expire_files();
    assert_eq!(client().get(&uri).send().await.unwrap().status(), 404);
}

#[tokio::test]
async fn a_sticker_comes_as_an_image_that_is_none() {
    let (sim, noor) = subscribed().await;
    let wish = CustomerMessage {
        chat: CHAT.to_owned(),
        kind: Kind::Sticker,
        quoted: Some("q-1".to_owned()),
        date_time: Some("yesterday".to_owned()),
        raw: json!({ "advert": { "source": "ad-1" } }).as_object().cloned().unwrap(),
        ..CustomerMessage::default()
    };
    assert!(sim.wazzup().customer_writes(wish).delivered().await);
    let item = noor.messages().remove(0);
    assert_eq!(item["type"], "image");
    assert!(item["contentUri"].as_str().unwrap().ends_with("filename=sticker.was"), "{item}");
    assert_eq!(item["quotedMessage"]["messageId"], "q-1");
    assert_eq!(item["dateTime"], "yesterday", "also a wrong date goes out as it is");
    assert_eq!(item["advert"]["source"], "ad-1");
}

#[tokio::test]
async fn any_body_can_be_pushed() {
    let (sim, noor) = subscribed().await;
    assert!(sim.wazzup().push_raw(&b"\xff{not json"[..], "text/plain").delivered().await);
    let got = noor.got().remove(0);
    assert_eq!(got.body, &b"\xff{not json"[..]);
    assert_eq!(got.headers["content-type"], "text/plain");
}

#[tokio::test]
async fn refused_webhooks_come_again_in_order() {
    let (sim, noor) = subscribed().await;
    noor.answers([503, 500]);
    let first = sim.wazzup().customer_writes(CustomerMessage::text(CHAT, "one"));
    let second = sim.wazzup().customer_writes(CustomerMessage::text(CHAT, "two"));
    assert!(first.delivered().await && second.delivered().await);
    assert_eq!(noor.texts(), ["one", "one", "one", "two"]);
}

#[tokio::test]
async fn a_subscriber_that_was_down_gets_everything_when_it_is_back() {
    let sim = simulator(Options::default()).await;
    let place = {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        listener.local_addr().unwrap()
    };
    sim.wazzup().set_webhook(&format!("http://{place}/hook"), None);
    let posted = sim.wazzup().customer_writes(CustomerMessage::text(CHAT, "anyone?"));
    tokio::time::sleep(Duration::from_millis(150)).await;
    let noor = Receiver::at(place).await;
    assert!(posted.delivered().await);
    assert_eq!(noor.texts(), ["anyone?"]);
}

#[tokio::test]
async fn nobody_subscribed_means_nobody_is_told() {
    let sim = simulator(Options::default()).await;
    let error = sim.wazzup().say(CHAT, "Hi").await.unwrap_err();
    assert!(error.to_string().contains("was not taken"), "{error}");
    assert_eq!(sim.wazzup().chat(CHAT).len(), 1, "the customer wrote it all the same");
}

#[tokio::test]
async fn one_slow_chat_does_not_hold_up_another() {
    let (sim, noor) = subscribed().await;
    sim.faults().add(Fault::times("wazzup.webhook", 1, Effect::Delay { ms: 5_000 }));
    let slow = sim.wazzup().customer_writes(CustomerMessage::text(CHAT, "slow"));
    eventually("the delay was drawn", || sim.faults().pending().is_empty().then_some(())).await;
    sim.wazzup().say("971500000002", "quick").await.unwrap();
    assert_eq!(noor.texts(), ["quick"]);
    sim.stop().await;
    assert!(!slow.delivered().await, "the simulator stopped before");
}

#[tokio::test]
async fn several_events_can_share_a_body() {
    let (sim, noor) = subscribed().await;
    sim.wazzup().set_behaviour(WazzupBehaviour { bundle: 50, ..WazzupBehaviour::default() });
    let posted: Vec<_> = (0..5)
        .map(|at| {
            sim.wazzup().customer_writes(CustomerMessage::text(format!("97150000000{at}"), "Hi"))
        })
        .collect();
    let state = sim.wazzup().set_channel_state(noor_sim::DEFAULT_CHANNEL, "disabled").unwrap();
    for posted in posted {
        assert!(posted.delivered().await);
    }
    assert!(state.delivered().await);
    let body = noor.got().remove(0).json();
    assert_eq!(noor.got().len(), 1);
    assert_eq!(body["messages"].as_array().unwrap().len(), 5);
    assert_eq!(body["channelsUpdates"][0]["state"], "disabled");
}

#[tokio::test]
async fn webhooks_can_be_doubled_and_reordered() {
    let (sim, noor) = subscribed().await;
    sim.faults().add(Fault::times("wazzup.webhook", 1, Effect::Duplicate { times: 2 }));
    sim.wazzup().say(CHAT, "thrice").await.unwrap();
    assert_eq!(noor.texts(), ["thrice", "thrice", "thrice"]);

    sim.faults().add(Fault::times("wazzup.webhook", 1, Effect::Reorder));
    let first = sim.wazzup().customer_writes(CustomerMessage::text(CHAT, "first"));
    let second = sim.wazzup().customer_writes(CustomerMessage::text(CHAT, "second"));
    assert!(first.delivered().await && second.delivered().await);
    assert_eq!(noor.texts().split_off(3), ["second", "first"]);
}

#[tokio::test]
async fn a_connection_cut_before_the_answer_makes_a_duplicate() {
    let (sim, noor) = subscribed().await;
    sim.faults().add(Fault::times("wazzup.webhook", 1, Effect::ResetAfter));
    sim.wazzup().say(CHAT, "Hi").await.unwrap();
    assert_eq!(noor.texts(), ["Hi", "Hi"]);

    sim.faults().add(Fault::times("wazzup.webhook", 1, Effect::ResetBefore));
    sim.wazzup().say(CHAT, "half").await.unwrap();
    assert_eq!(noor.texts(), ["Hi", "Hi", "half"], "a torn body is no message");
}
