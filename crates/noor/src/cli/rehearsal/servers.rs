//! The servers of rehearsals: those that are configured, or a private pair that is not a shop's.

use anyhow::{Context as _, Result};
use secrecy::ExposeSecret;

use super::database::{Database, DatabaseServer};
use crate::cli::progress;
use crate::config::Config;
use crate::embedded::Embedded;

/// A PostgreSQL on which databases may come and go, and what has to be stopped with it.
pub(in crate::cli) struct Servers {
    private: Option<Embedded>,
    databases: DatabaseServer,
}

impl Servers {
    /// Starts the servers, unless some are configured. `connections` databases can be made at the
    /// same time.
    ///
    /// # Errors
    ///
    /// When the servers cannot be started, or none is configured where none may be started.
    pub(in crate::cli) async fn open(config: &Config, connections: u32) -> Result<Self> {
        let configured = config.database.url_direct.as_ref().or(config.database.url.as_ref());
        let configured = configured.map(|url| url.expose_secret().to_owned());
        // Never a shop's own servers: these do not sync, and a hundred databases come and go.
        let private = match (&configured, config.test_servers()) {
            (None, Some(options)) => {
                let home = config.test_home();
                let start = move || Embedded::start(&home, &options, &progress::tell);
                Some(tokio::task::spawn_blocking(start).await.context("start the servers")??)
            }
            (Some(_), _) | (None, None) => None,
        };
        let url = private.as_ref().and_then(|it| it.database_url().map(str::to_owned));
        let url = configured.or(url).context("no database: set DATABASE_URL")?;
        let databases = DatabaseServer::at(&url, connections, config)?;
        Ok(Self { private, databases })
    }

    /// Makes an empty database.
    ///
    /// # Errors
    ///
    /// As [`DatabaseServer::create`].
    pub(in crate::cli) async fn create(&self) -> Result<Database> {
        self.databases.create().await
    }

    /// Makes a copy of a database that nobody is connected to.
    ///
    /// # Errors
    ///
    /// As [`DatabaseServer::copy`].
    pub(in crate::cli) async fn copy(&self, template: &Database) -> Result<Database> {
        self.databases.copy(template).await
    }

    /// Ends the connections, and the servers if they are our own.
    ///
    /// # Errors
    ///
    /// When a server does not stop.
    pub(in crate::cli) async fn close(self) -> Result<()> {
        self.databases.close().await;
        if let Some(private) = self.private {
            tokio::task::spawn_blocking(move || private.stop())
                .await
                .context("stop the servers")??;
        }
        Ok(())
    }
}
