//! `noor chat`: one customer in the terminal, or one conversation of a program's.
//!
//! The road is the real one, in a shop of its own that is gone afterwards. Nothing here decides
//! what Noor says.

mod clock;
mod given;
mod json;
mod line;
mod shop;
mod stdin;
mod terminal;
mod tools;
mod trace;
mod watch;

use std::io::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context as _, Result};
use clap::Args;
use noor_store::rehearsal::{self, DatabaseName};
use noor_store::{Connect, PgPool};
use secrecy::ExposeSecret;
use tokio::signal::unix::{SignalKind, signal};
use url::Url;

use self::given::Given;
use self::shop::{Beginning, Customer, Shop, World};
use super::progress;
use super::serve::Running;
use crate::config::{Config, Log, Provider, Sources};
use crate::setup::Outside;

/// Who writes if nobody is named: a number that belongs to nobody.
const CUSTOMER: &str = "+971500000001";

/// The options of `noor chat`.
#[derive(Debug, Args)]
pub(super) struct Wanted {
    /// Read one JSON object a line and print one trace object a turn.
    #[arg(long)]
    json: bool,
    /// A .jsonl or .csv catalogue, instead of the shop's own.
    #[arg(long, value_name = "FILE")]
    catalog: Option<PathBuf>,
    /// The folder with the shop's words, instead of the configured one.
    #[arg(long, value_name = "DIR")]
    shop: Option<PathBuf>,
    /// The customer's phone number.
    #[arg(long, value_name = "NUMBER", default_value = CUSTOMER)]
    customer: String,
    /// What is known before the conversation begins.
    #[arg(long, value_name = "FILE.json")]
    given: Option<PathBuf>,
    /// rules, or a model of the configured provider; as configured if left out.
    #[arg(long, value_name = "NAME")]
    model: Option<String>,
}

/// Opens a shop, talks, and leaves nothing behind.
pub(super) async fn chat(wanted: Wanted) -> Result<ExitCode> {
    let beginning = match wanted.check() {
        Ok(beginning) => beginning,
        Err(problem) => return Ok(refuse(&problem)),
    };
    for key in &beginning.given.unsupported {
        progress::complain(&format!("--given: `{key}` is not supported yet and is left out"));
    }
    let world = World::start().await?;
    let config = super::load(&wanted.settings(world.around(Sources::of_process())))?;
    if let Some(problem) = wanted.unanswerable_model(&config) {
        return Ok(refuse(&problem));
    }
    crate::log::start(&quiet(&config, wanted.json));
    let running = Running::servers(&config)?;
    let own = config.database.url_direct.as_ref().map(|url| url.expose_secret().to_owned());
    let server = own.unwrap_or_else(|| running.servers.database_url.clone());
    let database = Database::create(&server, &config).await?;
    let talk = async {
        let shop = Shop::open(world, &config, database.url.clone(), beginning).await?;
        talk(shop, wanted.json).await
    };
    let ending = tokio::select! {
        ending = talk => ending,
        ending = interrupted() => ending,
    };
    let dropped = database.drop().await;
    running.stop()?;
    let ending = ending?;
    dropped?;
    Ok(ExitCode::from(ending.code()))
}

async fn talk(mut shop: Shop, json: bool) -> Result<Ending> {
    let mut lines = stdin::lines();
    let ending = if json {
        json::talk(&mut shop, &mut lines).await
    } else {
        terminal::talk(&mut shop, &mut lines).await
    };
    shop.close().await;
    ending
}

/// How a conversation ended, best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Ending {
    /// Everything was answered, or was not to be.
    Good,
    /// Some input could not be used.
    BadInput,
    /// Noor did not answer in time.
    NoAnswer,
    /// Somebody asked for a stop.
    Interrupted,
}

impl Ending {
    fn worse(self, other: Self) -> Self {
        self.max(other)
    }

    fn code(self) -> u8 {
        match self {
            Self::Good => 0,
            Self::BadInput => 2,
            Self::NoAnswer => 1,
            // As a shell reports Ctrl-C.
            Self::Interrupted => 130,
        }
    }
}

/// Says why nothing is begun.
fn refuse(problem: &str) -> ExitCode {
    progress::complain(problem);
    ExitCode::from(2)
}

/// Prints a line; `false` if nobody reads any more.
fn print(line: &str) -> bool {
    let mut out = std::io::stdout();
    writeln!(out, "{line}").and_then(|()| out.flush()).is_ok()
}

