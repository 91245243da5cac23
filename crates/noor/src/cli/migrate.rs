//! `noor migrate`.

use std::path::Path;
use std::process::ExitCode;
use std::time::Duration;

use anyhow::{Context as _, Result};
use noor_store::{Connect, MIGRATOR, Migrator};
use secrecy::ExposeSecret;

use super::progress;
use crate::config::Config;
use crate::embedded::Embedded;

/// Brings the schema up to date, with the program's own migrations or those of a folder; says so.
pub(super) async fn migrate(config: &Config, folder: Option<&Path>) -> Result<ExitCode> {
    let own = config.database.url_direct.as_ref().or(config.database.url.as_ref());
    let own = own.map(|url| url.expose_secret().to_owned());
    let private = match (&own, config.private_servers()) {
        (None, Some(options)) => {
            Some(Embedded::start(&config.shop.home, &options, &progress::tell)?)
        }
        (Some(_), _) | (None, None) => None,
    };
    let private_url =
        private.as_ref().and_then(|servers| servers.database_url().map(str::to_owned));
    let url = own.or(private_url).context("no database: set DATABASE_URL")?;
    match folder {
        Some(folder) => {
            let reading = Migrator::new(folder).await;
            let found = reading.with_context(|| format!("read {}", folder.display()))?;
            apply(&found, &url).await?;
        }
        None => run(&url).await?,
    }
    progress::tell("the schema is up to date");
    if let Some(private) = private {
        private.stop()?;
    }
    Ok(ExitCode::SUCCESS)
}

/// Runs what is missing of the program's own migrations.
pub(super) async fn run(url: &str) -> Result<()> {
    apply(&MIGRATOR, url).await
}

/// Runs what is missing, over one direct connection.
async fn apply(migrations: &Migrator, url: &str) -> Result<()> {
    let how = Connect {
        url,
        max_connections: 1,
        acquire_timeout: Duration::from_secs(10),
        statement_cache: false,
    };
    let db = noor_store::connect(&how).context("read the database's address")?;
    migrations.run(&db).await.context("bring the schema up to date")?;
    db.close().await;
    Ok(())
}
