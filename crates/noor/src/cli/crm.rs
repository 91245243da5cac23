//! `noor crm check`: whether the CRM has what the settings name.

use std::process::ExitCode;

use anyhow::{Context as _, Result};
use clap::Subcommand;

use super::{migrate, progress};
use crate::cli::serve::Running;
use crate::config::Config;
use crate::setup::{self, Outside};

/// What to do with the CRM.
#[derive(Debug, Clone, Copy, Subcommand)]
pub(super) enum CrmCommand {
    /// Name every field and stage of the settings that the CRM does not have. Nothing is written.
    Check,
}

pub(super) async fn run(command: CrmCommand, config: Config) -> Result<ExitCode> {
    let CrmCommand::Check = command;
    crate::log::start(&config.log);
    let running = Running::servers(&config)?;
    migrate::run(&running.servers.database_url).await?;
    let context = setup::context(&config, &running.servers, Outside::default())?;
    let misfits = match &context.crm {
        Some(crm) => crm.misfits().await.with_context(|| format!("ask {}", crm.name())),
        None => Err(anyhow::anyhow!("there is no CRM to ask: set [crm] vendor")),
    };
    running.stop()?;
    let misfits = misfits?;
    if misfits.is_empty() {
        progress::print("the CRM has every field and stage that the settings name");
        return Ok(ExitCode::SUCCESS);
    }
    for misfit in misfits {
        progress::complain(&misfit);
    }
    Ok(ExitCode::FAILURE)
}