impl Wanted {
    /// Checks what can be checked before anything is started.
    fn check(&self) -> Result<Beginning, String> {
        let chat: String = self.customer.chars().filter(char::is_ascii_digit).collect();
        if !(6..=15).contains(&chat.len()) {
            let number = &self.customer;
            return Err(format!("--customer {number}: write a phone number, such as {CUSTOMER}"));
        }
        if let Some(file) = self.catalog.as_deref().filter(|file| !file.is_file()) {
            return Err(format!("--catalog: there is no file {}", file.display()));
        }
        if let Some(folder) = self.shop.as_deref().filter(|folder| !folder.is_dir()) {
            return Err(format!("--shop: there is no folder {}", folder.display()));
        }
        let given = self.given.as_deref().map(Given::read).transpose();
        let given = given.map_err(|problem| format!("--given: {problem}"))?.unwrap_or_default();
        let customer = Customer { chat, name: given.name.clone() };
        Ok(Beginning { catalog: self.catalog.clone(), customer, given })
    }

    fn settings(&self, sources: Sources) -> Sources {
        let sources = match &self.shop {
            Some(folder) => {
                sources.with_flag("--shop", "shop.content", folder.to_string_lossy().into_owned())
            }
            None => sources,
        };
        match self.model.as_deref() {
            None => sources,
            Some("rules") => sources.with_flag("--model", "model.provider", "rules".to_owned()),
            Some(name) => sources
                .with_flag("--model", "model.model_fast", name.to_owned())
                .with_flag("--model", "model.model_main", name.to_owned()),
        }
    }

    /// A model was named, and there is nobody who has it.
    fn unanswerable_model(&self, config: &Config) -> Option<String> {
        let name = self.model.as_deref().filter(|name| *name != "rules")?;
        match config.model.provider {
            Provider::Rules => Some(format!(
                "--model {name}: no provider is configured; set OPENROUTER_API_KEY, or take \
                 --model rules"
            )),
            Provider::OpenRouter | Provider::OpenAi => None,
        }
    }
}

/// What a shop reports about itself is of no interest to its customer, unless somebody asked.
fn quiet(config: &Config, json: bool) -> Log {
    let level = match (config.log.level.as_str(), json) {
        ("info", true) => "warn",
        ("info", false) => "error",
        (chosen, _) => chosen,
    };
    Log { level: level.to_owned(), ..config.log.clone() }
}

/// The first Ctrl-C, SIGTERM or lost terminal.
async fn interrupted() -> Result<Ending> {
    let mut interrupt = signal(SignalKind::interrupt()).context("listen for Ctrl-C")?;
    let mut terminate = signal(SignalKind::terminate()).context("listen for SIGTERM")?;
    let mut hangup = signal(SignalKind::hangup()).context("listen for a lost terminal")?;
    tokio::select! {
        _ = interrupt.recv() => {}
        _ = terminate.recv() => {}
        _ = hangup.recv() => {}
    }
    Ok(Ending::Interrupted)
}

/// An empty database of its own beside the shop's.
struct Database {
    server: PgPool,
    name: DatabaseName,
    url: String,
}

impl Database {
    async fn create(server_url: &str, config: &Config) -> Result<Self> {
        let how = Connect {
            url: server_url,
            max_connections: 1,
            acquire_timeout: config.database.acquire_timeout,
            statement_cache: false,
        };
        let server = noor_store::connect(&how).context("read the database's address")?;
        let name = DatabaseName::chat(&Outside::default().ids.next().simple().to_string());
        let mut url = Url::parse(server_url).context("read the database's address")?;
        url.set_path(name.as_str());
        rehearsal::create_database(&server, &name).await.map_err(|error| {
            let advice = if noor_store::is_unavailable(&error) {
                "reach PostgreSQL, to make a database for this chat"
            } else {
                "make a database for this chat; the account there needs the right to (CREATEDB)"
            };
            anyhow::Error::new(error).context(advice)
        })?;
        tracing::debug!(database = name.as_str(), "this chat has a database of its own");
        Ok(Self { server, name, url: url.into() })
    }

    async fn drop(self) -> Result<()> {
        let dropped = rehearsal::drop_database(&self.server, &self.name).await;
        dropped.with_context(|| format!("drop the database {}", self.name.as_str()))?;
        self.server.close().await;
        Ok(())
    }
}
