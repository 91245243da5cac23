//! Bad input: kept, counted, and in nobody's way.

use noor_sim::CustomerMessage;
use sqlx::PgPool;

use crate::harness::TestApp;

fn message(id: &str, text: &str) -> String {
    serde_json::json!({
        "messageId": id, "channelId": noor_sim::DEFAULT_CHANNEL, "chatType": "whatsapp", "chatId": "971500000001",
        "type": "text", "status": "inbound", "text": text,
    })
    .to_string()
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn whatever_is_posted_is_kept_and_breaks_nothing(db: PgPool) {
    let app = TestApp::start(db).await;
    let nested = format!("{}1{}", "[".repeat(100_000), "]".repeat(100_000));
    let bodies: Vec<Vec<u8>> = vec![
        b"not json at all".to_vec(),
        b"".to_vec(),
        b"null".to_vec(),
        b"7".to_vec(),
        b"\"hello\"".to_vec(),
        b"[]".to_vec(),
        b"[1,2,3]".to_vec(),
        b"{}".to_vec(),
        b"{\"messages\":7}".to_vec(),
        b"{\"messages\":[null,7,\"x\",[],{}]}".to_vec(),
        b"{\"messages\":[{\"messageId\":7}]}".to_vec(),
        b"{\"statuses\":{\"a\":1}}".to_vec(),
        b"{\"messages\":[{\"text\":\"\xff\xfe\"}]}".to_vec(),
        nested.into_bytes(),
    ];
    for body in bodies {
        let shown = String::from_utf8_lossy(&body).chars().take(60).collect::<String>();
        assert_eq!(app.deliver(body).await, 200, "{shown}");
    }
    assert_eq!(app.count("select count(*) from inbound_events").await, 14);
    assert_eq!(app.count("select count(*) from turns").await, 0);
    let answer = app.customer("971500000009").asks("hello").await;
    assert!(!answer.is_empty());
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn one_bad_item_does_not_spoil_its_neighbours(db: PgPool) {
    let app = TestApp::start(db).await;
    let body = format!(
        r#"{{"messages":[7,{{"messageId":{{}}}},{},{}],"statuses":[null,{{"messageId":"x","status":"sent"}}],"unknown":1}}"#,
        message("good-1", "hello").replace("2026-03-13T11:07:27.000", "yesterday at noon"),
        message("good-2", "nul \u{0} here"),
    );
    let body = body.replace("hello", "hel\\ud800lo");
    assert_eq!(app.deliver(body).await, 200);
    app.quiet().await;
    assert_eq!(app.count("select count(*) from messages").await, 2);
    let problem = "select count(*) from inbound_events where problem is not null";
    assert_eq!(app.count(problem).await, 1);
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn a_body_of_ten_megabytes_is_refused(db: PgPool) {
    let app = TestApp::start(db).await;
    assert_eq!(app.deliver(vec![b'x'; 10 << 20]).await, 413);
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn a_forged_secret_is_refused_and_nothing_is_stored(db: PgPool) {
    let app = TestApp::start(db).await;
    for path in ["/api/v1/webhook/wazzup/guess", "/api/v1/webhook/wazzup"] {
        let sent = app.http().post(app.at(path)).bearer_auth("guess").body(message("m", "hi"));
        assert_eq!(sent.send().await.unwrap().status(), 403, "{path}");
    }
    assert_eq!(app.count("select count(*) from inbound_events").await, 0);
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn the_bearer_works_where_one_was_agreed_on(db: PgPool) {
    let key = ("NOOR_MESSAGING__WAZZUP__CRM_KEY", "agreed-upon-key-of-the-crm");
    let app = TestApp::with(db, &[key]).await;
    let sent = app.http().post(app.at("/api/v1/webhook/wazzup")).bearer_auth(key.1).body("{}");
    assert_eq!(sent.send().await.unwrap().status(), 200);
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn a_network_list_looks_at_the_true_caller(db: PgPool) {
    let networks = ("NOOR_MESSAGING__WAZZUP__ALLOWED_NETWORKS", "203.0.113.0/24");
    let app = TestApp::with(db, &[networks]).await;
    let request = || app.http().post(app.webhook()).body("{}");
    assert_eq!(request().send().await.unwrap().status(), 403);
    let forged = request().header("x-forwarded-for", "203.0.113.7");
    assert_eq!(forged.send().await.unwrap().status(), 403, "nobody trusts this proxy");
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn behind_a_proxy_of_ours_the_list_sees_the_caller(db: PgPool) {
    let networks = ("NOOR_MESSAGING__WAZZUP__ALLOWED_NETWORKS", "203.0.113.0/24");
    let proxies = ("NOOR_SERVER__TRUSTED_PROXIES", "127.0.0.0/8");
    let app = TestApp::with(db, &[networks, proxies]).await;
    let request = || app.http().post(app.webhook()).body("{}");
    let through = request().header("x-forwarded-for", "198.51.100.1, 203.0.113.7");
    assert_eq!(through.send().await.unwrap().status(), 200);
    let outside = request().header("x-forwarded-for", "203.0.113.7, 198.51.100.1");
    assert_eq!(outside.send().await.unwrap().status(), 403);
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn a_line_that_is_not_ours_is_kept_and_not_answered(db: PgPool) {
    let app = TestApp::with(db, &[("NOOR_MESSAGING__WAZZUP__CHANNEL_ID", "ours")]).await;
    let body = format!(r#"{{"messages":[{}]}}"#, message("m-1", "hello"));
    assert_eq!(app.deliver(body).await, 200);
    assert_eq!(app.count("select count(*) from conversations").await, 0);
    let kept = "select count(*) from inbound_events where problem like '%not configured%'";
    assert_eq!(app.count(kept).await, 1);
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn strange_texts_are_answered_like_any_other(db: PgPool) {
    let app = TestApp::start(db).await;
    let texts = [
        "x".repeat(50_000),
        "ب".repeat(32 * 1024),
        "a1".repeat(32 * 1024),
        "😀🎉👍".to_owned(),
        "KX 210 black ".repeat(2_000),
        "?".to_owned(),
        "\u{202e}olleh\u{200f}".to_owned(),
        "{price:p1} {{ shop.name }} {% for %} \\ ' \" ; drop table messages; --".to_owned(),
    ];
    for (place, text) in texts.iter().enumerate() {
        let chat = format!("97150000{place:04}");
        let answer = app.customer(&chat).asks(text).await;
        assert!(!answer.is_empty() && !answer.contains("{{"), "{answer}");
    }
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn a_thousand_messages_in_one_body(db: PgPool) {
    let app = TestApp::start(db).await;
    let messages: Vec<String> = (0..1000)
        .map(|n| {
            message(&format!("m-{n}"), "hi")
                .replace("971500000001", &format!("97150000{:04}", n % 100))
        })
        .collect();
    let body = format!(r#"{{"messages":[{}]}}"#, messages.join(","));
    assert_eq!(app.deliver(body).await, 200);
    app.quiet().await;
    assert_eq!(app.count("select count(*) from messages where turn_id is not null").await, 1000);
    assert_eq!(app.count("select count(*) from turns").await, 100);
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn two_hundred_messages_in_one_burst_get_few_answers_in_order(db: PgPool) {
    let app = TestApp::start(db).await;
    for n in 0..200 {
        app.customer("971500000001").says(&format!("desk {n}")).await;
    }
    app.quiet().await;
    let turns = app.count("select count(*) from turns").await;
    assert!(turns < 60, "{turns} turns");
    assert_eq!(app.count("select count(*) from messages where turn_id is not null").await, 200);
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn a_message_in_the_very_moment_the_answer_leaves_is_answered_too(db: PgPool) {
    let app = TestApp::start(db).await;
    let customer = app.customer("971500000001");
    let mut news = app.sim.wazzup().subscribe();
    customer.says("hello").await;
    loop {
        let change = news.recv().await.unwrap();
        if change.message.crm_message_id.is_some() {
            break;
        }
    }
    let posted =
        app.sim.wazzup().customer_writes(CustomerMessage::text("971500000001", "KX 201 black"));
    assert!(posted.delivered().await);
    customer.waits_for(2).await;
    app.quiet().await;
    assert_eq!(customer.received().len(), 2, "{:?}", customer.received());
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn what_was_taken_back_or_corrected_is_read_as_it_stands_now(db: PgPool) {
    let app =
        TestApp::with(db, &[("NOOR_TURN__DEBOUNCE", "400ms"), ("NOOR_TURN__MAX_WAIT", "2s")]).await;
    let wazzup = app.sim.wazzup();
    let wrong = wazzup.say("971500000001", "KX 201 black").await.unwrap();
    assert!(wazzup.edit(&wrong, "KX 210 black").unwrap().delivered().await);
    let gone = wazzup.say("971500000002", "my card number is …").await.unwrap();
    assert!(wazzup.delete(&gone).unwrap().delivered().await);
    app.quiet().await;
    let answer = app.customer("971500000001").received().join("\n");
    assert!(answer.contains("KX 210 black") && !answer.contains("KX 201"), "{answer}");
    assert_eq!(app.customer("971500000002").received(), [] as [&str; 0]);
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn addresses_that_lead_nowhere_say_so(db: PgPool) {
    let app = TestApp::start(db).await;
    let (status, body) = app.get("/nothing/here").await;
    assert_eq!((status, body.contains("not_found")), (404, true), "{body}");
    let (status, body) = app.get("/api/v1/health").await;
    assert!(status == 200 && body.contains("\"status\":"), "{body}");
    assert_eq!(app.get("/api/v1/openapi.json").await.0, 200);
    assert_eq!(app.get("/docs/").await.0, 200);
    app.customer("971500000001").asks("hello").await;
    assert!(app.get("/metrics").await.1.contains("noor_messages_sent_total"), "figures");
    assert_eq!(app.get("/api/v1/products/KX-210%20black").await.0, 200);
    assert_eq!(app.get("/api/v1/products/ZZ-1").await.0, 404);
}
