//! The mirror follows its source, and not where that would empty the shop.

use std::path::Path;

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
    assert_eq!((summary.kept, summary.removed), (0, 9), "less than half, or a small catalogue");
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
