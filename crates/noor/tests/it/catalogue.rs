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
    let summary = app.load(&source).await;
    assert_eq!((summary.kept, summary.removed), (21, 0), "more than half is missing");
    assert_eq!(app.count(OFFERED).await, 40, "all of it stays on the shelf");
    let summary = app.load_as(&source, true).await;
    assert_eq!((summary.kept, summary.removed), (0, 21), "it was right");
    assert_eq!(app.count(OFFERED).await, 19);
    chairs(&path, 10);
    let summary = app.load(&source).await;
    assert_eq!((summary.kept, summary.removed), (0, 9), "less than half, or a small catalogue");
}
