//! Databases that are there for a rehearsal and gone afterwards. It must never touch another one.

use std::sync::Arc;

use anyhow::{Context as _, Result};
use noor_core::ids::{Ids, RandomIds};
use noor_store::rehearsal::{self, DatabaseName};
use noor_store::{Connect, PgConnection, PgPool};
use sqlx::Connection as _;
use url::Url;

use crate::config::Config;

/// Where databases are made: a server on which the account may make some (CREATEDB).
#[derive(Debug, Clone)]
pub(in crate::cli) struct DatabaseServer {
    pool: PgPool,
    url: Url,
    ids: Arc<dyn Ids>,
}

impl DatabaseServer {
    /// The server at an address; `connections` databases can be made at the same time.
    ///
    /// # Errors
    ///
    /// When the address cannot be read.
    pub(in crate::cli) fn at(url: &str, connections: u32, config: &Config) -> Result<Self> {
        let how = Connect {
            url,
            max_connections: connections,
            acquire_timeout: config.database.acquire_timeout,
            statement_cache: false,
        };
        let pool = noor_store::connect(&how).context("read the database's address")?;
        let url = Url::parse(url).context("read the database's address")?;
        Ok(Self { pool, url, ids: Arc::new(RandomIds) })
    }

    /// Makes an empty database.
    ///
    /// # Errors
    ///
    /// When the server is away, or the account may not do that: the error says which.
    pub(in crate::cli) async fn create(&self) -> Result<Database> {
        let name = self.fresh_name();
        let created = rehearsal::create_database(&self.pool, &name).await;
        self.made(created, name)
    }

    /// Makes a copy of a database that nobody is connected to.
    ///
    /// # Errors
    ///
    /// As [`Self::create`].
    pub(in crate::cli) async fn copy(&self, template: &Database) -> Result<Database> {
        let name = self.fresh_name();
        let copied = rehearsal::copy_database(&self.pool, &name, &template.name).await;
        self.made(copied, name)
    }

    /// Ends the connections.
    pub(in crate::cli) async fn close(&self) {
        self.pool.close().await;
    }

    fn fresh_name(&self) -> DatabaseName {
        DatabaseName::chat(&self.ids.next().simple().to_string())
    }

    fn made(&self, outcome: sqlx::Result<()>, name: DatabaseName) -> Result<Database> {
        outcome.map_err(|error| {
            let advice = if noor_store::is_unavailable(&error) {
                "reach PostgreSQL, to make a database for this"
            } else {
                "make a database for this; the account there needs the right to (CREATEDB)"
            };
            anyhow::Error::new(error).context(advice)
        })?;
        tracing::debug!(database = name.as_str(), "this rehearsal has a database of its own");
        let mut url = self.url.clone();
        url.set_path(name.as_str());
        Ok(Database { server: self.pool.clone(), name, url: url.into() })
    }
}

/// A rehearsal's database. It stays until [`Self::drop`] is called.
#[derive(Debug, Clone)]
pub(in crate::cli) struct Database {
    server: PgPool,
    name: DatabaseName,
    url: String,
}

impl Database {
    /// Where it is.
    pub(in crate::cli) fn url(&self) -> &str {
        &self.url
    }

    /// Takes it back to what it was when it was stocked.
    ///
    /// # Errors
    ///
    /// When the server is lost.
    pub(in crate::cli) async fn forget_conversations(&self) -> Result<()> {
        let forget = async {
            let mut db = PgConnection::connect(&self.url).await?;
            rehearsal::forget_conversations(&mut db).await?;
            db.close().await
        };
        forget.await.with_context(|| format!("empty the database {}", self.name.as_str()))
    }

    /// Drops it, whoever is still connected.
    ///
    /// # Errors
    ///
    /// When the server is lost.
    pub(in crate::cli) async fn drop(self) -> Result<()> {
        let dropped = rehearsal::drop_database(&self.server, &self.name).await;
        dropped.with_context(|| format!("drop the database {}", self.name.as_str()))
    }
}
