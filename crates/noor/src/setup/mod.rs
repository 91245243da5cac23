//! Putting a [`Context`] together from configuration. Everything is built here, once.

mod crm;
mod desk;
mod zoho;

use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context as _, Result, bail};
use chrono::TimeDelta;
use noor_core::clock::{Clock, SystemClock};
use noor_core::ids::{Ids, RandomIds};
use noor_core::money::Currency;
use noor_providers::catalog::CatalogSource;
use noor_providers::catalog::file::CatalogFile;
use noor_providers::catalog::treejar::TreejarCatalog;
use noor_providers::embedding::Embedder;
#[cfg(feature = "bge-m3")]
use noor_providers::embedding::bge_m3::{BgeM3, Settings as BgeM3Files};
use noor_providers::embedding::openai::OpenAiEmbedder;
use noor_providers::inventory::Inventory;
use noor_providers::media::Media;
use noor_providers::messaging::Messenger;
use noor_providers::messaging::wazzup::Wazzup;
use noor_providers::model::{ChatClient, Dialect, Limits as ModelLimits, Model, Prompted};
use noor_providers::orders::OrderBook;
use noor_providers::speech::openai::OpenAiTranscriber;
use noor_providers::vectors::VectorStore;
use noor_providers::vectors::qdrant::Qdrant;
use noor_providers::wire;
use noor_store::bell::{Bell, InProcessBell, PostgresBell, RedisBell};
use noor_store::inbox::Pace;
use noor_store::sessions::Lifetime;
use noor_store::{Connect, PgPool};
use secrecy::ExposeSecret;
use tokio_util::task::TaskTracker;
use uuid::Uuid;

use crate::app::access::first_owner::FirstOwner;
use crate::app::access::password::Passwords;
use crate::app::alerts::{Alerts, LogAlerts};
use crate::app::receive_message::{Crowd, Strangers};
use crate::app::vectors::pgvector::PgVectors;
use crate::config::{
    self, BellChoice, BgeM3Settings, Config, EmbeddingServer, EmbeddingVendor, InventoryVendor,
    Mode, ModelSettings, OrderVendor, Provider, QdrantSettings, ServerKind, VendorServer,
};
use crate::content::Content;
use crate::context::{Context, Hearing, Limits, Links, Meaning, Pricing, StockKeeping};
use crate::faults::Faults;
use crate::http::api::health::Needs;
use crate::http::{Gate, TelegramGate};
use crate::limiter::Limiter;
use zoho::ZohoAccount;

/// How Noor introduces itself to servers.
pub(crate) const USER_AGENT: &str = concat!("noor/", env!("CARGO_PKG_VERSION"));

/// What a test or the demo replaces.
#[derive(Debug, Clone)]
pub struct Outside {
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Fresh identifiers.
    pub ids: Arc<dyn Ids>,
    /// Tells the log, and whoever reads it.
    pub alerts: Arc<dyn Alerts>,
    /// Places to stop at.
    pub faults: Faults,
}

impl Default for Outside {
    fn default() -> Self {
        Self {
            clock: Arc::new(SystemClock),
            ids: Arc::new(RandomIds),
            alerts: Arc::new(LogAlerts),
            faults: Faults::none(),
        }
    }
}

/// Where PostgreSQL and Redis are: the shop's own, or the private ones.
#[derive(Debug, Clone)]
pub struct Servers {
    /// A `postgres://` address.
    pub database_url: String,
    /// A `redis://` or `unix://` address, if there is a Redis.
    pub redis_url: Option<String>,
}

/// Opens the pool for a configuration.
///
/// # Errors
///
/// When the address cannot be read.
pub fn pool(config: &Config, url: &str) -> Result<PgPool> {
    let how = Connect {
        url,
        max_connections: config.database.max_connections,
        acquire_timeout: config.database.acquire_timeout,
        statement_cache: config.database.statement_cache,
    };
    noor_store::connect(&how).context("read the database's address (database.url)")
}

/// Builds a context. Nothing outside is called yet.
///
/// # Errors
///
/// Names the setting or the file of content that cannot be used.
pub fn context(config: &Config, servers: &Servers, outside: Outside) -> Result<Arc<Context>> {
    context_with(config, servers, outside, content(config)?)
}

/// Reads the configured content, for contexts that share it.
///
/// # Errors
///
/// Names the file and what is wrong in it.
pub fn content(config: &Config) -> Result<Arc<Content>> {
    let content = Content::load(config.shop.content.as_deref()).context("read the content")?;
    Ok(Arc::new(content))
}

