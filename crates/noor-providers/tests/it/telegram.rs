//! Telegram: what leaves for it, what its answers mean, and what people do with the bot.

use std::time::Duration;

use noor_providers::alerts::telegram::{Telegram, parse_update};
use noor_providers::alerts::{Button, Chat, Desk as _, Heard, Note, NoteId, Somebody, Verb, Words};
use noor_providers::error::ProviderError;
use noor_providers::wire;
use noor_sim::{Effect, Fault, Options, Simulator, TELEGRAM_BOT, TELEGRAM_TOKEN};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::server::{Answer, Server, nobody};

const TOKEN: &str = "70001:secret-token";
const SAM: i64 = 7001;

fn bot(url: &str, token: &str) -> Telegram {
    let http = wire::client("test").unwrap();
    Telegram::new(http, url, token.into(), Duration::from_millis(700))
}

fn card() -> Note {
    let subject = Uuid::from_u128(7);
    let button = |label: &str, verb| Button { label: label.to_owned(), wants: (verb, subject) };
    Note {
        words: vec![
            Words::Bold("A customer waits".to_owned()),
            Words::Plain("\n5 < 6 & more\n".to_owned()),
            Words::Quoted("<b>hello</b>".to_owned()),
        ],
        buttons: vec![vec![button("Take", Verb::Take)], vec![button("Resolve", Verb::Resolve)]],
    }
}

fn sent() -> Value {
    json!({ "ok": true, "result": { "message_id": 88, "date": 1, "chat": { "id": SAM, "type": "private" } } })
}

fn refused(status: u16, words: &str) -> Answer {
    Answer::json(status, &json!({ "ok": false, "error_code": status, "description": words }))
}

#[tokio::test]
async fn a_note_leaves_in_telegrams_words() {
    let server = Server::start(|_, _| Answer::json(200, &sent())).await;
    let bot = bot(&format!("{}/", server.url), TOKEN);
    assert_eq!(bot.tell(Chat(SAM), &card()).await.unwrap(), NoteId(88));
    bot.amend(Chat(SAM), NoteId(88), &Note::plain("over")).await.unwrap();
    bot.acknowledge("4382", "It is yours").await.unwrap();
    let address = "https://noor.example/api/v1/webhook/telegram/abc".parse().unwrap();
    bot.deliver_to(&address, &"header-secret".into()).await.unwrap();

    let asked = server.asked();
    assert_eq!(asked[0].path, "/bot70001:secret-token/sendMessage");
    assert_eq!(
        asked[0].body,
        json!({
            "chat_id": SAM,
            "text": "<b>A customer waits</b>\n5 &lt; 6 &amp; more\n\
                     <blockquote>&lt;b&gt;hello&lt;/b&gt;</blockquote>",
            "parse_mode": "HTML",
            "link_preview_options": { "is_disabled": true },
            "reply_markup": { "inline_keyboard": [
                [{ "text": "Take", "callback_data": "t:00000000000000000000000000000007" }],
                [{ "text": "Resolve", "callback_data": "r:00000000000000000000000000000007" }],
            ] },
        })
    );
    assert_eq!(asked[1].path, "/bot70001:secret-token/editMessageText");
    assert_eq!(
        (&asked[1].body["message_id"], &asked[1].body["text"]),
        (&json!(88), &json!("over"))
    );
    assert_eq!(
        asked[1].body["reply_markup"],
        json!({ "inline_keyboard": [] }),
        "buttons that do nothing any more are gone"
    );
    assert_eq!(asked[2].body, json!({ "callback_query_id": "4382", "text": "It is yours" }));
    assert_eq!(
        asked[3].body,
        json!({
            "url": "https://noor.example/api/v1/webhook/telegram/abc",
            "secret_token": "header-secret",
            "allowed_updates": ["message", "callback_query", "my_chat_member"],
            "max_connections": 10,
        })
    );
}

/// What a caller can do next.
fn next_step<T>(bot: &Telegram, result: &Result<T, ProviderError>) -> String {
    match result {
        Ok(_) => "done".to_owned(),
        Err(ProviderError::Unavailable { retry_after, .. }) => {
            format!("later {}", retry_after.unwrap_or_default().as_secs())
        }
        Err(ProviderError::Unconfirmed { .. }) => "unclear".to_owned(),
        Err(error) if bot.is_gone(error) => "gone".to_owned(),
        Err(ProviderError::Refused { code, .. }) => format!("never {code}"),
    }
}

