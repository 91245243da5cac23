//! Everything built once: what a use case needs, and nothing global.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use noor_core::clock::Clock;
use noor_core::dialogue::policy::Policy;
use noor_core::ids::Ids;
use noor_providers::catalog::CatalogSource;
use noor_providers::crm::Crm;
use noor_providers::embedding::Embedder;
use noor_providers::inventory::Inventory;
use noor_providers::media::Media;
use noor_providers::messaging::Messenger;
use noor_providers::model::Model;
use noor_providers::orders::OrderBook;
use noor_providers::speech::Transcriber;
use noor_providers::vectors::VectorStore;
use noor_store::PgPool;
use noor_store::bell::Bell;
use noor_store::inbox::Pace;
use noor_store::sessions::Lifetime;
use secrecy::SecretString;
use tokio_util::task::TaskTracker;
use url::Url;
use uuid::Uuid;

use crate::app::access::password::Passwords;
use crate::app::alerts::Alerts;
use crate::app::alerts::desk::ShopDesk;
use crate::app::receive_message::{Crowd, Strangers};
use crate::content::Content;
use crate::faults::Faults;
use crate::limiter::Limiter;

/// What every use case is given.
#[derive(Debug)]
pub struct Context {
    /// Tells this process from others.
    pub process: Uuid,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Fresh identifiers.
    pub ids: Arc<dyn Ids>,
    /// PostgreSQL.
    pub db: PgPool,
    /// Wakes workers.
    pub bell: Arc<dyn Bell>,
    /// Gateways by name.
    pub messengers: HashMap<&'static str, Arc<dyn Messenger>>,
    /// Asked first to last; the rules, which always answer, are behind them.
    pub models: Vec<Arc<dyn Model>>,
    /// Hears voice notes; `None` where nobody does.
    pub hearing: Option<Hearing>,
    /// Counts what there is; `None` where the catalogue's own figures stand.
    pub inventory: Option<StockKeeping>,
    /// The book that orders are written into; `None` where people write them.
    pub orders: Option<Arc<dyn OrderBook>>,
    /// Keeps contacts and deals; `None` where nobody does.
    pub crm: Option<Arc<dyn Crm>>,
    /// Says what something costs now; `None` where the mirror's prices stand.
    pub pricing: Option<Pricing>,
    /// Finds products by their meaning; `None` where nobody does.
    pub meaning: Option<Meaning>,
    /// Fetches pictures from where the catalogue says; `None` where nobody does.
    pub pictures: Option<Media>,
    /// The shop's words and facts.
    pub content: Arc<Content>,
    /// What the shop decided about the dialogue.
    pub policy: Policy,
    /// Tells the log, and whoever reads it.
    pub alerts: Arc<dyn Alerts>,
    /// Tells the shop's people one by one; `None` where only the log does.
    pub desk: Option<ShopDesk>,
    /// Keeps to the gateway's rate.
    pub limiter: Limiter,
    /// Timings and limits.
    pub limits: Limits,
    /// Makes and checks signed links.
    pub links: Links,
    /// Places where a test may stop the process; none in production.
    pub faults: Faults,
    /// Deliveries of gateways that wait to be stored.
    pub crowd: Crowd,
    /// Lines that are not ours, as far as the log has named them.
    pub strangers: Strangers,
    /// Hashes passwords and checks them.
    pub passwords: Passwords,
    /// Everything that runs in the background, so that a stop can wait for it.
    pub tasks: TaskTracker,
}

/// What it takes to say how many there are.
#[derive(Debug, Clone)]
pub struct StockKeeping {
    /// Counts.
    pub inventory: Arc<dyn Inventory>,
    /// How long a figure may be told without asking again.
    pub live_for: Duration,
    /// How long asking may take before the figure is "to be confirmed".
    pub deadline: Duration,
    /// How often all of it is counted.
    pub every: Duration,
}

/// Rounds of counting that may be missed before the figures of the mirror are too old to be told.
const ROUNDS: u32 = 3;

impl StockKeeping {
    /// Whether what was counted at a moment is too old to be told.
    pub fn is_old(&self, counted: DateTime<Utc>, now: DateTime<Utc>) -> bool {
        let late = TimeDelta::from_std(self.every * ROUNDS).unwrap_or(TimeDelta::MAX);
        now - counted > late
    }
}

/// What it takes to say what something costs.
#[derive(Debug, Clone)]
pub struct Pricing {
    /// Can be asked for the price of one product.
    pub catalogue: Arc<dyn CatalogSource>,
    /// How long a price may be told without asking again.
    pub live_for: Duration,
    /// How long asking may take before the mirror's price stands.
    pub deadline: Duration,
    /// How long after the catalogue was last read the mirror's prices stand, if it cannot be asked.
    pub believed_for: TimeDelta,
}

/// What it takes to find products by their meaning.
#[derive(Debug, Clone)]
pub struct Meaning {
    /// Turns texts into vectors.
    pub embedder: Arc<dyn Embedder>,
    /// Keeps them, and finds the nearest.
    pub store: Arc<dyn VectorStore>,
    /// How near a product has to be to a text that names nothing known: the cosine.
    pub least_similarity: f32,
    /// How long a question may wait for its neighbours before it goes on without them.
    pub deadline: Duration,
}

/// What it takes to hear a voice note.
#[derive(Debug, Clone)]
pub struct Hearing {
    /// Fetches it from the gateway.
    pub media: Media,
    /// Writes down what is said.
    pub transcriber: Arc<dyn Transcriber>,
    /// How long both together may take for one.
    pub deadline: Duration,
}

/// Timings and limits of the road.
#[derive(Debug, Clone)]
pub struct Limits {
    /// When a burst is answered.
    pub pace: Pace,
    /// How long a turn may go on without a sign of life.
    pub lease: Duration,
    /// How soon an answer should leave.
    pub answer_within: Duration,
    /// How long reading and writing may take together.
    pub deadline: Duration,
    /// Turns at the same time.
    pub concurrency: usize,
    /// How often overdue work is looked for.
    pub sweep: Duration,
    /// How long a gateway may take to answer.
    pub send_timeout: Duration,
    /// How often a message is tried.
    pub attempts: i32,
    /// How long after a handoff was opened the shop's people are told again.
    pub alert_again: Duration,
    /// How long what is done outside stays in the hands of a process that died.
    pub effect_lease: Duration,
    /// How long after a call without an answer the other side is asked about it.
    pub ask_after: Duration,
    /// How long raw deliveries and reports are kept; zero is for ever.
    pub keep_deliveries: Duration,
    /// How long journals are kept; zero is for ever.
    pub keep_journals: Duration,
    /// How long people stay signed in.
    pub sessions: Lifetime,
    /// Lines of the shop; messages on others are kept and reported. Empty: all lines.
    pub channels: Vec<String>,
}

/// Makes and checks signed links.
#[derive(Debug, Clone)]
pub struct Links {
    /// The address under which the outside reaches Noor, with a slash at its end.
    pub public_url: Url,
    /// Signs.
    pub key: SecretString,
}
