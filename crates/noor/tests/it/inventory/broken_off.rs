//! The program itself, killed in the middle of `noor sync` and started again.

use std::collections::{BTreeMap, BTreeSet};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use noor_sim::{Effect, Fault, Simulator, ZohoLimits};
use sqlx::PgPool;
use tempfile::TempDir;

use super::warehouse::{chairs, settings};
use crate::harness::url_of;

/// More than one page of items.
const PRODUCTS: u32 = 240;
const PATIENCE: Duration = Duration::from_mins(1);

/// Starts `noor sync` against this world.
fn sync(db: &PgPool, sim: &Simulator, home: &TempDir) -> Child {
    Command::new(env!("CARGO_BIN_EXE_noor"))
        .arg("sync")
        .current_dir(home.path())
        .env("NOOR_HOME", home.path())
        .env("DATABASE_URL", url_of(db))
        .env_remove("REDIS_URL")
        .env("NOOR_CATALOG__SOURCE", "treejar")
        .env("NOOR_CATALOG__URL", sim.catalogue_url())
        .envs(settings(sim))
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program")
}

/// Waits until it has ended well.
async fn ends_well(noor: Child) {
    let waited = tokio::task::spawn_blocking(move || noor.wait_with_output());
    let output = tokio::time::timeout(PATIENCE, waited).await.expect("it ends in time");
    let output = output.expect("nobody panics").expect("it was started");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

/// Waits for something of the simulator's.
async fn until(what: &str, there: impl Fn() -> bool) {
    let start = Instant::now();
    while !there() {
        assert!(start.elapsed() < PATIENCE, "never: {what}");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

/// How often each product's own page was fetched.
fn pages(sim: &Simulator) -> BTreeMap<String, usize> {
    let mut fetched = BTreeMap::new();
    for asked in sim.requests().of("catalogue.list") {
        let query = asked.path.split_once('?').map_or("", |(_, query)| query);
        if query.contains("action=product&") {
            *fetched.entry(query.to_owned()).or_default() += 1;
        }
    }
    fetched
}

/// Everything of the products that is not a moment.
async fn rows(db: &PgPool) -> Vec<String> {
    let sql = "select (to_jsonb(p) - '{id,created_at,updated_at,synced_at,seen_at,counted_at}'::text[])::text
                 from products p order by sku";
    sqlx::query_scalar(sql).fetch_all(db).await.expect("rows")
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn a_sync_that_was_killed_goes_on_where_it_was(db: PgPool) {
    let sim = chairs(PRODUCTS, 7).await;
    sim.zoho().set_limits(ZohoLimits { per_minute: None, ..ZohoLimits::default() });
    let home = tempfile::tempdir().expect("a folder");

    // Killed among the pages of the products.
    sim.faults().add(Fault::always("catalogue.list", Effect::Delay { ms: 30 }));
    let mut noor = sync(&db, &sim, &home);
    until("half of the pages", || pages(&sim).len() > 100).await;
    noor.kill().expect("it runs");
    noor.wait().expect("it ends");
    let kept: BTreeSet<String> =
        sqlx::query_scalar("select 'action=product&slug=' || key from source_pages")
            .fetch_all(&db)
            .await
            .expect("pages")
            .into_iter()
            .collect();
    assert!(kept.len() > 80 && kept.len() < 240, "in the middle: {}", kept.len());
    let before = pages(&sim);

    // Killed among the pages of the items.
    sim.faults().clear();
    sim.faults()
        .add(Fault { skip: 1, ..Fault::always("zoho.items", Effect::Delay { ms: 60_000 }) });
    let mut noor = sync(&db, &sim, &home);
    until("the second page of items", || sim.requests().count("zoho.items") == 2).await;
    noor.kill().expect("it runs");
    noor.wait().expect("it ends");
    let after = pages(&sim);
    assert_eq!(after.len(), 240, "every page was fetched");
    for page in &kept {
        assert_eq!(after[page], before[page], "{page} was kept and fetched again");
    }

    sim.faults().clear();
    ends_well(sync(&db, &sim, &home)).await;
    assert_eq!(pages(&sim), after, "nothing is left to fetch");
    let resumed = rows(&db).await;
    assert_eq!(resumed.len(), 240);
    assert!(resumed.iter().all(|row| row.contains("\"stock\": 7")), "{}", resumed[0]);
    assert_eq!(sim.requests().count("zoho.token"), 1, "a killed process's token is still good");

    // The same world, read in one go.
    sqlx::raw_sql("truncate products, source_pages, catalogue_syncs cascade")
        .execute(&db)
        .await
        .expect("an empty mirror");
    ends_well(sync(&db, &sim, &home)).await;
    assert_eq!(rows(&db).await, resumed);
}
