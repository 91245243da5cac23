//! The private PostgreSQL and Valkey of an installation that has no servers of its own.
//!
//! Owns their files below Noor's home, their start and their stop. It must never touch a server
//! that the configuration names, and it must never lose what PostgreSQL has committed.
//!
//! Everything here blocks: call it before the runtime starts or through `spawn_blocking`.

mod account;
mod command;
mod error;
mod home;
mod postgres;
mod process;
mod share;
mod valkey;

#[cfg(test)]
mod tests;

use std::path::{Path, PathBuf};

pub use self::command::ServersCommand;
pub use self::error::EmbeddedError;
use self::home::Home;
use self::postgres::Postgres;
use self::share::{Gate, Share};
use self::valkey::Valkey;

/// Private servers that are up, for as long as this value lives.
///
/// Several processes may hold one for the same home: they share the servers, and the last one to
/// leave stops them. Dropping it without [`Embedded::stop`] leaves too, but says nothing about
/// failures.
#[derive(Debug)]
pub struct Embedded {
    home: Home,
    options: Options,
    postgres: Option<Postgres>,
    valkey: Option<Valkey>,
    share: Option<Share>,
}

impl Embedded {
    /// Starts the servers that `options` ask for, or joins those that run already.
    ///
    /// `home` is created if needed; PostgreSQL's first start also creates the cluster in it and the
    /// database `noor`. Servers that a killed Noor left behind are taken over, and a cluster that
    /// was killed itself recovers. `progress` hears one sentence about each step that takes time.
    ///
    /// # Errors
    ///
    /// Each [`EmbeddedError`] says which step failed and what to do about it; servers started before
    /// the failing step are stopped again.
    pub fn start(
        home: &Path,
        options: &Options,
        progress: &dyn Fn(&str),
    ) -> Result<Self, EmbeddedError> {
        let home = Home::prepare(home)?;
        let gate = Gate::enter(&home, progress)?;
        let (share, company) = Share::join(&home)?;
        let options = options.clone();
        let mut embedded = Self { home, options, postgres: None, valkey: None, share: Some(share) };
        match embedded.bring_up(company, progress) {
            Ok(()) => Ok(embedded),
            Err(error) => {
                let stopped = embedded.leave(&gate);
                if let Err(second) = stopped {
                    tracing::warn!(error = %second, "cleaning up after a failed start");
                }
                Err(error)
            }
        }
    }

    /// Starts again whichever server was killed meanwhile; both addresses stay the same.
    ///
    /// Meant to be called every second or so: while both are up, it costs one file and one `PING`.
    ///
    /// # Errors
    ///
    /// As [`Embedded::start`]; nothing is stopped, and the next call tries again.
    pub fn revive(&mut self, progress: &dyn Fn(&str)) -> Result<(), EmbeddedError> {
        let postgres = self.postgres.as_ref().is_none_or(|_| Postgres::is_up(&self.home));
        let valkey = self.valkey.as_ref().is_none_or(Valkey::answers);
        if postgres && valkey {
            return Ok(());
        }
        let _gate = Gate::enter(&self.home, progress)?;
        self.bring_up(Company::Others, progress)
    }

    fn bring_up(&mut self, company: Company, progress: &dyn Fn(&str)) -> Result<(), EmbeddedError> {
        let Options { needs, durability, programs } = &self.options;
        if needs.postgres() {
            let folder = self.home.postgres_programs(programs, progress)?;
            let started = Postgres::start(&self.home, &folder, *durability, company, progress)?;
            self.postgres = Some(started);
        }
        if needs.valkey() {
            let program = self.home.valkey_program(programs, progress)?;
            self.valkey = Some(Valkey::start(&self.home, &program, progress)?);
        }
        Ok(())
    }

    /// The address of the database `noor` for sqlx; `None` if PostgreSQL was not asked for.
    pub fn database_url(&self) -> Option<&str> {
        self.postgres.as_ref().map(Postgres::url)
    }

    /// The address of Valkey for the redis crate; `None` if Valkey was not asked for.
    pub fn redis_url(&self) -> Option<&str> {
        self.valkey.as_ref().map(Valkey::url)
    }

    /// Leaves the servers, and stops them if nobody else uses them.
    ///
    /// PostgreSQL ends its connections, writes a checkpoint and is gone when this returns.
    ///
    /// # Errors
    ///
    /// A server that did not stop within its time; PostgreSQL's files are safe even then.
    pub fn stop(mut self) -> Result<(), EmbeddedError> {
        let gate = Gate::enter(&self.home, &|_| ())?;
        self.leave(&gate)
    }

    fn leave(&mut self, gate: &Gate) -> Result<(), EmbeddedError> {
        let Some(share) = self.share.take() else { return Ok(()) };
        if !share.leave(gate)? {
            return Ok(());
        }
        let valkey = self.valkey.take().map_or(Ok(()), |valkey| valkey.stop(&self.home));
        let postgres = self.postgres.take().map_or(Ok(()), |postgres| postgres.stop(&self.home));
        postgres.and(valkey)
    }
}

impl Drop for Embedded {
    fn drop(&mut self) {
        if self.share.is_none() {
            return;
        }
        let left = Gate::enter(&self.home, &|_| ()).and_then(|gate| self.leave(&gate));
        if let Err(error) = left {
            tracing::warn!(%error, "the private servers were not stopped cleanly");
        }
    }
}

/// What to start and how.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Which servers are wanted.
    pub needs: Needs,
    /// How much PostgreSQL does to survive a power cut.
    pub durability: Durability,
    /// Where the servers' programs are.
    pub programs: Programs,
}

/// Which private servers an installation wants.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Needs {
    /// Both servers: nothing of one's own is configured.
    #[default]
    Both,
    /// PostgreSQL alone: a Redis is configured, or none is used.
    Postgres,
    /// Valkey alone: a database is configured.
    Valkey,
}

impl Needs {
    const fn postgres(self) -> bool {
        match self {
            Self::Both | Self::Postgres => true,
            Self::Valkey => false,
        }
    }

    const fn valkey(self) -> bool {
        match self {
            Self::Both | Self::Valkey => true,
            Self::Postgres => false,
        }
    }
}

/// How much PostgreSQL does to survive a power cut.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Durability {
    /// Every commit is on the disk before it is confirmed.
    #[default]
    Full,
    /// Commits survive a killed process but not a power cut: for tests, several times faster.
    Off,
}

/// Where the servers' programs are.
#[derive(Clone, Debug, Default)]
pub struct Programs {
    /// The folder that `tools/fetch_servers.py` filled, if it is not `servers` in the home.
    pub fetched: Option<PathBuf>,
    /// The folder that has `postgres`, `initdb` and `pg_ctl`, instead of the fetched one.
    pub postgres_bin: Option<PathBuf>,
    /// The program `valkey-server` or `redis-server`, instead of the fetched one.
    pub valkey_server: Option<PathBuf>,
}

/// Whether other processes use the servers of the same home at this moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Company {
    /// This process alone: a running server is an orphan and may be restarted.
    Alone,
    /// Others too: a running server is taken as it is.
    Others,
}
