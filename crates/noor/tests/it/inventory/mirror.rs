//! The two steps of `noor sync`: what is on the shelf, how many there are, and what may be quoted.

use noor_sim::{Effect, Fault, ZohoBehaviour, ZohoLimits};
use serde_json::json;
use sqlx::PgPool;

use super::warehouse::{chair, chairs, item, shop, site, world};
use crate::harness::TestApp;

const ITEMS: &str = "select count(*) from products where item_id is not null";
const OFFERED: &str = "select count(*) from products where active";

/// Code, item, stock, and whether it is offered and may be quoted, of everything listed.
type Line = (String, Option<String>, Option<i32>, bool, bool);

async fn shelf(app: &TestApp) -> Vec<Line> {
    let sql = "select sku, item_id, stock, active, quotable from products where listed order by id";
    sqlx::query_as(sql).fetch_all(&app.db).await.expect("products")
}

fn line(sku: &str, id: Option<&str>, stock: Option<i32>, offered: bool, quotable: bool) -> Line {
    (sku.to_owned(), id.map(str::to_owned), stock, offered, quotable)
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn what_the_inventory_says_decides_what_is_offered_and_quoted(db: PgPool) {
    let mut inactive = item(3, "ROW-3", 5);
    inactive.active = false;
    let mut part = item(4, "ROW-4", 5);
    part.custom.insert("cf_end_product".to_owned(), json!(false));
    let mut uncounted = item(5, "row 5", 5);
    uncounted.tracked = false;
    let items = vec![item(1, "ROW-1", 12), inactive, part, uncounted, item(9, "ROW-9", 1)];
    let app = shop(db, world((1..=5).map(chair).collect(), items).await, &[]).await;
    app.reads(&site(&app.sim)).await;
    let summary = app.counts(false).await;
    assert_eq!((summary.matched, summary.strangers, summary.complete), (4, 1, true));
    let expected = [
        line("ROW-1", Some("1"), Some(12), true, true),
        line("ROW-2", None, None, true, false),
        line("ROW-3", Some("3"), Some(5), false, false),
        line("ROW-4", Some("4"), Some(5), false, false),
        line("ROW-5", Some("5"), None, true, true),
    ];
    assert_eq!(shelf(&app).await, expected);

    let lineage = "select count(*) from product_lineage where inventory <> '{}'";
    assert_eq!(app.count(lineage).await, 4);
    let loaded = app.reads(&site(&app.sim)).await.loaded;
    assert_eq!((loaded.added, loaded.changed, loaded.unchanged), (0, 0, 5), "the catalogue's own");
    let summary = app.counts(false).await;
    assert_eq!((summary.matched, summary.changed, summary.lost), (4, 0, 0), "nothing is new");
    assert_eq!(shelf(&app).await, expected);
    assert_eq!(app.alerts.take(), [""; 0]);
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn what_is_gone_loses_its_item_only_after_a_whole_walk(db: PgPool) {
    let app = shop(db, chairs(250, 7).await, &[]).await;
    app.sim.zoho().set_limits(ZohoLimits { per_minute: None, ..ZohoLimits::default() });
    app.reads(&site(&app.sim)).await;
    assert_eq!(app.counts(false).await.matched, 250, "two pages");
    let items: Vec<_> = app.sim.zoho().items().into_iter().filter(|it| it.id != "17").collect();
    app.sim.zoho().set_items(items);

    // The second page fails, and fails again.
    let fail = Effect::Status { status: 500, body: None, retry_after: None, done: false };
    app.sim.faults().add(Fault { skip: 1, ..Fault::always("zoho.items", fail) });
    broken_off(&app, "a page that fails").await;
    // Half of the second page's JSON, again and again.
    app.sim.faults().add(Fault { skip: 1, ..Fault::always("zoho.items", Effect::TruncatedBody) });
    broken_off(&app, "half an answer").await;
    let behaviours = [
        ZohoBehaviour { omit_page_context: true, ..ZohoBehaviour::default() },
        ZohoBehaviour { repeat_page: Some(2), ..ZohoBehaviour::default() },
    ];
    for behaviour in behaviours {
        let what = format!("{behaviour:?}");
        app.sim.zoho().set_behaviour(behaviour);
        broken_off(&app, &what).await;
    }
    // Nothing at all can be read.
    app.sim.faults().add(Fault::always("zoho.items", Effect::TruncatedBody));
    assert!(app.tries_to_count(false).await.is_err());
    assert_eq!(app.count(ITEMS).await, 250, "nothing was read");
    app.sim.faults().clear();
    assert_eq!(app.alerts.take(), [""; 0]);

    let summary = app.counts(false).await;
    assert_eq!((summary.complete, summary.lost, summary.kept), (true, 1, 0));
    assert_eq!(app.count(ITEMS).await, 249);
    assert_eq!(app.count(OFFERED).await, 250, "it is shown");
    let gone =
        "select count(*) from products where sku = 'ROW-17' and stock is null and not quotable";
    assert_eq!(app.count(gone).await, 1, "and not quoted");
    let told = app.alerts.take();
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(told[0].starts_with("1 products have no item in zoho any more"), "{told:?}");
}

/// Counts what breaks off somewhere: no item is taken away.
async fn broken_off(app: &TestApp, what: &str) {
    let summary = app.counts(false).await;
    assert_eq!((summary.complete, summary.lost), (false, 0), "{what}");
    assert_eq!(app.count(ITEMS).await, 250, "{what}");
    app.sim.faults().clear();
    app.sim.zoho().set_behaviour(ZohoBehaviour::default());
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn an_inventory_that_lost_most_of_itself_is_not_believed(db: PgPool) {
    let app = shop(db, chairs(40, 7).await, &[]).await;
    app.reads(&site(&app.sim)).await;
    app.counts(false).await;
    app.sim.zoho().set_items((1..=19).map(|n| item(n, &format!("ROW-{n}"), 7)).collect());
    let summary = app.counts(false).await;
    assert_eq!((summary.kept, summary.lost), (21, 0), "more than half is missing");
    assert_eq!(app.count(ITEMS).await, 40, "all keep their items");
    let told = app.alerts.take();
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(told[0].contains("21 products are missing from zoho"), "{told:?}");
    assert!(told[0].contains("noor sync --force"), "{told:?}");
    let kept =
        "select kept::bigint from catalogue_syncs where source = 'zoho' order by id desc limit 1";
    assert_eq!(app.count(kept).await, 21);

    let summary = app.counts(true).await;
    assert_eq!((summary.kept, summary.lost), (0, 21), "somebody says that it is right");
    assert_eq!((app.count(ITEMS).await, app.count(OFFERED).await), (19, 40));
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn a_shop_that_gives_its_inventory_up_has_the_catalogues_figures_again(db: PgPool) {
    let mut counted = chair(1);
    counted.stock_quantity = Some(3);
    let mut off = item(2, "ROW-2", 0);
    off.active = false;
    let sim = world(vec![counted, chair(2)], vec![item(1, "ROW-1", 12), off]).await;
    let mut app = shop(db, sim, &[]).await;
    app.reads(&site(&app.sim)).await;
    app.counts(false).await;
    let with_zoho = [
        line("ROW-1", Some("1"), Some(12), true, true),
        line("ROW-2", Some("2"), Some(0), false, false),
    ];
    assert_eq!(shelf(&app).await, with_zoho);
    app.kill();
    app.set("NOOR_INVENTORY__VENDOR", "none");
    app.start_process(noor::faults::Faults::none()).await;
    app.reads(&site(&app.sim)).await;
    let alone = [line("ROW-1", None, Some(3), true, true), line("ROW-2", None, None, true, true)];
    assert_eq!(shelf(&app).await, alone);
}
