//! `noor health`: for container health checks, which have no curl.

use std::process::ExitCode;
use std::time::Duration;

use anyhow::{Context as _, Result};
use noor_providers::wire;

use super::progress;
use crate::config::Config;

/// Asks the Noor on this machine; success if it is ready to work.
pub(super) async fn health(config: &Config) -> Result<ExitCode> {
    let url = format!("http://127.0.0.1:{}/api/v1/health", config.server.port);
    let client = wire::client("noor-health").context("set up the HTTP client")?;
    let answer = client.get(&url).timeout(Duration::from_secs(5)).send().await;
    let answer = answer.with_context(|| format!("nobody answers at {url}; is Noor running?"))?;
    let well = answer.status().is_success();
    progress::print(&answer.text().await.unwrap_or_default());
    Ok(if well { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
