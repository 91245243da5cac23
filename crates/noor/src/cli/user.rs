//! `noor user`: the shop's people from the shop's own machine, also when nobody can sign in any more.

use std::io::{BufRead as _, IsTerminal as _};
use std::process::ExitCode;

use anyhow::{Context as _, Result};
use clap::Subcommand;
use noor_core::access::Role;
use noor_core::language::Language;
use noor_store::users::{self, User};
use secrecy::{ExposeSecret as _, SecretString};

use super::{migrate, progress};
use crate::app::access::Actor;
use crate::app::access::add_user::{NewUser, add_user};
use crate::app::access::change_role::change_role;
use crate::app::access::disable_user::{disable_user, enable_user};
use crate::app::access::set_password::set_password;
use crate::app::access::totp::disable_totp;
use crate::cli::serve::Running;
use crate::config::Config;
use crate::context::Context;
use crate::setup::{self, Outside};

/// What to do with the shop's people. A password is read from standard input; without one there, a
/// password is made and printed.
#[derive(Debug, Subcommand)]
pub(super) enum UserCommand {
    /// Add somebody.
    Add {
        /// The name to sign in with.
        username: String,
        /// owner, manager or analyst.
        #[arg(long, value_parser = role)]
        role: Role,
        /// What they are called.
        #[arg(long)]
        name: Option<String>,
        /// en or ar.
        #[arg(long, value_parser = language, default_value = "en")]
        language: Language,
    },
    /// Print everybody.
    List,
    /// Change what somebody is there for; they have to sign in again.
    Role {
        /// The name to sign in with.
        username: String,
        /// owner, manager or analyst.
        #[arg(value_parser = role)]
        role: Role,
    },
    /// Replace somebody's password; they have to sign in again.
    Password {
        /// The name to sign in with.
        username: String,
    },
    /// Keep somebody out, at once.
    Disable {
        /// The name to sign in with.
        username: String,
    },
    /// Let somebody in again.
    Enable {
        /// The name to sign in with.
        username: String,
    },
    /// Ask somebody who lost their telephone for no codes any more.
    TotpOff {
        /// The name to sign in with.
        username: String,
    },
}

fn role(text: &str) -> Result<Role, String> {
    Role::from_code(text).ok_or_else(|| "choose owner, manager or analyst".to_owned())
}

fn language(text: &str) -> Result<Language, String> {
    Language::from_code(text).ok_or_else(|| "choose en or ar".to_owned())
}

pub(super) async fn run(command: UserCommand, config: Config) -> Result<ExitCode> {
    crate::log::start(&config.log);
    let running = Running::servers(&config)?;
    migrate::run(&running.servers.database_url).await?;
    let context = setup::context(&config, &running.servers, Outside::default())?;
    let done = carry_out(command, &context).await;
    running.stop()?;
    progress::print(&done?);
    Ok(ExitCode::SUCCESS)
}

async fn carry_out(command: UserCommand, context: &Context) -> Result<String> {
    let actor = Actor::command_line();
    match command {
        UserCommand::Add { username, role, name, language } => {
            let (password, told) = password()?;
            let name = name.unwrap_or_else(|| username.clone());
            let new = NewUser { username: username.clone(), name, role, password, language };
            add_user(context, &actor, new).await?;
            Ok(format!("added {username} as {role}{told}"))
        }
        UserCommand::List => list(context).await,
        UserCommand::Role { username, role } => {
            let user = find(context, &username).await?;
            change_role(context, &actor, user.id, role).await?;
            Ok(format!("{username} is {role} now"))
        }
        UserCommand::Password { username } => {
            let user = find(context, &username).await?;
            let (password, told) = password()?;
            set_password(context, &actor, user.id, password, None).await?;
            Ok(format!("{username} has another password{told}"))
        }
        UserCommand::Disable { username } => {
            let user = find(context, &username).await?;
            disable_user(context, &actor, user.id).await?;
            Ok(format!("{username} does not come in any more"))
        }
        UserCommand::Enable { username } => {
            let user = find(context, &username).await?;
            enable_user(context, &actor, user.id).await?;
            Ok(format!("{username} may come in again"))
        }
        UserCommand::TotpOff { username } => {
            let user = find(context, &username).await?;
            disable_totp(context, &actor, user.id, None).await?;
            Ok(format!("{username} is asked for no codes any more"))
        }
    }
}

async fn find(context: &Context, username: &str) -> Result<User> {
    let mut db = context.db.acquire().await.context("connect")?;
    let user = users::by_username(&mut db, username).await.context("find somebody")?;
    user.with_context(|| format!("nobody signs in as {username}; `noor user list` names everybody"))
}

async fn list(context: &Context) -> Result<String> {
    let everybody = users::all(&context.db).await.context("read the people")?;
    if everybody.is_empty() {
        return Ok("nobody yet: the first sign-in is [admin] of the configuration".to_owned());
    }
    let lines = everybody.iter().map(|user| {
        let codes = if user.has_totp { "codes" } else { "" };
        let out = if user.disabled_at.is_some() { "disabled" } else { "" };
        let line = format!(
            "{:<24} {:<8} {:<6} {:<8} {}",
            user.username,
            user.role.code(),
            codes,
            out,
            user.name
        );
        line.trim_end().to_owned()
    });
    Ok(lines.collect::<Vec<_>>().join("\n"))
}

/// The password on standard input, or one that is made, and what to print about it.
fn password() -> Result<(SecretString, String)> {
    let input = std::io::stdin();
    if !input.is_terminal() {
        let mut line = String::new();
        input.lock().read_line(&mut line).context("read the password")?;
        let given = line.trim_end_matches(['\r', '\n']);
        if !given.is_empty() {
            return Ok((given.to_owned().into(), String::new()));
        }
    }
    let made = SecretString::from(hex::encode(rand::random::<[u8; 12]>()));
    let told = format!("; the password, which is not shown again: {}", made.expose_secret());
    Ok((made, told))
}
