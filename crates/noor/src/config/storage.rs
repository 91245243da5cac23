//! `[database]`, `[redis]`, `[embedded]` and `[bell]`: where rows are kept and who is woken by what.
//!
//! Owns the decision which private servers are started. It must never start one in place of a server
//! that is configured.

use std::path::PathBuf;
use std::time::Duration;

use secrecy::SecretString;

use super::reader::{Choice, Reader};
use super::shop::Profile;
use crate::embedded::{Durability, Needs, Options, Programs};

/// `[database]`.
#[derive(Clone, Debug)]
pub struct Database {
    /// The database's address; `None` for the private PostgreSQL.
    pub url: Option<SecretString>,
    /// Its address without a pooler in between, for migrations, if that differs.
    pub url_direct: Option<SecretString>,
    /// Connections that this process opens at the most.
    pub max_connections: u32,
    /// How long a piece of work waits for a free connection.
    pub acquire_timeout: Duration,
    /// Whether statements stay prepared.
    pub statement_cache: bool,
}

impl Database {
    pub(super) fn read(from: &mut Reader<'_>) -> Self {
        const SCHEMES: &[&str] = &["postgres", "postgresql"];
        let second = Duration::from_secs(1);
        let database = Self {
            url: from.secret_url("database.url", SCHEMES),
            url_direct: from.secret_url("database.url_direct", SCHEMES),
            max_connections: from.number("database.max_connections", 2..=500),
            acquire_timeout: from.duration("database.acquire_timeout", second / 10..=second * 60),
            statement_cache: from.flag("database.statement_cache"),
        };
        if database.url.is_none() && database.url_direct.is_some() {
            let advice = "Set database.url too, or neither.";
            from.reject("database.url_direct", "it stands alone.", advice);
        }
        database
    }
}

/// `[redis]`.
#[derive(Clone, Debug)]
pub struct Redis {
    /// Redis' address, if one is configured.
    pub url: Option<SecretString>,
}

impl Redis {
    pub(super) fn read(from: &mut Reader<'_>) -> Self {
        Self { url: from.secret_url("redis.url", &["redis", "rediss", "unix", "redis+unix"]) }
    }
}

/// `[embedded]`.
#[derive(Clone, Debug)]
pub struct EmbeddedServers {
    /// Where the servers' programs are.
    pub programs: Programs,
    /// What the private PostgreSQL survives.
    pub durability: Durability,
}

impl EmbeddedServers {
    pub(super) fn read(from: &mut Reader<'_>) -> Self {
        Self {
            programs: Programs {
                fetched: None,
                postgres_bin: from.text("embedded.postgres_bin").map(PathBuf::from),
                valkey_server: from.text("embedded.valkey_server").map(PathBuf::from),
            },
            durability: from.choice("embedded.durability"),
        }
    }
}

impl Choice for Durability {
    const NAMES: &'static [(&'static str, Self)] = &[("full", Self::Full), ("off", Self::Off)];
}

/// `[bell]`.
#[derive(Clone, Copy, Debug)]
pub struct BellSettings {
    /// What was asked for.
    pub backend: BellBackend,
}

impl BellSettings {
    pub(super) fn read(from: &mut Reader<'_>) -> Self {
        Self { backend: from.choice("bell.backend") }
    }
}

/// What wakes the workers, as configured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BellBackend {
    /// The best there is.
    Auto,
    /// Redis.
    Redis,
    /// PostgreSQL.
    Postgres,
    /// The process itself.
    InProcess,
}

impl Choice for BellBackend {
    const NAMES: &'static [(&'static str, Self)] = &[
        ("auto", Self::Auto),
        ("redis", Self::Redis),
        ("postgres", Self::Postgres),
        ("in_process", Self::InProcess),
    ];
}

/// What wakes the workers, decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BellChoice {
    /// Redis.
    Redis,
    /// PostgreSQL.
    Postgres,
    /// The process itself.
    InProcess,
}

/// Which bell rings: `auto` is in process for one small process, else Redis if this installation
/// has one of its own or gets a private one, else PostgreSQL.
pub(super) fn choose_bell(
    backend: BellBackend,
    profile: Profile,
    database: &Database,
    redis: &Redis,
) -> BellChoice {
    match (backend, profile) {
        (BellBackend::Redis, _) => BellChoice::Redis,
        (BellBackend::Postgres, _) => BellChoice::Postgres,
        (BellBackend::InProcess, _) | (BellBackend::Auto, Profile::Minimal) => {
            BellChoice::InProcess
        }
        (BellBackend::Auto, Profile::Standard | Profile::Extended) => {
            // A private Redis comes with a private PostgreSQL.
            if redis.url.is_some() || database.url.is_none() {
                BellChoice::Redis
            } else {
                BellChoice::Postgres
            }
        }
    }
}

/// The private servers to start; `None` when every server is the shop's own.
pub(super) fn private_servers(
    servers: &EmbeddedServers,
    bell: BellChoice,
    database: &Database,
    redis: &Redis,
) -> Option<Options> {
    let valkey = match bell {
        BellChoice::Redis => redis.url.is_none(),
        BellChoice::Postgres | BellChoice::InProcess => false,
    };
    let needs = needs(database.url.is_none(), valkey)?;
    let EmbeddedServers { programs, durability } = servers.clone();
    Some(Options { needs, durability, programs })
}

/// The private servers for tests, which ring every kind of bell.
pub(super) fn test_servers(
    servers: &EmbeddedServers,
    fetched: PathBuf,
    database: &Database,
    redis: &Redis,
) -> Option<Options> {
    let needs = needs(database.url.is_none(), redis.url.is_none())?;
    let programs = Programs { fetched: Some(fetched), ..servers.programs.clone() };
    Some(Options { needs, durability: Durability::Off, programs })
}

const fn needs(postgres: bool, valkey: bool) -> Option<Needs> {
    match (postgres, valkey) {
        (true, true) => Some(Needs::Both),
        (true, false) => Some(Needs::Postgres),
        (false, true) => Some(Needs::Valkey),
        (false, false) => None,
    }
}