#[tokio::test]
async fn every_answer_says_what_to_do_next() {
    let limited = json!({ "ok": false, "error_code": 429, "description": "Too Many Requests: retry after 7",
        "parameters": { "retry_after": 7 } });
    let table = [
        (Answer::json(200, &sent()), "done", "done"),
        (Answer::json(200, &json!({ "ok": true, "result": {} })), "unclear", "done"),
        (Answer::text(200, "<html>"), "unclear", "later 0"),
        (Answer::text(502, "<html>"), "unclear", "later 0"),
        (refused(500, "Internal Server Error"), "unclear", "later 0"),
        (Answer::json(429, &limited), "later 7", "later 7"),
        (refused(429, "slow").header("retry-after", "3"), "later 3", "later 3"),
        (Answer::text(429, ""), "later 5", "later 5"),
        (refused(403, "Forbidden: bot was blocked by the user"), "gone", "gone"),
        (refused(403, "Forbidden: user is deactivated"), "gone", "gone"),
        (refused(400, "Bad Request: chat not found"), "gone", "gone"),
        (refused(400, "Bad Request: message is not modified: x"), "never unchanged", "done"),
        (refused(400, "Bad Request: message to edit not found"), "never 400", "never 400"),
        (refused(400, "Bad Request: BUTTON_DATA_INVALID"), "never 400", "never 400"),
        (refused(401, "Unauthorized"), "never token", "never token"),
        (refused(404, "Not Found"), "never token", "never token"),
        (refused(409, "Conflict"), "never 409", "never 409"),
        (Answer::json(200, &sent()).after(Duration::from_secs(5)), "unclear", "later 0"),
    ];
    for (answer, told, amended) in table {
        let shown = format!("{answer:?}");
        let server = Server::start(move |_, _| answer.clone()).await;
        let bot = bot(&server.url, TOKEN);
        let result = bot.tell(Chat(SAM), &card()).await;
        assert_eq!(next_step(&bot, &result), told, "{shown}");
        assert_eq!(server.asked().len(), 1, "said once: {shown}");
        let result = bot.amend(Chat(SAM), NoteId(1), &card()).await;
        assert_eq!(next_step(&bot, &result), amended, "{shown}");
    }
    let bot = bot(&nobody().await, TOKEN);
    let result = bot.tell(Chat(SAM), &card()).await;
    assert_eq!(next_step(&bot, &result), "later 0", "nothing left");
}

#[tokio::test]
async fn words_that_telegram_cannot_read_go_without_their_looks() {
    let server = Server::start(|asked, _| match asked.body.get("parse_mode") {
        Some(_) => refused(400, "Bad Request: can't parse entities: Unsupported start tag"),
        None => Answer::json(200, &sent()),
    })
    .await;
    let bot = bot(&server.url, TOKEN);
    assert_eq!(bot.tell(Chat(SAM), &card()).await.unwrap(), NoteId(88));
    assert_eq!(server.asked()[1].body["text"], "A customer waits\n5 < 6 & more\n<b>hello</b>");
}

#[tokio::test]
async fn a_press_of_long_ago_needs_no_answer() {
    let server = Server::start(|_, _| {
        refused(400, "Bad Request: query is too old and response timeout expired")
    })
    .await;
    bot(&server.url, TOKEN).acknowledge("1", "yours").await.unwrap();
}

#[tokio::test]
async fn the_token_is_in_no_error() {
    let slow = Server::start(|_, _| Answer::json(200, &sent()).after(Duration::from_secs(5))).await;
    let strange = Server::start(|_, _| Answer::text(404, "/bot70001:secret-token/")).await;
    for url in [nobody().await, slow.url.clone(), strange.url.clone()] {
        let error = bot(&url, TOKEN).tell(Chat(SAM), &card()).await.unwrap_err();
        let mut shown = format!("{error:?}");
        let mut cause = std::error::Error::source(&error);
        while let Some(deeper) = cause {
            shown.push_str(&deeper.to_string());
            cause = deeper.source();
        }
        assert!(!shown.contains("secret-token"), "{shown}");
    }
}

fn heard(update: &Value) -> Option<Heard> {
    parse_update(update.to_string().as_bytes()).unwrap()
}

fn message(text: &str) -> Value {
    json!({ "update_id": 9001, "message": {
        "message_id": 17, "from": { "id": SAM, "is_bot": false, "first_name": "A" },
        "chat": { "id": SAM, "type": "private", "first_name": "A" }, "date": 1_767_000_000,
        "text": text, "entities": [{ "type": "bot_command", "offset": 0, "length": 6 }],
    } })
}

fn press(data: &Value) -> Value {
    json!({ "update_id": 9002, "callback_query": {
        "id": "4382", "from": { "id": SAM, "is_bot": false, "first_name": "M" },
        "chat_instance": "-1", "data": data,
        "message": { "message_id": 88, "chat": { "id": SAM, "type": "private" }, "date": 0 },
    } })
}

