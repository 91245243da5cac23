//! `noor telegram …`: which of the shop's people the bot tells, and whether it can.

use std::process::ExitCode;

use anyhow::{Context as _, Result};
use clap::Subcommand;
use noor_store::people;

use super::{migrate, progress};
use crate::app::alerts::desk::ShopDesk;
use crate::app::alerts::invite::invite;
use crate::cli::serve::Running;
use crate::config::Config;
use crate::context::Context;
use crate::setup::{self, Outside};

/// What to do with the bot.
#[derive(Debug, Clone, Subcommand)]
pub(super) enum TelegramCommand {
    /// Print a link that makes whoever opens it one of the shop's people, once.
    Invite {
        /// What the shop calls them.
        name: String,
    },
    /// List the shop's people whom the bot may write to.
    People,
    /// Take somebody off the list.
    Remove {
        /// Their number in the list.
        id: i64,
    },
    /// Ask Telegram who the bot is and whether its deliveries arrive.
    Check,
}

pub(super) async fn run(command: TelegramCommand, config: Config) -> Result<ExitCode> {
    crate::log::start(&config.log);
    let running = Running::servers(&config)?;
    migrate::run(&running.servers.database_url).await?;
    let context = setup::context(&config, &running.servers, Outside::default())?;
    let done = match &context.desk {
        Some(shop) => act(command, &context, shop).await,
        None => Err(anyhow::anyhow!("there is no bot: set TELEGRAM_BOT_TOKEN")),
    };
    running.stop()?;
    done
}

async fn act(command: TelegramCommand, context: &Context, shop: &ShopDesk) -> Result<ExitCode> {
    match command {
        TelegramCommand::Invite { name } => {
            let invitation = invite(context, shop, &name, None).await?;
            let zone = context.content.shop.time_zone;
            let until = invitation.expires_at.with_timezone(&zone).format("%Y-%m-%d %H:%M");
            progress::print(invitation.link.as_str());
            progress::tell(&format!("works once, until {until} ({zone}), for whoever opens it"));
        }
        TelegramCommand::People => {
            let all = people::all(&context.db).await.context("list the shop's people")?;
            for person in &all {
                let since = person.linked_at.date_naive();
                let state = if person.blocked_at.is_some() { ", stopped the bot" } else { "" };
                progress::print(&format!("{}  {}, since {since}{state}", person.id, person.name));
            }
            if all.is_empty() {
                progress::tell("nobody yet: `noor telegram invite NAME`");
            }
        }
        TelegramCommand::Remove { id } => {
            let mut db = context.db.acquire().await.context("reach the database")?;
            let removed = people::remove(&mut db, id, context.clock.now()).await;
            if !removed.context("take them off the list")? {
                progress::complain("nobody has this number; `noor telegram people` lists them");
                return Ok(ExitCode::FAILURE);
            }
            progress::print("they are told nothing any more, and their buttons do nothing");
        }
        TelegramCommand::Check => {
            let state = shop.desk.state().await.context("ask Telegram")?;
            let told = state.delivers_to.as_deref().unwrap_or("nowhere: start Noor");
            progress::print(&format!("@{} delivers to {told}", state.name));
            progress::print(&format!("{} updates wait", state.waiting));
            if let Some(trouble) = &state.trouble {
                progress::complain(&format!("the last delivery failed: {trouble}"));
                return Ok(ExitCode::FAILURE);
            }
        }
    }
    Ok(ExitCode::SUCCESS)
}
