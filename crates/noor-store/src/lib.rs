//! Noor's data: the only home of SQL, and of what Redis is used for.
//!
//! One file a family of tables, plain functions over a connection. A function here never begins or
//! commits a transaction: the use case that calls it owns that, and leaves its work as rows in it.
//! Guards stand in the `where`, not in an earlier `select`. Redis rings bells and keeps windows;
//! everything in it may be lost.

pub mod alerts;
pub mod api_keys;
pub mod audit;
pub mod bell;
pub mod call_window;
pub mod conversations;
pub mod crm_links;
pub mod customers;
pub mod documents;
pub mod effects;
pub mod figures;
pub mod handoffs;
pub mod inbox;
pub mod outbox;
pub mod people;
pub mod phone;
pub mod price_rules;
pub mod products;
pub mod quotes;
pub mod rehearsal;
pub mod retention;
pub mod schedule;
pub mod seal;
pub mod sessions;
pub mod sign_ins;
pub mod tables;
pub mod tokens;
pub mod trace;
pub mod turns;
pub mod users;
pub mod vectors;

use std::str::FromStr;
use std::time::Duration;

use sqlx::Connection as _;
pub use sqlx::migrate::Migrator;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
pub use sqlx::{PgConnection, PgPool};

/// Every change to the schema, in order.
pub static MIGRATOR: Migrator = sqlx::migrate!("./migrations");

/// How to reach PostgreSQL.
#[derive(Debug, Clone)]
pub struct Connect<'a> {
    /// A `postgres://` address.
    pub url: &'a str,
    /// Most connections of this process.
    pub max_connections: u32,
    /// How long a piece of work waits for a connection.
    pub acquire_timeout: Duration,
    /// Whether prepared statements may be kept; `false` behind a transaction pooler.
    pub statement_cache: bool,
}

/// Connections that stay open when there is nothing to do.
const WARM: u32 = 4;

/// Opens a pool. The first connection is made when it is first needed, so a database that is down
/// does not keep Noor from starting.
///
/// # Errors
///
/// When the address cannot be read.
pub fn connect(how: &Connect<'_>) -> sqlx::Result<PgPool> {
    let mut options = PgConnectOptions::from_str(how.url)?.application_name("noor");
    if !how.statement_cache {
        options = options.statement_cache_capacity(0);
    }
    Ok(PgPoolOptions::new()
        .max_connections(how.max_connections)
        // The first messages after a quiet night must not wait for connections to be made.
        .min_connections(how.max_connections.min(WARM))
        .acquire_timeout(how.acquire_timeout)
        .test_before_acquire(false)
        // A database that was restarted leaves broken connections behind. One that has just been
        // used is taken as it is, so a busy process pays nothing.
        .before_acquire(|connection, about| {
            Box::pin(async move {
                if about.idle_for >= Duration::from_secs(1) {
                    connection.ping().await?;
                }
                Ok(true)
            })
        })
        .connect_lazy_with(options))
}

/// Whether an error means "the database is not there", as opposed to "it did not like the data".
pub fn is_unavailable(error: &sqlx::Error) -> bool {
    match error {
        sqlx::Error::Io(_)
        | sqlx::Error::Tls(_)
        | sqlx::Error::PoolTimedOut
        | sqlx::Error::PoolClosed
        | sqlx::Error::Protocol(_)
        | sqlx::Error::WorkerCrashed => true,
        // 08 connection, 53 resources, 57P operator intervention (57014 is a statement that took too long), 58 system, 25006 read only,
        // 40 rolled back: nothing wrong with what was asked.
        sqlx::Error::Database(problem) => problem.code().is_some_and(|code| {
            ["08", "53", "57P", "58", "40", "25006"].iter().any(|class| code.starts_with(class))
        }),
        _ => false,
    }
}

/// Counts the migrations that `db` still lacks.
///
/// # Errors
///
/// When the database cannot be asked.
pub async fn missing_migrations(db: &PgPool) -> sqlx::Result<usize> {
    let table: Option<String> =
        sqlx::query_scalar("select to_regclass('_sqlx_migrations')::text").fetch_one(db).await?;
    let applied: i64 = match table {
        // The table is made by the first migration run, so the compiler cannot check this query.
        Some(_) => {
            sqlx::query_scalar("select count(*) from _sqlx_migrations where success")
                .fetch_one(db)
                .await?
        }
        None => 0,
    };
    Ok(MIGRATOR.iter().count().saturating_sub(usize::try_from(applied).unwrap_or(0)))
}
