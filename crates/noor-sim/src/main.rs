//! `noor-sim`: the simulators as a program of their own. It only reads the command line.

use std::net::SocketAddr;
use std::path::PathBuf;

use anyhow::Context as _;
use clap::{Parser, ValueEnum};
use noor_sim::{
    Behaviour, Channel, DEFAULT_CHANNEL, Options, SIMULATOR_KEY, Simulator, StatusLevel, Transport,
    Webhook, read_products,
};
use tracing_subscriber::EnvFilter;

/// Simulated outside world for Noor: the messaging gateway Wazzup, a vendor of language models, a
/// shop's public catalogue, a vector store, a Zoho account, a HubSpot account, a Salesforce
/// organization, and Telegram's Bot API.
#[derive(Debug, Parser)]
#[command(version, after_help = AFTER_HELP)]
struct Arguments {
    /// Where to listen. Nothing here asks for a password: keep it on this machine.
    #[arg(long, default_value = "127.0.0.1:9900")]
    listen: SocketAddr,
    /// Products of the catalogue API: a file of JSON lines.
    #[arg(long, value_name = "FILE.jsonl")]
    catalogue: Option<PathBuf>,
    /// Where the gateway posts its webhooks. Noor can also register itself.
    #[arg(long, value_name = "URL")]
    noor_webhook: Option<String>,
    /// Sent as bearer with every webhook.
    #[arg(long, value_name = "KEY", requires = "noor_webhook")]
    crm_key: Option<String>,
    /// The API key that the gateway, the models and the vector store accept.
    #[arg(long, default_value = SIMULATOR_KEY)]
    api_key: String,
    /// The channel's id.
    #[arg(long, default_value = DEFAULT_CHANNEL)]
    channel: String,
    /// `wapi` has the 24-hour window, `whatsapp` has none.
    #[arg(long, value_enum, default_value_t = ChannelKind::Whatsapp)]
    transport: ChannelKind,
    /// What models do that were told nothing else.
    #[arg(long, value_enum, default_value_t = ModelKind::Harmless)]
    models: ModelKind,
    /// The gateway does not echo what was sent through it.
    #[arg(long)]
    no_echoes: bool,
    /// The last status that messages reach by themselves.
    #[arg(long, value_enum, default_value_t = Reports::Delivered)]
    statuses: Reports,
    /// The gateway does not count requests (benchmarks).
    #[arg(long)]
    no_rate_limit: bool,
    /// How many requests are kept for `/__sim/requests`.
    #[arg(long, default_value_t = 10_000)]
    keep_requests: usize,
    /// Seed of ids, probabilities and lies; from the system when absent.
    #[arg(long)]
    seed: Option<u64>,
}