/// Builds a context with content that was read before. Nothing outside is called yet.
///
/// # Errors
///
/// Names the setting that cannot be used.
pub fn context_with(
    config: &Config,
    servers: &Servers,
    outside: Outside,
    content: Arc<Content>,
) -> Result<Arc<Context>> {
    let db = pool(config, &servers.database_url)?;
    let http = wire::client(USER_AGENT).context("set up the HTTP client")?;
    let process = outside.ids.next();
    let models = models(&config.model, &content, &http);
    let hearing = hearing(config, &http).context("set up the HTTP client")?;
    let meaning = meaning(config, &http, &db).context("set up search.embedding")?;
    let pictures = pictures(config, &http).context("set up the HTTP client")?;
    let bell = bell(config, servers, &db, &outside, process)?;
    let home = content.shop.calling_code.as_str();
    let zoho = ZohoAccount::open(config, servers, &db, &outside, &http, home)?;
    let crm = crm::crm(&config.crm, zoho.as_ref(), servers, &db, &outside, &http, home)?;
    let desk = desk::desk(config, &http).context("set up telegram")?;
    let wazzup = &config.messaging.wazzup;
    let key = wazzup.api_key.clone().unwrap_or_default();
    let wazzup_client: Arc<dyn Messenger> =
        Arc::new(Wazzup::new(http, wazzup.api_url.as_str(), key));
    Ok(Arc::new(Context {
        process,
        clock: outside.clock,
        ids: outside.ids,
        db,
        bell,
        messengers: HashMap::from([(wazzup_client.name(), wazzup_client)]),
        models,
        policy: content.policy.clone(),
        hearing,
        inventory: stock_keeping(config, zoho.as_ref()),
        orders: order_book(config, zoho.as_ref()),
        crm,
        pricing: pricing(config, content.shop.currency)?,
        meaning,
        pictures,
        content,
        alerts: outside.alerts,
        desk,
        limiter: Limiter::new(wazzup.rate),
        limits: limits(config),
        links: Links {
            public_url: config.server.public_url.clone(),
            key: config.server.signing_key.clone(),
        },
        faults: outside.faults,
        crowd: Crowd::default(),
        strangers: Strangers::default(),
        passwords: Passwords::default(),
        tasks: TaskTracker::new(),
    }))
}

fn limits(config: &Config) -> Limits {
    let turn = &config.turn;
    let wazzup = &config.messaging.wazzup;
    Limits {
        pace: Pace {
            debounce: turn.debounce,
            max_wait: turn.max_wait,
            resume_after: turn.resume_after,
        },
        lease: turn.lease,
        answer_within: turn.answer_within,
        deadline: turn.deadline,
        concurrency: turn.concurrency,
        sweep: turn.sweep,
        send_timeout: wazzup.send_timeout,
        attempts: i32::try_from(wazzup.attempts).unwrap_or(i32::MAX),
        alert_again: turn.alert_again,
        effect_lease: config.effects.lease,
        ask_after: config.effects.ask_after,
        keep_deliveries: config.retention.deliveries,
        keep_journals: config.retention.journals,
        sessions: Lifetime {
            idle: config.admin.session_idle,
            absolute: config.admin.session_absolute,
        },
        channels: wazzup.channels.clone(),
    }
}

fn bell(
    config: &Config,
    servers: &Servers,
    db: &PgPool,
    outside: &Outside,
    process: Uuid,
) -> Result<Arc<dyn Bell>> {
    let clock = Arc::clone(&outside.clock);
    Ok(match (config.bell(), &servers.redis_url) {
        (BellChoice::Redis, Some(url)) => {
            Arc::new(RedisBell::new(url, clock, process).context("read redis.url")?)
        }
        (BellChoice::Redis, None) | (BellChoice::Postgres, _) => {
            Arc::new(PostgresBell::new(db.clone(), clock, process))
        }
        (BellChoice::InProcess, _) => Arc::new(InProcessBell::new(clock)),
    })
}

/// Who says what something costs now, where the catalogue can be asked for one product.
fn pricing(config: &Config, currency: Currency) -> Result<Option<Pricing>> {
    match &config.catalog.source {
        config::CatalogSource::None | config::CatalogSource::File(_) => return Ok(None),
        config::CatalogSource::Treejar(_) => {}
    }
    let Some(catalogue) = catalogue_source(config, currency)? else { return Ok(None) };
    let believed_for = TimeDelta::from_std(config.catalog.believed_for).unwrap_or(TimeDelta::MAX);
    let config::CatalogSettings { live_for, deadline, .. } = config.catalog;
    Ok(Some(Pricing { catalogue, live_for, deadline, believed_for }))
}