#[test]
fn what_people_do_is_heard_and_everything_else_is_nothing() {
    let sam = Somebody { id: SAM, chat: Chat(SAM) };
    let started =
        |code: Option<&str>| Heard::Started { by: sam.clone(), code: code.map(str::to_owned) };
    assert_eq!(heard(&message("/start")), Some(started(None)));
    assert_eq!(heard(&message("/start abc-1")), Some(started(Some("abc-1"))));
    assert_eq!(heard(&message("/start@noor_bot abc")), Some(started(Some("abc"))));
    let pressed = |wanted| Heard::Pressed { by: sam.clone(), press: "4382".to_owned(), wanted };
    let take = json!("t:00000000000000000000000000000007");
    let wanted = Some((Verb::Take, Uuid::from_u128(7)));
    assert_eq!(heard(&press(&take)), Some(pressed(wanted)));
    assert_eq!(heard(&press(&json!("take:018f3c"))), Some(pressed(None)));
    assert_eq!(heard(&press(&Value::Null)), Some(pressed(None)), "a game");
    let mut out_of_reach = press(&take);
    out_of_reach["callback_query"]["message"] = Value::Null;
    assert_eq!(heard(&out_of_reach), Some(pressed(wanted)));
    let change = |status: &str| {
        json!({ "update_id": 9003, "my_chat_member": {
            "from": { "id": SAM, "is_bot": false }, "chat": { "id": SAM, "type": "private" },
            "date": 1, "new_chat_member": { "status": status },
        } })
    };
    assert_eq!(heard(&change("kicked")), Some(Heard::Left(sam.clone())));
    assert_eq!(heard(&change("member")), Some(Heard::Returned(sam.clone())));

    let mut group = message("/start abc");
    group["message"]["chat"] = json!({ "id": -100_123, "type": "supergroup", "title": "T" });
    let mut group_press = press(&take);
    group_press["callback_query"]["message"]["chat"] = group["message"]["chat"].clone();
    let mut machine = message("/start abc");
    machine["message"]["from"]["is_bot"] = true.into();
    for nothing in [
        group,
        group_press,
        machine,
        message("hello"),
        message("/starting"),
        json!({ "update_id": 1, "message": { "photo": [] } }),
        json!({ "update_id": 1, "something_new": { "from": 7 } }),
        json!({ "update_id": 1, "message": null }),
        json!([]),
        json!("text"),
        Value::Null,
    ] {
        assert_eq!(heard(&nothing), None, "{nothing}");
    }
    assert!(parse_update(b"{").is_err());
}

#[tokio::test]
async fn a_bot_says_who_it_is_and_whether_it_hears() {
    let sim = Simulator::start(Options::default()).await.unwrap();
    let bot = bot(&sim.telegram_url(), TELEGRAM_TOKEN);
    let state = bot.state().await.unwrap();
    assert_eq!((state.name.as_str(), state.delivers_to), (TELEGRAM_BOT, None));
    let address = "https://noor.example/api/v1/webhook/telegram/abc".parse().unwrap();
    bot.deliver_to(&address, &"a-secret_1".into()).await.unwrap();
    let state = bot.state().await.unwrap();
    assert_eq!(state.delivers_to.as_deref(), Some("https://noor.example"));
    let wrong = self::bot(&sim.telegram_url(), TOKEN).state().await;
    assert_eq!(next_step(&bot, &wrong), "never token");
}

#[tokio::test]
async fn only_who_began_is_told_and_only_until_they_stop() {
    let sim = Simulator::start(Options::default()).await.unwrap();
    let bot = bot(&sim.telegram_url(), TELEGRAM_TOKEN);
    let told = bot.tell(Chat(SAM), &card()).await;
    assert_eq!(next_step(&bot, &told), "gone", "nobody began");
    sim.telegram().starts(SAM, "Sam", None).await;
    let id = bot.tell(Chat(SAM), &card()).await.unwrap();
    assert_eq!(sim.telegram().chat(SAM)[0].text, "A customer waits\n5 < 6 & more\n<b>hello</b>");
    bot.amend(Chat(SAM), id, &card()).await.expect("the same again is no failure");
    assert_eq!(sim.telegram().edited(), []);
    bot.amend(Chat(SAM), id, &Note::plain("over")).await.unwrap();
    let edited = sim.telegram().edited();
    assert_eq!((edited[0].text.as_str(), edited[0].labels().len()), ("over", 0));
    let long = Note::plain("🌿<".repeat(5_000));
    bot.tell(Chat(SAM), &long).await.expect("it is cut to what fits");
    sim.faults().add(Fault::times("telegram.sendMessage", 1, Effect::HangAfter { ms: 2_000 }));
    let told = bot.tell(Chat(SAM), &card()).await;
    assert_eq!(next_step(&bot, &told), "unclear");
    assert_eq!(sim.telegram().chat(SAM).len(), 3, "they have it all the same");
    sim.telegram().blocks_silently(SAM);
    let told = bot.tell(Chat(SAM), &card()).await;
    assert_eq!(next_step(&bot, &told), "gone");
}
