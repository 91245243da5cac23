//! Keys for programs.

use chrono::TimeDelta;
use noor_core::access::Role;
use sqlx::PgPool;

use super::visitor::{Visitor, signed_in};
use crate::harness::TestApp;

const SEARCH: &str = "/api/v1/products/search?q=desk";

async fn status(app: &TestApp, key: &str) -> u16 {
    let asked = app.http().get(app.at(SEARCH)).header("x-api-key", key);
    asked.send().await.unwrap().status().as_u16()
}

/// Makes a key on the page; the key.
async fn make(owner: &mut Visitor, scope: &str, days: &str) -> String {
    owner.get("/admin/keys/new").await;
    let fields = [("name", "Website <search>"), ("scope", scope), ("days", days)];
    let page = owner.post("/admin/keys/new", &fields).await.body;
    let key = page.split("value=\"noor_").nth(1).unwrap_or_else(|| panic!("{page}"));
    format!("noor_{}", key.split('"').next().unwrap())
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn a_key_opens_what_it_is_for_until_it_is_revoked(db: PgPool) {
    let settings = [("API_KEY", "a-key-for-tests-and-for-nothing-else")];
    let app = TestApp::with(db, &settings).await;
    let mut owner = signed_in(&app, "owner", Role::Owner).await;
    let key = make(&mut owner, "read_catalogue", "30").await;
    let other = make(&mut owner, "read_reports", "").await;
    assert_eq!(status(&app, &key).await, 200);
    assert_eq!(status(&app, &other).await, 403);
    assert_eq!(status(&app, "noor_0000").await, 401);
    assert_eq!(status(&app, "a-key-for-tests-and-for-nothing-else").await, 200);
    // Nobody can read it anywhere afterwards.
    for text in [
        "select string_agg(k::text, ' ') from api_keys k",
        "select string_agg(a::text, ' ') from audit_log a",
    ] {
        let kept: String = sqlx::query_scalar(text).fetch_one(&app.db).await.unwrap();
        assert!(!kept.contains(&key), "{kept}");
    }
    let list = owner.get("/admin/keys").await.body;
    assert!(!list.contains(&key) && list.contains("Website &lt;search&gt;"), "{list}");

    let id: uuid::Uuid = sqlx::query_scalar("select id from api_keys order by created_at limit 1")
        .fetch_one(&app.db)
        .await
        .unwrap();
    owner.get(&format!("/admin/keys/{id}")).await;
    assert_eq!(owner.post(&format!("/admin/keys/{id}/revoke"), &[]).await.status, 303);
    assert_eq!(status(&app, &key).await, 401);
    let fresh = make(&mut owner, "read_catalogue", "30").await;
    assert_eq!(status(&app, &fresh).await, 200);
    app.clock.advance(TimeDelta::days(31));
    assert_eq!(status(&app, &fresh).await, 401);
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn no_key_can_be_made_for_what_is_peoples_own(db: PgPool) {
    let app = TestApp::start(db).await;
    let mut owner = signed_in(&app, "owner", Role::Owner).await;
    owner.get("/admin/keys/new").await;
    for scope in ["manage_users", "manage_keys", "", "everything"] {
        let fields = [("name", "x"), ("scope", scope)];
        let seen = owner.post("/admin/keys/new", &fields).await;
        assert!(matches!(seen.status, 400 | 422), "{scope}: {}", seen.status);
        owner.get("/admin/keys/new").await;
    }
    assert_eq!(app.count("select count(*) from api_keys").await, 0);
}
