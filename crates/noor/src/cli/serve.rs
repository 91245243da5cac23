//! `noor serve`: receive, answer, and stop cleanly.

use std::net::SocketAddr;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context as _, Result};
use axum::Router;
use metrics_exporter_prometheus::PrometheusBuilder;
use noor_store::inbox;
use secrecy::ExposeSecret;
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use tokio_util::sync::CancellationToken;

use super::{migrate, progress};
use crate::app::receive_message::Inbox;
use crate::config::{Config, Mode, Role};
use crate::context::Context;
use crate::embedded::Embedded;
use crate::http::{self, Web};
use crate::jobs::{
    self,
    catalogue::{Mirrored, keep_fresh},
};
use crate::log::OrLog;
use crate::setup::{self, Outside, Servers};

/// How often the gateway is asked about its lines.
const CHANNELS: Duration = Duration::from_mins(5);
/// How long closing the connections may take.
const CLOSING: Duration = Duration::from_secs(2);
/// How often private servers are looked at.
const REVIVE: Duration = Duration::from_secs(1);

/// What a shell expects of a process ended by Ctrl-C.
const INTERRUPTED: i32 = 130;
/// What it expects of one ended by SIGTERM.
const TERMINATED: i32 = 143;

/// Receives and answers until Ctrl-C or SIGTERM.
pub(super) async fn serve(config: Config) -> Result<ExitCode> {
    crate::log::start(&config.log);
    let running = Running::servers(&config)?;
    let context = setup::context(&config, &running.servers, Outside::default())?;
    if is_delivery_untaxed(&config, &context) {
        tracing::warn!(
            "delivery is charged and orders.delivery_item names no item for it: the total of every \
             order will be another than the quotation's"
        );
    }
    let stop = stop_on_signal()?;
    prepare_schema(&config, &running, &context, &stop).await;
    let works = matches!(config.server.role, Role::All | Role::Worker);
    let catalogue = setup::catalogue_source(&config, context.content.shop.currency)?;
    if works && (catalogue.is_some() || context.inventory.is_some()) {
        let mirrored = Mirrored { catalogue, every: config.catalog.sync_every };
        context.tasks.spawn(keep_fresh(Arc::clone(&context), mirrored, stop.clone()));
    }
    run(&config, running, context, stop, http::router).await
}

/// Whether orders will bear no tax on what the shop charges for delivery.
fn is_delivery_untaxed(config: &Config, context: &Context) -> bool {
    let charges = context.policy.quotation.delivery.is_some_and(|charge| !charge.is_zero());
    charges && context.orders.is_some() && config.orders.delivery_item.is_none()
}

/// The servers Noor works with; private ones run as long as this lives.
#[derive(Debug)]
pub(super) struct Running {
    /// Where they are.
    pub(super) servers: Servers,
    private: Option<Embedded>,
}

impl Running {
    /// Starts what is not configured.
    pub(super) fn servers(config: &Config) -> Result<Self> {
        let private = config
            .private_servers()
            .map(|options| Embedded::start(&config.shop.home, &options, &progress::tell))
            .transpose()?;
        let own = |url: &Option<secrecy::SecretString>| {
            url.as_ref().map(|url| url.expose_secret().to_owned())
        };
        let private_url =
            |url: fn(&Embedded) -> Option<&str>| private.as_ref().and_then(url).map(str::to_owned);
        let database_url = own(&config.database.url)
            .or_else(|| private_url(Embedded::database_url))
            .context("no database: set DATABASE_URL")?;
        let redis_url = own(&config.redis.url).or_else(|| private_url(Embedded::redis_url));
        Ok(Self { servers: Servers { database_url, redis_url }, private })
    }

    /// Stops the private servers, if there are any.
    pub(super) fn stop(self) -> Result<()> {
        self.private.map_or(Ok(()), Embedded::stop)?;
        Ok(())
    }

    /// Brings private servers back that were killed, for as long as Noor runs.
    fn look_after(&mut self, context: &Arc<Context>, stop: &CancellationToken) -> Keeper {
        let (returned, keeper) = tokio::sync::oneshot::channel();
        let stop = stop.child_token();
        let Some(mut private) = self.private.take() else { return Keeper(None) };
        context.tasks.spawn_blocking(move || {
            while !stop.is_cancelled() {
                if let Err(error) = private.revive(&|sentence| tracing::warn!("{sentence}")) {
                    tracing::error!(%error, "a private server does not come back");
                }
                std::thread::sleep(REVIVE);
            }
            returned.send(private).ok();
        });
        Keeper(Some(keeper))
    }
}

/// Has the private servers while somebody looks after them.
struct Keeper(Option<tokio::sync::oneshot::Receiver<Embedded>>);

impl Keeper {
    async fn stop(self) -> Result<()> {
        if let Some(keeper) = self.0
            && let Ok(private) = keeper.await
        {
            private.stop()?;
        }
        Ok(())
    }
}

