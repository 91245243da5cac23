//! `noor config check` and `noor config urls`.

use std::process::ExitCode;

use anyhow::Result;
use clap::Subcommand;

use super::progress;
use crate::config::{Config, Sources, webhook_urls};

/// What to do with the configuration.
#[derive(Debug, Clone, Copy, Subcommand)]
pub(super) enum ConfigCommand {
    /// Print the merged settings with secrets hidden, or every mistake at once.
    Check,
    /// Print the webhook addresses to register at each gateway, secret included.
    Urls,
}

pub(super) fn run(command: ConfigCommand, sources: &Sources) -> Result<ExitCode> {
    let config = Config::load(sources)?;
    match command {
        ConfigCommand::Check => {
            progress::print(config.masked());
            for warning in &config.warnings {
                progress::complain(warning);
            }
        }
        ConfigCommand::Urls => {
            for address in webhook_urls(&config) {
                progress::print(&format!("{}\n  {}\n", address.gateway, address.url));
                progress::print(&format!("To register it:\n{}", address.register));
            }
        }
    }
    Ok(ExitCode::SUCCESS)
}
