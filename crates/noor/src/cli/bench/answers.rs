//! What the database tells about the answers: when they were due, when the gateway took them, and
//! how many statements they cost. Plain queries of the bench's own, none of the program's.

use std::time::Duration;

use anyhow::{Context as _, Result};
use sqlx::{FromRow, PgPool};
use tokio::time::Instant;
use url::Url;

use super::super::progress;

/// The database user of the worker whose statements are counted.
const WORKER: &str = "bench_worker";

/// The answers to one series of messages.
#[derive(Debug, Clone, FromRow)]
pub(super) struct Answers {
    pub(super) count: i64,
    p50: f64,
    p95: f64,
    p99: f64,
    /// From the first due time to the last acceptance, in seconds.
    span: f64,
}

impl Answers {
    /// The answers to the messages whose ids begin with `series`. An answer takes from the end of
    /// the debounce to the moment Noor heard that the gateway took its first message.
    pub(super) async fn of(db: &PgPool, series: &str, debounce: Duration) -> Result<Self> {
        sqlx::query_as(
            "with answered as (
                 select max(m.received_at) + make_interval(secs => $2) as due,
                        min(o.accepted_at) as accepted
                   from messages m join outbox o on o.turn_id = m.turn_id
                  where m.provider_id like $1 || '-%' and o.accepted_at is not null
                  group by m.turn_id
             ), timed as (
                 select due, accepted, extract(epoch from accepted - due)::float8 as seconds
                   from answered
             )
             select count(*) as count,
                    coalesce(percentile_cont(0.5) within group (order by seconds), 0) as p50,
                    coalesce(percentile_cont(0.95) within group (order by seconds), 0) as p95,
                    coalesce(percentile_cont(0.99) within group (order by seconds), 0) as p99,
                    coalesce(extract(epoch from max(accepted) - min(due)), 1)::float8 as span
               from timed",
        )
        .bind(series)
        .bind(debounce.as_secs_f64())
        .fetch_one(db)
        .await
        .context("look the answers up")
    }

    /// Half of the answers were as fast as this.
    pub(super) fn p50(&self) -> Duration {
        seconds(self.p50)
    }

    /// 95 of 100 answers were as fast as this.
    pub(super) fn p95(&self) -> Duration {
        seconds(self.p95)
    }

    /// 99 of 100 answers were as fast as this.
    pub(super) fn p99(&self) -> Duration {
        seconds(self.p99)
    }

    /// Answers a second, from the first due time to the last acceptance.
    #[expect(clippy::cast_precision_loss, reason = "a figure for people")]
    pub(super) fn per_second(&self) -> f64 {
        self.count as f64 / self.span
    }
}

/// Clocks of two processes may differ by a hair.
fn seconds(seconds: f64) -> Duration {
    Duration::from_secs_f64(seconds.max(0.0))
}

/// How often models were asked.
#[derive(Debug, Clone, FromRow)]
pub(super) struct Calls {
    pub(super) average: f64,
    pub(super) most: i64,
}

/// How often models were asked for one turn.
pub(super) async fn calls_a_turn(db: &PgPool) -> Result<Calls> {
    sqlx::query_as(
        "select coalesce(avg(n), 0)::float8 as average, coalesce(max(n), 0) as most
           from (select count(c.id) as n from turns t left join model_calls c on c.turn_id = t.id
                  group by t.id) as asked",
    )
    .fetch_one(db)
    .await
    .context("count the model calls")
}

/// Asks PostgreSQL to count statements; `false` if it has to be started again for that.
pub(super) async fn count_statements(cluster: &PgPool) -> Result<bool> {
    let loaded: String =
        sqlx::query_scalar("show shared_preload_libraries").fetch_one(cluster).await?;
    if loaded.contains("pg_stat_statements") {
        return Ok(true);
    }
    let settings = "alter system set shared_preload_libraries = 'pg_stat_statements'";
    sqlx::query(settings).execute(cluster).await.context("have statements counted")?;
    Ok(false)
}

/// Begins to count anew.
pub(super) async fn forget_costs(db: &PgPool) -> Result<()> {
    sqlx::query("create extension if not exists pg_stat_statements").execute(db).await?;
    sqlx::query("select pg_stat_statements_reset()").execute(db).await?;
    Ok(())
}

/// Prints the dearest statements since [`forget_costs`].
pub(super) async fn print_costs(db: &PgPool, what: &str) -> Result<()> {
    #[derive(FromRow)]
    struct Cost {
        calls: i64,
        total: f64,
        mean: f64,
        words: String,
    }
    let costs: Vec<Cost> = sqlx::query_as(
        "select calls, total_exec_time as total, mean_exec_time as mean,
                left(regexp_replace(query, '\\s+', ' ', 'g'), 90) as words
           from pg_stat_statements order by total_exec_time desc limit 14",
    )
    .fetch_all(db)
    .await?;
    progress::print(&format!("\n{what}: calls, total ms, mean ms, statement"));
    for Cost { calls, total, mean, words } in costs {
        progress::print(&format!("{calls:>8} {total:>9.0} {mean:>8.3}  {words}"));
    }
    Ok(())
}

/// The database's address for a worker whose statements are counted apart from everybody else's.
pub(super) async fn worker_address(db: &PgPool, url: &str) -> Result<String> {
    sqlx::query("create extension if not exists pg_stat_statements").execute(db).await?;
    sqlx::query(
        "do $$ begin
             if not exists (select from pg_roles where rolname = 'bench_worker') then
                 create role bench_worker login superuser;
             end if;
         end $$",
    )
    .execute(db)
    .await
    .context("make the worker's user")?;
    let mut url = Url::parse(url).context("read the database's address")?;
    url.set_username(WORKER).map_err(|()| anyhow::anyhow!("an address without a user"))?;
    Ok(url.into())
}

/// How many statements the worker has asked, at a time.
#[derive(Debug, Clone, Copy)]
pub(super) struct Statements {
    count: f64,
    at: Instant,
}

impl Statements {
    /// Counts them.
    pub(super) async fn of_worker(db: &PgPool) -> Result<Self> {
        let count: f64 = sqlx::query_scalar(
            "select coalesce(sum(s.calls), 0)::float8
               from pg_stat_statements s join pg_roles r on r.oid = s.userid
              where r.rolname = $1",
        )
        .bind(WORKER)
        .fetch_one(db)
        .await?;
        Ok(Self { count, at: Instant::now() })
    }

    /// Statements a second.
    pub(super) fn rate_since(self, earlier: Self) -> f64 {
        (self.count - earlier.count) / (self.at - earlier.at).as_secs_f64()
    }

    /// Statements a turn, without those that an idle worker asks too.
    #[expect(clippy::cast_precision_loss, reason = "a figure for people")]
    pub(super) fn since(self, earlier: Self, idle: f64, turns: i64) -> f64 {
        let idle = idle * (self.at - earlier.at).as_secs_f64();
        (self.count - earlier.count - idle) / turns.max(1) as f64
    }
}
