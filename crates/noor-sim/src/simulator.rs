//! Starting and stopping the simulator: one listener, one router, one world behind it.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use axum::Router;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::connection::{Cutter, Switchboard};
use crate::sound::{hash_of, voice_note};
use crate::world::World;
use crate::{
    Catalogue, CatalogueProduct, Faults, HubSpot, Models, ModelsOptions, Qdrant, QdrantOptions,
    Requests, Salesforce, SimClock, Telegram, Wazzup, WazzupOptions, Zoho, ZohoOptions, catalogue,
    control, hubspot, models, qdrant, salesforce, telegram, wazzup, zoho,
};

/// The API key that Wazzup, the models and Qdrant accept unless the options name another one.
pub const SIMULATOR_KEY: &str = "simulator-key";

/// How the simulator starts. [`Options::default`] suits most tests.
#[derive(Debug, Clone)]
pub struct Options {
    /// Where to listen; port 0 takes any free one.
    pub listen: SocketAddr,
    /// Seed of ids, probabilities and lies. `None`: from the system, never the same twice.
    pub seed: Option<u64>,
    /// How many requests are kept with their bodies; 0 only counts them.
    pub keep_requests: usize,
    /// The messaging gateway.
    pub wazzup: WazzupOptions,
    /// The model vendor.
    pub models: ModelsOptions,
    /// What the shop's public catalogue offers.
    pub products: Vec<CatalogueProduct>,
    /// The vector store.
    pub qdrant: QdrantOptions,
    /// The Zoho account.
    pub zoho: ZohoOptions,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from(([127, 0, 0, 1], 0)),
            seed: None,
            keep_requests: 10_000,
            wazzup: WazzupOptions::default(),
            models: ModelsOptions::default(),
            products: Vec::new(),
            qdrant: QdrantOptions::default(),
            zoho: ZohoOptions::default(),
        }
    }
}

/// A running simulator. Dropping it closes the listener; [`Self::stop`] also waits.
pub struct Simulator {
    world: Arc<World>,
    server: TaskTracker,
    closing: CancellationToken,
}

impl Simulator {
    /// Listens and serves from now on.
    ///
    /// # Errors
    ///
    /// The address is taken, or the HTTP client for webhooks cannot be built.
    pub async fn start(options: Options) -> anyhow::Result<Self> {
        let listener = TcpListener::bind(options.listen)
            .await
            .with_context(|| format!("listen on {}", options.listen))?;
        let base = format!("http://{}", listener.local_addr().context("own address")?);
        let world = World::new(options, base)?;
        let closing = world.closing.clone();
        let router = router(&world).into_make_service_with_connect_info::<Cutter>();
        let serving = axum::serve(Switchboard(listener), router)
            .with_graceful_shutdown(closing.clone().cancelled_owned());
        let server = TaskTracker::new();
        server.spawn(async move {
            if let Err(error) = serving.await {
                tracing::error!(%error, "the simulator's server ended");
            }
        });
        server.close();
        Ok(Self { world, server, closing })
    }

    /// The base address, without a slash at its end.
    pub fn url(&self) -> &str {
        &self.world.base
    }

    /// What stands where `https://api.wazzup24.com` stands in production.
    pub fn wazzup_url(&self) -> String {
        format!("{}/wazzup", self.url())
    }

    /// What stands where `https://openrouter.ai/api/v1` stands in production.
    pub fn openrouter_url(&self) -> String {
        format!("{}/openrouter/api/v1", self.url())
    }

    /// The address of the shop's public catalogue API.
    pub fn catalogue_url(&self) -> String {
        format!("{}/catalogue/api/catalog", self.url())
    }

    /// What stands where `http://localhost:6333` stands in production.
    pub fn qdrant_url(&self) -> String {
        format!("{}/qdrant", self.url())
    }

    /// What stands where `https://accounts.zoho.eu` stands in production.
    pub fn zoho_accounts_url(&self) -> String {
        format!("{}/zoho/accounts", self.url())
    }

    /// What stands where `https://www.zohoapis.eu` stands in production.
    pub fn zoho_api_url(&self) -> String {
        format!("{}/zoho", self.url())
    }

    /// The messaging gateway and the customers behind it.
    pub fn wazzup(&self) -> &Wazzup {
        &self.world.wazzup
    }

    /// The model vendor.
    pub fn models(&self) -> &Models {
        &self.world.models
    }

    /// The shop's public catalogue.
    pub fn catalogue(&self) -> &Catalogue {
        &self.world.catalogue
    }

    /// The vector store.
    pub fn qdrant(&self) -> &Qdrant {
        &self.world.qdrant
    }

    /// The Zoho account.
    pub fn zoho(&self) -> &Zoho {
        &self.world.zoho
    }

    /// What stands where `https://api.hubapi.com` stands in production.
    pub fn hubspot_url(&self) -> String {
        format!("{}/hubspot", self.url())
    }

    /// The HubSpot account.
    pub fn hubspot(&self) -> &HubSpot {
        &self.world.hubspot
    }

    /// What stands where the organization's `https://example.my.salesforce.com` stands in production.
    pub fn salesforce_url(&self) -> String {
        format!("{}/salesforce", self.url())
    }

    /// The Salesforce organization.
    pub fn salesforce(&self) -> &Salesforce {
        &self.world.salesforce
    }

    /// What stands where `https://api.telegram.org` stands in production.
    pub fn telegram_url(&self) -> String {
        format!("{}/telegram", self.url())
    }

    /// The bot and the people who write to it.
    pub fn telegram(&self) -> &Telegram {
        &self.world.telegram
    }

    /// A voice note with these words: a sound the gateway keeps and whose words the model vendor
    /// writes down when asked. Gives the address for
    /// [`CustomerMessage::content_uri`](crate::CustomerMessage::content_uri).
    pub fn voice_note(&self, words: &str) -> String {
        let sound = voice_note(words);
        self.models().transcribe_as(&hash_of(&sound), words);
        self.wazzup().keep_file("voice.ogg", "audio/ogg; codecs=opus", sound)
    }

    /// What shall go wrong.
    pub fn faults(&self) -> &Faults {
        &self.world.faults
    }

    /// What was asked.
    pub fn requests(&self) -> &Requests {
        &self.world.requests
    }

    /// The simulated time.
    pub fn clock(&self) -> &SimClock {
        &self.world.clock
    }

    /// Forgets everything that happened; settings, webhook and catalogue stay.
    pub fn reset(&self) {
        self.world.reset();
    }

    /// Stops accepting, ends open streams and pending webhooks, and waits for open requests (two
    /// seconds at the most).
    pub async fn stop(self) {
        self.closing.cancel();
        if tokio::time::timeout(Duration::from_secs(2), self.server.wait()).await.is_err() {
            tracing::warn!("requests were still open when the simulator stopped");
        }
    }
}

impl Drop for Simulator {
    fn drop(&mut self) {
        self.closing.cancel();
    }
}

fn router(world: &Arc<World>) -> Router {
    Router::new()
        .nest("/wazzup", wazzup::routes(world))
        .nest("/openrouter/api/v1", models::routes(world))
        .nest("/catalogue", catalogue::routes(world))
        .nest("/qdrant", qdrant::routes(world))
        .nest("/zoho", zoho::routes(world))
        .nest("/hubspot", hubspot::routes(world))
        .nest("/salesforce", salesforce::routes(world))
        .nest("/telegram", telegram::routes(world))
        .nest("/__sim", control::routes())
        .with_state(Arc::clone(world))
}
