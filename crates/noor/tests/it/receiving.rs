//! Accepted is kept, and once.

use sqlx::PgPool;

use crate::harness::TestApp;

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn the_same_delivery_five_times_at_once_is_answered_once(db: PgPool) {
    let app = TestApp::start(db).await;
    let body = r#"{"messages":[{"messageId":"m-1","channelId":"CHANNEL","chatType":"whatsapp",
        "chatId":"971500000001","dateTime":"NOW","type":"text",
        "status":"inbound","text":"hello","contact":{"name":"Rana"}}]}"#;
    let body =
        body.replace("CHANNEL", noor_sim::DEFAULT_CHANNEL).replace("NOW", &app.gateway_time(0));
    let deliveries = futures::future::join_all((0..5).map(|_| app.deliver(body.clone()))).await;
    assert_eq!(deliveries, [200; 5]);
    app.quiet().await;
    assert_eq!(app.count("select count(*) from messages").await, 1);
    assert_eq!(app.count("select count(*) from turns").await, 1);
    let kept = "select count(*) from inbound_events where encode(body, 'escape') like '%m-1%'";
    assert_eq!(app.count(kept).await, 5);
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn a_test_ping_is_answered_with_exactly_200(db: PgPool) {
    let app = TestApp::start(db).await;
    assert_eq!(app.deliver(r#"{"test":true}"#).await, 200);
    assert_eq!(app.count("select count(*) from conversations").await, 0);
}

/// An address where nobody listens.
fn nobody(scheme: &str, path: &str) -> String {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
    let port = listener.local_addr().expect("its address").port();
    format!("{scheme}://127.0.0.1:{port}/{path}")
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn without_a_database_nothing_is_confirmed(db: PgPool) {
    let away = nobody("postgres", "noor");
    let settings = [("DATABASE_URL", away.as_str()), ("NOOR_DATABASE__ACQUIRE_TIMEOUT", "300ms")];
    let app = TestApp::with(db, &settings).await;
    let message = r#"{"messages":[{"messageId":"m-1","channelId":"CHANNEL","chatType":"whatsapp",
        "chatId":"971500000001","type":"text","status":"inbound","text":"hello"}]}"#;
    assert_eq!(app.deliver(message).await, 503);
    let (status, body) = app.get("/api/v1/health").await;
    assert_eq!(status, 503, "{body}");
    assert!(body.contains("\"status\":\"down\""), "{body}");
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn without_redis_customers_are_answered_all_the_same(db: PgPool) {
    let away = nobody("redis", "0");
    let settings = [("NOOR_BELL__BACKEND", "redis"), ("REDIS_URL", away.as_str())];
    let app = TestApp::with(db, &settings).await;
    let answer = app.customer("971500000001").asks("KX 201 black").await;
    assert!(answer.contains("KX 201 black"), "{answer}");
    let (status, body) = app.get("/api/v1/health").await;
    assert_eq!(status, 200, "{body}");
    assert!(body.contains("\"status\":\"degraded\""), "{body}");
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn a_redis_that_forgets_everything_costs_nobody_an_answer(db: PgPool) {
    let redis = std::env::vars().find(|(name, _)| name == "REDIS_URL").expect("run `make test`").1;
    let settings = [
        ("NOOR_BELL__BACKEND", "redis"),
        ("REDIS_URL", redis.as_str()),
        ("NOOR_TURN__DEBOUNCE", "700ms"),
        ("NOOR_TURN__MAX_WAIT", "2s"),
    ];
    let app = TestApp::with(db, &settings).await;
    let customer = app.customer("971500000001");
    customer.says("KX 201 black").await;
    let mut redis =
        redis::Client::open(redis).unwrap().get_multiplexed_async_connection().await.unwrap();
    let rings: Vec<String> =
        redis::cmd("KEYS").arg("*noor:bell*").query_async(&mut redis).await.unwrap();
    redis::cmd("DEL").arg(rings).query_async::<()>(&mut redis).await.unwrap();
    customer.waits_for(1).await;
    app.quiet().await;
    assert_eq!(customer.received().len(), 1);
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn messages_that_arrive_out_of_order_are_read_in_order(db: PgPool) {
    let app = TestApp::with(db, &[("NOOR_TURN__DEBOUNCE", "300ms")]).await;
    let message = |id: &str, at: i64, text: &str| {
        let at = app.gateway_time(at);
        format!(
            r#"{{"messageId":"{id}","channelId":"CHANNEL","chatType":"whatsapp","type":"text",
            "chatId":"971500000001","dateTime":"{at}","status":"inbound",
            "text":"{text}"}}"#
        )
        .replace("CHANNEL", noor_sim::DEFAULT_CHANNEL)
    };
    let later = format!(r#"{{"messages":[{}]}}"#, message("m-2", -1, "second"));
    let earlier = format!(r#"{{"messages":[{}]}}"#, message("m-1", -2, "first"));
    assert_eq!(app.deliver(later).await, 200);
    assert_eq!(app.deliver(earlier).await, 200);
    app.quiet().await;
    let texts = "select journal #> '{messages,0,text}' from turns";
    let first: serde_json::Value = sqlx::query_scalar(texts).fetch_one(&app.db).await.unwrap();
    assert_eq!(first, "first");
}

/// A gateway that caught up after an outage used to open the 24-hour window with what it brought.
#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn a_message_that_comes_a_day_late_opens_no_window_and_a_person_is_asked(db: PgPool) {
    let app = TestApp::start(db).await;
    let day_old = app.gateway_time(-25 * 3600);
    let body = r#"{"messages":[{"messageId":"m-1","channelId":"CHANNEL","chatType":"whatsapp",
        "chatId":"971500000001","dateTime":"THEN","type":"text","status":"inbound",
        "text":"hello"}]}"#;
    let body = body.replace("CHANNEL", noor_sim::DEFAULT_CHANNEL).replace("THEN", &day_old);
    assert_eq!(app.deliver(body).await, 200);
    app.appears("select count(*) from handoffs where card ->> 'means' = 'window_closed'").await;
    app.quiet().await;
    assert_eq!(app.customer("971500000001").received(), [] as [&str; 0]);
    // Their next word opens it again.
    app.customer("971500000001").asks("are you there?").await;
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn what_was_kept_long_enough_is_deleted_and_what_is_kept_for_ever_is_not(db: PgPool) {
    let settings = [("NOOR_RETENTION__DELIVERIES", "7d"), ("NOOR_RETENTION__JOURNALS", "0s")];
    let app = TestApp::with(db, &settings).await;
    app.customer("971500000001").asks("hello").await;
    // The gateway's last word about it; what comes later would be new.
    app.appears("select count(*) from delivery_states where status = 'delivered'").await;
    assert!(!app.forgets().await, "nothing is old");
    let rows = "select (select count(*) from inbound_events) + (select count(*) from turns)";
    assert!(app.count(rows).await >= 2);
    app.clock.advance(chrono::TimeDelta::days(8));
    assert!(!app.forgets().await, "all of it in one go");
    assert_eq!(app.count("select count(*) from inbound_events").await, 0);
    assert_eq!(app.count("select count(*) from delivery_states").await, 0);
    assert_eq!(app.count("select count(*) from turns").await, 1);
    assert_eq!(app.count("select count(*) from messages").await, 1);
}
