//! `noor chat`: one customer in the terminal, or one conversation of a program's.
//!
//! The road is the real one, in a shop of its own that is gone afterwards. Nothing here decides
//! what Noor says.

mod json;
mod line;
mod stdin;
mod terminal;

use std::io::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::{Context as _, Result};
use clap::Args;
use noor_core::ids::RandomIds;
use secrecy::ExposeSecret;
use tokio::signal::unix::{SignalKind, signal};

use super::progress;
use super::rehearsal::{Beginning, Customer, DatabaseServer, Given, Premises, Shop, World};
use super::serve::Running;
use crate::config::{Config, Log, Provider, Sources};
use crate::setup;

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
    let (customer, given) = match wanted.check() {
        Ok(checked) => checked,
        Err(problem) => return Ok(refuse(&problem)),
    };
    for key in &given.unsupported {
        progress::complain(&format!("--given: `{key}` is not supported yet and is left out"));
    }
    let world = World::start(None).await?;
    let config = super::load(&wanted.settings(world.around(Sources::of_process())))?;
    if let Some(problem) = wanted.unanswerable_model(&config) {
        return Ok(refuse(&problem));
    }
    crate::log::start(&quiet(&config, wanted.json));
    let running = Running::servers(&config)?;
    let own = config.database.url_direct.as_ref().map(|url| url.expose_secret().to_owned());
    let server = own.unwrap_or_else(|| running.servers.database_url.clone());
    let server = DatabaseServer::at(&server, 1, &config)?;
    let database = server.create().await?;
    let talk = async {
        let premises = Premises::of(setup::content(&config)?)?;
        premises.stock(&config, database.url(), wanted.catalog.as_deref()).await?;
        let database_url = database.url().to_owned();
        let beginning = Beginning { database_url, customer, given, ids: Arc::new(RandomIds) };
        let shop = Shop::open(world, &config, &premises, beginning).await?;
        talk(shop, wanted.json).await
    };
    let ending = tokio::select! {
        ending = talk => ending,
        ending = interrupted() => ending,
    };
    let dropped = database.drop().await;
    server.close().await;
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
    fn check(&self) -> Result<(Customer, Given), String> {
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
        Ok((Customer { chat, name: given.name.clone() }, given))
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
