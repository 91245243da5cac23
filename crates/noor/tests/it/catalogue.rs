//! The mirror follows its source, and not where that would empty the shop.

use std::path::Path;

use noor::app::load_catalogue::Summary;
use noor_core::money::Currency;
use noor_providers::catalog::file::CatalogFile;
use sqlx::PgPool;

use crate::harness::TestApp;

const OFFERED: &str = "select count(*) from products where active and sku like 'ROW-%'";

/// A catalogue of so many chairs.
fn chairs(path: &Path, count: u32) {
    let row = |n: u32| {
        format!(
            "{{\"sku\":\"ROW-{n}\",\"name\":\"Chair {n}\",\"price\":{{\"amount\":100,\"currency\":\"AED\"}}}}"
        )
    };
    std::fs::write(path, (1..=count).map(row).collect::<Vec<_>>().join("\n")).expect("a file");
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn a_catalogue_that_lost_most_of_itself_is_not_believed(db: PgPool) {
    let app = TestApp::start(db).await;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("chairs.jsonl");
    let source = CatalogFile::new(&path, Currency::AED);
    chairs(&path, 40);
    app.load(&source).await;
    assert_eq!(app.count(OFFERED).await, 40);
    chairs(&path, 19);
    let summary = app.load_as(&source, false).await;
    assert_eq!((summary.kept, summary.removed), (21, 0), "more than half is missing");
    assert_eq!(app.count(OFFERED).await, 40, "all of it stays on the shelf");
    let summary = app.load_as(&source, true).await;
    assert_eq!((summary.kept, summary.removed), (0, 21), "it was right");
    assert_eq!(app.count(OFFERED).await, 19);
    chairs(&path, 10);
    let summary = app.load_as(&source, false).await;
    assert_eq!((summary.kept, summary.removed), (0, 9), "less than half");
    chairs(&path, 5);
    let summary = app.load_as(&source, false).await;
    assert_eq!((summary.kept, summary.removed), (5, 0), "half, of a small shop too");
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn other_products_are_no_sign_that_these_are_gone(db: PgPool) {
    let app = TestApp::start(db).await;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("chairs.jsonl");
    chairs(&path, 400);
    let demo = "select count(*) from products where active and sku not like 'ROW-%'";
    let before = app.count(demo).await;
    let summary = app.load_as(&CatalogFile::new(&path, Currency::AED), false).await;
    assert_eq!((summary.kept, summary.removed), (u64::try_from(before).unwrap(), 0));
    assert_eq!(app.count(demo).await, before, "a file of another name empties no shop");
    std::fs::write(&path, "{\"name\":\"no code\"}\n").unwrap();
    let summary = app.load_as(&CatalogFile::new(&path, Currency::AED), true).await;
    assert!(!summary.complete, "a file without one product is a mishap");
    assert_eq!(app.count(demo).await, before);
}

/// A shop before its first catalogue.
async fn empty_shop(db: PgPool) -> TestApp {
    let app = TestApp::start(db).await;
    sqlx::query("delete from products").execute(&app.db).await.expect("an empty shop");
    app
}

/// Loads lines and says what came of them.
async fn load_lines(app: &TestApp, lines: &[&str]) -> Summary {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("chairs.jsonl");
    std::fs::write(&path, lines.join("\n")).expect("a file");
    app.load_as(&CatalogFile::new(&path, Currency::AED), false).await
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn a_row_that_cannot_be_read_keeps_its_place_and_loses_its_price(db: PgPool) {
    let app = empty_shop(db).await;
    let good: Vec<String> = (1..=8)
        .map(|n| format!(r#"{{"sku":"ROW-{n}","name":"Chair {n}","price":{{"amount":100}}}}"#))
        .collect();
    let mut lines: Vec<&str> = good.iter().map(String::as_str).collect();
    load_lines(&app, &lines).await;
    // Of eight, one is gone, one has a price nobody can read, and one stands there twice.
    lines[1] = r#"{"sku":"ROW-2","name":"Chair 2","price":{"amount":"call us"}}"#;
    lines[7] = lines[0];
    let summary = load_lines(&app, &lines).await;
    assert_eq!((summary.removed, summary.kept, summary.in_doubt), (1, 0, 0), "{summary:?}");
    assert_eq!(summary.rejected.len(), 2, "{summary:?}");
    let price = "select count(price) from products where active and sku = 'ROW-2'";
    assert_eq!(app.count(price).await, 0, "an old price is not told");
    assert_eq!(app.count(OFFERED).await, 7);
    lines[1] = &good[1];
    load_lines(&app, &lines).await;
    assert_eq!(app.count(price).await, 1, "what can be read again has its price again");
    // A row without a code may be any of those that seem to be missing.
    let nameless = [&lines[..5], &[r#"{"name":"no code"}"#]].concat();
    let summary = load_lines(&app, &nameless).await;
    assert_eq!((summary.removed, summary.in_doubt), (0, 2), "{summary:?}");
    assert_eq!(app.count(OFFERED).await, 7);
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn one_row_that_the_database_refuses_costs_no_other(db: PgPool) {
    let app = empty_shop(db).await;
    let words: Vec<String> = (0..120_000).map(|n| format!("w{n}x")).collect();
    let words = words.join(" ");
    let endless = format!(r#"{{"sku":"ROW-2","name":"Chair","description":"{words}"}}"#);
    let summary = load_lines(
        &app,
        &[
            r#"{"sku":"ROW-1","name":"Chair","price":0.001}"#,
            &endless,
            r#"{"sku":"ROW-3","name":"Chair","price":1000000000000}"#,
            r#"{"sku":"ROW-4","name":"Chair","size_mm":{"width":3000000000}}"#,
            r#"{"sku":"ROW-5","name":"Chair","stock":4000000000}"#,
            r#"{"sku":"ROW-6","name":"Chair","price":100}"#,
        ],
    )
    .await;
    assert_eq!(app.count(OFFERED).await, 3, "{summary:?}");
    let reasons: Vec<&str> = summary.rejected.iter().map(|(_, why)| why.as_str()).collect();
    let [width, stock, text] = reasons.as_slice() else { panic!("{reasons:?}") };
    assert!(width.starts_with("size_mm.width"), "{width}");
    assert!(stock.starts_with("stock"), "{stock}");
    assert!(text.starts_with("the database does not take it"), "{text}");
}