const AFTER_HELP: &str = "\
Base addresses (below http://HOST:PORT):
  /wazzup                      for https://api.wazzup24.com (POST /wazzup/v3/message, …)
  /openrouter/api/v1           for https://openrouter.ai/api/v1
  /catalogue/api/catalog       the shop's public catalogue
  /qdrant                      a vector store (for http://localhost:6333)
  /zoho/accounts               for https://accounts.zoho.eu (POST /zoho/accounts/oauth/v2/token)
  /zoho                        for https://www.zohoapis.eu (GET /zoho/inventory/v1/items, POST /zoho/crm/v8/Deals, …)
  /hubspot                     for https://api.hubapi.com (POST /hubspot/crm/v3/objects/contacts, …)
  /salesforce                  for https://example.my.salesforce.com (POST /salesforce/services/oauth2/token, …)
  /telegram                    for https://api.telegram.org (POST /telegram/bot{token}/sendMessage, …)

Control, all JSON:
  POST   /__sim/wazzup/say       {\"chatId\":\"971500000001\",\"text\":\"hi\"} answers once Noor took it
  POST   /__sim/wazzup/operator  a manager writes; also /foreign-bot, /edit, /delete, /status, /raw
  GET    /__sim/wazzup/chats     also /chats/{chatId}, /sent, /events?chat= (server-sent events)
  PUT    /__sim/wazzup/webhook   {\"url\":\"…\",\"crmKey\":null}; also /behaviour, /channels, /files
  PUT    /__sim/models/behaviour {\"behaviour\":{\"kind\":\"lying\"}}; also POST /script, /zdr, /transcripts, GET /calls
  POST   /__sim/catalogue/amend  also PUT /products, POST /fail-page, PUT /redirect
  PUT    /__sim/zoho/items       [{\"id\":\"1\",\"sku\":\"KX 210\",\"stock\":{\"onHand\":5}}]; also /behaviour, /limits, POST /stock, /codes, /grants, /revoke, DELETE /tokens
  POST   /__sim/zoho/customers   {\"name\":\"Example FZE\"}; also GET /orders, POST /orders/status {\"order\":\"…\",\"status\":\"confirmed\",\"packages\":[…]}
  POST   /__sim/zoho/crm/Deals   a record as the API writes it; also GET, /Contacts, /Notes, POST /unique, /mandatory, /fields, /blueprint, PUT /transitions, GET /writes
  POST   /__sim/salesforce/records/Contact  {\"LastName\":\"Example\"}; also GET, /Opportunity, /Task, PUT /behaviour, /limits, POST /fields, /unique, /required, /locks, /revoke, DELETE /sessions
  POST   /__sim/telegram/start   {\"person\":7001,\"name\":\"Sam\",\"code\":\"…\"}; also /press {\"person\":7001,\"message\":1,\"label\":\"…\"}, /block, GET /sent, /presses/{press}
  POST   /__sim/faults           {\"route\":\"wazzup.send\",\"effect\":{\"kind\":\"reset_after\"},\"times\":1}
  GET    /__sim/requests         ?route=wazzup.send&limit=10
  POST   /__sim/clock            {\"advance_ms\":61000}
  POST   /__sim/reset";

#[derive(Debug, Clone, Copy, ValueEnum)]
enum ChannelKind {
    Whatsapp,
    Wapi,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum ModelKind {
    Harmless,
    Lying,
    Echo,
    Random,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Reports {
    None,
    Sent,
    Delivered,
    Read,
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
    let simulator = Simulator::start(options(Arguments::parse())?).await?;
    tracing::info!(
        wazzup = simulator.wazzup_url(),
        models = simulator.openrouter_url(),
        catalogue = simulator.catalogue_url(),
        qdrant = simulator.qdrant_url(),
        products = simulator.catalogue().products().len(),
        "the simulated world is open"
    );
    asked_to_stop().await?;
    simulator.stop().await;
    Ok(())
}

fn options(arguments: Arguments) -> anyhow::Result<Options> {
    let mut options = Options {
        listen: arguments.listen,
        seed: arguments.seed,
        keep_requests: arguments.keep_requests,
        ..Options::default()
    };
    let transport = match arguments.transport {
        ChannelKind::Whatsapp => Transport::Whatsapp,
        ChannelKind::Wapi => Transport::Wapi,
    };
    let wazzup = &mut options.wazzup;
    wazzup.channels = vec![Channel::new(arguments.channel, transport)];
    wazzup.api_key.clone_from(&arguments.api_key);
    wazzup.webhook = arguments.noor_webhook.map(|url| Webhook { url, crm_key: arguments.crm_key });
    wazzup.behaviour.echoes = !arguments.no_echoes;
    wazzup.behaviour.statuses = match arguments.statuses {
        Reports::None => StatusLevel::None,
        Reports::Sent => StatusLevel::Sent,
        Reports::Delivered => StatusLevel::Delivered,
        Reports::Read => StatusLevel::Read,
    };
    if arguments.no_rate_limit {
        wazzup.rate_limit = None;
    }
    options.qdrant.api_key = Some(arguments.api_key.clone());
    options.models.api_key = arguments.api_key;
    options.models.behaviour = match arguments.models {
        ModelKind::Harmless => Behaviour::Harmless,
        ModelKind::Lying => Behaviour::Lying,
        ModelKind::Echo => Behaviour::Echo,
        ModelKind::Random => Behaviour::Random,
    };
    if let Some(path) = arguments.catalogue {
        let read = std::fs::read_to_string(&path).map_err(anyhow::Error::from);
        let products = read.and_then(|jsonl| read_products(&jsonl));
        options.products = products.with_context(|| format!("read {}", path.display()))?;
    }
    Ok(options)
}

/// Waits for Ctrl-C or SIGTERM.
async fn asked_to_stop() -> anyhow::Result<()> {
    let mut terminate = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())?;
    tokio::select! {
        _ = terminate.recv() => {}
        interrupted = tokio::signal::ctrl_c() => interrupted?,
    }
    Ok(())
}