/// Who counts the stock, if somebody is configured.
fn stock_keeping(config: &Config, zoho: Option<&ZohoAccount>) -> Option<StockKeeping> {
    let inventory: Arc<dyn Inventory> = match config.inventory.vendor? {
        InventoryVendor::Zoho => Arc::new(zoho?.inventory()),
    };
    Some(StockKeeping {
        inventory,
        live_for: config.inventory.live_for,
        deadline: config.inventory.deadline,
        every: config.catalog.sync_every,
    })
}

/// The book of orders, if there is one.
fn order_book(config: &Config, zoho: Option<&ZohoAccount>) -> Option<Arc<dyn OrderBook>> {
    match config.orders.vendor? {
        OrderVendor::Zoho => Some(Arc::new(zoho?.orders(config.orders.delivery_item.as_deref()))),
    }
}

/// The configured models. The rules stand behind all of them and need no entry.
fn models(
    settings: &ModelSettings,
    content: &Content,
    http: &reqwest::Client,
) -> Vec<Arc<dyn Model>> {
    let dialect = match settings.provider {
        Provider::Rules => return Vec::new(),
        Provider::OpenRouter => Dialect::OpenRouter,
        Provider::OpenAi => Dialect::OpenAi,
    };
    let Some(base_url) = &settings.base_url else { return Vec::new() };
    let client =
        ChatClient::new(http.clone(), base_url.as_str(), settings.api_key.clone(), dialect);
    let with_fallbacks = |first: &String| {
        std::iter::once(first.clone()).chain(settings.fallbacks.iter().cloned()).collect()
    };
    let limits = ModelLimits {
        fast: with_fallbacks(&settings.model_fast),
        main: with_fallbacks(&settings.model_main),
        max_tokens: settings.max_tokens,
        fast_deadline: settings.fast_deadline,
        main_deadline: settings.main_deadline,
        zero_data_retention: settings.zero_data_retention,
    };
    vec![Arc::new(Prompted::new(client, content.prompts.clone(), &content.offered, limits))]
}

/// Who hears voice notes, if somebody is configured.
fn hearing(config: &Config, http: &reqwest::Client) -> reqwest::Result<Option<Hearing>> {
    let Some(VendorServer { kind, url, api_key, model }) = &config.speech.vendor else {
        return Ok(None);
    };
    let deadline = config.speech.deadline;
    let gateway = &config.messaging.wazzup.api_url;
    let media = Media::new("the store of customers' files", http.clone(), USER_AGENT, [gateway])?;
    let transcriber = OpenAiTranscriber::new(http.clone(), url.as_str(), api_key.clone(), model);
    let transcriber = match kind {
        ServerKind::OpenRouter => transcriber.at_openrouter(config.model.zero_data_retention),
        ServerKind::OpenAi => transcriber,
    };
    Ok(Some(Hearing { media, transcriber: Arc::new(transcriber), deadline }))
}

/// What a store of vectors has, beside the time for the question's own vector.
const NEIGHBOURS_WITHIN: Duration = Duration::from_millis(300);

/// What finds products by their meaning: somebody who makes vectors, and somewhere to keep them.
fn meaning(config: &Config, http: &reqwest::Client, db: &PgPool) -> Result<Option<Meaning>> {
    let search = &config.search;
    let store: Arc<dyn VectorStore> = match &search.vector_store {
        config::VectorStore::None => return Ok(None),
        config::VectorStore::Pgvector => Arc::new(PgVectors::new(db.clone())),
        config::VectorStore::Qdrant(QdrantSettings { url, api_key, prefix, int8 }) => {
            let qdrant = Qdrant::new(http.clone(), url, api_key.clone(), prefix);
            Arc::new(if *int8 { qdrant.with_int8_quantization() } else { qdrant })
        }
    };
    let least_similarity = f32::from(search.least_similarity) / 100.0;
    let Some(vendor) = &search.embedding else { return Ok(None) };
    let deadline = vendor.query_deadline() + NEIGHBOURS_WITHIN;
    let embedder = embedder(config, http)?;
    Ok(embedder.map(|embedder| Meaning { embedder, store, least_similarity, deadline }))
}

/// Who turns texts into vectors, if somebody is configured. A model in this process is loaded here,
/// which takes seconds.
///
/// # Errors
///
/// Names the file of the model that cannot be used, and what to do about it.
fn embedder(config: &Config, http: &reqwest::Client) -> Result<Option<Arc<dyn Embedder>>> {
    Ok(match &config.search.embedding {
        None => None,
        Some(EmbeddingVendor::Server(server)) => {
            Some(Arc::new(embedding_server(server, config.model.zero_data_retention, http)))
        }
        Some(EmbeddingVendor::BgeM3(settings)) => Some(bge_m3(settings)?),
    })
}

