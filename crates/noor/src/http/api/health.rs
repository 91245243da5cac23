//! Whether Noor can do its work right now.

use std::time::Duration;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use noor_store::{inbox, missing_migrations, products};
use serde::Serialize;
use tokio::time::timeout;
use utoipa::ToSchema;

use super::super::Web;

/// How long a dependency may take to answer.
const PATIENCE: Duration = Duration::from_secs(2);

/// What this process cannot be without.
#[derive(Debug)]
pub struct Needs {
    /// Asks whether Redis is there, if one is configured. It is wanted, not needed: without it the
    /// sweeper does the bell's work.
    pub redis: Option<redis::Client>,
}

/// The state of Noor and of everything it depends on.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::http) struct Health {
    /// `ok`, `degraded` (answers go out all the same) or `down`.
    #[schema(example = "ok")]
    status: &'static str,
    /// The version of this build.
    version: &'static str,
    /// Each dependency: `ok`, or what is wrong with it.
    checks: Checks,
}

#[derive(Debug, Serialize, ToSchema)]
struct Checks {
    /// PostgreSQL and its schema. Needed.
    database: String,
    /// Redis. Wanted: without it answers come a second later.
    redis: String,
    /// The backend of the bell.
    bell: &'static str,
    /// How many products are on offer.
    catalogue: String,
    /// When the inventory was last counted. Wanted: without it stock is told as to be confirmed.
    inventory: String,
    /// Lines on which nothing can leave.
    channels: String,
    /// The models that are asked, in order.
    models: Vec<String>,
}

/// The state of Noor. 503 when something it cannot be without is away.
#[utoipa::path(
    get,
    path = "/api/v1/health",
    responses((status = 200, body = Health), (status = 503, body = Health)),
)]
pub(in crate::http) async fn health(State(web): State<Web>) -> (StatusCode, Json<Health>) {
    let context = &web.context;
    let (database, redis) = tokio::join!(database(&web), redis(&web.needs));
    let (catalogue, inventory, channels) =
        tokio::join!(catalogue(&web), inventory(&web), channels(&web));
    let database_ok = database.is_ok();
    let all_ok =
        [&database, &redis, &catalogue, &inventory, &channels].iter().all(|check| check.is_ok());
    let status = match (database_ok, all_ok) {
        (false, _) => "down",
        (true, true) => "ok",
        (true, false) => "degraded",
    };
    let word = |check: Result<String, String>| check.unwrap_or_else(|problem| problem);
    let mut models: Vec<String> =
        context.models.iter().map(|model| model.name().to_owned()).collect();
    models.push("rules".to_owned());
    let health = Health {
        status,
        version: env!("CARGO_PKG_VERSION"),
        checks: Checks {
            database: word(database),
            redis: word(redis),
            bell: context.bell.name(),
            catalogue: word(catalogue),
            inventory: word(inventory),
            channels: word(channels),
            models,
        },
    };
    let code = if database_ok { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    (code, Json(health))
}

async fn database(web: &Web) -> Result<String, String> {
    match timeout(PATIENCE, missing_migrations(&web.context.db)).await {
        Ok(Ok(0)) => Ok("ok".to_owned()),
        Ok(Ok(n)) => Err(format!("{n} migrations are missing: run `noor migrate`")),
        Ok(Err(error)) => Err(format!("away: {error}")),
        Err(_) => Err("away: no answer in time".to_owned()),
    }
}

async fn redis(needs: &Needs) -> Result<String, String> {
    let Some(client) = &needs.redis else { return Ok("not configured".to_owned()) };
    let ping = async {
        let mut connection = client.get_multiplexed_async_connection().await?;
        redis::cmd("PING").query_async::<String>(&mut connection).await
    };
    match timeout(PATIENCE, ping).await {
        Ok(Ok(_)) => Ok("ok".to_owned()),
        Ok(Err(error)) => Err(format!("away: {error}")),
        Err(_) => Err("away: no answer in time".to_owned()),
    }
}

async fn catalogue(web: &Web) -> Result<String, String> {
    match timeout(PATIENCE, products::count_active(&web.context.db)).await {
        Ok(Ok(0)) => Err("empty: load one with `noor sync`".to_owned()),
        Ok(Ok(n)) => Ok(format!("{n} products")),
        Ok(Err(_)) | Err(_) => Err("unknown".to_owned()),
    }
}

/// The inventory itself is not asked: its calls are counted.
async fn inventory(web: &Web) -> Result<String, String> {
    let Some(keeping) = &web.context.inventory else { return Ok("not configured".to_owned()) };
    let name = keeping.inventory.name();
    match timeout(PATIENCE, products::last_whole_walk(&web.context.db, name)).await {
        Ok(Ok(None)) => Err(format!("{name} was never counted: run `noor sync`")),
        Ok(Ok(Some(at))) => {
            let minutes = (web.context.clock.now() - at).num_minutes();
            let told = format!("{name} was counted {minutes} min ago");
            if keeping.is_old(at, web.context.clock.now()) { Err(told) } else { Ok(told) }
        }
        Ok(Err(_)) | Err(_) => Err("unknown".to_owned()),
    }
}

async fn channels(web: &Web) -> Result<String, String> {
    match timeout(PATIENCE, inbox::channels_down(&web.context.db)).await {
        Ok(Ok(down)) if down.is_empty() => Ok("ok".to_owned()),
        Ok(Ok(down)) => {
            let states: Vec<String> =
                down.iter().map(|report| format!("{}: {}", report.channel, report.state)).collect();
            Err(states.join(", "))
        }
        Ok(Err(_)) | Err(_) => Err("unknown".to_owned()),
    }
}
