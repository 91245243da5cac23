//! `noor orders check`: whether orders will come to what quotations do.

use std::process::ExitCode;

use anyhow::{Context as _, Result};
use clap::Subcommand;
use rust_decimal::Decimal;

use super::{migrate, progress};
use crate::cli::serve::Running;
use crate::config::Config;
use crate::context::Context;
use crate::setup::{self, Outside};

/// What to do with the order book.
#[derive(Debug, Clone, Copy, Subcommand)]
pub(super) enum OrdersCommand {
    /// Say whether the order book would tax a charge for delivery as quotations do. Nothing is
    /// written.
    Check,
}

pub(super) async fn run(command: OrdersCommand, config: Config) -> Result<ExitCode> {
    let OrdersCommand::Check = command;
    crate::log::start(&config.log);
    let running = Running::servers(&config)?;
    migrate::run(&running.servers.database_url).await?;
    let context = setup::context(&config, &running.servers, Outside::default())?;
    let misfit = misfit(&context).await;
    running.stop()?;
    if let Some(misfit) = misfit? {
        progress::complain(&misfit);
        return Ok(ExitCode::FAILURE);
    }
    progress::print("orders will come to what the quotations do");
    Ok(ExitCode::SUCCESS)
}

/// What is wrong, if something is. A shop that charges nothing for delivery needs no item for it.
async fn misfit(context: &Context) -> Result<Option<String>> {
    let book = context.orders.as_ref().context("there is no order book to ask: see [orders]")?;
    let charge = context.policy.quotation.delivery.unwrap_or_default();
    if charge.is_zero() {
        return Ok(None);
    }
    let vat: Decimal = context.content.shop.vat_percent;
    book.delivery_misfit(vat).await.with_context(|| format!("ask {}", book.name()))
}
