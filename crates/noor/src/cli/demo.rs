//! `noor demo`: a shop that talks, with the outside world in small around it.

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::{Context as _, Result};
use noor_sim::{SIMULATOR_KEY, Simulator, WazzupOptions};
use secrecy::ExposeSecret;

use super::serve::{self, Running};
use super::{migrate, progress, sync};
use crate::config::{Config, Sources};
use crate::content::Content;
use crate::http::{self, demo};
use crate::setup::{self, Outside};

/// Starts everything and says where to go.
pub(super) async fn demo(sources: Sources, catalog: Option<PathBuf>) -> Result<ExitCode> {
    let simulator = Simulator::start(noor_sim::Options {
        wazzup: WazzupOptions { rate_limit: None, ..WazzupOptions::default() },
        ..noor_sim::Options::default()
    })
    .await
    .context("start the simulator")?;
    let sources = around(sources, &simulator);
    let config = super::load(&sources)?;
    crate::log::start(&config.log);
    let running = Running::servers(&config)?;
    progress::tell("preparing the database");
    migrate::run(&running.servers.database_url).await?;
    let context = setup::context(&config, &running.servers, Outside::default())?;
    let file = catalogue_file(&config, &context.content, catalog)?;
    let source = setup::catalogue_file(&file, context.content.shop.currency)?;
    sync::load(&context, &source).await?;
    let simulator = Arc::new(simulator);
    simulator.wazzup().set_webhook(&webhook(&config), None);
    let stop = serve::stop_on_signal()?;
    let port = config.server.port;
    progress::tell(&format!("the shop is open: http://localhost:{port}/demo (Ctrl-C closes it)"));
    let page = demo::router(&context, Arc::clone(&simulator), stop.clone());
    serve::run(&config, running, context, stop, |web| http::router(web).merge(page)).await
}

/// The settings that make Noor talk to the simulator and to nobody else.
pub(super) fn around(sources: Sources, simulator: &Simulator) -> Sources {
    let name = "the simulator";
    sources
        .with_flag(name, "messaging.gateway", "wazzup".to_owned())
        .with_flag(name, "messaging.wazzup.api_url", simulator.wazzup_url())
        .with_flag(name, "messaging.wazzup.api_key", SIMULATOR_KEY.to_owned())
        .with_flag(name, "messaging.wazzup.channel_id", noor_sim::DEFAULT_CHANNEL.to_owned())
        .with_flag(name, "inventory.vendor", "none".to_owned())
}

/// Where the simulator delivers: the real webhook.
pub(super) fn webhook(config: &Config) -> String {
    let secret = config.messaging.wazzup.webhook_secret.expose_secret();
    format!("http://127.0.0.1:{}/api/v1/webhook/wazzup/{secret}", config.server.port)
}

/// The catalogue to load: the one that was named, else the shop's own, unpacked into the home.
pub(super) fn catalogue_file(
    config: &Config,
    content: &Content,
    named: Option<PathBuf>,
) -> Result<PathBuf> {
    if let Some(named) = named {
        return Ok(named);
    }
    let (name, bytes) = content.own_catalogue().context("this shop has no catalogue of its own")?;
    let name = Path::new(&name).file_name().context("the catalogue's name is no file name")?;
    let file = config.shop.home.join(name);
    std::fs::create_dir_all(&config.shop.home)
        .and_then(|()| std::fs::write(&file, bytes))
        .with_context(|| format!("write {}", file.display()))?;
    Ok(file)
}
