//! Every way into Noor, tried by everybody.

use noor::http::{Needs, entrances};
use noor_core::access::Role;
use sqlx::PgPool;

use super::visitor::{Visitor, signed_in};
use crate::harness::TestApp;

/// What a walker finds.
#[derive(Debug, PartialEq, Eq)]
enum Door {
    /// It opens, whatever is behind it.
    Open,
    /// It leads to the sign-in.
    ToSignIn,
    /// It stays shut.
    Shut,
}

fn door(status: u16, to: Option<&str>) -> Door {
    match (status, to) {
        (302 | 303 | 307, Some(to)) if to.starts_with("/admin/login") => Door::ToSignIn,
        (401 | 403, _) => Door::Shut,
        _ => Door::Open,
    }
}

/// A path with something that is not there for each of its parameters.
fn filled(path: &str) -> String {
    let mut parts: Vec<String> = Vec::new();
    for part in path.split('/') {
        parts.push(match part {
            "{version}" => "0000".to_owned(),
            part if part.starts_with('{') => "00000000-0000-0000-0000-000000000000".to_owned(),
            part => part.to_owned(),
        });
    }
    parts.join("/")
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn every_door_opens_to_those_it_is_for_and_to_nobody_else(db: PgPool) {
    let settings = [("API_KEY", "a-key-for-tests-and-for-nothing-else")];
    let app = TestApp::with(db, &settings).await;
    let mut walkers = vec![(None, Visitor::new(&app))];
    for role in Role::ALL {
        walkers.push((Some(role), signed_in(&app, role.code(), role).await));
    }
    let entrances = entrances();
    assert!(entrances.len() > 50, "{}", entrances.len());
    for entrance in &entrances {
        let path = filled(&entrance.path);
        if path == "/admin/logout" {
            continue;
        }
        for (role, visitor) in &mut walkers {
            let is_get = entrance.method == "GET";
            let seen = if is_get {
                visitor.get(&path).await
            } else {
                // The right token, so that only who they are decides.
                visitor.get("/admin/account").await;
                visitor.post(&path, &[]).await
            };
            let found = door(seen.status, seen.to.as_deref());
            let who =
                format!("{role:?} at {} {path}: {} {:?}", entrance.method, seen.status, seen.to);
            assert!(seen.status < 500, "{who}");
            let expected = match (entrance.needs, *role) {
                // Their own proof is missing, or they are for everybody.
                (Needs::ProofOfItsOwn, _) => {
                    assert!(matches!(seen.status, 401 | 403 | 404), "{who}");
                    continue;
                }
                (Needs::Nothing, _) if is_get => Door::Open,
                // The door itself: at it stands a token, not a role.
                (Needs::Nothing, _) => continue,
                (Needs::SignedIn | Needs::Person(_), None) if is_get => Door::ToSignIn,
                (Needs::SignedIn | Needs::Person(_) | Needs::KeyOrPerson(_), None) => Door::Shut,
                (Needs::SignedInOrDevelopment, _) | (Needs::SignedIn, Some(_)) => Door::Open,
                (Needs::Person(needed) | Needs::KeyOrPerson(needed), Some(role)) => {
                    if role.may(needed) { Door::Open } else { Door::Shut }
                }
            };
            let to_sign_in = entrance.path.starts_with("/admin/login") && found == Door::ToSignIn;
            assert!(found == expected || to_sign_in, "{who}: {found:?}, not {expected:?}");
        }
    }
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn nothing_is_served_that_is_not_on_the_list(db: PgPool) {
    let app = TestApp::start(db).await;
    let mut nobody = Visitor::new(&app);
    for path in ["/admin.php", "/administrator", "/api/v1/admin", "/api/v1/users", "/api/users"] {
        assert_eq!(nobody.get(path).await.status, 404, "{path}");
    }
    // Inside the panel the page that says so is in the frame.
    let seen = nobody.get("/admin/nothing").await;
    assert_eq!(seen.status, 404);
    assert!(seen.body.contains("There is nothing here"), "{}", seen.body);
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn in_production_the_api_is_described_to_those_who_are_signed_in(db: PgPool) {
    let strong = "0f3d9a4b7c1e8256aabbccdd00112233";
    let settings = [
        ("NOOR_ENV", "production"),
        ("NOOR_SERVER__PUBLIC_URL", "https://noor.example.com"),
        ("NOOR_SERVER__SIGNING_KEY", strong),
        ("NOOR_MESSAGING__WAZZUP__WEBHOOK_SECRET", "9d2f6c1b8a7e4350ffee001122334455"),
        ("ADMIN_PASSWORD", "long enough for a shop"),
    ];
    let app = TestApp::with(db, &settings).await;
    let mut nobody = Visitor::new(&app);
    assert_eq!(nobody.get("/docs/").await.to.as_deref(), Some("/admin/login?next=/docs/"));
    assert_eq!(nobody.get("/api/v1/openapi.json").await.status, 401);
    assert_eq!(nobody.get("/api/v1/products/search?q=desk").await.status, 401);
    nobody.get("/admin/login").await;
    let token = nobody.token().to_owned();
    let fields = [("username", "admin"), ("password", "long enough for a shop")];
    let origin = Some("https://noor.example.com");
    assert_eq!(nobody.post_as("/admin/login", &fields, &token, origin).await.status, 303);
    assert_eq!(nobody.get("/api/v1/openapi.json").await.status, 200);
    assert_eq!(nobody.get("/api/v1/products/search?q=desk").await.status, 200);
}
