//! Coming in, going out, and everything that tries to come in otherwise.

use chrono::TimeDelta;
use noor::http::{self, Web};
use noor_core::access::Role;
use noor_core::clock::Clock as _;
use sqlx::PgPool;
use tokio_util::sync::CancellationToken;
use totp_rs::{Builder, Secret};

use super::visitor::{PASSWORD, Visitor, person, signed_in};
use crate::harness::TestApp;

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn the_first_owner_comes_in_as_configured_and_only_while_there_is_nobody(db: PgPool) {
    let app = TestApp::start(db).await;
    let mut first = Visitor::new(&app);
    assert_eq!(first.get("/admin/").await.to.as_deref(), Some("/admin/login?next=%2Fadmin%2F"));
    let seen = first.tries("admin", "noor-example-password").await;
    assert_eq!((seen.status, seen.to.as_deref()), (303, Some("/admin")));
    assert_eq!(first.get("/admin").await.to.as_deref(), Some("/admin/handoffs"));
    assert_eq!(first.get("/admin/users").await.status, 200);
    assert_eq!(app.count("select count(*) from users where role = 'owner'").await, 1);
    let hashes = "select count(*) from users where password_hash like '$argon2id$%'";
    assert_eq!(app.count(hashes).await, 1);
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn where_there_is_somebody_the_configuration_lets_nobody_in(db: PgPool) {
    let app = TestApp::start(db).await;
    person(&app, "sara", Role::Owner).await;
    let seen = Visitor::new(&app).tries("admin", "noor-example-password").await;
    assert_eq!(seen.status, 401);
    assert_eq!(app.count("select count(*) from users").await, 1);
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn a_storm_of_wrong_passwords_waits_and_the_right_one_still_gets_in(db: PgPool) {
    let mut app = TestApp::start(db).await;
    person(&app, "sara", Role::Manager).await;
    let mut all = Vec::new();
    for _ in 0..20 {
        let mut guesser = Visitor::new(&app);
        all.push(async move { guesser.tries("Sara", "a wrong password").await.status });
    }
    let statuses = futures::future::join_all(all).await;
    let looked_at = statuses.iter().filter(|status| **status == 401).count();
    assert!((1..=6).contains(&looked_at), "{statuses:?}");
    assert!(statuses.iter().all(|status| matches!(status, 401 | 429)), "{statuses:?}");
    // The wait outlives the process, and names that nobody has wait the same.
    app.restart().await;
    let mut sara = Visitor::new(&app);
    let seen = sara.tries("sara", PASSWORD).await;
    assert_eq!(seen.status, 429, "{}", seen.body);
    assert!(seen.body.contains("seconds"), "{}", seen.body);
    for _ in 0..8 {
        sara.tries("nobody", "a wrong password").await;
    }
    assert_eq!(sara.tries("nobody", "a wrong password").await.status, 429);
    app.clock.advance(TimeDelta::minutes(2));
    sara.signs_in("sara").await;
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn an_address_that_guesses_many_names_waits_longer(db: PgPool) {
    let app = TestApp::start(db).await;
    person(&app, "sara", Role::Manager).await;
    let mut guesser = Visitor::new(&app);
    for place in 0..31 {
        guesser.tries(&format!("guess-{place}"), "a wrong password").await;
    }
    let status = guesser.tries("one-more", "a wrong password").await.status;
    assert_eq!(status, 429);
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn a_stolen_cookie_is_worth_nothing_after_signing_out(db: PgPool) {
    let app = TestApp::start(db).await;
    let mut sara = signed_in(&app, "sara", Role::Manager).await;
    let mut thief = sara.clone();
    assert!(thief.is_in().await);
    assert_eq!(sara.post("/admin/logout", &[]).await.status, 303);
    assert!(!sara.is_in().await);
    assert!(!thief.is_in().await, "the session is gone on the server");
    assert_eq!(app.count("select count(*) from sessions").await, 0);
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn signing_in_gives_a_session_that_nobody_could_have_planted(db: PgPool) {
    let app = TestApp::start(db).await;
    person(&app, "sara", Role::Manager).await;
    let mut sara = Visitor::new(&app);
    sara.cookies.insert("noor".to_owned(), "AAAAAAAAAAAAAAAAAAAAAA".to_owned());
    sara.signs_in("sara").await;
    let first = sara.cookies["noor"].clone();
    assert_ne!(first, "AAAAAAAAAAAAAAAAAAAAAA");
    // In the rows nothing can be used as a cookie.
    let rows: Vec<(Vec<u8>, String)> = sqlx::query_as("select id_hash, data::text from sessions")
        .fetch_all(&app.db)
        .await
        .unwrap();
    assert_eq!(rows.len(), 1);
    assert!(!rows[0].1.contains(&first));
    let seen = sara.tries("sara", PASSWORD).await;
    assert_eq!(seen.to.as_deref(), Some("/admin"));
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn a_session_ends_by_the_clock(db: PgPool) {
    let settings = [("NOOR_ADMIN__SESSION_IDLE", "1h"), ("NOOR_ADMIN__SESSION_ABSOLUTE", "5h")];
    let app = TestApp::with(db, &settings).await;
    let mut sara = signed_in(&app, "sara", Role::Manager).await;
    for _ in 0..5 {
        app.clock.advance(TimeDelta::minutes(50));
        assert!(sara.is_in().await, "used within the hour");
    }
    app.clock.advance(TimeDelta::minutes(55));
    assert!(!sara.is_in().await, "five hours are over, however much it was used");
    sara.signs_in("sara").await;
    app.clock.advance(TimeDelta::minutes(61));
    assert!(!sara.is_in().await, "an hour without a word");
    app.forgets().await;
    assert_eq!(app.count("select count(*) from sessions").await, 0);
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn two_processes_know_each_others_sessions(db: PgPool) {
    let app = TestApp::start(db).await;
    let (other, stop) = another_process(&app).await;
    let mut sara = signed_in(&app, "sara", Role::Manager).await;
    let mut there = sara.over_at(&other);
    assert!(there.is_in().await);
    assert_eq!(there.post("/admin/logout", &[]).await.status, 303);
    assert!(!sara.is_in().await);
    stop.cancel();
}

/// One more Noor on the same data; its address, and what stops it.
async fn another_process(app: &TestApp) -> (String, CancellationToken) {
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let web: Web = app.another_web();
    let stop = CancellationToken::new();
    let serving = http::serve(listener, http::router(web), stop.clone());
    app.context().tasks.spawn(async move { serving.await.unwrap() });
    (address, stop)
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn no_form_is_taken_without_its_token_or_from_elsewhere(db: PgPool) {
    let app = TestApp::start(db).await;
    let mut sara = signed_in(&app, "sara", Role::Owner).await;
    let mut omar = signed_in(&app, "omar", Role::Owner).await;
    omar.get("/admin/account").await;
    sara.get("/admin/users/new").await;
    let fields = [
        ("username", "intruder"),
        ("role", "owner"),
        ("password", "seven chairs and a lamp"),
        ("language", "en"),
    ];
    let (path, here) = ("/admin/users/new", app.at(""));
    let token = sara.token().to_owned();
    let elsewhere = "https://elsewhere.example";
    for (given, origin) in [
        ("", Some(here.as_str())),
        ("0000", Some(here.as_str())),
        (omar.token(), Some(here.as_str())),
        (token.as_str(), Some(elsewhere)),
        (token.as_str(), Some("null")),
        (token.as_str(), None),
    ] {
        let seen = sara.post_as(path, &fields, given, origin).await;
        assert_eq!(seen.status, 403, "{given} from {origin:?}");
        assert!(seen.body.contains("Nothing was changed"), "{}", seen.body);
    }
    assert_eq!(app.count("select count(*) from users").await, 2);
    // Nor is anybody signed in by a form from elsewhere.
    let mut victim = Visitor::new(&app);
    victim.get("/admin/login").await;
    let token = victim.token().to_owned();
    let login = [("username", "omar"), ("password", PASSWORD)];
    let seen = victim.post_as("/admin/login", &login, &token, Some(elsewhere)).await;
    assert_eq!(seen.status, 403);
    let seen = victim.post_as("/admin/login", &login, "", Some(&here)).await;
    assert_eq!(seen.status, 403);
    assert!(!victim.is_in().await);
    sara.get(path).await;
    let seen = sara.post(path, &fields).await;
    assert_eq!(seen.status, 303, "{}", seen.body);
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn another_password_or_role_ends_every_other_session(db: PgPool) {
    let app = TestApp::start(db).await;
    let mut owner = signed_in(&app, "owner", Role::Owner).await;
    let id = person(&app, "sara", Role::Manager).await;
    let (mut desk, mut phone) = (Visitor::new(&app), Visitor::new(&app));
    desk.signs_in("sara").await;
    phone.signs_in("sara").await;
    let new = "eight tables and a rug";
    let fields = [("present", PASSWORD), ("password", new), ("again", new)];
    desk.get("/admin/account").await;
    assert_eq!(desk.post("/admin/account/password", &fields).await.status, 303);
    let page = desk.get("/admin/account").await.body;
    assert!(page.contains("Your password is changed"), "{page}");
    assert!(!phone.is_in().await);
    assert_eq!(phone.tries("sara", PASSWORD).await.status, 401);
    assert_eq!(phone.tries("sara", new).await.status, 303);

    owner.get(&format!("/admin/users/{id}")).await;
    let seen = owner.post(&format!("/admin/users/{id}/role"), &[("role", "analyst")]).await;
    assert_eq!(seen.status, 303);
    assert!(!desk.is_in().await && !phone.is_in().await);
    assert_eq!(desk.tries("sara", new).await.status, 303);
    assert_eq!(desk.get("/admin/outbox").await.status, 403);

    owner.get(&format!("/admin/users/{id}")).await;
    let seen = owner.post(&format!("/admin/users/{id}/state"), &[("state", "disabled")]).await;
    assert_eq!(seen.status, 303);
    assert!(!desk.is_in().await);
    assert_eq!(desk.tries("sara", new).await.status, 401);
    let log: Vec<(String, Option<String>, Option<String>)> = sqlx::query_as(
        "select action, before ->> 'role', after ->> 'role' from audit_log
          where subject = 'sara' and action <> 'signed_in' order by id",
    )
    .fetch_all(&app.db)
    .await
    .unwrap();
    let role = |role: &str| Some(role.to_owned());
    assert_eq!(
        log,
        [
            ("user_added".to_owned(), None, role("manager")),
            ("password_changed".to_owned(), None, None),
            ("role_changed".to_owned(), role("manager"), role("analyst")),
            ("user_disabled".to_owned(), role("analyst"), role("analyst")),
        ]
    );
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn the_last_owner_stays_one(db: PgPool) {
    let app = TestApp::start(db).await;
    let id = person(&app, "owner", Role::Owner).await;
    let mut owner = Visitor::new(&app);
    owner.signs_in("owner").await;
    for (what, field) in [("role", ("role", "manager")), ("state", ("state", "disabled"))] {
        owner.get(&format!("/admin/users/{id}")).await;
        owner.post(&format!("/admin/users/{id}/{what}"), &[field]).await;
        let page = owner.get(&format!("/admin/users/{id}")).await;
        assert!(page.body.contains("needs an owner"), "{}", page.body);
    }
    assert_eq!(app.count("select count(*) from users where role = 'owner'").await, 1);
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn codes_are_asked_for_taken_once_and_switched_off_by_an_owner(db: PgPool) {
    let app = TestApp::start(db).await;
    let id = person(&app, "sara", Role::Manager).await;
    let mut sara = Visitor::new(&app);
    sara.signs_in("sara").await;
    let page = sara.get("/admin/account/codes").await.body;
    assert!(page.contains("<svg class=\"qr\""), "{page}");
    let secret: String = page
        .split("class=\"secret\">")
        .nth(1)
        .unwrap()
        .split('<')
        .next()
        .unwrap()
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .collect();
    let secret = Secret::try_from_base32(&secret).unwrap();
    let totp = Builder::new().with_secret(secret).build().unwrap();
    let code = |ahead: i64| {
        let at = u64::try_from(app.clock.now().timestamp() + ahead).unwrap();
        totp.generate(at).to_string()
    };
    let wrong = if code(0) == "000000" { "000001" } else { "000000" };
    sara.post("/admin/account/codes", &[("code", wrong)]).await;
    assert_eq!(app.count("select count(*) from users where totp_secret is not null").await, 0);
    sara.get("/admin/account/codes").await;
    assert_eq!(sara.post("/admin/account/codes", &[("code", &code(0))]).await.status, 303);
    assert!(sara.get("/admin/account").await.body.contains("From now on"));

    app.clock.advance(TimeDelta::seconds(60));
    let mut again = Visitor::new(&app);
    let seen = again.tries("sara", PASSWORD).await;
    assert!(seen.to.unwrap().starts_with("/admin/login/code"));
    assert!(!again.is_in().await, "the password alone is not enough");
    again.get("/admin/login/code").await;
    let taken = code(0);
    assert_eq!(again.post("/admin/login/code", &[("code", &taken)]).await.status, 303);
    assert!(again.is_in().await);
    // Whoever looked over the shoulder comes too late.
    let mut thief = Visitor::new(&app);
    thief.tries("sara", PASSWORD).await;
    thief.get("/admin/login/code").await;
    assert_eq!(thief.post("/admin/login/code", &[("code", &taken)]).await.status, 401);
    // And whoever waits too long shows the password again.
    app.clock.advance(TimeDelta::minutes(6));
    let seen = thief.post("/admin/login/code", &[("code", &code(0))]).await;
    assert_eq!(seen.to.as_deref(), Some("/admin/login"));

    let mut owner = signed_in(&app, "owner", Role::Owner).await;
    owner.get(&format!("/admin/users/{id}")).await;
    assert_eq!(owner.post(&format!("/admin/users/{id}/codes"), &[]).await.status, 303);
    assert!(!again.is_in().await);
    again.signs_in("sara").await;
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn pages_say_what_browsers_must_not_do(db: PgPool) {
    let app = TestApp::start(db).await;
    let mut sara = signed_in(&app, "sara", Role::Manager).await;
    for path in ["/admin/login", "/admin/account", "/admin/nothing-here", "/admin/users"] {
        let seen = sara.get(path).await;
        let header = |name: &str| seen.headers[name].to_str().unwrap().to_owned();
        let policy = header("content-security-policy");
        assert!(
            policy.contains("frame-ancestors 'none'") && !policy.contains("unsafe"),
            "{policy}"
        );
        assert_eq!(header("x-content-type-options"), "nosniff");
        assert_eq!(header("referrer-policy"), "same-origin");
        assert_eq!(header("cache-control"), "no-store");
    }
    let page = sara.get("/admin/account").await.body;
    let style = page.split("href=\"/admin/assets/").nth(2).unwrap().split('"').next().unwrap();
    let seen = sara.get(&format!("/admin/assets/{style}")).await;
    assert_eq!(seen.status, 200);
    assert!(seen.headers["cache-control"].to_str().unwrap().contains("immutable"));
    assert_eq!(sara.get("/admin/assets/0000/panel.css").await.status, 404);
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn over_https_the_cookie_is_for_https_alone(db: PgPool) {
    let settings = [("NOOR_SERVER__PUBLIC_URL", "https://noor.example.com")];
    let app = TestApp::with(db, &settings).await;
    person(&app, "sara", Role::Manager).await;
    let mut sara = Visitor::new(&app);
    sara.get("/admin/login").await;
    let fields = [("username", "sara"), ("password", PASSWORD)];
    let token = sara.token().to_owned();
    let origin = Some("https://noor.example.com");
    let seen = sara.post_as("/admin/login", &fields, &token, origin).await;
    assert_eq!(seen.status, 303);
    let cookie = seen.headers["set-cookie"].to_str().unwrap();
    for part in ["__Host-noor=", "HttpOnly", "SameSite=Lax", "Secure", "Path=/"] {
        assert!(cookie.contains(part), "{cookie}");
    }
}
