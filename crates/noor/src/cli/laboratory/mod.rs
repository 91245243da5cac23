//! Where Noor is tried out as real processes: private servers of its own, a fresh database with the
//! demo shop's catalogue, and a simulated gateway.
//!
//! It never touches the servers or the data of a shop, even when the configuration names some.

mod noor;
mod quiet;
mod signal;

use std::fs::File;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context as _, Result, bail};
use sqlx::PgPool;
use url::Url;

pub(super) use self::noor::{Noor, Role};
pub(super) use self::signal::{Signal, send};
use super::{demo, migrate, progress, sync};
use crate::config::{Config, Sources};
use crate::context::Context;
use crate::embedded::{Durability, Embedded, Needs, Options, Programs};
use crate::setup::{self, Outside, Servers};

/// The database of the trials. It is made anew for each.
const DATABASE: &str = "trial";

/// Private servers and a folder that nobody else uses at the same time.
#[derive(Debug)]
pub(super) struct Laboratory {
    servers: Embedded,
    folder: PathBuf,
    _alone: File,
}

impl Laboratory {
    /// Opens the laboratory `name` below Noor's home and starts its servers. Blocks the thread.
    ///
    /// # Errors
    ///
    /// Somebody else is in it, or a server does not start: the error says what to do.
    pub(super) fn open(config: &Config, name: &str, durability: Durability) -> Result<Self> {
        let folder = config.shop.home.join(name);
        std::fs::create_dir_all(&folder).with_context(|| format!("create {}", folder.display()))?;
        let folder = folder.canonicalize().context("find the laboratory's folder")?;
        let alone = alone(&folder)?;
        forget_logs(&folder).context("remove the last trial's logs")?;
        let options = Options {
            needs: Needs::Both,
            durability,
            programs: Programs {
                fetched: Some(config.shop.home.join("servers")),
                ..config.embedded.programs.clone()
            },
        };
        let servers = Embedded::start(&folder, &options, &progress::tell)?;
        Ok(Self { servers, folder, _alone: alone })
    }

    /// Stops the servers and starts them again, for settings that take effect at a start only.
    pub(super) fn reopen(self, config: &Config, name: &str, how: Durability) -> Result<Self> {
        self.close()?;
        Self::open(config, name, how)
    }

    /// Where logs are written.
    pub(super) fn folder(&self) -> &Path {
        &self.folder
    }

    /// The servers, to bring them back after they were killed.
    pub(super) fn servers(&mut self) -> &mut Embedded {
        &mut self.servers
    }

    /// Where a program of Noor finds the trial's database and Redis.
    pub(super) fn addresses(&self) -> Result<Servers> {
        let mut url = Url::parse(self.servers.database_url().context("no PostgreSQL")?)?;
        url.set_path(DATABASE);
        Ok(Servers {
            database_url: url.into(),
            redis_url: self.servers.redis_url().map(str::to_owned),
        })
    }

    /// A pool of the cluster's own database, for work on the cluster.
    pub(super) fn cluster(&self) -> Result<PgPool> {
        pool(self.servers.database_url().context("no PostgreSQL")?, 1)
    }

    /// A pool of the trial's database.
    pub(super) fn database(&self) -> Result<PgPool> {
        pool(&self.addresses()?.database_url, 4)
    }

    /// Empties Redis and makes the database anew, with schema and catalogue.
    pub(super) async fn prepare(&self) -> Result<()> {
        let cluster = self.cluster()?;
        for statement in ["drop database if exists trial with (force)", "create database trial"] {
            sqlx::query(statement).execute(&cluster).await.context("make the database anew")?;
        }
        cluster.close().await;
        let addresses = self.addresses()?;
        let redis = redis::Client::open(addresses.redis_url.as_deref().context("no Redis")?)?;
        let mut redis = redis.get_multiplexed_async_connection().await.context("reach Redis")?;
        redis::cmd("FLUSHALL").query_async::<()>(&mut redis).await.context("empty Redis")?;
        migrate::run(&addresses.database_url).await?;
        self.load_catalogue().await
    }

    /// Everything a turn needs, in this process, on the trial's database.
    pub(super) fn context(&self) -> Result<(Config, Arc<Context>)> {
        let home = self.folder.display().to_string();
        let sources = Sources::default().with_flag("the laboratory", "shop.home", home);
        let config = Config::load(&sources)?;
        let context = setup::context(&config, &self.addresses()?, Outside::default())?;
        Ok((config, context))
    }

    async fn load_catalogue(&self) -> Result<()> {
        let (config, context) = self.context()?;
        let file = demo::catalogue_file(&config, &context.content, None)?;
        let source = setup::catalogue_file(&file, context.content.shop.currency)?;
        let summary = sync::load(&context, &source).await?;
        context.db.close().await;
        if !summary.complete {
            bail!("the demo shop's catalogue was not loaded to its end");
        }
        Ok(())
    }

    /// Stops the servers. Blocks the thread.
    pub(super) fn close(self) -> Result<()> {
        Ok(self.servers.stop()?)
    }
}

/// A port that is free at this moment.
pub(super) fn free_port() -> Result<u16> {
    let listener = TcpListener::bind(("127.0.0.1", 0)).context("find a free port")?;
    Ok(listener.local_addr().context("find a free port")?.port())
}

fn pool(url: &str, max_connections: u32) -> Result<PgPool> {
    let acquire_timeout = Duration::from_secs(5);
    let how = noor_store::Connect { url, max_connections, acquire_timeout, statement_cache: true };
    noor_store::connect(&how).context("read the database's address")
}

fn forget_logs(folder: &Path) -> std::io::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.extension().is_some_and(|ending| ending == "log") {
            std::fs::remove_file(path)?;
        }
    }
    Ok(())
}

/// Holds the folder for as long as the file lives.
fn alone(folder: &Path) -> Result<File> {
    let path = folder.join("in-use.lock");
    let file = File::create(&path).with_context(|| format!("create {}", path.display()))?;
    if file.try_lock().is_err() {
        bail!("another trial is running in {}; wait for it", folder.display());
    }
    Ok(file)
}
