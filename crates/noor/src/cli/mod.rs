//! The command line: one file a command.

#[cfg(feature = "simulator")]
mod bench;
#[cfg(feature = "simulator")]
mod chaos;
#[cfg(feature = "simulator")]
mod chat;
mod config;
mod crm;
#[cfg(feature = "simulator")]
mod demo;
#[cfg(feature = "simulator")]
mod eval;
mod health;
#[cfg(feature = "simulator")]
mod laboratory;
mod migrate;
mod model;
mod orders;
mod price_rule;
mod progress;
mod quote;
#[cfg(feature = "simulator")]
mod rehearsal;
#[cfg(feature = "simulator")]
mod search_eval;
mod serve;
mod sync;
mod telegram;
mod user;

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context as _, Result};
use clap::{Parser, Subcommand};
use tokio::runtime::Runtime;

use crate::config::{Config, Sources};
use crate::embedded::ServersCommand;

/// AI sales assistant for WhatsApp.
#[derive(Debug, Parser)]
#[command(name = "noor", version, about, max_term_width = 100)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Receive messages and answer them.
    Serve {
        /// all, web (receive only) or worker (answer only).
        #[arg(long)]
        role: Option<String>,
    },
    /// Bring the database's schema up to date.
    Migrate {
        /// A folder of migrations, instead of the program's own: for whoever changes them.
        #[arg(long)]
        folder: Option<PathBuf>,
    },
    /// Load the catalogue into the mirror, then what the inventory counts.
    Sync {
        /// A .jsonl or .csv file, instead of the configured source.
        #[arg(long, value_name = "FILE")]
        from: Option<PathBuf>,
        /// Take products off the shelf even if more than half of them are missing.
        #[arg(long)]
        force: bool,
        /// Read every page anew, also of products that seem to be the same.
        #[arg(long)]
        full: bool,
    },
    /// A shop that talks, with simulated gateways and no account anywhere.
    #[cfg(feature = "simulator")]
    Demo {
        /// A .jsonl or .csv catalogue, instead of the demo shop's own.
        #[arg(long, value_name = "FILE")]
        catalog: Option<PathBuf>,
    },
    /// Talk to Noor in the terminal, as a customer would.
    #[cfg(feature = "simulator")]
    Chat(chat::Wanted),
    /// Let Noor have the conversations of scenario files, and check what came of them.
    #[cfg(feature = "simulator")]
    Eval(eval::Wanted),
    /// Search with judged queries, and measure how good what is found is.
    #[cfg(feature = "simulator")]
    SearchEval(search_eval::Wanted),
    /// Measure speed and size.
    #[cfg(feature = "simulator")]
    #[command(hide = true)]
    Bench(bench::BenchOptions),
    /// Kill processes at random and see that every customer is answered once.
    #[cfg(feature = "simulator")]
    #[command(hide = true)]
    Chaos(chaos::ChaosOptions),
    /// Check the configuration, or print the addresses to register at the gateways.
    Config {
        #[command(subcommand)]
        command: config::ConfigCommand,
    },
    /// Fetch the embedding model that runs in this process.
    Model {
        #[command(subcommand)]
        command: model::ModelCommand,
    },
    /// Ask the CRM whether it has what the settings name.
    Crm {
        #[command(subcommand)]
        command: crm::CrmCommand,
    },
    /// Ask the order book whether orders will come to what quotations do.
    Orders {
        #[command(subcommand)]
        command: orders::OrdersCommand,
    },
    /// Prices below the list: write a rule, approve it, take it back.
    PriceRule {
        #[command(subcommand)]
        command: price_rule::PriceRuleCommand,
    },
    /// Say which of the shop's people the bot tells, and whether it can.
    Telegram {
        #[command(subcommand)]
        command: telegram::TelegramCommand,
    },
    /// Look at papers that somebody says are quotations of the shop's.
    Quote {
        #[command(subcommand)]
        command: quote::QuoteCommand,
    },
    /// Add, list and change the people who may sign in.
    User {
        #[command(subcommand)]
        command: user::UserCommand,
    },
    /// Ask a running Noor on this machine whether it is well.
    Health,
    /// Run a command beside the private servers.
    Servers {
        #[command(subcommand)]
        command: ServersCommand,
    },
}