/// Asks for a stop at the first Ctrl-C or SIGTERM. A second one ends the process where it stands:
/// whatever was under way goes on after the next start, as after any crash.
pub(super) fn stop_on_signal() -> Result<CancellationToken> {
    let stop = CancellationToken::new();
    let mut terminate = signal(SignalKind::terminate()).context("listen for SIGTERM")?;
    let mut interrupt = signal(SignalKind::interrupt()).context("listen for Ctrl-C")?;
    let asked = stop.clone();
    let mut next = async move || {
        tokio::select! {
            _ = terminate.recv() => TERMINATED,
            _ = interrupt.recv() => INTERRUPTED,
        }
    };
    // Not among the tasks that a stop waits for: it goes on listening meanwhile.
    #[expect(
        clippy::disallowed_methods,
        reason = "nothing is lost with it, and nobody waits for it"
    )]
    drop(tokio::spawn(async move {
        tokio::select! {
            _ = next() => asked.cancel(),
            () = asked.cancelled() => {}
        }
        let code = next().await;
        tracing::warn!("stopped at once; what was under way goes on after the next start");
        std::process::exit(code);
    }));
    Ok(stop)
}

/// Brings the schema up to date, except in production, where `noor migrate` does that. A database
/// that is away is waited for in the background: until then every delivery gets 503.
async fn prepare_schema(
    config: &Config,
    running: &Running,
    context: &Arc<Context>,
    stop: &CancellationToken,
) {
    if config.shop.mode == Mode::Production {
        return;
    }
    let url = running.servers.database_url.clone();
    let Err(error) = migrate::run(&url).await else { return };
    tracing::error!(error = format!("{error:#}"), "the schema is not ready; trying again");
    let stop = stop.clone();
    context.tasks.spawn(async move {
        while !stop.is_cancelled() {
            tokio::time::sleep(Duration::from_secs(2)).await;
            if migrate::run(&url).await.is_ok() {
                tracing::info!("the schema is ready");
                return;
            }
        }
    });
}

/// Runs web and worker, as the role says, until `stop`; then lets what is under way finish.
pub(super) async fn run(
    config: &Config,
    mut running: Running,
    context: Arc<Context>,
    stop: CancellationToken,
    routes: impl FnOnce(Web) -> Router,
) -> Result<ExitCode> {
    // Whatever ends this function stops what was started in it.
    let _stopped = stop.clone().drop_guard();
    let address = SocketAddr::new(config.server.host, config.server.port);
    let listener = TcpListener::bind(address).await.with_context(|| {
        format!("listen on {address}; is another Noor running there? PORT chooses another port")
    })?;
    let keeper = running.look_after(&context, &stop);
    if matches!(config.server.role, Role::All | Role::Worker) {
        jobs::start(&context, &stop);
        context.tasks.spawn(ask_channels(Arc::clone(&context), stop.clone()));
    }
    let web = Web {
        inbox: Inbox::open(&context),
        gate: Arc::new(setup::gate(config)),
        figures: figures()?,
        needs: Arc::new(setup::needs(&running.servers)?),
        context: Arc::clone(&context),
    };
    let served = match config.server.role {
        Role::All | Role::Web => routes(web),
        Role::Worker => http::worker_router(web),
    };
    tracing::info!(%address, role = ?config.server.role, bell = context.bell.name(), "Noor is here");
    let grace = config.server.shutdown_grace;
    tokio::select! {
        ended = http::serve(listener, served, stop.clone()) => ended?,
        () = after(&stop, grace) => tracing::warn!("some connections were not closed in time"),
    }
    stop.cancel();
    tracing::info!("stopping: finishing what is under way");
    context.tasks.close();
    if tokio::time::timeout(grace, context.tasks.wait()).await.is_err() {
        tracing::warn!("some work was not finished in time; it goes on after the next start");
    }
    tokio::time::timeout(CLOSING, context.db.close()).await.or_log("close the connections");
    keeper.stop().await?;
    running.stop()?;
    Ok(ExitCode::SUCCESS)
}

/// Waits until `grace` after a stop was asked for.
async fn after(stop: &CancellationToken, grace: Duration) {
    stop.cancelled().await;
    tokio::time::sleep(grace).await;
}

/// Starts counting. A process has one set of figures, whichever command it runs.
pub(super) fn figures() -> Result<metrics_exporter_prometheus::PrometheusHandle> {
    PrometheusBuilder::new()
        .set_buckets(&[0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0])
        .context("set up the figures")?
        .install_recorder()
        .context("set up the figures")
}

/// Asks the gateway about its lines now and then: what they can do, and whether they are up.
async fn ask_channels(context: Arc<Context>, stop: CancellationToken) {
    loop {
        for messenger in context.messengers.values() {
            match messenger.channels().await {
                Ok(reports) => {
                    let Ok(mut db) = context.db.acquire().await else { continue };
                    let now = context.clock.now();
                    for report in reports {
                        inbox::keep_channel(&mut db, messenger.name(), &report, now)
                            .await
                            .or_log("keep a line's state");
                    }
                }
                Err(error) => {
                    Err::<(), _>(error).or_log("ask the gateway about its lines");
                }
            }
        }
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(CHANNELS) => {}
        }
    }
}