fn embedding_server(
    server: &EmbeddingServer,
    zero_data_retention: bool,
    http: &reqwest::Client,
) -> OpenAiEmbedder {
    let EmbeddingServer { server, dimensions, roles, limits } = server;
    let VendorServer { kind, url, api_key, model } = server;
    let embedder = OpenAiEmbedder::new(http.clone(), url.as_str(), api_key.clone(), model, *limits);
    let embedder = match kind {
        ServerKind::OpenRouter => embedder.at_openrouter(zero_data_retention),
        ServerKind::OpenAi => embedder,
    };
    let embedder = embedder.with_roles(roles.clone());
    match dimensions {
        Some(dimensions) => embedder.with_dimensions(*dimensions),
        None => embedder,
    }
}

#[cfg(feature = "bge-m3")]
fn bge_m3(settings: &BgeM3Settings) -> Result<Arc<dyn Embedder>> {
    let BgeM3Settings { folder, library, workers, query_deadline } = settings.clone();
    let files = BgeM3Files { folder, library, workers, query: query_deadline };
    let started = std::time::Instant::now();
    let model = BgeM3::load(&files)?;
    let elapsed_ms = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
    tracing::info!(elapsed_ms, workers, "the embedding model is loaded");
    Ok(Arc::new(model))
}

#[cfg(not(feature = "bge-m3"))]
fn bge_m3(_: &BgeM3Settings) -> Result<Arc<dyn Embedder>> {
    bail!("this program was built without bge_m3 (cargo feature bge-m3): choose a server instead")
}

/// Who fetches the catalogue's pictures, from the catalogue's own server wherever that is.
fn pictures(config: &Config, http: &reqwest::Client) -> reqwest::Result<Option<Media>> {
    if !config.catalog.pictures {
        return Ok(None);
    }
    let catalogue = match &config.catalog.source {
        config::CatalogSource::Treejar(url) => Some(url),
        config::CatalogSource::None | config::CatalogSource::File(_) => None,
    };
    let service = "the store of the catalogue's pictures";
    Media::new(service, http.clone(), USER_AGENT, catalogue).map(Some)
}

/// The configured source of products, if there is one.
///
/// # Errors
///
/// When a file is configured that is not there.
pub fn catalogue_source(
    config: &Config,
    currency: Currency,
) -> Result<Option<Arc<dyn CatalogSource>>> {
    Ok(match &config.catalog.source {
        config::CatalogSource::None => None,
        config::CatalogSource::File(path) => Some(Arc::new(catalogue_file(path, currency)?)),
        config::CatalogSource::Treejar(url) => {
            let http = wire::redirecting_client(USER_AGENT).context("set up the HTTP client")?;
            Some(Arc::new(TreejarCatalog::new(http, url.clone())))
        }
    })
}

/// A catalogue file that is there.
///
/// # Errors
///
/// When it is not.
pub fn catalogue_file(path: &Path, currency: Currency) -> Result<CatalogFile> {
    if !path.is_file() {
        bail!("there is no catalogue file at {}", path.display());
    }
    Ok(CatalogFile::new(path, currency))
}

/// Who may call what, from configuration.
pub fn gate(config: &Config) -> Gate {
    let wazzup = &config.messaging.wazzup;
    Gate {
        wazzup_secret: wazzup.webhook_secret.clone(),
        wazzup_bearer: wazzup.crm_key.clone().filter(|key| !key.expose_secret().is_empty()),
        wazzup_networks: wazzup.allowed_networks.clone(),
        telegram: config.telegram.as_ref().map(|telegram| TelegramGate {
            path: desk::path_secret(config, telegram),
            header: desk::header_secret(config, telegram),
        }),
        trusted_proxies: config.server.trusted_proxies.clone(),
        api_key: config.api.key.clone(),
        first_owner: FirstOwner {
            username: config.admin.username.clone(),
            password: config.admin.password.clone(),
        },
        origin: config.server.public_url.origin(),
        development: config.shop.mode == Mode::Development,
        body_limit: config.server.body_limit,
    }
}

/// What `/health` asks about beside the database.
///
/// # Errors
///
/// When Redis' address cannot be read.
pub fn needs(servers: &Servers) -> Result<Needs> {
    let redis = servers.redis_url.as_deref().map(redis::Client::open).transpose();
    Ok(Needs { redis: redis.context("read redis.url")? })
}
