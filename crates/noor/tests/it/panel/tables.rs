//! Lists: found, sorted, page after page, and taken away as a file.

use noor_core::access::Role;
use sqlx::PgPool;

use super::visitor::{person, signed_in};
use crate::harness::TestApp;

/// The most that a page may weigh.
const PAGE: usize = 150 << 10;

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn what_people_wrote_is_shown_and_never_run(db: PgPool) {
    let app = TestApp::start(db).await;
    let evil = "<script>alert('x')</script><img src=x onerror=alert(1)>\"' {{ 7 * 7 }}";
    sqlx::query(
        "insert into customers (id, name, created_at) values (gen_random_uuid(), $1, now())",
    )
    .bind(evil)
    .execute(&app.db)
    .await
    .unwrap();
    let mut owner = signed_in(&app, "owner", Role::Owner).await;
    let list = owner.get("/admin/customers").await.body;
    let row = list.split("class=\"row-link\" href=\"").nth(1).unwrap();
    let one = row.split('"').next().unwrap().to_owned();
    let page = owner.get(&one).await.body;
    let search = owner.get("/admin/customers?q=%3Cscript%3Ealert(%27x%27)").await.body;
    for page in [list, page, search] {
        assert!(!page.contains("<script>alert") && !page.contains("<img"), "{page}");
        assert!(page.contains("{{ 7 * 7 }}"), "{page}");
        assert!(page.contains("&lt;script&gt;"), "{page}");
    }
    // In the name of a person too, where the sentence about them is.
    owner.get("/admin/users/new").await;
    let fields = [
        ("username", "eve"),
        ("name", evil),
        ("role", "analyst"),
        ("password", "seven chairs and a lamp"),
    ];
    assert_eq!(owner.post("/admin/users/new", &fields).await.status, 303);
    let page = owner.get("/admin/users").await.body;
    assert!(!page.contains("<script>alert") && page.contains("&lt;script&gt;"), "{page}");
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn a_list_is_walked_to_its_end_and_back(db: PgPool) {
    let app = TestApp::start(db).await;
    // Many with the same time, and some without a name: each is seen once.
    sqlx::query(
        "insert into customers (id, name, created_at)
         select gen_random_uuid(), case when n % 7 > 0 then 'customer ' || n % 5 end,
                timestamptz '2026-01-01' + make_interval(mins => n / 40)
           from generate_series(1, 230) n",
    )
    .execute(&app.db)
    .await
    .unwrap();
    let mut manager = signed_in(&app, "manager", Role::Manager).await;
    for order in ["", "?sort=name&dir=up", "?sort=name&dir=down", "?sort=created_at&dir=up"] {
        let mut path = format!("/admin/customers{order}");
        let mut there = Vec::new();
        loop {
            let page = manager.get(&path).await.body;
            there.push(keys(&page));
            match link(&page, "next") {
                Some(next) => path = next,
                None => break,
            }
        }
        let mut all: Vec<String> = there.concat();
        assert_eq!(all.len(), 230, "{order}");
        all.sort();
        all.dedup();
        assert_eq!(all.len(), 230, "{order}");
        let mut back = Vec::new();
        loop {
            let page = manager.get(&path).await.body;
            back.insert(0, keys(&page));
            match link(&page, "prev") {
                Some(before) => path = before,
                None => break,
            }
        }
        assert_eq!(back.concat(), there.concat(), "{order}");
    }
    let page = manager.get("/admin/customers?q=customer%203").await.body;
    assert!(!keys(&page).is_empty() && !page.contains("customer 2"), "{page}");
    let page = manager.get("/admin/customers?q=50%25").await.body;
    assert!(page.contains("Nothing fits"), "a per cent sign is one: {page}");
}

/// The rows of a page.
fn keys(page: &str) -> Vec<String> {
    let rows = page.split("class=\"row-link\" href=\"").skip(1);
    rows.map(|it| it.split('"').next().unwrap().to_owned()).collect()
}

/// Where a page's link to another page of the list leads.
fn link(page: &str, rel: &str) -> Option<String> {
    let rest = page.split(&format!("rel=\"{rel}\" href=\"")).nth(1)?;
    let to = rest.split('"').next().unwrap();
    Some(to.replace("&amp;", "&").replace("&#x2f;", "/").replace("&#x3d;", "="))
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn what_an_address_makes_up_is_no_error_of_ours(db: PgPool) {
    let app = TestApp::start(db).await;
    let mut owner = signed_in(&app, "owner", Role::Owner).await;
    for query in [
        "sort=password_hash",
        "sort=name%27%3B+drop+table+users",
        "role=owner%27+or+1%3D1",
        "after=nonsense&at=nonsense",
        "after=00000000-0000-0000-0000-000000000000&at=yesterday&sort=created_at",
        "q=%00",
        "q=%27%22%5C%25_",
        "q=a&q=b&dir=sideways",
    ] {
        let seen = owner.get(&format!("/admin/users?{query}")).await;
        assert_eq!(seen.status, 200, "{query}: {}", seen.body);
    }
    assert_eq!(owner.get("/admin/audit/nonsense").await.status, 404);
    assert_eq!(owner.get("/admin/users/nonsense").await.status, 404);
    let page = owner.get("/admin/users?q=argon2id").await.body;
    assert!(page.contains("Nothing fits"), "hashes are not searched: {page}");
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn a_file_for_a_spreadsheet_holds_every_row_and_no_formula(db: PgPool) {
    let app = TestApp::start(db).await;
    sqlx::query(
        "insert into customers (id, name, created_at)
         select gen_random_uuid(),
                case n when 1 then '=HYPERLINK(\"http://elsewhere.example\")' when 2 then '@sum(1)'
                       when 3 then 'شركة \"الأفق\"' else 'customer ' || n end,
                timestamptz '2026-01-01' + make_interval(mins => n)
           from generate_series(1, 1200) n",
    )
    .execute(&app.db)
    .await
    .unwrap();
    let mut manager = signed_in(&app, "manager", Role::Manager).await;
    let seen = manager.get("/admin/customers.csv?sort=created_at&dir=up").await;
    assert_eq!(seen.status, 200);
    assert!(seen.headers["content-type"].to_str().unwrap().starts_with("text/csv"));
    let lines: Vec<&str> = seen.body.lines().collect();
    assert_eq!(lines.len(), 1201);
    assert!(lines[0].starts_with("\u{feff}\"Name\""), "{}", lines[0]);
    assert!(lines[1].starts_with("\"'=HYPERLINK(\"\"http"), "{}", lines[1]);
    assert!(lines[2].starts_with("\"'@sum(1)\""), "{}", lines[2]);
    assert!(lines[3].starts_with("\"شركة \"\"الأفق\"\"\""), "{}", lines[3]);
    let exported = "select count(*) from audit_log where action = 'exported'";
    assert_eq!(app.count(exported).await, 1, "and it is known who took it");
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn no_page_is_heavy_whatever_is_in_it(db: PgPool) {
    let app = TestApp::start(db).await;
    let long = "طاولة اجتماعات كبيرة جداً ".repeat(60);
    sqlx::query(
        "insert into customers (id, name, created_at, profile)
         select gen_random_uuid(), $1, now(), jsonb_build_object('company', $1) from generate_series(1, 80)",
    )
    .bind(&long)
    .execute(&app.db)
    .await
    .unwrap();
    for n in 0..3 {
        person(&app, &format!("person-{n}"), Role::Analyst).await;
    }
    let mut owner = signed_in(&app, "owner", Role::Owner).await;
    let pages: Vec<String> = noor::http::entrances()
        .into_iter()
        .filter(|it| it.method == "GET" && it.path.starts_with("/admin") && !it.path.contains('{'))
        .map(|it| it.path)
        .filter(|path| path.rsplit('.').next() != Some("csv"))
        .collect();
    for path in pages {
        let seen = owner.get(&path).await;
        assert!(seen.body.len() < PAGE, "{path} weighs {}", seen.body.len());
        assert!(matches!(seen.status, 200 | 303), "{path}: {}", seen.status);
    }
}
