//! Several processes of one shop: one of them reads, and all share a token and a limit of calls.

use std::sync::Arc;
use std::time::{Duration, Instant};

use noor::context::Context;
use noor::jobs::catalogue::{Mirrored, keep_fresh};
use noor_providers::error::ProviderError;
use noor_providers::inventory::Item;
use noor_sim::{Effect, Fault};
use sqlx::PgPool;
use tokio_util::sync::CancellationToken;

use super::warehouse::{chairs, shop, site};
use crate::harness::TestApp;

const COUNTED: &str = "select count(*) from catalogue_syncs where source = 'zoho' and complete";

/// Lets a worker keep the mirror fresh.
fn works(app: &TestApp, context: &Arc<Context>, stop: &CancellationToken) {
    let catalogue = Some(Arc::new(site(&app.sim)) as Arc<_>);
    let mirrored = Mirrored { catalogue, every: Duration::from_hours(1) };
    context.tasks.spawn(keep_fresh(Arc::clone(context), mirrored, stop.clone()));
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn of_several_workers_one_reads(db: PgPool) {
    let app = shop(db, chairs(12, 7).await, &[]).await;
    let stop = CancellationToken::new();
    let others = [app.another_context(), app.another_context()];
    works(&app, app.context(), &stop);
    for context in &others {
        works(&app, context, &stop);
    }
    app.appears(COUNTED).await;
    // Whoever came too late has asked by now.
    tokio::time::sleep(Duration::from_millis(500)).await;
    stop.cancel();
    assert_eq!(app.count(COUNTED).await, 1);
    let site = app.sim.requests().of("catalogue.list");
    let walks = site.iter().filter(|asked| asked.path.contains("action=categories")).count();
    assert_eq!((walks, app.sim.requests().count("zoho.items")), (1, 1));
    let figures = "select count(*) from products where active and stock = 7";
    assert_eq!(app.count(figures).await, 12);
    let due = "select count(*) from schedule
                where name like '%, %' and next_at > now() + interval '59 minutes'";
    assert_eq!(app.count(due).await, 1, "due again in an hour");
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn the_stock_is_counted_although_the_site_is_away(db: PgPool) {
    let app = shop(db, chairs(12, 7).await, &[]).await;
    app.reads(&site(&app.sim)).await;
    let away = Effect::Status { status: 503, body: None, retry_after: None, done: false };
    app.sim.faults().add(Fault::always("catalogue.list", away));
    let stop = CancellationToken::new();
    works(&app, app.context(), &stop);
    app.appears(COUNTED).await;
    let again = "select count(*) from schedule
                  where next_at between now() + interval '4 minutes' and now() + interval '6 minutes'";
    app.appears(again).await;
    stop.cancel();
    assert_eq!(app.count("select count(*) from products where active and stock = 7").await, 12);
}

async fn asks(context: &Context) -> Result<Vec<Item>, ProviderError> {
    context.inventory.as_ref().expect("an inventory").inventory.now(&["3".to_owned()]).await
}

/// Three processes ask at once for the first time; then the calls of all of them are limited.
async fn one_token_and_one_limit(db: PgPool, redis: Option<&str>) {
    let changed = [("NOOR_ZOHO__CALLS_A_MINUTE", "5"), ("REDIS_URL", redis.unwrap_or_default())];
    let app = shop(db, chairs(12, 7).await, &changed).await;
    let others = [app.another_context(), app.another_context()];
    app.sim.faults().add(Fault::times("zoho.token", 1, Effect::Delay { ms: 300 }));
    let all = [app.context(), &others[0], &others[1]];
    for answer in futures::future::join_all(all.map(|context| asks(context))).await {
        assert_eq!(answer.expect("figures")[0].stock, Some(7));
    }
    assert_eq!(app.sim.requests().count("zoho.token"), 1, "one asks, the others wait for it");

    let start = Instant::now();
    let mut allowed = 3;
    for context in all.into_iter().cycle().take(9) {
        match asks(context).await {
            Ok(_) => allowed += 1,
            Err(ProviderError::Unavailable { retry_after: Some(wait), .. }) => {
                assert!(wait <= Duration::from_mins(1), "{wait:?}");
            }
            Err(error) => panic!("{error:?}"),
        }
    }
    assert!(start.elapsed() < Duration::from_secs(50), "within one window");
    assert_eq!((allowed, app.sim.requests().count("zoho.details")), (5, 5));
    // The token is of no use to whoever reads the database.
    let sealed: Vec<u8> = sqlx::query_scalar("select token from oauth_tokens")
        .fetch_one(&app.db)
        .await
        .expect("a token");
    let used = app.sim.requests().of("zoho.details").remove(0);
    let token = used.headers["authorization"].trim_start_matches("Zoho-oauthtoken ").to_owned();
    assert!(token.len() > 20 && !sealed.windows(token.len()).any(|it| it == token.as_bytes()));
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn processes_share_a_token_and_a_limit_through_postgres(db: PgPool) {
    one_token_and_one_limit(db, None).await;
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn processes_share_a_token_and_a_limit_through_redis(db: PgPool) {
    let url = std::env::vars().find(|(name, _)| name == "REDIS_URL").expect("run `make test`").1;
    let mut redis = redis::Client::open(url.as_str()).expect("an address");
    // Nothing is left of the run before; nobody else here counts in Redis.
    let keys: Vec<String> =
        redis::cmd("KEYS").arg("noor:calls:*").query(&mut redis).expect("a Redis");
    if !keys.is_empty() {
        redis::cmd("DEL").arg(keys).query::<()>(&mut redis).expect("a Redis");
    }
    one_token_and_one_limit(db, Some(&url)).await;
    let counted: Vec<String> =
        redis::cmd("KEYS").arg("noor:calls:*").query(&mut redis).expect("a Redis");
    assert!(!counted.is_empty(), "it was Redis that counted");
}