/// Runs the command line of this process.
pub fn run() -> ExitCode {
    let cli = Cli::parse();
    // A panic's words may quote a customer; its place is enough to find it.
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        tracing::error!(place, "a panic");
        progress::complain(&format!("a panic at {place}"));
    }));
    let outcome = Runtime::new()
        .context("start the runtime")
        .and_then(|runtime| runtime.block_on(dispatch(cli.command)));
    match outcome {
        Ok(code) => code,
        Err(error) => {
            progress::complain(&format!("{error:#}"));
            ExitCode::FAILURE
        }
    }
}

async fn dispatch(command: Command) -> Result<ExitCode> {
    match command {
        Command::Serve { role } => {
            let mut sources = Sources::of_process();
            if let Some(role) = role {
                sources = sources.with_flag("--role", "server.role", role);
            }
            serve::serve(load(&sources)?).await
        }
        Command::Migrate { folder } => {
            migrate::migrate(&load(&Sources::of_process())?, folder.as_deref()).await
        }
        Command::Sync { from, force, full } => {
            let wanted = sync::Wanted { force, full };
            sync::sync(load(&Sources::of_process())?, from, wanted).await
        }
        #[cfg(feature = "simulator")]
        Command::Demo { catalog } => demo::demo(Sources::of_process(), catalog).await,
        #[cfg(feature = "simulator")]
        Command::Chat(wanted) => chat::chat(wanted).await,
        #[cfg(feature = "simulator")]
        Command::Eval(wanted) => eval::eval(wanted).await,
        #[cfg(feature = "simulator")]
        Command::SearchEval(wanted) => search_eval::search_eval(wanted).await,
        #[cfg(feature = "simulator")]
        Command::Bench(options) => {
            Box::pin(bench::bench(load(&Sources::of_process())?, options)).await
        }
        #[cfg(feature = "simulator")]
        Command::Chaos(options) => {
            Box::pin(chaos::chaos(load(&Sources::of_process())?, options)).await
        }
        Command::Config { command } => config::run(command, &Sources::of_process()),
        Command::Model { command } => model::run(command, &load(&Sources::of_process())?).await,
        Command::Crm { command } => crm::run(command, load(&Sources::of_process())?).await,
        Command::Orders { command } => orders::run(command, load(&Sources::of_process())?).await,
        Command::PriceRule { command } => {
            price_rule::run(command, load(&Sources::of_process())?).await
        }
        Command::Telegram { command } => {
            telegram::run(command, load(&Sources::of_process())?).await
        }
        Command::Quote { command } => quote::run(command, load(&Sources::of_process())?).await,
        Command::User { command } => user::run(command, load(&Sources::of_process())?).await,
        Command::Health => health::health(&load(&Sources::of_process())?).await,
        Command::Servers { command } => servers(command).await,
    }
}

/// Reads the configuration; every mistake in it is told at once.
fn load(sources: &Sources) -> Result<Config> {
    let config = Config::load(sources)?;
    for warning in &config.warnings {
        progress::complain(warning);
    }
    Ok(config)
}

async fn servers(command: ServersCommand) -> Result<ExitCode> {
    let config = load(&Sources::of_process())?;
    let (home, options) = if command.is_for_tests() {
        (config.test_home(), config.test_servers())
    } else {
        (config.shop.home.clone(), config.private_servers())
    };
    let ended = command.run(&home, options, &progress::tell).await?;
    let code = ended.code().and_then(|code| u8::try_from(code).ok()).unwrap_or(1);
    Ok(ExitCode::from(code))
}
