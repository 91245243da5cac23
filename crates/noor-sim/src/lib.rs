//! The outside world in small: servers that speak the wire formats of Noor's vendors, remember what
//! happened, and fail on demand. For tests, `noor demo` and scenarios; never a part of a shop's
//! installation, and it knows none of Noor's own crates.
//!
//! ```no_run
//! # async fn demo() -> anyhow::Result<()> {
//! use noor_sim::{Options, Simulator};
//!
//! let sim = Simulator::start(Options::default()).await?;
//! sim.wazzup().set_webhook("http://127.0.0.1:8000/api/v1/webhook/wazzup/secret", None);
//! sim.wazzup().say("971500000001", "How much is the KX 210?").await?;
//! let seen = sim.wazzup().chat("971500000001");
//! # drop(seen);
//! sim.stop().await;
//! # Ok(())
//! # }
//! ```
//!
//! The same handles exist over HTTP under `/__sim/…` (see `noor-sim --help`). There is no password
//! on them, so the simulator listens on the loopback address unless told otherwise.

mod catalogue;
mod chance;
mod clock;
mod connection;
mod control;
mod faults;
mod form;
mod gate;
mod hubspot;
mod models;
mod qdrant;
mod requests;
mod salesforce;
mod simulator;
mod sound;
mod telegram;
mod wazzup;
mod world;
mod zoho;

use std::sync::{Mutex, MutexGuard, PoisonError};

pub use catalogue::{Amendment, Catalogue, CatalogueCategory, CatalogueProduct, read_products};
pub use clock::SimClock;
pub use faults::{Effect, Fault, Faults};
pub use hubspot::{HUBSPOT_TOKEN, HubSpot, HubSpotRecord};
pub use models::{Behaviour, ModelCall, Models, ModelsOptions, ToolCall};
pub use qdrant::{Qdrant, QdrantOptions};
pub use requests::{Requests, SeenRequest};
pub use salesforce::{
    SALESFORCE_CLIENT_ID, SALESFORCE_CLIENT_SECRET, SALESFORCE_REFRESH_TOKEN, Salesforce,
    SalesforceBehaviour, SalesforceLimits, SalesforceRecord,
};
pub use simulator::{Options, SIMULATOR_KEY, Simulator};
pub use sound::{hash_of, voice_note};
pub use telegram::{TELEGRAM_BOT, TELEGRAM_TOKEN, Telegram, TelegramButton, TelegramMessage};
pub use wazzup::{
    Author, Change, Channel, ChatSummary, CustomerMessage, DEFAULT_CHANNEL, Kind, News, Posted,
    SeenFile, SeenMessage, SeenStatus, Side, StatusForm, StatusLevel, Template, Transport, Wazzup,
    WazzupBehaviour, WazzupOptions, Webhook,
};
pub use zoho::{
    CrmBehaviour, CrmLimits, CrmWrite, CrmWriteKind, OrderIdKey, OrderKey, ZOHO_CLIENT_ID,
    ZOHO_CLIENT_SECRET, ZOHO_ORGANIZATION, ZOHO_REFRESH_TOKEN, Zoho, ZohoAttachment, ZohoBehaviour,
    ZohoContact, ZohoCustomer, ZohoDeal, ZohoItem, ZohoLimits, ZohoNote, ZohoOptions, ZohoOrder,
    ZohoOrderLine, ZohoPackage, ZohoPerson, ZohoStock, ZohoTransition,
};

/// Locks `mutex`; a panic elsewhere while it was held does not spread.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
